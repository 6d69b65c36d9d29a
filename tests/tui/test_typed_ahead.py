"""Keys that come in a burst: digits answer at once, and those that begin a sentence are given to the line after all."""

from __future__ import annotations

from pathlib import Path

import pytest

from rmadvisor.knowledge.documents import read
from rmadvisor.tui import question
from rmadvisor.tui.screens.guidance import Guidance
from rmadvisor.tui.screens.start import Start
from tests.tui.conftest import Open

pytestmark = pytest.mark.asyncio


async def test_a_sentence_may_begin_with_a_digit(opened: Open) -> None:
    """At a question of choices "12 RMs for ..." answers nothing: all of it stands in the line, and Enter takes it."""
    async with opened() as hands:
        await hands.burst("12 RMs for 5,000 affluent customers")
        assert hands.line == "12 RMs for 5,000 affluent customers"
        assert hands.app.view.state.given == {}
        await hands.press("enter")
        assert hands.app.view.state.given == {"segment": "affluent", "rm_count": 12, "customers": 5000}
        assert hands.line == ""


async def test_figures_with_signs_are_no_choices(opened: Open) -> None:
    """A comma, point, hyphen or per cent sign, or a word, directly after the digits makes them a figure."""
    async with opened() as hands:
        for text in ("1,5", "3.5 million", "40-50 customers", "3 RMs"):
            await hands.burst(text)
            assert hands.line == text
            assert hands.app.view.state.given == {}
            await hands.press("ctrl+u")


async def test_answers_before_the_sentence_stay(opened: Open) -> None:
    """Only what the digits of the sentence answered is taken back."""
    async with opened() as hands:
        await hands.press("2")
        await hands.type("change product_lines")
        await hands.burst("1 R")
        assert hands.line == "1 R"
        assert hands.app.view.question.fact == "product_lines"
        assert not hands.app.consult.query_one(question.QuestionCard).marked
        assert hands.app.view.state.given == {"segment": "affluent"}


async def test_digits_alone_still_answer_at_once(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers typed ahead are taken one by one, and after a pause a sign is not the end of a figure."""
    async with opened() as hands:
        await hands.burst("230", "enter")
        assert list(hands.app.view.state.given.values()) == ["affluent", 30]
    monkeypatch.setattr(question, "BURST", -1.0)
    async with opened() as hands:
        await hands.press("n", "2")
        await hands.burst(" a")
        assert hands.app.view.state.given == {"segment": "affluent"}


async def test_every_digit_typed_ahead_goes_to_its_own_question(opened: Open) -> None:
    """Three digits in one burst at three questions with choices are three answers."""
    async with opened() as hands:
        example = read(Path(__file__).resolve().parents[2] / "examples" / "affluent.yaml").data
        figures = {name: value for name, value in example.items() if not isinstance(value, str | bool | dict | list)}
        hands.app.take(lambda dialogue, state: dialogue.answer_all(state, figures))
        await hands.settle()
        await hands.burst("222")
        given = {name: value for name, value in hands.app.view.state.given.items() if name not in figures}
        assert len(given) == 3


async def test_keys_before_the_app_is_open_are_not_lost(opened: Open) -> None:
    """A digit pressed while the knowledge is still read answers the first question; a page asked for opens then. Where
    a session can be gone on with, that is asked first, and the digit answers nothing."""
    async with opened(wait=False) as hands:
        assert hands.app.view is None
        await hands.burst("2", "f6")
        assert hands.app.view.state.given == {"segment": "affluent"}
        assert isinstance(hands.app.screen, Guidance)
    async with opened(wait=False) as hands:
        await hands.burst("2")
        assert isinstance(hands.app.screen, Start)
        assert hands.app.view.state.given == {}


async def test_a_sentence_before_the_app_is_open(opened: Open) -> None:
    """So does a sentence, whatever it begins with."""
    async with opened(wait=False) as hands:
        await hands.burst("12 RMs for 900 retail customers")
        assert hands.line == "12 RMs for 900 retail customers"
        await hands.press("enter")
        assert hands.app.view.state.given["rm_count"] == 12
