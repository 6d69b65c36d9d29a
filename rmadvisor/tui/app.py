"""The app: its pages, its colours, and the one consultation that they all show.

In:     a Desk.
Out:    pages on a stack; `take` runs a step off the loop and tells every page where it led.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App
from textual.binding import BindingType
from textual.worker import Worker, WorkerState

from rmadvisor.conversation.sessions import Overtaken
from rmadvisor.knowledge.problems import BadInput
from rmadvisor.tui.actions import ACTIONS
from rmadvisor.tui.page import Page
from rmadvisor.tui.screens.consult import Consult
from rmadvisor.tui.screens.start import Start
from rmadvisor.tui.themes import COLOURS, THEMES

if TYPE_CHECKING:  # whatever the first picture can do without is read in while it stands there
    from textual.command import Provider

    from rmadvisor.conversation.hearing import AskedBack
    from rmadvisor.conversation.view import View
    from rmadvisor.tui.desk import Desk, Opened, Step, Taken
    from rmadvisor.tui.heard import Heard

# The pages that open on top of the consultation: name: module:class; a page may take what it is asked about.
PAGES: dict[str, str] = {
    "answers": "rmadvisor.tui.screens.answers:Given",
    "whatif": "rmadvisor.tui.screens.whatif:Trying",
    "flip": "rmadvisor.tui.screens.flip:Flipping",
    "doubts": "rmadvisor.tui.screens.doubts:Doubts",
    "report": "rmadvisor.tui.screens.report:Report",
    "guidance": "rmadvisor.tui.screens.guidance:Guidance",
    "quiz": "rmadvisor.tui.screens.quiz:Quiz",
    "sessions": "rmadvisor.tui.screens.sessions:Kept",
}
MOST_OFFERED = 9  # sessions to go on with, one for each digit
NEXT = ("telling", "recommendation", "proofs", "heard")  # rooms that the first question needs
LOOK_EVERY = 2.0  # seconds between two looks at the files of the knowledge


def _commands() -> type[Provider]:
    """What the command palette asks: read in when it is opened first."""
    from rmadvisor.tui.palette import Commands

    return Commands


class AdvisorApp(App[None]):
    """The Textual app."""

    TITLE = "rmadvisor"
    CSS_PATH = "styles.tcss"
    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar = {_commands}
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, desk: Desk, theme: str = "dark") -> None:
        super().__init__()
        self.desk = desk
        self.view: View | None = None
        self.busy = 0
        self.looking = False
        self.failed: BadInput | None = None
        self.mishaps: list[BaseException] = []
        self.consult = Consult()
        for each in THEMES:
            self.register_theme(each)
        self.theme = theme

    def on_mount(self) -> None:
        self.push_screen(self.consult)
        self.open_session(None)
        self.set_interval(LOOK_EVERY, self._look)

    # ------------------------------------------------------------ the consultation

    @asynccontextmanager
    async def _at_work(self) -> AsyncIterator[None]:
        """While something is worked out. What cannot be is told; what was typed ahead follows, or goes with it."""
        try:
            yield
        except BadInput as bad:
            self.busy -= 1
            if self.view is None:
                self.failed = bad
                self.exit(return_code=2)
                return
            if isinstance(bad, Overtaken):
                self._show(await self.desk.call(self.desk.overtaken))
            self.consult.ahead.clear()
            self.complain(bad)
        except BaseException:
            self.busy -= 1
            raise
        else:
            self.busy -= 1
            self.consult.ahead.go_on()

    async def _open(self, name: str | None = None) -> None:
        async with self._at_work():
            for module in NEXT:
                await self.desk.call(import_module, f"rmadvisor.tui.{module}")
            kept = await self.desk.call(self.desk.kept, MOST_OFFERED) if self.view is None else ()
            self._show(await self.desk.call(self.desk.begin if name is None else lambda: self.desk.resume(name)))
            if kept:
                self.consult.ahead.clear()  # keys that came before could not know that this is asked first
                self.push_screen(Start(kept))
        await self.desk.call(self.desk.make_ready)
        await self.desk.aside(lambda advisor: advisor.searching)  # the first letter of a search need not wait for it
        self.desk.keep()

    def open_session(self, name: str | None) -> None:
        """Go on with a kept session, or begin a new consultation (None); closes the pages above."""
        self._start(self._open(name))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        """Once the key itself is seen on the screen: both want the interpreter, and the eye comes first."""
        self.busy += 1
        self.screen.call_after_refresh(self.run_worker, work, group="steps", exit_on_error=False)

    def _show(self, opened: Opened) -> None:
        self.view = opened.view
        while isinstance(self.screen, Page) and self.screen is not self.consult:
            self.pop_screen()
        self.consult.opened(opened)

    def take(self, step: Step, then: Callable[[View], None] = lambda view: None) -> None:
        """Take a step off the loop; once it is on disk call `then`, and tell every page."""
        self._start(self._take(step, then))

    async def _take(self, step: Step, then: Callable[[View], None]) -> None:
        async with self._at_work():
            taken = await self.desk.call(self.desk.take, step)
            self._moved(taken, then)

    def _moved(self, taken: Taken, then: Callable[[View], None] = lambda view: None) -> None:
        self.view = taken.now
        then(taken.now)
        for screen in self.screen_stack:
            if isinstance(screen, Page) and screen.query("#foot"):  # one just opened shows it anyway
                screen.moved(taken)

    def hear(self, line: str, back: AskedBack | None, then: Callable[[Heard], None]) -> None:
        """Find out, off the loop, what a typed line asks for; `back` is what the one before left open."""
        self._start(self._hear(line, back, then))

    async def _hear(self, line: str, back: AskedBack | None, then: Callable[[Heard], None]) -> None:
        from rmadvisor.tui.heard import heard

        async with self._at_work():
            view = self.view
            if view is not None:
                then(await self.desk.call(heard, line, view, self.desk.hearing, back))

    # ------------------------------------------------------------ changed files

    def _look(self) -> None:
        if self.view is not None and not self.busy and not self.looking:
            self.looking = True
            self.run_worker(self._reload(), group="reload", exit_on_error=False)

    async def _reload(self) -> None:
        """Take changed rules into force; while they have an error the old ones stay.

        One look at a time: what a look finds is told once, so none may be given up for the next.
        """
        try:
            found = await self.desk.aside(lambda advisor: self.desk.poll())
        finally:
            self.looking = False
        if found is not None and not isinstance(found, tuple):
            self.busy += 1
            async with self._at_work():
                self._moved(await self.desk.call(self.desk.renew, found))
                self.notify("The rules were changed; this is what follows from them now.", timeout=6)
        elif found:
            more = f" and {len(found) - 1} more: rmadvisor check" if len(found) > 1 else ""
            text = f"The changed rules have an error, so the old ones stay: {found[0]}{more}"
            self.notify(text, severity="warning", markup=False, timeout=12)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state == WorkerState.ERROR and event.worker.error is not None:
            self.failed_at(event.worker.error)

    def failed_at(self, error: BaseException) -> None:
        """Something went wrong that is nobody's input: say so; what was said before is on disk."""
        self.mishaps.append(error)
        text = f"This went wrong: {type(error).__name__}: {error}. Your answers are kept; please report it."
        self.notify(text, severity="error", markup=False, timeout=20)

    def complain(self, bad: BadInput) -> None:
        """Say what is wrong and how to mend it, where it was asked for."""
        if isinstance(self.screen, Consult):
            self.screen.refused(bad)
        else:
            self.notify("\n".join(str(problem) for problem in bad.problems), severity="warning", markup=False)

    def where(self) -> str:
        """The session, how far it has come, and how many questions can still matter."""
        view = self.view
        if view is None:
            return ""
        parts = ["TRYING A WHAT-IF: keep or drop"] if view.state.trying else []
        left = len(view.recommendation.open_questions)
        parts += [f"{len(view.state.given)} answered", f"{left} can still matter" if left else "nothing left to ask"]
        parts.append(self.desk.name or "new session")
        return " · ".join(parts)

    # ------------------------------------------------------------ actions

    def perform(self, name: str, about: str = "") -> None:
        """An action by its name: of this page, or everywhere."""
        screen = self.screen
        offered = screen.offered() if isinstance(screen, Page) else ()
        for action in (*offered, *ACTIONS):
            if action.name != name:
                continue
            if action.opens:
                self.action_open(action.opens, about)
            elif action.says:
                self.consult.action_hear(action.says)
            else:
                self.call_later(self.run_action, action.call, screen)
            return

    def action_open(self, page: str, about: str = "") -> None:
        """Open a page on top of where one is; one that is open already comes to the top, those above it close."""
        if self.view is None:  # the knowledge is still being read
            self.consult.ahead.soon(lambda: self.action_open(page, about))
            return
        module, _, name = PAGES[page].partition(":")
        made = getattr(import_module(module), name)
        found = next((each for each in self.screen_stack if isinstance(each, made) and isinstance(each, Page)), None)
        if found is None:
            self.push_screen(made(about) if about and made.TAKES_WORDS else made())
            return
        while self.screen is not found:
            self.pop_screen()
        found.asked_again(about)

    def action_palette(self) -> None:
        self.action_command_palette()

    def action_help(self) -> None:
        from rmadvisor.tui.screens.help import Help

        if isinstance(self.screen, Page) and not isinstance(self.screen, Help):
            self.push_screen(Help(self.screen))

    def action_copy(self) -> None:
        """What is selected, or else the recommendation as text."""
        focused = self.focused
        chosen = getattr(focused, "selected_text", "") or self.screen.get_selected_text()
        if chosen:
            self.copy_to_clipboard(chosen)
            self.notify("Copied what was selected.", timeout=2)
        elif self.view is not None:
            self.copy_to_clipboard(self.recommendation_as_text(self.view))
            self.notify("Copied the recommendation. Everything is kept; Ctrl-Q leaves.", timeout=3)

    def recommendation_as_text(self, view: View) -> str:
        from rmadvisor.report import text
        from rmadvisor.report.wording import word

        return text.write(word(view.recommendation, self.desk.kb, brief=True))

    def action_colours(self) -> None:
        place = COLOURS.index(self.theme) + 1 if self.theme in COLOURS else 0
        self.theme = COLOURS[place % len(COLOURS)]
        self.notify(f"Colours: {self.theme}", timeout=2)

    async def action_leave(self) -> None:
        """Leave once what was said is on disk."""
        await self.desk.call(lambda: None)
        self.exit()

    async def action_quit(self) -> None:
        await self.action_leave()
