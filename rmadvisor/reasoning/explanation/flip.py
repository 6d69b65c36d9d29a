"""What it would take: all the smallest sets of changed answers that change a conclusion.

In:     KnowledgeBase, Answers, the name of a conclusion (focus, focus=MODEL, a capability, the id of a rule, advice or
        warning).
Out:    Flips: the sets of the smallest size that do it, each verified by a consultation.
Exact:  over the cells that the rules cut answers into, up to MOST_CHANGES answers at once: no smaller set exists, and
        none of this size is left out. A quantity that only enters the arithmetic has no cells; it is tried at its
        plausible ends, alone. Facts marked `fixed` in rules/ are left out unless asked for.
Method: single changes are tried one by one; for pairs one reading of the rules (possible.py) looks at all second
        changes to a first one at once, and what it cannot exclude is tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rmadvisor.knowledge.answers import Answer, Answers, Range, Unknown, bounds, plain
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.problems import BadInput, Problem, did_you_mean
from rmadvisor.knowledge.rules import FOCUSES
from rmadvisor.knowledge.vocabulary import TICKS, Fact
from rmadvisor.reasoning.consultation import Findings, consult
from rmadvisor.reasoning.memory import recall
from rmadvisor.reasoning.plain import plain_engine
from rmadvisor.reasoning.possible.cells import Box, Cell
from rmadvisor.reasoning.possible.leads import NONE, bits
from rmadvisor.reasoning.possible.network import Network
from rmadvisor.reasoning.possible.reading import Possibilities
from rmadvisor.reasoning.possible.survey import network_of

MOST_CHANGES = 2


@dataclass(frozen=True, slots=True)
class Change:
    """One answer in place of another."""

    fact: str
    before: Any
    after: Any

    def as_dict(self) -> dict[str, Any]:
        return {"fact": self.fact, "from": self.before, "to": self.after}


@dataclass(frozen=True, slots=True)
class Flip:
    """A set of changes, and what the conclusion becomes."""

    changes: tuple[Change, ...]
    becomes: Any

    def as_dict(self) -> dict[str, Any]:
        return {"changes": [change.as_dict() for change in self.changes], "becomes": self.becomes}


@dataclass(frozen=True, slots=True)
class Flips:
    """All flips of the smallest size; none when no set of up to `searched` changes does it. `left_out` are fixed."""

    conclusion: str
    now: Any
    wanted: Any
    flips: tuple[Flip, ...]
    searched: int
    left_out: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "conclusion": self.conclusion,
            "now": self.now,
            "wanted": self.wanted,
            "flips": [flip.as_dict() for flip in self.flips],
            "searched": self.searched,
            "left_out": list(self.left_out),
        }


@dataclass(frozen=True, slots=True)
class Goal:
    """A conclusion that may flip: what it is now, and what it is to become (anything else, when None)."""

    kb: KnowledgeBase
    name: str
    wanted: Any

    def value(self, found: Findings) -> Any:
        """The conclusion in a consultation."""
        if self.name == "focus":
            return found.decision.model
        if self.name in self.kb.capabilities:
            return next((need.level for need in found.requirements if need.capability == self.name), None)
        return any(firing.rule.id == self.name for firing in found.firings)

    def reached(self, value: Any, now: Any) -> bool:
        return bool(value == self.wanted if self.wanted is not None else value != now)

    def possible(self, seen: Possibilities, box: int, now: Any) -> bool:
        """Whether a box may reach it, as far as the bounds tell."""
        if self.name == "focus":
            models = seen.outlooks.get(box, seen.outlooks[0]).models
            return self.wanted in models if self.wanted is not None else models != {now or NONE}
        if self.name in self.kb.capabilities:
            low, high = seen.level(self.name, box)
            return low <= self.wanted <= high if self.wanted is not None else (low, high) != (now or 0, now or 0)
        i = seen.network.index[self.name]
        may, must = bool(seen.may[i] >> box & 1), bool(seen.must[i] >> box & 1)
        return may != must or must is not now


def read_goal(kb: KnowledgeBase, text: str) -> Goal:
    """The conclusion that a person named. BadInput when there is none of that name."""
    name, _, value = text.partition("=")
    if name in FOCUSES:
        name, value = "focus", name
    if name.startswith("focus.") and name.removeprefix("focus.") in FOCUSES:
        name, value = "focus", name.removeprefix("focus.")
    if name == "focus" and (not value or value in FOCUSES):
        return Goal(kb, name, value or None)
    if name in kb.capabilities and (not value or value in ("1", "2", "3", "4", "5")):
        return Goal(kb, name, int(value) if value else None)
    if name in kb.rule and not value:
        return Goal(kb, name, None)
    known = ["focus", *(f"focus={focus}" for focus in FOCUSES), *kb.capabilities, *kb.rule]
    mend = did_you_mean(text, known, "try focus, focus=hybrid, a capability, or the id of a warning")
    raise BadInput([Problem("", 0, 0, f"nothing that can flip is called '{text}'", mend)])


def flip(kb: KnowledgeBase, answers: Answers, goal: Goal, fixed_too: bool = False) -> Flips:
    """All the smallest sets of changes that make the conclusion another, or the one wanted."""
    search = _Search(kb, answers, goal)
    fixed = {name for name, fact in kb.vocabulary.items() if fact.fixed and name in answers.values}
    names = [name for name in kb.vocabulary if name in answers.values and (fixed_too or name not in fixed)]
    left_out = () if fixed_too else tuple(name for name in kb.vocabulary if name in fixed)
    done = goal.wanted is not None and search.now == goal.wanted
    found = [] if done else search.singles(names) or search.pairs(names)
    return Flips(goal.name, search.now, goal.wanted, tuple(found), MOST_CHANGES, left_out)


class _Search:
    """One search, with the case that it starts from."""

    def __init__(self, kb: KnowledgeBase, answers: Answers, goal: Goal) -> None:
        self.kb, self.answers, self.goal = kb, answers, goal
        self.network: Network = network_of(kb)
        self.memory = recall(answers, kb.vocabulary)
        self.found = self._consult(answers)
        self.now = goal.value(self.found)

    def _consult(self, answers: Answers) -> Findings:
        return consult(self.kb, plain_engine(self.kb), answers)

    def _with(self, answers: Answers, change: Change, value: Answer) -> Answers:
        return Answers({**answers.values, change.fact: value}, answers.skills)

    def singles(self, names: list[str]) -> list[Flip]:
        found = []
        for name in names:
            for change, value in [*self._changes(name), *self._plausible(name)]:
                becomes = self.goal.value(self._consult(self._with(self.answers, change, value)))
                if self.goal.reached(becomes, self.now):
                    found.append(Flip((change,), becomes))
        return found

    def pairs(self, names: list[str]) -> list[Flip]:
        found: list[Flip] = []
        for i, name in enumerate(names):
            later = frozenset(names[i + 1 :])
            if not later:
                break
            for change, value in self._changes(name):
                first = self._with(self.answers, change, value)
                seen = Possibilities(self.network, first, later)
                for box in bits(seen.live & ~1):
                    looked = self.network.boxes[box]
                    if looked is not None and self.goal.possible(seen, box, self.now):
                        found += self._verified(first, change, looked)
        return found

    def _verified(self, first: Answers, change: Change, looked: Box) -> Iterator[Flip]:
        for second, value in self._of_box(looked):
            becomes = self.goal.value(self._consult(self._with(first, second, value)))
            if self.goal.reached(becomes, self.now):
                yield Flip((change, second), becomes)

    def _changes(self, name: str) -> Iterator[tuple[Change, Answer]]:
        """The other cells of a question, each as one answer."""
        for box in bits(self.network.of_fact[name]):
            looked = self.network.boxes[box]
            if looked is not None:
                yield from self._of_box(looked)

    def _of_box(self, looked: Box) -> Iterator[tuple[Change, Answer]]:
        """The answer that a cell stands for, unless it is today's own or no answer at all."""
        fact, cell = self.kb.vocabulary[looked.fact], looked.cell
        today = self.answers.values[fact.name]
        if cell is None or looked.unit.name.endswith("[size]"):
            return
        value = _answer(fact, today, looked, cell, self.memory)
        if value is not None:
            yield Change(fact.name, plain(today), plain(value)), value

    def _plausible(self, name: str) -> Iterator[tuple[Change, Answer]]:
        """The plausible ends of a quantity that only enters the arithmetic."""
        today = self.answers.values[name]
        quantity = self.found.coverage.quantities.get(name) if len(self._cells(name)) == 1 else None
        if quantity is not None and quantity.default is not None and not isinstance(today, Unknown):
            for end in quantity.default.details["plausible"]:
                if end != today:
                    yield Change(name, plain(today), end), end

    def _cells(self, name: str) -> list[Box]:
        looked = (self.network.boxes[box] for box in bits(self.network.of_fact[name]))
        return [box for box in looked if box is not None and box.cell is not None]


def _answer(fact: Fact, today: Answer, looked: Box, cell: Cell, memory: Any) -> Answer | None:
    """An answer in a cell: for a number the one nearest to today's, for a set today's with one member more or less."""
    if isinstance(cell, tuple):
        low, high = cell
        if not isinstance(today, Unknown):
            least, most = bounds(today)
            if low <= least * TICKS and most * TICKS <= high:
                return None
            near = least if isinstance(today, Range) else most
        else:
            near = 0.0
        number = min(max(near * TICKS, low), high) / TICKS
        if fact.type == "count":
            number = -(-low // TICKS) if number * TICKS <= low else int(number)
            return int(number) if low <= number * TICKS <= high else None
        return number
    (value,) = cell  # type: ignore[misc]
    if fact.type == "choices":
        members = today if isinstance(today, frozenset) else frozenset()
        choice = looked.unit.name.partition("[")[2].rstrip("]")
        if (choice in members) is bool(value):
            return None
        return members | {choice} if value else members - {choice}
    return None if memory.get(fact.name) == cell else value
