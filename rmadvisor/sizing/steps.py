"""The workload line by line: every quantity with its source, then the arithmetic, each step with figure and unit.

In:     the quantities (quantities.py), the policy.
Out:    Workload.
Units:  as in workload.py; the range is widened by the planning margin at its last step.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rmadvisor.knowledge.policy import Policy
from rmadvisor.knowledge.rules import QUANTITIES
from rmadvisor.sizing.quantities import Quantity
from rmadvisor.sizing.workload import capacity_hours, customers_per_rm, least, load_hours, most

UNIT = "customers per RM"
OWN, ARITHMETIC = "your answer", "arithmetic"  # the sources of a step that is no entry of kb/


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the arithmetic: what, its figure, how it comes about, on whose word, and the fact that it is of."""

    label: str
    low: float | None
    value: float | None
    high: float | None
    unit: str
    how: str
    source: str
    fact: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {
            "label": self.label,
            "fact": self.fact or None,
            "low": rounded(self.low, 4),
            "value": rounded(self.value, 4),
            "high": rounded(self.high, 4),
            "unit": self.unit,
            "how": self.how,
            "source": self.source,
        }


@dataclass(frozen=True, slots=True)
class Workload:
    """What the hours give. `missing` names the quantities without which nothing can be said."""

    low: float | None
    high: float | None
    target: float | None
    steps: tuple[Step, ...]
    own: tuple[str, ...]
    assumed: tuple[str, ...]
    missing: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "low": rounded(self.low),
            "high": rounded(self.high),
            "target": rounded(self.target),
            "steps": [step.as_dict() for step in self.steps],
            "own": list(self.own),
            "assumed": list(self.assumed),
            "missing": list(self.missing),
        }


def finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def rounded(number: float | None, digits: int = 2) -> float | None:
    return None if number is None else round(number, digits)


def workload(q: Mapping[str, Quantity], policy: Policy) -> Workload:
    """What the hours give, with every step; without a result while quantities are missing."""
    own = tuple(name for name in QUANTITIES if name in q and q[name].own)
    assumed = tuple(name for name in QUANTITIES if name in q and not q[name].own)
    missing = tuple(name for name in QUANTITIES if name not in q)
    given = tuple(_given(q[name]) for name in QUANTITIES if name in q)
    if missing:
        return Workload(None, None, None, given, own, assumed, missing)
    ends = {name: q[name].ends for name in QUANTITIES}
    worst, best = least(ends), most(ends)
    values = {name: q[name].value for name in QUANTITIES}
    middle = {name: value for name, value in values.items() if value is not None}
    has_middle = len(middle) == len(values)
    told = {name: _told(q[name]) for name in QUANTITIES}
    hours = Step(
        "Hours for customers",
        capacity_hours(worst),
        capacity_hours(middle) if has_middle else None,
        finite(capacity_hours(best)),
        "hours per RM per year",
        "{working_days} x {hours_per_day} x {client_time_share}%".format(**told),
        ARITHMETIC,
    )
    load = Step(
        "Hours a customer takes",
        load_hours(best),
        load_hours(middle) if has_middle else None,
        finite(load_hours(worst)),
        "hours per customer per year",
        "{contacts_per_year} x (1 - {digital_share}%) x {hours_per_contact} + {service_hours}"
        " + {new_customer_share}% x {onboarding_hours}".format(**told),
        ARITHMETIC,
    )
    low, high = quotient(worst), quotient(best)
    target = quotient(middle) if has_middle else None
    division = "hours for customers / hours a customer takes"
    plain = Step("Customers per RM", finite(low), target, finite(high), UNIT, division, ARITHMETIC)
    margin = policy["coverage.planning_margin"] / 100
    low, high = low * (1 - margin), high * (1 + margin)
    planned = Step(
        "Range to plan with",
        finite(low),
        target,
        finite(high),
        UNIT,
        f"give or take {margin:.0%}: years and books differ",
        "coverage.planning_margin",
    )
    finite_target = None if target is None else finite(target)
    return Workload(finite(low), finite(high), finite_target, (*given, hours, load, plain, planned), own, assumed, ())


def _told(quantity: Quantity) -> str:
    """A quantity inside a line of arithmetic: its figure, or its range where it has no middle."""
    return f"{quantity.low:.4g}..{quantity.high:.4g}" if quantity.value is None else f"{quantity.value:.4g}"


def quotient(q: Mapping[str, float]) -> float:
    try:
        return float(customers_per_rm(q))
    except ZeroDivisionError:
        return math.inf


def _given(quantity: Quantity) -> Step:
    """The line of the arithmetic that says where one quantity comes from."""
    label = quantity.name.replace("_", " ").capitalize()
    if quantity.own:
        how, source = quantity.note or "your figure", OWN
    else:
        default = quantity.default
        how, source = "assumed", default.id if default else ""
        if default and quantity.factors:
            how = f"assumed {default.details['value']:g}, adjusted " + " ".join(
                f"x{f:g} ({r})" for r, f in quantity.factors
            )
        how += f"; {quantity.note}" if quantity.note else ""
    ends = quantity.low, quantity.value, finite(quantity.high)
    return Step(label, *ends, quantity.unit, how, source, quantity.name)
