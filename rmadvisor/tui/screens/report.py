"""The whole recommendation as text, with its reasons, doubts and sources."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from rmadvisor.conversation.view import View
from rmadvisor.report.wording import word
from rmadvisor.tui.desk import Taken
from rmadvisor.tui.page import Page
from rmadvisor.tui.reader import Reader


class Report(Page):
    """The report to read."""

    TITLE = "The recommendation"
    AREAS: ClassVar[tuple[str, ...]] = ("page",)
    HELP = (
        "Arrow and page keys move through the text. Ctrl-C copies it in short; m on the page of sessions (F8) writes "
        "it to a file: PDF, Word or HTML."
    )

    def body(self) -> ComposeResult:
        yield Reader(id="reader")

    def on_mount(self) -> None:
        super().on_mount()
        self.set_focus(self.query_one(Reader))
        self._show()

    def moved(self, taken: Taken) -> None:
        self.entitle()
        self._show()

    def _show(self) -> None:
        view = self.desk_app.view
        if view is not None:
            self.run_worker(self._word(view), group="report", exclusive=True, exit_on_error=False)

    async def _word(self, view: View) -> None:
        blocks = await self.desk_app.desk.aside(lambda advisor: word(view.recommendation, advisor.kb, brief=False))
        if self.desk_app.view is view:
            self.query_one(Reader).show(blocks)
