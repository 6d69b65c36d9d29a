"""Sessions: those that are kept, to go on with, rename, delete with undo, and write to files."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from rmadvisor.conversation.export import refuse_existing, write_new
from rmadvisor.knowledge.problems import BadInput
from rmadvisor.report import formats
from rmadvisor.tui import desk, filing
from rmadvisor.tui.desk import Desk, Opened, Taken
from rmadvisor.tui.found import heading
from rmadvisor.tui.lines import hang
from rmadvisor.tui.outline import Draw, Node, Outline, plain
from rmadvisor.tui.page import Page
from rmadvisor.tui.screens.line import Line

NONE = "No sessions yet. The first answer of a consultation makes one; it is kept from then on."
DELETED = "deleted:"  # before the name of a session that can be brought back
NAME = "The new name of the session:"
FILE = "The JSON file to write:"
REPORT = "The file to write the report to; its ending says the format (.pdf, .docx, .html, .md or .json):"


class Kept(Page):
    """The list of sessions."""

    TITLE = "Sessions"
    AREAS: ClassVar[tuple[str, ...]] = ("page", "sessions")
    HELP = (
        "Enter goes on with a session where it stood. Every answer is kept as it is given, so there is nothing to "
        "save. Deleting is undone with u, and what was deleted stands at the end of the list to be brought back. An "
        "exported file carries answers, log and recommendation; `rmadvisor sessions verify` checks it."
    )

    def __init__(self) -> None:
        super().__init__()
        self.deleted: list[tuple[str, bool]] = []  # names in order, and whether the session was in use

    def body(self) -> ComposeResult:
        yield Static("", classes="lead", id="lead", markup=False)
        yield Outline(id="list")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(Outline).focus()
        self._look()

    def moved(self, taken: Taken) -> None:
        self.entitle()
        self._look()

    def _look(self, said: str = "") -> None:
        self.run_worker(self._list(said), group="look", exclusive=True, exit_on_error=False)

    async def _list(self, said: str = "", at_name: str = "") -> None:
        try:
            filed = await self.desk_app.desk.call(filing.listed, self.desk_app.desk)
        except BadInput as bad:
            self._lead("; ".join(str(problem) for problem in bad.problems))
            return
        outline = self.query_one(Outline)
        at = outline.highlighted
        outline.show(_nodes(filed), keep_open=True)
        if outline.node is None and outline.shown:
            outline.highlighted = min(at or 0, max(len(filed.living) - 1, 0))  # the next one, or the last one kept
            if outline.node is not None and outline.node.heading:
                outline.action_first()
        for place, (_, node, _) in enumerate(outline.shown):
            if at_name and node.value == at_name:
                outline.highlighted = place
        count = len(filed.living)
        self._lead(said or (f"{count} kept. Enter goes on with one." if count else NONE))

    def _lead(self, text: str) -> None:
        self.query_one("#lead", Static).update(Content(text))

    def _do(self, work: Callable[[Desk], Opened | None], said: str, at_name: str = "") -> None:
        """Do something to the sessions in their own thread, then show how they stand, the highlight on one of them."""
        self.run_worker(self._done(work, said, at_name), group="filing", exit_on_error=False)

    async def _done(self, work: Callable[[Desk], Opened | None], said: str, at_name: str) -> None:
        try:
            await self._work(work)
        except BadInput as bad:
            said = "; ".join(str(problem) for problem in bad.problems)
        await self._list(said, at_name)

    async def _work(self, work: Callable[[Desk], Opened | None]) -> None:
        app = self.desk_app
        opened = await app.desk.call(work, app.desk)
        if opened is not None:
            app.view = opened.view
            app.consult.opened(opened)
        self.entitle()

    def _chosen_name(self) -> str:
        """The living session under the highlight; "" when there is none, which is said."""
        node = self.query_one(Outline).node
        value = "" if node is None or node.value is None else str(node.value)
        if value and not value.startswith(DELETED):
            return value
        self.notify("Choose one of the kept sessions first.", timeout=3)
        return ""

    # ------------------------------------------------------------ actions

    @on(Outline.Chosen)
    def _chosen(self, event: Outline.Chosen) -> None:
        value = str(event.node.value)
        if value.startswith(DELETED):
            self._restore(value.removeprefix(DELETED), False)
        elif value == self.desk_app.desk.name:
            self.dismiss()
        else:
            self.desk_app.open_session(value)

    def action_fresh(self) -> None:
        self.desk_app.open_session(None)

    def action_rename(self) -> None:
        if not (name := self._chosen_name()):
            return

        async def then(new: str) -> None:
            if new != name:
                await self._work(lambda desk: filing.rename(desk, name, new))
                await self._list(f"{name} is now called {new}.")

        self.app.push_screen(Line(NAME, name, then))

    def action_delete(self) -> None:
        if not (name := self._chosen_name()):
            return
        self.deleted.append((name, name == self.desk_app.desk.name))
        self._do(lambda desk: filing.delete(desk, name), f"{name} is deleted. u brings it back.")

    def action_undo(self) -> None:
        if self.deleted:
            self._restore(*self.deleted.pop())
        else:
            self.notify("Nothing was deleted here; older ones stand at the end of the list.", timeout=3)

    def _restore(self, name: str, use: bool) -> None:
        self.deleted = [pair for pair in self.deleted if pair[0] != name]
        self._do(lambda desk: filing.restore(desk, name, use), f"{name} is back.", name)

    def action_export(self) -> None:
        self._write(FILE, ".json", self._export)

    def action_report(self) -> None:
        self._write(REPORT, report_ending(), self._report)

    async def _export(self, name: str, path: Path) -> tuple[bytes, str]:
        desk = self.desk_app.desk
        return (await desk.call(filing.as_json, desk, name)).encode(), ""

    async def _report(self, name: str, path: Path) -> tuple[bytes, str]:
        ending = formats.ending_of(path)
        desk = self.desk_app.desk
        answers = await desk.call(filing.answers_of, desk, name)
        day = desk.author.clock()[:10]
        return await desk.aside(lambda advisor: filing.as_report(advisor, answers, name, day, ending))

    def _write(self, asks: str, suffix: str, content_of: Callable[[str, Path], Awaitable[tuple[bytes, str]]]) -> None:
        """To a file that is asked for; in a browser as a download, for the disk here is not the reader's."""
        if not (name := self._chosen_name()):
            return
        app = self.desk_app
        target = f"{name}{suffix}"

        async def then(typed: str) -> None:
            path = Path(typed or target).expanduser()
            path = filing.json_file(path) if asks == FILE else path
            refuse_existing(path)
            content, given_up = await content_of(name, path)
            await app.desk.call(lambda: write_new(path, content, private=asks == FILE))
            await self._list(f"{name} is written to {path}.{f' {given_up}.' if given_up else ''}")

        async def send() -> None:
            content, _ = await content_of(name, Path(target))
            app.deliver_binary(io.BytesIO(content), save_filename=target, mime_type="application/octet-stream")

        if app.is_web:
            self.run_worker(send(), group="filing", exit_on_error=False)
        else:
            app.push_screen(Line(asks, target, then))


def report_ending() -> str:
    """PDF, where what it needs is installed."""
    try:
        return formats.ending_of(Path("report.pdf"))
    except BadInput:
        return ".html"


def _nodes(filed: filing.Filed) -> Iterator[Node]:
    for kept in filed.living:
        used = kept.session.name == filed.used
        yield Node(kept.session.name, _line(kept, used), value=kept.session.name)
    if filed.deleted:
        yield heading("Deleted; Enter brings one back")
    for kept in filed.deleted:
        name = f"{DELETED}{kept.session.name}"
        yield Node(f"{name}#{kept.session.id}", _line(kept, False), value=name)
    if not filed.living and not filed.deleted:
        yield Node("none", plain("Esc goes back to the conversation.", "$foreground-muted"))


def _line(kept: desk.Kept, used: bool) -> Draw:
    """Its name, whether it is in use, how far it has come, when it changed, and what followed."""
    count = f"{kept.answers} answer{'' if kept.answers == 1 else 's'}"
    changed = kept.session.changed.replace("T", " ").removesuffix("Z")[:16]
    mark = "* " if used else "  "

    def draw(width: int) -> Content:
        head = f"{mark}{kept.session.name}{' (in use)' if used else ''}"
        first = Content.styled(hang(head, width), "bold $accent" if used else "bold")
        told = hang(f"{count}, changed {changed} UTC; customers per RM {kept.advice}", width, "  ")
        return Content("\n").join([first, Content.styled(told, "$foreground-muted")])

    return draw
