"""Answers tried on the rules by the thousand, and cut down to the few that show something.

In:     KnowledgeBase; tests on answers, or whole answer sets.
Out:    answers as in an answers file, always such that they can be read back; what a consultation finds on them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any

from rmadvisor.knowledge.answers import SKILLS, answers_from
from rmadvisor.knowledge.conditions import CEILING, FLOOR, Alternative, In, Missing, Within, base, member, size
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.problems import BadInput
from rmadvisor.knowledge.rules import QUANTITIES
from rmadvisor.knowledge.vocabulary import TICKS, Fact, ticks
from rmadvisor.reasoning.consultation import Findings, consult
from rmadvisor.reasoning.durable import DurableEngine
from rmadvisor.reasoning.memory import recall
from rmadvisor.reasoning.plain import plain_engine
from rmadvisor.reasoning.possible.cells import Cell, Unit, units

Given = Mapping[str, Any]
SEED = 20_260
ANSWERED, QUANTIFIED = 0.6, 0.12  # how often a question and how often a quantity of the workload is answered
USUAL = 10  # a number where no threshold and no default says what is usual


class Trial:
    """Consults on the plain engine, which agrees with the one of record and is quicker."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb, self.engine = kb, plain_engine(kb)
        self.units = units(kb)
        self.asked = {name: fact for name, fact in kb.vocabulary.items() if fact.origin == "asked"}
        self._record: DurableEngine | None = None
        self._plausible: dict[str, list[tuple[float, float, float]]] = {}
        for entry in kb.entries.values():
            if entry.kind == "default":
                ends = (*entry.details["plausible"], entry.details["value"])
                self._plausible.setdefault(entry.details["quantity"], []).append(ends)

    def close(self) -> None:
        if self._record is not None:
            self._record.close()
            self._record = None

    def consult(self, given: Given) -> Findings | None:
        """What follows from some answers; None when they cannot all be given together."""
        try:
            answers = answers_from(given, self.kb.vocabulary, self.kb.capabilities)
        except BadInput:
            return None
        return consult(self.kb, self.engine, answers)

    def verify(self, given: Given) -> Findings | None:
        """The same by the engine of record."""
        if self._record is None:
            self._record = DurableEngine(self.kb.rules)
        try:
            answers = answers_from(given, self.kb.vocabulary, self.kb.capabilities)
        except BadInput:
            return None
        return consult(self.kb, self._record, answers)

    def shortened(self, given: Given, shows: Callable[[Findings], bool]) -> dict[str, Any]:
        """Few of the answers that still show it, each as plain as it can be."""
        kept = dict(given)
        size = len(kept)
        while size > 1:  # many at once first: most of the answers have nothing to do with it
            size = max(size // 3, 1)
            names = list(kept)
            for start in range(0, len(names), size):
                some = names[start : start + size]
                fewer = {other: value for other, value in kept.items() if other not in some}
                found = self.consult(fewer)
                if found is not None and shows(found):
                    kept = fewer
        for name in list(kept.get(SKILLS, ())):
            fewer = {**kept, SKILLS: {other: level for other, level in kept[SKILLS].items() if other != name}}
            found = self.consult(fewer)
            if found is not None and shows(found):
                kept = fewer
        return self._plainer(kept, shows)

    def _plainer(self, kept: dict[str, Any], shows: Callable[[Findings], bool]) -> dict[str, Any]:
        """Each number as a person would give it, where one in the same cell shows it as well."""
        for name, value in list(kept.items()):
            fact = self.asked.get(name)
            if fact is None or not fact.numeric or isinstance(value, list | str):
                continue
            cell = next(c for c in self.units[name].cells if isinstance(c, tuple) and c[0] <= ticks(value) <= c[1])
            other = {**kept, name: self.number_in(fact, *cell)}
            found = self.consult(other)
            if found is not None and shows(found):
                kept = other
        return kept

    # ------------------------------------------------------------ answers that pass tests

    def passing(self, tests: Alternative, skills: tuple[tuple[str, int], ...] = ()) -> dict[str, Any] | None:
        """The fewest answers that pass tests on answers; None where they cannot be found."""
        given: dict[str, Any] = {}
        sets: dict[str, dict[str, Any]] = {}
        for test in tests:
            fact = self.asked[base(test.fact)]
            if isinstance(test, Missing):
                continue
            if fact.type == "choices":
                sets.setdefault(fact.name, {})[test.fact] = test
            elif isinstance(test, In):
                given[fact.name] = next((v for v in (True, False, *fact.choices) if v in test.values), None)
            else:
                given[fact.name] = self.number_in(fact, test.low, test.high)
        for name, wanted in sets.items():
            given[name] = self._members(self.asked[name], wanted)
        if any(value is None for value in given.values()):
            return None
        return {**given, **({SKILLS: dict(skills)} if skills else {})}

    def number_in(self, fact: Fact, low: int, high: int) -> float | None:
        """A number that a person would give between two bounds in ticks; None when there is none."""
        free_low, free_high = low <= max(FLOOR, 0), high >= min(CEILING, int(fact.at_most * TICKS))
        usual = next((value for _, _, value in self._plausible.get(fact.name, ())), min(USUAL, fact.at_most))
        tries = [usual]
        if not free_low:
            tries += [-(-low // TICKS), low / TICKS]
        if not free_high:
            tries += [high // TICKS, high / TICKS]
        tries += [(max(low, 0) + min(high, int(fact.at_most * TICKS))) / 2 / TICKS, 0]
        for number in tries:
            whole = number == int(number)
            inside = low <= round(number * TICKS) <= high and 0 <= number <= fact.at_most
            if inside and (whole or fact.type != "count"):
                return int(number) if whole else number
        return None

    def _members(self, fact: Fact, wanted: Mapping[str, Any]) -> list[str] | None:
        sized = wanted.get(size(fact.name), Within(size(fact.name), FLOOR, CEILING))
        chosen = [c for c in fact.choices if self._wants(wanted, fact, c) is True]
        spare = [c for c in fact.choices if self._wants(wanted, fact, c) is None]
        if isinstance(sized, Within):
            while len(chosen) * TICKS < sized.low and spare:
                chosen.append(spare.pop(0))
            if not sized.low <= len(chosen) * TICKS <= sized.high:
                return None
        return [c for c in fact.choices if c in chosen]

    @staticmethod
    def _wants(wanted: Mapping[str, Any], fact: Fact, choice: str) -> bool | None:
        test = wanted.get(member(fact.name, choice))
        return (True in test.values) if isinstance(test, In) and len(test.values) == 1 else None

    # ------------------------------------------------------------ answers at random

    def random(self, count: int, share: float = ANSWERED, seed: int = SEED) -> Iterator[dict[str, Any]]:
        """Answer sets that a bank could give, the same in every run."""
        rng = Random(seed)  # noqa: S311 - the same answers in every run are wanted
        for _ in range(count):
            given: dict[str, Any] = {}
            for name, fact in self.asked.items():
                odds = min(share, QUANTIFIED) if name in QUANTITIES else share
                if rng.random() < odds:
                    given[name] = self._draw(rng, fact)
            if "customers" in given and "rm_count" in given:
                given.pop("customers_per_rm", None)  # it would have to agree with the other two
            if rng.random() < 0.5:
                skilled = rng.sample(list(self.kb.capabilities), len(self.kb.capabilities) // 3)
                given[SKILLS] = {name: rng.randint(1, 5) for name in skilled}
            yield given

    def _draw(self, rng: Random, fact: Fact) -> Any:
        if fact.type == "yes_no":
            return rng.random() < 0.5
        if fact.type == "choice":
            return rng.choice(list(fact.choices))
        if fact.type == "choices":
            return [c for c in fact.choices if rng.random() < 0.4]
        plausible = self._plausible.get(fact.name)
        if plausible and rng.random() < 0.8:
            low, high, _ = rng.choice(plausible)
            number = round(rng.uniform(low, high), 1)
        else:
            cell = rng.choice([c for c in self.units[fact.name].cells if isinstance(c, tuple)])
            found = self.number_in(fact, *cell)
            number = round(10 ** rng.uniform(0, 4)) if found is None or rng.random() < 0.4 else found
        number = min(max(number, 0), fact.at_most)
        return int(number) if fact.type == "count" else number

    # ------------------------------------------------------------ answers cell by cell

    def cells(self, name: str) -> list[tuple[Unit, Cell]]:
        """The cells of a question that hold a value."""
        of_fact = [unit for unit in self.units.values() if unit.fact == name]
        return [(unit, cell) for unit in of_fact for cell in unit.cells if cell is not None]

    def in_cell(self, unit: Unit, cell: Cell) -> Any:
        """One answer to a question that lies in a cell; None when there is none."""
        test = Within(unit.name, *cell) if isinstance(cell, tuple) else In(unit.name, cell or frozenset())
        found = self.passing((test,))
        return None if found is None else found[unit.fact]

    def memory(self, given: Given) -> Mapping[str, Any]:
        return recall(answers_from(given, self.kb.vocabulary, self.kb.capabilities), self.kb.vocabulary)
