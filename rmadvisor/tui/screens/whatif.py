"""What if: other answers tried on the side, with the recommendation before and after side by side; keep or drop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content

from rmadvisor.conversation.answered import SKILL
from rmadvisor.conversation.view import View
from rmadvisor.conversation.wording import value_in_words
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.report.blocks import Block, Heading, Paragraph
from rmadvisor.report.values import called
from rmadvisor.report.what_ifs import word_what_if
from rmadvisor.tui.desk import Taken
from rmadvisor.tui.lines import hang
from rmadvisor.tui.outline import Draw, Node, Outline
from rmadvisor.tui.page import Page
from rmadvisor.tui.reader import Reader
from rmadvisor.tui.screens.ask import Ask

NOTHING: tuple[Block, ...] = (
    Heading("Nothing is being tried"),
    Paragraph(
        "Choose a question, and an answer that it might have instead: the recommendation before and after stands here."
    ),
    Paragraph("Your consultation stays as it is until you keep what you tried."),
)


class Trying(Page):
    """The questions at the left, the comparison at the right."""

    TITLE = "What if"
    AREAS: ClassVar[tuple[str, ...]] = ("page", "whatif")
    HELP = (
        "Enter tries another answer to a question; try as many together as you like. Before and after stand side by "
        "side. k keeps what you tried as your answers, d drops it. It stays as it is when you leave this page."
    )

    def body(self) -> ComposeResult:
        with Horizontal(classes="sides"):
            yield Outline(id="list")
            yield Reader(id="reader")

    def on_mount(self) -> None:
        super().on_mount()
        self.set_focus(self.query_one(Outline))
        self._show()

    def moved(self, taken: Taken) -> None:
        self.entitle()
        self._show()

    def _show(self) -> None:
        view = self.desk_app.view
        if view is None:
            return
        outline = self.query_one(Outline)
        outline.show(_nodes(view, self.desk_app.desk.kb))
        if outline.node is None:
            outline.action_first()
        self.run_worker(self._compare(view), group="compare", exclusive=True, exit_on_error=False)

    async def _compare(self, view: View) -> None:
        desk = self.desk_app.desk
        found = await desk.call(desk.compared)
        if self.desk_app.view is view:
            blocks = NOTHING if found is None else tuple(word_what_if(found, desk.kb))
            self.query_one(Reader).show(blocks)

    @on(Outline.Chosen)
    def _chosen(self, event: Outline.Chosen) -> None:
        fact = str(event.node.value)
        question = self.desk_app.desk.question(fact)
        self.app.push_screen(Ask(question, lambda reply: self.desk_app.take(lambda d, s: d.what_if(s, {fact: reply}))))

    def action_keep(self) -> None:
        self.desk_app.take(lambda d, s: d.keep(s))

    def action_drop(self) -> None:
        self.desk_app.take(lambda d, s: d.drop(s))


def _nodes(view: View, kb: KnowledgeBase) -> Iterator[Node]:
    base = view.state.base
    for name, value in view.state.given.items():
        if name.startswith(SKILL):
            continue
        tried = base is not None and base.given.get(name) != value
        said = value_in_words(kb.vocabulary.get(name), value)
        yield Node(f"given:{name}", _line(f"{called(name)}: {said}", tried), value=name)
    waiting = [q.fact for q in view.recommendation.open_questions if q.fact not in view.state.given]
    if waiting:
        yield Node("heading", lambda width: Content.styled("Not answered", "bold"), heading=True)
    for name in waiting:
        yield Node(f"open:{name}", _line(called(name), False), value=name)


def _line(text: str, tried: bool) -> Draw:
    mark, style = ("* ", "bold $accent") if tried else ("  ", "")
    return lambda width: Content.styled(hang(text, width, mark), style)
