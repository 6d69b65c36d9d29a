"""From evidence to a focus: certainty factors added up as weights, and the policy that turns them into a decision.

In:     the rules that fired, the policy.
Out:    Decision.
Source: MYCIN's certainty factors in van Melle's combination (Buchanan and Shortliffe 1984, ch. 11); docs/method.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rmadvisor.knowledge.policy import Policy
from rmadvisor.knowledge.rules import FOCUSES, Support, certainty, weight

PURE = FOCUSES[:3]


@dataclass(frozen=True, slots=True)
class Decision:
    """The focus decided on: None while nothing speaks for any. `margin` is the leader's lead in certainty."""

    model: str | None
    components: tuple[str, ...]
    weights: Mapping[str, int]
    margin: float | None
    clear: bool
    reason: str

    @property
    def certainty(self) -> dict[str, float]:
        return {focus: certainty(total) for focus, total in self.weights.items()}


def weigh(evidence: Iterable[Support]) -> dict[str, int]:
    """The evidence for each focus as a sum of weights; of one group only the strongest piece counts."""
    totals = dict.fromkeys(FOCUSES, 0)
    strongest: dict[tuple[str, str], int] = {}
    for piece in evidence:
        if not piece.group:
            totals[piece.focus] += piece.weight
        elif abs(piece.weight) > abs(strongest.get((piece.focus, piece.group), 0)):
            strongest[piece.focus, piece.group] = piece.weight
    for (focus, _), most in strongest.items():
        totals[focus] += most
    return totals


def decide(weights: Mapping[str, int], policy: Policy) -> Decision:
    """The policy: one focus that leads clearly, or a hybrid of those that hold together, or nothing."""
    ranked = sorted(PURE, key=lambda focus: -weights[focus])  # a tie goes to the earlier name
    first, second = ranked[0], ranked[1]
    least, strong, narrow = (weight(policy[f"focus.{name}"]) for name in ("least", "strong", "margin"))
    lead = weights[first] - weights[second]
    counting = [focus for focus in ranked if weights[focus] >= least]
    margin = certainty(weights[first]) - certainty(weights[second])
    if counting:
        close = [focus for focus in counting if weights[first] - weights[focus] <= narrow or weights[focus] >= strong]
        if len(close) > 1:
            why = "more than one focus holds"
            return Decision("hybrid", tuple(close), weights, margin, lead > narrow, why)
    mixed = [focus for focus in ranked if weights[focus] > 0]
    if len(mixed) > 1 and weights["hybrid"] >= least and weights["hybrid"] > weights[first]:
        why = "the evidence for combining outweighs that for any single focus"
        return Decision("hybrid", tuple(mixed[:2]), weights, margin, lead > narrow, why)
    if counting:
        return Decision(first, (first,), weights, margin, lead > narrow, "it leads the others")
    return Decision(None, (), weights, None, False, "too little speaks for any focus so far")
