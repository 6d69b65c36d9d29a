"""What is still open, and what is settled: one look at everything that the open questions can still change.

In:     KnowledgeBase, Answers.
Out:    Survey, on which the next question, `focus.settled` and the list of open questions rest.
Proof:  by bounds (reading.py, relevance.py), and where few questions are behind a doubt by trying their cells
        (search.py). What is called settled is settled, a question that is not listed can change nothing; a question
        that is listed can, as far as the bounds tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rmadvisor.knowledge.answers import Answers
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import Warn
from rmadvisor.reasoning.possible.cases import figure_differs
from rmadvisor.reasoning.possible.leads import Boxes, bits, counts, doubt
from rmadvisor.reasoning.possible.network import Network
from rmadvisor.reasoning.possible.reading import Possibilities
from rmadvisor.reasoning.possible.relevance import GOALS, Relevance
from rmadvisor.reasoning.possible.search import OUTCOMES, Budget, matters, one_decision

BOUNDS, SEARCH = "bounds", "search"  # how something was proved
FEW = 4  # questions behind a goal whose cells are tried
READINGS = 3  # of cells that are tried, for one set of answers
NO_VALUE_WEIGHT = 0.25  # "I do not know" is a rarer answer than any other; our assumption


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
class OpenQuestion:
    """An unanswered fact that can still change something. `impact` is how much less is open, on average, once it is
    answered: doubt about the focus, and questions that still matter (this one included)."""

    fact: str
    impact: float

    def as_dict(self) -> dict[str, str | float]:
        return {"fact": self.fact, "impact": self.impact}


class Survey:
    """One reading of the rules over everything that is not known."""

    def __init__(self, network: Network, answers: Answers) -> None:
        self.network, self.kb = network, network.kb
        self.possible = Possibilities(network, answers)
        relevance = Relevance(self.possible)
        self.relevant = relevance.of_goals()
        self.now = {goal: {n for n, boxes in facts.items() if boxes & 1} for goal, facts in self.relevant.items()}
        certain = {
            "focus": len(self.possible.outlooks[0].models) == 1,
            "coverage": not relevance.unsettled_coverage() & 1,
            "capabilities": relevance.top is not None,
            "warnings": not any(relevance.undecided[i] & 1 for i in network.of_effect(Warn)),
        }
        self.budget = Budget(READINGS)
        self._changing: dict[str, str | None] = {}
        self._doubt_after: dict[str, float] = {}
        self.proved_by = dict.fromkeys(certain, BOUNDS)
        for goal, sure in certain.items():
            certain[goal] = sure or not self.now[goal] or self._searched(goal)
        self.settled = Settled(**certain)
        self.open: set[str] = set().union(*self.now.values())

    def _searched(self, goal: str) -> bool:
        """Whether trying the cells of the few questions that a goal still rests on leaves one decision."""
        if goal not in OUTCOMES or len(self.now[goal]) > FEW:
            return False
        facts = sorted(self.now[goal], key=lambda name: (self.doubt_after(name), name))
        found = one_decision(self.network, self.possible.answers, goal, facts, self.budget)
        if found is not None:
            self.proved_by[goal] = SEARCH
        if found:
            self.now[goal] = set()  # nothing is left that could change it
        return bool(found)

    def surely_changes(self, name: str) -> str | None:
        """A goal to which an answer makes a difference in some case; NOTHING when there is none, None if not known."""
        if name not in self._changing:
            goals = self.changes(name)
            facts = set().union(*(self.now[goal] for goal in goals))
            found = matters(self.network, self.possible.answers, name, sorted(facts), self.budget)
            if found is None:
                found = figure_differs(self.kb, self.possible.answers, name, goals)
            self._changing[name] = found
        return self._changing[name]

    def changes(self, name: str) -> tuple[str, ...]:
        """The goals that an answer can change."""
        return tuple(goal for goal in GOALS if name in self.now[goal])

    @cached_property
    def doubts(self) -> list[float]:
        """How open the focus is in each box."""
        outlooks, leads = self.possible.outlooks, self.possible.leads
        found = [doubt(leads[0], outlooks[0].models)] * len(self.network.boxes)
        for box, seen in outlooks.items():
            found[box] = doubt(leads[box], seen.models)
        return found

    def left(self, goals: Iterable[str]) -> tuple[int, ...]:
        """How many questions still matter to some of these goals, in each box."""
        digits: list[
            Boxes
        ] = []  # of the count in binary: the boxes in which the last digit is 1, the one before it ...
        tables = [self.relevant[goal] for goal in goals]
        for name in self.open:
            carry = 0
            for table in tables:
                carry |= table.get(name, 0)
            for i, digit in enumerate(digits):
                digits[i], carry = digit ^ carry, digit & carry
            if carry:
                digits.append(carry)
        return counts(digits, len(self.network.boxes))

    def after(self, name: str, measure: Sequence[float]) -> float:
        """A measure of what is open, on average after an answer; each cell counts alike, "no value" less."""
        shares = self.network.shares.get(name)
        if shares is None:
            shares = self.network.shares[name] = self._shares(name)
        total = weight = 0.0
        for box, share in shares:
            total += share * measure[box]
            weight += share
        return total / weight if weight else measure[0]

    def doubt_after(self, name: str) -> float:
        """The doubt about the focus that is left on average after an answer."""
        if name not in self._doubt_after:
            self._doubt_after[name] = self.after(name, self.doubts)
        return self._doubt_after[name]

    def _shares(self, name: str) -> tuple[tuple[int, float], ...]:
        """The boxes that look at a question as answered, each with its weight."""
        boxes = self.network.boxes
        return tuple(
            (i, NO_VALUE_WEIGHT if (box := boxes[i]) is not None and box.cell is None else 1.0)
            for i in bits(self.network.of_fact[name])
        )

    def questions(self) -> tuple[OpenQuestion, ...]:
        """All open questions, the one that leaves least open at the head."""
        left = self.left(GOALS)
        before = left[0] + self.doubts[0]
        found = [
            OpenQuestion(name, round(before - self.after(name, left) - self.doubt_after(name), 2))
            for name in self.kb.vocabulary
            if name in self.open
        ]
        return tuple(sorted(found, key=lambda question: -question.impact))


@lru_cache(maxsize=4)
def network_of(kb: KnowledgeBase) -> Network:
    """The network of a knowledge base, made once."""
    return Network(kb)


def survey(kb: KnowledgeBase, answers: Answers) -> Survey:
    """The survey of these answers; the latest is kept, as a dialogue asks for it twice."""
    network = network_of(kb)
    latest = network.latest
    if latest is None or latest[0] != answers:
        latest = network.latest = answers, Survey(network, answers)
    found: Survey = latest[1]  # not read from the network again: another thread may have left its own there
    return found
