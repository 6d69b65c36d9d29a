"""What was said so far: the conversation as it scrolls by, each step in one piece.

In:     lines as `conversation.wording` fills them, with the style of each part.
Out:    a scrolling widget that never takes the focus.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from rmadvisor.report.terminal import line_width
from rmadvisor.tui.lines import unfilled

Part = tuple[list[str], str]  # lines, and their style
QUIET, LOUD, ASIDE, GOOD, DONE = "$foreground-muted", "bold", "$accent", "$success", "bold $success"
MOST = 60  # pieces kept on the screen; the session has all of it


class Said(VerticalScroll, can_focus=False):
    """The conversation."""

    def say(self, *parts: Part) -> None:
        """Add a piece to it."""
        told = [Content.styled(_paragraphs(lines), style) for lines, style in parts if lines]
        if not told:
            return
        if len(self.children) >= MOST:
            self.children[0].remove()
        self.mount(Static(Content("\n").join(told), classes="piece", markup=False))
        self.anchor()


def _paragraphs(lines: Iterable[str]) -> str:
    return "\n".join(" ".join(line.split()) for line in unfilled(lines, line_width()))
