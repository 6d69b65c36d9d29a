"""Figures and words of degree that no phrase took: those that go with a fact just said, and those to ask about.

In:     Sentence, the facts, the figures that are used up, everything said.
Out:    more that is said; what is unclear, with its candidates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rmadvisor.conversation.understanding.nouns import counts_another
from rmadvisor.conversation.understanding.quantities import Figure
from rmadvisor.conversation.understanding.sentence import Sentence, uncovered
from rmadvisor.conversation.understanding.settling import Said
from rmadvisor.conversation.understanding.understood import Unclear
from rmadvisor.conversation.understanding.units import fit, possible
from rmadvisor.knowledge.vocabulary import Fact

MOST_CANDIDATES = 6
_FEW_WORDS = 4  # of a text in which a word of degree alone is asked about
_CLOSING = ("each", "apiece", "and", "daily", "or", "incl", "including", "with", "on", "all")
_CODE = frozenset("{}[]<>*#@\\_^|=&")


def unnamed(read: Sentence, facts: Mapping[str, Fact], used: set[int], told: Sequence[Said]) -> list[Said]:
    """Hours and days that no phrase names, beside a fact that they go with: "8 hours a day, 218 days"."""
    names = {each.fact for each in told}
    found: list[Said] = []
    for figure in read.figures:
        closed = not read.word(figure.last).isalpha() or read.word(figure.last) in _CLOSING
        if figure.unit not in ("hour", "day") or not closed or figure.first in used or not read.told(figure.first):
            continue
        offers = []
        for name, fact in facts.items():
            company = names & {*fact.words.unnamed_with} or (figure.worked and figure.per and fact.words.unnamed_with)
            fitted = fit(figure, fact, None) if name not in names and company else None
            value = None if fitted is None else possible(fact, fitted[0])
            if value is not None:
                offers.append(Said(name, value, figure.first, figure.last, 1))
        if len(offers) == 1:
            used.add(figure.first)
            found += offers
            names.add(offers[0].fact)
    return found


def left_over(read: Sentence, facts: Mapping[str, Fact], used: set[int], told: Sequence[Said]) -> list[Unclear]:
    """Figures and words of degree that may belong to several facts."""
    found = []
    for figure in read.figures:
        covered = any(each.first <= figure.first < each.last for each in told)
        if figure.first in used or covered or not read.told(figure.first) or counts_another(read, figure):
            continue
        if figure.unit in ("long", "times") or not uncovered(read, figure) or _coded(read, figure):
            continue
        names = _fitting(facts, figure)
        if names:
            found.append(_unclear(read, figure.first, figure.last, names))
    if not told and not found and len(read.words) <= _FEW_WORDS:
        for match in read.matches:
            names = tuple(dict.fromkeys(role.fact for role in match.roles if role.kind == "beside"))
            if len(names) > 1 and read.told(match.first):
                found.append(_unclear(read, match.first, match.last, names))
    return found


def _fitting(facts: Mapping[str, Fact], figure: Figure) -> tuple[str, ...]:
    """The facts whose value a figure can be, the likeliest first."""
    costs: list[tuple[float, str]] = []
    for name, fact in facts.items():
        fitted = fit(figure, fact, None) if fact.numeric else None
        if fitted is not None and fitted[1] < 2.0 and possible(fact, fitted[0]) is not None:
            costs.append((fitted[1], name))
    return tuple(name for _, name in sorted(costs, key=lambda each: each[0]))


def _unclear(read: Sentence, first: int, last: int, names: tuple[str, ...]) -> Unclear:
    span = read.span(first, last)
    return Unclear(read.text[slice(*span)], span, names[:MOST_CANDIDATES])


def _coded(read: Sentence, figure: Figure) -> bool:
    """Whether a figure is part of some code: "{{7*7}}", "ref#4711"."""
    start, end = read.span(figure.first, figure.last)
    return not _CODE.isdisjoint(read.text[max(0, start - 1) : start] + read.text[end : end + 1])
