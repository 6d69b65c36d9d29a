"""Run cases: consult on their answers, hold what follows against what is expected, and see which rules fired.

In:     KnowledgeBase, Cases.
Out:    Runs: what failed, each failure at the place of its expectation, and the rules that fired in no case.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rmadvisor.authoring.cases import NO_FOCUS, Case, Expectation
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.problems import Problem
from rmadvisor.reasoning.consultation import consult
from rmadvisor.reasoning.durable import DurableEngine
from rmadvisor.reasoning.memory import figure, from_to
from rmadvisor.reasoning.possible.survey import survey
from rmadvisor.reasoning.recommendation import Recommendation, recommend

TOP = 5


@dataclass(frozen=True, slots=True)
class Run:
    """One case with what failed in it; `fired` are the rules that fired."""

    case: Case
    failures: tuple[Problem, ...]
    fired: frozenset[str]

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.case.name,
            "file": self.case.file,
            "line": self.case.line,
            "passed": not self.failures,
            "failures": [failure.as_dict() for failure in self.failures],
            "fired": sorted(self.fired),
        }


@dataclass(frozen=True, slots=True)
class Runs:
    """All cases; `rules` counts the rules, `never` names those that fired in no case."""

    runs: tuple[Run, ...]
    rules: int
    never: tuple[str, ...]

    @property
    def failures(self) -> tuple[Problem, ...]:
        return tuple(failure for run in self.runs for failure in run.failures)

    def as_dict(self) -> dict[str, Any]:
        failed = sum(1 for run in self.runs if run.failures)
        return {
            "cases": [run.as_dict() for run in self.runs],
            "passed": len(self.runs) - failed,
            "failed": failed,
            "coverage": {"rules": self.rules, "fired": self.rules - len(self.never), "never": list(self.never)},
        }


def run_cases(kb: KnowledgeBase, cases: Iterable[Case]) -> Runs:
    """Consult on every case."""
    engine = DurableEngine(kb.rules)
    try:
        runs = tuple(_run(kb, engine, case) for case in cases)
    finally:
        engine.close()
    fired = frozenset[str]().union(*(run.fired for run in runs))
    return Runs(runs, len(kb.rules), tuple(rule.id for rule in kb.rules if rule.id not in fired))


def _run(kb: KnowledgeBase, engine: DurableEngine, case: Case) -> Run:
    rec = recommend(kb, consult(kb, engine, case.answers))
    fired = frozenset(firing.rule.id for firing in rec.findings.firings)
    failures = []
    for expectation in case.expectations:
        told = COMPARE[expectation.kind](expectation, rec, kb)
        if told:
            at = expectation.file, expectation.line, expectation.column
            failures.append(Problem(*at, f"{case.name}: {told}", "correct the rules, or the case"))
    return Run(case, tuple(failures), fired)


# ---------------------------------------------------------------- what is expected against what is found


def _focus(expected: Expectation, rec: Recommendation, _: KnowledgeBase) -> str:
    found = rec.focus.model or NO_FOCUS
    if found in expected.wanted:
        return ""
    ranked = sorted(rec.focus.certainty.items(), key=lambda pair: -pair[1])
    sure = ", ".join(f"{name} {value:.2f}" for name, value in ranked)
    return f"the focus is {found}, not {' or '.join(expected.wanted)} ({sure})"


def _parts(expected: Expectation, rec: Recommendation, _: KnowledgeBase) -> str:
    return _there(expected, rec.focus.components, "the parts of the focus")


def _coverage(expected: Expectation, rec: Recommendation, _: KnowledgeBase) -> str:
    low, high = rec.coverage.low, rec.coverage.high
    if low is None and high is None:
        return "customers per RM are not known"
    least, most = expected.wanted
    inside = least <= (0 if low is None else low) and (math.inf if high is None else high) <= most
    return "" if inside else f"customers per RM are {from_to(low, high)}, not {_in(expected.wanted)}"


def _target(expected: Expectation, rec: Recommendation, _: KnowledgeBase) -> str:
    return _number(expected, rec.coverage.target, "the target is")


def _rms_needed(expected: Expectation, rec: Recommendation, _: KnowledgeBase) -> str:
    return _number(expected, rec.coverage.rms_needed.target, "the RMs needed are")


def _number(expected: Expectation, found: float | None, what: str) -> str:
    low, high = expected.wanted
    return "" if found is not None and low <= found <= high else f"{what} {figure(found)}, not {_in(expected.wanted)}"


def _in(wanted: tuple[float, float]) -> str:
    low, high = (None if abs(end) == math.inf else end for end in wanted)
    return f"in {from_to(low, high)}" if low != high else from_to(low, high)


def _verdict(expected: Expectation, rec: Recommendation, _: KnowledgeBase) -> str:
    found = rec.coverage.verdict
    return "" if found in expected.wanted else f"today's book is '{found}', not {' or '.join(expected.wanted)}"


def _capability(expected: Expectation, rec: Recommendation, _: KnowledgeBase) -> str:
    level = next((need.level for need in rec.capabilities if need.id == expected.name), 0)
    low, high = expected.wanted
    return "" if low <= level <= high else f"{expected.name} is asked for at level {level}, not {_in(expected.wanted)}"


def _train_first(expected: Expectation, rec: Recommendation, _: KnowledgeBase) -> str:
    return _there(expected, [need.id for need in rec.capabilities[:TOP]], f"the first {TOP} to train")


def _warning(expected: Expectation, rec: Recommendation, _: KnowledgeBase) -> str:
    return _there(expected, [note.id for note in rec.warnings], "the warnings")


def _advice(expected: Expectation, rec: Recommendation, _: KnowledgeBase) -> str:
    return _there(expected, [note.id for note in rec.advice], "the advice")


def _rule(expected: Expectation, rec: Recommendation, _: KnowledgeBase) -> str:
    return _there(expected, [firing.rule.id for firing in rec.findings.firings], "the rules that fire", tell=False)


def _there(expected: Expectation, found: Iterable[str], what: str, tell: bool = True) -> str:
    names = list(dict.fromkeys(found))
    if (expected.name in names) is expected.wanted:
        return ""
    among = f": {', '.join(names) or 'none'}" if tell else ""
    return f"'{expected.name}' is {'not ' if expected.wanted else ''}among {what}{among if expected.wanted else ''}"


def _settled(expected: Expectation, rec: Recommendation, kb: KnowledgeBase) -> str:
    found = survey(kb, rec.findings.answers).settled.as_dict()[expected.name]
    return "" if found is expected.wanted else f"the {expected.name} is {'' if found else 'not '}settled"


def _missing(expected: Expectation, rec: Recommendation, _: KnowledgeBase) -> str:
    return _there(expected, [question.fact for question in rec.open_questions], "the questions still open")


COMPARE: Mapping[str, Callable[[Expectation, Recommendation, KnowledgeBase], str]] = {
    "focus": _focus,
    "parts": _parts,
    "coverage": _coverage,
    "target": _target,
    "rms_needed": _rms_needed,
    "verdict": _verdict,
    "capabilities": _capability,
    "train_first": _train_first,
    "warnings": _warning,
    "advice": _advice,
    "rules": _rule,
    "settled": _settled,
    "missing": _missing,
}
