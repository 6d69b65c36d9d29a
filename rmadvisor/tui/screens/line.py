"""One line of text asked for on the side; what is refused stands, with the reason above it, until it is mended."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from rmadvisor.knowledge.problems import BadInput
from rmadvisor.tui.oneline import OneLine
from rmadvisor.tui.page import Page
from rmadvisor.tui.question import Hint

MOST_LETTERS = 400
Then = Callable[[str], Awaitable[None]]


class Line(Page):
    """A line; `then` takes it, or refuses it with BadInput."""

    TITLE = "Type a line"
    AREAS: ClassVar[tuple[str, ...]] = ("page",)
    HELP = "Enter takes the line, Esc goes back without it."

    def __init__(self, asks: str, value: str, then: Then) -> None:
        super().__init__()
        self.asks, self.value, self.then = asks, value, then

    def body(self) -> ComposeResult:
        yield Static(self.asks, classes="lead", markup=False)
        yield Hint(self.HELP)
        yield OneLine(self.value, id="line", compact=True, max_length=MOST_LETTERS)
        yield Static("", classes="filler")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        self.run_worker(self._take(event.value.strip()), group="line", exclusive=True, exit_on_error=False)

    async def _take(self, text: str) -> None:
        try:
            await self.then(text)
        except BadInput as bad:
            self.query_one(Hint).tell("; ".join(str(problem) for problem in bad.problems), good=False)
            return
        if self.is_current:
            self.dismiss()
