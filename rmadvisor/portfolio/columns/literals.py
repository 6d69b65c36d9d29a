"""What stands in columns besides columns: figures, whole numbers, and the floats at which a rule's comparison turns."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from functools import lru_cache, reduce
from typing import Any

import ibis

from rmadvisor.knowledge.vocabulary import ticks

Column = Any  # an Ibis value expression; Ibis's own types are wider than what is used here


@lru_cache(maxsize=8192)  # the same few numbers stand in thousands of places
def whole(number: int) -> Column:
    """A whole number as a column of 64 bits. Told as text, since a bare small literal would have 32 bits only."""
    return ibis.literal(str(number)).cast("int64")


def moved_up(bits: Column, places: int) -> Column:
    """Bits moved up: by multiplication, as the shift of some backends overflows at 32 bits."""
    return bits * whole(1 << places) if places else bits


@lru_cache(maxsize=8192)
def figure(number: float) -> Column:
    """A number as a column of floats. Told as text, since a bare literal would be a decimal of its own precision."""
    return ibis.literal(repr(float(number))).cast("float64")


def either(conditions: Iterable[Column]) -> Column:
    return reduce(operator.or_, conditions)


@lru_cache(maxsize=4096)
def threshold(tick: int) -> float:
    """The least float that counts as so many ticks, so that floats can be compared where the rules compare ticks.

    >>> import math
    >>> ticks(threshold(120_000)), ticks(math.nextafter(threshold(120_000), 0))
    (120000, 119999)
    """
    found = tick / 10_000
    below = found - max(abs(found), 1.0) * 1e-3
    while ticks(below) >= tick:
        below -= max(abs(found), 1.0)
    while (middle := (below + found) / 2) not in (below, found):
        below, found = (below, middle) if ticks(middle) >= tick else (middle, found)
    return found
