"""Keep the query of the rules for the next table of the same shape: to make it takes longer than ten thousand rows.

In:     the KnowledgeBase, the names and types of a table's columns, the columns asked for.
Out:    the query as SQL, made once in a process and, with a cache, once for the same knowledge, program and libraries.
"""

from __future__ import annotations

from functools import cache as once
from functools import lru_cache
from pathlib import Path
from typing import Any

import ibis

from rmadvisor.knowledge.cache import Cache, hashed
from rmadvisor.knowledge.files import PACKAGE
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.portfolio.columns.query import as_sql
from rmadvisor.portfolio.columns.reading import what_follows

PREPARED = "prepared"  # the table that the query reads
KIND = "plan"
MAKERS = ("portfolio/columns", "sizing", "knowledge", "reasoning")  # the rooms that a query depends on


@lru_cache(maxsize=8)
def query_of(
    kb: KnowledgeBase, names: tuple[str, ...], schema: Any, columns: tuple[str, ...], compiler: Any, cache: Cache | None
) -> str:
    """The rules over a table of this shape."""
    if cache is None:
        return as_sql(what_follows(kb, ibis.table(schema, name=PREPARED), names), compiler, columns)
    shape = [(name, str(kind)) for name, kind in schema.items()]
    key = repr((kb.version, names, shape, columns, compiler.dialect.__name__, ibis.__version__, _program()))
    query = _one_query(cache.fetch(KIND, key))
    if query is None:
        query = as_sql(what_follows(kb, ibis.table(schema, name=PREPARED), names), compiler, columns)
        cache.keep(KIND, key, query.encode())
    return query


def _one_query(body: bytes | None) -> str | None:
    """What was kept, if it is a query and nothing besides: it must not write, whoever kept it."""
    import duckdb

    try:
        query = (body or b"").decode()
        statements = duckdb.extract_statements(query)
    except (UnicodeDecodeError, duckdb.Error):
        return None
    return query if [statement.type for statement in statements] == [duckdb.StatementType.SELECT] else None


@once
def _program() -> str:
    """What the modules say that make a query: one that they made before a change is not taken after it."""
    paths = sorted(path for room in MAKERS for path in (Path(PACKAGE) / room).glob("*.py"))
    return hashed(*(path.read_bytes() for path in paths))
