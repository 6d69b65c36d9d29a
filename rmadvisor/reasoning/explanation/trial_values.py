"""The few values that stand for everything a doubtful answer may be.

In:     KnowledgeBase, Findings, the name of a fact that is unknown, a range, a list, or assumed.
Out:    values as in an answers file: every value of a choice; of a number the ends of where it may lie, one from each
        cell between the thresholds that rules use, and those that move a book across the recommended range.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from rmadvisor.knowledge.answers import Answer, OneOf, Range
from rmadvisor.knowledge.conditions import CEILING, FLOOR, Within
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.vocabulary import TICKS, Fact
from rmadvisor.reasoning.consultation import Findings

Trial = str | bool | float | tuple[str, ...]
CLEARLY = 0.2  # a book is tried so far outside the recommended range, as a share of its end


class TrialValues:
    """Knows the thresholds of all rules, and one consultation."""

    def __init__(self, kb: KnowledgeBase, findings: Findings) -> None:
        self.kb, self.findings = kb, findings
        self.cuts: dict[str, set[int]] = {}  # fact -> where, in ticks, a test begins to pass or to fail
        tests = (test for rule in kb.rules for tests in rule.when for test in tests)
        for test in tests:
            if isinstance(test, Within):
                bounds = {bound for bound in (test.low, test.high + 1) if FLOOR < bound < CEILING}
                self.cuts.setdefault(test.fact, set()).update(bounds)

    def of(self, name: str) -> list[Trial]:
        """The values to try, each once."""
        fact, answer = self.kb.vocabulary[name], self.findings.answers.values.get(name)
        if isinstance(answer, OneOf):
            return list(answer.values)
        if fact.type == "choices":
            return [*((choice,) for choice in fact.choices), tuple(fact.choices)]
        if not fact.numeric:
            return sorted(fact.values(), key=str)
        return list(dict.fromkeys(self._numbers(fact, answer)))

    def _numbers(self, fact: Fact, answer: Answer | None) -> Iterator[float]:
        low, high = self._ends(fact, answer)
        found = [end for end in (low, high) if end is not None and math.isfinite(end)]
        found += [*self._of_cells(fact), *self._crossing(fact.name)]
        for number in found:
            value = round(number) if fact.type == "count" else round(number, 4)
            if (low is None or value >= low) and (high is None or value <= high) and 0 <= value <= fact.at_most:
                yield value

    def _ends(self, fact: Fact, answer: Answer | None) -> tuple[float | None, float | None]:
        """From where to where a number may lie; an open end reaches to what is plausible, where that is known."""
        quantity = self.findings.coverage.quantities.get(fact.name)
        if isinstance(answer, Range):
            ends = quantity.ends if quantity else (answer.low, answer.high)
            return (answer.low if answer.low is not None else ends[0]), (
                answer.high if answer.high is not None else ends[1]
            )
        if quantity is None or quantity.default is None:
            return None, None
        low, high = quantity.default.details["plausible"]
        return low, high

    def _of_cells(self, fact: Fact) -> Iterator[float]:
        """A number at the beginning of each cell; of the first, which begins with nothing, one from its middle."""
        cuts = sorted(cut for cut in self.cuts.get(fact.name, ()) if cut > 0)
        for i, cut in enumerate(cuts):
            if i == 0:
                yield cut / TICKS // 2 if fact.type == "count" else cut / TICKS / 2
            yield -(-cut // TICKS) if fact.type == "count" else cut / TICKS

    def _crossing(self, name: str) -> Iterator[float]:
        """Values that put today's book, or the book that pays, below, inside and above the recommended range."""
        coverage = self.findings.coverage
        if not coverage.low or coverage.high is None:
            return
        for book in (coverage.low * (1 - CLEARLY), (coverage.low + coverage.high) / 2, coverage.high * (1 + CLEARLY)):
            match name:
                case "customers_per_rm":
                    yield book
                case "customers":
                    yield from (rms * book for rms in self._given("rm_count"))
                case "rm_count":
                    yield from (customers / book for customers in self._given("customers"))
                case "rm_cost":
                    yield from (revenue * share * book for revenue, share in self._earned())
                case "revenue_per_customer":
                    yield from (cost / share / book for cost in self._given("rm_cost") for share in self._share())
                case "target_cost_income":
                    yield from (100 * cost / book / r for cost in self._given("rm_cost") for r in self._revenue())

    def _given(self, name: str) -> tuple[float, ...]:
        """The figure that was answered, where it is a positive one."""
        value = self.findings.answers.values.get(name)
        return (value,) if isinstance(value, int | float) and value > 0 else ()

    def _revenue(self) -> tuple[float, ...]:
        return self._given("revenue_per_customer")

    def _share(self) -> tuple[float, ...]:
        quantity = self.findings.coverage.quantities.get("target_cost_income")
        return (quantity.value / 100,) if quantity is not None and quantity.value else ()

    def _earned(self) -> Iterator[tuple[float, float]]:
        return ((revenue, share) for revenue in self._revenue() for share in self._share())
