"""The rows of a file made ready for the rules: every cell checked, every fact in the columns that the rules read.

In:     Source, Headings, KnowledgeBase.
Out:    one query with "n", "bad" (a cell or a contradiction that cannot be used), the carried columns c0, c1 ..., and the
        columns of columns/answers.py.
"""

from __future__ import annotations

from rmadvisor.knowledge.answers import MOST_DISAGREEMENT
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.portfolio.cells import answered, is_level, trimmed
from rmadvisor.portfolio.headings import Headings
from rmadvisor.portfolio.sources import Source
from rmadvisor.portfolio.sql import identifier


def prepared(source: Source, headings: Headings, kb: KnowledgeBase) -> str:
    """The query."""
    trims, facts, bad = [], [], []
    ranged: dict[str, tuple[str, str]] = {}
    for name, place in headings.facts.items():
        fact = None if is_level(name) else kb.vocabulary[name]
        trims.append(f"{trimmed(f'c{place}', source.types[place])} AS t{place}")
        columns = list(answered(name, fact, f"t{place}", source.types[place]))
        facts += [f"{expression} AS {identifier(column)}" for column, expression in columns]
        missing = " AND ".join(f"{identifier(column)} IS NULL" for column, _ in columns)
        bad.append(f"(t{place} IS NOT NULL AND {missing})")
        if fact is not None and fact.numeric:
            ends = tuple(identifier(column) for column, _ in columns)
            ranged[name] = ends[0], ends[-1]
    bad += _contradiction(ranged)
    carried = [f"c{place}" for place in headings.carried]
    trimmed_rows = f"SELECT n, {', '.join([*carried, *trims])} FROM ({source.query})"
    with_facts = f"SELECT *, {', '.join(facts)} FROM ({trimmed_rows})"
    kept = ", ".join(f"t{place}" for place in headings.facts.values())
    return f"SELECT * EXCLUDE ({kept}), {' OR '.join(bad)} AS bad FROM ({with_facts})"


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
