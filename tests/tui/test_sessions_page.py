"""The sessions in the app: list, go on, rename, delete with undo, export."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.widgets import Input

from rmadvisor.tui.outline import Outline
from rmadvisor.tui.screens.consult import Consult
from rmadvisor.tui.screens.line import Line
from rmadvisor.tui.screens.sessions import Kept
from tests.tui.conftest import Hands, Open

pytestmark = pytest.mark.asyncio
NAME = "2026-01-02"


def page(hands: Hands) -> Kept:
    assert isinstance(hands.app.screen, Kept)
    return hands.app.screen


async def line(hands: Hands, text: str) -> None:
    """Another text in place of what the line suggests."""
    assert isinstance(hands.app.screen, Line)
    hands.app.screen.query_one(Input).value = text
    await hands.press("enter")


async def test_none_yet(opened: Open) -> None:
    """Without sessions it says how one comes about; keys that need one say so."""
    async with opened() as hands:
        await hands.press("f8")
        assert "No sessions yet" in hands.screen
        await hands.press("r", "d", "e", "m", "u", "enter")
        assert page(hands)


async def test_the_one_in_use_is_marked_and_another_gone_on_with(opened: Open) -> None:
    """The list tells name, answers, time and what followed; Enter goes on with a session."""
    async with opened((50, 14)) as hands:
        await hands.press("2", "f8")
        assert f"{NAME} (in use)" in hands.screen
        assert "1 answer, changed 2026-01-02 03:04 UTC" in " ".join(hands.screen.split())
        await hands.press("n")
        assert isinstance(hands.app.screen, Consult)
        await hands.press("1", "f8")
        assert f"{NAME}-2 (in use)" in hands.screen
        await hands.press("end", "enter")
        assert isinstance(hands.app.screen, Consult)
        assert hands.app.view.state.given == {"segment": "affluent"}


async def test_a_session_is_renamed_while_it_is_used(opened: Open) -> None:
    """A name that is refused stands with the reason; the consultation goes on under the new name."""
    async with opened() as hands:
        await hands.press("2", "f8", "r")
        await line(hands, "a/b")
        assert "[!]" in hands.screen
        await line(hands, "Affluent 2027")
        assert "Affluent 2027 (in use)" in hands.screen
        await hands.press("escape")
        await hands.type("customers=3000")
        assert hands.app.view.state.given == {"segment": "affluent", "customers": 3000}
        assert hands.app.desk.name == "Affluent 2027"


async def test_deleting_is_undone(opened: Open) -> None:
    """The session in use is deleted and brought back into use; a deleted one can also be chosen from the list."""
    async with opened() as hands:
        await hands.press("2", "f8", "d")
        assert "is deleted. u brings it back" in hands.screen
        assert hands.app.view.state.given == {}
        await hands.press("u")
        assert f"{NAME} (in use)" in hands.screen
        assert hands.app.view.state.given == {"segment": "affluent"}
        await hands.press("delete")
        assert "Deleted; Enter brings one back" in hands.screen
        await hands.press("end", "enter")
        assert f"{NAME} is back" in hands.screen
        assert hands.app.desk.sessions.all(deleted=True) == ()
        assert hands.app.screen.query_one(Outline).node.value == NAME


async def test_deleting_goes_on_to_the_next_one(opened: Open) -> None:
    """After d the next session is highlighted; after the last one of the list the one above it, never the first."""
    async with opened() as hands:
        for digit in "1234":
            await hands.press(digit, "f8", "n")
        await hands.press("f8", "home", "down", "d")
        outline = page(hands).query_one(Outline)
        assert outline.node.value == f"{NAME}-2"
        await hands.press("end", "up", "up")  # of the kept ones the last
        assert outline.node.value == f"{NAME}-2"
        await hands.press("down")
        assert outline.node.value == NAME
        await hands.press("d")
        assert outline.node.value == f"{NAME}-2"
        await hands.press("d")
        assert outline.node.value == f"{NAME}-4"
        await hands.press("d")
        assert str(outline.node.value).startswith("deleted:")


async def test_export(opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """e writes the session, m its report by the file's ending; a file that is there already is not written over."""
    monkeypatch.chdir(tmp_path)
    async with opened() as hands:
        await hands.press("2", "f8", "e", "enter")
        assert f"is written to {NAME}.json" in hands.screen
        assert json.loads((tmp_path / f"{NAME}.json").read_text())["answers"] == {"segment": "affluent"}
        await hands.press("m")
        await line(hands, f"{NAME}.json")
        assert "exists already" in hands.screen
        await line(hands, "report.odt")
        assert "no format is known" in hands.screen
        begin = {"md": b"# ", "html": b"<!doctype html>", "json": b"{", "pdf": b"%PDF-", "docx": b"PK"}
        await line(hands, "report.md")
        for ending in ("html", "json", "pdf", "docx"):
            await hands.press("m")
            await line(hands, f"report.{ending}")
        for ending, start in begin.items():
            assert (tmp_path / f"report.{ending}").read_bytes()[:20].lower().startswith(start.lower())
        assert f"session {NAME}" in (tmp_path / "report.md").read_text()
        assert "2026-01-02" in (tmp_path / "report.md").read_text()


async def test_an_export_is_a_json_file(opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another ending is refused, nothing is written, and it says that m writes reports; without an ending .json is
    added, and no existing file is written over by that."""
    monkeypatch.chdir(tmp_path)
    async with opened() as hands:
        await hands.press("2", "f8", "e")
        for name in ("board.pdf", "board.json.docx", ".pdf"):
            await line(hands, name)
            said = " ".join(hands.screen.split())
            assert f"'{name}' does not end in .json" in said
            assert "press m" in said
        await line(hands, ".")
        assert "name a file in it" in " ".join(hands.screen.split())
        assert {path.name.partition(".")[0] for path in tmp_path.iterdir()} == {"s"}  # the sessions themselves
        await line(hands, "board.")
        assert "is written to board.json" in hands.screen
        await hands.press("e")
        await line(hands, "board")
        assert "board.json exists already" in " ".join(hands.screen.split())
        await line(hands, "Board.JSON")
        for name in ("board.json", "Board.JSON"):
            assert json.loads((tmp_path / name).read_text())["answers"] == {"segment": "affluent"}
