"""The quantities of the workload in columns: the row's own figure, or an assumption that rules adjust.

In:     Memory with the answers and what follows from them; the `assume` and `adjust` effects of the first stage.
Out:    columns "<quantity> least", "<quantity> middle" and "<quantity> most", null where a row has none, and "own", the
        number of quantities that are the row's own.
Same:   sizing/quantities.py in the same order of arithmetic, so that both give the same floats.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any

import ibis

from rmadvisor.knowledge.conditions import Alternatives
from rmadvisor.knowledge.entries import Entry
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import ASSUMABLE, QUANTITIES, Adjust, Assume
from rmadvisor.portfolio.columns.answers import Number
from rmadvisor.portfolio.columns.literals import Column, figure, whole
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
    names = [name for name in ASSUMABLE if name in kb.vocabulary]
    memory.add({f"{name} assumed": _assumed(memory, kb, name, defaults[name], factors[name]) for name in names})
    memory.add(
        {f"{name} {end}": column for name in names for end, column in _open_ends(memory, kb, name, defaults[name])}
    )
    columns: dict[str, Column] = {}
    owned: list[Column] = []
    for name in names:
        ends = _quantity(memory, kb, name)
        columns |= {f"{name} least": ends.least, f"{name} middle": ends.middle, f"{name} most": ends.most}
        if ends.own is not None and name in QUANTITIES:
            owned.append(ibis.cases((ends.own, whole(1)), else_=whole(0)))
    memory.add(columns | {"own": reduce(operator.add, owned, whole(0))})


def _quantity(memory: Memory, kb: KnowledgeBase, name: str) -> Ends:
    """One quantity: the answer where there is one, the assumption elsewhere, give or take its spread."""
    value, answer = memory[f"{name} assumed"], memory.given.get(name)
    spread = kb.policy["coverage.assumed_spread"] / 100
    least, most = value * figure(1 - spread), value * figure(1 + spread)
    if _is_share(kb, name):
        most = ibis.cases((most > figure(100.0), figure(100.0)), else_=most)
    if not isinstance(answer, Number):
        return Ends(least, value, most, None)
    if not answer.open:
        own, given = answer.low.notnull(), answer.low
        least, value, most = (ibis.cases((own, given), else_=end) for end in (least, value, most))
        return Ends(least, value, most, own)
    own = answer.low.notnull() | answer.high.notnull()
    low, high, guessed = (memory[f"{name} {end}"] for end in ("low", "high", "guessed"))
    middle = ibis.cases((~guessed, (low + high) / 2))
    pairs = ((low, least), (middle, value), (high, most))
    least, value, most = (ibis.cases((own, said), else_=end) for said, end in pairs)
    return Ends(least, value, most, own)


def _open_ends(memory: Memory, kb: KnowledgeBase, name: str, defaults: Defaults) -> Iterator[tuple[str, Column]]:
    """A range with an open end reaches to what is plausible, or else to what is possible; then it has no middle."""
    answer = memory.given.get(name)
    if not isinstance(answer, Number) or not answer.open:
        return
    at_most = kb.vocabulary[name].at_most
    plausible = [
        memory.first(((when, figure(entry.details["plausible"][i])) for when, entry in defaults), figure(otherwise))
        for i, otherwise in ((0, 0.0), (1, at_most))
    ]
    opens_below, opens_above = answer.low.isnull() & answer.high.notnull(), answer.high.isnull() & answer.low.notnull()
    yield "low", ibis.cases((opens_below, ibis.least(plausible[0], answer.high)), else_=answer.low)
    up_to = ibis.least(ibis.greatest(plausible[1], answer.low), figure(at_most))
    yield "high", ibis.cases((opens_above, up_to), else_=answer.high)
    has_default = memory.first(((when, ibis.literal(True)) for when, _ in defaults), ibis.literal(False))
    yield "guessed", ibis.cases((opens_below | opens_above, ~has_default), else_=ibis.literal(False))


def _is_share(kb: KnowledgeBase, name: str) -> bool:
    return kb.vocabulary[name].unit.startswith("of ")


def _assumed(
    memory: Memory, kb: KnowledgeBase, name: str, defaults: Defaults, factors: Iterable[tuple[Alternatives, float]]
) -> Column:
    """The default in force times the factors of the rules, together kept within bounds; null where none is in force."""
    default = memory.first(((when, figure(entry.details["value"])) for when, entry in defaults), NOTHING)
    one = figure(1.0)
    kept = one
    for when, factor in factors:
        if (fires := memory.fires(when)) is not None:
            kept = kept * ibis.cases((fires, figure(factor)), else_=one)
    kept = ibis.least(ibis.greatest(kept, figure(kb.policy["adjust.least"])), figure(kb.policy["adjust.most"]))
    value = default * kept
    return ibis.cases((value > figure(100.0), figure(100.0)), else_=value) if _is_share(kb, name) else value
