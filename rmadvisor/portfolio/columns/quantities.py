"""The quantities of the workload in columns: the row's own figure, or an assumption that rules adjust.

In:     Memory with the answers and what follows from them; the `assume` and `adjust` effects of the first stage.
Out:    columns "<quantity> least", "<quantity> middle" and "<quantity> most", null where a row has none, and "own", the
        number of quantities that are the row's own.
Same:   sizing/quantities.py in the same order of arithmetic, so that both give the same floats.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any

import ibis

from rmadvisor.knowledge.conditions import Alternatives
from rmadvisor.knowledge.entries import Entry
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import ASSUMABLE, QUANTITIES, Adjust, Assume
from rmadvisor.portfolio.columns.answers import Known, Number
from rmadvisor.portfolio.columns.literals import Column, figure
from rmadvisor.portfolio.columns.memory import Memory

NOTHING = ibis.null("float64")
Defaults = list[tuple[Alternatives, Entry]]  # the last rule that fires stands first


@dataclass(frozen=True, slots=True)
class Ends:
    """The three figures of a quantity, and where it is the row's own (None: nowhere)."""

    least: Column
    middle: Column
    most: Column
    own: Column | None


def quantities(memory: Memory, kb: KnowledgeBase) -> None:
    """Add the columns of every quantity."""
    effects = [(rule, effect) for rule in kb.rules if kb.stage[rule.id] == 0 for effect in rule.then]
    defaults: dict[str, Defaults] = {name: [] for name in ASSUMABLE}
    factors: dict[str, list[tuple[Alternatives, Any]]] = {name: [] for name in ASSUMABLE}
    for rule, effect in effects:
        if isinstance(effect, Assume):
            defaults[effect.quantity].insert(0, (rule.when, kb.entries[effect.default]))
        elif isinstance(effect, Adjust):
            factors[effect.quantity].append((rule.when, effect.factor))
    given = memory.given
    found = {
        name: _quantity(memory, kb, name, given.get(name), defaults[name], factors[name])
        for name in ASSUMABLE
        if name in kb.vocabulary
    }
    columns: dict[str, Column] = {}
    for name, ends in found.items():
        columns |= {f"{name} least": ends.least, f"{name} middle": ends.middle, f"{name} most": ends.most}
    owned = [found[name].own for name in QUANTITIES if found[name].own is not None]
    columns["own"] = (
        reduce(operator.add, [ibis.cases((own, 1), else_=0) for own in owned])
        if owned
        else ibis.literal(0, type="int64")
    )
    memory.add(columns)


def _quantity(
    memory: Memory,
    kb: KnowledgeBase,
    name: str,
    answer: Known | None,
    defaults: Defaults,
    factors: Iterable[tuple[Alternatives, float]],
) -> Ends:
    """One quantity: the answer where there is one, the assumption elsewhere."""
    fact = kb.vocabulary[name]
    least, value, most = _assumed(memory, kb, fact.unit.startswith("of "), defaults, factors)
    if answer is None:
        return Ends(least, value, most, None)
    assert isinstance(answer, Number)
    if not answer.open:
        own, given = answer.low.notnull(), answer.low
        return Ends(given.coalesce(least), given.coalesce(value), given.coalesce(most), own)
    own = answer.low.notnull() | answer.high.notnull()
    plausible = [
        memory.first(((when, figure(entry.details["plausible"][i])) for when, entry in defaults), figure(otherwise))
        for i, otherwise in ((0, 0.0), (1, fact.at_most))
    ]
    low = ibis.cases((answer.low.isnull(), ibis.least(plausible[0], answer.high)), else_=answer.low)
    up_to = ibis.least(ibis.greatest(plausible[1], low), figure(fact.at_most))
    high = ibis.cases((answer.high.isnull(), up_to), else_=answer.high)
    has_default = memory.first(((when, ibis.literal(True)) for when, _ in defaults), ibis.literal(False))
    guessed = ~has_default & (answer.low.isnull() | answer.high.isnull())
    middle = ibis.cases((~guessed, (low + high) / 2))
    return Ends(
        ibis.cases((own, low), else_=least),
        ibis.cases((own, middle), else_=value),
        ibis.cases((own, high), else_=most),
        own,
    )


def _assumed(
    memory: Memory, kb: KnowledgeBase, is_share: bool, defaults: Defaults, factors: Iterable[tuple[Alternatives, float]]
) -> tuple[Column, Column, Column]:
    """The default in force times the factors of the rules, give or take the assumed spread; null where none is."""
    default = memory.first(((when, figure(entry.details["value"])) for when, entry in defaults), NOTHING)
    one = figure(1.0)
    kept = one
    for when, factor in factors:
        if (fires := memory.fires(when)) is not None:
            kept = kept * ibis.cases((fires, figure(factor)), else_=one)
    kept = ibis.least(ibis.greatest(kept, figure(kb.policy["adjust.least"])), figure(kb.policy["adjust.most"]))
    spread = kb.policy["coverage.assumed_spread"] / 100
    value = default * kept
    value = ibis.cases((value > figure(100.0), figure(100.0)), else_=value) if is_share else value
    most = value * figure(1 + spread)
    most = ibis.cases((most > figure(100.0), figure(100.0)), else_=most) if is_share else most
    return value * figure(1 - spread), value, most
