"""The quiz in the app."""

from __future__ import annotations

import pytest

from rmadvisor.tui.outline import Outline
from rmadvisor.tui.screens import quiz
from rmadvisor.tui.screens.consult import Consult
from rmadvisor.tui.screens.guidance import Guidance
from tests.tui.conftest import WIDE, Hands, Open

pytestmark = pytest.mark.asyncio


def page(hands: Hands) -> quiz.Quiz:
    assert isinstance(hands.app.screen, quiz.Quiz)
    return hands.app.screen


@pytest.fixture(autouse=True)
def _same_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quiz, "new_seed", lambda: 7)


async def test_questions_are_answered_by_digit(opened: Open) -> None:
    """A digit answers, the worked answer follows, Enter goes on; what was missed is read in the guidance, and back."""
    async with opened((50, 14)) as hands:
        await hands.type("quiz terms")
        count = len(page(hands).questions)
        assert count == quiz.COUNT
        for number in range(count):
            right = page(hands).question.answer
            wrong = (right + 1) % len(page(hands).question.choices)
            await hands.press(str((wrong if number < 2 else right) + 1))
            assert ("Not right" if number < 2 else "Right.") in hands.screen
            said = "\n".join(node.draw(60).plain for _, node, _ in page(hands).query_one(Outline).shown)
            assert page(hands).question.explanation.split()[0] in said
            await hands.press("enter")
        assert f"Score: {count - 2} right of {count} answered" in hands.screen
        await hands.press("enter")
        assert isinstance(hands.app.screen, Guidance)
        missed = page_read = hands.app.screen.shown
        assert missed in hands.app.desk.kb.entries
        assert page_read
        await hands.press("escape")
        assert page(hands).stage == "score"
        await hands.press("a")
        assert page(hands).stage == "asking"


async def test_leaving_out_and_finishing(opened: Open) -> None:
    """s leaves a question out and tells its answer; Esc finishes, goes to the topics, and leaves."""
    async with opened() as hands:
        await hands.press("f9", "enter")
        await hands.press("s")
        assert "Left out." in hands.screen
        await hands.press("enter", "1", "escape")
        assert "right of 1 answered. 1 left out." in hands.screen
        await hands.press("escape")
        assert page(hands).stage == "topics"
        await hands.press("escape")
        assert isinstance(hands.app.screen, Consult)


async def test_a_key_that_is_no_choice_does_nothing(opened: Open) -> None:
    """Digits beyond the choices are not taken; a topic that there is none of is said and the list stands there."""
    async with opened() as hands:
        await hands.type("quiz xyzzy")
        assert "There is no topic 'xyzzy'" in hands.screen
        await hands.press("enter", "9", "0")
        assert page(hands).given == []


async def test_the_foot_offers_what_can_be_done(opened: Open) -> None:
    """Leaving out only while a question stands there, finishing while the quiz goes on, once more after it; the palette
    offers the same."""
    async with opened(WIDE) as hands:

        def offered() -> set[str]:
            foot = hands.screen.splitlines()[-1]
            shown = {words for words in ("Leave out", "Finish", "Once more") if words in foot}
            assert shown == {action.label for action in page(hands).offered()} & {"Leave out", "Finish", "Once more"}
            return shown

        await hands.press("f9")
        assert offered() == set()
        await hands.press("enter")
        assert offered() == {"Leave out", "Finish"}
        await hands.press("1")
        assert offered() == {"Finish"}
        await hands.press("f")
        assert offered() == {"Once more"}
