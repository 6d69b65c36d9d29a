"""Sessions on disk: nothing acknowledged is lost, nothing half is kept, and nothing foreign is touched."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rmadvisor import Advisor, BadInput
from rmadvisor.conversation import database
from rmadvisor.conversation.dialogue import Dialogue
from rmadvisor.conversation.recorded import Recorded, view_of
from rmadvisor.conversation.sessions import Author, Overtaken, Sessions
from rmadvisor.conversation.state import Event, replay
from rmadvisor.knowledge.files import builtin
from tests.conftest import Command

KILLS = 50
# Answers in a loop; prints the number of each answer once it is acknowledged.
WRITER = """
import sys
from pathlib import Path
from rmadvisor.conversation.sessions import Author, Overtaken, Sessions
from rmadvisor.conversation.state import Event
path, name, first, count, by = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
sessions, author = Sessions(Path(path), wait=30), Author(by, "1", lambda: "2026-11-23T10:00:00Z")
session = sessions.named(name)
for number in range(first, first + count):
    while True:
        try:
            event = Event("answered", {"customers": number, "rm_count": number})
            session = sessions.add(session, event, author, "kb", {"number": number})
            break
        except Overtaken:
            session = sessions.named(name)
    print(number, flush=True)
"""


def author(name: str = "ann", program: str = "1.0") -> Author:
    """Somebody, with a clock that goes on by a second at each look."""
    ticks = iter(range(10_000))
    return Author(name, program, lambda: f"2026-11-23T10:{(tick := next(ticks)) // 60:02}:{tick % 60:02}Z")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sessions.db"


@pytest.fixture
def sessions(path: Path) -> Iterator[Sessions]:
    kept = Sessions(path, wait=0.2)
    yield kept
    kept.close()


@pytest.fixture(scope="module")
def dialogue(advisor: Advisor) -> Dialogue:
    return advisor.dialogue()


def write(path: Path, name: str, first: int, count: int, by: str) -> subprocess.Popen[str]:
    """A process of its own that answers."""
    line = [sys.executable, "-c", WRITER, str(path), name, str(first), str(count), by]
    return subprocess.Popen(line, stdout=subprocess.PIPE, text=True)


def numbers(sessions: Sessions, name: str) -> list[int]:
    """The answers in a log, which must be whole and without a gap."""
    log = sessions.log(sessions.named(name))
    assert [record.number for record in log] == list(range(1, len(log) + 1))
    answers = [record for record in log if record.event.kind == "answered"]
    for record in answers:
        assert record.event.facts["customers"] == record.event.facts["rm_count"]
        assert record.gist == {"number": record.event.facts["customers"]}
    return [record.event.facts["customers"] for record in answers]


# ---------------------------------------------------------------- nothing is lost


def test_no_acknowledged_answer_is_lost_when_the_process_is_killed(sessions: Sessions, path: Path) -> None:
    """Killed at 50 random moments, the log holds every acknowledged answer, and at most the one not yet told."""
    sessions.start("killed", author(), "kb")
    chance = random.Random(2)  # noqa: S311 - the moments only need to differ
    kept = 0
    for _ in range(KILLS):
        child = write(path, "killed", kept + 1, 100_000, "child")
        assert child.stdout is not None
        if chance.random() < 0.8:  # most are killed while they write, the others while they start
            child.stdout.readline()
            time.sleep(chance.uniform(0, 0.03))
        else:
            time.sleep(chance.uniform(0, 0.2))
        child.kill()
        told = child.stdout.read().split()
        child.wait()
        acknowledged = int(told[-1]) if told else None
        found = numbers(sessions, "killed")
        assert found == list(range(1, len(found) + 1))
        if acknowledged is not None:
            assert acknowledged <= len(found) <= acknowledged + 1
        kept = len(found)
    assert kept > KILLS


def test_two_processes_write_to_one_file_at_once(sessions: Sessions, path: Path) -> None:
    """Two processes on two sessions, and two on the same session: every answer of all of them is there."""
    for name in ("one", "two", "both"):
        sessions.start(name, author(), "kb")
    jobs = [("one", 1), ("two", 1), ("both", 1), ("both", 1001)]
    children = [write(path, name, first, 40, f"child {i}") for i, (name, first) in enumerate(jobs)]
    for child in children:
        child.communicate()
        assert child.returncode == 0
    assert numbers(sessions, "one") == numbers(sessions, "two") == list(range(1, 41))
    both = numbers(sessions, "both")
    assert sorted(both) == [*range(1, 41), *range(1001, 1041)]
    assert [n for n in both if n < 1000] == list(range(1, 41))


def test_two_processes_may_make_the_file_at_once(path: Path) -> None:
    """Whoever comes first makes the tables; nobody fails."""
    failed: list[BaseException] = []

    def make(number: int) -> None:
        try:
            kept = Sessions(path, wait=30)
            kept.start(f"s{number}", author(), "kb")
            kept.close()
        except BadInput as error:
            failed.append(error)

    threads = [threading.Thread(target=make, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert len(Sessions(path).all()) == 8


def test_each_answer_is_on_disk_before_the_step_returns(dialogue: Dialogue, sessions: Sessions, path: Path) -> None:
    """Another reader sees an answer as soon as it is acknowledged, with who gave it, when, and under which versions."""
    recorded = Recorded.start(dialogue, sessions, "bank", author("ann", "1.0"))
    recorded.do(dialogue.answer(recorded.state, "segment", "affluent"))
    other = Sessions(path)
    last = other.log(other.named("bank"))[-1]
    assert last.event == Event("answered", {"segment": "affluent"})
    assert (last.who, last.at, last.program) == ("ann", "2026-11-23T10:00:01Z", "1.0")
    assert last.knowledge == dialogue.kb.version
    assert last.gist is not None
    assert last.gist["low"] == recorded.view.recommendation.coverage.low


def test_a_session_goes_on_where_it_stood(dialogue: Dialogue, sessions: Sessions) -> None:
    """Answers, skipped questions, the question turned to and a what-if in progress all come back."""
    recorded = Recorded.start(dialogue, sessions, "bank", author())
    recorded.do(dialogue.answer(recorded.state, "segment", "2"))
    recorded.do(dialogue.skip(recorded.state))
    recorded.do(dialogue.what_if(recorded.state, {"client_time_share": "40-50"}))
    recorded.do(dialogue.turn_to(recorded.state, "customers"))
    resumed, since = Recorded.resume(dialogue, sessions, "bank", author())
    assert since is None
    assert resumed.state == recorded.state
    assert resumed.view.question == recorded.view.question
    assert dialogue.drop(resumed.state).given == {"segment": "affluent"}
    assert dialogue.undo(resumed.state) == dialogue.undo(recorded.state)


def test_a_session_that_went_on_elsewhere_is_read_again(dialogue: Dialogue, sessions: Sessions, path: Path) -> None:
    """Of two windows on one session, the second is told and sees the answers of the first; nothing is overwritten."""
    first = Recorded.start(dialogue, sessions, "bank", author())
    second, _ = Recorded.resume(dialogue, Sessions(path), "bank", author())
    with pytest.raises(Overtaken, match="another window"):
        first.do(dialogue.answer(first.state, "segment", "affluent"))
    first.do(dialogue.answer(first.state, "segment", "affluent"))
    with pytest.raises(Overtaken):
        second.do(dialogue.answer(second.state, "segment", "hnw"))
    assert second.state.given == {"segment": "affluent"}


def test_only_a_step_from_where_the_session_stands_is_written(dialogue: Dialogue, sessions: Sessions) -> None:
    """A step made from an older state is a mistake of the front end: the log would lead elsewhere than shown."""
    recorded = Recorded.start(dialogue, sessions, "bank", author())
    start = recorded.state
    recorded.do(dialogue.answer(start, "segment", "affluent"))
    with pytest.raises(ValueError, match="not made from the state"):
        recorded.do(dialogue.answer(start, "customers", 3000))
    assert recorded.state.given == {"segment": "affluent"}


def test_the_log_cannot_be_changed(sessions: Sessions, path: Path) -> None:
    """The file itself refuses to change or remove what was written."""
    sessions.start("bank", author(), "kb")
    direct = sqlite3.connect(path)
    for statement in ("UPDATE events SET who = 'eve'", "DELETE FROM events"):
        with pytest.raises(sqlite3.IntegrityError, match="only ever added to"):
            direct.execute(statement)
    direct.close()


# ---------------------------------------------------------------- names


def test_deleting_and_renaming_lose_nothing(dialogue: Dialogue, sessions: Sessions) -> None:
    """A deleted session is out of sight and can be restored; a renamed one keeps its log."""
    recorded = Recorded.start(dialogue, sessions, "bank", author())
    recorded.do(dialogue.answer(recorded.state, "segment", "affluent"))
    sessions.rename("bank", "Bank of 2026", author(), "kb")
    sessions.delete("Bank of 2026", author(), "kb")
    assert sessions.all() == ()
    assert [session.name for session in sessions.all(deleted=True)] == ["Bank of 2026"]
    with pytest.raises(BadInput, match="sessions restore 'Bank of 2026'"):
        sessions.named("Bank of 2026")
    sessions.restore("Bank of 2026", author(), "kb")
    log = sessions.log(sessions.named("Bank of 2026"))
    assert [record.event.kind for record in log] == ["started", "answered", "renamed", "deleted", "restored"]
    assert replay(record.event for record in log).given == {"segment": "affluent"}


def test_names_are_unique_among_living_sessions(sessions: Sessions) -> None:
    """A taken name is refused for a start, a rename and a restore; a deleted session frees its name."""
    sessions.start("a", author(), "kb")
    sessions.start("b", author(), "kb")
    for attempt in (lambda: sessions.start("a", author(), "kb"), lambda: sessions.rename("b", "a", author(), "kb")):
        with pytest.raises(BadInput, match="already a session 'a'"):
            attempt()
    sessions.delete("a", author(), "kb")
    sessions.start("a", author(), "kb")
    with pytest.raises(BadInput, match="already a session 'a'"):
        sessions.restore("a", author(), "kb")
    assert sessions.free_name("a") == "a-2"
    with pytest.raises(BadInput, match="there is no session 'bb'; did you mean 'b'"):
        sessions.named("bb")


@pytest.mark.parametrize("name", ["", " a", "-a", ".a", "a/b", "a\\b", "a\nb", "\x1b[31m", "a" * 81])
def test_names_that_would_make_trouble_are_refused(sessions: Sessions, name: str) -> None:
    """A name is one line of plain letters that can stand in a command and name a file."""
    with pytest.raises(BadInput, match="cannot be named"):
        sessions.start(name, author(), "kb")


# ---------------------------------------------------------------- the file


def test_only_the_user_can_read_the_file(tmp_path: Path) -> None:
    """The folder that is made and all files in it are closed to others; looking alone makes nothing."""
    path = tmp_path / "data" / "rmadvisor" / "sessions.db"
    kept = Sessions(path, make_folder=True)
    assert kept.all() == ()
    assert not path.parent.exists()
    kept.start("bank", author(), "kb")
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}
    kept.close()


def test_the_file_is_as_safe_as_sqlite_can_make_it(path: Path) -> None:
    """Write-ahead log, full synchronisation, foreign keys, and strict tables."""
    connection = database.connect(path)
    pragmas = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    assert pragmas == ["wal", 2]
    connection.execute("INSERT INTO sessions (name, created_at) VALUES ('a', 'b')")
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("INSERT INTO events VALUES (1, 'x', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')")
    connection.close()


def test_without_wal_the_older_journal_serves(path: Path) -> None:
    """Where the file system has no write-ahead log, sessions are kept all the same."""
    kept = Sessions(path, vfs="unix-dotfile")
    session = kept.start("bank", author(), "kb")
    kept.add(session, Event("answered", {"segment": "sme"}), author(), "kb", None)
    assert [record.event.kind for record in kept.log(session)] == ["started", "answered"]
    kept.close()
    assert sqlite3.connect(path).execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_migrations_are_applied_once_each(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of an older program gets the steps it lacks; a step that fails leaves nothing behind."""
    database.connect(path).close()
    more = {**database.MIGRATIONS, "notes": ("CREATE TABLE notes (text TEXT) STRICT",)}
    monkeypatch.setattr(database, "MIGRATIONS", more)
    for _ in range(2):
        database.connect(path).close()
    broken = {**more, "broken": ("CREATE TABLE half (text TEXT) STRICT", "CREATE NONSENSE")}
    monkeypatch.setattr(database, "MIGRATIONS", broken)
    with pytest.raises(BadInput):
        database.connect(path)
    direct = sqlite3.connect(path)
    assert sorted(name for (name,) in direct.execute("SELECT name FROM migrations")) == sorted(more)
    assert not direct.execute("SELECT 1 FROM sqlite_schema WHERE name = 'half'").fetchone()
    direct.close()


def spoilt(path: Path, how: str) -> None:
    """A file with something wrong in it."""
    kept = Sessions(path)
    kept.start("bank", author(), "kb")
    kept.close()
    if how == "text":
        path.write_text("dear diary\n" * 500)
    elif how == "damaged":
        path.write_bytes(path.read_bytes()[:8192] + b"\xff" * 8192)
    elif how == "cut":
        path.write_bytes(path.read_bytes()[:5000])
    else:
        direct = sqlite3.connect(path)
        if how == "newer":
            direct.execute("INSERT INTO migrations VALUES ('of next year', 'then')")
        else:
            direct.execute("PRAGMA application_id = 7")
        direct.commit()
        direct.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        direct.close()


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("text", "is damaged or no session file; it was left as it is"),
        ("damaged", "damaged"),
        ("cut", "damaged"),
        ("newer", "was written by a newer rmadvisor"),
        ("foreign", "is a database of another program"),
    ],
)
def test_a_file_that_cannot_be_used_is_left_alone(path: Path, run: Command, how: str, says: str) -> None:
    """A damaged, foreign or newer file: a clear message, exit 2, no traceback, and the same bytes as before; a chat is
    held in memory, with a warning, and hands over its answers at the end."""
    spoilt(path, how)
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    ended = run("--db", path, "sessions", stdin=b"")
    assert ended.exit == 2
    assert says in ended.stderr
    assert ended.stderr.count("\n") == 1
    talked = run("--db", path, "chat", "--session", "bank", stdin=b"2\nfinish\n")
    assert talked.exit == 0
    assert says in talked.stderr
    assert says in " ".join(talked.stdout.split())
    assert "nothing of it is kept" in " ".join(talked.stdout.split())
    assert 'segment: "affluent"' in talked.stdout.splitlines()
    assert talked.stderr.count("\n") == 1
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def test_a_locked_file_is_waited_for_and_then_told(sessions: Sessions, path: Path) -> None:
    """While another program holds the file, a step fails in words; afterwards it can be taken."""
    session = sessions.start("bank", author(), "kb")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(BadInput, match="is locked by another program"):
        sessions.add(session, Event("answered", {"segment": "sme"}), author(), "kb", None)
    other.execute("ROLLBACK")
    sessions.add(session, Event("answered", {"segment": "sme"}), author(), "kb", None)
    other.close()


def test_a_conversation_outlives_its_file(dialogue: Dialogue, sessions: Sessions, path: Path) -> None:
    """When the file can no longer be written to, the answer is taken all the same and the conversation goes on."""
    recorded = Recorded.start(dialogue, sessions, "bank", author())
    recorded.do(dialogue.answer(recorded.state, "segment", "affluent"))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    recorded.do(dialogue.answer(recorded.state, "customers", "3000"))
    other.execute("ROLLBACK")
    other.close()
    view = recorded.do(dialogue.answer(recorded.state, "rm_count", "20"))
    assert "is locked by another program" in recorded.unkept
    assert view.recommendation.answers == {"segment": "affluent", "customers": 3000, "rm_count": 20}
    assert [record.event.kind for record in sessions.log(sessions.named("bank"))] == ["started", "answered"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to everything")
def test_a_read_only_file_is_told(sessions: Sessions, path: Path) -> None:
    """A file that cannot be written is refused in words."""
    sessions.start("bank", author(), "kb")
    sessions.close()
    path.chmod(0o400)
    with pytest.raises(BadInput, match="read-only"):
        sessions.start("other", author(), "kb")


# ---------------------------------------------------------------- other knowledge


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rules that know one question and one segment more, and call a large book smaller."""
    folder = tmp_path_factory.mktemp("older") / "rules"
    shutil.copytree(builtin("rules"), folder)
    facts = (folder / "facts.yaml").read_text()
    facts = facts.replace(
        "      other: Another kind\n", "      other: Another kind\n      post_office: Post office\n", 1
    )
    more = """  - name: branches
    from: asked
    group: business
    type: count
    unit: branches
    meaning: Branches
    question: How many branches are there?
    help: Count them.
    why: It was asked then.
"""
    (folder / "facts.yaml").write_text(facts.rstrip() + "\n" + more)
    policy = (folder / "policy.yaml").read_text()
    (folder / "policy.yaml").write_text(policy.replace("value: 10\n", "value: 20\n", 1))
    return folder


def test_a_session_of_other_rules_tells_what_changed(advisor: Advisor, older: Path, sessions: Sessions) -> None:
    """Then and now are told; answers that no longer fit are set aside, kept, and used again where they fit."""
    then = Advisor.load(rules=older).dialogue()
    recorded = Recorded.start(then, sessions, "bank", author())
    replies = {"segment": "affluent", "institution": "post_office", "branches": "12"}
    recorded.do(then.answer_all(recorded.state, replies))

    now = advisor.dialogue()
    resumed, since = Recorded.resume(now, sessions, "bank", author(program="2.0"))
    assert since is not None
    assert since.knowledge
    assert since.program
    assert not since.same
    assert since.then == recorded.view.gist
    assert since.now == resumed.view.gist
    assert any(text.startswith("Customers per RM") for text in since.differences)
    assert {bad.fact for bad in since.unfit} == {"institution", "branches"}
    assert resumed.state.given == recorded.state.given
    resumed.do(now.answer(resumed.state, "customers", 3000))

    again, _ = Recorded.resume(then, sessions, "bank", author())
    assert not again.view.unfit
    assert again.view.answers.values["branches"] == 12
    _, quiet = Recorded.resume(then, sessions, "bank", author())
    assert quiet is None


def test_the_command_tells_what_changed(run: Command, older: Path, path: Path) -> None:
    """`chat` says then and now in words, and which answers are set aside."""
    typed = b"segment=affluent institution=post_office branches=12\nquit\n"
    assert run("--db", path, "--rules", older, "chat", "--session", "bank", stdin=typed).exit == 0
    told = run("--db", path, "chat", "--session", "bank", stdin=b"quit\n").stdout
    assert "Since this session was last open, the knowledge has changed." in told
    assert "branches no longer fits and is set aside" in told
    assert "Then: customers per RM" in told
    shown = json.loads(run("--db", path, "sessions", "show", "bank", "--json").stdout)
    assert shown["answers"] == {"segment": "affluent"}
    assert [bad["fact"] for bad in shown["set_aside"]] == ["institution", "branches"]


# ---------------------------------------------------------------- export


def test_an_export_reproduces_the_recommendation_byte_for_byte(run: Command, path: Path) -> None:
    """The answers in the file, given to `advise --json`, print the very bytes whose hash the file carries."""
    typed = b"2\ncustomers=3,000 rm_count=20\nclient_time_share=40-50\nskills.crm_use=2\nattrition=unknown\n"
    assert run("--db", path, "chat", "--session", "bank", stdin=typed).exit == 0
    assert run("--db", path, "sessions", "export", "bank").exit == 0
    exported = run.folder / "bank.json"
    first = exported.read_bytes()
    document = json.loads(first)
    assert document["answers"]["skills"] == {"crm_use": 2}
    printed = run("advise", "-", "--json", stdin=json.dumps(document["answers"]).encode()).stdout
    assert json.loads(printed) == document["recommendation"]
    assert hashlib.sha256(printed.encode()).hexdigest() == document["hashes"]["recommendation"]
    assert run("sessions", "verify", "bank.json").exit == 0

    again = run("--db", path, "sessions", "export", "bank")
    assert again.exit == 2
    assert "exists already" in again.stderr
    assert run("--db", path, "sessions", "export", "bank", "--replace").exit == 0
    assert exported.read_bytes() == first
    assert sorted(file.name for file in run.folder.iterdir()) == ["bank.json"]

    exported.write_bytes(first.replace(b'"customers": 3000', b'"customers": 3001', 1))
    spoilt = run("sessions", "verify", "bank.json")
    assert spoilt.exit == 1
    assert "changed after it was exported" in spoilt.stderr


def test_what_is_only_tried_is_not_exported(dialogue: Dialogue, sessions: Sessions) -> None:
    """A what-if in progress is no answer of the consultation."""
    recorded = Recorded.start(dialogue, sessions, "bank", author())
    recorded.do(dialogue.answer(recorded.state, "segment", "affluent"))
    recorded.do(dialogue.what_if(recorded.state, {"segment": "hnw"}))
    view = view_of(dialogue, sessions.log(recorded.session))
    assert view.answers.values == {"segment": "affluent"}
