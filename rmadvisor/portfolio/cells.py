"""The cells of a table as answers: what they may say, as SQL for a million of them and in Python for one.

In:     a fact (or a present level), the type of its column.
Out:    SQL for the columns that the rules are read over (columns/answers.py), null where a cell cannot be used; and
        `plain_answer`, the same cell as it would stand in an answers file, from which the complaint about it is made.
Cells:  empty or `unknown`: not known. A number, or a range as [200, 300], 200-300 or 200 to 300, with null for an open end.
        One choice, or several still possible as a;b or [a, b]. A set in the same way; `none` is the empty one. yes or no.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rmadvisor.knowledge.vocabulary import Fact
from rmadvisor.portfolio.columns.answers import SKILL, mask_of, values_of
from rmadvisor.portfolio.sql import text

NUMBER = r"\+?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
END = rf"(?:{NUMBER}|null)?"
RANGES = (
    rf"\[\s*({END})\s*,\s*({END})\s*\]",
    rf"({NUMBER})\s*(?:-|–|to|\.\.)\s*({NUMBER})",  # noqa: RUF001 - a dash as people type it
)
SEPARATORS = r"\s*[;,|]\s*"
NUMERIC_TYPES = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
                 "FLOAT", "DOUBLE")  # fmt: skip
TRUTHS = {"yes": True, "no": False, "true": True, "false": False}
UNKNOWN = "unknown"


def is_number(kind: str) -> bool:
    """Whether a type of DuckDB is one of numbers."""
    return kind in NUMERIC_TYPES or kind.startswith("DECIMAL")


def trimmed(column: str, kind: str) -> str:
    """SQL for a cell with content: null where it is empty or unknown."""
    if is_number(kind) or kind == "BOOLEAN":
        return column
    cell = column if kind == "VARCHAR" else f"CAST({column} AS VARCHAR)"
    plain = f"trim({cell}, ' \t\r\n\u00a0')"
    return f"CASE WHEN {plain} = '' OR lower({plain}) = '{UNKNOWN}' THEN NULL ELSE {plain} END"


def answered(name: str, fact: Fact | None, cell: str, kind: str) -> Iterator[tuple[str, str]]:
    """(column, SQL) of a fact from its trimmed cell; a present level has no fact."""
    if fact is None:
        yield name, _number(cell, kind, 1, 5, whole=True, cast="BIGINT")
    elif fact.numeric and is_number(kind):
        yield name, _number(cell, kind, 0, fact.at_most, fact.type == "count")
    elif fact.numeric:
        low, high = (_end(cell, i) for i in (1, 2))
        good = " AND ".join(
            f"({end} IS NULL OR ({_fits(end, 0, fact.at_most, fact.type == 'count')}))" for end in (low, high)
        )
        good = f"{good} AND ({low} IS NOT NULL OR {high} IS NOT NULL) AND NOT coalesce({low} > {high}, false)"
        plain = _number(cell, kind, 0, fact.at_most, fact.type == "count")
        for end, value in (("low", low), ("high", high)):
            ranged = f"CASE WHEN {_is_range(cell)} AND {good} THEN {value} END"
            is_plain = f"regexp_full_match({cell}, {text(NUMBER)})"
            yield f"{name}.{end}", f"CASE WHEN {cell} IS NULL THEN NULL WHEN {is_plain} THEN {plain} ELSE {ranged} END"
    elif fact.type == "yes_no" and kind == "BOOLEAN":
        yield name, f"CASE {cell} WHEN true THEN 2 WHEN false THEN 1 END::BIGINT"
    elif fact.type == "yes_no":
        cases = " ".join(f"WHEN {text(word)} THEN {mask_of(fact, (truth,))}" for word, truth in TRUTHS.items())
        yield name, f"CASE lower(CAST({cell} AS VARCHAR)) {cases} END::BIGINT"
    else:
        yield name, _masks(fact, f"CAST({cell} AS VARCHAR)" if kind != "VARCHAR" else cell)


def _number(cell: str, kind: str, least: float, most: float, whole: bool, cast: str = "DOUBLE") -> str:
    """SQL for a plain number of some bounds; null for everything else."""
    if is_number(kind):
        value, is_one = f"CAST({cell} AS DOUBLE)", "true"
    else:
        cell = f"CAST({cell} AS VARCHAR)" if kind != "VARCHAR" else cell
        value, is_one = f"TRY_CAST({cell} AS DOUBLE)", f"regexp_full_match({cell}, {text(NUMBER)})"
    return f"CASE WHEN {is_one} AND {_fits(value, least, most, whole)} THEN CAST({value} AS {cast}) END"


def _fits(value: str, least: float, most: float, whole: bool) -> str:
    """SQL for a value within bounds; NaN lies above every bound in DuckDB."""
    is_whole = f" AND {value} = floor({value})" if whole else ""
    return f"{value} >= {least} AND {value} <= {most!r}::DOUBLE{is_whole}"


def _is_range(cell: str) -> str:
    return " OR ".join(f"regexp_full_match({cell}, {text(form)})" for form in RANGES).join("()")


def _end(cell: str, group: int) -> str:
    """SQL for one end of a range; null where it is open."""
    listed, dashed = RANGES
    got = f"CASE WHEN {cell}[1] = '[' THEN regexp_extract({cell}, {text(listed)}, {group}) "
    got += f"ELSE regexp_extract({cell}, {text(dashed)}, {group}) END"
    return f"TRY_CAST(nullif(nullif({got}, ''), 'null') AS DOUBLE)"


def _masks(fact: Fact, cell: str) -> str:
    """SQL for the mask of a choice, a list of those still possible, or a set."""
    cases = " ".join(f"WHEN {text(str(value))} THEN {mask_of(fact, (value,))}" for value in values_of(fact))
    folded = {str(value).lower(): mask_of(fact, (value,)) for value in values_of(fact)}
    by_lower = " ".join(f"WHEN {text(word)} THEN {mask}" for word, mask in folded.items())
    listed = rf"regexp_split_to_array(regexp_replace(lower({cell}), '^\[\s*|\s*\]$', '', 'g'), {text(SEPARATORS)})"
    each = f"list_transform({listed}, lambda x: CASE x {by_lower} ELSE -1 END)"
    together = f"list_aggregate({each}, 'bit_or')"
    several = f"CASE WHEN {together} > 0 THEN {together} END"
    if fact.type == "choices":
        empty = "'[]'" if "none" in folded else "'none', '[]'"
        several = f"CASE WHEN lower({cell}) IN ({empty}) THEN 0 ELSE {several} END"
    return f"CASE {cell} {cases} ELSE CASE WHEN {cell} IS NULL THEN NULL ELSE {several} END END::BIGINT"


def plain_answer(fact: Fact | None, cell: Any) -> Any:
    """One cell as it would stand in an answers file; None where it is empty."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if not isinstance(cell, str):
        return int(cell) if isinstance(cell, float) and cell == int(cell) else cell
    plain = cell.strip(" \t\r\n\u00a0")
    if plain.lower() == UNKNOWN:
        return UNKNOWN
    if fact is None or fact.numeric:
        return _plain_number(plain)
    if fact.type == "yes_no":
        return TRUTHS.get(plain.lower(), plain)
    if plain in fact.choices:
        return [plain] if fact.type == "choices" else plain
    folded = {str(value).lower(): str(value) for value in values_of(fact)}
    if fact.type == "choices" and (plain == "[]" or (plain.lower() == "none" and "none" not in folded)):
        return []
    inner = re.sub(r"^\[\s*|\s*\]$", "", plain.lower())
    members = [folded.get(part, part) for part in re.split(SEPARATORS, inner)]
    return members[0] if len(members) == 1 and fact.type == "choice" else members


def _plain_number(plain: str) -> Any:
    if re.fullmatch(r"-?" + NUMBER, plain):
        number = float(plain)
        return int(number) if abs(number) < 1e15 and number == int(number) else number
    for form in RANGES:
        if found := re.fullmatch(form, plain):
            return [None if end in ("", "null") else _plain_number(end) for end in found.groups()]
    return plain


def is_level(name: str) -> bool:
    """Whether a name is that of a present level."""
    return name.startswith(SKILL)
