"""What was said so far: the conversation as it scrolls by, each step in one piece.

In:     lines as `conversation.wording` fills them, with the style of each part.
Out:    a scrolling widget that never takes the focus; its text can be selected.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from textual import events
from textual.content import Content
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual

from rmadvisor.tui.lines import unfilled
from rmadvisor.tui.scrolled import Scrolled

Part = tuple[list[str], str]  # lines, and their style
QUIET, LOUD, ASIDE, GOOD, DONE = "$foreground-muted", "bold", "$accent", "$success", "bold $success"
MOST = 60  # pieces kept on the screen; the session has all of it
ROOMY = 20  # rows of a screen from which on an empty line stands between two pieces


class Said(Scrolled, can_focus=False):
    """The conversation."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.pieces: deque[Content] = deque(maxlen=MOST)
        self._lines: list[Strip] = []
        self._drawn_for: object = None  # what the lines depend on, apart from what was said

    def say(self, *parts: Part) -> None:
        """Add a piece to it."""
        told = [Content.styled(_paragraphs(lines), style) for lines, style in parts if lines]
        if not told:
            return
        full = len(self.pieces) == MOST
        self.pieces.append(Content("\n").join(told))
        if full or self._drawn_for != self._for():
            self._draw()
        else:
            self._add(self.pieces[-1])
            self._end()

    def clear(self) -> None:
        """Begin with nothing said."""
        self.pieces.clear()
        self._draw()

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(piece.plain for piece in self.pieces)

    # ------------------------------------------------------------ drawing

    def _for(self) -> tuple[object, ...]:
        return self.width, self._gap, self.app.theme, self.visual_style

    @property
    def _gap(self) -> int:
        return 1 if self.app.size.height >= ROOMY else 0

    def _draw(self) -> None:
        """All of it anew."""
        self._drawn_for = self._for()
        self._lines = []
        for piece in self.pieces:
            self._add(piece)
        self._end()

    def _add(self, piece: Content) -> None:
        style = self.visual_style
        strips = Visual.to_strips(self, piece, self.width, None, style, apply_selection=False) if self.width else []
        for strip in (*strips, *[Strip([])] * self._gap):
            line = strip.extend_cell_length(self.width, style.rich_style).apply_style(style.rich_style)
            self._lines.append(line.apply_offsets(0, len(self._lines)))

    def _end(self) -> None:
        self.set_lines(len(self._lines))
        self.scroll_end(animate=False, immediate=True)
        self.refresh()

    def line(self, number: int) -> Strip:
        number -= max(self.height - len(self._lines), 0)  # what was said last stands beside the question
        if not 0 <= number < len(self._lines):
            return Strip([])
        span = None if self.text_selection is None else self.text_selection.get_span(number)
        return self._lines[number] if span is None else self._selected(self._lines[number], *span)

    def _selected(self, strip: Strip, start: int, end: int) -> Strip:
        end = strip.cell_length if end == -1 else end
        chosen = Style.from_styles(self.screen.get_component_styles("screen--selection")).rich_style
        before, inside, after = strip.crop(0, start), strip.crop(start, end), strip.crop(end)
        return Strip.join([before, inside.apply_style(chosen), after])

    def on_resize(self, event: events.Resize) -> None:
        self._again()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._again()

    def _again(self) -> None:
        if self.is_mounted and self._drawn_for != self._for():
            self._draw()

    # ------------------------------------------------------------ selecting

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        return selection.extract("\n".join(strip.text.rstrip() for strip in self._lines)), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        self.refresh()


def _paragraphs(lines: Iterable[str]) -> str:
    from rmadvisor.report.terminal import line_width

    return "\n".join(" ".join(line.split()) for line in unfilled(lines, line_width()))
