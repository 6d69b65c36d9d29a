"""The conversation in the app: asking, answering, going back, and the recommendation that follows."""

from __future__ import annotations

from pathlib import Path

import pytest

from rmadvisor.knowledge.documents import read
from rmadvisor.tui.question import Composer, Hint
from tests.tui.conftest import WIDE, Open

pytestmark = pytest.mark.asyncio


async def test_a_digit_answers(opened: Open) -> None:
    """A digit answers a question with choices at once, on a small screen too, and the next question stands there."""
    async with opened((50, 14)) as hands:
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


async def test_the_mouse_does_what_keys_do(opened: Open) -> None:
    """A click answers, opens a line of the recommendation, and presses what stands at the foot."""
    async with opened(WIDE) as hands:
        row = next(i for i, line in enumerate(hands.screen.splitlines()) if "2 Affluent customers" in line)
        await hands.click(6, row)
        assert hands.app.view.state.given == {"segment": "affluent"}
        lines = hands.screen.splitlines()
        row = next(i for i, line in enumerate(lines) if "plan with" in line and "▸" in line)
        await hands.click(lines[row].index("▸") + 3, row)
        assert "because: " in hands.screen
        foot = hands.screen.splitlines()[-1]
        await hands.click(foot.index("F3") + 4, len(lines) - 1)
        assert hands.app.screen.TITLE == "Your answers"


async def test_a_click_on_the_conversation_leaves_the_keys_where_they_were(opened: Open) -> None:
    """Reading with the mouse does not stop digits from answering, nor does looking at the recommendation."""
    async with opened(WIDE) as hands:
        await hands.click(10, 2)
        await hands.press("2")
        assert hands.app.view.state.given == {"segment": "affluent"}
        await hands.click(110, 20)
        await hands.press("4", "2", "enter")
        assert 42 in hands.app.view.state.given.values()


async def test_what_is_refused_stands_and_says_why(opened: Open) -> None:
    """A line that cannot be taken stays to be mended; nothing is recorded, and the reason stands above it."""
    async with opened() as hands:
        await hands.press("2")
        await hands.type("rm_count=-4")
        assert hands.line == "rm_count=-4"
        assert "[!]" in hands.screen
        assert hands.app.view.state.given == {"segment": "affluent"}
        await hands.press("ctrl+u")
        await hands.type("rm_count=4")
        assert hands.app.view.state.given["rm_count"] == 4
        assert hands.line == ""


async def test_several_choices_are_marked_and_sent(opened: Open) -> None:
    """Digits and the space bar mark where several apply; Enter sends what is marked."""
    async with opened() as hands:
        await hands.type("change product_lines")
        await hands.press("1", "3", "down", "space", "1", "enter")
        (marked,) = hands.app.view.state.given.values()
        assert len(marked) == 2


async def test_back_skip_and_undo(opened: Open) -> None:
    """Left returns to the question before, Enter keeps its answer; Right skips; Ctrl-Z takes the last step back."""
    async with opened() as hands:
        await hands.press("2")
        asked = hands.app.view.question.fact
        await hands.press("left")
        assert hands.app.view.question.fact == "segment"
        await hands.press("enter")
        assert hands.app.view.question.fact == asked
        await hands.press("right")
        assert hands.app.view.state.skipped == (asked,)
        await hands.press("ctrl+z")
        assert hands.app.view.state.skipped == ()


async def test_another_window_that_went_on_is_told(opened: Open) -> None:
    """Two windows on one session: the later one is told, and shows where it stands now."""
    async with opened() as first:
        await first.press("2")
        async with opened() as second:
            await second.press("1")
            await second.type("customers=900")
        await first.type("customers=800")
        assert "went on in another window" in first.app.consult.query_one(Hint).told
        assert first.app.view.state.given["customers"] == 900


async def test_settled_is_said_once(opened: Open) -> None:
    """Once nothing that matters is open it says so, and that one may go on."""
    async with opened(WIDE) as hands:
        example = read(Path(__file__).resolve().parents[2] / "examples" / "affluent.yaml").data
        given = {name: value for name, value in example.items() if name != "skills"}
        hands.app.take(lambda dialogue, state: dialogue.answer_all(state, given))
        await hands.settle()
        for _ in range(30):
            if hands.app.view.settled.all:
                break
            await hands.press("0" if hands.app.view.question.choices else "down", "enter")
        assert hands.app.view.settled.all
        await hands.press("0" if hands.app.view.question.choices else "down", "enter")
        assert hands.screen.count("Settled. No further answer") == 1


async def test_a_refusal_takes_what_was_typed_ahead_with_it(opened: Open) -> None:
    """Keys meant for the next question are not given to the one that still stands."""
    async with opened() as hands:
        await hands.press("2")
        hands.app.screen.query_one(Composer).value = "many"
        await hands.pilot.press("enter", "enter", "1", "enter")
        await hands.settle()
        assert hands.app.view.state.given == {"segment": "affluent"}
        assert not hands.app.consult.ahead


async def test_a_session_deleted_elsewhere_is_told(opened: Open) -> None:
    """A session that was deleted in another window is not written to; a new one begins."""
    async with opened() as hands:
        await hands.press("2")
        desk = hands.app.desk
        desk.sessions.delete(desk.name, desk.author, desk.kb.version)
        await hands.type("customers=800")
        assert "went on in another window" in hands.app.consult.query_one(Hint).told
        assert hands.app.view.state.given == {}
        await hands.press("ctrl+u", "3")
        assert hands.app.view.state.given == {"segment": "hnw"}
