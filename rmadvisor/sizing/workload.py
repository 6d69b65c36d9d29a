"""The workload method: hours an RM has for customers / hours a customer takes = customers per RM.

In:     the nine quantities by name, as floats, as arrays (a column a quantity), or as intervals of either.
Units:  days and contacts a year, hours, per cent (0-100); results in hours a year and customers per RM.
Errors: floats raise ZeroDivisionError where a customer takes no time; arrays give inf there.
Source: the workload or build-up method of sales force sizing, NS = NC x FC x LC / TA (docs/method.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

X = Any  # a float, or an array of floats: the arithmetic is the same
Quantities = Mapping[str, X]
Interval = tuple[X, X]

# More of these means more customers per RM; more of the other quantities means fewer.
RAISING = ("working_days", "hours_per_day", "client_time_share", "digital_share")


def capacity_hours(q: Quantities) -> X:
    """Hours a year that one RM has for customers.

    >>> round(capacity_hours({"working_days": 218, "hours_per_day": 7.6, "client_time_share": 58}), 3)
    960.944
    """
    return q["working_days"] * q["hours_per_day"] * q["client_time_share"] / 100


def contact_hours(q: Quantities) -> X:
    """Hours a year that the planned contacts with one customer take the RM; digital self-service takes none."""
    return q["contacts_per_year"] * (1 - q["digital_share"] / 100) * q["hours_per_contact"]


def onboarding_hours(q: Quantities) -> X:
    """Hours a year of taking on new customers, spread over the whole book."""
    return q["new_customer_share"] / 100 * q["onboarding_hours"]


def load_hours(q: Quantities) -> X:
    """Hours a year that one customer takes."""
    return contact_hours(q) + q["service_hours"] + onboarding_hours(q)


def customers_per_rm(q: Quantities) -> X:
    """Customers that fill one RM's year."""
    return capacity_hours(q) / load_hours(q)


def least(q: Mapping[str, Interval]) -> dict[str, X]:
    """The quantities at those ends of their intervals that give the fewest customers per RM: exactly, as each stands
    once in the formula."""
    return {name: ends[0] if name in RAISING else ends[1] for name, ends in q.items()}


def most(q: Mapping[str, Interval]) -> dict[str, X]:
    """The quantities at those ends of their intervals that give the most customers per RM."""
    return {name: ends[1] if name in RAISING else ends[0] for name, ends in q.items()}


def break_even_customers(rm_cost: X, revenue_per_customer: X, target_cost_income: X) -> X:
    """Customers per RM from which the book pays for its RM, at the share of revenue that RM cost may take (per cent).

    >>> break_even_customers(120_000, 1_500, 40)
    200.0
    """
    return rm_cost / (revenue_per_customer * target_cost_income / 100)


def rms_needed(customers: X, per_rm: X) -> X:
    """Full-time RMs for so many customers."""
    return customers / per_rm
