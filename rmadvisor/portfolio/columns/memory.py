"""The working memory of all rows at once: whole numbers whose bits say which tests a row does not pass.

In:     facts as columns: a choice as the mask of what it may be, a number as its two ends, a set as the mask of its
        members; null where a row does not know it.
Out:    `fires(alternatives)`: for each row, whether all tests of one alternative hold.
Why:    a rule then costs one AND, OR and comparison for each word that it looks at, and no text is compared twice.
        Tests are told apart as the plain engine does; facts that no row knows are settled while compiling.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial, reduce
from typing import Any

import ibis

from rmadvisor.knowledge.conditions import CEILING, FLOOR, Alternatives, In, Missing, Test, Within, base, member
from rmadvisor.knowledge.problems import BadInput, Problem
from rmadvisor.knowledge.vocabulary import Fact, Vocabulary
from rmadvisor.portfolio.columns.answers import Choice, Known, Members, Number, given, mask_of, values_of
from rmadvisor.portfolio.columns.literals import Column, either, figure, moved_up, threshold, whole

WIDTH = 62  # bits of a word; a whole number of 64 bits is never negative then


class Memory:
    """A table that grows by columns, step by step, and where each test of the rules is found in it.

    Each step is a table of its own that has what was there before, so that no expression ever contains another one: a
    backend gets them as one query of nested steps (`step`), written out they would be millions of nodes.
    """

    def __init__(self, table: Any, vocabulary: Vocabulary, tests: Iterable[Test], names: Collection[str]) -> None:
        self.table = table
        self.steps: list[Any] = []  # of each the columns that are new in it
        self.vocabulary, self.names = vocabulary, names
        self.tests: dict[str, list[Test]] = {}
        for test in dict.fromkeys(tests):
            self.tests.setdefault(base(test.fact), []).append(test)
        self._given: dict[str, Known] | None = None
        self.places: dict[Test, tuple[str, int]] = {}  # the word, and its bits that are 0 where the test passes
        self.words = 0

    def __getitem__(self, name: str) -> Column:
        return self.table[name]

    def __contains__(self, name: str) -> bool:
        return name in self.table.columns

    @property
    def given(self) -> dict[str, Known]:
        """The facts that were given, and "skills.<capability>"."""
        if self._given is None:
            self._given = given(self.table, self.names, self.vocabulary)
        return self._given

    def add(self, columns: Mapping[str, Column]) -> None:
        """More columns, each made of those that were there before."""
        if columns:
            self.steps.append(self.table.select(**columns))
            schema = dict(self.table.schema()) | dict(self.steps[-1].schema())
            self.table = ibis.table(schema, name=f"step {len(self.steps)}")
            self._given = None

    def learn(self, facts: Mapping[str, Known]) -> None:
        """Facts that are final now. Those that no rule tests cost nothing."""
        word: list[Column] = []
        words: dict[str, Column] = {}
        used = 0

        def close() -> None:
            nonlocal used
            if word:
                words[f"word {self.words}"] = reduce(operator.or_, word)
                self.words += 1
                word.clear()
            used = 0

        for name, known in facts.items():
            for bits, width, masks in self._pieces(self.vocabulary[name], known):
                if used + width > WIDTH:
                    close()
                word.append(bits(used))
                for test, mask in masks.items():
                    self.places[test] = f"word {self.words}", mask << used
                used += width
        close()
        self.add(words)

    def _pieces(self, fact: Fact, known: Known) -> Iterator[tuple[Callable[[int], Column], int, dict[Test, int]]]:
        """(the bits, moved up by so many places; how many; {test: those of them that are 0 where it passes})."""
        tests = self.tests.get(fact.name, [])
        if not tests:
            return
        if not isinstance(known, Choice):
            if isinstance(known, Members):
                yield from self._members(fact, known, [test for test in tests if isinstance(test, In)])
            for test in tests:
                if isinstance(known, Number):
                    yield partial(_fails, _number_passes(test, known)), 1, {test: 1}
                elif not isinstance(test, In):
                    size = _size(fact, known)
                    yield partial(_fails, _number_passes(test, Number(size, size))), 1, {test: 1}
            return
        unknown = 1 << len(values_of(fact))
        if unknown.bit_length() > WIDTH:
            fault = f"{fact.name} has {len(values_of(fact))} choices, more than a plan can tell apart"
            raise BadInput([Problem(fact.where, 0, 0, fault, f"keep to {WIDTH - 1}")])
        masks: dict[Test, int] = {}
        for test in tests:
            allowed = mask_of(fact, test.values) if isinstance(test, In) else unknown
            masks[test] = (2 * unknown - 1) & ~allowed
        bits = known.mask.fill_null(whole(unknown))
        yield partial(moved_up, bits), unknown.bit_length(), masks

    def _members(
        self, fact: Fact, known: Members, tests: Iterable[In]
    ) -> Iterator[tuple[Callable[[int], Column], int, dict[Test, int]]]:
        """The bits of a set, once as they are and once turned over: 0 where it lacks, and where it has, a member."""
        every = (1 << len(fact.choices)) - 1
        lacking: dict[Test, int] = {}
        having: dict[Test, int] = {}
        for test in tests:
            bit = next(1 << i for i, choice in enumerate(fact.choices) if member(fact.name, choice) == test.fact)
            if len(test.values) == 2:
                yield partial(_fails, known.mask.notnull()), 1, {test: 1}
            elif True in test.values:
                having[test] = bit
            else:
                lacking[test] = bit
        for mask, masks in ((known.mask, lacking), (known.mask ^ whole(every), having)):
            if masks:
                yield partial(moved_up, mask.fill_null(whole(every))), len(fact.choices), masks

    def fires(self, alternatives: Alternatives) -> Column | None:
        """Where at least one alternative holds; None where none can in any row."""
        conditions = []
        for tests in alternatives:
            words: dict[str, int] = {}
            for test in tests:
                if test in self.places:
                    word, mask = self.places[test]
                    words[word] = words.get(word, 0) | mask
                elif not isinstance(test, Missing):
                    break  # nobody knows this fact
            else:
                if not words:
                    return ibis.literal(True)
                conditions.append(either(self.table[word] & whole(mask) for word, mask in words.items()) == 0)
        return either(conditions) if conditions else None

    def first(self, cases: Iterable[tuple[Alternatives, Any]], otherwise: Any) -> Column:
        """What the first of the conditions that holds gives, in each row."""
        found = [(fires, value) for alternatives, value in cases if (fires := self.fires(alternatives)) is not None]
        return ibis.cases(*found, else_=otherwise) if found else otherwise


def _fails(passes: Column, up: int) -> Column:
    """One bit where a test does not pass."""
    return ibis.cases((passes, whole(0)), else_=whole(1 << up))


def _number_passes(test: Test, known: Number) -> Column:
    """Whether the whole range of a number lies within a test's."""
    is_known = known.low.notnull() | known.high.notnull() if known.open else known.low.notnull()
    if isinstance(test, Missing):
        return ~is_known
    if not isinstance(test, Within):
        raise TypeError(f"{test} is no test of a number")
    sides = []
    if test.low > 0 or (test.low > FLOOR and not known.open):
        sides.append(known.low >= figure(threshold(test.low)))
    if test.high < CEILING:
        sides.append(known.high < figure(threshold(test.high + 1)))
    return reduce(operator.and_, sides) if sides else is_known


def _size(fact: Fact, known: Members) -> Column:
    """How many members a set has; null where it is not known."""
    held = [ibis.cases(((known.mask & whole(1 << i)) != 0, 1), else_=0) for i in range(len(fact.choices))]
    return ibis.cases((known.mask.notnull(), reduce(operator.add, held)))
