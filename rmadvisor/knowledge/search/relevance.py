"""Relevance: whether the best that was found answers the question at all.

In:     Index, Query, the best records and how much each counts.
Out:    evidence: the share of the question's rarity (idf) that a record answers, by how far its kind is to the point,
        and more for a long question, of which a smaller share can be expected in the guidance's own words.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable

from rmadvisor.knowledge.search.index import Index
from rmadvisor.knowledge.search.query import Part, Query

LEAST = 0.71  # evidence below which nothing is said to be found
LENGTH, SHORT = 0.25, 1.22  # what a question gains with the logarithm of its number of words, beyond a short one
ASIDE = 0.8  # what an answer counts that is not guidance or an explanation of it, but a figure, a source, a rule


def evidence(index: Index, query: Query, position: int, worth: float) -> float:
    """How well a record answers; a word that the guidance holds gives 1."""
    share = coverage(index, query, position)
    longer = math.log(max(len(query.parts) / SHORT, 1.0))
    return share * (1.0 if worth >= 1 else ASIDE) + LENGTH * longer if share else 0.0


def coverage(index: Index, query: Query, position: int) -> float:
    """The share of the question's rarity that a record answers, 0 to 1, a guess counting as far as it is sure."""
    asked = sum(part.idf for part in query.parts)
    found = sum(
        part.idf * max((sure for number, sure in _answers(part) if _holds(index, position, number)), default=0.0)
        for part in query.parts
    )
    return found / asked if asked else 0.0


def _answers(part: Part) -> Iterable[tuple[int, float]]:
    return (*part.others.items(), *part.answers.items())


def _holds(index: Index, position: int, number: int) -> bool:
    """Whether a record holds a stem."""
    start, end = index.first[number], index.first[number + 1]
    at = bisect_left(index.record, position, start, end)
    return at < end and index.record[at] == position
