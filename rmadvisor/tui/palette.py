"""The command palette: what the table of actions offers on a screen, found by its name or by what it does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from rmadvisor.tui.actions import Action, keys_in_words
from rmadvisor.tui.app import AdvisorApp
from rmadvisor.tui.page import Page

LEAST = 0.01  # the score of words in the description; of those it is called by, twice that: below that of any name
ENDINGS = ("s", "es", "d", "ed", "ing")  # "reports" and "reporting" find "report"


class Commands(Provider):
    """The commands of the screen that the palette was opened on."""

    async def discover(self) -> Hits:
        """All of them, by name."""
        for action in sorted(self._offered(), key=lambda action: action.label):
            yield DiscoveryHit(action.label, self._call(action), help=_described(action))

    async def search(self, query: str) -> Hits:
        """Those whose name has the letters typed, or that are called or described by the words, in any order."""
        matcher = self.matcher(query)
        for action in self._offered():
            score = matcher.match(action.label) or worded(query, action)
            if score > 0:
                yield Hit(score, matcher.highlight(action.label), self._call(action), help=_described(action))

    def _offered(self) -> Iterator[Action]:
        if isinstance(self.screen, Page):
            yield from (action for action in self.screen.offered() if action.palette)

    def _call(self, action: Action) -> partial[None]:
        return partial(cast(AdvisorApp, self.app).perform, action.name)


def worded(query: str, action: Action) -> float:
    """How well all words of a query say what an action does; 0.0 when one of them is not found.

    A word may be the beginning of one of the action's; hyphens and order do not matter.
    """
    words = _words(query)
    called = _words(" ".join((action.label, action.also, *action.words)))
    described = called | _words(f"{action.does} {keys_in_words(action.keys)}")
    if not words or not all(_among(word, described) for word in words):
        return 0.0
    return LEAST * (1 + sum(_among(word, called) for word in words) / len(words))


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.lower()))


def _among(typed: str, words: frozenset[str]) -> bool:
    return any(word.startswith(typed) for word in words) or any(
        typed == word + ending for word in words for ending in ENDINGS
    )


def _described(action: Action) -> str:
    keys = f" ({keys_in_words(action.keys)})" if action.keys else ""
    return f"{action.does[0].upper()}{action.does[1:]}{keys}"
