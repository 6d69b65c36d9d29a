"""The cells of a table as answers: what they may say, as SQL for a million of them and in Python for one.

In:     a fact (or a present level), the type of its column.
Out:    SQL for the columns that the rules are read over (columns/answers.py), null where a cell cannot be used; and
        `plain_answer`, the same cell as it would stand in an answers file, from which the complaint about it is made.
Cells:  empty or `unknown`: not known. A number, or a range as [200, 300], 200-300 or 200 to 300 (null: an open end).
        One choice, or several still possible as a;b or [a, b]. A set likewise; `none` is the empty one. yes or no.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from decimal import Decimal
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
WHOLE_TYPES = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
FLOATING_TYPES = ("FLOAT", "DOUBLE")
NUMERIC_TYPES = (*WHOLE_TYPES, *FLOATING_TYPES)
TRUTHS = {"yes": True, "no": False, "true": True, "false": False}
UNKNOWN = "unknown"


def is_number(kind: str) -> bool:
    """Whether a type of DuckDB is one of numbers."""
    return kind in NUMERIC_TYPES or kind.startswith("DECIMAL")


def content(column: str, kind: str) -> str:
    """SQL for whether a cell says anything: not empty, and not unknown."""
    if kind in FLOATING_TYPES:  # many tools write what is missing as "not a number"
        return f"({column} IS NOT NULL AND NOT isnan({column}))"
    if is_number(kind) or kind == "BOOLEAN":
        return f"{column} IS NOT NULL"
    return f"({column} IS NOT NULL AND lower({_trim(column, kind)}) NOT IN ('', '{UNKNOWN}'))"


def _trim(column: str, kind: str) -> str:
    return f"trim({_as_text(column, kind)}, ' \t\r\n\u00a0')"


def _as_text(column: str, kind: str) -> str:
    return column if kind == "VARCHAR" else f"CAST({column} AS VARCHAR)"


def answered(name: str, fact: Fact | None, column: str, kind: str) -> Iterator[tuple[str, str]]:
    """(column, SQL) of a fact from its cell; a present level has no fact. Null where the cell cannot be used."""
    as_it_is = is_number(kind) if fact is None or fact.numeric else kind == "BOOLEAN" and fact.type == "yes_no"
    cell = column if as_it_is else _trim(column, kind)
    if fact is None:
        yield name, f"TRY_CAST({_number(cell, kind, 1, 5, whole=True)} AS BIGINT)"
    elif fact.numeric and is_number(kind):
        yield name, _number(cell, kind, 0, fact.at_most, fact.type == "count")
    elif fact.numeric:
        low, high = (_end(cell, group) for group in (1, 2))
        whole = fact.type == "count"
        fit = " AND ".join(f"coalesce({_fits(end, 0, fact.at_most, whole)}, true)" for end in (low, high))
        good = f"{fit} AND coalesce({low}, {high}) IS NOT NULL AND coalesce({low} <= {high}, true)"
        for end, value in (("low", low), ("high", high)):
            ranged = f"CASE WHEN {_is_range(cell)} AND {good} THEN {value} END"
            plain = f"WHEN {_is_plain(cell)} THEN {_number(cell, kind, 0, fact.at_most, whole)}"
            yield f"{name}.{end}", f"CASE WHEN {column} IS NULL THEN NULL {plain} ELSE {ranged} END"
    elif fact.type == "yes_no" and kind == "BOOLEAN":
        yield name, f"CASE {cell} WHEN true THEN 2 WHEN false THEN 1 END::BIGINT"
    elif fact.type == "yes_no":
        cases = " ".join(f"WHEN {text(word)} THEN {mask_of(fact, (truth,))}" for word, truth in TRUTHS.items())
        yield name, f"CASE lower({cell}) {cases} END::BIGINT"
    else:
        yield name, _masks(fact, _as_text(column, kind), cell)


def _number(cell: str, kind: str, least: float, most: float, whole: bool) -> str:
    """SQL for a plain number of some bounds; null for everything else."""
    whole = whole and kind not in WHOLE_TYPES
    value = f"CAST({cell} AS DOUBLE)" if is_number(kind) else f"TRY_CAST({cell} AS DOUBLE)"
    plain = "" if is_number(kind) else f"{_is_plain(cell)} AND "
    return f"CASE WHEN {plain}{_fits(value, least, most, whole)} THEN {value} END"


def _is_plain(cell: str) -> str:
    return f"regexp_full_match({cell}, {text(NUMBER)})"


def _fits(value: str, least: float, most: float, whole: bool) -> str:
    """SQL for a value within bounds; NaN lies above every bound in DuckDB."""
    is_whole = f" AND {value} = floor({value})" if whole else ""
    return f"({value} >= {least} AND {value} <= {most!r}::DOUBLE{is_whole})"


def _is_range(cell: str) -> str:
    return " OR ".join(f"regexp_full_match({cell}, {text(form)})" for form in RANGES).join("()")


def _end(cell: str, group: int) -> str:
    """SQL for one end of a range; null where it is open."""
    listed, dashed = (f"regexp_extract({cell}, {text(form)}, {group})" for form in RANGES)
    got = f"CASE WHEN starts_with({cell}, '[') THEN {listed} ELSE {dashed} END"
    return f"TRY_CAST(nullif(nullif({got}, ''), 'null') AS DOUBLE)"


def _masks(fact: Fact, raw: str, cell: str) -> str:
    """SQL for the mask of a choice, a list of those still possible, or a set: what is written as the facts are is
    compared as it stands, and only what is not is taken apart."""
    cases = " ".join(f"WHEN {text(str(value))} THEN {mask_of(fact, (value,))}" for value in values_of(fact))
    folded = {str(value).lower(): mask_of(fact, (value,)) for value in values_of(fact)}
    by_lower = " ".join(f"WHEN {text(word)} THEN {mask}" for word, mask in folded.items())
    listed = rf"regexp_split_to_array(regexp_replace(lower({cell}), '^\[\s*|\s*\]$', '', 'g'), {text(SEPARATORS)})"
    each = f"list_transform({listed}, lambda x: CASE x {by_lower} ELSE -1 END)"
    together = f"list_aggregate({each}, 'bit_or')"
    several = f"CASE WHEN {together} > 0 THEN {together} END"
    if fact.type == "choices":
        empty = "'[]'" if "none" in folded else "'none', '[]'"
        members = " | ".join(
            f"CASE WHEN contains(';' || {raw} || ';', {text(f';{value};')}) THEN {mask_of(fact, (value,))} ELSE 0 END"
            for value in values_of(fact)
        )
        parts = f"length({raw}) - length(replace({raw}, ';', '')) + 1"
        several = (
            f"CASE WHEN bit_count(({members})::BIGINT) = {parts} THEN {members} "
            f"WHEN lower({cell}) IN ({empty}) THEN 0 ELSE {several} END"
        )
    return f"CASE {raw} {cases} ELSE CASE WHEN {raw} IS NULL THEN NULL ELSE {several} END END::BIGINT"


def plain_answer(fact: Fact | None, cell: Any) -> Any:
    """One cell as it would stand in an answers file; None where it is empty."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, Decimal):
        cell = float(cell)
    if isinstance(cell, float):
        return None if math.isnan(cell) else int(cell) if cell.is_integer() else cell
    if not isinstance(cell, str):
        return cell
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
