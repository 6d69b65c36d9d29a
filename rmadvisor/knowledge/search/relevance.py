"""Relevance: whether the best that was found answers the question at all.

In:     Index, Query, the best records and how much each counts.
Out:    Signs, and from them how relevant it is; below nought nothing is said to be found.
Method: three signs, weighed by logistic regression on our own questions, each read by an index without it
        (benchmarks/search_folds.py prints the weights).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from rmadvisor.knowledge.search.index import Index
from rmadvisor.knowledge.search.query import Part, Query

LEAST = 0.71  # evidence below which nothing is found where it is not known what is asked elsewhere
LENGTH, SHORT = 0.25, 1.22  # what a question gains with the logarithm of its number of words, beyond a short one
ASIDE = 0.8  # what an answer counts that is not guidance or an explanation of it, but a figure, a source, a rule
BASE, EVIDENCE, LEANING, RIVALRY = -0.6, 1.0, 0.15, 0.2
LEAST_RIVALRY = -3.0  # nothing that is known is like it
FEW_WORDS, OWN = 2, 1.0  # a question so short is relevant when a word leans so far to the guidance


@dataclass(frozen=True, slots=True)
class Signs:
    """`evidence`: the share of the question's rarity (idf) that one record answers, more for a long question, of which
    a smaller share can be expected in the guidance's own words. `leaning`: how far its words speak for the guidance.
    `rivalry`: by how much, as a logarithm, it is more like what is known than like what is asked elsewhere; None when
    nothing is known of that. `own`: whether it is short and has a word that is the guidance's own."""

    evidence: float
    leaning: float
    rivalry: float | None
    own: bool

    @property
    def relevance(self) -> float:
        if self.rivalry is None:
            return self.evidence - LEAST
        if self.own:
            return 1.0
        return BASE + EVIDENCE * self.evidence + LEANING * self.leaning + RIVALRY * self.rivalry


def leaning(index: Index, query: Query) -> tuple[float, float]:
    """(how far the words of a question speak for the guidance on the whole, how far the one does that speaks most)."""
    numbers = [next(iter(part.answers), None) for part in query.parts]
    known = dict.fromkeys(number for number in numbers if number is not None)
    concepts = dict.fromkeys(number for part in query.parts for number in part.concepts)
    features = len(dict.fromkeys(part.root for part in query.parts)) + len(concepts)
    total = sum(index.odds[number] for number in (*known, *concepts))
    return total / math.sqrt(max(features, 1)), max((index.odds[number] for number in known), default=0.0)


def rivalry(known: float, elsewhere: float) -> float:
    """The logarithm of the best score of what is known to that of what is asked elsewhere, damped where both are low."""
    return max(LEAST_RIVALRY, math.log((known + 0.001) / (elsewhere + 0.3 * max(known, elsewhere) + 0.001)))


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
