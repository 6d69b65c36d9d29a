"""Hold the premises of a rule against what a consultation found: which hold, which fail, and by how much.

In:     KnowledgeBase, Findings, a test or a rule.
Out:    Premise and Blocked; a derived fact is followed back to the answers that would have to differ.
Cost:   how far a rule is from firing. A figure or a choice that must be another counts up to 1, the less the nearer the
        figure is to its threshold; an answer that is merely missing counts MISSING_COSTS.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rmadvisor.knowledge.answers import UNKNOWN
from rmadvisor.knowledge.conditions import CEILING, FLOOR, In, Missing, Test, Within, base, size
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import QUANTITIES, Conclude, Require, Rule
from rmadvisor.knowledge.vocabulary import TICKS, Fact
from rmadvisor.reasoning.consultation import BOOK_SIZE, Findings
from rmadvisor.reasoning.explanation.premises import (
    FAILS,
    HOLDS,
    OPEN,
    SAID_UNKNOWN,
    UNANSWERED,
    VAGUE,
    Blocked,
    Premise,
    Way,
)
from rmadvisor.reasoning.explanation.thresholds import must_be, threshold
from rmadvisor.reasoning.memory import holds, value_as_data

MISSING_COSTS = 0.6
BOOK = ("customers", "rm_count")
# What a fact worked out by the sizing rests on beside the quantities of the workload.
SIZED_FROM = {
    "relative_book_size": BOOK,
    "rms_needed": BOOK[:1],
    "break_even": ("rm_cost", "revenue_per_customer", "target_cost_income"),
    "break_even_position": ("rm_cost", "revenue_per_customer", "target_cost_income"),
}


class Examiner:
    """Looks at tests and rules with the eyes of one consultation; each rule is looked at once."""

    def __init__(self, kb: KnowledgeBase, findings: Findings) -> None:
        self.kb, self.findings, self.memory = kb, findings, findings.memory
        self.fired = {firing.rule.id for firing in findings.firings}
        self._seen: dict[str, Blocked] = {}

    def nearest(self, rules: Iterable[Rule]) -> tuple[Blocked, ...]:
        """Those of the rules that did not fire, the nearest to firing first."""
        blocked = [self.rule(rule) for rule in rules if rule.id not in self.fired]
        return tuple(sorted(blocked, key=lambda found: found.nearest.cost))

    def rule(self, rule: Rule) -> Blocked:
        found = self._seen.get(rule.id)
        if found is None:
            ways = (Way(tuple(self.premise(test) for test in tests)) for tests in rule.when)
            found = self._seen[rule.id] = Blocked(rule, tuple(sorted(ways, key=lambda way: way.cost)))
        return found

    def premise(self, test: Test) -> Premise:
        """One test, with what it would take."""
        fact = self.kb.vocabulary[base(test.fact)]
        now, unit = self._now(test, fact), "chosen" if test.fact == size(fact.name) else fact.unit
        if holds(test, self.memory):
            return Premise(test.fact, HOLDS, now, must_be(test, fact), None, unit, (), self._basis(fact), (), "", 0.0)
        state, distance = self._state(test, fact)
        cost = _cost(test, state, distance)
        differ: tuple[str, ...] = (fact.name,)
        behind: tuple[Blocked, ...] = ()
        rests_on, see = self._basis(fact), ""
        if fact.origin in ("rules", "levels"):
            behind = self.nearest(self._leading_to(test, fact))
            nearest = behind[0].nearest if behind else None
            cost = nearest.cost if nearest else cost
            differ = nearest.differ if nearest else rests_on
        elif fact.origin == "focus":
            differ, see = (), self._focus_of(test)
            distance, unit = (self._behind_leader(see), "certainty") if see != "focus" else (None, "")
        elif fact.origin == "sizing":
            differ, see = (), "coverage"
            if isinstance(test, In):
                distance, unit = self._off_the_range(test), self.kb.vocabulary["customers_per_rm"].unit
        return Premise(test.fact, state, now, must_be(test, fact), distance, unit, differ, rests_on, behind, see, cost)

    def _now(self, test: Test, fact: Fact) -> Any:
        """What a fact is, as in an answers file; None when it is not known."""
        now = value_as_data(test.fact, self.memory, self.kb.vocabulary)
        return len(now) if test.fact == size(fact.name) and now is not None else now

    def _state(self, test: Test, fact: Fact) -> tuple[str, float | None]:
        """Why a test does not hold, and the distance of a figure to its threshold."""
        value = self.memory.get(test.fact)
        if value is None:
            answer = self.findings.answers.values.get(fact.name)
            skill = fact.name.partition(".")[2]
            if fact.name.startswith("gap.") and f"level.{skill}" in self.memory:
                return UNANSWERED, None
            return (SAID_UNKNOWN if answer is UNKNOWN else UNANSWERED if fact.origin == "asked" else OPEN), None
        if isinstance(value, tuple) and isinstance(test, Within):
            low, high = threshold(test, fact)
            short = 0.0 if low is None else low - value[0] / TICKS
            over = 0.0 if high is None else value[1] / TICKS - high
            apart = value[1] < test.low or value[0] > test.high
            endless = over > 0 and value[1] >= CEILING
            return (FAILS if apart else VAGUE), None if endless else max(short, over, 0.0)
        if isinstance(value, frozenset) and isinstance(test, In):
            return (VAGUE if value & test.values else FAILS), None
        return FAILS, None

    def _leading_to(self, test: Test, fact: Fact) -> Iterable[Rule]:
        """The rules that would make a derived fact, or a level, what the test wants."""
        if fact.origin == "rules":
            wanted = test.values if isinstance(test, In) else frozenset()
            return (r for r in self.kb.concluding.get(fact.name, ()) if concludes(r, fact.name, wanted))
        kind, _, skill = fact.name.partition(".")
        low = test.low / TICKS if isinstance(test, Within) else FLOOR
        if kind == "gap":
            if f"level.{skill}" in self.memory and skill not in self.findings.answers.skills:
                return ()  # what is missing is the present level, not a rule
            low += self.findings.answers.skills.get(skill, 0)
        return (rule for rule in self.kb.with_effect(Require) if requires(rule, skill, low))

    def _basis(self, fact: Fact) -> tuple[str, ...]:
        """The answers behind a fact that nobody gave as it is."""
        if fact.origin == "levels" and fact.name.startswith("gap."):
            return (f"skills.{fact.name.partition('.')[2]}",)
        if fact.origin == "sizing":
            quantities = () if SIZED_FROM.get(fact.name) == SIZED_FROM["break_even"] else QUANTITIES
            return (*SIZED_FROM.get(fact.name, ()), *quantities)
        worked_out = fact.name == "customers_per_rm" and fact.name not in self.findings.answers.values
        return BOOK if worked_out and fact.name in self.memory else ()

    def _focus_of(self, test: Test) -> str:
        """The conclusion behind a test on the decision: the wanted focus that is nearest to being it."""
        name = test.fact
        wanted = [name[name.index("[") + 1 : -1]] if "[" in name else []
        if isinstance(test, In) and not wanted:
            wanted = [str(value) for value in test.values if value in self.findings.decision.weights]
        ranked = sorted(wanted, key=lambda focus: -self.findings.decision.weights.get(focus, 0))
        return f"focus.{ranked[0]}" if ranked and ranked[0] in self.findings.decision.weights else "focus"

    def _behind_leader(self, conclusion: str) -> float:
        certainty = self.findings.decision.certainty
        return max(certainty.values()) - certainty[conclusion.partition(".")[2]]

    def _off_the_range(self, test: In) -> float | None:
        """Customers per RM between today's book (or the book that pays) and where the test wants it."""
        coverage = self.findings.coverage
        if test.fact == "relative_book_size":
            book, above, below = coverage.current, BOOK_SIZE["over"], BOOK_SIZE["under"]
        elif test.fact == "break_even_position":
            book, above, below = coverage.break_even, "above", "below"
        else:
            return None
        if book is None or book.target is None or coverage.low is None or coverage.high is None:
            return None
        into = max(coverage.low - book.target, book.target - coverage.high, 0.0)
        ways = {above: coverage.high - book.target, below: book.target - coverage.low}
        return min(abs(ways.get(str(value), into)) for value in test.values)


def concludes(rule: Rule, fact: str, wanted: frozenset[str | bool]) -> bool:
    """Whether a rule concludes one of these values of a fact; any value, when none is named."""
    return any(isinstance(e, Conclude) and e.fact == fact and (e.value in wanted or not wanted) for e in rule.then)


def requires(rule: Rule, capability: str, least: float) -> bool:
    """Whether a rule asks for a capability at this level or a higher one."""
    return any(isinstance(e, Require) and e.capability == capability and e.level >= least for e in rule.then)


def _cost(test: Test, state: str, distance: float | None) -> float:
    if isinstance(test, Missing):
        return 2.0  # an answer taken away: never the way that anybody would go
    if state != FAILS:
        return MISSING_COSTS
    if distance is None:
        return 1.0
    bounds = (test.low, test.high) if isinstance(test, Within) else ()
    bound = min((abs(bound) for bound in bounds if FLOOR < bound < CEILING), default=0) / TICKS
    return MISSING_COSTS + (1 - MISSING_COSTS) * distance / (distance + bound + 1)
