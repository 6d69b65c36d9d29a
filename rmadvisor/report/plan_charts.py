"""The charts of a plan: RMs needed against RMs there by group, and the capability gaps that touch the most RMs.

In:     Plan.
Out:    Bars, or None where there is nothing to draw.
"""

from __future__ import annotations

from rmadvisor.portfolio.plan import Plan
from rmadvisor.portfolio.totals import Gap, Totals
from rmadvisor.reasoning.memory import figure
from rmadvisor.report.blocks import Bar, Bars

MOST_GROUPS = 12  # drawn; the table beside names more


def needed_chart(plan: Plan) -> Bars | None:
    """RMs needed and RMs there, all rows first, then each group."""
    drawn = [("All rows", plan.totals), *((group.group or "", group) for group in plan.by[:MOST_GROUPS])]
    rows = tuple(_needed(label, totals) for label, totals in drawn if totals.rms_needed_low is not None)
    if not rows:
        return None
    known = [end for row in rows for end in (row.low, row.high, row.at) if end is not None]
    title = "RMs needed against RMs there"
    key = "Bar: RMs needed, from the two ends of the coverage; solid where fewer are there. Diamond: RMs there."
    return Bars(rows, None, "RMs", title, key, at_label="RMs there", ends=(0, max(known) * 1.06 or 1))


def _needed(label: str, totals: Totals) -> Bar:
    low, high, there = totals.rms_needed_low, totals.rms_needed_high, totals.rms_there
    told = f"{_figure(low)} to {_figure(high)}, there {_figure(there)}"
    return Bar(label, low, high, there, told, bool(there is not None and low is not None and there < low))


def gaps_chart(plan: Plan) -> Bars | None:
    """How many RMs each missing capability touches."""
    shown = [gap for gap in plan.gaps if gap.rms or gap.rms_assumed]
    if not shown:
        return None
    rows = tuple(_gap(gap) for gap in shown)
    title = "RMs whose team lacks a capability"
    key = "Solid: missing by the present levels that were given. Hatched: missing if RMs are at the level assumed."
    return Bars(rows, None, "RMs", title, key, ends=(0, max(row.high or 0 for row in rows) * 1.06))


def _gap(gap: Gap) -> Bar:
    if gap.rms:
        return Bar(gap.name, 0, gap.rms, None, figure(gap.rms), strong=True)
    return Bar(gap.name, 0, gap.rms_assumed, None, f"{figure(gap.rms_assumed)}, assumed")


def _figure(number: float | None) -> str:
    return "unknown" if number is None else figure(number)
