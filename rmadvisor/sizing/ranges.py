"""What is said about coverage, as values: ranges, the public one, where the two part, and all of it together.

Units:  customers per RM; RMs in full-time equivalents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rmadvisor.knowledge.entries import Entry
from rmadvisor.sizing.quantities import Quantity
from rmadvisor.sizing.steps import UNIT, Workload, rounded


@dataclass(frozen=True, slots=True)
class Interval:
    """From low to high, with the figure to plan with where one can be said; None is an end that is not known."""

    low: float | None
    high: float | None
    target: float | None = None

    def as_dict(self) -> dict[str, float | None]:
        return {"low": rounded(self.low), "high": rounded(self.high), "target": rounded(self.target)}

    def point_or_range(self) -> float | dict[str, float | None] | None:
        """One number where it is certain, {"low", "high"} where it is a range."""
        if self.target is not None:
            return rounded(self.target)
        return {"low": rounded(self.low), "high": rounded(self.high)}


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The public range. The first figure governs it; the others are shown beside."""

    low: float | None
    high: float | None
    figures: tuple[Entry, ...]
    weakest_grade: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "low": self.low,
            "high": self.high,
            "sources": [_figure(entry) for entry in self.figures],
            "weakest_grade": self.weakest_grade,
        }


@dataclass(frozen=True, slots=True)
class Disagreement:
    """The workload lies wholly below or above the public range by so many customers; what a usual figure would give."""

    side: str
    by: float
    behind: str
    given: float
    usual: float
    would_give: float

    def as_dict(self) -> dict[str, Any]:
        return {
            "side": self.side,
            "by": rounded(self.by),
            "behind": self.behind,
            "given": self.given,
            "usual": self.usual,
            "would_give": rounded(self.would_give),
        }


@dataclass(frozen=True, slots=True)
class Coverage:
    """The recommendation on customers per RM and on RMs, with both ways to it."""

    low: float | None
    high: float | None
    target: float | None
    basis: str | None
    benchmark: Benchmark | None
    workload: Workload
    agreement: str | None
    disagreement: Disagreement | None
    break_even: Interval | None
    current: Interval | None
    verdict: str
    rms_needed: Interval
    quantities: Mapping[str, Quantity]

    def as_dict(self) -> dict[str, Any]:
        """Its part of the document that `advise --json` prints."""
        return {
            "low": self.low,
            "high": self.high,
            "target": self.target,
            "unit": UNIT,
            "basis": self.basis,
            "benchmark": self.benchmark and self.benchmark.as_dict(),
            "workload": self.workload.as_dict(),
            "disagreement": self.disagreement and self.disagreement.as_dict(),
            "break_even": self.break_even and self.break_even.point_or_range(),
            "current": self.current and self.current.point_or_range(),
            "verdict": self.verdict,
            "rms_needed": self.rms_needed.as_dict(),
        }


def _figure(entry: Entry) -> dict[str, Any]:
    kept = ("low", "high", "unit", "region", "year", "grade", "analogue")
    return {
        "id": entry.id,
        "title": entry.title,
        **{key: entry.details[key] for key in kept},
        "cites": list(entry.cites),
    }
