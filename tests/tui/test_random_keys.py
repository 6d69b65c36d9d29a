"""Whatever is pressed, the app stands: seeded random keys, with what they led to checked at the end."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from rmadvisor.conversation.recorded import view_of
from rmadvisor.tui.actions import ACTIONS
from tests.tui.conftest import Open

KEYS = (
    *{key for action in ACTIONS for key in action.keys if action.name not in ("leave", "palette")},
    *"0123456789" * 2, *"aek%,-=", "enter", "enter", "enter", "up", "down", "space", "backspace", "home", "end",
    "ctrl+u",
)  # fmt: skip
SIZES = ((80, 24), (50, 14), (140, 45), (20, 5), (200, 60))


@pytest.fixture(autouse=True)
def _files_go_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # keys may export a session


async def pressed(opened: Open, seed: int, count: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - for repeatable keys
    async with opened((80, 24)) as hands:
        for i in range(count):
            await hands.pilot.press(chance.choice(KEYS))
            if i % 40 == 39:
                await hands.pilot.resize_terminal(*chance.choice(SIZES))
                await hands.settle()
        await hands.settle()
        desk = hands.app.desk
        assert hands.app.is_running
        if desk.name:  # what the app shows is what is on disk
            log = desk.sessions.log(desk.sessions.named(desk.name))
            assert view_of(desk.dialogue, log).state.given == hands.app.view.state.consultation.given


@pytest.mark.asyncio
async def test_random_keys(opened: Open) -> None:
    """Sixty keys."""
    await pressed(opened, 7, 60)


@pytest.mark.slow
@pytest.mark.asyncio
@pytest.mark.parametrize("seed", range(3))
async def test_two_thousand_random_keys(opened: Open, seed: int) -> None:
    """Two thousand keys."""
    await pressed(opened, seed, 2000)
