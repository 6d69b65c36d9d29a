"""What every screen shares: the line at its head, the keys at its foot, and how it hears of a step that was taken.

A screen names its AREAS of the table of actions; keys, footer and help follow from them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen
from textual.style import Style
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from rmadvisor.tui.actions import EVERYWHERE, Action, actions, bindings, key_in_words
from rmadvisor.tui.outline import Outline

if TYPE_CHECKING:
    from rmadvisor.tui.app import AdvisorApp
    from rmadvisor.tui.desk import Taken


class Page(Screen[None]):
    """A screen of the app. `TITLE` stands at its head, `HELP` says in a few sentences what it is for; one that takes
    words is made with what it is to show."""

    AREAS: ClassVar[tuple[str, ...]] = ("page",)
    TAKES_WORDS: ClassVar[bool] = False
    HELP: ClassVar[str] = ""
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - as Textual types it
        (0, "-tiny"),
        (70, "-narrow"),
        (110, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-mini"),
        (11, "-low"),
        (20, "-middling"),
        (32, "-high"),
    ]

    def __init_subclass__(cls) -> None:
        cls.BINDINGS = [*cls.__dict__.get("BINDINGS", ()), *_bound(cls.AREAS)]
        super().__init_subclass__()

    @property
    def desk_app(self) -> AdvisorApp:
        """The app, by its own type."""
        from rmadvisor.tui.app import AdvisorApp

        assert isinstance(self.app, AdvisorApp)  # noqa: S101 - for the types
        return self.app

    def compose(self) -> ComposeResult:
        yield Static("", id="head", markup=False)
        yield from self.body()
        yield Static("", id="foot", markup=False)

    def body(self) -> ComposeResult:
        """What stands between head and foot."""
        yield from ()

    def on_mount(self) -> None:
        self.entitle()

    def on_screen_resume(self) -> None:
        self.entitle()

    def on_resize(self, event: events.Resize) -> None:
        self._line("#foot", self.keys(event.size.width))

    # ------------------------------------------------------------ head and foot

    def entitle(self) -> None:
        """Write head and foot again."""
        self._line("#head", self.head())
        self._line("#foot", self.keys(self.size.width))

    def _line(self, where: str, text: Content) -> None:
        line = self.query_one(where, Static)
        if line.content != text:
            line.update(text, layout=False)

    def head(self) -> Content:
        return Content.assemble((f" {self.TITLE or ''}", "bold"), (f"  {self.desk_app.where()}", "$foreground-muted"))

    def keys(self, width: int) -> Content:
        """As many of the keys as there is room for, those that matter most; a click does the same."""
        return _foot(self.offered(), width)

    def offered(self) -> tuple[Action, ...]:
        """What can be done here."""
        return actions(*self.AREAS, EVERYWHERE)

    # ------------------------------------------------------------ what happens

    def moved(self, taken: Taken) -> None:
        """A step was taken: show where it led."""

    def asked_again(self, about: str) -> None:
        """The page is asked for while it is open already."""

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state == WorkerState.ERROR and event.worker.error is not None:
            self.desk_app.failed_at(event.worker.error)

    def action_close(self) -> None:
        self.dismiss()

    def action_open_up(self) -> None:
        """Choose what is highlighted, as Enter does."""
        if isinstance(self.focused, Outline):
            self.focused.action_select()

    def action_other(self) -> None:
        """Go from one side to the other."""
        self.focus_next()


def _bound(areas: tuple[str, ...]) -> list[BindingType]:
    return bindings(*areas, EVERYWHERE)


@lru_cache(64)
def _foot(offered: tuple[Action, ...], width: int) -> Content:
    room, kept = width - 1, set()
    for action in sorted((a for a in offered if a.footer), key=lambda a: a.footer):
        needed = len(f"{key_in_words(action.keys[0])} {action.label}  ")
        if needed > room:
            break
        room -= needed
        kept.add(action.name)
    return Content("  ").join([_clickable(action) for action in offered if action.name in kept]).pad_left(1)


def _clickable(action: Action) -> Content:
    key = Content.styled(key_in_words(action.keys[0]), "bold")
    return Content.assemble(key, f" {action.label}").stylize(Style.from_meta({"@click": action.call}))
