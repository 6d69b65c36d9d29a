"""Help for where one is: what the screen is for, and every key that does something there."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from rmadvisor.tui.actions import EVERYWHERE, Action, actions, keys_in_words
from rmadvisor.tui.page import Page


class Help(Page):
    """The page that explains another."""

    TITLE = "Help"
    AREAS: ClassVar[tuple[str, ...]] = ("page",)

    def __init__(self, about: Page) -> None:
        super().__init__()
        self.about = about

    def body(self) -> ComposeResult:
        with VerticalScroll(id="text"):
            yield Static(self._text(), markup=False)

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(VerticalScroll).focus()

    def _text(self) -> Content:
        here = actions(*self.about.AREAS)
        parts = [Content.styled(f"{self.about.TITLE}", "bold"), Content(self.about.HELP), Content("")]
        parts += [Content.styled("Here", "bold"), *self._rows(here), Content("")]
        parts += [Content.styled("Everywhere", "bold"), *self._rows(actions(EVERYWHERE)), Content("")]
        parts.append(
            Content(
                "With a screen reader, leave and start rmadvisor chat: the same conversation in plain lines. "
                "Shift (Option on a Mac) while dragging selects with the terminal's own means."
            )
        )
        return Content("\n").join(parts)

    def _rows(self, rows: tuple[Action, ...]) -> list[Content]:
        widest = max((len(keys_in_words(action.keys)) for action in rows), default=0)
        lines = []
        for action in rows:
            words = f"; or type: {', '.join(action.words)}" if action.words else ""
            keys = keys_in_words(action.keys).ljust(widest)
            lines.append(Content.assemble(("  " + keys, "$accent"), f"  {action.does}{words}"))
        return lines
