"""Write the rows of a plan: a csv, parquet or xlsx file that is there as a whole or not at all.

In:     Database with the view "good"; the rows set aside.
Never:  lets a text become a formula: in csv and xlsx a text that would be one is led by an apostrophe.
Errors: BadInput for a target that cannot be written.
"""

from __future__ import annotations

import csv
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.problems import BadInput, Problem
from rmadvisor.portfolio.aside import Aside, Complaint
from rmadvisor.portfolio.cells import is_number
from rmadvisor.portfolio.database import Database
from rmadvisor.portfolio.headings import Headings
from rmadvisor.portfolio.results import SET_ASIDE, result_columns
from rmadvisor.portfolio.sql import identifier, text

WRITABLE = (".csv", ".parquet", ".xlsx")
MOST_SHEET_ROWS = 1_048_576
MOST_CELL = 32_767  # characters of a cell in a workbook
MOST_DIGITS = 15  # of a number, that a workbook keeps
FORMULA = r"^\s*[=+@\t\r-]"
PLAIN_NUMBER = r"\s*[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?\s*%?"


def check_target(out: Path, source: Path) -> None:
    """Refuse a target that cannot be right, before any work is done."""
    if out.suffix.lower() not in WRITABLE:
        raise _refuse(
            out, f"a plan cannot be written as '{out.suffix or out.name}'", "end it in .csv, .parquet or .xlsx"
        )
    if out.is_dir():
        raise _refuse(out, "it is a folder", "name a file in it")
    if not out.absolute().parent.is_dir():
        raise _refuse(out, "its folder is not there", "make the folder first, or name another file")
    if out.exists() and source.exists() and out.samefile(source):
        raise _refuse(out, "it is the file that is read", "name another file")
    if not os.access(out.absolute().parent, os.W_OK):
        raise _refuse(out, "its folder cannot be written to", "check its rights, or name another file")


def aside_name(out: Path) -> Path:
    """Where the rows set aside go: beside the result."""
    return out.with_name(f"{out.stem}.set-aside.csv")


@contextmanager
def whole_or_nothing(target: Path) -> Iterator[Path]:
    """A file beside the target that takes its place when all went well, and is gone otherwise."""
    try:
        handle, name = tempfile.mkstemp(dir=target.absolute().parent, prefix=f".{target.name[:40]}.", suffix=".tmp")
    except OSError as error:
        raise _refuse(target, f"it cannot be written ({error.strerror or error})", "check the folder") from None
    os.close(handle)
    made = Path(name)
    try:
        yield made
        with made.open("rb+") as written:
            os.fsync(written.fileno())
        made.chmod(0o666 & ~_umask())
        made.replace(target)
    except OSError as error:
        raise _refuse(
            target, f"it cannot be written ({error.strerror or error})", "make room, or check the folder"
        ) from None
    finally:
        made.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_rows(
    database: Database, kb: KnowledgeBase, out: Path, headings: Headings, types: Sequence[str], ordered: bool
) -> None:
    """Every row that is not set aside, with what follows from it; `ordered` brings rows back into the file's order."""
    spreadsheet = out.suffix.lower() != ".parquet"
    columns = []
    for place in headings.carried:
        name, cell = headings.columns[place], f"c{place}"
        if spreadsheet and not is_number(types[place]) and types[place] != "BOOLEAN":
            name, cell = harmless(name), _harmless_cell(cell)
        columns.append(f"{cell} AS {identifier(name)}")
    columns += [f"{expression} AS {identifier(name)}" for name, expression in result_columns(kb)]
    query = f"SELECT {', '.join(columns)} FROM good{' ORDER BY n' if ordered else ''}"
    what = f"writing {out.name}"
    with whole_or_nothing(out) as made:
        if out.suffix.lower() == ".csv":
            database.copy(query, made, what, "FORMAT csv, HEADER")
        elif out.suffix.lower() == ".parquet":
            database.copy(query, made, what)
        else:
            _write_workbook(database, query, made, what, out)


def harmless(value: str) -> str:
    """A text that no spreadsheet takes for a formula.

    >>> harmless("=1+1"), harmless("-5"), harmless("Lyon")
    ("'=1+1", '-5', 'Lyon')
    """
    return f"'{value}" if re.match(FORMULA, value) and not re.fullmatch(PLAIN_NUMBER, value) else value


def _harmless_cell(cell: str) -> str:
    as_text = f"CAST({cell} AS VARCHAR)"
    risky = f"regexp_matches({as_text}, {text(FORMULA)}) AND NOT regexp_full_match({as_text}, {text(PLAIN_NUMBER)})"
    return f"CASE WHEN {risky} THEN '''' || {as_text} ELSE {as_text} END"


def _write_workbook(database: Database, query: str, made: Path, what: str, out: Path) -> None:
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    ((rows,),) = database.rows("SELECT count(*) FROM good")
    if rows >= MOST_SHEET_ROWS:
        raise _refuse(out, f"a sheet holds {MOST_SHEET_ROWS - 1:,} rows, these are {rows:,}", "write .csv or .parquet")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("plan")
    sheet.freeze_panes = "A2"
    found = database.run(query, what)
    head = []
    for name, *_ in found.description:
        cell = WriteOnlyCell(sheet, value=name)
        cell.font, cell.data_type = Font(bold=True), "s"
        head.append(cell)
    try:
        sheet.append(head)
        done = 0
        while part := found.fetchmany(1000):
            for row in part:
                sheet.append([_sheet_cell(value) for value in row])
            done += len(part)
            database.progress(what, done / max(rows, 1))
        _save(book, made)
    except Exception as error:
        if type(error).__name__ != "SerialisationError":  # of the library that writes a sheet to a temporary file first
            raise
        with suppress(Exception):
            sheet.close()  # fails here, and not again when the sheet is let go of
        mend = "make room, or set TMPDIR to a larger disk"
        raise BadInput([Problem(tempfile.gettempdir(), 0, 0, "the disk is full", mend)]) from error


def _save(book: Any, made: Path) -> None:
    """Pack the workbook; of an archive that cannot be written nothing more is tried when it is let go of."""
    from zipfile import ZIP_DEFLATED, ZipFile

    from openpyxl.writer.excel import ExcelWriter

    archive = ZipFile(made, "w", ZIP_DEFLATED)
    try:
        ExcelWriter(book, archive).save()
    except BaseException:
        archive.fp = None
        raise


CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def _sheet_cell(value: Any) -> Any:
    """A value that a workbook can hold: no control characters, no more characters than a cell takes. A number that came
    as text, from a csv file or a workbook, is a number again where nothing of it is lost: "007" stays as it is."""
    if not isinstance(value, str):
        return value
    if len(value) <= MOST_DIGITS and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value):
        number = float(value) if "." in value else int(value)
        return number if str(number) == value else value
    return CONTROL.sub("", value)[:MOST_CELL]


def write_set_aside(
    out: Path, aside: Iterable[Aside], columns: Sequence[str], told: int
) -> tuple[str | None, list[Complaint]]:
    """The rows set aside, as they stood and with what is wrong, to be mended and given again; the first complaints.

    No file is written where no row is set aside.
    """
    rows = iter(aside)
    first = next(rows, None)
    if first is None:
        return None, []
    complaints: list[Complaint] = []
    target = aside_name(out)
    with whole_or_nothing(target) as made, made.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow([*map(harmless, columns), *SET_ASIDE])
        row: Aside | None = first
        while row is not None:
            cells = ["" if cell is None else harmless(str(cell)) for cell in row.cells]
            said = " / ".join(
                f"{complaint.column + ': ' if complaint.column else ''}{complaint.what}; {complaint.mend}"
                for complaint in row.complaints
            )
            writer.writerow([*cells, *[""] * (len(columns) - len(cells)), row.row, harmless(said)])
            if len(complaints) < told:
                complaints += row.complaints
            row = next(rows, None)
    return str(target), complaints


def _refuse(path: Path, what: str, mend: str) -> BadInput:
    return BadInput([Problem(str(path), 0, 0, what, mend)])
