"""What it would take: all the smallest sets of changed answers that change a conclusion.

In:     KnowledgeBase, Answers, the name of a conclusion (focus, focus=MODEL, a capability, the id of a rule, advice or
        warning).
Out:    Flips: the sets of the smallest size that do it, each verified by a consultation.
Exact:  over the cells that the rules cut answers into, up to MOST_CHANGES answers at once: no smaller set exists, and
        none of this size is left out. A quantity that only enters the arithmetic has no cells; it is tried at its
        plausible ends, alone. Facts marked `fixed` in rules/ are left out unless asked for.
Method: single changes are tried one by one. For two and for three one reading of the rules looks at all sets of so many
        questions at once, each left open, and drops those in which the bounds hold the conclusion; further readings
        look at all changes of the rest, and what they leave undecided is tried; where that is too much to try, the
        size counts as not searched, before anything of it is tried.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from rmadvisor.knowledge.answers import Answers
from rmadvisor.knowledge.conditions import base
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.problems import BadInput, Problem, did_you_mean
from rmadvisor.knowledge.rules import FOCUSES
from rmadvisor.reasoning.consultation import Findings, consult
from rmadvisor.reasoning.explanation.changes import Case, Change, Changes, Options
from rmadvisor.reasoning.memory import holds, remember
from rmadvisor.reasoning.plain import plain_engine
from rmadvisor.reasoning.possible.batch import Batch
from rmadvisor.reasoning.possible.coverage_bounds import SIZED_BY
from rmadvisor.reasoning.possible.leads import NONE, Boxes
from rmadvisor.reasoning.possible.network import Network
from rmadvisor.reasoning.possible.reading import Possibilities
from rmadvisor.reasoning.possible.relevance import Relevance
from rmadvisor.reasoning.possible.survey import network_of

MOST_CHANGES = 3
MOST_CASES = 20_000  # changes of a size that are looked at; with more of them that size counts as not searched
MOST_TRIED = 250  # of those, over all sizes, that are tried by a consultation, as a reading leaves them undecided
AT_ONCE = 2_000  # cases in one reading


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

    def behind(self, network: Network) -> tuple[tuple[int, ...], bool]:
        """The numbers of the rules that it rests on, and whether it is the focus."""
        if self.name in self.kb.capabilities:
            return tuple(i for i, _ in network.requiring.get(self.name, ())), False
        return ((network.index[self.name],), False) if self.name in network.index else ((), True)

    def decided(self, seen: Possibilities, box: int) -> tuple[bool, Any]:
        """Whether one value is left in a box, and which."""
        if self.name == "focus":
            (first, *more) = seen.outlooks.get(box, seen.outlooks[0]).models
            return not more, None if first == NONE else first
        if self.name in self.kb.capabilities:
            low, high = seen.level(self.name, box)
            return low == high, low or None
        i = seen.network.index[self.name]
        may, must = bool(seen.may[i] >> box & 1), bool(seen.must[i] >> box & 1)
        return may == must, must

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
    if name == "coverage":
        mend = "`rmadvisor sensitivity` ranks what moves it, `rmadvisor what-if` tries another answer"
        raise BadInput([Problem("", 0, 0, "the customers per RM are a range, which moves but does not flip", mend)])
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
    found = [] if done else search.singles(names)
    searched = MOST_CHANGES
    for size in range(2, MOST_CHANGES + 1) if not found and not done else ():
        sets = search.sets(search.telling(names), size)
        found, searched = sets or [], size - 1 if sets is None else searched
        if found or sets is None:
            break
    return Flips(goal.name, search.now, goal.wanted, tuple(found), searched, left_out)


class _Search:
    """One search, with the case that it starts from."""

    def __init__(self, kb: KnowledgeBase, answers: Answers, goal: Goal) -> None:
        self.kb, self.answers, self.goal = kb, answers, goal
        self.network: Network = network_of(kb)
        found = self._consult(answers)
        self.now = goal.value(found)
        self.changes = Changes(self.network, answers, found.coverage.quantities)
        self.memory = self.changes.memory
        self.left_to_try = MOST_TRIED

    def _consult(self, answers: Answers) -> Findings:
        return consult(self.kb, plain_engine(self.kb), answers)

    def _with(self, case: Case) -> Answers:
        return Answers({**self.answers.values, **{change.fact: value for change, value in case}}, self.answers.skills)

    def singles(self, names: list[str]) -> list[Flip]:
        found = []
        for name in names:
            for change, value in [*self.changes.of(name), *self.changes.plausible(name)]:
                becomes = self.goal.value(self._consult(self._with(((change, value),))))
                if self.goal.reached(becomes, self.now):
                    found.append(Flip((change,), becomes))
        return found

    def telling(self, names: list[str]) -> list[str]:
        """Those of the answers that the conclusion can rest on at all."""
        rest = Answers({n: v for n, v in self.answers.values.items() if n not in names}, self.answers.skills)
        behind = Relevance(Possibilities(self.network, rest)).behind(*self.goal.behind(self.network))
        if "customers_per_rm" in behind:  # it follows from these where they are given
            behind |= {"customers", "rm_count"}
        return [name for name in names if name in behind]

    def sets(self, names: list[str], size: int) -> list[Flip] | None:
        """All sets of so many changes that reach the goal; None where there are too many to look at."""
        options = {name: changes for name in names if (changes := list(self.changes.of(name)))}
        subsets = self._left(list(itertools.combinations(options, size)), options)
        if sum(prod(len(options[name]) for name in subset) for subset in subsets) > MOST_CASES:
            return None
        cases = (case for subset in subsets for case in itertools.product(*(options[name] for name in subset)))
        looked: list[tuple[Case, bool, Any]] = []  # whether it is decided, and what it becomes
        while some := list(itertools.islice(cases, AT_ONCE)):
            seen = self._read(some, options)
            for box, case in enumerate(some):
                sure, becomes = self.goal.decided(seen, box)
                if not sure and self.goal.possible(seen, box, self.now):
                    self.left_to_try -= 1
                    looked.append((case, False, None))
                elif sure and self.goal.reached(becomes, self.now):
                    looked.append((case, True, becomes))
            if self.left_to_try < 0:
                return None
        found: list[Flip] = []
        for case, sure, becomes in looked:
            value = becomes if sure else self.goal.value(self._consult(self._with(case)))
            if sure or self.goal.reached(value, self.now):
                found.append(Flip(tuple(change for change, _ in case), value))
        return found

    def _left(self, subsets: list[tuple[str, ...]], options: Mapping[str, Options]) -> list[tuple[str, ...]]:
        """Those sets of questions whose answers, left open, may reach the goal."""
        if not subsets:
            return []
        freed: dict[str, Boxes] = dict.fromkeys(options, 0)
        for box, subset in enumerate(subsets):
            for name in subset:
                freed[name] |= 1 << box
        everywhere = (1 << len(subsets)) - 1
        tests: dict[int, tuple[Boxes, Boxes]] = {}
        for i, name in self._tests(options):
            passed = self._passing(i, options[name])
            today = holds(self.network.tests[i], self.memory)
            may = (everywhere if today else 0) | (freed[name] if any(passed) else 0)
            must = everywhere & ~(0 if all(passed) else freed[name]) if today else 0
            tests[i] = may, must
        seen = self._seen(everywhere, tests, freed)
        return [subset for box, subset in enumerate(subsets) if self.goal.possible(seen, box, self.now)]

    def _read(self, cases: Sequence[Case], options: Mapping[str, Options]) -> Possibilities:
        """One reading of these cases, each a box."""
        of_change: dict[tuple[str, Any], Boxes] = {}
        changed: dict[str, Boxes] = dict.fromkeys(options, 0)
        for box, case in enumerate(cases):
            for change, _ in case:
                key = change.fact, _hashable(change.after)
                of_change[key] = of_change.get(key, 0) | 1 << box
                changed[change.fact] |= 1 << box
        everywhere = (1 << len(cases)) - 1
        tests: dict[int, tuple[Boxes, Boxes]] = {}
        for i, name in self._tests(options):
            passed = (everywhere & ~changed[name]) if holds(self.network.tests[i], self.memory) else 0
            for (change, _), passes in zip(options[name], self._passing(i, options[name]), strict=True):
                passed |= of_change.get((name, _hashable(change.after)), 0) if passes else 0
            tests[i] = passed, passed
        return self._seen(everywhere, tests, changed)

    def _seen(
        self, everywhere: Boxes, tests: dict[int, tuple[Boxes, Boxes]], changed: Mapping[str, Boxes]
    ) -> Possibilities:
        """A reading in which nothing is said about the sizing where a figure behind it changes."""
        loose = book = 0
        for name, boxes in changed.items():
            loose |= boxes if name in SIZED_BY else 0
            book |= boxes if name in ("customers", "rm_count") else 0
        for i in self.network.asked:
            if book and self.network.tests[i].fact == "customers_per_rm":
                today = everywhere if holds(self.network.tests[i], self.memory) else 0
                may, must = tests.get(i, (today, today))
                tests[i] = may | book, must & ~book
        return Possibilities(self.network, self.answers, Batch(everywhere, tests, rest_open=False, loose=loose))

    def _tests(self, options: Mapping[str, Options]) -> Iterator[tuple[int, str]]:
        """The tests on what may change."""
        for i in self.network.asked:
            name = base(self.network.tests[i].fact)
            if name in options:
                yield i, name

    def _passing(self, test: int, options: Options) -> list[bool]:
        """For each changed answer whether a test passes."""
        facts = self.kb.vocabulary
        return [holds(self.network.tests[test], remember(facts[change.fact], value)) for change, value in options]


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
