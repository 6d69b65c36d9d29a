"""Open a csv, parquet or xlsx file so that DuckDB can read it in pieces.

In:     Database, the path, the KnowledgeBase (its facts tell which delimiter a csv uses).
Out:    Source: a query whose rows have "n" (the record, from 0) and the columns of the file as c0, c1 ...
Errors: BadInput for a file that is missing, empty, broken, protected, nested or of another kind.
"""

from __future__ import annotations

import bisect
import codecs
import csv
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.problems import BadInput, Problem
from rmadvisor.portfolio.database import GROUP, WORK_FILE, Database, refused
from rmadvisor.portfolio.headings import fact_of, plain_name
from rmadvisor.portfolio.sql import identifier, text

KINDS = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".parquet": "parquet", ".pq": "parquet", ".xlsx": "xlsx"}
OLD_OR_LOCKED, ZIPPED, PARQUET = b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"PAR1"
DELIMITERS = (",", ";", "\t", "|")
MOST_IN_GROUP = 3 * GROUP  # rows
HEAD = 1 << 20  # bytes within which the first row must end
NESTED = ("STRUCT", "MAP", "UNION", "VARIANT", "BLOB", "JSON")


@dataclass(frozen=True, slots=True)
class Misfit:
    """A line of a csv file that is no row of its table; `row` counts from the header, which is 1."""

    row: int
    why: str
    line: str


@dataclass(frozen=True, slots=True)
class Source:
    """A file that is open. `header` is whether its first row holds the names."""

    file: str
    kind: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    query: str
    header: bool
    misfits: tuple[Misfit, ...] = ()
    misfit_rows: tuple[int, ...] = field(default=())

    def row(self, n: int) -> int:
        """The number of the n-th record (from 0) as a person counts: as a spreadsheet does, and from 1 in parquet."""
        number = n + 2 if self.header else n + 1
        while (moved := n + (2 if self.header else 1) + bisect.bisect_right(self.misfit_rows, number)) != number:
            number = moved
        return number


def refuse(file: str, what: str, mend: str) -> BadInput:
    return BadInput([Problem(file, 0, 0, what, mend)])


def open_source(database: Database, path: Path, kb: KnowledgeBase, in_order: bool) -> Source:
    """The file, whichever of the three kinds it is; `in_order` where its rows are to be written in their order."""
    file = str(path)
    kind = kind_of(path)
    link = database.folder / f"source{path.suffix.lower()}"
    link.symlink_to(path.absolute())  # a name without characters that mean something to DuckDB
    if kind == "parquet":
        return _parquet(database, link, file, in_order)
    if kind == "xlsx":
        link = _unpacked(link, database.folder, file, kb)
    delimiter, columns, encoding = _header(link, file, kb)
    return _text(database, link, file, kind, columns, delimiter, encoding)


def kind_of(path: Path) -> str:
    """csv, parquet or xlsx, after a look at the first bytes of the file."""
    file = str(path)
    if path.is_dir():
        raise refuse(file, "it is a folder", "name a csv, parquet or xlsx file in it")
    kind = KINDS.get(path.suffix.lower())
    try:
        with path.open("rb") as opened:
            first = opened.read(8)
            if kind == "parquet":
                opened.seek(0, os.SEEK_END)
                opened.seek(max(opened.tell() - 4, 0))
                last = opened.read(4)
    except FileNotFoundError:
        raise refuse(file, "there is no such file", "name a csv, parquet or xlsx file") from None
    except OSError as error:
        raise refuse(file, f"it cannot be read ({error.strerror})", "check its rights") from None
    if not first:
        raise refuse(file, "the file is empty", "name the columns in its first row, as the facts are named")
    if kind is None:
        old = " (save an .xls as .xlsx first)" if path.suffix.lower() == ".xls" else ""
        raise refuse(
            file, f"a plan cannot read '{path.suffix or path.name}' files", f"give .csv, .parquet or .xlsx{old}"
        )
    if kind == "xlsx" and first.startswith(OLD_OR_LOCKED):
        raise refuse(file, "the workbook is protected by a password, or is an old .xls", "save it as .xlsx without one")
    if kind == "xlsx" and not first.startswith(ZIPPED):
        raise refuse(file, "it is no Excel workbook", "save it as .xlsx, or name a text file .csv")
    if kind == "parquet" and not (first.startswith(PARQUET) and last == PARQUET):
        raise refuse(file, "it is no parquet file, or only part of one", "write it again")
    if kind == "csv" and first.startswith((OLD_OR_LOCKED, ZIPPED, PARQUET)):
        raise refuse(file, "it is no text file, in spite of its name", "name it .xlsx or .parquet")
    return kind


def _parquet(database: Database, link: Path, file: str, in_order: bool) -> Source:
    """A thread takes a row group at a time: large ones are cut where rows stay in order, as it would hold the whole of
    one, and a few are read in parts where the order does not matter, so that every thread has one."""
    import duckdb

    reader = f"read_parquet({text(str(link))}, file_row_number = true)"
    try:
        types = database.types(f"SELECT * EXCLUDE (file_row_number) FROM {reader}")
    except BadInput as bad:
        if isinstance(bad.__cause__, duckdb.BinderException):
            what = "a column is named file_row_number, which the database gives a name of its own"
            raise refuse(file, what, "give the column another name") from bad
        if isinstance(bad.__cause__, duckdb.Error):
            raise refuse(file, "the parquet file is broken", "write it again") from bad
        raise
    for name, kind in types.items():
        if kind.endswith("]") or kind.startswith(NESTED):
            what = f"column '{name}' holds {'bytes' if kind == 'BLOB' else 'lists or records'}, not one value a cell"
            raise refuse(file, what, "give plain columns; a set of choices is written a;b")
    listed = ", ".join(f"{identifier(name)} AS c{place}" for place, name in enumerate(types))
    query = f"SELECT file_row_number AS n, {listed} FROM {reader}"
    ((rows, groups, largest),) = database.rows(
        "SELECT sum(row_group_num_rows), count(*), max(row_group_num_rows) "
        f"FROM parquet_metadata({text(str(link))}) WHERE column_id = 0"
    )
    if in_order and (largest or 0) > MOST_IN_GROUP:
        staged = database.folder / "rows.parquet"
        database.copy_as_read(query, staged, f"reading {Path(file).name}")
        query = f"SELECT * FROM read_parquet({text(str(staged))})"
    elif not in_order and groups < database.threads and rows:
        ends = [rows * part // database.threads for part in range(database.threads + 1)]
        query = " UNION ALL ".join(
            f"{query} WHERE file_row_number >= {start} AND file_row_number < {end}" for start, end in pairwise(ends)
        )
    return Source(file, "parquet", tuple(types), tuple(types.values()), query, header=False)


def _header(link: Path, file: str, kb: KnowledgeBase) -> tuple[str, tuple[str, ...], str]:
    """(delimiter, names, encoding) of a csv: the delimiter under which most names are facts."""
    with link.open("rb") as opened:
        head = opened.read(HEAD)
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    decoder = codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)()
    try:
        decoded = decoder.decode(head, final=len(head) < HEAD)  # else a character may be cut in two at the end
    except UnicodeDecodeError:
        decoded = "\x00"
    if "\x00" in decoded:
        raise refuse(file, "it is no text in UTF-8", "save it as 'CSV UTF-8'")
    if not decoded.strip():
        raise refuse(file, "the file is empty", "name the columns in its first row, as the facts are named")

    def names(delimiter: str) -> tuple[str, ...]:
        return tuple(
            next((row for row in csv.reader(io.StringIO(decoded), delimiter=delimiter, strict=False) if row), ())
        )

    def known(delimiter: str) -> tuple[int, int]:
        found = names(delimiter)
        return sum(fact_of(plain_name(name), kb) is not None for name in found), len(found)

    try:
        delimiter = max(DELIMITERS, key=known)
        return delimiter, names(delimiter), encoding
    except csv.Error as error:
        raise refuse(file, f"its first row cannot be read ({error})", "name the columns in its first row") from None


def _text(
    database: Database, link: Path, file: str, kind: str, columns: tuple[str, ...], delimiter: str, encoding: str
) -> Source:
    """A text file, copied to parquet once: lines that do not fit are set aside, and records get a number."""
    listed = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(columns)))
    reader = (
        f"read_csv({text(str(link))}, auto_detect = false, header = true, delim = {text(delimiter)}, quote = '\"', "
        f"escape = '\"', encoding = '{encoding}', columns = {{{listed}}}, store_rejects = true, rejects_limit = 0, "
        "max_line_size = 16777216)"
    )
    staged = database.folder / "text.parquet"
    try:
        database.copy(f"SELECT * FROM {reader}", staged, f"reading {Path(file).name}", WORK_FILE)
    except BadInput as bad:
        said = str(bad.__cause__)
        if "utf-8" in said.lower() or "unicode" in said.lower() or "encod" in said.lower():
            raise refuse(file, "it is no text in UTF-8", "save it as 'CSV UTF-8'") from bad
        raise
    misfits = tuple(_misfits(database, len(columns)))
    says = ", ".join(f"nullif(trim(c{place}), '')" for place in range(len(columns)))
    query = (
        "SELECT file_row_number AS n, * EXCLUDE (file_row_number) "
        f"FROM read_parquet({text(str(staged))}, file_row_number = true) "
        f"WHERE coalesce({says}) IS NOT NULL"  # a row of empty cells is no group of RMs
    )
    rows = tuple(misfit.row for misfit in misfits)
    return Source(file, kind, columns, ("VARCHAR",) * len(columns), query, True, misfits, rows)


def _misfits(database: Database, width: int) -> Iterator[Misfit]:
    """The lines that DuckDB could not take, each once."""
    query = (
        "SELECT line, min(csv_line), min(error_type), min(error_message) FROM reject_errors GROUP BY line ORDER BY line"
    )
    for line, content, kind, message in database.rows(query):
        reasons = {
            "MISSING COLUMNS": f"it has fewer values than the {width} columns that the first row names",
            "TOO MANY COLUMNS": f"it has more values than the {width} columns that the first row names",
            "UNQUOTED VALUE": "a quotation mark is not closed",
            "LINE SIZE OVER MAXIMUM": "the line is too long",
            "INVALID ENCODING": "it is no text in UTF-8",
        }
        yield Misfit(line, reasons.get(kind, str(message).splitlines()[0]), content or "")


def _unpacked(link: Path, folder: Path, file: str, kb: KnowledgeBase) -> Path:
    """The first sheet of a workbook as a text file; a row at a time. 45 % is kept as 0.45 in a workbook and shown as
    45 %: where the column is a fact in percent it is meant as it is shown."""
    from zipfile import BadZipFile

    import openpyxl

    target = folder / "sheet.csv"
    try:
        book = openpyxl.load_workbook(link, read_only=True, data_only=True)
        sheet = book[book.sheetnames[0]]
        sheet.reset_dimensions()
        with target.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.writer(opened, quoting=csv.QUOTE_ALL)
            width = 0
            percents: set[int] = set()  # columns of facts in percent
            waiting = 0  # empty rows are written only when something follows them
            for cells in sheet.iter_rows():
                row = [_cell(cell, place in percents) for place, cell in enumerate(cells)]
                while row and row[-1] == "" and len(row) > width:
                    row.pop()
                if not any(row):
                    waiting += 1 if width else 0
                    continue
                if not width:
                    width, percents = len(row), _in_percent(row, kb)
                for _ in range(waiting):
                    writer.writerow([""] * width)
                waiting = 0
                writer.writerow(row + [""] * (width - len(row)))
        book.close()
    except OSError as error:
        if error.errno is not None:
            raise refused(error) from error
        raise refuse(file, "the workbook is broken", "save it again as .xlsx") from None
    except (BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, EOFError) as error:
        raise refuse(file, f"the workbook is broken ({type(error).__name__})", "save it again as .xlsx") from None
    if not width:
        raise refuse(file, "the first sheet is empty", "name the columns in its first row, as the facts are named")
    return target


def _in_percent(names: Sequence[str], kb: KnowledgeBase) -> set[int]:
    """The places of the columns that are facts in percent."""
    facts = [fact_of(plain_name(name), kb) for name in names]
    return {at for at, name in enumerate(facts) if name in kb.vocabulary and kb.vocabulary[str(name)].type == "percent"}


def _cell(cell: Any, percent: bool) -> str:
    """A cell as text: whole numbers without .0, yes/no as a person writes them."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if percent and isinstance(value, int | float) and "%" in (cell.number_format or ""):
        value = round(value * 100, 10)
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return str(value)
