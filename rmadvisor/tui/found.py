"""What the guidance page lists: hits of a search with their words marked, and the tree of topics.

In:     SearchResult, Topics, KnowledgeBase.
Out:    Nodes; one that can be opened carries an id.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.search.hits import Hit, SearchResult, Span, Topic
from rmadvisor.tui.entry import MARK, known, link, title_of
from rmadvisor.tui.lines import cut, hang
from rmadvisor.tui.outline import Draw, Node
from rmadvisor.tui.searching import KINDS

NOTHING = "Nothing in the guidance on this. Other words may help, or one of the nearest topics:"
MOST_LINES = 3  # of a passage; the entry beside it has all of it
QUIET = "$foreground-muted"


def told(found: SearchResult, kind: int, exact: bool, most: int) -> str:
    """A line on what was found: how many of `most`, in which of the KINDS, for which words, and the way to others."""
    only = f" in {KINDS[kind][0]}" if kind else ""
    if not found.hits:
        read = f" (read as: {found.corrected})" if found.corrected else ""
        following = (kind + 1) % len(KINDS)
        onward = f" F3 goes on to {KINDS[following][0]}." if kind else ""
        return f"Nothing found{only}{read}.{onward}"
    if found.corrected is not None:
        typed = "F4: as typed" if only else "F4 searches for what you typed"  # a filter leaves less room
        return f"Showing results{only} for: {found.corrected}. {typed}."
    many = "or more" if len(found.hits) >= most else "found"
    taken = ", each word as it stands; F4 mends them" if exact else ""
    return f"{len(found.hits)} {many}{only}{taken}."


def hits(found: SearchResult) -> tuple[Node, ...]:
    """Hits, best first."""
    return tuple(Node(f"hit:{hit.id}", _hit(number, hit), value=hit.id) for number, hit in enumerate(found.hits, 1))


def nearest(found: SearchResult, kb: KnowledgeBase) -> tuple[Node, ...]:
    """Topics to go to when nothing was found."""
    return (heading(NOTHING, ""), *topics(found.nearest, kb, "nearest"))


def topics(tree: Iterable[Topic], kb: KnowledgeBase, above: str) -> tuple[Node, ...]:
    """Topics, each opening to narrower ones and to what belongs to it."""
    return tuple(Node(f"{above}/{topic.id}", _topic(topic), _under(topic, kb, f"{above}/{topic.id}")) for topic in tree)


def entries(names: Iterable[str], kb: KnowledgeBase, above: str) -> tuple[Node, ...]:
    """Entries and rules by their titles."""
    return tuple(Node(f"{above}/={n}", link(n, title_of(kb, n)), value=n) for n in names if known(kb, n))


def heading(text: str, style: str = "bold $primary") -> Node:
    return Node(f"heading:{text}", lambda width: Content.styled(hang(text, width), style), heading=True)


def _under(topic: Topic, kb: KnowledgeBase, above: str) -> tuple[Node, ...]:
    return (*topics(topic.children, kb, above), *entries(topic.entries, kb, above))


def _topic(topic: Topic) -> Draw:
    count = f" ({len(topic.entries)})"
    return lambda width: Content.assemble((cut(topic.title, width - len(count)), "bold"), (count, QUIET))


def _hit(number: int, hit: Hit) -> Draw:
    def draw(width: int) -> Content:
        head = f"{number}. "
        first, *rest = _marked(hit.title, hit.title_spans, "bold", width - len(head))
        lines = [Content.assemble((head, "bold"), first), *(line.pad_left(len(head)) for line in rest)]
        if hit.text and hit.text != hit.title:
            passage = _marked(hit.text, hit.text_spans, "", width - 3)
            if len(passage) > MOST_LINES:
                passage = [*passage[: MOST_LINES - 1], _with_more(passage[MOST_LINES - 1], width - 3)]
            lines += [line.pad_left(3) for line in passage]
        unmarked = hit.terms and not (hit.title_spans or hit.text_spans)
        words = f"key words: {', '.join(hit.terms[:4])}; " if unmarked else ""
        lines.append(Content.styled(cut(f"   {words}{hit.kind}, {hit.id}", width), QUIET))
        return Content("\n").join(lines)

    return draw


def _with_more(line: Content, width: int) -> Content:
    return line.truncate(width - 2).append_text(" …")


def _marked(text: str, spans: Iterable[Span], style: str, width: int) -> list[Content]:
    """A text in lines, the places that answer marked."""
    content = Content.styled(text.replace("\n", " "), style)
    for start, end in spans:
        content = content.stylize(MARK, start, end)
    return [line.rstrip() for line in content.wrap(width)]
