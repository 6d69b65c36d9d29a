"""How each page looks at 80x24 and 140x45, on the small knowledge of the tests: SVG pictures compared letter by letter.

A picture that should change: SNAPSHOTS=update pytest tests/tui/test_snapshots.py, look at it, commit it.
"""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

import pytest

from rmadvisor import Advisor
from rmadvisor.tui.screens import quiz
from tests.tui.conftest import USUAL, WIDE, Open, ready

HERE = Path(__file__).resolve().parent
GOOD = HERE.parent / "good"
PICTURES = HERE / "snapshots"
OTHERS = Path(os.environ.get("SNAPSHOTS_TO", HERE.parent.parent / ".pytest_cache"))
ANSWERED = ("2", "customers=1200 rm_count=6", "product_lines=1,2,3")  # a digit, then typed lines
Steps = tuple[str, ...]
WALKS: dict[str, dict[str, Steps]] = {  # pages in the order in which one start of the app leads to them
    "beginning": {
        "first": (),
        "help": ("f1",),
        "guidance": ("escape", "2", "f6"),
        "refused": ("escape", "customers=many"),
    },
    "consultation": {
        "consult": ANSWERED,
        "answers": ("f3",),
        "flip": ("escape", "f7"),
        "doubts": ("escape", "f5", "enter"),
        "sessions": ("escape", "f8"),
        "proof": ("escape", "tab", "home", "enter"),
        "whatif": ("tab", "what if segment=3", "f4"),
    },
    "search": {
        "found": ("search afluent customers",),
        "entry": ("enter",),
        "nothing": ("escape", "escape", "search weather in paris"),
    },
    "learning": {"quiz": ("f9",), "quiz-told": ("enter", "1")},
}


@pytest.fixture(scope="module")
def small() -> Advisor:
    with contextlib.chdir(GOOD.parent):  # pages name the files: no path of one machine may stand in a picture
        return ready(Advisor.load("good/kb", "good/rules"))


@pytest.fixture(autouse=True)
def _same_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quiz, "new_seed", lambda: 7)


@pytest.mark.asyncio
@pytest.mark.parametrize("size", [USUAL, WIDE], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("walk", WALKS)
async def test_pages_look_as_they_did(opened: Open, small: Advisor, walk: str, size: tuple[int, int]) -> None:
    """Every picture is the one that was looked at and kept."""
    different = []
    async with opened(size, advisor=small) as hands:
        for page, steps in WALKS[walk].items():
            for step in steps:
                await (hands.press(step) if re.fullmatch(r"[a-z0-9+]+", step) else hands.type(step))
            drawn = re.sub(r"terminal-\d+", "terminal", hands.app.export_screenshot(title="rmadvisor"))
            if not _is_kept(f"{page}-{size[0]}x{size[1]}.svg", drawn):
                different.append(page)
    assert not different, f"these look different: compare {PICTURES} with {OTHERS}"


def _is_kept(name: str, drawn: str) -> bool:
    """Whether a picture is the one that was kept; another is put where it can be looked at."""
    kept = PICTURES / name
    if os.environ.get("SNAPSHOTS") == "update":
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(drawn, encoding="utf-8")
    assert kept.exists(), "no picture is kept: see the head of this file"
    if drawn == kept.read_text(encoding="utf-8"):
        return True
    OTHERS.mkdir(exist_ok=True)
    (OTHERS / name).write_text(drawn, encoding="utf-8")
    return False
