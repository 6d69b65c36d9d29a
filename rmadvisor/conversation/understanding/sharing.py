"""Figures that belong to another figure: one for each, shared among several, or "one" that only means each.

In:     Sentence, Links.
Out:    what they come to.
"""

from __future__ import annotations

from collections.abc import Sequence

from rmadvisor.conversation.understanding.attachment import Link
from rmadvisor.conversation.understanding.quantities import Figure
from rmadvisor.conversation.understanding.sentence import Sentence

_NEARBY = 12  # tokens
_RATIO = frozenset(("every", "per", "to", "share", "shares", "sharing", "each", "between", "support", "supports",
                    "serves", "helps", "backs"))  # fmt: skip
_ALL = frozenset(("our", "the", "all", "these", "those", "us"))
_FOR_EACH = ("each", "every", "per")


def stands_alone(read: Sentence, link: Link, found: Sequence[Link]) -> bool:
    """ "one RM" in "one RM for 80 customers" is no number of RMs."""
    start = max(link.figure.core, link.figure.first)
    covering = (m for m in read.around(start, 0) if m.last >= link.match.last and m is not link.match)
    whole = next(covering, None)
    if whole is None:
        return True
    names = {role.fact for role in whole.roles if role.kind == "together"}
    return not any(other is not link and other.fact in names and
                   not {",", "and"} & set(read.words[whole.last : other.figure.first]) for other in found)  # fmt: skip


def is_each(read: Sentence, link: Link) -> bool:
    """Whether a figure is already one for each: "2 assistants per RM"."""
    starts = {figure.first for figure in read.figures}
    for at in range(min(link.figure.first, link.match.first), min(link.match.last + 4, len(read.words))):
        if read.words[at] in ("per", "each", "every", "apiece", "/", "ratio", "behind"):
            return at + 1 not in starts or read.word(at + 1) in ("one", "1")
    if any(role.kind == "about" for role in link.match.roles):
        return True
    return any(
        any(role.kind == "over" and role.fact == link.fact for role in match.roles)
        and read.words[match.first] in _FOR_EACH
        for match in read.around(link.figure.first, _NEARBY)
        if read.part[match.first] == read.part[link.figure.first]
    )


def turned(read: Sentence, link: Link) -> Figure:
    """A ratio in the order of its fact: "assistants to RMs 1:4" and "RMs to assistants 4:1" are the same."""
    ratio = link.figure.low or 1.0
    others = [
        match.first
        for match in read.around(link.match.first, _NEARBY)
        if read.part[match.first] == read.part[link.match.first]
        and any(role.kind == "over" and role.fact == link.fact for role in match.roles)
    ]
    if any(link.match.first < other < link.figure.first for other in others):
        return link.figure
    turns = any(other < link.match.first for other in others) or ratio > 1
    return link.figure.times(1 / ratio**2) if turns else link.figure


def shared(read: Sentence, among_which: set[int], link: Link) -> Figure | None:
    """The figure divided by that of what it is shared among: "3 assistants for 12 RMs".

    `among_which` takes figures that say nothing else."""
    for figure in read.figures:
        if figure.first == link.figure.first or figure.low is None or figure.low != figure.high or not figure.low:
            continue
        among = any(
            0 <= match.first - figure.last <= 2
            and read.words[match.first] not in _FOR_EACH
            and any(role.kind == "over" and role.fact == link.fact for role in match.roles)
            for match in read.matches
            if read.part[match.first] == read.part[link.figure.first]
        )
        if among and link.figure.low is not None:
            low, high = sorted((link.figure.first, figure.first))
            named = range(link.match.first, link.match.last)
            between = {read.words[at] for at in range(low, high) if at not in named}
            if between & _RATIO or (link.figure.low == 1 and "for" in between and not between & _ALL):
                among_which.add(figure.first)  # "one assistant for every 4 RMs" says nothing of how many RMs
            return link.figure.times(1 / figure.low)
    return None
