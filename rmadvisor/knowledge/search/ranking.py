"""Ranking: which records answer a question best.

In:     Index, Query, and how much each record counts for what kind of thing it is.
Out:    the best records with their scores, in order.
Method: BM25, then once more with the words that the best records share (pseudo-relevance feedback, after Rocchio 1971
        and Lavrenko and Croft 2001): the five best give their fifteen weightiest stems half the weight of the question.
        Words are added from the rarest to the commonest; once enough records are found, the others are left out (the
        "continue" strategy of Moffat and Zobel 1996).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from heapq import nlargest
from operator import mul

from rmadvisor.knowledge.search.index import Index

FEEDBACK, FROM_RECORDS, FROM_STEMS = 0.5, 5, 15
ENOUGH = 400  # records that rarer words found: a commoner word then only weighs these,
FEW = 25  # or when so many of them already outdo all that the commoner words could find
SCANNED = 8  # so many records that hold a word are looked through in the time that one is looked up
RERANKED = 100  # of the best, that the feedback weighs once more


def ranked(index: Index, weights: Mapping[int, float], worth: Sequence[float], most: int) -> list[tuple[float, int]]:
    """The best records as (score, position), the first of equals before the others."""
    scores: dict[int, float] = {}
    few = max(FEW, most)
    ceiling = {number: times * index.most[number] for number, times in weights.items()}
    rest = sum(ceiling.values())  # the most that a record can score which no word so far found
    for number in sorted(weights, key=index.found_in):
        if not scores:
            start, end = index.first[number], index.first[number + 1]
            times = weights[number]
            scores = dict(zip(index.record[start:end], [times * w for w in index.weight[start:end]], strict=True))
        elif len(scores) >= ENOUGH or (len(scores) >= few and nlargest(few, scores.values())[-1] > rest):
            _add_to_found(index, number, weights[number], scores)
        else:
            _add_all(index, number, weights[number], scores)
        rest -= ceiling[number]
    best = _best(scores, worth, max(RERANKED, most))
    if not best:
        return []
    found = {position: scores[position] for _, position in best}
    for number, weight in _shared(index, best[:FROM_RECORDS], sum(weights.values())).items():
        _add_to_found(index, number, weight, found)
    return _best(found, worth, most)


def _add_all(index: Index, number: int, times: float, scores: dict[int, float]) -> None:
    """Add what a stem weighs in every record that holds it."""
    start, end = index.first[number], index.first[number + 1]
    get = scores.get
    for position, weight in zip(index.record[start:end], index.weight[start:end], strict=True):
        scores[position] = get(position, 0.0) + times * weight


def _add_to_found(index: Index, number: int, times: float, scores: dict[int, float]) -> None:
    """Add what a stem weighs, but only in the records found before."""
    start, end = index.first[number], index.first[number + 1]
    if end - start < SCANNED * len(scores):
        for position, share in zip(index.record[start:end], index.weight[start:end], strict=True):
            if position in scores:
                scores[position] += times * share
        return
    held, holds, weighs = index.held, index.holds, index.weighs
    for position in scores:
        end = held[position + 1]
        at = bisect_left(holds, number, held[position], end)
        if at < end and holds[at] == number:
            scores[position] += times * weighs[at]


def _best(scores: Mapping[int, float], worth: Sequence[float], most: int) -> list[tuple[float, int]]:
    counted = list(map(mul, scores.values(), map(worth.__getitem__, scores)))
    least = nlargest(most, counted)[-1] if counted else 0.0
    found = [(-score, place) for score, place in zip(counted, scores, strict=True) if score >= least and score > 0]
    return [(-score, place) for score, place in sorted(found)[:most]]


def _shared(index: Index, best: Sequence[tuple[float, int]], mass: float) -> dict[int, float]:
    """The weightiest stems of the best records, as weights that add up to their part of the question's."""
    top = best[0][0]
    shared: dict[int, float] = {}
    for score, position in best:
        start, end = index.held[position], index.held[position + 1]
        for number, weight in zip(index.holds[start:end], index.weighs[start:end], strict=True):
            shared[number] = shared.get(number, 0.0) + weight * score / top
    kept = nlargest(FROM_STEMS, shared.items(), key=lambda found: (found[1], -found[0]))
    total = sum(weight for _, weight in kept)
    return {number: FEEDBACK * mass * weight / total for number, weight in kept}
