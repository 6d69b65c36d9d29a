"""Capabilities in columns: the level each row needs, what is missing, and what to train first.

In:     Memory with the focus; the `require` and `prioritise` effects; present levels as columns "skills.<capability>".
Out:    columns "level.<capability>" (0: not needed), "gap.<capability>" (null: present level not given) and
        "key.<capability>", whole numbers that order the capabilities as a consultation does: see `Key`.
Same:   `_levels` and `_requirements` of reasoning/consultation.py.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import lcm

import ibis

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import Prioritise, Require
from rmadvisor.portfolio.columns.answers import Known, Number
from rmadvisor.portfolio.columns.literals import Column, whole
from rmadvisor.portfolio.columns.memory import Memory

LEVEL_BITS, GAP_BITS = 3, 3
POINTS = ("per_level", "per_gap", "met", "per_point")


@dataclass(frozen=True, slots=True)
class Key:
    """How a key is put together, from the top: priority, level, place in kb/ (the first highest), gap + 1 (0: unknown).

    The points of the policy become whole numbers by `scale`, and `least` is taken off so that no key is negative; -1
    stands for a capability that is not needed.
    """

    capabilities: tuple[str, ...]
    scale: int
    least: int

    @property
    def place_bits(self) -> int:
        return max(len(self.capabilities) - 1, 1).bit_length()

    @property
    def shifts(self) -> tuple[int, int, int]:
        """Where place, level and priority begin."""
        place = GAP_BITS
        level = place + self.place_bits
        return place, level, level + LEVEL_BITS

    def read(self, key: int) -> tuple[str, int, int | None, float]:
        """(capability, level, gap, priority) of a key.

        >>> Key(("a", "b"), 1, -30).read(Key(("a", "b"), 1, -30).make(90, 4, 1, 2))
        ('b', 4, 2, 90.0)
        """
        place, level, priority = self.shifts
        name = self.capabilities[len(self.capabilities) - 1 - (key >> place) % (1 << self.place_bits)]
        gap = key % (1 << GAP_BITS)
        points = ((key >> priority) + self.least) / self.scale
        return name, (key >> level) % (1 << LEVEL_BITS), None if gap == 0 else gap - 1, points

    def make(self, points: int, level: int, index: int, gap: int | None) -> int:
        """The key of scaled points, a level, the place of the capability and its gap."""
        at_place, at_level, at_priority = self.shifts
        place = len(self.capabilities) - 1 - index
        code = 0 if gap is None else gap + 1
        return (points - self.least << at_priority) + (level << at_level) + (place << at_place) + code


def key_of(kb: KnowledgeBase) -> Key:
    """The layout of the keys for a rule base."""
    exact = {name: Fraction(repr(float(kb.policy[f"priority.{name}"]))) for name in POINTS}
    per_gap = exact["per_gap"] * Fraction(repr(float(kb.policy["priority.assumed_level"])))
    scale = lcm(per_gap.denominator, *(points.denominator for points in exact.values()))
    points = [e.by for rule in kb.rules for e in rule.then if isinstance(e, Prioritise)]
    fewest = min(0, sum(by for by in points if by < 0))
    least = kb.policy["priority.per_point"] * fewest - kb.policy["priority.met"]
    return Key(tuple(kb.capabilities), scale, round(least * scale) - 1)


def levels(memory: Memory, kb: KnowledgeBase) -> None:
    """The highest level that a rule asks for, and the gap to the present one."""
    asked: dict[str, dict[int, list[Column]]] = {}
    for rule in kb.rules:
        for effect in rule.then:
            if isinstance(effect, Require) and (fires := memory.fires(rule.when)) is not None:
                asked.setdefault(effect.capability, {}).setdefault(effect.level, []).append(fires)
    columns = {}
    for name in kb.capabilities:
        by_level = sorted(asked.get(name, {}).items(), reverse=True)
        cases = [(reduce(operator.or_, fires), whole(level)) for level, fires in by_level]
        columns[f"level.{name}"] = ibis.cases(*cases, else_=whole(0)) if cases else whole(0)
    memory.add(columns)
    gaps: dict[str, Column] = {}
    given = memory.given
    for name in kb.capabilities:
        skill, level = given.get(f"skills.{name}"), memory[f"level.{name}"]
        if isinstance(skill, Number):
            gaps[f"gap.{name}"] = ibis.cases((level > 0, level - skill.low.cast("int64")))
    memory.add(gaps)


def told(memory: Memory, kb: KnowledgeBase) -> dict[str, Known]:
    """What the levels tell the rules: a gap may be negative here, where more is there than is needed."""
    facts: dict[str, Known] = {}
    for name in kb.capabilities:
        level = ibis.cases((memory[f"level.{name}"] > 0, memory[f"level.{name}"]))
        facts[f"level.{name}"] = Number(level, level)
        if f"gap.{name}" in memory.table.columns:
            facts[f"gap.{name}"] = Number(memory[f"gap.{name}"], memory[f"gap.{name}"])
    return {name: known for name, known in facts.items() if name in kb.vocabulary}


def keys(memory: Memory, kb: KnowledgeBase) -> None:
    """The order in which to train, as one whole number for each capability, and the gaps as they are told."""
    key, policy = key_of(kb), kb.policy
    points: dict[str, list[Column]] = {}
    for rule in kb.rules:
        for effect in rule.then:
            if isinstance(effect, Prioritise) and (fires := memory.fires(rule.when)) is not None:
                by = ibis.cases((fires, whole(effect.by)), else_=whole(0))
                points.setdefault(effect.capability, []).append(by)

    def scaled(name: str) -> int:
        return round(policy[f"priority.{name}"] * key.scale)

    assumed = policy["priority.assumed_level"]
    at_place, at_level, at_priority = key.shifts
    columns: dict[str, Column] = {}
    for index, name in enumerate(kb.capabilities):
        level = memory[f"level.{name}"]
        # What a level alone is worth, while the present one is not given, is a table of five lines.
        worth = [
            (n, n * scaled("per_level") + round(policy["priority.per_gap"] * max(n - assumed, 0) * key.scale))
            for n in range(1, 6)
        ]
        value = ibis.cases(*((level == n, whole(points)) for n, points in worth), else_=whole(0))
        code = whole(len(key.capabilities) - 1 - index << at_place)
        if f"gap.{name}" in memory.table.columns:
            gap = memory[f"gap.{name}"]
            missing = ibis.greatest(gap, whole(0))
            own = level * scaled("per_level") + missing * scaled("per_gap")
            own = own - ibis.cases((gap <= 0, whole(scaled("met"))), else_=whole(0))
            value = ibis.cases((gap.notnull(), own), else_=value)
            code = code + ibis.cases((gap.notnull(), missing + 1), else_=whole(0))
            columns[f"gap.{name}"] = ibis.cases((gap.notnull(), missing))
        if name in points:
            value = value + reduce(operator.add, points[name]) * scaled("per_point")
        made = ((value + whole(-key.least)) << at_priority) + (level << at_level) + code
        columns[f"key.{name}"] = ibis.cases((level > 0, made), else_=whole(-1))
    memory.add(columns)


def first(memory: Memory, names: Iterable[str], most: int) -> None:
    """The keys of the first few capabilities to train: "train 1", "train 2" ..., -1 where there is none left."""
    needed = [f"key.{name}" for name in names]
    for place in range(1, most + 1):
        if place == 1:
            left = [memory[name] for name in needed]
        else:
            last = memory[f"train {place - 1}"]
            left = [ibis.cases((memory[name] < last, memory[name]), else_=whole(-1)) for name in needed]
        memory.add({f"train {place}": ibis.greatest(*left) if len(left) > 1 else left[0]})
