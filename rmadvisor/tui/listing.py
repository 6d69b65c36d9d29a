"""Entries of a few lines each, moved through by arrows, page keys or mouse; only lines that changed are drawn anew.

In:     Entries, wrapped already for the width that there is.
Out:    messages Highlighted and Selected, each with the place of an entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual

from rmadvisor.tui.scrolled import Scrolled

MOST_DRAWN = 1024  # entries that stay drawn
PLAIN, MUTE, HERE, UNDER_MOUSE = "line", "heading", "highlighted", "hovered"  # how an entry stands there


@dataclass(frozen=True, slots=True)
class Entry:
    """A text of one line or several; a heading is passed over. Two that look alike are equal."""

    text: Content = field(compare=False)
    heading: bool = False
    looks: tuple[object, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "looks", (self.text.plain, *self.text.spans))

    @property
    def height(self) -> int:
        return self.text.plain.count("\n") + 1


class Listing(Scrolled, can_focus=True):
    """A list of entries, one of them highlighted."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"listing--{how}" for how in (PLAIN, MUTE, HERE, UNDER_MOUSE)}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "Down", show=False),
        Binding("up", "move(-1)", "Up", show=False),
        Binding("home", "top", "First", show=False),
        Binding("end", "last", "Last", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("enter", "select", "Choose", show=False),
    ]
    highlighted: reactive[int | None] = reactive(None, repaint=False)
    hovered: reactive[int | None] = reactive(None, repaint=False)

    class OfEntry(Message):
        """Something about the entry at a place."""

        def __init__(self, listing: Listing, place: int) -> None:
            super().__init__()
            self.listing, self.place = listing, place

        @property
        def control(self) -> Listing:
            return self.listing

    class Highlighted(OfEntry):
        """Another entry has the highlight."""

    class Selected(OfEntry):
        """An entry was chosen."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.entries: tuple[Entry, ...] = ()
        self._lines: list[tuple[int, int]] = []  # of each line: the place of its entry, and which of its lines it is
        self._starts: list[int] = []  # the first line of each entry
        self._drawn: LRUCache[tuple[Entry, Style, str, int], list[Strip]] = LRUCache(MOST_DRAWN)

    # ------------------------------------------------------------ what is shown

    def put(self, entries: Iterable[Entry], highlighted: int | None = None) -> None:
        """Show these entries; the lines of before that look the same stay as they are."""
        before = list(self._looks())
        self.entries = tuple(entries)
        self._lines, self._starts = [], []
        for place, entry in enumerate(self.entries):
            self._starts.append(len(self._lines))
            self._lines += [(place, line) for line in range(entry.height)]
        self.set_reactive(Listing.highlighted, highlighted)
        self.set_reactive(Listing.hovered, None)
        self.set_lines(len(self._lines))
        for row, (old, new) in enumerate(zip(before, self._looks(), strict=True)):
            if old != new:
                self.refresh(self.rows(row, 1))

    def _looks(self) -> Iterator[tuple[object, ...]]:
        """How each row of the screen looks."""
        top = self.scroll_offset.y
        for line in range(top, top + self.height):
            if line < len(self._lines):
                place, part = self._lines[line]
                yield self.entries[place], part, self._how(place)
            else:
                yield ()

    def _how(self, place: int) -> str:
        if self.entries[place].heading:
            return MUTE
        return HERE if place == self.highlighted else UNDER_MOUSE if place == self.hovered else PLAIN

    def _renew(self, *places: int | None) -> None:
        for place in places:
            if place is not None and place < len(self.entries):
                self.refresh(self.rows(self._starts[place] - self.scroll_offset.y, self.entries[place].height))

    def line(self, number: int) -> Strip:
        if number >= len(self._lines):
            return Strip([])
        place, part = self._lines[number]
        entry = self.entries[place]
        style = self.get_visual_style(f"listing--{self._how(place)}")
        key = entry, style, self.app.theme, self.width
        drawn = self._drawn.get(key)
        if drawn is None:
            strips = Visual.to_strips(self, entry.text, self.width, None, style)
            self._drawn[key] = drawn = [strip.extend_cell_length(self.width, style.rich_style) for strip in strips]
        return drawn[part]

    def on_show(self) -> None:
        self._scroll_there()

    # ------------------------------------------------------------ moving about

    def validate_highlighted(self, place: int | None) -> int | None:
        return None if place is None or not self.entries else min(max(place, 0), len(self.entries) - 1)

    def watch_highlighted(self, before: int | None, place: int | None) -> None:
        self._renew(before, place)
        if place is not None and not self.entries[place].heading:
            self._scroll_there()
            self.post_message(self.Highlighted(self, place))

    def watch_hovered(self, before: int | None, place: int | None) -> None:
        self._renew(before, place)

    def _scroll_there(self) -> None:
        if self.highlighted is not None and self.is_mounted:
            start, height = self._starts[self.highlighted], self.entries[self.highlighted].height
            if start + height <= self.height and self._next(0, 1) == self.highlighted:
                start, height = 0, start + height  # with the headings above it, which no key could reach otherwise
            region = Region(0, start, self.width, height)
            self.scroll_to_region(region, force=True, animate=False, immediate=True)

    def _next(self, place: int, way: int) -> int | None:
        """The nearest entry that is no heading, from a place on in one way."""
        places = range(place, len(self.entries)) if way > 0 else range(place, -1, -1)
        return next((each for each in places if not self.entries[each].heading), None)

    def action_first(self) -> None:
        self.highlighted = self._next(0, 1)

    def action_top(self) -> None:
        """To the first entry, from the very first line on."""
        self.action_first()
        self.scroll_home(animate=False, immediate=True)

    def action_last(self) -> None:
        self.highlighted = self._next(len(self.entries) - 1, -1)

    def action_move(self, way: int) -> None:
        """To the entry before or after; from the last one to the first."""
        found = None if self.highlighted is None else self._next(self.highlighted + way, way)
        if found is not None:
            self.highlighted = found
        elif way > 0:
            self.action_first()
        else:
            self.action_last()

    def action_page(self, way: int) -> None:
        """About a screen up or down."""
        if self.highlighted is None:
            return self.action_last() if way > 0 else self.action_first()
        line = self._starts[self.highlighted] + way * self.height
        place = self._lines[min(max(line, 0), len(self._lines) - 1)][0]
        found = self._next(place, way)
        self.highlighted = self._next(place, -way) if found is None else found
        return None

    def action_select(self) -> None:
        """Choose the entry that is highlighted."""
        if self.highlighted is not None and not self.entries[self.highlighted].heading:
            self.post_message(self.Selected(self, self.highlighted))

    # ------------------------------------------------------------ the mouse

    def _under(self, event: events.MouseEvent) -> int | None:
        """The entry under the mouse that can be highlighted."""
        offset = event.get_content_offset(self)
        line = -1 if offset is None else offset.y + self.scroll_offset.y
        if offset is None or offset.x >= self.width or not 0 <= line < len(self._lines):
            return None
        place = self._lines[line][0]
        return None if self.entries[place].heading else place

    def on_click(self, event: events.Click) -> None:
        place = self._under(event)
        if place is not None:
            self.highlighted = place
            self.action_select()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        super().on_mouse_move(event)
        self.hovered = self._under(event)

    def on_leave(self, event: events.Leave) -> None:
        self.hovered = None
