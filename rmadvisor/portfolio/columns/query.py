"""The steps of a reading as one query of a backend that speaks SQL, or as one expression for one that does not.

In:     the steps of a Memory; the backend's compiler.
Out:    SQL text, each step a named part that has all columns of the step before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import ibis
import ibis.expr.operations as ops

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.portfolio.columns.memory import Memory
from rmadvisor.portfolio.columns.reading import what_follows


def as_sql(memory: Memory, compiler: Any, columns: Iterable[str]) -> str:
    """One query for some columns of the last step."""
    import sqlglot.expressions as sql

    parts = []
    for number, step in enumerate(memory.steps, start=1):
        query = compiler.to_sqlglot(step.unbind())
        query.set("expressions", [sql.Star(), *query.expressions])
        name = sql.to_identifier(f"step {number}", quoted=True).sql(compiler.dialect)
        parts.append(f"{name} AS ({query.sql(compiler.dialect)})")
    listed = ", ".join(sql.to_identifier(name, quoted=True).sql(compiler.dialect) for name in columns)
    last = sql.to_identifier(f"step {len(memory.steps)}", quoted=True).sql(compiler.dialect)
    return "WITH " + ",\n".join(parts) + f"\nSELECT {listed} FROM {last}"


def as_expression(kb: KnowledgeBase, table: Any, names: Collection[str], columns: Iterable[str]) -> Any:
    """The same as one expression over a backend's own table, for a backend without SQL."""
    memory = what_follows(kb, ibis.table(table.schema(), name="prepared"), names)
    for step in memory.steps:
        (before,) = step.op().find(ops.UnboundTable)
        bound = step.op().replace({before: table.op()})
        table = table.mutate(**{name: value.to_expr() for name, value in bound.values.items()})
    return table.select(*columns)
