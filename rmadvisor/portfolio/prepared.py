"""The rows of a file made ready for the rules: every cell checked, every fact in the columns that the rules read.

In:     Source, Headings, KnowledgeBase.
Out:    one query with "n", "bad" (a cell or a contradiction that cannot be used), the columns of the file as c0,
        c1 ..., and those of columns/answers.py.
"""

from __future__ import annotations

from rmadvisor.knowledge.answers import MOST_DISAGREEMENT
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.portfolio.cells import answered, content, is_level
from rmadvisor.portfolio.headings import Headings
from rmadvisor.portfolio.sources import Source
from rmadvisor.portfolio.sql import identifier


def prepared(source: Source, headings: Headings, kb: KnowledgeBase) -> str:
    """The query."""
    facts, unread, bad = [], [], []
    ranged: dict[str, tuple[str, str]] = {}
    for name, place in headings.facts.items():
        fact, cell, kind = None if is_level(name) else kb.vocabulary[name], f"c{place}", source.types[place]
        columns = list(answered(name, fact, cell, kind))
        facts += [f"{expression} AS {identifier(column)}" for column, expression in columns]
        missing = " AND ".join(f"{identifier(column)} IS NULL" for column, _ in columns)
        unread.append(f"({missing} AND {cell} IS NOT NULL)")
        bad.append(f"({missing} AND {content(cell, kind)})")
        if fact is not None and fact.numeric:
            ranged[name] = identifier(columns[0][0]), identifier(columns[-1][0])
    # The texts are looked at only in rows where a cell is there and could not be used.
    faulty = f"CASE WHEN {' OR '.join(unread)} THEN {' OR '.join(bad)} ELSE false END"
    either = " OR ".join([faulty, *_contradiction(ranged)])
    return f"SELECT *, {either} AS bad FROM (SELECT *, {', '.join(facts)} FROM ({source.query}))"


def _contradiction(ends: dict[str, tuple[str, str]]) -> list[str]:
    """Customers, RMs and customers per RM must agree, as in knowledge/answers.py."""
    names = ("customers", "rm_count", "customers_per_rm")
    if not all(name in ends for name in names):
        return []
    (least, most), (few, many), (low, high) = (ends[name] for name in names)
    all_known = " AND ".join(f"({a} IS NOT NULL OR {b} IS NOT NULL)" for a, b in (ends[name] for name in names))

    def lowest(end: str) -> str:
        return f"coalesce({end}, 0)"

    def highest(end: str) -> str:
        return f"coalesce({end}, 'inf'::DOUBLE)"

    allowed = repr(1 + MOST_DISAGREEMENT) + "::DOUBLE"
    smallest = (
        f"CASE WHEN {highest(many)} = 0 THEN CASE WHEN {lowest(least)} > 0 THEN 'inf'::DOUBLE ELSE 0 END "
        f"ELSE {lowest(least)} / {highest(many)} END"
    )
    largest = f"CASE WHEN {lowest(few)} = 0 THEN 'inf'::DOUBLE ELSE {highest(most)} / {lowest(few)} END"
    parted = f"{lowest(low)} > ({largest}) * {allowed} OR {highest(high)} * {allowed} < ({smallest})"
    return [f"({all_known} AND ({parted}))"]
