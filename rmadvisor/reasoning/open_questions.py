"""What is still open: the unanswered questions that could change something, by a plain test on the rules.

An unanswered fact is open for a conclusion when it occurs in a rule that could still bear on it: the rule has an
alternative none of whose tests has finally failed. Derived facts are followed back to the questions behind them.

In:     KnowledgeBase, Findings.
Out:    the open facts behind every rule and behind the focus.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rmadvisor.knowledge.conditions import base
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import QUANTITIES, Adjust, Assume, Band, Conclude, Effect, Require, Rule, Support
from rmadvisor.reasoning.consultation import Findings
from rmadvisor.reasoning.memory import holds

Facts = frozenset[str]
NOTHING: Facts = frozenset()
BOOK = ("customers", "rm_count", "customers_per_rm")
MONEY = ("revenue_per_customer", "rm_cost", "target_cost_income")
# What a fact worked out by the sizing rests on beside the quantities of the workload.
RESTS_ON = {
    "relative_book_size": BOOK,
    "rms_needed": BOOK,
    "break_even": MONEY,
    "break_even_position": MONEY,
}


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """An unanswered fact, and how many rules still wait for it; the most awaited comes first."""

    fact: str
    impact: int


class Openness:
    """Which unanswered facts each rule still waits for; worked out once for one set of findings."""

    def __init__(self, kb: KnowledgeBase, findings: Findings) -> None:
        self.kb, self.findings = kb, findings
        self.of_rules: dict[str, Facts] = {}
        self.of_facts: dict[str, Facts] = {}
        self.concluding: dict[str, list[Rule]] = {}
        for rule in kb.rules:
            for effect in rule.then:
                if isinstance(effect, Conclude):
                    self.concluding.setdefault(effect.fact, []).append(rule)

    def rule(self, rule: Rule) -> Facts:
        """The open facts that can still decide whether a rule fires."""
        if rule.id not in self.of_rules:
            self.of_rules[rule.id] = self._rule(rule)
        return self.of_rules[rule.id]

    def _rule(self, rule: Rule) -> Facts:
        found: set[str] = set()
        for tests in rule.when:
            waiting = [test for test in tests if self.fact(base(test.fact))]
            if all(holds(test, self.findings.memory) for test in tests if test not in waiting):
                if not waiting:
                    return NOTHING  # this alternative holds for good: the rule has fired whatever comes
                found.update(*(self.fact(base(test.fact)) for test in waiting))
        return frozenset(found)

    def fact(self, name: str) -> Facts:
        """The unanswered questions that can still change a fact; none when it is final."""
        if name not in self.of_facts:
            self.of_facts[name] = self._fact(name)
        return self.of_facts[name]

    def _fact(self, name: str) -> Facts:
        origin = self.kb.vocabulary[name].origin
        answered = self.findings.answers.values
        if origin == "asked":
            derived = name == "customers_per_rm" and name in self.findings.memory
            return NOTHING if name in answered or derived else frozenset((name,))
        if origin == "rules":
            return self._of_all(self.concluding.get(name, ()))
        if origin == "focus":
            return self._of_effect(Support)
        if origin == "levels":
            return self._of_effect(Require)
        return self.sizing() | self._unanswered(RESTS_ON.get(name, ()))

    def sizing(self) -> Facts:
        """What can still change the coverage: quantities not given, and rules about those that are assumed."""
        given = self.findings.coverage.quantities
        open_: set[str] = set(self._unanswered(QUANTITIES))
        for rule in self.kb.rules:
            if any(
                isinstance(effect, Band)
                or (isinstance(effect, Assume | Adjust) and not (effect.quantity in given and given[effect.quantity].own))
                for effect in rule.then
            ):
                open_ |= self.rule(rule)
        return frozenset(open_)

    def focus(self) -> Facts:
        """What can still change the evidence for any focus."""
        return self._of_effect(Support)

    def questions(self) -> tuple[OpenQuestion, ...]:
        """All open questions, those first that most rules wait for."""
        count: dict[str, int] = dict.fromkeys(self.sizing(), 1)  # the coverage itself is one conclusion that waits
        for rule in self.kb.rules:
            for name in self.rule(rule):
                count[name] = count.get(name, 0) + 1
        order = {name: i for i, name in enumerate(self.kb.vocabulary)}
        ranked = sorted(count, key=lambda name: (-count[name], order[name]))
        return tuple(OpenQuestion(name, count[name]) for name in ranked)

    def _unanswered(self, names: Iterable[str]) -> Facts:
        return frozenset(name for name in names if self.fact(name))

    def _of_effect(self, kind: type[Effect]) -> Facts:
        return self._of_all(rule for rule in self.kb.rules if any(isinstance(effect, kind) for effect in rule.then))

    def _of_all(self, rules: Iterable[Rule]) -> Facts:
        return frozenset().union(*(self.rule(rule) for rule in rules))

