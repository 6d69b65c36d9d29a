"""What each quantity of the workload may still be, and what the workload may then come to.

In:     Answers, the defaults and factors that may apply (each with whether it must), the questions still open; an open
        one may be pinned to a part of its range.
Out:    Ends of a quantity; the least and the most of the workload.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rmadvisor.knowledge.answers import Answers, Range, Unknown, bounds
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import QUANTITIES
from rmadvisor.sizing.workload import RAISING, customers_per_rm, load_hours

Pair = tuple[float, float]
ANYTHING: Pair = (0.0, math.inf)
BOUNDLESS = 1e12  # stands for infinity where it is reckoned with
Pinned = Mapping[str, Pair | None]  # an open question looked at as answered: an interval, or None for "do not know"


@dataclass(frozen=True, slots=True)
class Ends:
    """What the low end, the value and the high end of a quantity may be; `own` to `absent` say what may be the case."""

    low: Pair
    value: Pair
    high: Pair
    own: bool
    assumed: bool
    absent: bool


def answered_ends(kb: KnowledgeBase, answers: Answers, name: str, open_: frozenset[str], pinned: Pinned) -> Ends | None:
    """What a quantity may be by the manager's own word; None where only an assumption can give it."""
    answer = answers.values.get(name)
    if name in pinned:
        cell = pinned[name]
        return None if cell is None else Ends(cell, cell, cell, True, False, False)
    if isinstance(answer, int | float):
        return Ends((answer, answer), (answer, answer), (answer, answer), True, False, False)
    if isinstance(answer, Range):
        low, high = bounds(answer)
        low_end = (low, low) if answer.low is not None else (0.0, high)
        high_end = (high, high) if answer.high is not None else (low, kb.vocabulary[name].at_most)
        return Ends(low_end, (low_end[0], high_end[1]), high_end, True, False, False)
    if isinstance(answer, Unknown) or name not in open_:
        return None
    anything = (0.0, kb.vocabulary[name].at_most)
    return Ends(anything, anything, anything, True, False, False)


def assumed_ends(
    kb: KnowledgeBase, name: str, defaults: Iterable[tuple[float, bool]], factors: Iterable[tuple[float, bool]]
) -> Ends:
    """What a quantity may be while nobody gives it: by the defaults and factors that may apply, or must (True)."""
    listed = list(defaults)
    sure = [value for value, certain in listed if certain]
    values = sure or [value for value, _ in listed]
    if not values:
        return Ends(ANYTHING, ANYTHING, ANYTHING, False, False, True)
    down = up = 1.0
    for factor, certain in factors:
        down, up = down * (factor if certain else min(1.0, factor)), up * (factor if certain else max(1.0, factor))
    least, most = kb.policy["adjust.least"], kb.policy["adjust.most"]
    down, up = min(max(down, least), most), min(max(up, least), most)
    top = 100.0 if kb.vocabulary[name].unit.startswith("of ") else math.inf
    spread = kb.policy["coverage.assumed_spread"] / 100
    value = min(min(values) * down, top), min(max(values) * up, top)
    high = min(value[0] * (1 + spread), top), min(value[1] * (1 + spread), top)
    return Ends((value[0] * (1 - spread), value[1] * (1 - spread)), value, high, False, True, not sure)


def either(own: Ends | None, assumed: Ends) -> Ends:
    """What a quantity may be when it may yet be answered, or not."""
    if own is None:
        return assumed
    return Ends(own.low, own.value, own.high, True, assumed.assumed, assumed.absent)


def workload_between(q: Mapping[str, Ends], part: str) -> Pair:
    """Least and most that the workload's low end, value or high end may be, before the planning margin."""
    fewest, most = {}, {}
    for name in QUANTITIES:
        raising, ends = name in RAISING, q[name]
        low, high = ends.value if part == "value" else ends.low if raising is (part == "low") else ends.high
        low, high = min(low, BOUNDLESS), min(high, BOUNDLESS)
        fewest[name], most[name] = (low, high) if raising else (high, low)
    return _divided(fewest), _divided(most)


def _divided(q: Mapping[str, float]) -> float:
    """Customers per RM where ends may be nothing or boundless."""
    try:
        found = float(customers_per_rm(q))
    except ZeroDivisionError:
        return math.inf
    return 0.0 if found < 1e-6 else math.inf if found > 1e9 else found


def takes_no_time(q: Mapping[str, Ends]) -> bool:
    """Whether a customer surely takes no time at all, so that the hours say nothing."""
    most = {name: q[name].low[0] if name in RAISING else q[name].high[1] for name in QUANTITIES}
    return bool(load_hours(most) == 0)
