"""A text to read: the blocks of a report, set anew for each width; arrows and page keys move through it.

In:     blocks.
Out:    a scrolling widget.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from rmadvisor.report import text
from rmadvisor.report.blocks import Block, Heading, Paragraph

LEAST, MOST = 30, 110  # columns of a line that can be read
HERE = {
    ": add --json.": ".",
    " (--fixed looks at them too)": " (x looks at them too)",
    ": `rmadvisor why-not ANSWERS coverage` says what it lacks.": ": answer which customers the RMs serve.",
}


def as_content(blocks: Iterable[Block], width: int) -> Content:
    """Blocks as they are printed in a terminal, headings in bold."""
    width = min(max(width, LEAST), MOST)
    parts: list[Content] = []
    for block in blocks:
        block = Paragraph(as_told_here(block.text)) if isinstance(block, Paragraph) else block
        written = text.write([block], width).rstrip("\n")
        if isinstance(block, Heading):
            parts += [*([Content("")] if parts else []), Content.styled(written, "bold $primary")]
        else:
            parts.append(Content(written))
    return Content("\n").join(parts)


def as_told_here(text: str) -> str:
    """A sentence of the report without the words of the command line."""
    for command, here in HERE.items():
        text = text.replace(command, here)
    return text


class Reader(VerticalScroll):
    """Shows blocks."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.blocks: tuple[Block, ...] = ()
        self._set_at = 0

    def compose(self) -> ComposeResult:
        yield Static("", markup=False)

    def show(self, blocks: Iterable[Block]) -> None:
        """Show other blocks, from their beginning."""
        self.blocks = tuple(blocks)
        self._set()
        self.scroll_home(animate=False)

    def on_resize(self, event: events.Resize) -> None:
        if self.blocks and self._room() != self._set_at:
            self._set()

    def _room(self) -> int:
        return self.scrollable_content_region.width

    def _set(self) -> None:
        self._set_at = self._room()
        self.query_one(Static).update(as_content(self.blocks, self._set_at))
