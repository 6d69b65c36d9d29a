"""What the focus could still be: bounds of the evidence for each focus and of each lead of one over another.

Leads are bounded by themselves, not as differences of bounds: what speaks for both sides at once cancels out.

In:     the boxes in which each rule may and must fire (see possible.py), the policy.
Out:    for box 0 and every box that differs: bounds of all totals and leads, and the models that they do not exclude.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rmadvisor.knowledge.conditions import Missing, Test, Within
from rmadvisor.knowledge.policy import Policy
from rmadvisor.knowledge.rules import FOCUSES, MILLION, Rule, Support, weight
from rmadvisor.knowledge.vocabulary import ticks
from rmadvisor.reasoning.focus import PURE

Boxes = int
Vector = tuple[int, ...]
Span = tuple[Vector, Vector]  # the least and the most of every total and lead
TOTALS = {focus: i for i, focus in enumerate(FOCUSES)}
LEADS = {(a, b): len(FOCUSES) + i for i, (a, b) in enumerate((a, b) for a in FOCUSES for b in PURE if a != b)}
WIDTH = len(TOTALS) + len(LEADS)
ZERO: Vector = (0,) * WIDTH
NONE = "none"  # stands for "no focus can be recommended"


def bits(boxes: Boxes) -> Iterator[int]:
    """The numbers of the boxes in a set."""
    while boxes:
        lowest = boxes & -boxes
        yield lowest.bit_length() - 1
        boxes ^= lowest


def vector(weights: Mapping[str, int]) -> Vector:
    """The totals and leads that weights for focuses add up to."""
    totals = [weights.get(focus, 0) for focus in FOCUSES]
    return (*totals, *(weights.get(a, 0) - weights.get(b, 0) for a, b in LEADS))


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence of a rule set: single rules with what they add, and groups of which the strongest counts."""

    single: tuple[tuple[int, Span, Span], ...]  # rule, what it adds while possible, when certain
    groups: tuple[tuple[str, tuple[tuple[int, int], ...]], ...]  # focus, (rule, weight)


def evidence_of(rules: Sequence[Rule]) -> Evidence:
    """The evidence of the rules, which are named by their place in the sequence."""
    single: list[tuple[int, Span, Span]] = []
    groups: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for i, rule in enumerate(rules):
        alone: dict[str, int] = {}
        for effect in rule.then:
            if isinstance(effect, Support) and effect.group:
                groups.setdefault((effect.focus, effect.group), []).append((i, effect.weight))
            elif isinstance(effect, Support):
                alone[effect.focus] = alone.get(effect.focus, 0) + effect.weight
        if alone:
            adds = vector(alone)
            either = tuple(min(x, 0) for x in adds), tuple(max(x, 0) for x in adds)
            single.append((i, either, (adds, adds)))
    return Evidence(tuple(single), tuple((focus, tuple(pieces)) for (focus, _), pieces in groups.items()))


def bound_leads(
    evidence: Evidence, may: Sequence[Boxes], must: Sequence[Boxes], live: Boxes, everywhere: Boxes
) -> dict[int, Span]:
    """The span of all totals and leads in box 0, and in every live box where it is another."""
    low, high = list(ZERO), list(ZERO)
    changes: dict[int, tuple[list[int], list[int]]] = {}

    def add(unlike: Boxes, span: Callable[..., Span]) -> None:
        first = span(0)
        for k in range(WIDTH):
            low[k] += first[0][k]
            high[k] += first[1][k]
        for box in bits(unlike & live & ~1):
            other = span(box)
            if other != first:
                lows, highs = changes.setdefault(box, (list(ZERO), list(ZERO)))
                for k in range(WIDTH):
                    lows[k] += other[0][k] - first[0][k]
                    highs[k] += other[1][k] - first[1][k]

    nothing: Span = (ZERO, ZERO)
    for i, possible, sure in evidence.single:
        unlike = differ(may[i], everywhere) | differ(must[i], everywhere)
        states = (nothing, possible, sure)
        add(unlike, lambda box, i=i, states=states: states[(may[i] >> box & 1) + (must[i] >> box & 1)])
    for focus, pieces in evidence.groups:
        unlike = 0
        for i, _ in pieces:
            unlike |= differ(may[i], everywhere) | differ(must[i], everywhere)
        add(unlike, lambda box, focus=focus, pieces=pieces: _strongest(focus, pieces, may, must, box))
    found: dict[int, Span] = {0: (tuple(low), tuple(high))}
    for box, (lows, highs) in changes.items():
        found[box] = tuple(map(sum, zip(low, lows, strict=True))), tuple(map(sum, zip(high, highs, strict=True)))
    return found


def differ(boxes: Boxes, everywhere: Boxes) -> Boxes:
    """The boxes that are unlike box 0."""
    return boxes ^ (everywhere if boxes & 1 else 0)


def _strongest(
    focus: str, pieces: Iterable[tuple[int, int]], may: Sequence[Boxes], must: Sequence[Boxes], box: int
) -> Span:
    """What a group adds in one box: at least its strongest certain piece, at most its strongest possible one."""
    certain = possible = 0
    for i, piece in pieces:
        if may[i] >> box & 1:
            possible = max(possible, piece, key=abs)
            if must[i] >> box & 1:
                certain = max(certain, piece, key=abs)
    low, high = min(certain, possible), max(certain, possible)
    down, up = vector({focus: low}), vector({focus: high})
    return tuple(map(min, zip(down, up, strict=True))), tuple(map(max, zip(down, up, strict=True)))


@dataclass(frozen=True, slots=True)
class Limits:
    """The policy's thresholds as weights."""

    least: int
    strong: int
    narrow: int


def limits(policy: Policy) -> Limits:
    return Limits(*(weight(policy[f"focus.{name}"]) for name in ("least", "strong", "margin")))


def possible_models(span: Span, limit: Limits) -> frozenset[str]:
    """The models that the bounds do not exclude; where every bound is a point it is the policy itself."""
    low, high = span
    found: set[str] = set()
    hybrid = TOTALS["hybrid"]
    against = [LEADS["hybrid", focus] for focus in PURE]

    def mixed(ends: Vector) -> bool:
        """Whether evidence for combining decides, taking every bound at its upper or every bound at its lower end."""
        positive = sum(ends[TOTALS[focus]] > 0 for focus in PURE)
        return positive > 1 and ends[hybrid] >= limit.least and all(ends[lead] > 0 for lead in against)

    surely_mixed = mixed(low)
    for first in PURE:
        others = [focus for focus in PURE if focus != first]
        if high[TOTALS[first]] < limit.least or any(high[LEADS[first, o]] < _ahead(o, first) for o in others):
            continue  # it does not count, or cannot lead
        near = [o for o in others if high[TOTALS[o]] >= limit.least]
        if any(low[LEADS[first, o]] <= limit.narrow or high[TOTALS[o]] >= limit.strong for o in near):
            found.add("hybrid")
        alone = all(
            low[TOTALS[o]] < limit.least or (high[LEADS[first, o]] > limit.narrow and low[TOTALS[o]] < limit.strong)
            for o in others
        )
        if alone and not surely_mixed:
            found.add(first)
    if mixed(high):
        found.add("hybrid")
    if all(low[TOTALS[focus]] < limit.least for focus in PURE) and not surely_mixed:
        found.add(NONE)
    return frozenset(found)


def _ahead(other: str, first: str) -> int:
    """The lead that `first` needs over `other`: a tie goes to the earlier name."""
    return int(PURE.index(other) < PURE.index(first))


def possible_parts(span: Span, models: frozenset[str], limit: Limits) -> dict[str, tuple[bool, bool]]:
    """Whether each focus may, and must, be a part of the model."""
    low, high = span
    found = {}
    for part in PURE:
        others = [focus for focus in PURE if focus != part]
        leads = all(low[LEADS[part, o]] >= _ahead(o, part) for o in others)
        total = low[TOTALS[part]]
        must = total >= limit.least and (leads or total >= limit.strong)
        found[part] = (part in models or ("hybrid" in models and high[TOTALS[part]] > 0)), must
    return found


def possible_margins(span: Span, models: frozenset[str], limit: Limits) -> frozenset[str]:
    """What the lead of the first focus may be called."""
    low, high = span
    found: set[str] = set()
    for first in PURE:
        others = [focus for focus in PURE if focus != first]
        if all(high[LEADS[first, o]] >= _ahead(o, first) for o in others):
            if all(high[LEADS[first, o]] > limit.narrow for o in others):
                found.add("clear")
            if any(low[LEADS[first, o]] <= limit.narrow for o in others):
                found.add("narrow")
    return frozenset(found) if models != {NONE} else frozenset()


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the decision may be: models, whether each focus may and must be a part, and what the lead may be called."""

    models: frozenset[str]
    parts: Mapping[str, tuple[bool, bool]]
    margins: frozenset[str]


def outlook(span: Span, limit: Limits) -> Outlook:
    """Everything that the bounds do not exclude."""
    models = possible_models(span, limit)
    return Outlook(models, possible_parts(span, models, limit), possible_margins(span, models, limit))


def doubt(span: Span, models: frozenset[str]) -> float:
    """How open the decision is: 0 when one model is left, else more for more models and for wider leads."""
    if len(models) == 1:
        return 0.0
    low, high = span
    width = sum(high[LEADS[a, b]] - low[LEADS[a, b]] for a in PURE for b in PURE if PURE.index(a) < PURE.index(b))
    return 3 * math.log2(len(models)) + width / MILLION


def focus_test(test: Test, seen: Outlook) -> tuple[bool, bool]:
    """Whether a test on the decision may and must pass."""
    models = seen.models
    decided = NONE not in models
    if isinstance(test, Missing) or models == {NONE}:
        return False, False
    if isinstance(test, Within):  # the number of parts
        counts = {ticks(count) for count in _counts(seen)}
        inside = {count for count in counts if test.low <= count <= test.high}
        return bool(inside), decided and inside == counts
    if test.fact == "focus":
        return bool(models & test.values), models <= test.values
    if test.fact == "focus_margin":
        return bool(seen.margins & test.values), decided and seen.margins <= test.values
    may, must = seen.parts.get(test.fact.partition("[")[2].rstrip("]"), (False, False))
    yes, no = True in test.values, False in test.values
    return (yes and may) or (no and not must), decided and ((yes and must) or (no and not may) or (yes and no))


def _counts(seen: Outlook) -> set[int]:
    """How many parts the model may have."""
    fewest = max(1, sum(must for _, must in seen.parts.values()))
    most = sum(may for may, _ in seen.parts.values())
    counts = {1} if seen.models - {"hybrid", NONE} and fewest == 1 else set()
    return counts | ({count for count in (2, 3) if fewest <= count <= most} if "hybrid" in seen.models else set())
