"""The deep check: everything that only shows when rules are tried, within the time there is.

In:     KnowledgeBase that passed the checks at loading; the seconds there are.
Out:    DeepCheck: the flaws, and for every rule answers that reach it or the proof that none do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rmadvisor.authoring.deep.coverage_gaps import coverage_gaps
from rmadvisor.authoring.deep.fact_gaps import fact_gaps
from rmadvisor.authoring.deep.flaws import Budget, Flaw, Progress, silent
from rmadvisor.authoring.deep.focus_gaps import focus_gaps
from rmadvisor.authoring.deep.overlaps import overlaps
from rmadvisor.authoring.deep.reach import Reach, reach
from rmadvisor.authoring.deep.trying import Given, Trial
from rmadvisor.knowledge.knowledge_base import KnowledgeBase

SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class DeepCheck:
    """`reached` are rules with answers on which they fire; `left_out` says what there was no time for."""

    rules: int
    flaws: tuple[Flaw, ...]
    reached: Mapping[str, Given]
    left_out: tuple[str, ...]

    @property
    def faults(self) -> int:
        return sum(flaw.fault for flaw in self.flaws)

    def as_dict(self) -> dict[str, Any]:
        return {
            "rules": self.rules,
            "reached": {rule: dict(given) for rule, given in self.reached.items()},
            "faults": self.faults,
            "flaws": [flaw.as_dict() for flaw in self.flaws],
            "left_out": list(self.left_out),
        }


def deep_check(kb: KnowledgeBase, seconds: float = SECONDS, progress: Progress = silent) -> DeepCheck:
    """Look for rules out of reach, then overlaps, then gaps; each search has its share of the time."""
    trial, budget = Trial(kb), Budget(seconds)
    try:
        reached = reach(trial, budget.share(0.5), progress)
        flaws = [*_out_of_reach(kb, reached)]
        flaws += overlaps(trial, reached.witnesses, budget.share(0.5), progress)
        for gaps in (fact_gaps, coverage_gaps, focus_gaps):
            flaws += gaps(trial, budget.share(0.6), progress)
    finally:
        trial.close()
    flaws.sort(key=lambda flaw: not flaw.fault)  # faults first, else as they were found
    return DeepCheck(len(kb.rules), tuple(flaws), reached.witnesses, tuple(dict.fromkeys(budget.left_out)))


def _out_of_reach(kb: KnowledgeBase, found: Reach) -> list[Flaw]:
    mend = "correct its tests, or remove the rule"
    flaws = [
        Flaw("out of reach", True, f"no answers reach {name}: {proof}", mend, kb.rule[name].where, (name,))
        for name, proof in found.unreachable.items()
    ]
    flaws += [
        Flaw("not reached", False, f"no answers were found that reach {name}; that there are none is not proved",
             "give more time, or look whether it can fire at all", kb.rule[name].where, (name,))
        for name in found.unknown
    ]  # fmt: skip
    return flaws
