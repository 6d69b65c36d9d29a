"""Many part-answered cases to read at once: each box pins some of the open questions, and leaves the others open.

In:     a Network, the names of questions and the answers that each box pins them to.
Out:    Batch: for each test on a pinned question the boxes in which it may and in which it must pass.
Exact:  an Option is one answer that can be given, or "no value"; together they stand for all answers, as two answers in
        one cell pass the same tests. Not so for a set-valued question (some of its sets) and for figures that enter
        the arithmetic (only "no value"): these are not `whole`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rmadvisor.knowledge.conditions import base
from rmadvisor.knowledge.vocabulary import TICKS, Fact
from rmadvisor.reasoning.memory import Value, holds, remember
from rmadvisor.reasoning.possible.coverage_bounds import SIZED_BY
from rmadvisor.reasoning.possible.leads import Boxes
from rmadvisor.reasoning.possible.network import Network

NOTHING: Mapping[str, Value] = {}


@dataclass(frozen=True, slots=True)
class Options:
    """What a question may be answered with, the last being "no value"; for each test on it which options pass."""

    values: tuple[Mapping[str, Value], ...]
    whole: bool
    passing: tuple[tuple[int, tuple[int, ...]], ...]

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True, slots=True)
class Batch:
    """The boxes as a set, the tests that differ between them, and whether questions that no box pins stay open."""

    everywhere: Boxes
    tests: Mapping[int, tuple[Boxes, Boxes]]
    rest_open: bool = True
    loose: Boxes = 0  # the boxes in which what the sizing rests on is left open


def options_of(network: Network, name: str) -> Options:
    """The options of a question, made once for a network."""
    found: Options | None = network.options.get(name)
    if found is None:
        fact = network.kb.vocabulary[name]
        values, whole = _values(network, fact)
        passing = tuple(
            (i, tuple(k for k, value in enumerate(values) if holds(network.tests[i], value)))
            for i in network.asked
            if base(network.tests[i].fact) == name
        )
        found = network.options[name] = Options(values, whole, passing)
    return found


def _values(network: Network, fact: Fact) -> tuple[tuple[Mapping[str, Value], ...], bool]:
    if fact.name in SIZED_BY:
        return (NOTHING,), False
    if fact.type == "choices":
        chosen = [*(frozenset((choice,)) for choice in fact.choices), frozenset(fact.choices)]
        return (*(remember(fact, some) for some in chosen), NOTHING), False
    cells = network.units[fact.name].cells
    return tuple({} if cell is None else {fact.name: cell} for cell in cells if _can_be_given(fact, cell)), True


def _can_be_given(fact: Fact, cell: Value | None) -> bool:
    """Some cells of a count hold no whole number."""
    return not (isinstance(cell, tuple) and fact.type == "count") or cell[1] // TICKS * TICKS >= cell[0]


def pinned(network: Network, names: Sequence[str], boxes: Sequence[Sequence[int]]) -> Batch:
    """A batch whose boxes give for each name the number of its option."""
    tests: dict[int, tuple[Boxes, Boxes]] = {}
    for place, name in enumerate(names):
        options = options_of(network, name)
        of_option = [0] * len(options)
        for number, chosen in enumerate(boxes):
            of_option[chosen[place]] |= 1 << number
        _pin(tests, options, of_option)
    return Batch((1 << len(boxes)) - 1, tests)


def crossed(network: Network, name: str, others: Sequence[str], rows: Sequence[Sequence[int]]) -> Batch:
    """Every option of a question, beside each row of options of the others: first all rows with its first option."""
    options = options_of(network, name)
    one_row_each = sum(1 << k * len(rows) for k in range(len(options)))
    block = (1 << len(rows)) - 1
    tests = {i: (passed * one_row_each,) * 2 for i, (passed, _) in pinned(network, others, rows).tests.items()}
    _pin(tests, options, [block << k * len(rows) for k in range(len(options))])
    return Batch(block * one_row_each, tests, rest_open=False)


def _pin(tests: dict[int, tuple[Boxes, Boxes]], options: Options, of_option: Sequence[Boxes]) -> None:
    """Add the tests on a question, from the boxes that pin it to each of its options."""
    for i, passing in options.passing:
        passed = 0
        for k in passing:
            passed |= of_option[k]
        tests[i] = passed, passed
