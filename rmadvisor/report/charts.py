"""The charts of a consultation: coverage, focus, capabilities and doubts, each as rows of bars on one scale.

In:     Recommendation, Sensitivity, KnowledgeBase.
Out:    Bars, or None where there is nothing to draw.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmadvisor.knowledge.entries import Entry
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.policy import Policy
from rmadvisor.reasoning.memory import figure, from_to
from rmadvisor.reasoning.recommendation import CapabilityNeed, Recommendation
from rmadvisor.report.blocks import Bar, Bars
from rmadvisor.report.values import in_plain
from rmadvisor.sizing.ranges import Interval
from rmadvisor.sizing.steps import UNIT

if TYPE_CHECKING:
    from rmadvisor.reasoning.explanation.sensitivity import Sensitivity

MOST_CAPABILITIES = 10  # drawn; the table beside names them all
MOST_DOUBTS = 12


def coverage_chart(rec: Recommendation) -> Bars | None:
    """The recommended range beside all that it is compared with."""
    coverage, workload = rec.coverage, rec.coverage.workload
    rows = [_range("Recommended", Interval(coverage.low, coverage.high, coverage.target), strong=True)]
    rows.append(_range("From hours", Interval(workload.low, workload.high, workload.target)))
    if coverage.benchmark is not None:
        rows += [_range(_published(entry), _ends(entry)) for entry in coverage.benchmark.figures]
    rows.append(_range("Pays for its RM from", coverage.break_even))
    rows.append(_range("Today", coverage.current))
    kept = tuple(row for row in rows if row is not None)
    if not kept:
        return None
    known = [end for row in kept for end in (row.low, row.high, row.at) if end is not None]
    key = "Solid: recommended. Hatched: what it is compared with. Diamond, and in brackets: the figure to plan with."
    title = "Customers per RM, the ways to it side by side"
    return Bars(
        kept,
        None,
        UNIT,
        title,
        key,
        at_label="the figure to plan with, or a single figure",
        ends=(0, max(known) * 1.06 or 1),
    )


def _range(label: str, interval: Interval | None, strong: bool = False) -> Bar | None:
    if interval is None or (interval.low is None and interval.high is None):
        return None
    low, at, high = (_whole(end) for end in (interval.low, interval.target, interval.high))
    told = from_to(low, high)
    if at is not None and low != high:
        told += f" ({figure(at)})"
    return Bar(label, low, high, at, told, strong)


def _whole(number: float | None) -> float | None:
    """As a number of customers is told: to a tenth where it is small."""
    return None if number is None else float(round(number)) if number >= 10 else round(number, 1)


def _ends(entry: Entry) -> Interval:
    return Interval(entry.details["low"], entry.details["high"])


def _published(entry: Entry) -> str:
    grade = entry.details["grade"]
    return "Published: the guidance" if grade == "guidance" else f"Published, grade {grade}"


def focus_chart(rec: Recommendation, policy: Policy) -> Bars | None:
    """How certain each focus is, from against to for."""
    if not any(rec.focus.certainty.values()):
        return None
    ranked = sorted(rec.focus.certainty.items(), key=lambda pair: -pair[1])
    chosen = (rec.focus.model, *rec.focus.components)
    rows = tuple(
        Bar(name.capitalize(), min(value, 0.0), max(value, 0.0), None, f"{value:.2f}", name in chosen)
        for name, value in ranked
    )
    least = policy["focus.least"]
    key = (
        f"Solid: recommended. From -1 (all evidence against) to 1 (all for); from {least:g}, at the dashed line, "
        "a focus counts."
    )
    title = "How firmly the evidence speaks for each focus"
    return Bars(rows, least, "certainty factor", title, key, f"counts from {least:g}", ends=(-1, 1))


def capability_chart(rec: Recommendation) -> Bars | None:
    """The levels needed, of the capabilities to train first, and those of today."""
    shown = rec.capabilities[:MOST_CAPABILITIES]
    if not shown:
        return None
    rows = tuple(Bar(need.name, 0, need.level, need.current, _levels(need), bool(need.gap)) for need in shown)
    title = f"Levels needed, the first {len(shown)} to train" if len(shown) < len(rec.capabilities) else "Levels needed"
    key = "Bar: level needed; solid where the team is known to lack it. Diamond: the team today, where it was given."
    return Bars(rows, None, "level, from 1 Aware to 5 Expert", title, key, at_label="the team today", ends=(0, 5))


def _levels(need: CapabilityNeed) -> str:
    today = "" if need.current is None else f", today {need.current}"
    return f"level {need.level}{today}"


def tornado(found: Sensitivity, kb: KnowledgeBase) -> Bars | None:
    """The target when one doubt at a time goes over all that it may be, the widest at the head."""
    wide = [doubt for doubt in found.doubts if doubt.target.width][:MOST_DOUBTS]
    if not wide:
        return None
    rows = tuple(
        Bar(
            in_plain(doubt.fact), doubt.target.low, doubt.target.high, told=from_to(doubt.target.low, doubt.target.high)
        )
        for doubt in wide
    )
    title = "Customers per RM to plan with, one doubt at a time"
    key = "Each bar: the figure to plan with when that one quantity alone is lower or higher than taken here."
    label = "" if found.target is None else f"taken here: {figure(found.target)}"
    return Bars(rows, found.target, UNIT, title, key, label)
