"""Help for where one is: what the screen is for, and every key that does something there."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from rmadvisor.report.blocks import Block, Bullets, Heading, Pairs, Paragraph
from rmadvisor.tui.actions import EVERYWHERE, Action, actions, keys_in_words
from rmadvisor.tui.page import Page
from rmadvisor.tui.reader import Reader

TIPS = (
    "With a screen reader, leave and start `rmadvisor chat`: the same conversation in plain lines.",
    "What has no key stands among the commands: Ctrl-P.",
    "Shift (Option on a Mac) while dragging selects with the terminal's own means, where Ctrl-C cannot copy.",
)


class Help(Page):
    """The page that explains another."""

    TITLE = "Help"
    AREAS: ClassVar[tuple[str, ...]] = ("page",)

    def __init__(self, about: Page) -> None:
        super().__init__()
        self.about = about

    def body(self) -> ComposeResult:
        yield Reader(id="reader")

    def on_mount(self) -> None:
        super().on_mount()
        reader = self.query_one(Reader)
        reader.show(self._blocks())
        self.set_focus(reader)

    def _blocks(self) -> list[Block]:
        blocks: list[Block] = [Heading(str(self.about.TITLE), 2), Paragraph(self.about.HELP)]
        here, everywhere = actions(*self.about.AREAS), actions(EVERYWHERE)
        for title, rows in (("Here", here), ("Everywhere", everywhere)):
            blocks += [Heading(title, 2), Pairs(tuple((_keys(action), (_does(action),)) for action in rows))]
        return [*blocks, Heading("Good to know", 2), Bullets(TIPS)]


def _keys(action: Action) -> str:
    return keys_in_words(action.keys) or "(commands)"


def _does(action: Action) -> str:
    return action.does + (f"; or type: {', '.join(action.words)}" if action.words else "")
