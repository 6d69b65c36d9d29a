"""The rows that cannot be worked on: each with what is wrong in which cell, so that it can be mended and given again.

In:     Database with the view "staged", Source, Headings, KnowledgeBase.
Out:    Aside, row by row, in the order of the file.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from rmadvisor.knowledge.answers import SKILLS, answers_from
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.problems import BadInput
from rmadvisor.portfolio.cells import is_level, plain_answer
from rmadvisor.portfolio.columns.answers import SKILL
from rmadvisor.portfolio.database import Database
from rmadvisor.portfolio.headings import Headings
from rmadvisor.portfolio.sources import Source

AT_ONCE = 1000  # rows fetched at a time


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with one cell, or with a whole row where the column is empty."""

    row: int
    column: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"row {self.row}{f', column {self.column}' if self.column else ''}: {self.what}; {self.mend}"

    def as_dict(self) -> dict[str, Any]:
        return {"row": self.row, "column": self.column or None, "what": self.what, "mend": self.mend}


@dataclass(frozen=True, slots=True)
class Aside:
    """A row set aside, with its cells as they stood; of a line that is no row of the table, the line alone."""

    row: int
    cells: tuple[Any, ...]
    complaints: tuple[Complaint, ...]


def set_aside(database: Database, source: Source, headings: Headings, kb: KnowledgeBase) -> Iterator[Aside]:
    """All rows set aside."""
    misfits = (
        Aside(misfit.row, (misfit.line,), (Complaint(misfit.row, "", misfit.why, "correct the line"),))
        for misfit in source.misfits
    )
    return heapq.merge(misfits, _bad_rows(database, source, headings, kb), key=attrgetter("row"))


def _bad_rows(database: Database, source: Source, headings: Headings, kb: KnowledgeBase) -> Iterator[Aside]:
    cells = ", ".join(f"c{place}" for place in range(len(source.columns)))
    cursor = database.connection.cursor()
    cursor.execute(
        f"SELECT n, {cells} FROM ({source.query}) WHERE n IN "
        f"(SELECT n FROM read_parquet('{database.staged}') WHERE bad) ORDER BY n"
    )
    while rows := cursor.fetchmany(AT_ONCE):
        for n, *given in rows:
            row = source.row(n)
            yield Aside(row, tuple(given), tuple(_complaints(row, given, headings, kb)))


def _complaints(row: int, cells: list[Any], headings: Headings, kb: KnowledgeBase) -> list[Complaint]:
    """What `advise` would say of the row's answers, cell by cell, and then of all together."""
    found: list[Complaint] = []
    values: dict[str, Any] = {}
    for name, place in headings.facts.items():
        answer = plain_answer(None if is_level(name) else kb.vocabulary[name], cells[place])
        if answer is None:
            continue
        given = {SKILLS: {name.removeprefix(SKILL): answer}} if is_level(name) else {name: answer}
        faults = _faults(given, kb)
        found += [Complaint(row, headings.columns[place], what, mend) for what, mend in faults]
        if not faults and not is_level(name):
            values[name] = answer
    if not found:
        found = [Complaint(row, "", what, mend) for what, mend in _faults(values, kb)]
    return found or [Complaint(row, "", "a cell cannot be used", "write it as the guide on plans says")]


def _faults(given: dict[str, Any], kb: KnowledgeBase) -> list[tuple[str, str]]:
    try:
        answers_from(given, kb.vocabulary, kb.capabilities)
    except BadInput as bad:
        return [(problem.what, problem.mend) for problem in bad.problems]
    return []
