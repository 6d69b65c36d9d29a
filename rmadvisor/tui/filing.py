"""What is done to kept sessions from their list; the one in use stays in use under its new name, or is begun anew.

In:     a Desk; names of sessions.
Out:    Opened when the consultation in use became another one; what to write to a file.
Errors: BadInput in words for the manager.
Never:  runs on the loop that draws: the Desk calls it on its own threads.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rmadvisor.advisor import Advisor
from rmadvisor.conversation.export import exported, printed
from rmadvisor.conversation.recorded import view_of
from rmadvisor.knowledge.answers import Answers
from rmadvisor.knowledge.problems import BadInput, Problem
from rmadvisor.report import formats
from rmadvisor.tui.desk import Desk, Kept, Opened


@dataclass(frozen=True, slots=True)
class Filed:
    """All sessions, living and deleted, and the name of the one in use."""

    living: tuple[Kept, ...]
    deleted: tuple[Kept, ...]
    used: str


def listed(desk: Desk) -> Filed:
    return Filed(desk.kept(), desk.kept(deleted=True), desk.name)


def rename(desk: Desk, name: str, new: str) -> Opened | None:
    desk.sessions.rename(name, new, desk.author, desk.kb.version)
    return desk.resume(new) if name == desk.name else None


def delete(desk: Desk, name: str) -> Opened | None:
    """Mark it as deleted. When it was in use, a new consultation begins."""
    desk.sessions.delete(name, desk.author, desk.kb.version)
    return desk.begin() if name == desk.name else None


def restore(desk: Desk, name: str, use: bool) -> Opened | None:
    """Bring it back; into use again when it was, and nothing was said since."""
    desk.sessions.restore(name, desk.author, desk.kb.version)
    return desk.resume(name) if use and not desk.name else None


def json_file(path: Path) -> Path:
    """Where an exported session goes: a file that ends in .json. Another ending asks for something that it is not.

    >>> json_file(Path("a/board")).name
    'board.json'
    """
    stem, _, ending = path.name.rpartition(".")
    if ending.lower() == "json" or path.is_dir():  # a folder is refused in its own words
        return path
    if ending and ending != path.name:
        what = f"an exported session is a JSON file: {str(path)!r} does not end in .json"
        mend = "let it end in .json; for a report to read (PDF, Word, HTML) go back with Esc and press m"
        raise BadInput([Problem("", 0, 0, what, mend)])
    return path.parent / f"{stem or ending}.json"


def as_json(desk: Desk, name: str) -> str:
    """The session as `sessions export` writes it."""
    session = desk.sessions.named(name)
    log = desk.sessions.log(session)
    return printed(exported(session, log, view_of(desk.dialogue, log), desk.author.program))


def answers_of(desk: Desk, name: str) -> Answers:
    """What the session's report is about."""
    return view_of(desk.dialogue, desk.sessions.log(desk.sessions.named(name))).answers


def as_report(advisor: Advisor, answers: Answers, name: str, day: str, ending: str) -> tuple[bytes, str]:
    """The report for the board as `rmadvisor report` writes it, and what had to be given up; it takes a second or
    two, so it is made aside."""
    document, recommendation = advisor.paper(answers, day, origin=f"session {name}")
    return formats.write(document, recommendation.as_dict(), ending)
