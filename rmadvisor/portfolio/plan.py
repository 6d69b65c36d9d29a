"""A plan for many groups of RMs: one row each in, the recommendation for each and the totals over all out.

In:     KnowledgeBase, a csv, parquet or xlsx file whose columns are named as the facts.
Out:    Plan; and, where asked for, a file with every row and what follows from it, and a file with the rows set aside.
Errors: BadInput for a file that cannot be worked on; nothing is half-written then.
Never:  says which questions are still open, or what is settled: that takes a consultation for each row.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from rmadvisor.knowledge.cache import Cache
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.problems import BadInput, Problem, did_you_mean
from rmadvisor.portfolio import totals
from rmadvisor.portfolio.aside import Complaint, set_aside
from rmadvisor.portfolio.backends import follow
from rmadvisor.portfolio.database import Database, Progress, silent
from rmadvisor.portfolio.headings import Headings, plain_name, read_headings
from rmadvisor.portfolio.prepared import prepared
from rmadvisor.portfolio.results import RESULTS, staged
from rmadvisor.portfolio.sources import kind_of, open_source
from rmadvisor.portfolio.totals import Gap, Notable, Noted, Totals
from rmadvisor.portfolio.work_folder import work_folder
from rmadvisor.portfolio.writing import check_target, write_rows, write_set_aside

TOLD = 20  # complaints that are told; all are in the file of rows set aside
LABELS = 3  # columns beside the facts that a row is named by
LEFT_OUT = "which questions are still open and what is settled: `rmadvisor advise` says that of one row"


@dataclass(frozen=True, slots=True)
class Plan:
    """What was found. `by` are the totals of each value of `by_column`; `groups_left_out` counts the values beyond."""

    file: str
    rows: int
    set_aside: int
    complaints: tuple[Complaint, ...]
    facts: tuple[str, ...]
    carried: tuple[str, ...]
    notices: tuple[str, ...]
    totals: Totals
    by_column: str | None
    by: tuple[Totals, ...]
    groups_left_out: int
    gaps: tuple[Gap, ...]
    warnings: tuple[Noted, ...]
    figures: tuple[Noted, ...]
    consult: tuple[Notable, ...]
    consult_in_all: int
    out: str | None
    set_aside_file: str | None
    version: str

    def as_dict(self) -> dict[str, Any]:
        """The document that `plan --json` prints."""
        return {
            "file": self.file,
            "rows": self.rows,
            "set_aside": self.set_aside,
            "complaints": [complaint.as_dict() for complaint in self.complaints],
            "facts": list(self.facts),
            "carried": list(self.carried),
            "notices": list(self.notices),
            "totals": self.totals.as_dict(),
            "by": self.by_column and {"column": self.by_column, "groups": [group.as_dict() for group in self.by]},
            "groups_left_out": self.groups_left_out,
            "gaps": [gap.as_dict() for gap in self.gaps],
            "warnings": [noted.as_dict() for noted in self.warnings],
            "figures": [noted.as_dict() for noted in self.figures],
            "consult": [row.as_dict() for row in self.consult],
            "consult_in_all": self.consult_in_all,
            "out": self.out,
            "set_aside_file": self.set_aside_file,
            "left_out": LEFT_OUT,
            "version": self.version,
        }


def plan(
    kb: KnowledgeBase,
    path: Path,
    out: Path | None = None,
    by: str | None = None,
    backend: str | None = None,
    progress: Progress = silent,
    cache: Cache | None = None,
) -> Plan:
    """Plan for every row of a file.

    `by` is a column of the file to add up by; `backend` a URL of Ibis for another backend than DuckDB in this process;
    `out` a .csv, .parquet or .xlsx that is replaced as a whole or not at all; `cache` keeps the query of the rules for
    the next table of the same shape.
    """
    kind_of(path)  # what is no table needs no database to say so
    if out is not None:
        check_target(out, path)
    try:
        with work_folder() as folder:
            database = Database(folder, progress)
            try:
                return _planned(database, kb, path, out, by, backend, cache)
            finally:
                database.close()
    except OSError as error:
        what = f"the work files cannot be written ({error.strerror or error})"
        raise BadInput([Problem(tempfile.gettempdir(), 0, 0, what, "make room, or set TMPDIR")]) from None


def _planned(
    database: Database,
    kb: KnowledgeBase,
    path: Path,
    out: Path | None,
    by: str | None,
    backend: str | None,
    cache: Cache | None,
) -> Plan:
    source = open_source(database, path, kb, in_order=out is not None)
    headings = read_headings(source.columns, kb, source.file)
    grouped = None if by is None else _column(by, headings, source.file)
    if out is None:
        database.in_any_order()  # rows have their number by now, and none is written
    else:
        database.in_order(len(headings.carried) + len(RESULTS))
    label = [f"c{place}" for place in headings.passengers[:LABELS]]
    kept = dict.fromkeys(f"c{place}" for place in headings.carried) if out else {}
    kept |= {} if grouped is None else {f"c{grouped}": None}
    columns = ["n", "bad", *kept, *staged(kb, rows_too=out is not None)]
    follow(database, prepared(source, headings, kb), kb, headings.facts, columns, backend, cache)
    database.rows(
        f"CREATE TEMP VIEW good AS SELECT * FROM read_parquet('{database.staged}') WHERE NOT coalesce(bad, false)"
    )
    ((bad, in_all),) = database.rows(f"SELECT count(*) FILTER (bad), count(*) FROM read_parquet('{database.staged}')")
    if in_all == 0 and not source.misfits:
        raise BadInput([Problem(source.file, 0, 0, "it has no rows below its names", "give one row a group of RMs")])
    aside = set_aside(database, source, headings, kb)
    aside_file = None
    if out is None:
        told = [complaint for row in islice(aside, TOLD) for complaint in row.complaints]
    else:
        aside_file, told = write_set_aside(out, aside, source.columns, TOLD)
        write_rows(database, kb, out, headings, source.types, ordered=backend is not None)
    database.progress("adding up", None)
    groups, more = ((), 0) if grouped is None else totals.totals_by(database, f"c{grouped}")
    consult, consult_in_all = totals.notable(database, kb, label, source)
    return Plan(
        file=source.file,
        rows=in_all - bad,
        set_aside=bad + len(source.misfits),
        complaints=tuple(told[:TOLD]),
        facts=tuple(headings.facts),
        carried=tuple(headings.columns[place] for place in headings.passengers),
        notices=headings.notices,
        totals=totals.totals(database),
        by_column=None if grouped is None else headings.columns[grouped],
        by=groups,
        groups_left_out=more,
        gaps=totals.gaps(database, kb),
        warnings=totals.warned(database, kb),
        figures=totals.figures(database),
        consult=consult,
        consult_in_all=consult_in_all,
        out=None if out is None else str(out),
        set_aside_file=aside_file,
        version=kb.version,
    )


def _column(name: str, headings: Headings, file: str) -> int:
    """The place of the column to add up by."""
    names = {plain_name(column): place for place, column in enumerate(headings.columns) if place in headings.carried}
    if plain_name(name) not in names:
        carried = [headings.columns[place] for place in headings.carried]
        raise BadInput([Problem(file, 0, 0, f"there is no column '{name}' to add up by", did_you_mean(name, carried))])
    return names[plain_name(name)]
