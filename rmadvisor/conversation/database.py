"""The session file: an SQLite database that survives a kill at any moment, and messages for what can be wrong with it.

In:     the path of the file; how long to wait for another process, in seconds.
Out:    a connection with all migrations applied; transactions.
Errors: Unusable (a BadInput) for a file that is no session database, damaged, locked, read-only, or written by a newer
        program. Such a file is left exactly as it is.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rmadvisor.conversation.refusal import unusable
from rmadvisor.knowledge.problems import BadInput

WAIT = 5.0  # seconds for another process to finish its write
APPLICATION = 0x524D6164  # "RMad": marks the file as ours

# Named steps, applied once each, in this order, in a transaction of their own. A step that was released never changes.
MIGRATIONS = {
    "sessions and their log": (
        """CREATE TABLE sessions (
               id INTEGER PRIMARY KEY, name TEXT NOT NULL, created_at TEXT NOT NULL, deleted_at TEXT) STRICT""",
        "CREATE UNIQUE INDEX living_sessions ON sessions (name) WHERE deleted_at IS NULL",
        """CREATE TABLE events (
               session INTEGER NOT NULL REFERENCES sessions (id), number INTEGER NOT NULL CHECK (number > 0),
               at TEXT NOT NULL, who TEXT NOT NULL, program TEXT NOT NULL, knowledge TEXT NOT NULL,
               kind TEXT NOT NULL, facts TEXT NOT NULL, before TEXT NOT NULL, gist TEXT,
               PRIMARY KEY (session, number)) STRICT""",
        """CREATE TRIGGER log_never_changes BEFORE UPDATE ON events
               BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END""",
        """CREATE TRIGGER log_never_shrinks BEFORE DELETE ON events
               BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END""",
    ),
}


def connect(path: Path, wait: float = WAIT, vfs: str | None = None) -> sqlite3.Connection:
    """Open the file, making it when there is none; only this user can read it. `vfs` names a file layer of SQLite."""
    with clear_errors(path):
        _make_private(path)
        address = f"{path.absolute().as_uri()}{f'?vfs={vfs}' if vfs else ''}"
        connection = sqlite3.connect(address, uri=True, timeout=wait, isolation_level=None, check_same_thread=False)
        try:
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
        return connection


def in_memory() -> sqlite3.Connection:
    """A database of this process alone, gone when it ends: for a conversation whose file cannot be used."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    _prepare(connection, Path("memory"))
    return connection


def _make_private(path: Path) -> None:
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    # In this order: another process that makes the file now marks it in the transaction that makes the first table.
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION and (application or tables):
        raise unusable(f"{path} is a database of another program", "name another file with --db")
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if mode != "wal":
        with suppress(sqlite3.OperationalError):  # where WAL cannot be had, the older journal is as safe, only slower
            connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    if _pending(connection, path):
        _migrate(connection, path)


def _pending(connection: sqlite3.Connection, path: Path) -> list[str]:
    """The steps that were not applied yet; only reads."""
    applied: list[str] = []
    if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'migrations'").fetchone():
        applied = [name for (name,) in connection.execute("SELECT name FROM migrations")]
    unknown = [name for name in applied if name not in MIGRATIONS]
    if unknown:
        raise unusable(f"{path} was written by a newer rmadvisor", "use that one, or name another file with --db")
    return [name for name in MIGRATIONS if name not in applied]


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    with transaction(connection):
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, "
            "applied_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))) STRICT"
        )
    for name in _pending(connection, path):
        with transaction(connection):
            if name not in _pending(connection, path):
                continue  # another process applied it while this one waited
            for statement in MIGRATIONS[name]:
                connection.execute(statement)
            connection.execute("INSERT INTO migrations (name) VALUES (?)", (name,))


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of what happens inside, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        raise


@contextmanager
def clear_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite or the system says into words for the manager."""
    try:
        yield
    except BadInput:
        raise
    except sqlite3.Error as error:
        raise unusable(*_explained(error, path)) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise unusable(
            f"{path} cannot be opened ({reason})", "check the folder and its rights, or name one with --db"
        ) from None


def _explained(error: sqlite3.Error, path: Path) -> tuple[str, str]:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return f"{path} is locked by another program", "close that one, or try again in a moment"
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return f"{path} is read-only", "allow writing to it and to its folder, or name another file with --db"
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return f"{path} is damaged or no session file; it was left as it is", "move it away, or name another with --db"
    if code == sqlite3.SQLITE_FULL:
        return f"there is no room left on the disk for {path}", "free some, or name another file with --db"
    return f"{path} cannot be used ({error})", "check the file and its folder, or name another with --db"
