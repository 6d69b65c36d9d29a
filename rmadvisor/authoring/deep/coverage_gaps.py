"""Answers that name the customers, and get no range of customers per RM, or two that part though nobody gave a figure.

In:     Trial, the time there is.
Out:    Flaws: regions of the answers that decide the public range and the assumed hours (with the built-in rules one
        answer does), alone and beside one other answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from rmadvisor.authoring.deep.flaws import Budget, Flaw, Progress
from rmadvisor.authoring.deep.regions import behind, cells, said, verified
from rmadvisor.authoring.deep.trying import Trial
from rmadvisor.knowledge.rules import QUANTITIES, Assume, Band
from rmadvisor.reasoning.consultation import Findings

MOST_REGIONS = 5_000


def coverage_gaps(trial: Trial, budget: Budget, progress: Progress) -> Iterator[Flaw]:
    """Whether each customer group gets a public range and a range from hours, alone and beside each other answer."""
    kb = trial.kb
    keys = [n for n in behind(trial, kb.with_effect(Band, Assume)) if not kb.vocabulary[n].numeric]
    deciding = [dict(zip(keys, values, strict=True)) for values in product(*(cells(trial, key) for key in keys))]
    others = [n for n in trial.asked if n not in keys and n not in QUANTITIES]
    regions = [*deciding, *({**region, n: v} for region in deciding for n in others for v in cells(trial, n))]
    if len(regions) > MOST_REGIONS:
        budget.left_out.append(f"{len(regions) - MOST_REGIONS:,} regions of customers per RM")
        regions = regions[:MOST_REGIONS]
    broken: dict[str, list[Mapping[str, Any]]] = {}
    for done, region in enumerate(regions):
        if done % 50 == 0:
            progress("regions of customers per RM", done, len(regions))
        if budget.over:
            budget.left_out.append(f"{len(regions) - done} of {len(regions)} regions of customers per RM")
            return
        found = trial.consult(region)
        if found is None:
            continue
        for kind, what, mend, fault in _of_range(found):
            known = broken.setdefault(kind, [])
            if not any(wider.items() <= region.items() for wider in known):  # a wider region says it already
                known.append(region)
                where = kb.vocabulary[next(iter(region))].where if region else kb.rules[0].where
                text = f"{what} where {said(region)}" if region else what
                yield verified(trial, Flaw(kind, fault, text, mend, where, (), dict(region)), _range_seen(found))


def _of_range(found: Findings) -> Iterator[tuple[str, str, str, bool]]:
    coverage = found.coverage
    if coverage.low is None and coverage.high is None:
        yield "no range", "there is no range of customers per RM at all", "write a rule with band or assume", True
    elif coverage.benchmark is None:
        yield "no public range", "no public range applies", "write a rule with band, or judge that there is none", False
    elif coverage.workload.low is None:
        yield "no hours", "the hours say nothing", "assume the quantities that are missing", False
    elif coverage.agreement != "agree":
        what = "assumptions alone carry the hours out of the public range"
        yield "ranges part", what, "correct a default or a factor: nobody gave a figure here", True


def _range_seen(found: Findings) -> str:
    coverage, hours = found.coverage, found.coverage.workload
    public = coverage.benchmark
    told = [("public", public.low, public.high)] if public else []
    told += [("hours", hours.low, hours.high)] if hours.low is not None else []
    ends = ", ".join(f"{name} {_figure(low)} to {_figure(high)}" for name, low, high in told)
    return f"customers per RM: {ends or 'not known'}"


def _figure(number: float | None) -> str:
    return "?" if number is None else f"{number:,.0f}"
