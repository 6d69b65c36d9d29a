"""A rule that did not fire, with its premises: which hold, which fail, and by how much.

In:     what the Examiner found.
Out:    Premise, Way and Blocked, with `as_dict()`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rmadvisor.knowledge.rules import Rule

HOLDS, FAILS, VAGUE, UNANSWERED, SAID_UNKNOWN, OPEN = "holds", "fails", "partly", "not answered", "unknown", "open"


@dataclass(frozen=True, slots=True)
class Premise:
    """One test of a rule, held against what is known.

    `must_be` is written as in a rule; `distance` is that to the threshold, in `unit`. `differ` names the answers that
    would have to differ by the nearest way; `rests_on` those behind a figure that is worked out; `behind` are the rules
    that would conclude what is wanted, the nearest first; `see` is what to ask `why-not` about next.
    """

    fact: str
    state: str
    now: Any
    must_be: Any
    distance: float | None
    unit: str
    differ: tuple[str, ...]
    rests_on: tuple[str, ...]
    behind: tuple[Blocked, ...]
    see: str
    cost: float

    @property
    def holds(self) -> bool:
        return self.state == HOLDS

    def as_dict(self) -> dict[str, Any]:
        return {
            "fact": self.fact,
            "state": self.state,
            "now": self.now,
            "must_be": self.must_be,
            "distance": None if self.distance is None else round(self.distance, 4),
            "unit": self.unit,
            "differ": list(self.differ),
            "rests_on": list(self.rests_on),
            "behind": [blocked.as_dict() for blocked in self.behind],
            "see": self.see or None,
        }


@dataclass(frozen=True, slots=True)
class Way:
    """One alternative of a rule: all its premises would have to hold."""

    premises: tuple[Premise, ...]

    @property
    def cost(self) -> float:
        return sum(premise.cost for premise in self.premises)

    @property
    def failing(self) -> tuple[Premise, ...]:
        return tuple(premise for premise in self.premises if not premise.holds)

    @property
    def differ(self) -> tuple[str, ...]:
        """The answers that would have to differ."""
        return tuple(dict.fromkeys(name for premise in self.failing for name in premise.differ))


@dataclass(frozen=True, slots=True)
class Blocked:
    """A rule that did not fire, with the ways in which it could have, the nearest first."""

    rule: Rule
    ways: tuple[Way, ...]

    @property
    def nearest(self) -> Way:
        return self.ways[0]

    def as_dict(self) -> dict[str, Any]:
        return {
            "rule": self.rule.id,
            "because": self.rule.because,
            "cites": list(self.rule.cites),
            "differ": list(self.nearest.differ),
            "ways": [[premise.as_dict() for premise in way.premises] for way in self.ways],
        }
