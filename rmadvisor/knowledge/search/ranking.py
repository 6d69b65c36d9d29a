"""Ranking: which records answer a question best.

In:     Index, Query, and how much each record counts for what kind of thing it is.
Out:    Ranked: the scores of all records that hold a word of the question, and the best of them in order.
Method: BM25, then once more with the words that the best records share (pseudo-relevance feedback, after Rocchio 1971
        and Lavrenko and Croft 2001): the five best give their fifteen weightiest stems half the weight of the question.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from heapq import nlargest

from rmadvisor.knowledge.search.index import Index

FEEDBACK, FROM_RECORDS, FROM_STEMS = 0.5, 5, 15


def matched(index: Index, weights: Mapping[int, float]) -> dict[int, float]:
    """The BM25 score of every record that holds one of the stems."""
    scores: dict[int, float] = {}
    _add(index, weights, scores)
    return scores


def ranked(index: Index, weights: Mapping[int, float], worth: Sequence[float], most: int) -> list[tuple[float, int]]:
    """The best records as (score, position), the first of equals before the others."""
    scores = matched(index, weights)
    best = _best(scores, worth, FROM_RECORDS)
    if not best:
        return []
    _add(index, _shared(index, best, sum(weights.values())), scores)
    return _best(scores, worth, most)


def _add(index: Index, weights: Mapping[int, float], scores: dict[int, float]) -> None:
    first, record, weight = index.first, index.record, index.weight
    get = scores.get
    for number, times in weights.items():
        start, end = first[number], first[number + 1]
        for position, share in zip(record[start:end], weight[start:end], strict=True):
            scores[position] = get(position, 0.0) + times * share


def _best(scores: Mapping[int, float], worth: Sequence[float], most: int) -> list[tuple[float, int]]:
    found = nlargest(most, ((score * worth[position], -position) for position, score in scores.items()))
    return [(score, -position) for score, position in found if score > 0]


def _shared(index: Index, best: Sequence[tuple[float, int]], mass: float) -> dict[int, float]:
    """The weightiest stems of the best records, as weights that add up to their part of the question's."""
    top = best[0][0]
    shared: dict[int, float] = {}
    for score, position in best:
        for number in index.holds[index.held[position] : index.held[position + 1]]:
            at = bisect_left(index.record, position, index.first[number], index.first[number + 1])
            shared[number] = shared.get(number, 0.0) + index.weight[at] * score / top
    kept = nlargest(FROM_STEMS, shared.items(), key=lambda found: (found[1], -found[0]))
    total = sum(weight for _, weight in kept)
    return {number: FEEDBACK * mass * weight / total for number, weight in kept}
