"""The workload arithmetic, the public figures, the break-even, and how they meet."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmadvisor import Advisor
from rmadvisor.knowledge.rules import QUANTITIES
from rmadvisor.sizing import workload

ADVISOR = Advisor.load()
OWN = {
    "segment": "affluent",
    "customers": 3000,
    "contacts_per_year": 4,
    "hours_per_contact": 1.25,
    "service_hours": 1.5,
    "new_customer_share": 12,
    "onboarding_hours": 5,
    "working_days": 218,
    "hours_per_day": 7.6,
    "client_time_share": 58,
    "digital_share": 30,
}
ROWS = st.fixed_dictionaries(
    {
        "working_days": st.floats(1, 366),
        "hours_per_day": st.floats(1, 24),
        "client_time_share": st.floats(1, 100),
        "contacts_per_year": st.floats(0, 365),
        "digital_share": st.floats(0, 100),
        "hours_per_contact": st.floats(0, 24),
        "service_hours": st.floats(0.01, 500),
        "new_customer_share": st.floats(0, 100),
        "onboarding_hours": st.floats(0, 500),
    }
)


def coverage(**given: Any) -> Any:
    return ADVISOR.consult({**OWN, **given}).coverage


def test_the_formula() -> None:
    """218 x 7.6 x 58 % = 960.944 hours; 4 x 0.7 x 1.25 + 1.5 + 12 % x 5 = 5.6 hours; 171.6 customers per RM."""
    q = {name: float(OWN[name]) for name in QUANTITIES}  # type: ignore[arg-type]
    assert workload.capacity_hours(q) == pytest.approx(960.944)
    assert workload.load_hours(q) == pytest.approx(5.6)
    assert coverage().workload.target == pytest.approx(171.597, abs=0.001)


@given(st.lists(ROWS, min_size=1, max_size=20))
def test_columns_give_what_single_rows_give(rows: list[dict[str, float]]) -> None:
    """The same functions take a float or a column, and give the same figures to the last bit."""
    columns = {name: np.array([row[name] for row in rows]) for name in QUANTITIES}
    together = workload.customers_per_rm(columns)
    assert [workload.customers_per_rm(row) for row in rows] == list(together)


@given(ROWS, ROWS, st.lists(st.floats(0, 1), min_size=len(QUANTITIES), max_size=len(QUANTITIES)))
def test_the_range_holds_every_case_in_it(a: dict[str, float], b: dict[str, float], where: list[float]) -> None:
    """Whatever values the quantities take inside their ranges, the customers per RM lie inside the result's."""
    ends = {name: (min(a[name], b[name]), max(a[name], b[name])) for name in QUANTITIES}
    inside = {name: lo + (hi - lo) * share for (name, (lo, hi)), share in zip(ends.items(), where, strict=True)}
    low, high = (workload.customers_per_rm(end(ends)) for end in (workload.least, workload.most))
    assert low * (1 - 1e-9) <= workload.customers_per_rm(inside) <= high * (1 + 1e-9)


def test_ranges_work_on_columns_too() -> None:
    """A column of ranges gives a column of ranges."""
    q = {name: (np.array([float(OWN[name])] * 2), np.array([float(OWN[name])] * 2)) for name in QUANTITIES}  # type: ignore[arg-type]
    low, high = (workload.customers_per_rm(end(q)) for end in (workload.least, workload.most))
    assert list(low) == list(high)
    assert low[0] == pytest.approx(171.597, abs=0.001)


def test_every_step_has_a_figure_a_unit_and_a_source() -> None:
    """The arithmetic is shown line by line, each with its figure, unit, and whose word it is."""
    for step in ADVISOR.consult({"segment": "sme"}).coverage.workload.steps:
        assert step.value is not None
        assert step.unit
        assert step.how
        known = step.source in ("your answer", "arithmetic") or step.source in ADVISOR.kb.entries
        assert known or step.source in ADVISOR.kb.parameters


def test_own_figures_are_never_adjusted() -> None:
    """Rules adjust a quantity only while it is assumed: a junior team does not change hours that the manager gave."""
    assert coverage() == coverage()
    with_juniors = coverage(rm_experience="junior", regulatory_intensity="high", crm_maturity="none")
    assert with_juniors.workload.target == coverage().workload.target
    assumed = ADVISOR.consult({"segment": "affluent"}).coverage.workload.target
    assert ADVISOR.consult({"segment": "affluent", "rm_experience": "junior"}).coverage.workload.target < assumed


def test_where_they_overlap_the_overlap_is_recommended() -> None:
    """The recommended range never leaves the public one while the two overlap."""
    found = coverage(contacts_per_year=2, service_hours=1)
    assert found.agreement == "agree"
    assert found.benchmark.low <= found.low <= found.target <= found.high <= found.benchmark.high


def test_where_they_part_the_managers_own_figures_hold() -> None:
    """Six visits of three hours to a mass customer: the workload holds, and what is behind it is named."""
    found = coverage(
        segment="mass", contacts_per_year=6, hours_per_contact=3, service_hours=4, new_customer_share=5,
        onboarding_hours=4, working_days=220, hours_per_day=8, client_time_share=60, digital_share=0,
    )  # fmt: skip
    assert found.agreement == "workload_below"
    assert found.target == 48
    assert found.high < found.benchmark.low
    assert found.disagreement.by == pytest.approx(300 - found.workload.high)
    assert found.disagreement.behind in QUANTITIES
    assert found.disagreement.would_give > found.workload.target


def test_no_work_per_customer_is_not_a_figure() -> None:
    """Customers who take no time cannot be sized: nothing is made up, nothing divides by zero."""
    found = ADVISOR.consult({**OWN, "contacts_per_year": 0, "service_hours": 0, "new_customer_share": 0})
    document = found.as_dict()["coverage"]["workload"]
    assert document["target"] is None
    assert document["high"] is None


def test_nobody_has_time() -> None:
    """An RM with no hours for customers covers none, and no number of RMs is enough."""
    found = coverage(client_time_share=0)
    assert found.workload.target == 0
    assert found.rms_needed.target is None


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ({"customers_per_rm": 600}, "over"),
        ({"customers_per_rm": 10}, "under"),
        ({"customers_per_rm": 170}, "within"),
        ({"customers_per_rm": [170, 175]}, "within"),
        ({"customers_per_rm": [100, 600]}, "unknown"),
        ({"customers_per_rm": [500, None]}, "over"),
        ({"rm_count": 5}, "over"),
        ({"rm_count": 0}, "unknown"),
        ({"rm_count": "unknown"}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_the_verdict(given: dict[str, Any], verdict: str) -> None:
    """Today's book is over, within or under the recommended range; unknown when it may be on either side."""
    assert coverage(**given).verdict == verdict


def test_break_even() -> None:
    """120,000 / (1,500 x 40 %) = 200 customers pay for one RM; without money figures nothing is said."""
    found = coverage(revenue_per_customer=1500, rm_cost=120000, target_cost_income=40)
    assert found.break_even.target == pytest.approx(200)
    assert coverage(revenue_per_customer=1500).break_even is None
    assert coverage(revenue_per_customer=0, rm_cost=120000).break_even is None


def test_break_even_without_a_target_assumes_that_the_book_just_pays() -> None:
    """Without a target the assumption is that the whole revenue may pay for the RM, and it is listed."""
    found = ADVISOR.consult({**OWN, "revenue_per_customer": 1500, "rm_cost": 120000})
    assert found.coverage.break_even is not None
    assert found.coverage.break_even.target == pytest.approx(80)
    assert "target_cost_income" in [assumption.fact for assumption in found.assumptions]


def test_rms_needed() -> None:
    """RMs needed are customers / customers per RM; a range of customers gives a range and no single figure."""
    found = coverage()
    assert found.rms_needed.target == pytest.approx(3000 / found.target)
    ranged = coverage(customers=[2000, 4000])
    assert ranged.rms_needed.target is None
    assert ranged.rms_needed.low == pytest.approx(2000 / ranged.high)
    assert ranged.rms_needed.high == pytest.approx(4000 / ranged.low)


def test_customers_follow_from_rms_and_their_books() -> None:
    """RMs x customers per RM gives the customers where these were not counted."""
    given = {**{k: v for k, v in OWN.items() if k != "customers"}, "rm_count": 10, "customers_per_rm": 150}
    found = ADVISOR.consult(given).coverage
    assert found.rms_needed.target == pytest.approx(1500 / found.target)


def test_an_open_range_is_carried_through() -> None:
    """Two contacts or more reaches up to what is plausible, and the step says so."""
    found = coverage(contacts_per_year=[2, None])
    step = next(step for step in found.workload.steps if step.label == "Contacts per year")
    assert step.low == 2
    assert "open above" in step.how
    assert found.workload.low < coverage(contacts_per_year=2).workload.low


def test_without_a_segment_nothing_is_assumed() -> None:
    """No segment, no public range and no defaults: null, and what is missing is named."""
    found = ADVISOR.consult({"customers": 100}).as_dict()["coverage"]
    assert found["low"] is found["high"] is found["target"] is found["basis"] is found["benchmark"] is None
    assert "contacts_per_year" in found["workload"]["missing"]
    assert found["verdict"] == "unknown"


def test_defaults_of_every_segment_meet_the_public_range() -> None:
    """The defaults were chosen near the public range; if they ever part, that must be a decision, not an accident."""
    for segment in ADVISOR.kb.vocabulary["segment"].choices:
        found = ADVISOR.consult({"segment": segment}).coverage
        assert found.agreement == "agree", segment
        assert math.isfinite(found.low), segment
