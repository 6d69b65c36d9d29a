"""A widget that draws its lines itself and scrolls through them, its bar at the right included.

In:     the number of lines; what each looks like.
Out:    a scrolling widget. Other lines in it are no reason to lay the screen out again, nor is its bar a widget:
        drawing the bars took Textual as long as drawing all the lines.
"""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

BAR = 1  # columns


class Scrolled(ScrollView):
    """Lines to scroll through."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"scrolled--bar"}
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False, repaint=False)

    @property
    def width(self) -> int:
        """Columns of a line; the bar has its own, so that lines stay as they are when it comes."""
        return max(self.content_size.width - BAR, 0)

    @property
    def height(self) -> int:
        """Rows that are seen at once."""
        return self.content_size.height

    def set_lines(self, count: int) -> None:
        """There are so many lines now. What has to be drawn again is up to the caller, apart from the bar."""
        before = self._thumb()
        self.virtual_size = Size(self.content_size.width, count)
        self._scroll_update(self.virtual_size)
        self._renew_bar(before)
        if self.styles.auto_dimensions and count != self.height:
            self.refresh(layout=True)

    def rows(self, first: int, count: int) -> Region:
        """Rows of the screen, counted from the first one seen."""
        return Region(0, first, self.size.width, count)

    # ------------------------------------------------------------ drawing

    def line(self, number: int) -> Strip:
        """A line as wide as `width`, or less."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        style = self.visual_style.rich_style
        line = self.line(y + self.scroll_offset.y).extend_cell_length(self.width, style)
        bar = self.get_component_rich_style("scrolled--bar") if y in self._thumb() else style
        return Strip([*line, Segment("▐" if bar is not style else " ", bar)], self.width + BAR)

    def _thumb(self) -> range:
        """The rows where the bar stands; none when all lines are seen."""
        lines, rows = self.virtual_size.height, self.height
        if lines <= rows or not rows:
            return range(0)
        length = max(rows * rows // lines, 1)
        first = round((rows - length) * min(self.scroll_y / (lines - rows), 1.0))
        return range(first, first + length)

    def _renew_bar(self, before: range) -> None:
        for row in set(before) ^ set(self._thumb()):
            self.refresh(self.rows(row, 1))

    # ------------------------------------------------------------ the mouse on the bar

    def _drag(self, event: events.MouseEvent) -> None:
        """Scroll to where the mouse is."""
        past = self.virtual_size.height - self.height
        offset = event.get_content_offset_capture(self)
        self.scroll_to(y=past * offset.y / max(self.height - 1, 1), animate=False, immediate=True)

    def _on_bar(self, event: events.MouseEvent) -> bool:
        return bool(self._thumb()) and event.get_content_offset_capture(self).x == self.width

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if self._on_bar(event):
            event.stop()
            self.capture_mouse()
            self._drag(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self.app.mouse_captured is self:
            self._drag(event)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self.app.mouse_captured is self:
            self.release_mouse()
