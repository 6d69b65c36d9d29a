"""Every page of the app, and the way there and back."""

from __future__ import annotations

import pytest

from rmadvisor.tui.actions import ACTIONS, EVERYWHERE, actions
from rmadvisor.tui.app import PAGES
from rmadvisor.tui.outline import Outline
from rmadvisor.tui.page import Page
from rmadvisor.tui.screens.consult import Consult
from rmadvisor.tui.screens.flip import Flipping
from rmadvisor.tui.screens.help import Help
from tests.tui.conftest import WIDE, Hands, Open

pytestmark = pytest.mark.asyncio
FACTS = "customers=3000 rm_count=20"


async def begun(hands: Hands) -> None:
    """An affluent group, some way into the conversation."""
    await hands.press("2")
    await hands.type(FACTS)


async def test_every_page_opens_and_closes(opened: Open) -> None:
    """Each action that opens a page does so by each of its keys, and both keys of going back close it again."""
    async with opened(WIDE) as hands:
        await begun(hands)
        for action in ACTIONS:
            for i, key in enumerate(action.keys if action.opens else ()):
                await hands.press(key)
                page = hands.app.screen
                assert isinstance(page, Page), action
                assert f"{type(page).__module__}:{type(page).__name__}" == PAGES[action.opens]
                assert str(page.TITLE) in hands.screen.splitlines()[0]
                await hands.press(("escape", "ctrl+o")[i % 2])
                assert isinstance(hands.app.screen, Consult)


async def test_help_names_every_key_of_the_place(opened: Open) -> None:
    """F1 and ? explain the screen where one is: all its keys and what they do; typing goes on afterwards."""
    async with opened((100, 60)) as hands:
        for key in ("f1", "question_mark"):
            await hands.press(key)
            assert isinstance(hands.app.screen, Help)
            for action in actions("consult", EVERYWHERE):
                assert action.does.split(",")[0] in hands.screen
            await hands.press("escape")
        await hands.press("2")
        assert hands.app.view.state.given


async def test_an_answer_is_changed_or_taken_back_from_the_list(opened: Open) -> None:
    """The list of answers opens the question again; a new answer replaces the old one and later ones are kept. Delete
    takes an answer back; undo in the conversation brings it again."""
    async with opened() as hands:
        await begun(hands)
        await hands.press("f3", "home", "enter")
        assert isinstance(hands.app.screen, Consult)
        assert "Your answer so far: Affluent customers" in hands.screen
        await hands.press("1")
        assert hands.app.view.state.given == {"segment": "mass", "customers": 3000, "rm_count": 20}
        await hands.press("f3", "home", "delete")
        assert "segment" not in hands.app.view.state.given
        await hands.press("escape", "ctrl+z")
        assert hands.app.view.state.given["segment"] == "mass"


async def test_a_what_if_is_kept_or_dropped(opened: Open) -> None:
    """Before and after stand side by side; d drops what was tried, k keeps it."""
    async with opened(WIDE) as hands:
        await begun(hands)
        for key, segment in (("d", "affluent"), ("k", "sme")):
            await hands.press("f4", "home", "enter", "5")
            assert "BEFORE AND AFTER" in hands.screen
            assert "instead of Affluent customers" in hands.screen
            assert "TRYING A WHAT-IF" in hands.screen
            await hands.press(key)
            assert hands.app.view.state.given["segment"] == segment
            assert not hands.app.view.state.trying
            await hands.press("escape")


async def test_flips_stand_beside_a_conclusion_and_can_be_tried(opened: Open) -> None:
    """The fewest changes are listed; choosing one opens it as a what-if."""
    async with opened(WIDE) as hands:
        await begun(hands)
        await hands.type("customer_similarity=1 tailoring=3 product_complexity=1")
        await hands.press("f7", "x")
        assert "What would it take" in hands.screen
        await hands.press("tab", "home", "enter")
        assert hands.app.view.state.trying
        assert hands.app.screen.TITLE == "What if"


async def test_a_doubt_opens_to_its_question(opened: Open) -> None:
    """The tornado lists the doubts; one opens to what hangs on it, and its question can be answered from there."""
    async with opened(WIDE) as hands:
        await begun(hands)
        await hands.press("f5")
        assert "Find out first: " in hands.screen
        first = hands.app.screen.query_one(Outline).node
        await hands.press("enter")
        assert "Answer this question now" in hands.screen
        children = hands.app.screen.query_one(Outline).children_of(first)
        await hands.press(*("down",) * len(children), "enter")
        assert isinstance(hands.app.screen, Consult)
        assert hands.app.view.state.turned == first.id


async def test_a_line_opens_to_its_proof_and_source(opened: Open) -> None:
    """Tab goes to the recommendation; a line opens to its proof, that to the rule's reason, and that to the source."""
    async with opened((50, 14)) as hands:
        await begun(hands)
        await hands.press("tab")
        outline = hands.app.screen.query_one(Outline)
        first = f"why:{hands.app.view.recommendation.capabilities[0].id}"
        outline.highlighted = next(place for place, (_, node, _) in enumerate(outline.shown) if node.id == first)
        seen: list[str] = []
        for _ in range(18):
            await hands.press("right", "down")
            assert outline.node is not None
            seen.append(outline.node.draw(70).plain)
        said = "\n".join(seen)
        assert "because: " in said
        assert "rule: " in said
        assert "source: " in said
        await hands.press("tab")
        assert hands.line == ""
        await hands.press("0")
        assert "unknown" in hands.app.view.state.given.values()


async def test_a_page_is_opened_with_what_it_is_about(opened: Open) -> None:
    """`flip` takes a conclusion by any of its names; one that is none is refused; other pages open as they do alone."""
    async with opened() as hands:
        await begun(hands)
        for words, goal in (("flip activity", "activity"), ("flip focus=product", "focus=product"),
                            ("flip active listening", "active_listening")):  # fmt: skip
            await hands.type(words)
            assert isinstance(hands.app.screen, Flipping), words
            assert hands.app.screen.asked == goal
            await hands.press("escape")
        for words, title in {"doubts focus": "What the doubts cost", "sessions all": "Sessions"}.items():
            await hands.type(words)
            assert title == hands.app.screen.TITLE, words
            await hands.press("escape")


async def test_the_first_heading_is_reached_again(opened: Open) -> None:
    """After End, Home shows the recommendation from its first heading on, and so do the page and arrow keys that come
    to the first line."""
    async with opened() as hands:
        await begun(hands)
        await hands.press("tab")
        advice = hands.app.consult.query_one("#advice", Outline)
        assert advice.shown[0][1].heading
        ups = sum(not node.heading for _, node, _ in advice.shown) - 1  # from the last line to the first
        for keys in (("home",), ("pageup",) * 20, ("up",) * ups, ("home", "home")):
            await hands.press("end")
            assert advice.scroll_offset.y > 0
            await hands.pilot.press(*keys)
            await hands.settle()
            assert advice.scroll_offset.y == 0, keys


async def test_the_palette_lists_what_can_be_done_here(opened: Open) -> None:
    """The command palette finds a command by a part of its name, or of what it does, and does it."""
    async with opened() as hands:
        await begun(hands)
        await hands.press("ctrl+p")
        await hands.type("high contrast", "down", "enter")
        await hands.settle()
        assert hands.app.theme == "light"
        await hands.press("ctrl+p")
        await hands.type("begin", "down", "enter")
        await hands.settle()
        assert hands.app.view.state.given == {}
        await hands.press("ctrl+z")
        assert hands.app.view.state.given["segment"] == "affluent"
        for words, title in (("tornado", "What the doubts cost"), ("change-answer", "Your answers"), ("pdf", "")):
            await hands.press("ctrl+p")
            await hands.type(words)
            await hands.settle()
            assert title in str(hands.app.screen.TITLE)
            await hands.press("escape")


async def test_typed_commands_open_pages_and_do_things(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in the table as a word may be typed. The colours go round: dark, light, high contrast. Ctrl-C leaves
    nothing and loses nothing: it copies the recommendation, as `advise` prints it."""
    async with opened() as hands:
        await begun(hands)
        titles = {"doubts": "What the doubts cost", "answers": "Your answers", "?": "Help", "what if": "What if",
                  "flip": "What would it take?", "so far": "The recommendation"}  # fmt: skip
        for words, title in titles.items():
            await hands.type(words)
            if words == "?":
                await hands.press()
            assert title == hands.app.screen.TITLE, words
            await hands.press("escape")
        names = []
        for _ in range(3):
            await hands.type("colours")
            names.append(hands.app.theme)
        assert names == ["light", "high-contrast", "dark"]
        copied: list[str] = []
        monkeypatch.setattr(hands.app, "copy_to_clipboard", copied.append)
        await hands.press("ctrl+c")
        assert copied[0].startswith("RECOMMENDATION\n  Customers per RM")
        assert hands.app.is_running


async def test_sessions_are_gone_on_with(opened: Open) -> None:
    """Where sessions are kept, the app offers them first: by digit, or anew."""
    async with opened() as hands:
        assert isinstance(hands.app.screen, Consult)
        await begun(hands)
    async with opened() as hands:
        assert "2026-01-02: 3 answers" in hands.screen
        await hands.press("n")
        assert hands.app.view.state.given == {}
    async with opened() as hands:
        await hands.press("1")
        assert hands.app.view.state.given == {"segment": "affluent", "customers": 3000, "rm_count": 20}
        assert "you gave 3 answers" in hands.screen
