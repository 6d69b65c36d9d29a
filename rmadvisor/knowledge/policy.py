"""The few named parameters that turn evidence and arithmetic into a decision.

In:     the `policy` list of rules/*.yaml: name, value, because, cites.
Out:    Parameter by name. Every name below must be given; none has a value in Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rmadvisor.knowledge.cursor import Cursor
from rmadvisor.knowledge.problems import did_you_mean

BOUNDS: Mapping[str, tuple[float, float]] = {
    "focus.least": (0, 0.99),  # certainty from which a focus counts at all
    "focus.strong": (0, 0.99),  # two focuses at this certainty or more make a hybrid
    "focus.margin": (0, 0.99),  # a lead no larger than this is narrow, and makes a hybrid of those that count
    "coverage.planning_margin": (
        0,
        50,
    ),  # per cent by which the range reaches beyond the arithmetic, for normal variation
    "coverage.assumed_spread": (0, 50),  # per cent by which an assumed quantity may be off
    "coverage.tolerance": (0, 100),  # per cent by which an end of the range may still move when it is called settled
    "coverage.own_share": (0, 100),  # per cent of the quantities that must be the manager's own for "own" hours
    "adjust.least": (0.05, 1),  # the adjustments of one quantity together never go below this factor ...
    "adjust.most": (1, 20),  # ... nor above this one
    "priority.per_level": (0, 100),  # points for each level that a capability must have
    "priority.per_gap": (0, 100),  # points for each level that is missing
    "priority.assumed_level": (0, 5),  # the present level taken where it was not given
    "priority.met": (0, 100),  # points taken off where the present level is enough
    "priority.per_point": (0, 100),  # points for each step that a prioritise effect adds
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One named number of the decision policy."""

    name: str
    value: float
    because: str
    cites: tuple[str, ...]
    where: str


Policy = Mapping[str, float]


def read_parameter(cursor: Cursor) -> Parameter | None:
    """One parameter of a `policy` list; None after a complaint that leaves nothing to work with."""
    if not cursor.fields(("name", "value", "because", "cites")):
        return None
    name = cursor.text("name")
    if name not in BOUNDS:
        cursor.at("name").fail(f"unknown policy parameter '{name}'", did_you_mean(name, BOUNDS))
        return None
    value = cursor.number("value", *BOUNDS[name])
    return Parameter(name, value, cursor.text("because"), cursor.texts("cites", least=1), cursor.where)
