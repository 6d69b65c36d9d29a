"""The finite cells that the rules cut every question's answers into.

Two answers in one cell pass the same tests, so no rule can tell them apart. A choice has a cell per value, a number one
per interval between the thresholds that rules use, a set one pair of cells per member and some for its size. Each
question has one more cell, "no value": not answered, or answered with `unknown`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rmadvisor.knowledge.conditions import Test, Within, member, size
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.vocabulary import Fact, ticks
from rmadvisor.reasoning.memory import Value, holds

Cell = Value | None  # None is "no value"


@dataclass(frozen=True, slots=True)
class Unit:
    """What a question decides at once: itself, or for a set-valued question one of its members or its size."""

    name: str
    fact: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """One look ahead: a unit pinned to one of its cells."""

    unit: Unit
    cell: Cell

    @property
    def fact(self) -> str:
        return self.unit.fact


def units(kb: KnowledgeBase) -> dict[str, Unit]:
    """The units of all questions, by name."""
    tests: dict[str, list[Within]] = {}
    for rule in kb.rules:
        for alternative in rule.when:
            for test in alternative:
                if isinstance(test, Within):
                    tests.setdefault(test.fact, []).append(test)
    found: dict[str, Unit] = {}
    for fact in kb.vocabulary.values():
        if fact.origin == "asked":
            for unit in _of(fact, tests):
                found[unit.name] = unit
    return found


def _of(fact: Fact, tests: Mapping[str, list[Within]]) -> list[Unit]:
    if fact.numeric:
        return [Unit(fact.name, fact.name, (*_intervals(tests.get(fact.name, []), ticks(fact.at_most)), None))]
    if fact.type == "choices":
        both: tuple[Cell, ...] = (frozenset((True,)), frozenset((False,)), None)
        members = [Unit(member(fact.name, choice), fact.name, both) for choice in fact.choices]
        counted = _intervals(tests.get(size(fact.name), []), ticks(len(fact.choices)))
        return [*members, Unit(size(fact.name), fact.name, (*counted, None))]
    values: tuple[Cell, ...] = tuple(frozenset((value,)) for value in sorted(fact.values(), key=str))
    return [Unit(fact.name, fact.name, (*values, None))]


def _intervals(tests: list[Within], most: int) -> tuple[tuple[int, int], ...]:
    """The whole range cut wherever a test begins or ends."""
    starts = {0} | {t.low for t in tests} | {t.high + 1 for t in tests}
    inside = sorted(start for start in starts if 0 <= start <= most)
    return tuple(zip(inside, [*(start - 1 for start in inside[1:]), most], strict=True))


def passes(test: Test, cell: Cell) -> bool:
    """Whether a test passes everywhere in a cell."""
    return holds(test, {} if cell is None else {test.fact: cell})
