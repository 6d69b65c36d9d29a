"""Single cases for figures: consult with one figure and with another, and see what differs.

In:     KnowledgeBase, Answers, an open question; the other open questions stay without an answer, but for figures that
        say something only together with this one.
Out:    a goal to which the figure surely makes a difference, None where these cases show none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property, lru_cache

from rmadvisor.knowledge.answers import UNKNOWN, Answer, Answers
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.reasoning.consultation import Findings, consult, size_only
from rmadvisor.reasoning.plain import plain_engine
from rmadvisor.sizing.bounds import MONEY
from rmadvisor.sizing.ranges import Coverage

GOALS = ("coverage", "warnings", "rest")
FACTORS = (0.5, 2.0)  # of what is usually assumed, as far as that can be given
TOGETHER = (("customers", "rm_count"), MONEY)
ANYHOW = (10.0, 1000.0)  # figures to try where nothing is assumed


def figure_differs(kb: KnowledgeBase, answers: Answers, name: str, goals: Collection[str] = GOALS) -> str | None:
    """Whether one answer to a question leads to another coverage or warnings than another answer; `goals` are those
    that it may bear on at all."""
    tolerance = kb.policy["coverage.tolerance"] / 100
    found: str | None = None
    before: _Case | None = None
    together = next((names for names in TOGETHER if name in names), ())
    with_it = {other: ANYHOW[1] for other in together if answers.values.get(other) is None}
    for value in _values(kb, name):
        after = _Case(kb, Answers({**answers.values, **with_it, name: value}, answers.skills))
        if before is not None:
            if "coverage" in goals and _moved(before.coverage, after.coverage, tolerance):
                return "coverage"
            one, other = before.findings, after.findings
            if {note.id for note in one.warnings} != {note.id for note in other.warnings}:
                return "warnings"
            if _told(one) != _told(other):
                found = "rest"
                if "coverage" not in goals and "warnings" not in goals:
                    return found
        before = after
    return found


class _Case:
    """One case, consulted as far as it is looked at."""

    def __init__(self, kb: KnowledgeBase, answers: Answers) -> None:
        self.kb, self.answers = kb, answers

    @cached_property
    def coverage(self) -> Coverage:
        return size_only(self.kb, plain_engine(self.kb), self.answers)

    @cached_property
    def findings(self) -> Findings:
        return consult(self.kb, plain_engine(self.kb), self.answers)


def _values(kb: KnowledgeBase, name: str) -> Iterator[Answer]:
    fact = kb.vocabulary[name]
    if fact.type == "choices":
        yield from (UNKNOWN, frozenset(fact.choices))
    elif not fact.numeric:
        yield from sorted(fact.values(), key=str)
    else:
        usual = usual_figures(kb).get(name)
        for number in (usual * factor for factor in FACTORS) if usual else ANYHOW:
            number = min(number, fact.at_most)
            yield round(number) if fact.type == "count" else number


@lru_cache(maxsize=4)
def usual_figures(kb: KnowledgeBase) -> Mapping[str, float]:
    """For each quantity one figure that is assumed somewhere."""
    return {e.details["quantity"]: float(e.details["value"]) for e in kb.entries.values() if e.kind == "default"}


def _moved(before: Coverage, after: Coverage, tolerance: float) -> bool:
    """Whether an end of the range moves by more than the tolerance."""
    for one, other in ((before.low, after.low), (before.high, after.high)):
        if (one is None) is not (other is None):
            return True
        if one is not None and other is not None and max(one, other) > min(one, other) * (1 + tolerance):
            return True
    return False


def _told(findings: Findings) -> tuple[object, ...]:
    coverage = findings.coverage
    told = (coverage.low, coverage.high, coverage.verdict, coverage.rms_needed, coverage.break_even, coverage.current)
    return (*told, tuple(note.id for note in findings.advice))
