"""The command palette: what the table of actions offers on a screen, found by its name or by what it does."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from rmadvisor.tui.actions import Action, keys_in_words
from rmadvisor.tui.app import AdvisorApp
from rmadvisor.tui.page import Page

LEAST = 0.01  # the score of words in the description: below that of any name


class Commands(Provider):
    """The commands of the screen that the palette was opened on."""

    async def discover(self) -> Hits:
        """All of them, by name."""
        for action in sorted(self._offered(), key=lambda action: action.label):
            yield DiscoveryHit(action.label, self._call(action), help=_described(action))

    async def search(self, query: str) -> Hits:
        """Those whose name has the letters typed, or whose description the very words."""
        matcher = self.matcher(query)
        for action in self._offered():
            described = _described(action)
            score = matcher.match(action.label) or LEAST * (query.lower() in described.lower())
            if score > 0:
                yield Hit(score, matcher.highlight(action.label), self._call(action), help=described)

    def _offered(self) -> Iterator[Action]:
        if isinstance(self.screen, Page):
            yield from (action for action in self.screen.offered() if action.palette)

    def _call(self, action: Action) -> partial[None]:
        return partial(cast(AdvisorApp, self.app).perform, action.name)


def _described(action: Action) -> str:
    keys = f" ({keys_in_words(action.keys)})" if action.keys else ""
    return f"{action.does[0].upper()}{action.does[1:]}{keys}"
