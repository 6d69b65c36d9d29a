"""Proof by search, where the bounds leave a doubt: try the cells of the questions that a conclusion rests on.

In:     a Network, Answers, the open questions that are relevant to a goal, the most influential first.
Out:    whether one decision is left (True), or surely more than one (False); whether an answer to a question surely
        makes a difference (True), or surely none (False). None where the budget does not reach.
Method: boxes pin questions to their options, one question after another; a box in which the bounds leave one decision
        is done with, the others are split further. A question matters when two completions that differ in nothing else
        differ in a conclusion: first drawn ones, then all of them where they are few.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from math import prod

from rmadvisor.knowledge.answers import Answers
from rmadvisor.knowledge.rules import Advise, Effect, Prioritise, Require, Support, Warn
from rmadvisor.reasoning.possible.batch import crossed, options_of, pinned
from rmadvisor.reasoning.possible.leads import Boxes, bits
from rmadvisor.reasoning.possible.network import Network
from rmadvisor.reasoning.possible.reading import Possibilities
from rmadvisor.reasoning.possible.relevance import top_capabilities

MOST_BOXES = 128  # read at once
SPLITS = {  # how many boxes the first reading may have, and the second; ranking capabilities takes long
    "focus": (48, MOST_BOXES),
    "warnings": (48, MOST_BOXES),
    "capabilities": (6,),
}
NOTHING = "nothing"
DRAWN = 8  # completions drawn for a question, each with all its answers
Outcome = Callable[[Possibilities, int], Hashable | None]  # the decision in a box, None where it is not the only one


class Budget:
    """How many readings one look at the answers may still cost."""

    def __init__(self, readings: int) -> None:
        self.left = readings

    def take(self) -> bool:
        self.left -= 1
        return self.left >= 0


def focus_of(seen: Possibilities, box: int) -> Hashable | None:
    models = seen.outlooks.get(box, seen.outlooks[0]).models
    return next(iter(models)) if len(models) == 1 else None


def warnings_of(seen: Possibilities, box: int) -> Hashable | None:
    rules = seen.network.of_effect(Warn)
    if any((seen.may[i] & ~seen.must[i]) >> box & 1 for i in rules):
        return None
    return tuple(i for i in rules if seen.must[i] >> box & 1)


def capabilities_of(seen: Possibilities, box: int) -> Hashable | None:
    names, _ = top_capabilities(seen, box)
    return None if names is None else tuple((name, seen.level(name, box)) for name in names)


EFFECTS: dict[str, tuple[type[Effect], ...]] = {
    "focus": (Support,),
    "capabilities": (Require, Prioritise),
    "warnings": (Warn,),
}
OUTCOMES: dict[str, Outcome] = {"focus": focus_of, "capabilities": capabilities_of, "warnings": warnings_of}


def one_decision(network: Network, answers: Answers, goal: str, facts: Sequence[str], budget: Budget) -> bool | None:
    """Whether one decision is left, whatever the questions are answered with that it rests on."""
    outcome = OUTCOMES[goal]
    whole = [name for name in facts if options_of(network, name).whole]
    names: list[str] = []
    boxes: list[tuple[int, ...]] = [()]
    found: set[Hashable] = set()
    for most in SPLITS[goal]:
        before = len(names)
        while len(names) < len(whole):
            options = range(len(options_of(network, whole[len(names)])))
            if len(boxes) * len(options) > most:
                break
            boxes = [(*box, k) for box in boxes for k in options]
            names.append(whole[len(names)])
        if len(names) == before or not budget.take():
            return None
        seen = Possibilities(network, answers, pinned(network, names, boxes), network.behind(*EFFECTS[goal]))
        undecided = []
        for number, box in enumerate(boxes):
            decision = outcome(seen, number)
            if decision is None:
                undecided.append(box)
            else:
                found.add(decision)
        if len(found) > 1:
            return False
        if not undecided:
            return True
        boxes = undecided
    return None


def matters(network: Network, answers: Answers, name: str, facts: Iterable[str], budget: Budget) -> str | None:
    """A goal to which another answer makes a difference, alone or with answers to these others; "nothing" when there
    surely is none, None when that is not known."""
    options = options_of(network, name)
    others = [other for other in facts if other != name and len(options_of(network, other)) > 1]
    combinations = prod(len(options_of(network, other)) for other in others)
    every = combinations * len(options) <= MOST_BOXES
    if len(options) == 1 or not budget.take():
        return None
    drawn = list(_every(network, others) if every else _drawn(network, others))
    seen = Possibilities(network, answers, crossed(network, name, others, drawn), network.behind(Support))
    if _focus_differs(seen, len(drawn), len(options)):
        return "focus"
    seen.read(network.not_behind(Support))
    found = _differs(seen, len(drawn), len(options))
    if found is None and every and not seen.loose and all(options_of(network, fact).whole for fact in (name, *facts)):
        return NOTHING
    return found


def _every(network: Network, names: Sequence[str]) -> Iterator[tuple[int, ...]]:
    return itertools.product(*(range(len(options_of(network, name))) for name in names))


def _drawn(network: Network, names: Sequence[str]) -> Iterator[tuple[int, ...]]:
    """Some completions spread over all, always the same for the same questions; the first leaves all of them open."""
    sizes = [len(options_of(network, name)) for name in names]
    yield tuple(size - 1 for size in sizes)
    for number in range(1, DRAWN):
        # Multiples of the golden ratio's fraction: as even as if drawn, and the same everywhere.
        yield tuple(int((number * (place + 1) * 0.6180339887 % 1) * size) for place, size in enumerate(sizes))


def _focus_differs(seen: Possibilities, drawn: int, options: int) -> bool:
    """Whether two completions that differ in one answer alone surely have another focus."""
    for row in range(drawn):
        decided = {focus_of(seen, k * drawn + row) for k in range(options)} - {None}
        if len(decided) > 1:
            return True
    return False


def _differs(seen: Possibilities, drawn: int, options: int) -> str | None:
    """A goal other than the focus to which two completions that differ in one answer alone surely differ."""
    network, block = seen.network, (1 << drawn) - 1

    def unlike(may: Boxes, must: Boxes) -> bool:
        """Whether something holds surely after one answer and surely not after another."""
        surely = surely_not = 0
        for k in range(options):
            surely |= must >> k * drawn & block
            surely_not |= ~may >> k * drawn & block
        return bool(surely & surely_not)

    if any(unlike(seen.may[i], seen.must[i]) for i in network.of_effect(Warn)):
        return "warnings"
    if any(unlike(seen.may[i], seen.must[i]) for i in network.of_effect(Advise)):
        return "rest"
    for at_level in network.at_level.values():
        may = must = 0
        for _, numbers in at_level:  # what is required at this level or a higher one
            for i in numbers:
                may, must = may | seen.may[i], must | seen.must[i]
            if unlike(may, must):
                return "rest"
    return "rest" if _ranked_otherwise(seen, drawn, options) else None


def _ranked_otherwise(seen: Possibilities, drawn: int, options: int) -> bool:
    """Whether a capability that is required surely gets another training priority."""
    network = seen.network
    for name, pairs in network.prioritising.items():
        changing: Boxes = 0
        for i, _ in pairs:
            for k in range(1, options):
                changing |= (seen.must[i] ^ seen.must[i] >> k * drawn) & ((1 << drawn) - 1)
        for row in bits(changing):
            boxes = [k * drawn + row for k in range(options)]
            spans = [seen.priority(name, box) for box in boxes if seen.level(name, box)[0]]
            if max((low for low, _ in spans), default=0) > min((high for _, high in spans), default=0):
                return True
    return False
