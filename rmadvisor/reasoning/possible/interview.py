"""What to ask next, and when nothing more need be asked.

In:     KnowledgeBase, Answers, facts that the manager skipped for now.
Out:    NextQuestion, with what is settled.
Method: of the questions that can still matter, the one whose answer leaves least open on average over its cells: least
        doubt about the focus until that is settled, then the fewest questions that still matter. First those that bear
        on the focus, the coverage and the leading capabilities, then those on warnings, then the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rmadvisor.knowledge.answers import Answers
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.reasoning.possible.leads import bits
from rmadvisor.reasoning.possible.relevance import GOALS
from rmadvisor.reasoning.possible.survey import Settled, Survey, survey

TIERS: tuple[tuple[str, ...], ...] = (("focus", "coverage", "capabilities"), ("warnings",), ("rest",))
DERIVED = {"customers_per_rm": ("customers", "rm_count")}  # what follows from others is asked only after them


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


def next_question(kb: KnowledgeBase, answers: Answers, skipped: frozenset[str] = frozenset()) -> NextQuestion:
    """The unanswered question whose answer can change most; skipped ones come last."""
    seen = survey(kb, answers)
    if not seen.open:
        return NextQuestion(seen.settled, None, None, (), None, (), (), 0)
    tier, askable = _tier(seen, skipped)
    left = seen.left(tier)
    order = {name: i for i, name in enumerate(kb.vocabulary)}

    def use(name: str) -> tuple[float, float, int]:
        """The less is left open after an answer the better: first of the focus, then of everything."""
        return seen.after(name, seen.doubts, seen.doubts[0]), seen.after(name, left), order[name]

    return _worded(seen, min(kb.opening & askable or askable, key=use), left)


def _tier(seen: Survey, skipped: frozenset[str]) -> tuple[tuple[str, ...], set[str]]:
    """The first goals that some question bears on, and those questions; the skipped ones when no others are left."""
    for tier in TIERS:
        facts = set().union(*(seen.now[goal] for goal in tier)) - skipped
        askable = {name for name in facts if not seen.open & set(DERIVED.get(name, ()))}
        if askable:
            return tier, askable
    return GOALS, set(seen.open)


def _worded(seen: Survey, name: str, left: dict[int, int]) -> NextQuestion:
    fact = seen.kb.vocabulary[name]
    choices = (("yes", "yes"), ("no", "no")) if fact.type == "yes_no" else tuple(fact.choices.items())
    fewest = min(left.get(box, 0) for box in bits(seen.network.of_fact[name]))
    return NextQuestion(
        settled=seen.settled,
        fact=name,
        question=fact.question,
        choices=choices,
        why=fact.why,
        can_change=tuple("advice" if goal == "rest" else goal for goal in seen.changes(name)),
        together=tuple(other for other in fact.together if other in seen.open),
        open=len(seen.open),
        spares=max(left.get(0, 0) - 1 - fewest, 0),
    )
