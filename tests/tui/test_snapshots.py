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
ANSWERED = ("2", "customers=1200 rm_count=6", "product_lines=1,2,3")  # a digit, then typed lines
PAGES: dict[str, tuple[str, ...]] = {
    "first": (),
    "consult": (*ANSWERED,),
    "proof": (*ANSWERED, "tab", "home", "enter"),
    "answers": (*ANSWERED, "f3"),
    "whatif": (*ANSWERED, "what if segment=3", "f4"),
    "flip": (*ANSWERED, "f7"),
    "doubts": (*ANSWERED, "f5", "enter"),
    "help": ("f1",),
    "guidance": ("2", "f6"),
    "found": ("search afluent customers",),
    "entry": ("search affluent customers", "enter"),
    "nothing": ("search weather in paris",),
    "quiz": ("f9",),
    "quiz-told": ("f9", "enter", "1"),
    "sessions": (*ANSWERED, "f8"),
    "refused": ("2", "customers=many"),
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
@pytest.mark.parametrize("page", PAGES)
async def test_a_page_looks_as_it_did(opened: Open, small: Advisor, page: str, size: tuple[int, int]) -> None:
    """The picture is the one that was looked at and kept."""
    async with opened(size, advisor=small) as hands:
        for step in PAGES[page]:
            if re.fullmatch(r"[a-z0-9+]+", step) and "=" not in step:
                await hands.press(step)
            else:
                await hands.type(step)
        drawn = re.sub(r"terminal-\d+", "terminal", hands.app.export_screenshot(title="rmadvisor"))
    kept = PICTURES / f"{page}-{size[0]}x{size[1]}.svg"
    if os.environ.get("SNAPSHOTS") == "update":
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(drawn, encoding="utf-8")
    assert kept.exists(), "no picture is kept: see the head of this file"
    if drawn != kept.read_text(encoding="utf-8"):
        other = Path(os.environ.get("SNAPSHOTS_TO", HERE.parent.parent / ".pytest_cache")) / kept.name
        other.parent.mkdir(exist_ok=True)
        other.write_text(drawn, encoding="utf-8")
        pytest.fail(f"{kept.name} looks different: compare {kept} with {other}")
