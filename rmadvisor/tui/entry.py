"""An entry of the knowledge as lines of an outline: its text, what is known of it, and links to what it names.

In:     KnowledgeBase, an id, words to mark.
Out:    Nodes; one that stands for another entry, rule, source or section carries its id.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from textual.content import Content

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.report.blocks import Block, Bullets, Heading, Pairs, Paragraph
from rmadvisor.report.exhibits import exhibit
from rmadvisor.tui.lines import hang
from rmadvisor.tui.outline import Draw, Node

FOR_TRAINERS = ("exercise", "situation")  # they would tell the answers of the quiz
LEFT_OUT = ("Found by",)  # a hundred words that nobody reads
OWN = ("Id", "Kind")  # what it is, not what it names
MARK = "bold underline $accent"
TEXT = "text"  # the node that holds the entry's own words
FIRST = 12  # links of a kind that are shown; the others are behind "more"


def title_of(kb: KnowledgeBase, name: str) -> str:
    """What a person calls it: an entry's title, a rule's reason, a question."""
    if name in kb.entries:
        return kb.entries[name].title
    if name in kb.rule:
        return kb.rule[name].because
    if name in kb.sections:
        return kb.sections[name]
    return kb.vocabulary[name].meaning if name in kb.vocabulary else name


def known(kb: KnowledgeBase, name: str) -> bool:
    """Whether an id can be opened."""
    entry = kb.entries.get(name)
    if entry is not None:
        return entry.kind not in FOR_TRAINERS
    return name in kb.rule or name in kb.sections or name in kb.vocabulary or name in kb.parameters


def nodes(kb: KnowledgeBase, name: str, matched: Iterable[str] = ()) -> tuple[Node, ...]:
    """All lines of an entry; none for an id that there is none of."""
    found = exhibit(kb, name)
    return () if found is None else tuple(_nodes(kb, found.blocks, tuple(matched)))


def _nodes(kb: KnowledgeBase, blocks: Iterable[Block], matched: tuple[str, ...]) -> Iterator[Node]:
    texts = 0
    for place, block in enumerate(blocks):
        match block:
            case Heading(text=text):
                yield _heading(f"{place}", text)
                ids = text == "Cited or used by"
            case Paragraph(text=text) if place and ids:
                yield from _links(kb, f"{place}", text.split(", "))
            case Paragraph(text=text):
                yield Node(TEXT if not texts else f"{TEXT}:{place}", _marked(text, matched), value=None)
                texts += 1
            case Bullets(items=items):
                yield from _links(kb, f"{place}", items)
            case Pairs(rows=rows):
                for label, lines in rows:
                    if label not in LEFT_OUT:
                        yield from _row(kb, f"{place}:{label}", label, lines)


def _row(kb: KnowledgeBase, above: str, label: str, lines: tuple[str, ...]) -> Iterator[Node]:
    """A label with one line beside it, or with several under it."""
    linked = any(known(kb, _id(line)) for line in lines) and label not in OWN
    if len(lines) == 1 and not linked:
        yield Node(above, _labelled(label, lines[0]))
        return
    yield _heading(above, label)
    if linked:
        yield from _links(kb, above, lines)
    else:
        yield from (Node(f"{above}:{i}", _hung(line)) for i, line in enumerate(lines))


def _links(kb: KnowledgeBase, above: str, lines: Iterable[str]) -> Iterator[Node]:
    """What an entry names, each with its title; the first ones, and the rest together."""
    found = []
    for i, line in enumerate(lines):
        name = _id(line)
        if known(kb, name):
            said = line if line != name else f"{name}: {title_of(kb, name)}"
            found.append(Node(f"{above}/{i}", link(name, said.removeprefix(f"{name}: ")), value=name))
        elif name not in kb.entries:
            found.append(Node(f"{above}/{i}", _hung(line)))
    yield from found[:FIRST]
    if rest := tuple(found[FIRST:]):
        yield Node(f"{above}/more", _hung(f"{len(rest)} more"), rest)


def link(name: str, title: str) -> Draw:
    """A title that can be opened, with its id behind it."""

    def draw(width: int) -> Content:
        text = hang(title if title == name else f"{title} · {name}", width)
        return Content(text).highlight_regex(re.compile(rf" · {re.escape(name)}"), style="$foreground-muted")

    return draw


def _id(line: str) -> str:
    return line.partition(": ")[0]


def _heading(name: str, text: str) -> Node:
    return Node(f"heading:{name}", lambda width: Content.styled(hang(text, width), "bold $primary"), heading=True)


def _hung(text: str) -> Draw:
    return lambda width: Content(hang(text, width))


def _labelled(label: str, text: str) -> Draw:
    return lambda width: Content(hang(f"{label}: {text}", width, "", "  ")).stylize(
        "$foreground-muted", 0, len(label) + 1
    )


def _marked(text: str, matched: tuple[str, ...]) -> Draw:
    """A text with the words that answer a search."""
    words = "|".join(re.escape(word) for word in sorted(matched, key=len, reverse=True))

    def draw(width: int) -> Content:
        content = Content(hang(text, width))
        return content.highlight_regex(re.compile(rf"(?i)\b(?:{words})\b"), style=MARK) if words else content

    return draw
