"""The few lines of a consultation that a manager compares: coverage, RMs, verdict, focus, what to train first.

In:     Findings, KnowledgeBase.
Out:    Outcome, and the quantities of the workload that differ between two consultations.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import ASSUMABLE, FOCUSES
from rmadvisor.reasoning.consultation import Findings
from rmadvisor.sizing.quantities import Quantity
from rmadvisor.sizing.ranges import Interval
from rmadvisor.sizing.steps import finite

TOP = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was recommended. `top` are the capabilities to train first: id, name, level, gap."""

    coverage: Interval
    rms_needed: Interval
    current: Interval | None
    verdict: str
    basis: str | None
    model: str | None
    components: tuple[str, ...]
    certainty: tuple[tuple[str, float], ...]
    top: tuple[tuple[str, str, int, int | None], ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "coverage": _ends(self.coverage),
            "rms_needed": _ends(self.rms_needed),
            "current": self.current and _ends(self.current),
            "verdict": self.verdict,
            "basis": self.basis,
            "focus": {
                "model": self.model,
                "components": list(self.components),
                "certainty": {focus: round(value, 4) for focus, value in self.certainty},
            },
            "capabilities": [
                {"id": name, "name": title, "level": level, "gap": gap} for name, title, level, gap in self.top
            ],
        }


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity behind the hours, as it was given or assumed."""

    fact: str
    low: float
    value: float | None
    high: float | None
    own: bool

    def as_dict(self) -> dict[str, Any]:
        ends = {"low": self.low, "value": self.value, "high": self.high}
        rounded = {name: None if end is None else round(end, 4) for name, end in ends.items()}
        return {"fact": self.fact, **rounded, "own": self.own}


def outcome(findings: Findings, kb: KnowledgeBase) -> Outcome:
    coverage, decision = findings.coverage, findings.decision
    return Outcome(
        Interval(coverage.low, coverage.high, coverage.target),
        coverage.rms_needed,
        coverage.current,
        coverage.verdict,
        coverage.basis,
        decision.model,
        decision.components,
        tuple((focus, decision.certainty[focus]) for focus in FOCUSES),
        tuple(
            (need.capability, kb.entries[need.capability].title, need.level, need.gap)
            for need in findings.requirements[:TOP]
        ),
    )


def figures(before: Findings, after: Findings) -> Iterator[tuple[Figure | None, Figure | None]]:
    """The quantities that differ."""
    for name in ASSUMABLE:
        pair = tuple(_figure(found.coverage.quantities.get(name)) for found in (before, after))
        if pair[0] != pair[1]:
            yield pair[0], pair[1]


def _figure(quantity: Quantity | None) -> Figure | None:
    if quantity is None:
        return None
    return Figure(quantity.name, quantity.low, quantity.value, finite(quantity.high), quantity.own)


def _ends(interval: Interval) -> dict[str, float | None]:
    ends = {"low": interval.low, "target": interval.target, "high": interval.high}
    return {name: None if end is None else round(end, 2) for name, end in ends.items()}
