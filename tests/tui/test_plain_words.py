"""Plain words typed in the app: facts, contradictions, requests, doubts; and a session file that fails."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from rmadvisor.tui.question import Hint
from rmadvisor.tui.said import Said
from tests.tui.conftest import WIDE, Hands, Open

pytestmark = pytest.mark.asyncio
SENTENCE = "we have 12 RMs for 5,000 affluent customers"
FACTS = {"rm_count": 12, "customers": 5000, "segment": "affluent"}


def said(hands: Hands) -> str:
    """All that was said in the conversation, in one line."""
    return " ".join(hands.app.consult.query_one(Said).text.split())


async def test_a_sentence_is_understood_confirmed_and_undone(opened: Open) -> None:
    """It says what it would take while one types, confirms what it took in one step, and undo takes all of it back."""
    async with opened(WIDE) as hands:
        await hands.type(SENTENCE, "space")
        assert "Understood: RM count 12, customers 5,000, segment affluent" in hands.app.consult.query_one(Hint).told
        assert hands.app.view.state.given == {}
        await hands.press("enter")
        assert hands.app.view.state.given == FACTS
        assert "Understood: RM count 12, customers 5,000, segment affluent. undo takes it back." in said(hands)
        await hands.type("undo")
        assert hands.app.view.state.given == {}


async def test_a_contradiction_asks_which_holds(opened: Open) -> None:
    """What contradicts an earlier answer changes nothing until yes or no says which holds. Whoever says something else
    instead is heard, and the question back is gone."""
    async with opened(WIDE) as hands:
        await hands.type(SENTENCE)
        await hands.type("there are 15 RMs")
        assert "You said RM count 12 before; is it RM count 15 now? yes or no" in said(hands)
        assert hands.app.view.state.given == FACTS
        await hands.type("no")
        assert hands.app.view.state.given == FACTS
        await hands.type("there are 15 RMs")
        await hands.type("yes")
        assert hands.app.view.state.given == FACTS | {"rm_count": 15}
        await hands.type("there are 12 RMs")
        await hands.type("we work 200 days a year")
        assert hands.app.view.state.given == FACTS | {"rm_count": 15, "working_days": 200}
        assert hands.app.consult.back is None


async def test_why_not_and_questions_about_the_guidance(opened: Open) -> None:
    """`why not` is explained, a question gets its entry with sources, and neither is an answer."""
    async with opened(WIDE) as hands:
        await hands.type("why not product")
        assert "WHY NOT PRODUCT FOCUS" in said(hands)
        await hands.type("what is a caseload")
        assert "The number of customers or cases that one person handles" in said(hands)
        assert "[guidance#1.retail" in said(hands)
        assert hands.app.view.state.given == {}
        assert hands.line == ""


async def test_an_ambiguous_figure_is_settled_by_a_digit(opened: Open) -> None:
    """The digit of the choice is typed, not taken as an answer to the open question; Enter sends it."""
    async with opened(WIDE) as hands:
        await hands.type("we have 12 RMs and 300 of them")
        assert "Which do you mean by '300': 1 customers, 2 RM count" in said(hands)
        assert hands.app.view.state.given == {"rm_count": 12}
        await hands.press("1")
        assert hands.line == "1"
        await hands.press("enter")
        assert hands.app.view.state.given == {"rm_count": 12, "customers": 300}


async def test_what_is_not_understood_stands_and_says_so(opened: Open) -> None:
    """Words that say nothing change nothing; they stay to be mended."""
    async with opened(WIDE) as hands:
        await hands.type("colourless green ideas sleep")
        assert "[!]" in hands.screen
        assert hands.line == "colourless green ideas sleep"
        assert hands.app.view.state.given == {}


@pytest.mark.parametrize("when", ["at once", "later"])
async def test_a_failing_session_file_ends_no_conversation(opened: Open, tmp_path: Path, when: str) -> None:
    """When it cannot be written to, from the start or later, the answers go on in memory; that is said once."""
    file = tmp_path / "s.db"
    if when == "at once":
        file.write_bytes(b"this is no database, but it is long enough to be read as one" * 20)
    async with opened(WIDE) as hands:
        if when == "later":
            await hands.press("2")
            spoil(file)
        await hands.type("rm_count=12")
        await hands.type("customers=5000")
        assert hands.app.view.state.given["rm_count"] == 12
        assert hands.app.view.state.given["customers"] == 5000
        assert said(hands).count("The conversation goes on in memory") == 1
        await hands.type("undo")
        assert "customers" not in hands.app.view.state.given


def spoil(file: Path) -> None:
    """Another program takes its tables away."""
    with sqlite3.connect(file) as base:
        tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in tables:
            if not name.startswith("sqlite"):
                base.execute(f"DROP TABLE {name}")
    base.close()
