"""Capabilities in columns: the level each row needs, what is missing, and what to train first.

In:     Memory with the focus; the `require` and `prioritise` effects; present levels as columns "skills.<capability>".
Out:    columns "key.<capability>", whole numbers that order the capabilities as a consultation does (see `Key`; 0: not
        needed), and "train 1" to "train 5", the highest of them.
Same:   `_levels` and `_requirements` of reasoning/consultation.py.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import lcm

import ibis

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import Prioritise, Require
from rmadvisor.portfolio.columns.answers import Known, Number
from rmadvisor.portfolio.columns.literals import Column, either, moved_up, whole
from rmadvisor.portfolio.columns.memory import Memory

LEVEL_BITS, GAP_BITS = 3, 3
PER_WORD = 20  # capabilities in a word of packed levels or gaps
NOT_NEEDED = -(1 << 60)
POINTS = ("per_level", "per_gap", "met", "per_point")


@dataclass(frozen=True, slots=True)
class Key:
    """How a key is put together, from the top: priority, level, place in kb/ (the first highest), gap + 1 (0: unknown).

    The points of the policy become whole numbers by `scale`, and `least` is taken off so that every key is above 0.
    What is not needed has a key far below it, whose level and gap are 0 all the same.
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
    """The highest level that a rule asks for, as the key that it has while no present level and no points are known."""
    key, policy = key_of(kb), kb.policy
    asked: dict[str, dict[int, list[Column]]] = {}
    for rule in kb.rules:
        for effect in rule.then:
            if isinstance(effect, Require) and (fires := memory.fires(rule.when)) is not None:
                asked.setdefault(effect.capability, {}).setdefault(effect.level, []).append(fires)
    columns = {}
    for name, by_level in asked.items():
        cases = []
        for level in sorted(by_level, reverse=True):
            missing = max(level - policy["priority.assumed_level"], 0)
            points = policy["priority.per_level"] * level + policy["priority.per_gap"] * missing
            made = key.make(round(points * key.scale), level, key.capabilities.index(name), None)
            cases.append((either(by_level[level]), whole(made)))
        columns[f"need.{name}"] = ibis.cases(*cases, else_=whole(NOT_NEEDED))
    memory.add(columns)
    memory.add(dict(_missing(memory, key)))


def _missing(memory: Memory, key: Key) -> Iterator[tuple[str, Column]]:
    """The levels missing, where the present one is given; 0 or more."""
    given = memory.given
    for name in key.capabilities:
        if f"need.{name}" in memory and isinstance(skill := given.get(f"skills.{name}"), Number):
            yield (
                f"missing.{name}",
                ibis.cases((skill.low.notnull(), ibis.greatest(_level(memory, name, key) - skill.low, whole(0)))),
            )


def told(memory: Memory, kb: KnowledgeBase) -> dict[str, Known]:
    """What the levels tell the rules: a gap may be negative here, where more is there than is needed."""
    facts: dict[str, Known] = {}
    given = memory.given
    for name in kb.capabilities:
        if f"need.{name}" in memory:
            level = _level(memory, name, key_of(kb))
            level = ibis.cases((level > 0, level))
            facts[f"level.{name}"] = Number(level, level)
            if isinstance(skill := given.get(f"skills.{name}"), Number):
                facts[f"gap.{name}"] = Number(level - skill.low, level - skill.low)
    return facts


def _level(memory: Memory, name: str, key: Key) -> Column:
    """The level inside a key."""
    return (memory[f"need.{name}"] >> whole(key.shifts[1])) & whole((1 << LEVEL_BITS) - 1)


def keys(memory: Memory, kb: KnowledgeBase) -> None:
    """The keys with present levels and with the points of `prioritise` effects."""
    key = key_of(kb)
    _, _, at_priority = key.shifts
    points: dict[str, list[Column]] = {}
    for rule in kb.rules:
        for effect in rule.then:
            if isinstance(effect, Prioritise) and (fires := memory.fires(rule.when)) is not None:
                by = effect.by * round(kb.policy["priority.per_point"] * key.scale) << at_priority
                points.setdefault(effect.capability, []).append(ibis.cases((fires, whole(by)), else_=whole(0)))

    per_gap = round(kb.policy["priority.per_gap"] * key.scale)
    assumed = round(kb.policy["priority.per_gap"] * kb.policy["priority.assumed_level"] * key.scale)
    met = round(kb.policy["priority.met"] * key.scale)
    columns: dict[str, Column] = {}
    for name in key.capabilities:
        if f"need.{name}" not in memory:
            continue
        found = memory[f"need.{name}"]
        if f"missing.{name}" in memory:
            missing = memory[f"missing.{name}"]
            level = _level(memory, name, key)
            counted = ibis.greatest(
                level * whole(per_gap) - whole(assumed), whole(0)
            )  # for the level assumed until now
            own = missing * whole(per_gap) - counted - ibis.cases((missing == 0, whole(met)), else_=whole(0))
            own = own * whole(1 << at_priority) + missing + whole(1)
            found = found + ibis.cases((missing.isnull(), whole(0)), else_=own)
        if name in points:
            found = found + reduce(operator.add, points[name])
        columns[f"key.{name}"] = found
    memory.add(columns)


def first(memory: Memory, most: int) -> None:
    """The keys of the first few capabilities to train: "train 1", "train 2" ..., 0 where there is none left."""
    needed = [name for name in memory.table.columns if name.startswith("key.")]
    for place in range(1, most + 1):
        if place == 1:
            left = [memory[name] for name in needed]
        else:
            last = memory[f"train {place - 1}"]
            left = [ibis.cases((memory[name] < last, memory[name]), else_=whole(0)) for name in needed]
        memory.add({f"train {place}": ibis.greatest(whole(0), *left)})


def packed(memory: Memory, kb: KnowledgeBase) -> None:
    """Levels and gap codes of all capabilities, BITS each: "levels 0", "levels 1" ..., "gaps 0" ...: see `unpacked`."""
    key, columns = key_of(kb), {}
    for what in ("levels", "gaps"):
        for word in range(0, len(key.capabilities), PER_WORD):
            parts = []
            for i, name in enumerate(key.capabilities[word : word + PER_WORD]):
                if what == "levels" and f"need.{name}" in memory:
                    low = key.shifts[1]
                    parts.append(_moved(memory[f"need.{name}"] & whole(7 << low), 3 * i - low))
                elif what == "gaps" and f"missing.{name}" in memory:
                    parts.append(_moved((memory[f"missing.{name}"] + 1).fill_null(whole(0)), 3 * i))
            columns[f"{what} {word // PER_WORD}"] = reduce(operator.or_, parts, whole(0))
    memory.add(columns)


def _moved(bits: Column, up: int) -> Column:
    return bits >> whole(-up) if up < 0 else moved_up(bits, up)


def place_of(index: int) -> tuple[int, int]:
    """(word, shift) of the index-th capability in the packed columns."""
    return index // PER_WORD, 3 * (index % PER_WORD)
