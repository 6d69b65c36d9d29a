"""What the coverage could still be: the sizing over everything that is not known yet.

In:     KnowledgeBase, Answers, what may be assumed and published (each thing with whether it must), and the questions
        still open (an open one may be pinned to a part of its range).
Out:    Bounds: intervals and sets that hold the coverage of every completion of the answers.
Never:  promises more than it can: where it does not follow a dependence, the bounds are wider, never narrower.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rmadvisor.knowledge.answers import Answers, Range, Unknown, bounds
from rmadvisor.knowledge.entries import GRADES, Entry
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import QUANTITIES
from rmadvisor.sizing.coverage import current_book, customers_in_all, whole
from rmadvisor.sizing.workload import RAISING, customers_per_rm, load_hours

Pair = tuple[float, float]
ANYTHING: Pair = (0.0, math.inf)
BOOK = ("customers", "rm_count", "customers_per_rm")
MONEY = ("revenue_per_customer", "rm_cost", "target_cost_income")
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


@dataclass(frozen=True, slots=True)
class Bounds:
    """What may be: intervals of the ends and the target of the recommended range, and sets for what is told in words.

    None stands in a set where the thing may not be known at all; `unsaid` is whether there may be no range, `no_target`
    whether there may be a range without a target.
    """

    low: Pair
    target: Pair
    high: Pair
    unsaid: bool
    workload_low: Pair
    workload_high: Pair
    agreement: frozenset[str | None]
    basis: frozenset[str | None]
    book_size: frozenset[str | None]
    break_even_position: frozenset[str | None]
    break_even: Pair | None
    rms_needed: Pair | None
    no_target: bool

    def within(self, tolerance: float) -> bool:
        """Whether neither end of the range can move by more than a tolerance (a share) whatever is answered."""
        return not self.unsaid and all(
            high <= low * (1 + tolerance) or (low == high) for low, high in (self.low, self.high)
        )


def bound(
    kb: KnowledgeBase,
    answers: Answers,
    q: Mapping[str, Ends],
    bands: Sequence[Entry | None],
    open_: frozenset[str],
    pinned: Pinned,
) -> Bounds:
    """The bounds of the coverage, from what the quantities may be and the figures that may govern the public range."""
    still_open = open_
    needed = [q[name] for name in QUANTITIES]
    only_absent = any(ends.absent and not (ends.own or ends.assumed) for ends in needed) or _takes_no_time(q)
    margin = kb.policy["coverage.planning_margin"] / 100
    w_low = _scaled(_workload(q, "low"), 1 - margin)
    w_high = _scaled(_workload(q, "high"), 1 + margin)
    w_value = _workload(q, "value")
    no_workload = any(ends.absent for ends in needed) or math.isinf(w_low[1])  # a customer may take no time at all
    own_few = sum(1 for ends in needed if ends.own and not (ends.assumed or ends.absent))
    own_many = sum(1 for ends in needed if ends.own)
    cases: list[tuple[Pair, Pair, Pair, bool]] = []
    agreement: set[str | None] = set()
    for band in bands:
        b_low, b_high = _band_ends(band)
        if band is None or no_workload:
            agreement.add(None)
        if no_workload:
            middle = math.sqrt(b_low * b_high) if band is not None and b_low and math.isfinite(b_high) else None
            cases.append(((b_low, b_low), (middle or b_low, middle or b_high), (b_high, b_high), band is None))
        if only_absent:
            continue
        if band is None:
            cases.append((w_low, w_value, w_high, False))
            continue
        if w_high[1] >= b_low and w_low[0] <= b_high:
            agreement.add("agree")
            low, high = _clamp(w_low, b_low, b_high), _clamp(w_high, b_low, b_high)
            cases.append((low, _clamp(w_value, b_low, b_high), high, False))
        for name, parted in (("workload_below", w_high[0] < b_low), ("workload_above", w_low[1] > b_high)):
            if parted:
                agreement.add(name)
                if own_many:
                    cases.append((w_low, w_value, w_high, False))
                if not own_few:
                    cases.append(((b_low, b_low), (b_low, b_high), (b_high, b_high), False))
    low, target, high = (_rounded(_hull(ends)) for ends in list(zip(*cases, strict=True))[:3])
    unsaid = any(case[3] for case in cases)
    share = kb.policy["coverage.own_share"] / 100 * len(QUANTITIES)
    basis: set[str | None] = {None} if no_workload else set()
    if not only_absent:
        basis |= {"assumed"} if not own_few else set()
        basis |= {"mixed"} if own_many and max(own_few, 1) < share else set()
        basis |= {"own"} if own_many >= share else set()
    pays, position = _break_even(q, answers, still_open, pinned, low, high)
    return Bounds(
        low,
        target,
        high,
        unsaid,
        w_low,
        w_high,
        frozenset(agreement),
        frozenset(basis),
        _book_size(answers, still_open, pinned, low, high, unsaid),
        position,
        pays,
        ANYTHING if any(name in pinned for name in BOOK) else _rms_needed(answers, still_open, target),
        any(_half_open(answers.values.get(name)) for name in QUANTITIES),
    )


def _half_open(answer: object) -> bool:
    """A range without one of its ends has no middle to plan with."""
    return isinstance(answer, Range) and (answer.low is None or answer.high is None)


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


def _workload(q: Mapping[str, Ends], part: str) -> Pair:
    """Least and most that the workload's low end, value or high end may be, before the planning margin."""
    fewest, most = {}, {}
    for name in QUANTITIES:
        raising = name in RAISING
        ends = {"value": q[name].value, "low": q[name].low, "high": q[name].high}
        span = ends["value" if part == "value" else "low" if raising is (part == "low") else "high"]
        fewest[name], most[name] = (span[0], span[1]) if raising else (span[1], span[0])
    return _divided(fewest), _divided(most)


def _divided(q: Mapping[str, float]) -> float:
    """Customers per RM where ends may be nothing or boundless."""
    finite = {name: value if math.isfinite(value) else 1e12 for name, value in q.items()}
    try:
        found = float(customers_per_rm(finite))
    except ZeroDivisionError:
        return math.inf
    return 0.0 if found < 1e-6 else math.inf if found > 1e9 else found


def _takes_no_time(q: Mapping[str, Ends]) -> bool:
    """Whether a customer surely takes no time at all, so that the hours say nothing."""
    most = {name: q[name].low[0] if name in RAISING else q[name].high[1] for name in QUANTITIES}
    return bool(load_hours(most) == 0)


def _scaled(pair: Pair, factor: float) -> Pair:
    return pair[0] * factor, pair[1] * factor


def _clamp(pair: Pair, low: float, high: float) -> Pair:
    return min(max(pair[0], low), high), min(max(pair[1], low), high)


def _hull(pairs: Iterable[Pair]) -> Pair:
    listed = list(pairs)
    return min(pair[0] for pair in listed), max(pair[1] for pair in listed)


def _rounded(pair: Pair) -> Pair:
    low, high = (number if math.isinf(number) else whole(number) or 0.0 for number in pair)
    return low, high


def governing(figures: Iterable[tuple[Entry, bool]]) -> list[Entry | None]:
    """Of the figures that may apply, and whether they must, those that may govern; None where there may be none."""
    found: list[Entry | None] = []
    for figure, certain in sorted(figures, key=lambda pair: GRADES.index(pair[0].details["grade"])):
        found.append(figure)
        if certain:
            return found  # what is certain governs before everything of a lower grade
    return [*found, None]


def _band_ends(figure: Entry | None) -> Pair:
    if figure is None:
        return ANYTHING
    low, high = figure.details["low"], figure.details["high"]
    return float(low or 0.0), math.inf if high is None else float(high)


def _given(name: str, answers: Answers, open_: frozenset[str], pinned: Pinned) -> Pair | None:
    """What a plain figure may be: a pair, or None when it is surely not known."""
    answer = answers.values.get(name)
    if name in pinned:
        return pinned[name]
    if isinstance(answer, int | float | Range):
        return bounds(answer)
    return ANYTHING if name in open_ and answer is None else None


def _book_size(
    answers: Answers, open_: frozenset[str], pinned: Pinned, low: Pair, high: Pair, unsaid: bool
) -> frozenset[str | None]:
    """What today's book may be against the range."""
    book = current_book(answers)
    looked_at = any(name in pinned for name in BOOK)
    said = not looked_at and book is not None and book.low is not None
    if said and book is not None:
        now: Pair = (book.low or 0.0, math.inf if book.high is None else book.high)
        may_lack = False
    elif not looked_at and not any(name in open_ for name in BOOK):
        return frozenset((None,))  # all is said about the book, and it gives no figure
    else:
        now, may_lack = pinned.get("customers_per_rm") or ANYTHING, True
    found: set[str | None] = {None} if may_lack or unsaid else set()
    first, last = (now[1], now[0]) if said else now  # a range that was said counts only as a whole
    if first < low[1]:
        found.add("small")
    if last > high[0]:
        found.add("large")
    if last >= low[0] and first <= high[1]:
        found.add("normal")
    surely = first < low[0] or last > high[1] or (last >= low[1] and first <= high[0])
    if now[0] != now[1] and not (said and surely):
        found.add(None)
    return frozenset(found)


def _rms_needed(answers: Answers, open_: frozenset[str], target: Pair) -> Pair | None:
    """What the RMs needed at the target may be; None when they are surely not known."""
    customers = customers_in_all(answers)
    if customers is None:
        return ANYTHING if any(name in open_ for name in BOOK) else None
    if customers[0] != customers[1] or not target[1]:
        return None  # a range of customers gives no single figure, and RMs who cover nobody no number
    most = customers[0] / target[0] if target[0] else math.inf
    return (customers[0] / target[1] if math.isfinite(target[1]) else 0.0), most


def _break_even(
    q: Mapping[str, Ends], answers: Answers, open_: frozenset[str], pinned: Pinned, low: Pair, high: Pair
) -> tuple[Pair | None, frozenset[str | None]]:
    """What the break-even may be, and where it may lie against the range."""
    revenue = _given("revenue_per_customer", answers, open_, pinned)
    cost = _given("rm_cost", answers, open_, pinned)
    if revenue is None or cost is None:
        return None, frozenset((None,))
    share = q["target_cost_income"].value
    if revenue[0] != revenue[1] or cost[0] != cost[1] or share[0] != share[1] or q["target_cost_income"].absent:
        return ANYTHING, frozenset((None, "below", "inside", "above"))
    if not revenue[0] or not share[0]:
        return None, frozenset((None,))
    pays = cost[0] / (revenue[0] * share[0] / 100)
    found: set[str | None] = set()
    if pays < low[1]:
        found.add("below")
    if pays > high[0]:
        found.add("above")
    if low[0] <= pays <= high[1]:
        found.add("inside")
    if math.isinf(low[1]) or math.isinf(high[1]) or not low[0]:
        found.add(None)  # an end that is not known stands as 0 or infinity here
    return (pays, pays), frozenset(found)
