"""The conversation in the app: asking, answering, going back, and the recommendation that follows."""

from __future__ import annotations

import pytest

from tests.tui.conftest import USUAL, WIDE, Open

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("size", [USUAL, WIDE, (50, 14), (200, 60)])
async def test_a_digit_answers(opened: Open, size: tuple[int, int]) -> None:
    """A digit answers a question with choices at once, at any size, and the next question stands there."""
    async with opened(size) as hands:
        assert "Which customers does this group" in hands.screen
        await hands.press("2")
        assert hands.app.view is not None
        assert hands.app.view.state.given == {"segment": "affluent"}
        assert "Which customers does this group" not in hands.screen.rpartition("─")[2]


async def test_a_figure_is_typed(opened: Open) -> None:
    """Digits of a figure are typed, understood as they are, and taken with Enter."""
    async with opened() as hands:
        await hands.press("2")
        await hands.type("3,000", "x")
        assert hands.line == "3,000x"
        await hands.press("backspace")
        assert "Understood: 3,000" in hands.screen
        await hands.press("enter")
        assert 3000 in hands.app.view.state.given.values()


async def test_keys_typed_ahead_are_not_lost(opened: Open) -> None:
    """Two answers in one burst are both taken, each by the question that stands then."""
    async with opened() as hands:
        await hands.pilot.press("2", "3", "0", "enter")
        await hands.settle()
        assert list(hands.app.view.state.given.values()) == ["affluent", 30]
