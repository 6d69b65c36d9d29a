"""The app as its tests run it: on a file of sessions of its own, by keys, with time standing still."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from rmadvisor import Advisor
from rmadvisor.authoring.reloading import Reloader
from rmadvisor.conversation.sessions import Author, Sessions
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.tui.app import AdvisorApp
from rmadvisor.tui.desk import Desk
from rmadvisor.tui.question import Composer

WIDE, USUAL = (140, 45), (80, 24)


@dataclass(frozen=True)
class Hands:
    """Somebody at the keyboard."""

    app: AdvisorApp
    pilot: Pilot[None]

    async def press(self, *keys: str) -> None:
        """Keys one after another, each once the one before was dealt with."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def click(self, column: int, row: int) -> None:
        """A click on a place of the screen."""
        await self.pilot.click(offset=(column, row))
        await self.settle()

    async def type(self, text: str, *then: str) -> None:
        """Text as it comes from a clipboard or a quick hand, then keys such as enter."""
        self.app.screen.post_message(events.Paste(text))
        await self.settle()
        await self.press(*(then or ("enter",)))

    async def burst(self, text: str, *then: str) -> None:
        """Letters one by one, then keys, as from quick fingers: none waits for what the one before leads to."""
        for letter in text:
            self.app.post_message(events.Key("space" if letter == " " else _character_to_key(letter), letter))
        for key in then:
            self.app.post_message(events.Key(key, None))
        await self.settle()

    async def until(self, text: str) -> None:
        """Wait for a text that stands on the screen without a key."""
        for _ in range(2000):
            await self.settle()
            if text in " ".join(self.screen.split()):
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"{text!r} does not come to stand in:\n{self.screen}")

    async def settle(self) -> None:
        """Wait until nothing is being worked out."""
        for _ in range(2000):
            await self.pilot.pause()
            working = [
                each for each in self.app.workers._workers if each.group != "reload"
            ]  # that one looks all the time
            if self.app.view is not None and not self.app.busy and not working:
                return
            await asyncio.sleep(0.002)
        raise AssertionError("the app does not come to rest")

    @property
    def screen(self) -> str:
        """What stands on the screen, as text."""
        width, height = self.app.size
        lines = self.app.screen._compositor.render_strips()
        assert (len(lines), width) == (height, self.app.size.width)
        return "\n".join(strip.text for strip in lines)

    @property
    def line(self) -> str:
        """What is being typed."""
        return self.app.screen.query_one(Composer).value


Open = Callable[..., AbstractAsyncContextManager[Hands]]


@pytest.fixture(scope="session")
def kept_advisor() -> Advisor:
    """Knowledge for the app alone, with all that it makes of it at its first use."""
    return ready(Advisor.load())


def ready(advisor: Advisor) -> Advisor:
    """What is found by search and read from plain words does not depend on who asks: once for all tests."""
    assert advisor.searching
    assert advisor.lexicon
    return advisor


@pytest.fixture
def opened(kept_advisor: Advisor, tmp_path: Path) -> Open:
    """Open the app at a size; what was kept in the same test is there again."""

    @asynccontextmanager
    async def open_app(
        size: tuple[int, int] = USUAL,
        theme: str = "dark",
        advisor: Advisor = kept_advisor,
        wait: bool = True,
        watch: Callable[[KnowledgeBase], Reloader] | None = None,
    ) -> AsyncIterator[Hands]:
        author = Author("tester", "1.0", lambda: "2026-01-02T03:04:05Z")
        desk = Desk(advisor.another, Sessions(tmp_path / "s.db"), author, watch)
        app = AdvisorApp(desk, theme)
        async with app.run_test(size=size, notifications=watch is not None) as pilot:
            app.consult.query_one(Composer).cursor_blink = False
            hands = Hands(app, pilot)
            if wait:
                await hands.settle()
            yield hands
        assert app.mishaps == []
        desk.close()

    return open_app
