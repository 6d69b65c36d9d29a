"""A test written back as it would stand in a rule, with the threshold that a person would name.

In:     a test of the normal form, its Fact.
Out:    {"at_least": 12}, ["yes"], {"includes": ...} and the like; the bounds of a numeric test.
"""

from __future__ import annotations

from typing import Any

from rmadvisor.knowledge.conditions import CEILING, FLOOR, In, Missing, Test, Within
from rmadvisor.knowledge.vocabulary import TICKS, Fact


def threshold(test: Within, fact: Fact) -> tuple[float | None, float | None]:
    """The bounds of a numeric test as a person would write them: 12, not 11.0001 or 11.9999."""
    whole = fact.type == "count" or test.fact != fact.name
    low = None if test.low <= FLOOR else test.low / TICKS
    high = None if test.high >= CEILING else test.high / TICKS
    if whole:
        return None if low is None else -(-test.low // TICKS), None if high is None else test.high // TICKS
    low = low if low is None or not _is_above(test) else (test.low - 1) / TICKS
    high = high if high is None or not _is_below(test) else (test.high + 1) / TICKS
    return low, high


def _is_above(test: Within) -> bool:
    return test.low % TICKS == 1


def _is_below(test: Within) -> bool:
    return test.high % TICKS == TICKS - 1


def must_be(test: Test, fact: Fact) -> Any:
    """A test as it would stand in a rule."""
    if isinstance(test, Missing):
        return {"known": False}
    if isinstance(test, In):
        if test.fact != fact.name:
            choice = test.fact[len(fact.name) + 1 : -1]
            return {"includes": choice} if test.values == frozenset((True,)) else {"without": choice}
        return {"known": True} if test.values == fact.values() else sorted(test.values, key=str)
    whole = fact.type == "count" or test.fact != fact.name
    low, high = threshold(test, fact)
    bounds: dict[str, Any] = {}
    if low is not None:
        bounds["above" if _is_above(test) and not whole else "at_least"] = low
    if high is not None:
        bounds["below" if _is_below(test) and not whole else "at_most"] = high
    if not bounds:
        return {"known": True}
    return {"size": bounds} if test.fact != fact.name else bounds
