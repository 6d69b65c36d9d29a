"""A knowledge base made ready for readings: boxes, the boxes in which each test may and must pass, the rules in order.

In:     KnowledgeBase.
Out:    Network, made once and shared by all readings.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rmadvisor.knowledge.conditions import Test, base
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import (
    QUANTITIES,
    Adjust,
    Assume,
    Band,
    Conclude,
    Effect,
    Prioritise,
    Require,
    Rule,
    Support,
)
from rmadvisor.reasoning.possible.cells import Box, passes, units
from rmadvisor.reasoning.possible.coverage_bounds import SizingRules
from rmadvisor.reasoning.possible.leads import (
    Boxes,
    evidence_of,
    limits,
)


class Network:
    """A KnowledgeBase made ready for readings: boxes, the boxes that each test may and must pass in, rules in order."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.latest: Any = None  # the answers surveyed last, and their survey
        self.options: dict[str, Any] = {}  # of the questions, as they are first needed (see batch.py)
        self.shares: dict[str, tuple[tuple[int, float], ...]] = {}  # likewise (see survey.py)
        self.units = units(kb)
        self.boxes: list[Box | None] = [None]
        self.of_unit: dict[str, list[int]] = {}
        for unit in self.units.values():
            self.of_unit[unit.name] = list(range(len(self.boxes), len(self.boxes) + len(unit.cells)))
            self.boxes += [Box(unit, cell) for cell in unit.cells]
        self.all: Boxes = (1 << len(self.boxes)) - 1
        self.boxes_of_unit = {name: sum(1 << i for i in numbers) for name, numbers in self.of_unit.items()}
        self.of_fact: dict[str, Boxes] = {}
        for i, box in enumerate(self.boxes):
            if box is not None:
                self.of_fact[box.fact] = self.of_fact.get(box.fact, 0) | 1 << i
        self.order = _ordered(kb)
        numbers: dict[Test, int] = {}
        self.whens = [
            tuple(tuple(numbers.setdefault(t, len(numbers)) for t in tests) for tests in rule.when)
            for rule in self.order
        ]
        self.sizing = SizingRules(kb, self.order)
        self.sizing_rules = self._sizing_rules()
        self.sized_by = tuple((i, _quantities(rule)) for i, rule in enumerate(self.order) if _sizes(rule))
        self.assuming_money = tuple(
            i
            for i, rule in enumerate(self.order)
            if any(isinstance(e, Assume) and e.quantity not in QUANTITIES for e in rule.then)
        )
        self.evidence, self.limits = evidence_of(self.order), limits(kb.policy)
        self.tests = list(numbers)
        self.asked = [i for i, t in enumerate(self.tests) if kb.vocabulary[base(t.fact)].origin == "asked"]
        self.open_may: list[Boxes | None] = [None] * len(self.tests)  # of an open question; None for what is not asked
        self.open_must = [0] * len(self.tests)
        self.tests_on: dict[str, list[int]] = {}
        for i in self.asked:
            self.open_may[i], self.open_must[i] = self._open(self.tests[i])
            self.tests_on.setdefault(base(self.tests[i].fact), []).append(i)
        self.origin = {name: fact.origin for name, fact in kb.vocabulary.items()}
        facts = [base(test.fact) for test in self.tests]
        self.looks_at = [
            tuple((test, facts[test]) for test in dict.fromkeys(test for tests in when for test in tests))
            for when in self.whens
        ]
        self.concludes = [tuple(e.fact for e in rule.then if isinstance(e, Conclude)) for rule in self.order]
        self.stage_of = [kb.stage[rule.id] for rule in self.order]
        self.index = {rule.id: i for i, rule in enumerate(self.order)}
        self.requiring = _by_capability(self.order, Require)
        self.at_level = {
            name: [
                (of, [i for i, level in pairs if level == of])
                for of in sorted({level for _, level in pairs}, reverse=True)
            ]
            for name, pairs in self.requiring.items()
        }
        self.prioritising = _by_capability(self.order, Prioritise)
        self._of_effect: dict[tuple[type[Effect], ...], tuple[int, ...]] = {}
        self._behind: dict[tuple[type[Effect], ...], tuple[int, ...]] = {}

    def _sizing_rules(self) -> tuple[int, ...]:
        """The numbers of the rules that the sizing rests on."""
        of_quantities = [
            i for table in (self.sizing.defaults, self.sizing.factors) for v in table.values() for i, _ in v
        ]
        return tuple(sorted({*of_quantities, *(i for i, _ in self.sizing.bands)}))

    def of_effect(self, *kinds: type[Effect]) -> tuple[int, ...]:
        """The numbers of the rules that have an effect of one of these kinds."""
        if kinds not in self._of_effect:
            self._of_effect[kinds] = tuple(self.index[rule.id] for rule in self.kb.with_effect(*kinds))
        return self._of_effect[kinds]

    def behind(self, *kinds: type[Effect]) -> tuple[int, ...]:
        """The numbers of the rules with an effect of one of these kinds, and of all that they rest on, in order."""
        if kinds not in self._behind:
            found = set(self.of_effect(*kinds))
            looked_at: set[str] = set()
            for i in range(len(self.order) - 1, -1, -1):  # each rule comes after all that it rests on
                if i in found or not looked_at.isdisjoint(self.concludes[i]):
                    found.add(i)
                    for name in {name for _, name in self.looks_at[i]} - looked_at:
                        looked_at.add(name)
                        found.update(self._giving(name))
            self._behind[kinds] = tuple(sorted(found))
        return self._behind[kinds]

    def not_behind(self, *kinds: type[Effect]) -> tuple[int, ...]:
        """The numbers of all other rules, in order."""
        behind = set(self.behind(*kinds))
        return tuple(i for i in range(len(self.order)) if i not in behind)

    def _giving(self, name: str) -> Iterable[int]:
        """The numbers of the rules that a fact rests on which is worked out between two stages."""
        match self.origin[name]:
            case "sizing":
                return self.sizing_rules
            case "focus":
                return self.of_effect(Support)
            case "levels":
                return (i for i, _ in self.requiring.get(name.partition(".")[2], ()))
        return ()

    def _open(self, test: Test) -> tuple[Boxes, Boxes]:
        """Boxes in which a test on an open question may pass, and in which it must."""
        unit = self.units[test.fact]
        passing = [passes(test, cell) for cell in unit.cells]
        may = self.all if any(passing) else 0
        must = self.all if all(passing) else 0
        for i, passed in zip(self.of_unit[unit.name], passing, strict=True):
            may = may | 1 << i if passed else may & ~(1 << i)
            must = must | 1 << i if passed else must & ~(1 << i)
        return may, must


def _ordered(kb: KnowledgeBase) -> list[Rule]:
    """The rules by stage, and inside a stage each after those that conclude what it tests."""
    placed: dict[str, Rule] = {}

    def place(rule: Rule) -> None:
        if rule.id in placed:
            return
        for name in dict.fromkeys(base(test.fact) for tests in rule.when for test in tests):
            for earlier in kb.concluding.get(name, ()):
                place(earlier)
        placed[rule.id] = rule

    for rule in kb.rules:
        place(rule)
    return sorted(placed.values(), key=lambda rule: kb.stage[rule.id])


def _sizes(rule: Rule) -> bool:
    return any(isinstance(effect, Band | Assume | Adjust) for effect in rule.then)


def _quantities(rule: Rule) -> frozenset[str] | None:
    """The quantities that a rule assumes or adjusts; None when it also says which public range applies."""
    if any(isinstance(effect, Band) for effect in rule.then):
        return None
    return frozenset(effect.quantity for effect in rule.then if isinstance(effect, Assume | Adjust))


def _by_capability(order: list[Rule], kind: type[Require] | type[Prioritise]) -> dict[str, list[tuple[int, int]]]:
    """For each capability the rules with an effect of this kind, each with its level or points."""
    found: dict[str, list[tuple[int, int]]] = {}
    for i, rule in enumerate(order):
        for effect in rule.then:
            if isinstance(effect, kind):
                amount = effect.level if isinstance(effect, Require) else effect.by
                found.setdefault(effect.capability, []).append((i, amount))
    return found
