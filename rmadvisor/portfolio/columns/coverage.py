"""Coverage in columns: the workload's range, the public one, how the two meet, and what follows for today's books.

In:     Memory with the quantities (quantities.py).
Out:    columns named in each function, null where nothing can be said, and the facts that the sizing tells rules.
Same:   sizing/coverage.py and sizing/steps.py case by case; the arithmetic itself is theirs (sizing/workload.py).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import ibis

from rmadvisor.knowledge.entries import GRADES
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import QUANTITIES, Band
from rmadvisor.portfolio.columns.answers import Choice, Known, Number, mask_of
from rmadvisor.portfolio.columns.literals import Column, figure
from rmadvisor.portfolio.columns.memory import Memory
from rmadvisor.portfolio.columns.quantities import NOTHING
from rmadvisor.reasoning.consultation import BOOK_SIZE
from rmadvisor.sizing.workload import break_even_customers, capacity_hours, least, load_hours, most

NO = ibis.null("string")
ZERO = figure(0.0)
INFINITE = figure(math.inf)
HALVES_UP = tuple(f for f in range(100) if round((2 * f + 1) / 20, 1) > f / 10)  # as Python rounds to a tenth


def workload(memory: Memory, kb: KnowledgeBase) -> None:
    """The range that the hours give: "workload_low", "workload_target", "workload_high"."""
    ends = {name: (memory[f"{name} least"], memory[f"{name} most"]) for name in QUANTITIES}
    middle = {name: memory[f"{name} middle"] for name in QUANTITIES}
    margin = kb.policy["coverage.planning_margin"] / 100

    def customers(q: Mapping[str, Column]) -> Column:
        return (capacity_hours(q) / load_hours(q).nullif(ZERO)).nullif(INFINITE)

    low, high, target = customers(least(ends)), customers(most(ends)), customers(middle)
    known = low.notnull()  # without its low end the workload says nothing
    memory.add(
        {
            "workload_low": low * figure(1 - margin),
            "workload_target": ibis.cases((known, target)),
            "workload_high": ibis.cases((known, high * figure(1 + margin))),
        }
    )


def benchmark(memory: Memory, kb: KnowledgeBase) -> None:
    """The public range: "benchmark", the id of the figure that governs it, "benchmark_low" and "benchmark_high"."""
    bands = [
        (rule.when, kb.entries[effect.benchmark])
        for rule in kb.rules
        for effect in rule.then
        if isinstance(effect, Band)
    ]
    bands.sort(key=lambda pair: GRADES.index(pair[1].details["grade"]))

    def of(key: str) -> Column:
        return memory.first(((when, _figure_or_null(entry.details[key])) for when, entry in bands), NOTHING)

    middle = [(when, _middle(entry.details["low"], entry.details["high"])) for when, entry in bands]
    memory.add(
        {
            "benchmark": memory.first(((when, ibis.literal(entry.id)) for when, entry in bands), NO),
            "benchmark_low": of("low"),
            "benchmark_middle": memory.first(middle, NOTHING),
            "benchmark_high": of("high"),
        }
    )


def meet(memory: Memory) -> None:
    """The recommended range: "coverage_low", "coverage_target", "coverage_high", "basis", and "agreement"."""
    low, high = memory["workload_low"], memory["workload_high"]
    b_low, b_high = memory["benchmark_low"], memory["benchmark_high"]
    published, worked = memory["benchmark"].notnull(), low.notnull()
    memory.add(
        {
            "agreement": ibis.cases(
                (~published | ~worked, NO), (high < b_low, "workload_below"), (low > b_high, "workload_above"),
                else_="agree",
            ),
            "overlap_low": ibis.greatest(low, b_low.fill_null(ZERO)),
            "overlap_high": ibis.least(high.fill_null(INFINITE), b_high.fill_null(INFINITE)).nullif(INFINITE),
        }
    )  # fmt: skip
    _recommend(memory)


def _recommend(memory: Memory) -> None:
    """The overlap of the two ranges, or the one that holds."""
    low, target, high = (memory[f"workload_{end}"] for end in ("low", "target", "high"))
    b_low, b_middle, b_high = (memory[f"benchmark_{end}"] for end in ("low", "middle", "high"))
    published, worked = memory["benchmark"].notnull(), low.notnull()
    agreement, own = memory["agreement"], memory["own"] > 0
    overlap_low, overlap_high = memory["overlap_low"], memory["overlap_high"]
    clamped = ibis.least(ibis.greatest(target, overlap_low), overlap_high.fill_null(INFINITE))
    inside = (b_low.fill_null(ZERO) <= low) & (high.fill_null(INFINITE) <= b_high.fill_null(INFINITE))
    by_hours = agreement.isin(("workload_below", "workload_above")) & own

    def end(hours: Column, public: Column, overlap: Column) -> Column:
        return whole(ibis.cases((~published | by_hours, hours), (agreement == "agree", overlap), else_=public))

    clamped = ibis.cases((target.notnull(), clamped))
    memory.add(
        {
            "basis": ibis.cases(
                (~published & worked, "workload only: no public figure applies"),
                (~published, NO),
                (~worked, "benchmark only: the workload lacks figures"),
                ((agreement == "workload_below") & own, "workload, below the benchmark: your own figures hold"),
                ((agreement == "workload_above") & own, "workload, above the benchmark: your own figures hold"),
                (agreement == "workload_below", "benchmark: the assumed workload lies below it"),
                (agreement == "workload_above", "benchmark: the assumed workload lies above it"),
                (inside, "workload within benchmark"),
                else_="overlap of workload and benchmark",
            ),
            "coverage_low": end(low, b_low, overlap_low),
            "coverage_target": end(target, b_middle, clamped),
            "coverage_high": end(high, b_high, overlap_high),
        }
    )


def whole(number: Column) -> Column:
    """A number of customers as it is told, in columns: exactly what sizing.coverage.whole gives."""
    floor = number - number % 1  # exact, where a cast to whole numbers would overflow
    half = number - floor
    up = (half > figure(0.5)) | ((half == figure(0.5)) & ((floor % 2) == 1))
    tenths = number * 10 - (number * 10) % 1
    middle = (tenths * 2 + 1) / 20
    tenth_up = (number > middle) | ((number == middle) & tenths.isin(HALVES_UP))
    return ibis.cases(
        (number.isnull(), NOTHING),
        (number >= figure(10.0), floor + ibis.cases((up, figure(1.0)), else_=ZERO)),
        else_=(tenths + ibis.cases((tenth_up, figure(1.0)), else_=ZERO)) / 10,
    )


def books(memory: Memory) -> None:
    """Today's books, all customers and RMs: "current_low", "current_high", "customers_least", "customers_most" and
    "rms_there"."""
    book, customers, rms = (memory.given.get(name) for name in ("customers_per_rm", "customers", "rm_count"))
    low = high = least_ = most_ = NOTHING
    if isinstance(customers, Number):
        c_low, c_high = _bounds(customers)
        least_, most_ = c_low, c_high
        if isinstance(rms, Number):
            few, many = _bounds(rms)
            some = _known(customers) & _known(rms) & ~(many == ZERO).fill_null(False)
            low = ibis.cases((some, (c_low / many.nullif(ZERO)).fill_null(ZERO)))
            high = ibis.cases((some, c_high / few.nullif(ZERO)))
    if isinstance(book, Number):
        b_low, b_high = _bounds(book)
        if isinstance(rms, Number):
            few, many = _bounds(rms)
            both = _known(book) & _known(rms)
            low_of, high_of = ibis.cases((both, b_low * few)), ibis.cases((both, b_high * many))
            asked = _known(customers) if isinstance(customers, Number) else ibis.literal(False)
            least_ = ibis.cases((asked, least_), else_=low_of)
            most_ = ibis.cases((asked, most_), else_=high_of)
        low, high = (
            ibis.cases((_known(book), b_low), else_=low),
            ibis.cases((_known(book), b_high), else_=high),
        )
    there = rms.low if isinstance(rms, Number) else NOTHING
    if isinstance(rms, Number) and rms.open:
        there = ibis.cases((rms.low == rms.high, rms.low))
    memory.add(
        {
            "current_low": low,
            "current_high": high,
            "customers_least": least_,
            "customers_most": most_,
            "rms_there": there,
        }
    )


def _bounds(number: Number) -> tuple[Column, Column]:
    """What a figure may be: an open low end is 0, an open high end null."""
    if not number.open:
        return number.low, number.high
    return ibis.cases((_known(number), number.low.fill_null(ZERO))), number.high


def _known(number: Number) -> Column:
    return number.low.notnull() | number.high.notnull() if number.open else number.low.notnull()


def demand(memory: Memory) -> None:
    """ "verdict" on today's books, and "rms_needed_low", "rms_needed_target", "rms_needed_high"."""
    low, target, high = (memory[f"coverage_{end}"] for end in ("low", "target", "high"))
    now_low, now_high = memory["current_low"], memory["current_high"]
    fewest, all_of_them = memory["customers_least"], memory["customers_most"]
    ceiling, now_most = high.fill_null(INFINITE), now_high.fill_null(INFINITE)
    floor = low.fill_null(ZERO)
    nothing = now_low.isnull() | (low.isnull() & high.isnull())
    memory.add(
        {
            "verdict": ibis.cases(
                (nothing, "unknown"),
                (now_low > ceiling, "over"),
                (now_most < floor, "under"),
                ((floor <= now_low) & (now_most <= ceiling), "within"),
                else_="unknown",
            ),
            "rms_needed_low": fewest / high.nullif(ZERO),
            "rms_needed_high": (all_of_them / low.nullif(ZERO)).nullif(INFINITE),
            "rms_needed_target": ibis.cases((fewest == all_of_them, fewest / target.nullif(ZERO))),
        }
    )


def break_even(memory: Memory) -> None:
    """The smallest book that pays: "break_even_low", "break_even_high"."""
    cost, revenue, share = (
        memory.given.get(name) for name in ("rm_cost", "revenue_per_customer", "target_cost_income")
    )
    low = high = NOTHING
    if isinstance(cost, Number) and isinstance(revenue, Number) and "target_cost_income least" in memory:
        (cost_low, cost_high), (revenue_low, revenue_high) = _bounds(cost), _bounds(revenue)
        own = _known(share) if isinstance(share, Number) else ibis.literal(False)
        middle = memory["target_cost_income middle"]
        share_low = ibis.cases((own, memory["target_cost_income least"]), else_=middle)
        share_high = ibis.cases((own, memory["target_cost_income most"]), else_=middle)
        both = _known(cost) & _known(revenue) & share_high.notnull()
        free = (revenue_high == ZERO).fill_null(False) | (revenue_high.notnull() & (share_high == ZERO))
        pays = ibis.cases(
            (revenue_high.isnull(), ZERO), else_=break_even_customers(cost_low, revenue_high, share_high.nullif(ZERO))
        )
        low = ibis.cases((both & ~free, pays.nullif(INFINITE)))
        at_most = break_even_customers(cost_high, revenue_low.nullif(ZERO), share_low.nullif(ZERO)).nullif(INFINITE)
        high = ibis.cases((low.notnull(), at_most))
    memory.add({"break_even_low": low, "break_even_high": high})


def told(memory: Memory, kb: KnowledgeBase) -> dict[str, Known]:
    """What the sizing tells the rules."""

    def choice(name: str, *cases: tuple[Column, str]) -> dict[str, Known]:
        if name not in kb.vocabulary:
            return {}
        masks = [(condition, mask_of(kb.vocabulary[name], (value,))) for condition, value in cases]
        return {name: Choice(ibis.cases(*masks, else_=ibis.null("int64")))}

    verdict, agreement, own = memory["verdict"], memory["agreement"], memory["own"]
    worked = memory["workload_low"].notnull()
    enough = next(n for n in range(len(QUANTITIES) + 1) if 100 * n / len(QUANTITIES) >= kb.policy["coverage.own_share"])
    pays = ibis.cases((memory["break_even_low"] == memory["break_even_high"], memory["break_even_low"]))
    low, high = memory["coverage_low"], memory["coverage_high"]
    ranged = pays.notnull() & low.notnull() & high.notnull()
    facts = {
        **choice(
            "relative_book_size",
            *((verdict == said, size) for said, size in BOOK_SIZE.items()),
        ),
        **choice(
            "coverage_agreement",
            *((agreement == value, value) for value in ("agree", "workload_below", "workload_above")),
        ),
        **choice(
            "workload_basis", (worked & (own >= enough), "own"), (worked & (own > 0), "mixed"), (worked, "assumed")
        ),
        **choice(
            "break_even_position",
            (ranged & (pays < low), "below"),
            (ranged & (pays > high), "above"),
            (ranged, "inside"),
        ),
    }
    worked_out = {"break_even": pays, "rms_needed": memory["rms_needed_target"]}
    numbers: dict[str, Known] = {}
    for name, fact in kb.vocabulary.items():
        if fact.origin == "sizing" and fact.numeric:
            column = worked_out[name] if name in worked_out else memory[name]
            numbers[name] = Number(column, column)
    return facts | numbers


def _figure_or_null(number: float | None) -> Column:
    return NOTHING if number is None else figure(number)


def _middle(low: float | None, high: float | None) -> Column:
    return figure(math.sqrt(low * high)) if low and high is not None else NOTHING
