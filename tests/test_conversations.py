"""Whole conversations in plain words, written down as YAML: what the manager says, what is taken, told and asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rmadvisor import Advisor
from rmadvisor.commands.lines import Lines
from rmadvisor.conversation.dialogue import Dialogue
from rmadvisor.conversation.recorded import Recorded
from rmadvisor.conversation.sessions import Author, Sessions
from rmadvisor.knowledge.documents import parse

FOLDER = Path(__file__).parent / "conversations"
EXPECTED = {"user", "facts", "asks", "says", "not_says", "recommendation", "over"}
TALKS = [
    pytest.param(talk, id=f"{path.stem}: {talk['about']}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for talk in parse(path.read_bytes(), path.name).data
]


@pytest.fixture(scope="module")
def dialogue(advisor: Advisor) -> Dialogue:
    return advisor.dialogue()


def test_there_are_enough_of_them() -> None:
    """Thirty conversations at least, each of which checks something in every turn but the first."""
    assert len(TALKS) >= 30


@pytest.mark.parametrize("talk", TALKS)
def test_a_conversation(
    talk: dict[str, Any],
    advisor: Advisor,
    dialogue: Dialogue,
    tmp_path: Path,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    """Each turn leads where it is written down to lead, in the front end that people use."""
    author = Author("tester", "test", lambda: "2027-01-01T00:00:00Z")
    recorded = Recorded.start(dialogue, Sessions(tmp_path / "s.db"), "talk", author)
    lines = Lines(recorded, advisor.hearing(dialogue), "rmadvisor")
    for turn in talk["talk"]:
        assert set(turn) <= EXPECTED, turn
        assert not lines.over
        lines.take_line(turn["user"])
        told = " ".join(capsysbinary.readouterr().out.decode().split())
        given = recorded.state.given
        for name, value in turn.get("facts", {}).items():
            assert given.get(name) == value, (turn["user"], name, given.get(name), told[:400])
        if "asks" in turn:
            question = recorded.view.question
            assert question is not None
            assert question.fact == turn["asks"], turn["user"]
        for words in turn.get("says", []):
            assert words in told, (turn["user"], words, told[:600])
        for words in turn.get("not_says", []):
            assert words not in told, (turn["user"], words)
        for name, value in turn.get("recommendation", {}).items():
            assert getattr(recorded.view.gist, name) == pytest.approx(value, rel=0.01), name
        assert lines.over == turn.get("over", False)
        assert "\x1b" not in told
