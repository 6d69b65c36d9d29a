"""The steps of a reading as one query of a backend that speaks SQL, or as one expression for one that does not.

In:     the steps of a Memory; the backend's compiler.
Out:    SQL text, each step a named part that has all columns of the step before.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rmadvisor.portfolio.columns.memory import Memory


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
