"""What stands between a focus and being the one decided on: the policy's own conditions, each with what it lacks.

In:     Decision, the policy, the focus that was hoped for.
Out:    Hurdles, in certainty factors; none when that focus is the decision. They mirror `focus.decide`. FocusGap puts
        the evidence beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from rmadvisor.knowledge.policy import Policy
from rmadvisor.knowledge.rules import FOCUSES, Effect, Rule, Support, certainty, weight
from rmadvisor.reasoning.focus import PURE, Decision, weigh

COMBINED = next(focus for focus in FOCUSES if focus not in PURE)
TOO_LITTLE, LEADER, COMPANY, SECOND = "too_little", "leader", "company", "second"
COMBINING, ALONGSIDE = "combining", "alongside"


@dataclass(frozen=True, slots=True)
class Hurdle:
    """One condition that is not met: `focus` has the certainty `has`, where `needs` would do.

    too_little: it must reach focus.least. leader: another focus leads. company: this other focus holds as well, so that
    a hybrid is recommended; it would have to fall below `needs`. second: the next best focus would have to hold too.
    combining: the evidence for combining would have to pass `needs`. alongside: for that, this focus needs more than 0.
    """

    kind: str
    focus: str
    has: float
    needs: float

    @property
    def short(self) -> float:
        return abs(self.needs - self.has)

    def as_dict(self) -> dict[str, Any]:
        figures = {"has": self.has, "needs": self.needs, "short": self.short}
        return {"kind": self.kind, "focus": self.focus, **{name: round(value, 4) for name, value in figures.items()}}


@dataclass(frozen=True, slots=True)
class Against:
    """A rule that fired and speaks against a focus, on which facts."""

    rule: str
    certainty: float
    because: str
    facts: tuple[tuple[str, Any], ...]

    def as_dict(self) -> dict[str, Any]:
        return {"rule": self.rule, "certainty": self.certainty, "because": self.because, "facts": dict(self.facts)}


@dataclass(frozen=True, slots=True)
class Shift:
    """What a rule that did not fire would add to a focus, or take from it, and what that focus would then have."""

    rule: str
    focus: str
    certainty: float
    would_be: float

    def as_dict(self) -> dict[str, Any]:
        told = {"certainty": self.certainty, "would_be": round(self.would_be, 4)}
        return {"rule": self.rule, "focus": self.focus, **told}


@dataclass(frozen=True, slots=True)
class FocusGap:
    """How far a focus is from being the decision. `part` says that it is in the hybrid that was decided on."""

    model: str
    certainty: float
    decided: str | None
    part: bool
    hurdles: tuple[Hurdle, ...]
    against: tuple[Against, ...]
    certainties: tuple[tuple[str, float], ...]
    shifts: tuple[Shift, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "model": self.model,
            "certainty": round(self.certainty, 4),
            "decided": self.decided,
            "part_of_the_decision": self.part,
            "certainties": {focus: round(value, 4) for focus, value in self.certainties},
            "hurdles": [hurdle.as_dict() for hurdle in self.hurdles],
            "against": [against.as_dict() for against in self.against],
            "shifts": [shift.as_dict() for shift in self.shifts],
        }


def hurdles(decision: Decision, policy: Policy, wanted: str) -> tuple[Hurdle, ...]:
    """Everything that keeps one of the focuses from being the decision."""
    if decision.model == wanted:
        return ()
    return tuple(_to_combine(decision, policy) if wanted not in PURE else _to_lead(decision, policy, wanted))


def _ranked(decision: Decision) -> list[str]:
    return sorted(PURE, key=lambda focus: -decision.weights[focus])


def _to_lead(decision: Decision, policy: Policy, wanted: str) -> Iterator[Hurdle]:
    """What keeps a pure focus from standing alone."""
    weights, told = decision.weights, decision.certainty
    if weights[wanted] < weight(policy["focus.least"]):
        yield Hurdle(TOO_LITTLE, wanted, told[wanted], policy["focus.least"])
    leader = _ranked(decision)[0]
    if decision.model is None:
        return  # none of them has enough, so it does not matter which is ahead
    if weights[leader] > weights[wanted]:
        yield Hurdle(LEADER, leader, told[wanted], told[leader])
    else:
        others = [focus for focus in decision.components if focus != wanted]
        bar = _close(decision, policy)
        company = [focus for focus in others if weights[focus] >= bar]
        for focus in company:
            yield Hurdle(COMPANY, focus, told[focus], certainty(bar))
        if not company:
            yield Hurdle(COMBINING, COMBINED, told[wanted], told[COMBINED])


def _close(decision: Decision, policy: Policy) -> int:
    """The weight from which the next best focus holds beside the leader."""
    least, strong, narrow = (weight(policy[f"focus.{name}"]) for name in ("least", "strong", "margin"))
    return max(least, min(strong, decision.weights[_ranked(decision)[0]] - narrow))


def _to_combine(decision: Decision, policy: Policy) -> Iterator[Hurdle]:
    """What keeps the focuses from being combined: a second that holds, or else the evidence for combining itself."""
    first, second = _ranked(decision)[:2]
    weights, told, least = decision.weights, decision.certainty, weight(policy["focus.least"])
    if weights[first] < least:
        yield Hurdle(TOO_LITTLE, first, told[first], policy["focus.least"])
    yield Hurdle(SECOND, second, told[second], certainty(_close(decision, policy)))
    if weights[COMBINED] < least or weights[COMBINED] <= weights[first]:
        yield Hurdle(COMBINING, COMBINED, told[COMBINED], max(policy["focus.least"], told[first]))
    for focus in (first, second):
        if weights[focus] <= 0:
            yield Hurdle(ALONGSIDE, focus, told[focus], 0.0)


Pull = tuple[str, bool]  # a focus, and whether it would have to gain (or else to lose) certainty


def pulls(lacking: Iterable[Hurdle], policy: Policy, wanted: str) -> frozenset[Pull]:
    """What would help over the hurdles."""
    found: set[Pull] = set()
    for hurdle in lacking:
        if hurdle.kind == COMPANY:
            found.add((hurdle.focus, False))
            if hurdle.has < policy["focus.strong"]:
                found.add((wanted, True))  # a larger lead would shake it off
        elif hurdle.kind == SECOND:
            found |= {(hurdle.focus, True), (COMBINED, True)}
        else:
            found.add((hurdle.focus if hurdle.kind == TOO_LITTLE else wanted, True))
    return frozenset(found)


def shifts(rule: Rule, fired: Iterable[Effect], helpful: frozenset[Pull]) -> tuple[Shift, ...]:
    """What one more rule would do to the focuses that matter."""
    after = weigh(effect for effect in (*fired, *rule.then) if isinstance(effect, Support))
    return tuple(
        Shift(rule.id, effect.focus, effect.certainty, certainty(after[effect.focus]))
        for effect in rule.then
        if isinstance(effect, Support) and (effect.focus, effect.certainty > 0) in helpful
    )
