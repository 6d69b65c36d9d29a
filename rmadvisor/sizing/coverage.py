"""Work out the coverage twice, from the workload and from public figures, and say how the two meet.

In:     KnowledgeBase, Answers, the effects of the rules that fired.
Out:    Coverage, with every step of its arithmetic.
Units:  customers per RM; RMs in full-time equivalents.
Never:  averages a disagreement away: where the two do not overlap, the one that stands on more of the manager's own
        figures holds, and the disagreement says by how much and what is behind it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from rmadvisor.knowledge.answers import Answers, Range, bounds
from rmadvisor.knowledge.entries import GRADES
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import QUANTITIES, Band
from rmadvisor.sizing.quantities import Fired, Quantity, quantities
from rmadvisor.sizing.ranges import Benchmark, Coverage, Disagreement, Interval
from rmadvisor.sizing.steps import Workload, finite, quotient
from rmadvisor.sizing.steps import workload as work_out
from rmadvisor.sizing.workload import break_even_customers, rms_needed

STRENGTH = ("A", "B", "guidance", "C", "D", "our assumption")  # how well a grade supports a figure, best first


def cover(kb: KnowledgeBase, answers: Answers, fired: Fired) -> Coverage:
    """Everything that can be said about coverage."""
    fired = tuple(fired)
    q = quantities(kb, answers, fired)
    benchmark = _benchmark(kb, fired)
    workload = work_out(q, kb.policy)
    agreement = _agreement(benchmark, workload)
    low, target, high, basis = _meet(benchmark, workload, agreement)
    low, target, high = whole(low), whole(target), whole(high)
    current = current_book(answers)
    return Coverage(
        low=low,
        high=high,
        target=target,
        basis=basis,
        benchmark=benchmark,
        workload=workload,
        agreement=agreement,
        disagreement=_disagreement(q, benchmark, workload, agreement),
        break_even=_break_even(q, answers),
        current=current,
        verdict=_verdict(low, high, current),
        rms_needed=_rms_needed(low, target, high, answers),
        quantities=q,
    )


def whole(number: float | None) -> float | None:
    """A number of customers as it is told: whole, or to a tenth where there are fewer than ten."""
    if number is None:
        return None
    return float(round(number)) if number >= 10 else round(number, 1)


def current_book(answers: Answers) -> Interval | None:
    """Customers per RM today: as given, or customers / rm_count."""
    given = answers.values.get("customers_per_rm")
    if isinstance(given, int | float | Range):
        low, high = bounds(given)
    elif all(isinstance(answers.values.get(name), int | float | Range) for name in ("customers", "rm_count")):
        (least_c, most_c), (few, many) = (bounds(answers.values[name]) for name in ("customers", "rm_count"))
        if many == 0:
            return None
        low = least_c / many
        high = most_c / few if few else math.inf
    else:
        return None
    return Interval(low, finite(high), low if low == high else None)


def customers_in_all(answers: Answers) -> tuple[float, float] | None:
    """All customers of the group: as given, or RMs x customers per RM."""
    if isinstance(answers.values.get("customers"), int | float | Range):
        return bounds(answers.values["customers"])
    if all(isinstance(answers.values.get(name), int | float | Range) for name in ("customers_per_rm", "rm_count")):
        (low, high), (few, many) = (bounds(answers.values[name]) for name in ("customers_per_rm", "rm_count"))
        return low * few, high * many
    return None


def _benchmark(kb: KnowledgeBase, fired: Fired) -> Benchmark | None:
    figures = [kb.entries[effect.benchmark] for _, effect in fired if isinstance(effect, Band)]
    if not figures:
        return None
    unique = {figure.id: figure for figure in figures}.values()
    entries = tuple(sorted(unique, key=lambda figure: GRADES.index(figure.details["grade"])))
    weakest = max((entry.details["grade"] for entry in entries), key=STRENGTH.index)
    return Benchmark(entries[0].details["low"], entries[0].details["high"], entries, weakest)


def _agreement(benchmark: Benchmark | None, workload: Workload) -> str | None:
    """Whether the workload's range meets the public one: agree, workload_below or workload_above, where both exist."""
    if benchmark is None or workload.low is None:
        return None
    if benchmark.low is not None and workload.high is not None and workload.high < benchmark.low:
        return "workload_below"
    if benchmark.high is not None and workload.low > benchmark.high:
        return "workload_above"
    return "agree"


def _meet(
    benchmark: Benchmark | None, workload: Workload, agreement: str | None
) -> tuple[float | None, float | None, float | None, str | None]:
    """(low, target, high, basis): the overlap of the two, or the one that holds."""
    has_workload = workload.low is not None
    if benchmark is None:
        if not has_workload:
            return None, None, None, None
        return workload.low, workload.target, workload.high, "workload only: no public figure applies"
    if not has_workload:
        return benchmark.low, _middle(benchmark), benchmark.high, "benchmark only: the workload lacks figures"
    w_low, w_high = workload.low or 0.0, math.inf if workload.high is None else workload.high
    b_low, b_high = benchmark.low or 0.0, math.inf if benchmark.high is None else benchmark.high
    if agreement != "agree":
        side = "above" if agreement == "workload_above" else "below"
        if workload.own:
            return (
                workload.low,
                workload.target,
                workload.high,
                f"workload, {side} the benchmark: your own figures hold",
            )
        return benchmark.low, _middle(benchmark), benchmark.high, f"benchmark: the assumed workload lies {side} it"
    low, high = max(w_low, b_low), min(w_high, b_high)
    inside = b_low <= w_low and w_high <= b_high
    target = None if workload.target is None else min(max(workload.target, low), high)
    basis = "workload within benchmark" if inside else "overlap of workload and benchmark"
    return low, target, finite(high), basis


def _middle(benchmark: Benchmark) -> float | None:
    """The middle of a public range that spans orders of size: the geometric one. None where an end is open."""
    if not benchmark.low or benchmark.high is None:
        return None
    return math.sqrt(benchmark.low * benchmark.high)


def _disagreement(
    q: Mapping[str, Quantity], benchmark: Benchmark | None, workload: Workload, agreement: str | None
) -> Disagreement | None:
    """Where the two part: by how much, and which single figure, were it the usual one, would close most of it."""
    if benchmark is None or workload.low is None or workload.target is None or agreement in (None, "agree"):
        return None
    below = agreement == "workload_below"
    by = (benchmark.low or 0) - (workload.high or 0) if below else workload.low - (benchmark.high or 0)
    middle = {name: q[name].value or 0.0 for name in QUANTITIES}
    trials = []
    for name in QUANTITIES:
        default = q[name].default
        if default is not None and default.details["value"] != middle[name]:
            gives = quotient({**middle, name: default.details["value"]})
            trials.append((gives, name, default.details["value"]))
    if not trials:
        return None
    gives, name, usual = max(trials) if below else min(trials)
    return Disagreement("below" if below else "above", by, name, middle[name], usual, gives)


def _break_even(q: Mapping[str, Quantity], answers: Answers) -> Interval | None:
    money = [answers.values.get(name) for name in ("rm_cost", "revenue_per_customer")]
    if not all(isinstance(given, int | float | Range) for given in money) or "target_cost_income" not in q:
        return None
    (cost_low, cost_high), (revenue_low, revenue_high) = (bounds(given) for given in money)
    share_low, share_high = (
        q["target_cost_income"].ends if q["target_cost_income"].own else (q["target_cost_income"].value or 0,) * 2
    )
    low = _pays(cost_low, revenue_high, share_high)
    high = _pays(cost_high, revenue_low, share_low)
    if not math.isfinite(low):
        return None
    return Interval(low, finite(high), low if low == high else None)


def _pays(cost: float, revenue: float, share: float) -> float:
    if math.isinf(revenue):
        return 0.0
    return break_even_customers(cost, revenue, share) if revenue and share else math.inf


def _verdict(low: float | None, high: float | None, current: Interval | None) -> str:
    """Today's book against the recommended range; unknown when part of what it may be lies on either side."""
    if current is None or (low is None and high is None):
        return "unknown"
    now_low, now_high = current.low or 0.0, math.inf if current.high is None else current.high
    range_low, range_high = low or 0.0, math.inf if high is None else high
    if now_low > range_high:
        return "over"
    if now_high < range_low:
        return "under"
    return "within" if range_low <= now_low and now_high <= range_high else "unknown"


def _rms_needed(low: float | None, target: float | None, high: float | None, answers: Answers) -> Interval:
    customers = customers_in_all(answers)
    if customers is None:
        return Interval(None, None)
    fewest, all_of_them = customers
    return Interval(
        rms_needed(fewest, high) if high else None,
        finite(rms_needed(all_of_them, low)) if low else None,
        rms_needed(fewest, target) if target and fewest == all_of_them else None,
    )
