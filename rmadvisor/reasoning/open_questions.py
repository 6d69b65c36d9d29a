"""What is still open: the unanswered questions that could change something, by a plain test on the rules.

An unanswered fact is open for a conclusion when it occurs in a rule that could still bear on it: the rule has an
alternative none of whose tests has finally failed. Derived facts are followed back to the questions behind them.

In:     KnowledgeBase, Findings.
Out:    the open facts behind every rule, behind the sizing and behind the focus, as sets of facts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from rmadvisor.knowledge.conditions import base
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import QUANTITIES, Adjust, Assume, Band, Require, Rule, Support
from rmadvisor.reasoning.consultation import Findings
from rmadvisor.reasoning.memory import holds

BOOK = ("customers", "rm_count", "customers_per_rm")
MONEY = ("revenue_per_customer", "rm_cost", "target_cost_income")
# What a fact worked out by the sizing rests on beside the quantities of the workload.
RESTS_ON = {
    "relative_book_size": BOOK,
    "rms_needed": BOOK,
    "break_even": MONEY,
    "break_even_position": MONEY,
}

FactSet = int  # a set of facts, one bit each in the order of the vocabulary: a union is one operation


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """An unanswered fact, and how many rules still wait for it; the most awaited comes first."""

    fact: str
    impact: int


class Openness:
    """Which unanswered facts each rule still waits for; worked out once for one set of findings."""

    def __init__(self, kb: KnowledgeBase, findings: Findings) -> None:
        self.kb, self.findings = kb, findings
        self.names = list(kb.vocabulary)
        self.bit = {name: 1 << i for i, name in enumerate(self.names)}
        self.of_rules: dict[str, FactSet] = {}
        self.of_facts: dict[str, FactSet] = {}

    def rule(self, rule: Rule) -> FactSet:
        """The open facts that can still decide whether a rule fires."""
        known = self.of_rules.get(rule.id)
        if known is None:
            known = self.of_rules[rule.id] = self._rule(rule)
        return known

    def _rule(self, rule: Rule) -> FactSet:
        found, memory = 0, self.findings.memory
        for tests in rule.when:
            waiting = 0
            for test in tests:
                open_ = self.fact(base(test.fact))
                if open_:
                    waiting |= open_
                elif not holds(test, memory):
                    break  # failed for good
            else:
                if not waiting:
                    return 0  # this alternative holds for good: the rule fires whatever comes
                found |= waiting
        return found

    def fact(self, name: str) -> FactSet:
        """The unanswered questions that can still change a fact; none when it is final."""
        known = self.of_facts.get(name)
        if known is None:
            known = self.of_facts[name] = self._fact(name)
        return known

    def _fact(self, name: str) -> FactSet:
        origin = self.kb.vocabulary[name].origin
        if origin == "asked":
            derived = name == "customers_per_rm" and name in self.findings.memory
            return 0 if name in self.findings.answers.values or derived else self.bit[name]
        if origin == "rules":
            return self._of_all(self.kb.concluding.get(name, ()))
        if origin == "focus":
            return self.focus
        if origin == "levels":
            return self.levels
        return self.sizing | self._unanswered(RESTS_ON.get(name, ()))

    @cached_property
    def sizing(self) -> FactSet:
        """What can still change the coverage: quantities not given, and rules about those that are assumed."""
        own = {name for name, quantity in self.findings.coverage.quantities.items() if quantity.own}

        def matters(rule: Rule) -> bool:
            effects = (effect for effect in rule.then if isinstance(effect, Band | Assume | Adjust))
            return any(isinstance(effect, Band) or effect.quantity not in own for effect in effects)

        return self._unanswered(QUANTITIES) | self._of_all(filter(matters, self.kb.with_effect(Band, Assume, Adjust)))

    @cached_property
    def levels(self) -> FactSet:
        """What can still change the level of any capability."""
        return self._of_all(self.kb.with_effect(Require))

    @cached_property
    def focus(self) -> FactSet:
        """What can still change the evidence for any focus."""
        return self._of_all(self.kb.with_effect(Support))

    def questions(self) -> tuple[OpenQuestion, ...]:
        """All open questions, those first that most rules wait for; the coverage itself counts as one more."""
        waiting = [self.sizing, *(self.rule(rule) for rule in self.kb.rules)]
        anything = 0
        for facts in waiting:
            anything |= facts
        found = [
            OpenQuestion(name, sum(1 for facts in waiting if facts & bit))
            for name, bit in self.bit.items()
            if anything & bit
        ]
        return tuple(sorted(found, key=lambda question: -question.impact))

    def _unanswered(self, names: Iterable[str]) -> FactSet:
        return self._union(self.fact(name) for name in names)

    def _of_all(self, rules: Iterable[Rule]) -> FactSet:
        return self._union(self.rule(rule) for rule in rules)

    @staticmethod
    def _union(sets: Iterable[FactSet]) -> FactSet:
        found = 0
        for facts in sets:
            found |= facts
        return found
