"""Relevance: whether the best that was found answers the question at all.

In:     Index, Query, the best records and how much each counts.
Out:    Signs, and from them how relevant it is; below nought nothing is said to be found.
Method: three signs, weighed by logistic regression on our own questions, each read by an index without it
        (benchmarks/search_folds.py prints the weights).
"""

from __future__ import annotations

import math
from typing import NamedTuple

from rmadvisor.knowledge.search.index import Index
from rmadvisor.knowledge.search.query import Query

BASE, EVIDENCE, LENGTH, LEANING, RIVALRY = -3.44, 2.93, 1.30, 0.94, 0.41
# Where it is not known what is asked elsewhere, only evidence and length count.
ALONE, LENGTH_ALONE = -0.71, 0.25
SHORT = 1.22  # words of a question that gains nothing by its length
ASIDE = 0.8  # what an answer counts that is not guidance or an explanation of it, but a figure, a source, a rule
LEAST_RIVALRY = -3.0  # nothing that is known is like it
# A question of so many words is relevant when one of them is the name of something known and leans at least so far.
OF_ITS_OWN = {1: -math.inf, 2: 0.3, 3: 1.5}


class Signs(NamedTuple):
    """`evidence`: the share of the question's rarity (idf) that one record answers. `length`: the logarithm of its
    number of words, for of a long one a smaller share can be expected in the guidance's own words. `leaning`: how far
    its words speak for the guidance. `rivalry`: by how much, as a logarithm, it is more like what is known than like
    what is asked elsewhere; None when nothing is known of that. `own`: short, with the name of something known."""

    evidence: float
    length: float
    leaning: float
    rivalry: float | None
    own: bool

    @property
    def relevance(self) -> float:
        if not self.evidence:
            return -1.0
        if self.rivalry is None:
            return ALONE + self.evidence + LENGTH_ALONE * self.length
        if self.own:
            return 1.0
        return BASE + EVIDENCE * self.evidence + LENGTH * self.length + LEANING * self.leaning + RIVALRY * self.rivalry


def leaning(index: Index, query: Query) -> float:
    """How far the words of a question and what they mean in common speak for the guidance, above nought, or against."""
    numbers = (next(iter(part.answers), None) for part in query.parts)
    known = dict.fromkeys(number for number in numbers if number is not None)
    concepts = dict.fromkeys(number for part in query.parts for number in part.concepts)
    features = len(dict.fromkeys(part.root for part in query.parts)) + len(concepts)
    return sum(index.odds[number] for number in (*known, *concepts)) / math.sqrt(max(features, 1))


def rivalry(known: float, elsewhere: float) -> float:
    """The logarithm of the best score of what is known to that of what is asked elsewhere, damped."""
    return max(LEAST_RIVALRY, math.log((known + 0.001) / (elsewhere + 0.3 * max(known, elsewhere) + 0.001)))


def evidence(index: Index, query: Query, position: int, worth: float) -> float:
    """How well a record answers; a word that the guidance holds gives 1."""
    return coverage(index, query, position) * (1.0 if worth >= 1 else ASIDE)


def length(query: Query) -> float:
    """The logarithm of the number of words, beyond a short question."""
    return math.log(max(len(query.parts) / SHORT, 1.0))


def coverage(index: Index, query: Query, position: int) -> float:
    """The share of the question's rarity that a record answers, 0 to 1, a guess counting as far as it is sure."""
    held = set(index.holds[index.held[position] : index.held[position + 1]])
    asked = found = 0.0
    for part in query.parts:
        asked += part.idf
        best = 0.0
        for answers in (part.others, part.answers):
            if not held.isdisjoint(answers):
                best = max(best, *(sure for number, sure in answers.items() if number in held))
        found += part.idf * best
    return found / asked if asked else 0.0
