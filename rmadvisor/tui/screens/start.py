"""The first thing seen when sessions are kept: go on with one, or begin anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from rmadvisor.tui.lines import hang
from rmadvisor.tui.outline import Draw, Node, Outline
from rmadvisor.tui.page import Page

if TYPE_CHECKING:
    from rmadvisor.tui.desk import Kept

NEW = ""


class Start(Page):
    """The sessions to go on with."""

    TITLE = "Welcome back"
    AREAS: ClassVar[tuple[str, ...]] = ("page", "start")
    HELP = "A digit or Enter goes on with a session where it stood; n begins a new one. Nothing is lost either way."

    def __init__(self, kept: tuple[Kept, ...]) -> None:
        super().__init__()
        self.kept = kept

    def body(self) -> ComposeResult:
        yield Static("Go on where you left off, or begin anew?", classes="lead", markup=False)
        yield Outline(id="list")

    def on_mount(self) -> None:
        super().on_mount()
        outline = self.query_one(Outline)
        nodes = [
            Node(each.session.name, _line(i, each), value=each.session.name) for i, each in enumerate(self.kept, 1)
        ]
        new = Node("", lambda width: Content.assemble(("n ", "$accent"), "Begin a new consultation"), value=NEW)
        outline.show([*nodes, new])
        self.set_focus(outline)
        outline.highlighted = 0

    def key_escape(self) -> None:
        self.action_fresh()

    def on_key(self, event: events.Key) -> None:
        if event.key.isdigit() and 1 <= int(event.key) <= len(self.kept):
            event.stop()
            self._go(self.kept[int(event.key) - 1].session.name)

    @on(Outline.Chosen)
    def _chosen(self, event: Outline.Chosen) -> None:
        self._go(str(event.node.value))

    def action_fresh(self) -> None:
        self._go(NEW)

    def _go(self, name: str) -> None:
        if name == NEW:
            self.dismiss()
        else:
            self.desk_app.open_session(name)


def _line(number: int, kept: Kept) -> Draw:
    count = f"{kept.answers} answer{'' if kept.answers == 1 else 's'}"
    changed = kept.session.changed.replace("T", " ").removesuffix("Z")
    text = f"{kept.session.name}: {count}, changed {changed} UTC; customers per RM {kept.advice}"

    def draw(width: int) -> Content:
        lines = hang(text, width, "  ")[2:]
        return Content.assemble((f"{number} ", "$accent"), lines)

    return draw
