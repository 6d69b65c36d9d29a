"""Where each quantity of the workload comes from: the manager's own figure, or an assumption that rules may adjust.

In:     Answers, the `assume` and `adjust` effects of the rules that fired, the defaults of kb/.
Out:    {name: Quantity}; a quantity that nobody gave and no rule assumes is absent.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rmadvisor.knowledge.answers import Answers, Range
from rmadvisor.knowledge.entries import Entry
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import ASSUMABLE, Adjust, Assume, Effect

Fired = Iterable[tuple[str, Effect]]  # (rule id, effect) in the order of firing


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity with the range it may lie in. `value` is the middle or the point; None where the range has no middle.

    `default` is the assumption in force (also kept, for comparison, when the manager gave a figure of his own).
    """

    name: str
    low: float
    value: float | None
    high: float
    unit: str
    own: bool
    default: Entry | None
    factors: tuple[tuple[str, float], ...] = ()
    note: str = ""

    @property
    def ends(self) -> tuple[float, float]:
        return self.low, self.high


def quantities(kb: KnowledgeBase, answers: Answers, fired: Fired) -> dict[str, Quantity]:
    """Every quantity that is given or assumed."""
    fired = tuple(fired)
    defaults = {e.quantity: kb.entries[e.default] for _, e in fired if isinstance(e, Assume)}
    factors: dict[str, list[tuple[str, float]]] = {}
    for rule, effect in fired:
        if isinstance(effect, Adjust):
            factors.setdefault(effect.quantity, []).append((rule, effect.factor))
    found: dict[str, Quantity] = {}
    for name in ASSUMABLE:
        default = defaults.get(name)
        answer = answers.values.get(name)
        unit = kb.vocabulary[name].unit
        if isinstance(answer, int | float):
            found[name] = Quantity(name, answer, answer, answer, unit, True, default)
        elif isinstance(answer, Range):
            found[name] = _ranged(name, answer, kb.vocabulary[name].at_most, unit, default)
        elif default is not None:
            found[name] = _assumed(name, default, tuple(factors.get(name, ())), unit, kb.policy)
    return found


def _ranged(name: str, answer: Range, at_most: float, unit: str, default: Entry | None) -> Quantity:
    """A range that the manager gave; an open end reaches to what is plausible, or else to what is possible."""
    plausible = default.details["plausible"] if default else (0.0, at_most)
    low = min(plausible[0], answer.high or 0.0) if answer.low is None else answer.low
    high = min(max(plausible[1], low), at_most) if answer.high is None else answer.high
    note = f"open below: taken down to {low:g}" if answer.low is None else ""
    note = f"open above: taken up to {high:g}" if answer.high is None else note
    guessed = default is None and (answer.low is None or answer.high is None)
    return Quantity(name, low, None if guessed else (low + high) / 2, high, unit, True, default, note=note)


def _assumed(
    name: str, default: Entry, factors: tuple[tuple[str, float], ...], unit: str, policy: Mapping[str, float]
) -> Quantity:
    """The default times the factors of the rules (together kept within bounds), give or take the assumed spread."""
    factor = math.prod(factor for _, factor in factors)
    kept = min(max(factor, policy["adjust.least"]), policy["adjust.most"])
    ceiling = 100.0 if unit.startswith("of ") else math.inf  # a share cannot be adjusted beyond the whole
    value = min(default.details["value"] * kept, ceiling)
    spread = policy["coverage.assumed_spread"] / 100
    note = f"adjustments of x{factor:.2f} kept to x{kept:.2f}" if factor != kept else ""
    return Quantity(
        name, value * (1 - spread), value, min(value * (1 + spread), ceiling), unit, False, default, factors, note
    )
