"""Relevance: whether the best that was found answers the question at all.

In:     Index, Query, positions of the best records.
Out:    how much of the question's weight the best of them answers, 0 to 1.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from rmadvisor.knowledge.search.index import Index
from rmadvisor.knowledge.search.query import Part, Query

LEAST = 0.35


def holds(index: Index, position: int, number: int) -> bool:
    """Whether a record holds a stem."""
    start, end = index.first[number], index.first[number + 1]
    at = bisect_left(index.record, position, start, end)
    return at < end and index.record[at] == position


def coverage(index: Index, query: Query, position: int) -> float:
    """The share of the question's rarity that a record answers, a guess counting as far as it is sure."""
    asked = sum(part.idf for part in query.parts)
    found = sum(
        part.idf * max((sure for number, sure in _answers(part) if holds(index, position, number)), default=0.0)
        for part in query.parts
    )
    return found / asked if asked else 0.0


def _answers(part: Part) -> Iterable[tuple[int, float]]:
    return (*part.others.items(), *part.answers.items())


def relevant(index: Index, query: Query, best: Iterable[int]) -> bool:
    """Whether any of the best records answers enough."""
    return any(coverage(index, query, position) >= LEAST for position in best)
