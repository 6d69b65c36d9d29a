"""Read the rules over prepared rows: in DuckDB itself, or in another backend of Ibis.

In:     Database, the query of prepared rows, the KnowledgeBase, the facts there are.
Out:    the staged file, parquet: "n", "bad", the carried columns and what follows.
Errors: BadInput for a backend that is not installed, cannot be reached or lacks an operation.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import ibis

from rmadvisor.knowledge.cache import Cache
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.problems import BadInput, Problem
from rmadvisor.portfolio.columns.query import as_expression
from rmadvisor.portfolio.database import WORK_FILE, Database
from rmadvisor.portfolio.kept import PREPARED, query_of
from rmadvisor.portfolio.sql import text


def follow(
    database: Database,
    prepared: str,
    kb: KnowledgeBase,
    names: Collection[str],
    columns: Sequence[str],
    url: str | None,
    cache: Cache | None,
) -> None:
    """Work out what follows for every row, into the staged file: the columns asked for."""
    target = database.staged
    if url is None:
        database.connection.execute(f"CREATE TEMP VIEW {PREPARED} AS {prepared}")
        schema = database.backend.table(PREPARED).schema()
        query = query_of(kb, tuple(names), schema, tuple(columns), database.backend.compiler, cache)
        database.copy(query, target, "working it out", WORK_FILE)
        return
    rows = database.folder / "prepared.parquet"
    database.copy(prepared, rows, "reading", WORK_FILE)
    try:
        _elsewhere(kb, names, columns, url, rows, target)
    except BadInput:
        raise
    except Exception as error:  # each backend has errors of its own
        what = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise _refuse(url, f"it failed: {what[:200]}", "leave --backend out to use DuckDB in this process") from error


def _elsewhere(
    kb: KnowledgeBase, names: Collection[str], columns: Sequence[str], url: str, rows: Path, target: Path
) -> None:
    import pyarrow.parquet as parquet

    backend = _connected(url)
    try:
        table = backend.read_parquet(str(rows), table_name=PREPARED)
    except NotImplementedError:  # not every backend reads files by itself
        table = backend.create_table(PREPARED, obj=parquet.read_table(rows), temp=True)
    if hasattr(backend, "raw_sql"):
        query = query_of(kb, tuple(names), table.schema(), tuple(columns), backend.compiler, None)
        if backend.name == "duckdb":  # writes itself: Ibis 12 reads results in a way that DuckDB 2 has no more
            backend.con.execute(f"COPY ({query}) TO {text(str(target))} ({WORK_FILE})")
            return
        found: Any = backend.sql(query)
    else:
        found = as_expression(kb, table, names, columns)
    with parquet.ParquetWriter(target, found.schema().to_pyarrow()) as writer:
        for batch in found.to_pyarrow_batches():
            writer.write_batch(batch.cast(found.schema().to_pyarrow()))


def _connected(url: str) -> Any:
    try:
        return ibis.connect(url)
    except ImportError as error:
        what = f"its library is not installed ({error.name or error})"
        raise _refuse(url, what, f"pip install 'ibis-framework[{url.partition(':')[0]}]'") from None
    except Exception as error:  # each backend has errors of its own
        what = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise _refuse(
            url, f"it cannot be reached: {what[:200]}", "give a URL such as pyspark://local or duckdb://"
        ) from None


def _refuse(url: str, what: str, mend: str) -> BadInput:
    shown = (
        url.partition("@")[2] and f"{url.partition('://')[0]}://...@{url.partition('@')[2]}"
    )  # no password in a message
    return BadInput([Problem(f"backend {shown or url}", 0, 0, what, mend)])
