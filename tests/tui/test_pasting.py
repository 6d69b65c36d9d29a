"""What is pasted: whole or not at all, and never silently less."""

from __future__ import annotations

import pytest
from textual import events
from textual.widgets import Input

from rmadvisor.tui.screens.consult import MOST_LETTERS
from rmadvisor.tui.screens.line import Line
from tests.tui.conftest import Hands, Open

pytestmark = pytest.mark.asyncio


async def paste(hands: Hands, text: str) -> None:
    """As the terminal hands a paste to the app: to whatever has the focus."""
    hands.app.post_message(events.Paste(text))
    await hands.settle()


def notices(hands: Hands) -> list[str]:
    return [notice.message for notice in hands.app._notifications]


async def test_all_lines_of_a_paste_go_to_the_line(opened: Open) -> None:
    """Several lines are one sentence, joined by spaces, whatever ends them; Enter takes all of it."""
    async with opened() as hands:
        for end in ("\n", "\r", "\r\n", "\n\n   "):
            await paste(hands, f"We have 12 RMs{end}for 4,000 affluent clients{end}")
            assert hands.line == "We have 12 RMs for 4,000 affluent clients"
            await hands.press("ctrl+u")
        await paste(hands, "We have 12 RMs\nfor 4,000 affluent clients")
        await hands.press("enter")
        assert hands.app.view.state.given == {"segment": "affluent", "rm_count": 12, "customers": 4000}


async def test_a_paste_too_long_is_refused_and_loses_nothing(opened: Open) -> None:
    """What just fits stands in the line; one letter more is refused with how many it holds, and what stood there,
    selected or not, still stands."""
    async with opened() as hands:
        await paste(hands, "x" * MOST_LETTERS)
        assert hands.line == "x" * MOST_LETTERS
        assert not notices(hands)
        await hands.press("ctrl+u")
        await paste(hands, "we have ")
        await paste(hands, "12 RMs " * 600)
        assert hands.line == "we have "
        assert "4,200 characters" in notices(hands)[-1]
        assert f"{MOST_LETTERS:,}" in notices(hands)[-1]
        hands.app.consult.query_one("#line", Input).select_all()
        await paste(hands, "x" * (MOST_LETTERS + 1))
        assert hands.line == "we have "
        await paste(hands, "12 RMs")
        assert hands.line == "12 RMs"


async def test_a_letter_too_many_is_said_once(opened: Open) -> None:
    """A full line takes no more letters, and says so, however many keys follow."""
    async with opened() as hands:
        await paste(hands, "x" * MOST_LETTERS)
        await hands.burst("abc")
        assert hands.line == "x" * MOST_LETTERS
        assert len(notices(hands)) == 1
        assert "full" in notices(hands)[0]


async def test_a_paste_beside_the_line_goes_to_the_line(opened: Open) -> None:
    """With the recommendation or a list in focus what is pasted goes to the line, as what is typed does."""
    async with opened() as hands:
        await hands.press("2", "tab")
        await paste(hands, "customers\n= 4000")
        assert hands.line == "customers = 4000"
        assert hands.app.focused is hands.app.consult.query_one("#line")
        await hands.press("f6", "tab")
        await paste(hands, "active\nlistening")
        assert hands.app.screen.query_one(Input).value == "active listening"
        assert "listening" in hands.screen


async def test_other_lines_keep_a_paste_whole_too(opened: Open) -> None:
    """The line for a name joins lines and refuses what it cannot hold."""
    async with opened() as hands:
        await hands.press("2", "f8", "r")
        assert isinstance(hands.app.screen, Line)
        await paste(hands, "Affluent\n2027")
        assert hands.app.screen.query_one(Input).value == "Affluent 2027"
        await paste(hands, "x" * 500)
        assert hands.app.screen.query_one(Input).value == "Affluent 2027"
        assert "500 characters" in notices(hands)[-1]
