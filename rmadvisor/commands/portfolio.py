"""The command for many groups of RMs at once."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from rmadvisor.commands.streams import AS_JSON, Folders, print_blocks, print_json, talk
from rmadvisor.knowledge.problems import BadInput, Problem

if TYPE_CHECKING:
    from rmadvisor.advisor import Advisor
    from rmadvisor.portfolio.plan import Plan

BAR = 20
NEEDED = ("ibis", "duckdb", "pyarrow", "openpyxl")


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--out", metavar="FILE", help="Write every row with its recommendation: .csv, .parquet or .xlsx.")
@click.option("--by", metavar="COLUMN", help="Add up by a column: a fact such as segment, or your own such as region.")
@click.option("--backend", metavar="URL", help="Work in another backend of Ibis than DuckDB, such as pyspark://local.")
@AS_JSON
@click.pass_obj
def plan(folders: Folders, file: str, out: str | None, by: str | None, backend: str | None, as_json: bool) -> int:
    """Plan for many groups of RMs: FILE is a table (.csv, .parquet, .xlsx) with a row a group, a branch or a customer
    tier, and columns named as the facts (`rmadvisor show facts`). An empty cell is not answered."""
    advisor = folders.advisor()
    found = planned(advisor, file, out, by, backend)
    if as_json:
        return print_json(found.as_dict())
    from rmadvisor.report.plans import word_plan

    code = print_blocks(word_plan(found, advisor.kb))
    if found.out:
        talk(f"every row with its recommendation is in {found.out}.")
    return code


def planned(
    advisor: Advisor, file: str, out: str | None = None, by: str | None = None, backend: str | None = None
) -> Plan:
    """The plan for a table, with progress on a terminal; what is noticed is told."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        what = f"a plan needs libraries that are not installed ({', '.join(missing)})"
        raise BadInput([Problem("", 0, 0, what, "install them with: pip install 'rmadvisor[portfolio]'")])
    meter = Meter()
    try:
        found = advisor.plan(file, out, by, backend, meter)
    finally:
        meter.clear()
    for notice in found.notices:
        talk(f"{found.file}: {notice}.")
    return found


class Meter:
    """A line of progress on a terminal; nothing elsewhere."""

    def __init__(self) -> None:
        self.shown = sys.stderr is not None and sys.stderr.isatty()
        self.width = 0

    def __call__(self, what: str, share: float | None) -> None:
        if not self.shown:
            return
        bar = "" if share is None else f" [{'#' * round(share * BAR):<{BAR}}] {share:4.0%}"
        line = f"{what[: 78 - len(bar)]}{bar}"
        self.width, padding = len(line), " " * max(self.width - len(line), 0)
        print(f"\r{line}{padding}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        if self.width:
            print(f"\r{' ' * self.width}\r", end="", file=sys.stderr, flush=True)
            self.width = 0
