"""The conversation in plain lines, and the commands on sessions, as a user runs them."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from rmadvisor.conversation.intents import COMMANDS
from tests.conftest import Command, Ended

Talk = Callable[..., Ended]


@pytest.fixture
def chat(run: Command, tmp_path: Path) -> Talk:
    """A chat with these lines, in the session `bank`."""

    def talk(*lines: str, session: str = "bank") -> Ended:
        typed = "".join(f"{line}\n" for line in lines).encode()
        return run("--db", tmp_path / "s.db", "chat", "--session", session, stdin=typed)

    return talk


@pytest.fixture
def sessions(run: Command, tmp_path: Path) -> Talk:
    """A command on sessions."""
    return lambda *words: run("--db", tmp_path / "s.db", "sessions", *words)


def test_a_pipe_is_a_conversation(chat: Talk, run: Command, sessions: Talk) -> None:
    """Answers piped in are taken; the end of input finishes with what is known, as `advise` prints it, and exit 0."""
    ended = chat("2", "customers=3,000 rm_count=20")
    assert (ended.exit, ended.stderr) == (0, "")
    assert "Which customers does this group of relationship managers (RMs) serve?" in ended.stdout
    assert "  2. Affluent customers" in ended.stdout
    assert "The input has ended" in ended.stdout
    answers = json.loads(sessions("show", "bank", "--json").stdout)["answers"]
    assert answers == {"segment": "affluent", "customers": 3000, "rm_count": 20}
    assert run("advise", "-", stdin=json.dumps(answers).encode()).stdout in ended.stdout
    assert f"Go on with:  rmadvisor --db {run.folder.parent / 's.db'} chat --session bank" in ended.stdout


def test_nothing_depends_on_colour_or_place(chat: Talk) -> None:
    """No escape codes, no carriage returns, no tabs, and no line of the conversation over 80 columns."""
    told = chat("2", "?", "why", "guidance", "so far", "answers", "quit").stdout
    assert not {"\x1b", "\r", "\t", "\b"} & set(told)
    assert all(len(line) <= 80 or " --db " in line for line in told.splitlines())


def test_not_known_with_and_without_its_apostrophe(chat: Talk) -> None:
    """ "dont know" is the same answer as "don't know", and "stop" ends the conversation as finish does."""
    told = chat("affluent", "dont know", "don't know", "stop", "affluent").stdout
    assert "Noted: RM count is not known." in told
    assert "Noted: customers is not known." in told
    assert "RECOMMENDATION" in told
    assert "The input has ended" not in told


def test_the_commands_inside_do_what_the_help_says(chat: Talk) -> None:
    """Help, why, guidance, skip, back, don't know, change, answers, what if, keep, drop, undo, clear, restart."""
    told = chat(
        "?", "change segment", "guidance", "affluent", "why", "skip", "don't know", "back", "",
        "change segment", "3", "answers", "what if segment=sme", "drop", "what if segment=mass", "keep",
        "undo", "drop", "clear segment", "undo", "so far", "restart", "undo", "change 1 to 2", "quit",
    ).stdout  # fmt: skip
    for words, does in COMMANDS.values():
        assert f"{' or '.join(words)}: {does}"[:60] in told
    for said in (
        "Noted: segment is Affluent customers (premier, priority).",
        "Why: ",
        "[guidance#",
        "Skipped; it is asked again at the end.",
        "Your answer so far: not known. Press Enter to keep it.",
        "Kept.",
        "Noted: segment is Wealthy, about one million upwards.",
        "  1. segment: Wealthy, about one million upwards",
        "This is only tried: keep takes it over, drop forgets it.",
        "Dropped; your answers are as before.",
        "Taken back: segment is Wealthy, about one million upwards again.",
        "Settled: ",
        "Begun again; undo brings the answers back.",
    ):
        assert said in told, said
    assert "Not taken" not in told


def test_a_mistake_is_told_and_the_question_stands(chat: Talk) -> None:
    """What cannot be taken is refused with how to mend it, and the conversation goes on."""
    ended = chat("afluentish", "12", "change zegmnt", "customers=-5", "keep", "\x00\xff", "what if", "", "2", "quit")
    assert ended.exit == 0
    for said in (
        "did you mean 'affluent'?",
        "there is no choice 12; type a number from 1 to 7",
        "did you mean 'segment'?",
        "cannot be negative",
        "nothing is being tried",
        "Say what to try",
        "Nothing was typed",
        "Noted: segment is Affluent",
    ):
        assert said in " ".join(ended.stdout.split()), said


def test_finishing_leaves_out_what_is_only_tried(chat: Talk, run: Command) -> None:
    """The recommendation at the end is that of the answers; a what-if in progress waits for the next time."""
    told = chat("2", "what if segment=hnw", "so far", "finish").stdout
    assert "With what you are trying:" in told
    assert "What you are trying is not kept, and no part of this." in told
    assert run("advise", "-", stdin=b"segment: affluent").stdout in told
    assert "You were trying a what-if" in chat("quit").stdout


def test_the_conversation_stops_by_itself(chat: Talk) -> None:
    """When nothing left can change anything it says so once, and what can be done then."""
    told = chat(*["don't know"] * 70, "skip", "why", "so far", "finish").stdout
    assert told.count("Settled: no further answer can change the recommendation.") == 1
    assert "Not taken: no question is open; type finish" in " ".join(told.split())
    assert told.count("RECOMMENDATION") == 1


def opened(run: Command, path: Path, session: str, typed: str, until: str) -> subprocess.Popen[str]:
    """A chat that goes on, after it has said a line that begins so."""
    pipe = subprocess.PIPE
    line = run.line("--db", path, "chat", "--session", session)
    child = subprocess.Popen(line, cwd=run.folder, env=run.environment, text=True, stdin=pipe, stdout=pipe, stderr=pipe)
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(typed)
    child.stdin.flush()
    while not child.stdout.readline().startswith(until):
        pass
    return child


def test_another_window_is_noticed(run: Command, tmp_path: Path, chat: Talk, sessions: Talk) -> None:
    """An entry is refused after another window answered or deleted the session; what was answered there is told."""
    child = opened(run, tmp_path / "s.db", "bank", "2\n", "Noted: segment")
    chat("change segment to 3", "quit")
    told, _ = child.communicate("customers=3000\ncustomers=3000\nanswers\nquit\n")
    assert "went on in another window" in told
    assert "1. segment: Wealthy, about one million upwards" in told
    assert "2. customers: 3,000 customers" in told
    child = opened(run, tmp_path / "s.db", "bank", "so far\n", "> so far")
    sessions("delete", "bank")
    told, _ = child.communicate("customers=4000\n")
    assert "It was deleted there" in told
    assert child.returncode == 0


def test_an_interrupt_loses_nothing(run: Command, tmp_path: Path, sessions: Talk) -> None:
    """Ctrl-C leaves with exit 130 and says how to go on; a kill says nothing and loses nothing either."""
    for number, (stop, code) in enumerate(((signal.SIGINT, 130), (signal.SIGKILL, -9))):
        child = opened(run, tmp_path / "s.db", f"bank {number}", "2\ncustomers=3000\n", "Noted: customers")
        child.send_signal(stop)
        _, errors = child.communicate()
        assert child.returncode == code
        if stop == signal.SIGINT:
            assert "every answer is kept" in errors
            assert errors.endswith("chat --session 'bank 0'\n")
        kept = json.loads(sessions("show", f"bank {number}", "--json").stdout)
        assert kept["answers"] == {"segment": "affluent", "customers": 3000}


def test_a_session_is_resumed_by_either_command(chat: Talk, sessions: Talk) -> None:
    """Going on tells how many answers there are and what follows so far."""
    chat("2", "quit")
    for told in (chat("quit").stdout, sessions("resume", "bank").stdout):
        assert "You gave 1 answer so far." in told
        assert "Customers per RM: " in told
    assert sessions("resume", "nobody").exit == 2


def test_a_conversation_without_a_name_gets_one(run: Command, tmp_path: Path) -> None:
    """Sessions are named by their day, and a second one on the same day gets a number."""
    home = {"XDG_DATA_HOME": str(tmp_path / "data")}
    for _ in range(2):
        assert run("chat", stdin=b"2\n", **home).exit == 0
    listed = json.loads(run("sessions", "list", "--json", **home).stdout)["sessions"]
    later, earlier = (session["name"] for session in listed)
    assert later == f"{earlier}-2"
    assert (tmp_path / "data" / "rmadvisor" / "sessions.db").exists()


def test_sessions_are_listed_shown_and_managed(chat: Talk, sessions: Talk) -> None:
    """Empty states are worded; list, show, rename, delete and restore say what they did."""
    assert sessions().stdout.startswith("No sessions yet. Start one with: rmadvisor --db ")
    assert sessions("list", "--deleted").stdout == "No session was deleted.\n"
    assert json.loads(sessions("list", "--json").stdout) == {"sessions": []}
    chat("2", "change segment to 3", "quit")
    assert sessions("list").stdout.startswith("bank: 1 answer, changed 20")
    shown = sessions("show", "bank").stdout
    assert "  1. segment: Wealthy, about one million upwards" in shown
    assert "changed segment Wealthy, about one million upwards (was Affluent customers" in " ".join(shown.split())
    assert sessions("rename", "bank", "my bank").exit == 0
    assert "sessions restore 'my bank'" in sessions("delete", "my bank").stdout
    gone = sessions("show", "my bank")
    assert (gone.exit, gone.stdout) == (2, "")
    assert "was deleted" in gone.stderr
    assert sessions("restore", "my bank").exit == 0
    log = json.loads(sessions("show", "my bank", "--json").stdout)["log"]
    assert [record["event"] for record in log] == ["started", "answered", "changed", "renamed", "deleted", "restored"]
    assert {"number", "at", "who", "program", "knowledge", "facts", "before"} <= log[0].keys()
