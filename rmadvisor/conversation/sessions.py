"""Sessions: every step of every consultation, kept in one file that is only ever added to.

In:     the path of the file; who acts with which program, and a clock; events with the gist of what followed.
Out:    Session, Record; a step is durable when `add` returns.
Errors: BadInput for a name that is none or taken; Overtaken when another process went on with the session meanwhile.
Never:  reads the clock itself, or deletes anything: a deleted session is marked, and can be restored.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from shlex import quote
from typing import Any

from rmadvisor.conversation.database import WAIT, clear_errors, connect, in_memory, transaction
from rmadvisor.conversation.refusal import refusal
from rmadvisor.conversation.state import Event
from rmadvisor.knowledge.problems import BadInput, Problem, did_you_mean

MOST_LETTERS = 80


@dataclass(frozen=True, slots=True)
class Author:
    """Who acts, with which version of the program, and a clock that tells the time as ISO 8601."""

    name: str
    program: str
    clock: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Session:
    """A session and how far it has come: `steps` counts its records."""

    id: int
    name: str
    created: str
    changed: str
    deleted: str | None
    steps: int


@dataclass(frozen=True, slots=True)
class Record:
    """One step: what happened, when, by whom, under which knowledge and program, and what followed then."""

    number: int
    at: str
    who: str
    program: str
    knowledge: str
    event: Event
    gist: dict[str, Any] | None

    def as_dict(self) -> dict[str, Any]:
        facts, before = dict(self.event.facts), dict(self.event.before)
        return {"number": self.number, "at": self.at, "who": self.who, "program": self.program,
                "knowledge": self.knowledge, "event": self.event.kind, "facts": facts, "before": before}  # fmt: skip


class Overtaken(BadInput):
    """Another process went on with the session; nothing was written."""

    def __init__(self, name: str) -> None:
        what = f"session '{name}' went on in another window, so your last entry was not taken"
        super().__init__([Problem("", 0, 0, what, "look where it stands now, and give it again")])


class Sessions:
    """The sessions in one file. It is opened on first use; looking at sessions never makes a file."""

    def __init__(self, path: Path, make_folder: bool = False, wait: float = WAIT, vfs: str | None = None) -> None:
        self.path, self.make_folder, self.wait, self.vfs = path, make_folder, wait, vfs
        self._connection: sqlite3.Connection | None = None
        self._lock = threading.Lock()

    @classmethod
    def in_memory(cls) -> Sessions:
        """Sessions that end with this process, where no file can be used."""
        made = cls(Path("memory"))
        made._connection = in_memory()
        return made

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    # ------------------------------------------------------------ looking

    def all(self, deleted: bool = False) -> tuple[Session, ...]:
        """The sessions, the one changed last at the head; the deleted ones when asked."""
        return tuple(self._sessions("deleted_at IS NOT NULL" if deleted else "deleted_at IS NULL"))

    def named(self, name: str, deleted: bool = False) -> Session:
        """A session by its name. BadInput when there is none."""
        found = self.all(deleted)
        for session in found:
            if session.name == name:
                return session
        kind = "deleted session" if deleted else "session"
        if not deleted and any(session.name == name for session in self.all(deleted=True)):
            raise refusal(
                f"session '{name}' was deleted", f"bring it back with: rmadvisor sessions restore {quote(name)}"
            )
        mend = did_you_mean(name, [s.name for s in found], "see: rmadvisor sessions list") if found else "none is kept"
        raise refusal(f"there is no {kind} '{name}'", mend)

    def log(self, session: Session) -> tuple[Record, ...]:
        """Everything that happened in a session, in order."""
        columns = "number, at, who, program, knowledge, kind, facts, before, gist"
        rows = self._rows(f"SELECT {columns} FROM events WHERE session = ? ORDER BY number", session.id)  # noqa: S608 - fixed text
        return tuple(
            Record(number, at, who, program, knowledge, Event(kind, json.loads(facts), json.loads(before)),
                   None if gist is None else json.loads(gist))
            for number, at, who, program, knowledge, kind, facts, before, gist in rows
        )  # fmt: skip

    def free_name(self, wanted: str) -> str:
        """A name that no session has: the one wanted, or the same with a number behind it."""
        taken = {session.name for session in self.all()}
        names = (wanted if i == 1 else f"{wanted}-{i}" for i in range(1, len(taken) + 2))
        return next(name for name in names if name not in taken)

    # ------------------------------------------------------------ writing

    def start(self, name: str, author: Author, knowledge: str) -> Session:
        """A new session."""
        _check_name(name)
        with self._writing() as connection:
            now = author.clock()
            self._refuse_taken(connection, name)
            made = connection.execute("INSERT INTO sessions (name, created_at) VALUES (?, ?)", (name, now))
            session = Session(made.lastrowid or 0, name, now, now, None, 0)
            return self._put(connection, session, Event("started"), author, now, knowledge, None)

    def add(
        self, session: Session, event: Event, author: Author, knowledge: str, gist: dict[str, Any] | None
    ) -> Session:
        """Write one step down. Once this returns, neither a kill nor a power cut loses it."""
        with self._writing() as connection:
            return self._put(connection, session, event, author, author.clock(), knowledge, gist)

    def rename(self, name: str, new: str, author: Author, knowledge: str) -> Session:
        _check_name(new)
        session = self.named(name)
        with self._writing() as connection:
            self._refuse_taken(connection, new)
            connection.execute("UPDATE sessions SET name = ? WHERE id = ?", (new, session.id))
            event = Event("renamed", {"name": new}, {"name": name})
            changed = self._put(connection, session, event, author, author.clock(), knowledge, None)
            return replace(changed, name=new)

    def delete(self, name: str, author: Author, knowledge: str) -> Session:
        """Mark a session as deleted; nothing of it goes."""
        session = self.named(name)
        with self._writing() as connection:
            now = author.clock()
            connection.execute("UPDATE sessions SET deleted_at = ? WHERE id = ?", (now, session.id))
            changed = self._put(connection, session, Event("deleted"), author, now, knowledge, None)
            return replace(changed, deleted=now)

    def restore(self, name: str, author: Author, knowledge: str) -> Session:
        """Bring the session of this name that was deleted last back."""
        session = self.named(name, deleted=True)
        with self._writing() as connection:
            self._refuse_taken(connection, name)
            connection.execute("UPDATE sessions SET deleted_at = NULL WHERE id = ?", (session.id,))
            changed = self._put(connection, session, Event("restored"), author, author.clock(), knowledge, None)
            return replace(changed, deleted=None)

    # ------------------------------------------------------------ how

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with self._lock, clear_errors(self.path):
            if self._connection is None:
                if self.make_folder:
                    self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._connection = connect(self.path, self.wait, self.vfs)
            yield self._connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._open() as connection, transaction(connection):
            yield connection

    def _rows(self, query: str, *values: Any) -> list[Any]:
        with clear_errors(self.path):
            if self._connection is None and not self.path.exists():
                return []
        with self._open() as connection:
            return connection.execute(query, values).fetchall()

    def _sessions(self, which: str) -> Iterator[Session]:
        query = f"""SELECT id, name, created_at, max(at), deleted_at, max(number)
                    FROM sessions JOIN events ON session = id WHERE {which}
                    GROUP BY id ORDER BY max(at) DESC, id DESC"""  # noqa: S608 - one of two fixed conditions
        return (Session(*row) for row in self._rows(query))

    def _put(
        self,
        connection: sqlite3.Connection,
        session: Session,
        event: Event,
        author: Author,
        now: str,
        knowledge: str,
        gist: dict[str, Any] | None,
    ) -> Session:
        query = "SELECT count(*), coalesce(max(number), 0) FROM events WHERE session = ?"
        _, last = connection.execute(query, (session.id,)).fetchone()
        if last != session.steps:
            raise Overtaken(session.name)
        row = (session.id, last + 1, now, author.name, author.program, knowledge, event.kind,
               _text(event.facts), _text(event.before), None if gist is None else _text(gist))  # fmt: skip
        connection.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        return replace(session, changed=now, steps=last + 1)

    @staticmethod
    def _refuse_taken(connection: sqlite3.Connection, name: str) -> None:
        query = "SELECT 1 FROM sessions WHERE name = ? AND deleted_at IS NULL"
        if connection.execute(query, (name,)).fetchone():
            raise refusal(f"there is already a session '{name}'", "choose another name")


def _check_name(name: str) -> None:
    good = name.isprintable() and name == name.strip() and 0 < len(name) <= MOST_LETTERS
    if not good or name[0] in "-." or any(letter in "/\\" for letter in name):
        mend = f"use up to {MOST_LETTERS} letters, digits, spaces, - and _, beginning with a letter or digit"
        raise refusal(f"a session cannot be named {name[:MOST_LETTERS]!r}", mend)


def _text(data: Any) -> str:
    return json.dumps(dict(data), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
