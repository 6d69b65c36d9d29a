"""Lines that open: an outline whose texts wrap, moved through by arrows or mouse, opened by Enter or a click.

In:     Nodes; what is asked for late is brought by `fill`.
Out:    messages Wanted (children are to be brought) and Chosen (a node that stands for something).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from rmadvisor.tui.lines import hang
from rmadvisor.tui.listing import Entry, Listing

INDENT = 2
Draw = Callable[[int], Content]


@dataclass(frozen=True, slots=True)
class Node:
    """`draw` gives its text at a width, `id` is unique in the outline; `children` is None while they are to be brought;
    `value` is what it stands for, handed over when it is chosen."""

    id: str
    draw: Draw
    children: tuple[Node, ...] | None = ()
    heading: bool = False
    value: Any = field(default=None, compare=False)

    @property
    def opens(self) -> bool:
        return self.children is None or bool(self.children)


def plain(text: str, style: str = "") -> Draw:
    """A node's text, wrapped."""
    return lambda width: Content.styled(hang(text, width), style)


class Outline(Listing):
    """A tree as a list of wrapped lines."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "select", "Open", show=False),
        Binding("plus", "open", "Open", show=False),
        Binding("minus", "shut", "Shut", show=False),
        Binding("right", "open", "Open", show=False),
        Binding("left", "shut", "Shut", show=False),
    ]

    class OfNode(Message):
        """Something about one node of an outline."""

        def __init__(self, outline: Outline, node: Node) -> None:
            super().__init__()
            self.outline, self.node = outline, node

        @property
        def control(self) -> Outline:
            return self.outline

    class Wanted(OfNode):
        """The children of a node are to be brought, by `fill`."""

    class Chosen(OfNode):
        """A node that stands for something was chosen."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.nodes: tuple[Node, ...] = ()
        self.brought: dict[str, tuple[Node, ...]] = {}
        self.opened: set[str] = set()
        self.shown: list[tuple[int, Node, str]] = []  # depth, node, the node above
        self._drawn_at = 0

    # ------------------------------------------------------------ what is shown

    def show(self, nodes: Iterable[Node], keep_open: bool = False) -> None:
        """Show other nodes. What was brought before is stale and goes; what is kept open is asked for again."""
        self.nodes, self.brought = tuple(nodes), {}
        top = {node.id for node in self.nodes}
        self.opened = self.opened & top if keep_open else set()
        self._draw()
        for node in self.nodes:
            if node.id in self.opened and node.children is None:
                self.post_message(self.Wanted(self, node))

    def fill(self, name: str, children: Iterable[Node]) -> None:
        """Bring the children of a node that wanted them."""
        self.brought[name] = tuple(children)
        if name in self.opened:
            self._draw()

    def _draw(self) -> None:
        """All lines, the highlight on the node where it was."""
        at = self.node
        self.shown = list(self._visible(self.nodes, 0, ""))
        width = self._room()
        self._drawn_at = width
        place = None if at is None else next((i for i, (_, n, _) in enumerate(self.shown) if n.id == at.id), None)
        self.put((Entry(self._line(node, depth, width), node.heading) for depth, node, _ in self.shown), place)

    def _visible(self, nodes: Iterable[Node], depth: int, above: str) -> Iterable[tuple[int, Node, str]]:
        for node in nodes:
            yield depth, node, above
            if node.id in self.opened:
                yield from self._visible(self.children_of(node) or (), depth + 1, node.id)

    def children_of(self, node: Node) -> tuple[Node, ...] | None:
        return self.brought.get(node.id) if node.children is None else node.children

    def _line(self, node: Node, depth: int, width: int) -> Content:
        if node.heading:
            return node.draw(width)
        mark = "  " if not node.opens else "▾ " if node.id in self.opened else "▸ "
        indent = " " * (INDENT * depth)
        text = node.draw(max(width - len(indent) - 2, 12))
        if "\n" not in text.plain:
            return Content.assemble(indent, (mark, "$foreground-muted"), text)
        first, *rest = text.split("\n")
        parts = [Content.assemble(indent, (mark, "$foreground-muted"), first)]
        parts += [Content.assemble(indent, "  ", line) for line in rest]
        return Content("\n").join(parts)

    def _room(self) -> int:
        return max(self.width - 2, 20)

    def on_resize(self, event: events.Resize) -> None:
        if self.shown and self._room() != self._drawn_at:
            self._draw()

    # ------------------------------------------------------------ moving about

    @property
    def node(self) -> Node | None:
        """The node under the highlight."""
        place = self.highlighted
        return self.shown[place][1] if place is not None and place < len(self.shown) else None

    def on_listing_selected(self, event: Listing.Selected) -> None:
        event.stop()
        if event.place >= len(self.shown):
            return
        node = self.shown[event.place][1]
        if node.value is not None:
            self.post_message(self.Chosen(self, node))
        if node.opens:
            self._toggle(node)

    def _toggle(self, node: Node) -> None:
        self.opened ^= {node.id}
        if node.id in self.opened and node.children is None and node.id not in self.brought:
            self.post_message(self.Wanted(self, node))
        self._draw()

    def action_open_up(self) -> None:
        """Choose the node, as Enter does."""
        self.action_select()

    def action_open(self) -> None:
        if self.node is not None and self.node.opens and self.node.id not in self.opened:
            self._toggle(self.node)

    def action_shut(self) -> None:
        """Shut the node, or else go to the one above."""
        if self.node is None:
            return
        if self.node.id in self.opened:
            self._toggle(self.node)
        elif self.highlighted is not None and (above := self.shown[self.highlighted][2]):
            self.highlighted = next(place for place, (_, node, _) in enumerate(self.shown) if node.id == above)
