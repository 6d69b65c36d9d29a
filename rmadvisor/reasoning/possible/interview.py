"""What to ask next, and when nothing more need be asked.

In:     KnowledgeBase, Answers, facts that the manager skipped for now.
Out:    NextQuestion, with what is settled.
Method: of the questions that can still matter, the one whose answer leaves least open on average over its cells: least
        doubt about the focus until that is settled, then the fewest questions that still matter. First those that bear
        on the focus, the coverage and the leading capabilities, then those on warnings, then the others. The question
        chosen is held against single cases (search.py): one that surely changes nothing is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rmadvisor.knowledge.answers import Answers
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.reasoning.possible.leads import bits
from rmadvisor.reasoning.possible.relevance import GOALS
from rmadvisor.reasoning.possible.search import NOTHING
from rmadvisor.reasoning.possible.survey import BOUNDS, READINGS, SEARCH, Settled, Survey, survey

TIERS: tuple[tuple[str, ...], ...] = (("focus", "coverage", "capabilities"), ("warnings",), ("rest",))
DERIVED = {"customers_per_rm": ("customers", "rm_count")}  # what follows from others is asked only after them


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """The question to ask now; `fact` is None when nothing left can change anything.

    `choices` are (value, label); `together` names facts that managers give in one breath with this one; `open` counts
    the questions that can still matter, this one included, and `spares` those that its answer may make needless.
    `proved_by` says for each part of `settled`, and for "question", whether trying single cases shows it ("search"), or
    bounds tell: these prove that something is settled, but not that it is open.
    """

    settled: Settled
    fact: str | None
    question: str | None
    choices: tuple[tuple[str, str], ...]
    why: str | None
    can_change: tuple[str, ...]
    together: tuple[str, ...]
    open: int
    spares: int
    proved_by: Mapping[str, str]

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
            "proved_by": dict(self.proved_by),
        }


def next_question(kb: KnowledgeBase, answers: Answers, skipped: frozenset[str] = frozenset()) -> NextQuestion:
    """The unanswered question whose answer can change most; skipped ones come last."""
    seen = survey(kb, answers)
    name, left, needless = _asked(seen, skipped)
    if name is None:
        return NextQuestion(seen.settled, None, None, (), None, (), (), 0, 0, seen.proved_by)
    return _worded(seen, name, left, seen.surely_changes(name), len(seen.open - needless))


def nothing_left(seen: Survey) -> bool:
    """Whether no answer to any question that is left can change anything, so that none is asked."""
    if len(seen.open) > READINGS:  # no more than that are ever shown to be needless
        return False
    return _asked(seen, frozenset())[0] is None


def _asked(seen: Survey, skipped: frozenset[str]) -> tuple[str | None, Sequence[int], set[str]]:
    """The question to ask, what is left in each box, and the more telling ones that were shown to change nothing."""
    needless: set[str] = set()
    while seen.open - needless:
        name, left = _most_telling(seen, skipped, needless)
        if seen.surely_changes(name) != NOTHING:
            return name, left, needless
        needless.add(name)
    return None, (), needless


def _most_telling(seen: Survey, skipped: frozenset[str], needless: set[str]) -> tuple[str, Sequence[int]]:
    """The question whose answer leaves least open, first of the focus, then of everything; what is left in each box."""
    tier, askable = _tier(seen, skipped, needless)
    left = seen.left(tier)
    order = {name: i for i, name in enumerate(seen.kb.vocabulary)}

    def use(name: str) -> tuple[float, float, int]:
        return seen.doubt_after(name), seen.after(name, left), order[name]

    return min(set(seen.kb.opening & askable) or askable, key=use), left


def _tier(seen: Survey, skipped: frozenset[str], needless: set[str]) -> tuple[tuple[str, ...], set[str]]:
    """The first goals that some question bears on, and those questions; the skipped ones when no others are left."""
    for tier in TIERS:
        facts = set().union(*(seen.now[goal] for goal in tier)) - skipped - needless
        askable = {name for name in facts if not seen.open & set(DERIVED.get(name, ()))}
        if askable:
            return tier, askable
    return GOALS, seen.open - needless


def _worded(seen: Survey, name: str, left: Sequence[int], changes: str | None, still_open: int) -> NextQuestion:
    fact = seen.kb.vocabulary[name]
    choices = (("yes", "yes"), ("no", "no")) if fact.type == "yes_no" else tuple(fact.choices.items())
    fewest = min(left[box] for box in bits(seen.network.of_fact[name]))
    return NextQuestion(
        settled=seen.settled,
        fact=name,
        question=fact.question,
        choices=choices,
        why=fact.why,
        can_change=tuple("advice" if goal == "rest" else goal for goal in seen.changes(name)),
        together=tuple(other for other in fact.together if other in seen.open),
        open=still_open,
        spares=max(left[0] - 1 - fewest, 0),
        proved_by={
            **seen.proved_by,
            **({changes: SEARCH} if changes in seen.proved_by else {}),
            "question": BOUNDS if changes is None else SEARCH,
        },
    )
