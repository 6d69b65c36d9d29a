"""DuckDB inside this process: bounded memory, no network, progress, and Ctrl-C at any time.

Errors: BadInput where the disk is full or a file cannot be read; KeyboardInterrupt stops the query first.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rmadvisor.knowledge.problems import BadInput, Problem
from rmadvisor.portfolio.sql import text

MEMORY = 600  # MB: what DuckDB may take, so that the whole process stays within 1 GiB
# Before it writes rows in their order DuckDB sets aside 4 MB for each column and each thread beyond the first, at most
# a quarter of its memory, and keeps rows there whose turn has not come: without that it works in one thread.
ROOM_OF_COLUMN, ROOM_SHARE, MOST_ROOM = 4.3, 4, 1900  # MB
MOST_THREADS = 4  # each thread needs buffers of its own
LOOK_EVERY = 0.1  # seconds

GROUP = 20_480  # rows that a thread holds before it writes them
PARQUET = f"FORMAT parquet, ROW_GROUP_SIZE {GROUP}"
WORK_FILE = f"{PARQUET}, COMPRESSION lz4_raw, DICTIONARY_SIZE_LIMIT 500"  # read once and thrown away

Progress = Callable[[str, float | None], None]


def silent(what: str, share: float | None) -> None:
    """No progress."""


class Database:
    """One connection, with its spill files in a private folder."""

    def __init__(self, folder: Path, progress: Progress = silent) -> None:
        import ibis

        self.threads = min(
            len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, MOST_THREADS
        )
        self.backend: Any = ibis.duckdb.connect(
            threads=self.threads,
            memory_limit=f"{MEMORY}MB",
            temp_directory=str(folder / "spill"),
            autoinstall_known_extensions=False,
            autoload_known_extensions=False,
        )
        self.connection: Any = self.backend.con
        # Progress is kept only while the bar is on; DuckDB itself prints nothing.
        self.connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
        # It believes the least and the greatest value that a parquet file names, which leave out what is not a number.
        self.connection.execute("SET disabled_optimizers = 'statistics_propagation'")
        self.folder = folder
        self.staged = folder / "staged.parquet"  # the rows with what follows from them, once that is worked out
        self.progress = progress

    def close(self) -> None:
        """Let go of all memory."""
        self.connection.close()

    def in_any_order(self) -> None:
        """Give up the order of rows from now on: it is bought with memory and time."""
        self.connection.execute("SET preserve_insertion_order = false")

    def in_order(self, columns: int) -> None:
        """Keep the order of rows from now on, in files of so many columns: by two threads, where memory allows it."""
        room = round(columns * ROOM_OF_COLUMN * ROOM_SHARE)
        if MEMORY < room <= MOST_ROOM:
            self.connection.execute(f"SET memory_limit = '{room}MB'")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a short query."""
        return self.run(query, "").fetchall()  # type: ignore[no-any-return]

    def run(self, query: str, what: str) -> Any:
        """A query, told as `what` while it runs. In a thread, so that Ctrl-C is heard and progress shown meanwhile."""
        import duckdb

        failed: list[BaseException] = []
        ended = threading.Event()  # a thread that was waited for in vain by join() would count as ended in Python 3.11

        def work() -> None:
            try:
                self.connection.execute(query)
            except BaseException as error:  # told again in the thread that asked
                failed.append(error)
            finally:
                ended.set()

        threading.Thread(target=work, daemon=True).start()
        try:
            while not ended.wait(LOOK_EVERY):
                if what:
                    done = self.connection.query_progress()
                    self.progress(what, done / 100 if done >= 0 else None)
        except BaseException:
            while not ended.wait(LOOK_EVERY):
                self.connection.interrupt()  # again and again, as it may not have begun
            raise
        if failed:
            if isinstance(failed[0], duckdb.Error):
                raise refused(failed[0]) from failed[0]
            raise failed[0]
        return self.connection

    def types(self, relation: str) -> dict[str, str]:
        """{column: type} of what a query would give."""
        return {name: kind for name, kind, *_ in self.rows(f"DESCRIBE {relation}")}

    def copy(self, query: str, target: Path, what: str, options: str = PARQUET) -> None:
        """Write what a query gives to a file: to that name itself, as callers give one that nobody looks at yet."""
        self.run(f"COPY ({query}) TO {text(str(target))} ({options}, USE_TMP_FILE false)", what)

    def copy_as_read(self, query: str, target: Path, what: str) -> None:
        """Write rows to a work file in the order in which they are read, holding few of them: by one thread."""
        self.connection.execute("SET threads = 1; SET preserve_insertion_order = false")
        self.copy(query, target, what, WORK_FILE)
        self.connection.execute(f"SET threads = {self.threads}; SET preserve_insertion_order = true")


def refused(error: Any) -> BadInput:
    """What a person can do about an error of DuckDB."""
    said = str(error).strip().splitlines()[0].partition("Error: ")[2] or str(error).strip().splitlines()[0]
    lower = said.lower()
    if "no space left" in lower or "file too large" in lower or "disk quota" in lower:
        return BadInput([Problem("", 0, 0, "the disk is full", "make room, or set TMPDIR to a larger disk")])
    if "out of memory" in lower or "failed to allocate" in lower or "max_temp_directory_size" in lower:
        return BadInput([Problem("", 0, 0, "the memory does not suffice", "give fewer columns, or parts of the file")])
    return BadInput([Problem("", 0, 0, f"the file cannot be worked on ({said})", "check the file")])
