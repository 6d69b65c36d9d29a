"""Add up the staged rows: RMs needed against RMs there, gaps that touch most RMs, and rows that deserve a closer look.

In:     Database with the view "good" (the staged rows that are not set aside), the KnowledgeBase.
Out:    Totals, Gap, Notable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import FOCUSES
from rmadvisor.portfolio.columns.capabilities import place_of
from rmadvisor.portfolio.columns.memory import WIDTH
from rmadvisor.portfolio.columns.notes import notes
from rmadvisor.portfolio.database import Database
from rmadvisor.portfolio.results import reasons
from rmadvisor.portfolio.sources import Source
from rmadvisor.portfolio.sql import text

MOST_NOTABLE, MOST_GAPS, MOST_GROUPS = 10, 10, 1000


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over some rows. RMs are compared over the rows where both what is needed and what is there are known; the
    sums of what is needed are over all rows where it is."""

    group: str | None
    rows: int
    rms_there: float | None
    rms_needed_low: float | None
    rms_needed_target: float | None
    rms_needed_high: float | None
    rows_compared: int
    rms_missing: float | None
    over: int
    within: int
    under: int
    focus: dict[str, int]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Gap:
    """A capability that is not there: in how many rows and RMs a level is missing by the levels given, and in how many
    more it is missing if RMs are at the level that the policy assumes."""

    capability: str
    name: str
    rows: int
    rms: float
    levels: int
    rows_assumed: int
    rms_assumed: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Notable:
    """A row that deserves a full consultation, and why. `label` is what its columns beside the facts say."""

    row: int
    label: str
    reasons: tuple[str, ...]
    rms: float | None

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "reasons": list(self.reasons)}


@dataclass(frozen=True, slots=True)
class Noted:
    """A warning that some rows got, or a public figure that governs their range."""

    id: str
    rows: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


NO_FOCUS = "none"
SUMS = ", ".join(
    [
        "count(*)",
        *(f"sum({name})" for name in ("rms_there", "rms_needed_low", "rms_needed_target", "rms_needed_high")),
        "count(rms_needed_target - rms_there)",
        "sum(rms_needed_target - rms_there)",
        *(f"count(*) FILTER (verdict = {text(verdict)})" for verdict in ("over", "within", "under")),
        *(f"count(*) FILTER (focus = {text(focus)})" for focus in FOCUSES),
        "count(*) FILTER (focus IS NULL)",
    ]
)


def totals(database: Database) -> Totals:
    """Over all rows."""
    return _totals(None, database.rows(f"SELECT {SUMS} FROM good")[0])


def totals_by(database: Database, column: str) -> tuple[tuple[Totals, ...], int]:
    """Over the rows of each value of a column, the largest group first, and how many groups more there are."""
    group = f"coalesce(nullif(trim(CAST({column} AS VARCHAR)), ''), '(empty)')"
    found = database.rows(
        f"SELECT {group}, {SUMS} FROM good GROUP BY 1 ORDER BY sum(coalesce(rms_there, 0)) DESC, count(*) DESC, 1 "
        f"LIMIT {MOST_GROUPS}"
    )
    (groups,) = database.rows(f"SELECT count(DISTINCT {group}) FROM good")[0]
    return tuple(_totals(str(name), sums) for name, *sums in found), max(groups - MOST_GROUPS, 0)


def _totals(group: str | None, sums: Sequence[Any]) -> Totals:
    rows, there, low, target, high, compared, missing, over, within, under, *focus = sums
    return Totals(
        group=group,
        rows=rows,
        rms_there=_rounded(there),
        rms_needed_low=_rounded(low),
        rms_needed_target=_rounded(target),
        rms_needed_high=_rounded(high),
        rows_compared=compared,
        rms_missing=_rounded(missing),
        over=over,
        within=within,
        under=under,
        focus={name: count for name, count in zip((*FOCUSES, NO_FOCUS), focus, strict=True) if count},
    )


def gaps(database: Database, kb: KnowledgeBase) -> tuple[Gap, ...]:
    """The capabilities that are missing, those that touch the most RMs first."""
    assumed = kb.policy["priority.assumed_level"]
    pairs = []
    for index in range(len(kb.capabilities)):
        word, shift = place_of(index)
        pairs.append(f'(("gaps {word}" >> {shift}) & 7) * 8 + (("levels {word}" >> {shift}) & 7)')
    if not pairs:
        return ()
    counted = database.rows(
        "SELECT capability, pair, count(*), sum(coalesce(rms_there, 0)) FROM ("
        f"SELECT unnest(range({len(pairs)})) AS capability, unnest([{', '.join(pairs)}]) AS pair, rms_there FROM good"
        ") GROUP BY capability, pair"
    )
    given: dict[int, list[tuple[int, int, float]]] = {}
    guessed: dict[int, list[tuple[int, float]]] = {}
    for index, pair, rows, rms in counted:
        code, level = divmod(pair, 8)
        if code > 1:
            given.setdefault(index, []).append((code - 1, rows, rms))
        elif code == 0 and level > assumed:
            guessed.setdefault(index, []).append((rows, rms))
    found = []
    for index, (name, entry) in enumerate(kb.capabilities.items()):
        known, maybe = given.get(index, []), guessed.get(index, [])
        if known or maybe:
            levels = sum(missing * rows for missing, rows, _ in known)
            rows, rms = sum(rows for _, rows, _ in known), round(sum(rms for _, _, rms in known), 2)
            rows_assumed, rms_assumed = sum(rows for rows, _ in maybe), round(sum(rms for _, rms in maybe), 2)
            found.append(Gap(name, entry.title, rows, rms, levels, rows_assumed, rms_assumed))
    found.sort(key=lambda gap: (-gap.rms, -gap.rows, -gap.rms_assumed, -gap.rows_assumed))
    return tuple(found[:MOST_GAPS])


def warned(database: Database, kb: KnowledgeBase) -> tuple[Noted, ...]:
    """The warnings that the most rows got."""
    ids = notes(kb, "warnings")
    if not ids:
        return ()
    counts = [f'count(*) FILTER ("warnings {i // WIDTH}" & {1 << i % WIDTH} <> 0)' for i in range(len(ids))]
    values = database.rows(f"SELECT {', '.join(counts)} FROM good")[0]
    found = sorted((Noted(name, rows) for name, rows in zip(ids, values, strict=True) if rows), key=lambda n: -n.rows)
    return tuple(found)


def figures(database: Database) -> tuple[Noted, ...]:
    """The public figures that govern the ranges of rows, the one of most rows first."""
    found = database.rows(
        "SELECT benchmark, count(*) FROM good WHERE benchmark IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    return tuple(Noted(name, rows) for name, rows in found)


def notable(
    database: Database, kb: KnowledgeBase, label: Sequence[str], source: Source
) -> tuple[tuple[Notable, ...], int]:
    """The rows with the most reasons, those of more RMs first, and how many rows have one. That hours are assumed is
    true of most rows of most tables: by itself it is no reason."""
    why = reasons(kb)
    count = " + ".join(f"(({reason}) IS NOT NULL)::INTEGER" for reason in why)
    deserves = f"coalesce({', '.join(why[:-1])}) IS NOT NULL"
    size = "coalesce(rms_there, rms_needed_target)"
    found = database.rows(
        f"SELECT n, [{', '.join(why)}], {size} FROM (SELECT *, {count} AS reasons FROM good WHERE {deserves} "
        f"ORDER BY reasons DESC, {size} DESC NULLS LAST, n LIMIT {MOST_NOTABLE})"
    )
    (many,) = database.rows(f"SELECT count(*) FROM good WHERE {deserves}")[0]
    names: dict[int, str] = {}
    if found and label:
        said = ", ".join(f"nullif(trim(CAST({column} AS VARCHAR)), '')" for column in label)
        these = ", ".join(str(n) for n, *_ in found)
        names = dict(database.rows(f"SELECT n, concat_ws(', ', {said}) FROM ({source.query}) WHERE n IN ({these})"))
    listed = tuple(
        Notable(source.row(n), names.get(n, ""), tuple(reason for reason in given if reason), _rounded(rms))
        for n, given, rms in found
    )
    return listed, many


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 2)
