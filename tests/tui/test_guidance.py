"""The guidance in the app: search as you type, topics, entries, and the way there and back."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from rmadvisor.tui.outline import Outline
from rmadvisor.tui.screens.consult import Consult
from rmadvisor.tui.screens.guidance import Guidance
from rmadvisor.tui.searching import KINDS
from tests.tui.conftest import USUAL, WIDE, Hands, Open

pytestmark = pytest.mark.asyncio


def page(hands: Hands) -> Guidance:
    assert isinstance(hands.app.screen, Guidance)
    return hands.app.screen


def first(hands: Hands) -> str:
    return str(page(hands).query_one("#found", Outline).shown[0][1].value)


async def test_results_follow_every_key(opened: Open) -> None:
    """Each key brings the results for what stands there; the matched words are marked."""
    async with opened((50, 14)) as hands:
        await hands.press("f6", *"ment")
        assert page(hands).result is not None
        assert page(hands).result.query == "ment"
        await hands.press(*"ee")
        assert page(hands).result.query == "mentee"
        await hands.press("ctrl+u")
        assert page(hands).result is None
        await hands.type("caseload", "end")
        outline = page(hands).query_one("#found", Outline)
        marks = [span for place in range(len(outline.shown)) for span in outline.shown[place][1].draw(60).spans]
        assert any("underline" in str(span.style) for span in marks)


async def test_a_burst_of_keys_ends_with_its_own_results(opened: Open) -> None:
    """What is found for words that no longer stand there is dropped."""
    async with opened() as hands:
        await hands.press("f6")
        await hands.pilot.press(*"active listening")
        await hands.settle()
        assert page(hands).result.query == "active listening"
        assert "listening" in hands.screen


async def test_the_entry_beside_the_list_follows_when_keys_pause(opened: Open) -> None:
    """Not every key draws an entry; the one under the highlight is drawn once they pause, where there is room."""
    async with opened(WIDE) as hands:
        await hands.press("f6")
        drawn: list[str] = []
        draw = page(hands)._draw
        page(hands)._draw = lambda name, *more: (drawn.append(name), draw(name, *more))
        await hands.burst("caseload")
        assert len(drawn) <= 2
        assert drawn[-1] == page(hands).shown == first(hands)
    async with opened(USUAL) as hands:
        await hands.press("f6", "c")
        assert page(hands).shown == ""


async def test_pages_do_not_stack(opened: Open) -> None:
    """A page that is open already comes to the top, so that a few keys lead back from anywhere."""
    async with opened() as hands:
        await hands.press("f6", "f8", "f9", "f6", "f8", "f6")
        assert page(hands)
        await hands.press("escape")
        assert isinstance(hands.app.screen, Consult)


async def test_misspelt_words_one_kind_and_nothing_found(opened: Open) -> None:
    """It says what it shows results for, and F4 goes back to the words as they stand. F3 goes through the kinds; only
    hits of that kind stand there. Nothing found is said in a line, and the nearest topics open."""
    async with opened() as hands:
        await hands.press("f6")
        await hands.type("cusomters per rm", "end")
        assert "Showing results for: customers per rm" in hands.screen
        await hands.press("f4")
        assert page(hands).result.corrected is None
        assert "Showing results" not in hands.screen
        await hands.press("f4")
        assert "Showing results for" in hands.screen
        await hands.press("ctrl+u")
        await hands.type("customers", "f3", "f3")
        assert KINDS[2][0] in hands.screen
        assert {hit.kind for hit in page(hands).result.hits} <= {"capability", "group"}
        await hands.press(*("f3",) * (len(KINDS) - 2), "ctrl+u")
        await hands.type("weather in paris", "end")
        assert "Nothing" in hands.screen
        await hands.press("tab", "down", "right", "down")
        assert page(hands).query_one("#found", Outline).node.id.count("/") >= 2


async def test_the_filter_is_always_told(opened: Open) -> None:
    """With F3 holding the search to one kind, the line names it for misspelt words too, and when nothing is found says
    which kind comes next: the last one leads back to everything."""
    async with opened() as hands:
        await hands.press("f6")
        await hands.type("cusomters per rm", "f3")
        assert f"Showing results in {KINDS[1][0]} for: customers per rm" in hands.screen
        await hands.press("ctrl+u")
        await hands.type("zzqqxxyy", "end")
        for place in (*range(1, len(KINDS)), 0):
            following = KINDS[(place + 1) % len(KINDS)][0]
            says = f"Nothing found in {KINDS[place][0]}. F3 goes on to {following}." if place else "Nothing found."
            assert says in hands.screen
            await hands.press("f3")


async def test_an_entry_opens_to_what_it_names_and_back(opened: Open) -> None:
    """An entry shows text, sources, related entries and rules; what it names opens, Esc goes back step by step."""
    async with opened(WIDE) as hands:
        await hands.press("f6")
        await hands.type("sales negotiation skills")
        start = page(hands).shown
        outline = page(hands).query_one("#entry", Outline)
        said = "\n".join(node.draw(60).plain for _, node, _ in outline.shown)
        for part in ("Sources", "See also", "Rules that use it"):
            assert part in said
        rule = next(i for i, (_, n, _) in enumerate(outline.shown) if n.value in hands.app.desk.kb.rule)
        outline.highlighted = rule
        await hands.press("enter")
        assert page(hands).shown in hands.app.desk.kb.rule
        assert "When" in hands.screen
        await hands.press("escape")
        assert page(hands).shown == start
        assert outline.highlighted == rule
        await hands.press("escape")
        assert page(hands).focused is page(hands).query_one("#words")
        await hands.press("escape")
        assert isinstance(hands.app.screen, Consult)


async def test_levels_and_publishers_are_told(opened: Open) -> None:
    """A capability shows its levels, a figure its grade, a source its publisher."""
    async with opened(WIDE) as hands:
        kb = hands.app.desk.kb
        for kind, told in (("capability", "Levels"), ("figure", "Grade"), ("source", "Publisher")):
            name = next(entry.id for entry in kb.entries.values() if entry.kind == kind)
            hands.app.action_open("guidance", name)
            await hands.settle()
            said = "\n".join(n.draw(60).plain for _, n, _ in page(hands).query_one("#entry", Outline).shown)
            assert told in said
            await hands.press("escape")


async def test_from_the_question_and_back_without_losing_the_place(opened: Open) -> None:
    """What the open question rests on stands first, half a line that was typed is still there afterwards."""
    async with opened() as hands:
        await hands.press("2")
        asked = hands.app.view.question.fact
        await hands.type("4", "f6")
        assert "What you were looking at" in hands.screen
        assert page(hands).query_one("#found", Outline).node.value == asked
        await hands.press("enter", "escape", "escape")
        assert isinstance(hands.app.screen, Consult)
        assert hands.line == "4"
        assert hands.app.view.question.fact == asked


async def test_from_a_capability_of_the_recommendation(opened: Open) -> None:
    """With a capability highlighted, one key opens the guidance on it, and one comes back to the same line."""
    async with opened(WIDE) as hands:
        await hands.press("2", "tab")
        advice = hands.app.screen.query_one(Outline)
        need = hands.app.view.recommendation.capabilities[0].id
        advice.highlighted = next(i for i, (_, n, _) in enumerate(advice.shown) if n.id == f"why:{need}")
        await hands.press("ctrl+g")
        assert page(hands).query_one("#found", Outline).node.value == need
        assert page(hands).shown == need
        await hands.press("escape")
        assert hands.app.focused is advice
        assert advice.node.id == f"why:{need}"


async def test_topics_are_browsed(opened: Open) -> None:
    """The tree opens to narrower topics, and those to entries."""
    async with opened((100, 60)) as hands:
        await hands.press("f6", "tab")
        outline = page(hands).query_one("#found", Outline)
        outline.highlighted = next(i for i, (_, n, _) in enumerate(outline.shown) if n.id == "topics/capabilities")
        await hands.press("enter", "down", "enter", "down", "enter", "down", "enter")
        assert page(hands).shown in hands.app.desk.kb.entries
        assert page(hands).has_class("-reading")


async def test_search_is_typed_in_the_conversation(opened: Open) -> None:
    """`search WORDS` opens the results; a letter typed in a list begins another search."""
    async with opened() as hands:
        await hands.type("search active listening")
        assert page(hands).query_one(Input).value == "active listening"
        assert first(hands)
        await hands.press("tab", "c", "r", "m")
        assert page(hands).query_one(Input).value == "crm"
