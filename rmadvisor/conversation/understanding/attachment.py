"""Which fact a figure belongs to: by its unit first, then by the nearest phrase that names one.

In:     Sentence, the facts.
Out:    Links of the least total cost: each figure to one phrase, in the words between them and the order they stand in.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rmadvisor.conversation.understanding import english
from rmadvisor.conversation.understanding.lexicon import Match
from rmadvisor.conversation.understanding.nouns import (
    CUES,
    OWNERS,
    any_one,
    counts_another,
    lies_in,
    modifies,
    of_others,
    priced,
)
from rmadvisor.conversation.understanding.quantities import Figure
from rmadvisor.conversation.understanding.sentence import Sentence
from rmadvisor.conversation.understanding.units import fit, rest_of_a_hundred
from rmadvisor.knowledge.vocabulary import Fact

NO_LINK = 7.0  # dearer links are none
_WINDOW = 30  # tokens between a figure and a phrase; what is farther apart is not of one breath
_NEXT = 0.5  # a noun directly behind its figure
_NEAR_ENOUGH = 5.5  # the same for the weaker phrases
_BEHIND = 1.2  # a phrase before its figure, against one behind it
_COUNTS_ANOTHER = 8.0  # the figure stands before a noun of its own
_LINKS_TRIED, _FIGURES_TRIED, _CHOICES_KEPT = 4, 6, 24
_NUMBERED = (("in", "number"), ("of", "them"))  # "experienced RMs, 11 in number"
_SERVING = frozenset(("looking", "handling", "covering", "serving", "managing", "having", "carrying", "has", "have",
                      "looks",
                      "handles", "covers", "serves", "manages", "carries", "look", "handle", "cover", "serve", "manage",
                      "responsible", "with"))  # fmt: skip
_OF_THEM = ("who", "which", "that", "each", "costing", "at")


@dataclass(frozen=True, slots=True)
class Link:
    """A figure and the phrase that names its fact; `figure` is in the units of the fact."""

    cost: float
    fact: str
    figure: Figure
    match: Match


_Chosen = Any  # None, or the last link with those before it


def links(read: Sentence, facts: Mapping[str, Fact], first: int, last: int) -> list[Link]:
    """The links of a part."""
    figures = [figure for figure in read.figures if first <= figure.first < last and not of_others(read, figure)]
    places = [figure.first for figure in figures]
    options = []
    for figure in figures:
        low, high = bisect_left(places, figure.first - _WINDOW), bisect_right(places, figure.first + _WINDOW)
        options.append(_options(read, facts, figure, figures[low:high]))
    return _cheapest(options)


def _cheapest(options: Sequence[Sequence[Link]]) -> list[Link]:
    """The choice of one link or none for each figure with the least cost in all, by beam search."""
    beam: list[tuple[float, tuple[Link, ...], _Chosen]] = [(0.0, (), None)]
    for offered in options:
        wider = [(cost + NO_LINK, recent, chosen) for cost, recent, chosen in beam]
        for cost, recent, chosen in beam:
            for link in offered:
                same = [other for other in recent if other.match is link.match]
                if not any(other.fact == link.fact for other in same):
                    again = 1.5 if any(other.figure.unit == link.figure.unit for other in same) else 0.0
                    again += 3.0 if any(other.fact == link.fact for other in recent) else 0.0
                    taken = (*recent[1 - _FIGURES_TRIED :], link)
                    wider.append((cost + link.cost + again, taken, (link, chosen)))
        beam = sorted(wider, key=lambda choice: choice[0])[:_CHOICES_KEPT]
    found, chosen = [], beam[0][2]
    while chosen is not None:
        link, chosen = chosen
        found.append(link)
    return found[::-1]


def _options(read: Sentence, facts: Mapping[str, Fact], figure: Figure, figures: Sequence[Figure]) -> list[Link]:
    found: dict[tuple[str, int], Link] = {}
    cues = [match for match in read.around(figure.first, _WINDOW) if read.part[match.first] == read.part[figure.first]]
    cover = next((m for m in cues if m.first == max(figure.core, figure.first) and m.last > figure.last), None)
    for match in cues:
        if figure.unit == "" and cover is not None and not cover.first < match.first < cover.last:
            continue  # "one RM": the noun inside is all that this figure can count
        distance = _distance(read, figure, match)
        if distance > NO_LINK + 2:
            continue
        numbered = tuple(read.words[figure.last : figure.last + 2]) in _NUMBERED
        counts = match.headed and figure.low != 1 and (distance < _NEXT or numbered)
        inside = match.inside if figure.unit not in ("", "times") or counts else ()
        for role in (*match.roles, *inside):
            fact = facts[role.fact] if role.fact else None
            money = fact is not None and role.kind == "together" and priced(read, facts, figure, match, fact)
            if fact is None or (role.kind not in CUES and not money):
                continue
            if not fact.numeric or (role.weak and not _company(read, match)):
                continue
            fitted = fit(figure, fact, role)
            if fitted is None or (figure.unit == "" and any_one(read, figure, fact)):
                continue
            if figure.unit == "" and role.kind == "about" and _takes_time(fact) and match.first == figure.last:
                continue  # "150 new customers" are no hours
            one = read.words[max(figure.core, figure.first)] == "one"
            if one and ((role.kind == "about" and lies_in(figure, match)) or fact.type == "money"):
                continue  # "one RM costs"
            if role.kind == "near" and figure.unit == "" and match.first == figure.last and modifies(read, match):
                continue  # "20 RM reports"
            if role.kind == "near" and _is_rate(fact) and not (figure.unit or figure.per or _company(read, match)):
                continue  # "two meetings" alone are no rate
            cost = distance + fitted[1] - (0.0 if role.kind == "near" else 0.35 * (match.last - match.first - 1))
            if role.kind == "about" and match.last <= figure.first and distance <= _BEHIND + 0.3:
                cost -= 1.0  # "the average book is 140 clients"
            if role.kind == "near":
                near = _near(read, fact, figure, match, figures)
                if near is None:
                    continue
                cost += near
                if any(other.kind == "means" for other in match.roles):  # "mass" in "mass customers" is no noun
                    cost += 0.5
            if role.weak:
                cost += 2.0
            if cost < (_NEAR_ENOUGH if role.kind == "near" and figure.unit == "" else NO_LINK) and (
                (fact.name, match.first) not in found or found[(fact.name, match.first)].cost > cost
            ):
                value = fitted[0]
                if role.kind == "rest":
                    value, cost = rest_of_a_hundred(value), cost - 0.5
                found[(fact.name, match.first)] = Link(max(cost, -2.0), fact.name, value, match)
    return sorted(found.values(), key=lambda link: link.cost)[:_LINKS_TRIED]


def _takes_time(fact: Fact) -> bool:
    return fact.unit.startswith("hours")


def _is_rate(fact: Fact) -> bool:
    return fact.type == "number" and fact.unit.count("per ") > 1


def _company(read: Sentence, match: Match) -> bool:
    """Whether a phrase with other meanings too stands beside one that has none."""
    if any(word in english.PRIVATE for word in read.words):
        return False
    return any(
        other is not match
        and any(
            role.fact and not role.weak and (role.kind != "together" or other.last - other.first > 1)
            for role in other.roles
        )
        for other in read.matches
    )


def _ours(read: Sentence, match: Match) -> bool:
    """Whether a text with "45 each" is about RMs and customers, or says nothing else."""
    strange = (
        token.is_word and word not in english.SMALL and not read.counted[at] and read.over[at] is None
        for at, (token, word) in enumerate(zip(read.tokens, read.words, strict=True))
    )
    return _company(read, match) or not any(strange)


# ---------------------------------------------------------------- distances


def _distance(read: Sentence, figure: Figure, match: Match) -> float:
    """What lies between a figure and a phrase."""
    if figure.unit in ("times", "day"):
        other = figure.unit == "day" and read.word(figure.last) != "working" and counts_another(read, figure)
        away = _COUNTS_ANOTHER if other else 0.0  # "25 days holiday"
        return away + 0.15 * max(match.first - figure.last, figure.first - match.last, 0)
    if match.first >= figure.last:
        return _typed(figure) * _between(read, figure, figure.last, match.first, behind=False)
    if match.last <= figure.first:
        cost = _typed(figure) * _between(read, figure, match.last, figure.first, behind=True) + _BEHIND
        if read.word(match.last) in (":", "=", "?"):
            cost -= 1.0
        return cost + (_COUNTS_ANOTHER if figure.unit == "" and counts_another(read, figure) else 0.0)
    return 0.3 if match.first > figure.first else 1.0


def _typed(figure: Figure) -> float:
    """A figure with a unit may stand farther from its phrase."""
    return 1.0 if figure.unit == "" else 0.65


def _between(read: Sentence, figure: Figure, start: int, stop: int, behind: bool) -> float:
    cost, unknown = 0.0, 0
    counted = figure.unit == "" and not behind
    at = start
    while at < stop:
        word = read.words[at]
        if _takes_back(read, at):
            return math.inf  # what follows replaces what stands before
        if word in english.BOUNDARIES:
            cost += english.BOUNDARIES[word]
            unknown = 0 if word in (",", "and", "but") else unknown
        elif word in (":", "=", "?", '"', "'"):
            cost += 0.2
        elif word in ("who", "which", "that") and figure.unit == "" and not behind:
            return math.inf
        elif word in english.PREPOSITIONS or (word == "of" and at > start):
            if figure.unit == "" and (word == "of" if behind else unknown):
                return math.inf
            cost += 1.0
        elif word in english.FILLERS:
            cost += 0.1
        elif at in read.starting:
            cost += 3.0
            at = read.starting[at].last
            continue
        elif read.over[at] is not None:
            cost += 0.7
            if counted and read.word(at + 1) == "of":
                cost += 3.0
        elif word in english.SMALL:
            cost += 0.3
        else:
            unknown += 1
            cost += 0.8
        if cost > NO_LINK + 3:
            return math.inf
        at += 1
    return cost


def _takes_back(read: Sentence, at: int) -> bool:
    match = read.over[at]
    return match is not None and any(role.kind in ("correct", "retract") for role in match.roles)


def _near(read: Sentence, fact: Fact, figure: Figure, match: Match, figures: Sequence[Figure]) -> float | None:
    """What a weaker phrase costs; None when the company that it needs is not there."""
    if not fact.words.together:
        return 0.0
    for other in read.around(figure.first, _WINDOW):
        if any(role.kind == "together" and role.fact == fact.name for role in other.roles):
            if other is match:
                if _joins(read, figure, other, figures) and other.first >= figure.first and _ours(read, match):
                    return 1.4  # any other name is better: "RMs who cost 115k each"
            elif _joins(read, figure, other, figures):
                return -0.6
    return None


def _joins(read: Sentence, figure: Figure, other: Match, figures: Sequence[Figure]) -> bool:
    """Whether a phrase such as "each" or "per RM" speaks of this figure."""
    if read.part[other.first] != read.part[figure.first]:
        return False
    if other.first >= figure.last:
        gap = range(figure.last, other.first)
        return not any(read.words[at] in (",", "and", "but", "plus") for at in gap) and not any(
            third is not figure and third.first in gap for third in figures
        )
    if other.last > figure.first:
        return other.first < figure.first
    gap = range(other.last, figure.first)
    if any(read.words[at] in ("but",) for at in gap):
        return False
    if any(
        read.words[at] in (",", "and") and read.word(at + 1) in ("we", "our", "i", "there", "they", "a", "an")
        for at in gap
    ):
        return False
    covered = any(third.first == other.first for third in figures)
    if covered and any(
        read.words[at] in (",", "and", "plus", "with") and read.word(at + 1) not in _OF_THEM for at in gap
    ):
        return False
    serving = other.last < figure.first and (
        read.words[other.last] in _SERVING
        or any(read.words[at] in ("who", "which", "whom", "costing") for at in gap)
        or read.word(figure.last) in ("each", "apiece")
    )  # "12 bankers each looking after 60"
    if not serving and (read.words[other.first] in OWNERS or other.last - other.first == 1):
        for third in figures:
            if (
                third is not figure
                and third.last <= other.first
                and not any(
                    read.words[at] in (",", "and", "with", "who", ":", "which") for at in range(third.last, other.first)
                )
            ):
                return False
    return len(gap) < 14
