"""Commands that find things: search by words, topics to browse."""

from __future__ import annotations

import gc
import os
import sys
import textwrap
from collections.abc import Iterable, Iterator
from shlex import quote
from typing import TYPE_CHECKING

import click

from rmadvisor.commands.streams import AS_JSON, BAD_INPUT, DONE, NOTHING, Folders, print_json, print_text, talk
from rmadvisor.knowledge.problems import did_you_mean
from rmadvisor.report.terminal import line_width

if TYPE_CHECKING:
    from rmadvisor.knowledge.knowledge_base import KnowledgeBase
    from rmadvisor.knowledge.search.hits import Hit, SearchResult, Topic

INDENT = "   "
MOST_LISTED = 6  # ids in a line that `show` tells in full
BOLD = ("\x1b[1m", "\x1b[0m")


@click.command()
@click.argument("words", nargs=-1, metavar="WORDS...")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="At most so many hits.")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only hits of this kind: guidance, term, rule ...")
@click.option("--cites", multiple=True, metavar="ID", help="Only hits that cite this source or section.")
@click.option("--topic", metavar="ID", help="Only hits on this focus, segment, capability or section (see topics).")
@click.option("--exact", is_flag=True, help="Take every word as it stands: mend no misspelling, add no other names.")
@AS_JSON
@click.pass_obj
def search(
    folders: Folders,
    words: tuple[str, ...],
    limit: int,
    kinds: tuple[str, ...],
    cites: tuple[str, ...],
    topic: str | None,
    exact: bool,
    as_json: bool,
) -> int:
    """Find guidance, figures, capabilities, terms, rules and questions by keyword; misspelt words are understood.

    Several --kind or --cites widen the choice. Ends with 1 when nothing is relevant."""
    from rmadvisor.knowledge.search.words import content
    from rmadvisor.knowledge.search.words import words as words_of

    text = " ".join(words)
    if not content(words_of(text)):
        said = "only words such as 'the' and 'how' were given" if words_of(text) else "no words were given"
        talk(f"{said}; name a subject, such as: rmadvisor search customers per RM")
        return BAD_INPUT
    gc.disable()  # loading makes many objects and no garbage: a cold search is a tenth faster
    try:
        found = folders.searching().search(text, limit, kinds, cites, topic, exact)
    finally:
        gc.enable()
    if as_json:
        print_json(found.as_dict())
    elif found.hits:
        print_text("".join(f"{line}\n" for line in _lines(found, folders.command())))
    else:
        talk("\n".join(_nothing(found, folders.command())))
    return DONE if found.hits else NOTHING


@click.command()
@click.argument("name", metavar="[TOPIC]", required=False)
@AS_JSON
@click.pass_obj
def topics(folders: Folders, name: str | None, as_json: bool) -> int:
    """Browse what is known: the tree of topics, or what belongs to one of them."""
    from rmadvisor.knowledge.cursor import shown
    from rmadvisor.knowledge.search.topics import walk

    searching = folders.searching()
    tree = searching.topics
    if name is None:
        return print_json([topic.as_dict() for topic in tree]) if as_json else _print_tree(tree)
    known = {topic.id: topic for topic in walk(tree)}
    if name not in known:
        talk(f"there is no topic {shown(name)}; {did_you_mean(name, known, 'rmadvisor topics lists them')}")
        return NOTHING
    return print_json(known[name].as_dict()) if as_json else _print_topic(known[name], folders.knowledge())


# ---------------------------------------------------------------- hits in words


def _lines(found: SearchResult, command: str) -> Iterable[str]:
    if found.corrected is not None:
        yield from _wrapped(f"Showing results for: {found.corrected}", "")
        yield from _wrapped(f"Search instead for: {command} search --exact {quote(_plain(found.query))}", "")
        yield ""
    before, after = BOLD if _bold() else ("*", "*")
    for number, hit in enumerate(found.hits, 1):
        if number > 1:
            yield ""
        yield from _hit(number, hit, before, after)
    yield ""
    yield f"{command} show {found.hits[0].id} tells all of the first."


def _hit(number: int, hit: Hit, before: str, after: str) -> Iterable[str]:
    from rmadvisor.knowledge.search.words import placed_words

    yield from _filled(hit.title, hit.title_spans, f"{number}. ", before, after)
    if hit.text and hit.text != hit.title:
        yield from _filled(hit.text, hit.text_spans, INDENT, before, after)
    if hit.terms and not hit.title_spans and not hit.text_spans:
        line = f"Key words: {_few(hit.terms)}"
        matched = {word.casefold() for word in hit.matched}
        places = [(start, end) for _, start, end in placed_words(line) if line[start:end].casefold() in matched]
        yield from _filled(line, places, INDENT, before, after)
    if hit.asked:
        yield from _wrapped(f"Asked as: {hit.asked}")
    yield from _wrapped(f"Id: {hit.id} ({hit.kind})")
    for label, ids in (("Cites", hit.cites), ("See also", hit.related), ("Rules", hit.used_by)):
        if ids:
            yield from _wrapped(f"{label}: {_few(ids)}")


def _filled(text: str, spans: Iterable[tuple[int, int]], first: str, before: str, after: str) -> Iterable[str]:
    """A text in lines, its places marked; the marks count no letters where a terminal shows none."""
    from rmadvisor.knowledge.search.passages import marked

    signs = (before, after) if len(before) == 1 else ("\x02", "\x03")
    rest = " " * len(first)
    for line in textwrap.wrap(
        marked(text, spans, *signs), line_width(), initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    ):
        yield line.replace("\x02", before).replace("\x03", after)


def _wrapped(text: str, first: str = INDENT) -> list[str]:
    return textwrap.wrap(
        text,
        line_width(),
        initial_indent=first,
        subsequent_indent=first + "  ",
        break_on_hyphens=False,
        break_long_words=True,
    )


def _few(names: tuple[str, ...]) -> str:
    listed = ", ".join(names[:MOST_LISTED])
    return listed if len(names) <= MOST_LISTED else f"{listed} and {len(names) - MOST_LISTED} more"


def _plain(text: str) -> str:
    """What a person typed, in one line that a terminal can show."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _bold() -> bool:
    """Whether the terminal can show bold and nobody asked for plain text."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM", "dumb") != "dumb"


def _nothing(found: SearchResult, command: str) -> Iterable[str]:
    meant = f" (read as: {found.corrected})" if found.corrected else ""
    yield f"nothing in the guidance on this{meant}."
    if found.elsewhere:
        yield f"It sounds like a question about: {found.elsewhere}. The guidance does not cover that."
    yield "Nearest topics:"
    yield from (f"  {topic.id}: {topic.title}" for topic in found.nearest)
    yield f"Browse one with: {command} topics {found.nearest[0].id}" if found.nearest else "There are no topics."


# ---------------------------------------------------------------- topics in words


def _print_tree(tree: Iterable[Topic]) -> int:
    from rmadvisor.commands.streams import print_blocks
    from rmadvisor.report.blocks import Block, Heading, Paragraph, Tree

    blocks: list[Block] = []
    for topic in tree:
        blocks.append(Heading(f"{topic.title} ({topic.id}, {len(topic.entries)} entries)", 2))
        if topic.children:
            blocks.append(Tree(tuple(_lines_of(topic.children, 1))))
    blocks.append(Paragraph("`rmadvisor topics ID` lists what belongs to one, `rmadvisor show ID` shows an entry."))
    return print_blocks(blocks)


def _lines_of(found: Iterable[Topic], depth: int) -> Iterator[tuple[int, str]]:
    for topic in found:
        yield depth, f"{topic.id}: {topic.title}"
        yield from _lines_of(topic.children, depth + 1)


def _print_topic(topic: Topic, kb: KnowledgeBase) -> int:
    from rmadvisor.commands.streams import print_blocks
    from rmadvisor.report.blocks import Block, Bullets, Heading, Paragraph

    entries = [kb.entries[name] for name in topic.entries if name in kb.entries]
    rules = [kb.rule[name] for name in topic.entries if name in kb.rule]
    blocks: list[Block] = [Heading(topic.title)]
    if topic.children:
        blocks += [Heading("Narrower topics", 2), Bullets(tuple(f"{c.id}: {c.title}" for c in topic.children))]
    if entries:
        blocks += [Heading("Entries", 2), Bullets(tuple(f"{entry.id}: {entry.title}" for entry in entries))]
    if rules:
        blocks += [Heading("Rules", 2), Bullets(tuple(f"{rule.id}: {rule.because}" for rule in rules))]
    blocks.append(
        Paragraph(f"`rmadvisor show ID` shows one, `rmadvisor search WORDS --topic {topic.id}` searches here.")
    )
    return print_blocks(blocks)
