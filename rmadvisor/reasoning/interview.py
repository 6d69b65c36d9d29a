"""What to ask next, and when nothing more need be asked.

In:     KnowledgeBase, Answers, facts that the manager skipped for now.
Out:    NextQuestion, with what is settled.
Method: of the questions that can still matter, the one whose answer leaves least open on average over its cells: least
        doubt about the focus until that is settled, then the fewest questions that still matter. First those that bear on
        the focus, the coverage and the leading capabilities, then the others. Proved by bounds (relevance.py): what is
        called settled is settled; a question more may be asked than was needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rmadvisor.knowledge.answers import Answers
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import Warn
from rmadvisor.reasoning.leads import Boxes, bits, doubt
from rmadvisor.reasoning.possible import Network, Possibilities
from rmadvisor.reasoning.relevance import GOALS, Relevance

TIERS: tuple[tuple[str, ...], ...] = (("focus", "coverage", "capabilities"), ("warnings",), ("rest",))
NO_VALUE_WEIGHT = 0.25  # "I do not know" is a rarer answer than any other; our assumption
DERIVED = {"customers_per_rm": ("customers", "rm_count")}  # what follows from others is asked only after them


@dataclass(frozen=True, slots=True)
class Settled:
    """What no answer to any remaining question can change."""

    focus: bool
    coverage: bool
    capabilities: bool
    warnings: bool

    @property
    def all(self) -> bool:
        return self.focus and self.coverage and self.capabilities and self.warnings

    def as_dict(self) -> dict[str, bool]:
        return {
            "focus": self.focus,
            "coverage": self.coverage,
            "capabilities": self.capabilities,
            "warnings": self.warnings,
            "all": self.all,
        }


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """The question to ask now; `fact` is None when nothing left can change anything.

    `choices` are (value, label); `together` names facts that managers give in one breath with this one; `open` counts
    the questions that can still matter, this one included, and `spares` those that its answer may make needless.
    """

    settled: Settled
    fact: str | None
    question: str | None
    choices: tuple[tuple[str, str], ...]
    why: str | None
    can_change: tuple[str, ...]
    together: tuple[str, ...]
    open: int
    spares: int = 0

    def as_dict(self) -> dict[str, Any]:
        return {
            "settled": self.settled.as_dict(),
            "fact": self.fact,
            "question": self.question,
            "choices": [{"value": value, "label": label} for value, label in self.choices],
            "why": self.why,
            "can_change": list(self.can_change),
            "together": list(self.together),
            "open": self.open,
            "spares": self.spares,
        }


@lru_cache(maxsize=4)
def network_of(kb: KnowledgeBase) -> Network:
    """The network of a knowledge base, made once."""
    return Network(kb)


def next_question(kb: KnowledgeBase, answers: Answers, skipped: frozenset[str] = frozenset()) -> NextQuestion:
    """The unanswered question whose answer can change most; skipped ones come last."""
    network = network_of(kb)
    possible = Possibilities(network, answers)
    relevance = Relevance(possible)
    relevant = {goal: relevance.of(goal) for goal in GOALS}
    now = {goal: {name for name, boxes in facts.items() if boxes & 1} for goal, facts in relevant.items()}
    certain = {
        "focus": len(possible.outlooks[0].models) == 1,
        "coverage": not relevance.unsettled_coverage() & 1,
        "capabilities": relevance.top is not None,
        "warnings": not any(relevance.undecided[i] & 1 for i in network.of_effect(Warn)),
    }
    settled = Settled(**{goal: sure or not now[goal] for goal, sure in certain.items()})
    everything = set().union(*now.values())
    for tier in TIERS:
        askable = _askable(set().union(*(now[goal] for goal in tier)), everything)
        if askable - skipped or (askable and tier == TIERS[-1]):
            break
    else:
        askable = _askable(everything, everything)
        tier = GOALS
    if not askable:
        return NextQuestion(settled, None, None, (), None, (), (), 0)
    left = _left({name: _union(relevant[goal].get(name, 0) for goal in tier) for name in everything})
    doubts = {box: doubt(possible.leads[box], seen.models) for box, seen in possible.outlooks.items()}
    order = {name: i for i, name in enumerate(network.kb.vocabulary)}

    def use(name: str) -> tuple[bool, float, float, int]:
        """The less is left open after an answer the better: first of the focus, then of everything."""
        after = _expected(network, doubts, doubts[0], name), _expected(network, left, 0, name)
        return name in skipped, *after, order[name]

    chosen = min((network.kb.opening & askable) - skipped or askable, key=use)
    return _worded(network, settled, chosen, relevant, everything, left)


def _union(sets: Any) -> Boxes:
    found: Boxes = 0
    for boxes in sets:
        found |= boxes
    return found


def _askable(facts: set[str], everything: set[str]) -> set[str]:
    """Those facts that are not better asked by others which are open too."""
    return {name for name in facts if not everything & set(DERIVED.get(name, ()))} or facts


def _left(relevant: Mapping[str, Boxes]) -> dict[int, int]:
    """How many questions are relevant in each box."""
    count: dict[int, int] = {}
    for boxes in relevant.values():
        for box in bits(boxes):
            count[box] = count.get(box, 0) + 1
    return count


def _expected(network: Network, measure: Mapping[int, float], otherwise: float, name: str) -> float:
    """What is left on average after a question is answered; each of its cells counts alike, "no value" less."""
    total = weight = 0.0
    for box in bits(network.of_fact[name]):
        looked = network.boxes[box]
        share = NO_VALUE_WEIGHT if looked is not None and looked.cell is None else 1.0
        total += share * measure.get(box, otherwise)
        weight += share
    return total / weight


def _worded(
    network: Network,
    settled: Settled,
    name: str,
    relevant: Mapping[str, Mapping[str, Boxes]],
    everything: set[str],
    left: Mapping[int, int],
) -> NextQuestion:
    fact = network.kb.vocabulary[name]
    choices = (("yes", "yes"), ("no", "no")) if fact.type == "yes_no" else tuple(fact.choices.items())
    changes = tuple("advice" if goal == "rest" else goal for goal in GOALS if relevant[goal].get(name, 0) & 1)
    fewest = min(left.get(box, 0) for box in bits(network.of_fact[name]))
    together = tuple(other for other in fact.together if other in everything)
    return NextQuestion(
        settled,
        name,
        fact.question,
        choices,
        fact.why,
        changes,
        together,
        len(everything),
        max(left.get(0, 0) - 1 - fewest, 0),
    )
