"""What may still follow from the answers: every conclusion certain, possible or impossible, every figure an interval.

In:     KnowledgeBase, Answers.
Out:    Overview. Nothing that a completion of the answers gives lies outside.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rmadvisor.knowledge.answers import Answers
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import ASSUMABLE, FOCUSES, Advise, Conclude, Warn, certainty
from rmadvisor.reasoning.consultation import consult
from rmadvisor.reasoning.plain import plain_engine
from rmadvisor.reasoning.possible.leads import NONE, TOTALS
from rmadvisor.reasoning.possible.survey import Survey, survey
from rmadvisor.sizing.ends import Pair

CERTAIN, POSSIBLE, IMPOSSIBLE = "certain", "possible", "impossible"
Interval = tuple[float | None, float | None]  # an end that is not bounded is None


@dataclass(frozen=True, slots=True)
class Overview:
    """What may follow, by conclusion and by figure; `proved_by` says how each goal is known to be settled or open."""

    models: Mapping[str, str]
    certainty: Mapping[str, Interval]
    figures: Mapping[str, Interval]
    quantities: Mapping[str, Interval]
    levels: Mapping[str, tuple[int, int]]
    warnings: Mapping[str, str]
    advice: Mapping[str, str]
    derived: Mapping[str, Mapping[str, str]]
    proved_by: Mapping[str, str]

    def as_dict(self) -> dict[str, Any]:
        def intervals(found: Mapping[str, Interval]) -> dict[str, list[float | None]]:
            return {name: [None if end is None else round(end, 4) for end in pair] for name, pair in found.items()}

        return {
            "focus": dict(self.models),
            "certainty": intervals(self.certainty),
            "figures": intervals(self.figures),
            "quantities": intervals(self.quantities),
            "capabilities": {
                name: {"state": level_state(pair), "levels": list(pair)} for name, pair in self.levels.items()
            },
            "warnings": dict(self.warnings),
            "advice": dict(self.advice),
            "derived": {name: dict(values) for name, values in self.derived.items()},
            "proved_by": dict(self.proved_by),
        }


def level_state(levels: tuple[int, int]) -> str:
    """Whether a capability is required for certain, possibly or not at all."""
    return CERTAIN if levels[0] else POSSIBLE if levels[1] else IMPOSSIBLE


def overview(kb: KnowledgeBase, answers: Answers) -> Overview:
    """Everything that may follow."""
    seen = survey(kb, answers)
    possible = seen.possible
    bounds, (low, high) = possible.bounds[0], possible.leads[0]
    models = possible.outlooks[0].models
    if seen.settled.focus and len(models) > 1:  # by search: then the case as it stands says which
        models = frozenset((consult(kb, plain_engine(kb), answers).decision.model or NONE,))
    return Overview(
        models={name: _state(name in models, models == {name}) for name in FOCUSES},
        certainty={name: (certainty(low[place]), certainty(high[place])) for name, place in TOTALS.items()},
        figures={name: _ends(pair) for name, pair in bounds.figures.items() if pair is not None},
        quantities={
            name: _ends((min(e.low[0], e.value[0]), max(e.high[1], e.value[1])))
            for name, e in possible.quantities.items()
            if name in ASSUMABLE
        },
        levels={name: possible.level(name, 0) for name in kb.capabilities},
        warnings=_rules(seen, Warn),
        advice=_rules(seen, Advise),
        derived=_derived(seen),
        proved_by=seen.proved_by,
    )


def _state(may: bool, must: bool) -> str:
    return CERTAIN if must else POSSIBLE if may else IMPOSSIBLE


def _ends(pair: Pair) -> Interval:
    low, high = (end if math.isfinite(end) else None for end in pair)
    return low, high


def _rules(seen: Survey, kind: type[Warn] | type[Advise]) -> dict[str, str]:
    """The state of each warning or piece of advice, by the id of its rule."""
    possible, order = seen.possible, seen.network.order
    return {
        order[i].id: _state(bool(possible.may[i] & 1), bool(possible.must[i] & 1)) for i in seen.network.of_effect(kind)
    }


def _derived(seen: Survey) -> dict[str, dict[str, str]]:
    """The state of each value of each fact that rules conclude."""
    possible = seen.possible
    found: dict[str, dict[str, str]] = {}
    for i in seen.network.of_effect(Conclude):
        for effect in seen.network.order[i].then:
            if isinstance(effect, Conclude):
                name, value = effect.fact, effect.value
                must = bool(possible.value_must.get(name, {}).get(value, 0) & 1)
                elsewhere = any(boxes & 1 for v, boxes in possible.value_must.get(name, {}).items() if v != value)
                may = bool(possible.value_may.get(name, {}).get(value, 0) & 1) and not elsewhere
                found.setdefault(name, {})[str(value)] = _state(may, must)
    return found
