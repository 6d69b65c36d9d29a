"""The other answers that a question could be given, one from each cell that the rules tell apart.

In:     a Network, Answers, the quantities that a consultation on them worked with.
Out:    for a question its changes: today's answer, the other one, and that other one as an Answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rmadvisor.knowledge.answers import Answer, Answers, Range, Unknown, bounds, plain
from rmadvisor.knowledge.vocabulary import TICKS, Fact
from rmadvisor.reasoning.memory import recall
from rmadvisor.reasoning.possible.cells import Box, Cell
from rmadvisor.reasoning.possible.leads import bits
from rmadvisor.reasoning.possible.network import Network
from rmadvisor.sizing.quantities import Quantity


@dataclass(frozen=True, slots=True)
class Change:
    """One answer in place of another."""

    fact: str
    before: Any
    after: Any

    def as_dict(self) -> dict[str, Any]:
        return {"fact": self.fact, "from": self.before, "to": self.after}


Case = tuple[tuple[Change, Answer], ...]  # answers changed together
Options = list[tuple[Change, Answer]]


class Changes:
    """The changes of one case."""

    def __init__(self, network: Network, answers: Answers, quantities: Mapping[str, Quantity]) -> None:
        self.network, self.kb, self.answers, self.quantities = network, network.kb, answers, quantities
        self.memory = recall(answers, self.kb.vocabulary)

    def of(self, name: str) -> Iterator[tuple[Change, Answer]]:
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

    def plausible(self, name: str) -> Iterator[tuple[Change, Answer]]:
        """The plausible ends of a quantity that only enters the arithmetic."""
        today = self.answers.values[name]
        quantity = self.quantities.get(name) if len(self._cells(name)) == 1 else None
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
