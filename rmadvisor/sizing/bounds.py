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

from rmadvisor.knowledge.answers import Answers, Range, bounds
from rmadvisor.knowledge.entries import GRADES, Entry
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import QUANTITIES
from rmadvisor.sizing.coverage import current_book, customers_in_all, whole
from rmadvisor.sizing.ends import ANYTHING, Ends, Pair, Pinned, takes_no_time, workload_between

BOOK = ("customers", "rm_count", "customers_per_rm")
MONEY = ("revenue_per_customer", "rm_cost", "target_cost_income")

FIGURES = {  # what is told in figures, by the name that rules test
    "coverage_low": "low",
    "coverage_target": "target",
    "coverage_high": "high",
    "workload_low": "workload_low",
    "workload_high": "workload_high",
    "rms_needed": "rms_needed",
    "break_even": "break_even",
}


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

    @property
    def figures(self) -> dict[str, Pair | None]:
        """The figures among them, by the names that rules test."""
        return {name: getattr(self, field) for name, field in FIGURES.items()}

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
    needed = [q[name] for name in QUANTITIES]
    only_absent = any(ends.absent and not (ends.own or ends.assumed) for ends in needed) or takes_no_time(q)
    margin = kb.policy["coverage.planning_margin"] / 100
    reach = Reach(
        _scaled(workload_between(q, "low"), 1 - margin),
        workload_between(q, "value"),
        _scaled(workload_between(q, "high"), 1 + margin),
    )
    # A customer may take no time at all: then the hours say nothing.
    no_workload = any(ends.absent for ends in needed) or math.isinf(reach.low[1])
    own_few = sum(1 for ends in needed if ends.own and not (ends.assumed or ends.absent))
    own_many = sum(1 for ends in needed if ends.own)
    cases: list[Case] = []
    for band in bands:
        if no_workload:
            cases.append(_published_only(band))
        if not only_absent:
            cases += _met(reach, band, bool(own_many), not own_few)
    low, target, high = (_rounded(_hull(getattr(case, end) for case in cases)) for end in ("low", "target", "high"))
    unsaid = any(case.unsaid for case in cases)
    pays, position = _break_even(q, answers, open_, pinned, low, high)
    return Bounds(
        low,
        target,
        high,
        unsaid,
        reach.low,
        reach.high,
        frozenset(case.agreement for case in cases),
        _bases(kb, own_few, own_many, no_workload, only_absent),
        _book_size(answers, open_, pinned, low, high, unsaid),
        position,
        pays,
        ANYTHING if any(name in pinned for name in BOOK) else _rms_needed(answers, open_, target),
        any(_half_open(answers.values.get(name)) for name in QUANTITIES),
    )


@dataclass(frozen=True, slots=True)
class Reach:
    """What the low end, the middle and the high end of the workload's range may be."""

    low: Pair
    value: Pair
    high: Pair


@dataclass(frozen=True, slots=True)
class Case:
    """One way in which workload and public range may meet, with what it makes of the recommended range."""

    agreement: str | None
    low: Pair
    target: Pair
    high: Pair
    unsaid: bool = False


def _published_only(band: Entry | None) -> Case:
    """Without a workload the public range is all there is; without one too there is none."""
    low, high = _band_ends(band)
    middle = math.sqrt(low * high) if band is not None and low and math.isfinite(high) else None
    return Case(None, (low, low), (middle or low, middle or high), (high, high), band is None)


def _met(reach: Reach, band: Entry | None, may_be_own: bool, may_be_assumed: bool) -> list[Case]:
    """The ways in which a workload may meet one public range."""
    if band is None:
        return [Case(None, reach.low, reach.value, reach.high)]
    low, high = _band_ends(band)
    cases = []
    if reach.high[1] >= low and reach.low[0] <= high:
        least, middle, most = (_clamp(pair, low, high) for pair in (reach.low, reach.value, reach.high))
        cases.append(Case("agree", least, middle, most))
    for name, parted in (("workload_below", reach.high[0] < low), ("workload_above", reach.low[1] > high)):
        if parted and may_be_own:
            cases.append(Case(name, reach.low, reach.value, reach.high))
        if parted and may_be_assumed:
            cases.append(Case(name, (low, low), (low, high), (high, high)))
    return cases


def _bases(kb: KnowledgeBase, few: int, many: int, none: bool, only_none: bool) -> frozenset[str | None]:
    """On whose figures the workload may stand, when from few to many of its quantities are the manager's own."""
    share = kb.policy["coverage.own_share"] / 100 * len(QUANTITIES)
    found: set[str | None] = {None} if none else set()
    if not only_none:
        found |= {"assumed"} if not few else set()
        found |= {"mixed"} if many and max(few, 1) < share else set()
        found |= {"own"} if many >= share else set()
    return frozenset(found)


def _half_open(answer: object) -> bool:
    """A range without one of its ends has no middle to plan with."""
    return isinstance(answer, Range) and (answer.low is None or answer.high is None)


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
