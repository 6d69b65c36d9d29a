"""Where known situations come from: saved sessions, the examples and the cases beside the rules, files that are named.

In:     Sessions, folders, files.
Out:    Situations, each with the answers as they were given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from rmadvisor.authoring.outcomes import Situation
from rmadvisor.conversation.answered import SKILL
from rmadvisor.conversation.sessions import Sessions
from rmadvisor.conversation.state import replay
from rmadvisor.knowledge.answers import SKILLS
from rmadvisor.knowledge.documents import read
from rmadvisor.knowledge.files import CASES, MOST_FILE_BYTES
from rmadvisor.knowledge.problems import BadInput, Problem


def from_sessions(sessions: Sessions) -> Iterator[Situation]:
    """The sessions that are kept; what is only being tried in one is left out."""
    for session in sessions.all():
        given = replay(record.event for record in sessions.log(session)).consultation.given
        if given:
            yield Situation("session", session.name, given)


def from_files(paths: Iterable[Path], kind: str = "file") -> Iterator[Situation]:
    """One situation for each answers file. BadInput for a file that cannot be read, or holds no answers."""
    for path in paths:
        data = read(path).data
        if not isinstance(data, dict):
            raise BadInput(
                [Problem(str(path), 1, 1, "these are no answers", "write lines such as 'segment: affluent'")]
            )
        yield Situation(kind, str(path) if kind == "file" else path.name, _given(data))


def from_folder(folder: Path) -> Iterator[Situation]:
    """The examples of a folder, and the cases beside its rules."""
    yield from from_files(sorted((folder / "examples").glob("*.yaml")), "example")
    for path in sorted((folder / "rules" / CASES).rglob("*.yaml")):
        data = read(path, MOST_FILE_BYTES).data
        cases = data.get("cases") if isinstance(data, dict) else None
        for case in cases if isinstance(cases, list) else ():
            if isinstance(case, dict) and isinstance(case.get("answers"), dict):
                yield Situation("case", str(case.get("name")), _given(case["answers"]))


def _given(data: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as a conversation holds them."""
    skills = data.get(SKILLS)
    facts = {name: value for name, value in data.items() if name != SKILLS}
    levels = {f"{SKILL}{name}": level for name, level in skills.items()} if isinstance(skills, dict) else {}
    return {**facts, **levels}
