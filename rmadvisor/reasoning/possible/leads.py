"""What the focus could still be: bounds of the evidence for each focus and of each lead of one over another.

Leads are bounded by themselves, not as differences of bounds: what speaks for both sides at once cancels out.

In:     the boxes in which each rule may and must fire (see possible.py), the policy.
Out:    for box 0 and every box that differs: bounds of all totals and leads, and the models that they do not exclude.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

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
RIVALS = {  # of each focus: the place of the rival's total, of the lead over it, and the least lead that comes first
    first: tuple(
        (TOTALS[o], LEADS[first, o], int(PURE.index(o) < PURE.index(first)))  # a tie goes to the earlier name
        for o in PURE
        if o != first
    )
    for first in PURE
}
AGAINST = tuple(LEADS["hybrid", focus] for focus in PURE)
# A span is added up as one whole number, 64 bits to each of its entries: adding two spans is then one addition.
LANES = struct.Struct(f"<{2 * WIDTH}q")
SIGNS = sum(1 << 64 * i + 63 for i in range(2 * WIDTH))
NONE = "none"  # stands for "no focus can be recommended"


def bits(boxes: Boxes) -> Iterator[int]:
    """The numbers of the boxes in a set."""
    while boxes:
        lowest = boxes & -boxes
        yield lowest.bit_length() - 1
        boxes ^= lowest


def counts(digits: Sequence[Boxes], boxes: int) -> tuple[int, ...]:
    """A number for each box: the boxes in which its last binary digit is 1 come first, then those of the digit before.

    >>> counts([0b0101, 0b1100], 4)
    (1, 0, 3, 2)
    """
    total, ones = 0, int.from_bytes(b"\0\1" * boxes, "big")  # 16 bits a box
    for i, digit in enumerate(digits):
        text = bin(digit | 1 << boxes)[3:].encode("utf-16-be")
        total += (int.from_bytes(text, "big") & ones) << i
    return struct.unpack(f"<{boxes}H", total.to_bytes(2 * boxes, "little"))


def vector(weights: Mapping[str, int]) -> Vector:
    """The totals and leads that weights for focuses add up to."""
    totals = [weights.get(focus, 0) for focus in FOCUSES]
    return (*totals, *(weights.get(a, 0) - weights.get(b, 0) for a, b in LEADS))


def packed(span: Span) -> int:
    """A span as one whole number."""
    return sum(number << 64 * i for i, number in enumerate((*span[0], *span[1])))


def unpacked(number: int) -> Span:
    """The span that a whole number stands for.

    >>> span = vector({"product": -5}), vector({"product": 7, "hybrid": 2})
    >>> unpacked(packed(span)) == span
    True
    """
    entries = LANES.unpack(((number + SIGNS) ^ SIGNS).to_bytes(LANES.size, "little"))
    return entries[:WIDTH], entries[WIDTH:]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence of a rule set: single rules with what they add, and groups of which the strongest counts."""

    single: tuple[tuple[int, tuple[int, int, int]], ...]  # rule, packed: what it adds if impossible, possible, certain
    groups: tuple[tuple[str, tuple[tuple[int, int], ...]], ...]  # focus, (rule, weight)


def evidence_of(rules: Sequence[Rule]) -> Evidence:
    """The evidence of the rules, which are named by their place in the sequence."""
    single: list[tuple[int, tuple[int, int, int]]] = []
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
            single.append((i, (0, packed(either), packed((adds, adds)))))
    return Evidence(tuple(single), tuple((focus, tuple(pieces)) for (focus, _), pieces in groups.items()))


def bound_leads(
    evidence: Evidence, may: Sequence[Boxes], must: Sequence[Boxes], live: Boxes, everywhere: Boxes
) -> dict[int, Span]:
    """The span of all totals and leads in box 0, and in every live box where it is another."""
    total = 0
    changes: dict[int, int] = {}
    for i, adds in evidence.single:
        may_fire, must_fire = may[i], must[i]
        first = adds[(may_fire & 1) + (must_fire & 1)]
        total += first
        for box in bits((differ(may_fire, everywhere) | differ(must_fire, everywhere)) & live):
            changes[box] = changes.get(box, 0) + adds[(may_fire >> box & 1) + (must_fire >> box & 1)] - first
    for focus, pieces in evidence.groups:
        able = [(may[i], must[i], piece) for i, piece in pieces if may[i]]
        first = _strongest(focus, able, 0)
        total += first
        unlike = 0
        for may_fire, must_fire, _ in able:
            unlike |= differ(may_fire, everywhere) | differ(must_fire, everywhere)
        for box in bits(unlike & live):
            changes[box] = changes.get(box, 0) + _strongest(focus, able, box) - first
    return {0: unpacked(total), **{box: unpacked(total + change) for box, change in changes.items() if change}}


def differ(boxes: Boxes, everywhere: Boxes) -> Boxes:
    """The boxes that are unlike box 0."""
    return boxes ^ (everywhere if boxes & 1 else 0)


def _strongest(focus: str, pieces: Iterable[tuple[Boxes, Boxes, int]], box: int) -> int:
    """What a group adds in one box: at least its strongest certain piece, at most its strongest possible one."""
    certain = possible = 0
    for may, must, piece in pieces:
        if may >> box & 1:
            if abs(piece) > abs(possible):
                possible = piece
            if must >> box & 1 and abs(piece) > abs(certain):
                certain = piece
    return _between(focus, min(certain, possible), max(certain, possible))


@cache
def _between(focus: str, low: int, high: int) -> int:
    """A weight for one focus from low to high, as a span."""
    down, up = vector({focus: low}), vector({focus: high})
    return packed((tuple(map(min, zip(down, up, strict=True))), tuple(map(max, zip(down, up, strict=True)))))


@dataclass(frozen=True, slots=True)
class Limits:
    """The policy's thresholds as weights."""

    least: int
    strong: int
    narrow: int


def limits(policy: Policy) -> Limits:
    return Limits(*(weight(policy[f"focus.{name}"]) for name in ("least", "strong", "margin")))


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the decision may be: models, whether each focus may and must be a part, and what the lead may be called."""

    models: frozenset[str]
    parts: Mapping[str, tuple[bool, bool]]
    margins: frozenset[str]


def outlook(span: Span, limit: Limits) -> Outlook:
    """Everything that the bounds do not exclude; where every bound is a point it is the policy itself."""
    low, high = span
    least, strong, narrow = limit.least, limit.strong, limit.narrow
    models: set[str] = set()
    margins: set[str] = set()
    must: dict[str, bool] = {}
    surely_mixed = _mixed(low, least)
    nothing = not surely_mixed
    for first, rivals in RIVALS.items():
        fewest, most = low[TOTALS[first]], high[TOTALS[first]]
        can_lead = clear = alone = True
        leads = True
        close = beside = False
        for total, lead, ahead in rivals:
            behind, before = low[lead], high[lead]
            can_lead = can_lead and before >= ahead
            leads = leads and behind >= ahead
            clear = clear and before > narrow
            close = close or behind <= narrow
            if high[total] >= least and (behind <= narrow or high[total] >= strong):
                beside = True  # the rival may hold together with it
            if low[total] >= least and (before <= narrow or low[total] >= strong):
                alone = False  # ... and must
        if fewest >= least:
            nothing = False
        must[first] = fewest >= least and (leads or fewest >= strong)
        if can_lead:
            margins |= {name for name, may in (("clear", clear), ("narrow", close)) if may}
            if most >= least:
                models |= {"hybrid"} if beside else set()
                models |= {first} if alone and not surely_mixed else set()
    if _mixed(high, least):
        models.add("hybrid")
    if nothing:
        models.add(NONE)
    parts = {
        part: (part in models or ("hybrid" in models and high[TOTALS[part]] > 0), surely)
        for part, surely in must.items()
    }
    return Outlook(frozenset(models), parts, frozenset(margins if models != {NONE} else ()))


def _mixed(ends: Vector, least: int) -> bool:
    """Whether evidence for combining decides, taking every bound at its upper or every bound at its lower end."""
    if ends[TOTALS["hybrid"]] < least or any(ends[lead] <= 0 for lead in AGAINST):
        return False
    return sum(ends[TOTALS[focus]] > 0 for focus in PURE) > 1


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
