"""Whether a figure can be of a fact, and what it is in the units of the fact.

In:     Figure, Fact.
Out:    the figure in those units with a cost; None when it cannot be.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rmadvisor.conversation.understanding.figures import PER_YEAR
from rmadvisor.conversation.understanding.phrases import Role
from rmadvisor.conversation.understanding.quantities import Figure
from rmadvisor.knowledge.vocabulary import Fact


def fit(figure: Figure, fact: Fact, role: Role | None) -> tuple[Figure, float] | None:
    """The figure in the unit of a fact, with what the change costs; None when it cannot be of that fact."""
    kind, strong = figure.unit, role is None or role.kind == "about"
    hours, days = fact.unit.startswith("hours"), fact.unit.startswith("days")
    cost = 0.0
    if kind in ("long",) or (kind == "ratio") != (kind == "ratio" and " per " in f" {fact.unit} "):
        return None
    if kind == "ratio":
        if figure.low is None or figure.high is None:
            return None
        if fact.words.over:  # "assistants to RMs 1:4"
            return replace(figure, low=figure.low / figure.high, high=figure.low / figure.high), 0.0
        most = max(figure.low, figure.high) / min(figure.low, figure.high)
        return replace(figure, low=most, high=most), 0.0
    if kind == "percent":
        if fact.type != "percent":
            return None
    elif kind == "money":
        if fact.type != "money":
            return None
    elif kind == "hour":
        if not hours:
            return None
    elif kind == "day":
        if not days:
            return None
    elif kind == "times":
        if fact.type not in ("number", "count") or hours or days or not fact.unit.endswith("per year"):
            return None
    elif fact.type == "percent":
        if not strong:
            return None
        cost = 2.0
        if figure.high is not None and figure.high > 100:
            return None
    elif hours or days:
        if not strong:
            return None
        cost = 1.5
    elif fact.type == "money":
        cost = 0.3
    if (figure.per and kind != "percent") or figure.per in PER_YEAR:
        factor = _factor(figure, fact)
        if factor is None:
            return (figure, cost + 5.0) if figure.per == "year" and kind == "" else None
        return figure.times(factor), cost - 0.5
    if hours and fact.unit.endswith("per year"):  # a rate, and no period was said
        cost += 1.0
    if fact.words.per and kind == "hour":
        cost += 1.0 if strong else 4.0
    return figure, cost


def _factor(figure: Figure, fact: Fact) -> float | None:
    if fact.words.per:
        return fact.words.per.get(figure.per)
    if fact.unit.endswith("per year"):
        return PER_YEAR.get(figure.per)
    if fact.type == "percent":
        return 1.0
    return None


def possible(fact: Fact, figure: Figure) -> Any:
    """The figure as an answer; None when it cannot be one."""
    low, high = figure.low, figure.high
    for end in (low, high):
        if end is None:
            continue
        if end > fact.at_most + 1e-9 or (fact.type == "count" and abs(end - round(end)) > 1e-6):
            return None
    low, high = rounded(low), rounded(high)
    return low if low == high else [low, high]


def rest_of_a_hundred(figure: Figure) -> Figure:
    """What is left of a hundred percent."""
    low = None if figure.high is None else round(100 - figure.high, 10)
    high = None if figure.low is None else round(100 - figure.low, 10)
    return replace(figure, low=low, high=high)


def rounded(value: float | None) -> float | int | None:
    """A figure to four places, whole where it is whole."""
    return None if value is None else whole(round(value, 4))


def whole(value: Any) -> Any:
    """12 instead of 12.0; anything else as it is."""
    return int(value) if isinstance(value, float) and value == int(value) else value
