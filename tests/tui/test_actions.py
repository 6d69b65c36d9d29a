"""The table of actions: what is promised of keys holds for every line of it."""

from __future__ import annotations

import re

import pytest

from rmadvisor.conversation.intents import intent_of
from rmadvisor.tui.actions import ACTIONS, EVERYWHERE, Action, actions
from rmadvisor.tui.app import PAGES, AdvisorApp
from rmadvisor.tui.page import Page
from rmadvisor.tui.palette import worded
from rmadvisor.tui.screens.answers import Given
from rmadvisor.tui.screens.consult import Consult
from rmadvisor.tui.screens.doubts import Doubts
from rmadvisor.tui.screens.flip import Flipping
from rmadvisor.tui.screens.guidance import Guidance
from rmadvisor.tui.screens.quiz import Quiz
from rmadvisor.tui.screens.sessions import Kept
from rmadvisor.tui.screens.start import Start
from rmadvisor.tui.screens.whatif import Trying

SCREENS: dict[str, type[Page]] = {
    "page": Given, "consult": Consult, "answers": Given, "whatif": Trying, "flip": Flipping, "doubts": Doubts,
    "start": Start, "guidance": Guidance, "quiz": Quiz, "sessions": Kept,
}  # fmt: skip
SWALLOWED = {
    "ctrl+h",
    "ctrl+i",
    "ctrl+m",
    "ctrl+a",
    "ctrl+b",
    "ctrl+s",
    "ctrl+w",
    "ctrl+t",
    "ctrl+n",
    "f5",
    "f11",
    "f12",
}
SAME_BYTE = {"ctrl+h", "ctrl+i", "ctrl+m"}
EDITING = {"ctrl+a", "ctrl+e", "ctrl+k", "ctrl+u", "ctrl+w", "ctrl+v", "ctrl+x"}


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: f"{action.area}.{action.name}")
def test_no_action_has_one_key_only(action: object) -> None:
    """Two keys at least or none (then it is in the palette); no key that is another's byte or edits a line; and one of
    them reaches the app in a terminal, in tmux and in a browser."""
    keys = set(action.keys)
    assert len(keys) != 1
    assert keys or action.palette
    assert not keys & (SAME_BYTE | EDITING)
    assert not keys or keys - SWALLOWED


def test_every_area_has_a_screen_and_no_key_twice() -> None:
    """On each screen a key means one thing, apart from keys of pages above it."""
    for area, screen in SCREENS.items():
        keys = [key for action in actions(*screen.AREAS, EVERYWHERE) for key in action.keys]
        assert len(keys) == len(set(keys)), area
    assert {action.area for action in ACTIONS} - {EVERYWHERE} <= set(SCREENS)


def test_every_action_can_be_done() -> None:
    """Each opens a page that there is, says what the conversation knows, or has its method."""
    for action in ACTIONS:
        if action.opens:
            assert action.opens in PAGES
        elif action.says:
            assert intent_of(action.says, None).name == action.says
        else:
            owner = AdvisorApp if action.area == EVERYWHERE else SCREENS[action.area]
            assert hasattr(owner, f"action_{action.name}"), action


@pytest.mark.parametrize("action", [action for action in ACTIONS if action.palette], ids=lambda a: f"{a.area}.{a.name}")
def test_every_action_is_found_by_what_it_does(action: Action) -> None:
    """Each word of its description finds it, the words in any order, hyphens or not, and half a word too; every action
    has further words that users try."""
    words = [word for word in re.split(r"[\s,;:()]+", action.does) if word]
    assert all(worded(word.upper(), action) for word in words)
    assert worded(" ".join(reversed(words)), action)
    assert worded("-".join(words[:2]), action)
    assert worded(words[-1][:3], action)
    assert action.also
    assert not worded(f"{words[0]} xyzzy", action)


@pytest.mark.parametrize(
    ("typed", "name"),
    {
        "quit": "leave", "exit": "leave", "save": "sessions", "print": "sessions", "pdf": "sessions",
        "what-if": "whatif", "whatif": "whatif", "what if": "whatif", "scenarios": "whatif", "tornado": "doubts",
        "sensitivity": "doubts", "tree": "guidance", "find": "guidance", "change answer": "answers",
        "answer-change": "answers", "edit": "answers", "contrast high": "colours", "theme": "colours",
        "new": "restart", "start over": "restart", "shortcuts": "help", "training": "quiz",
    }.items(),
)  # fmt: skip
def test_words_that_users_try_find_the_action(typed: str, name: str) -> None:
    """In the conversation."""
    assert name in {
        action.name for action in actions("consult", EVERYWHERE) if action.palette and worded(typed, action)
    }
