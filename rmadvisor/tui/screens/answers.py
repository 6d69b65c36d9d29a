"""Change: the list of answers, each of which can be changed or taken back, and the questions not answered yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from rmadvisor.conversation.answered import SKILL
from rmadvisor.conversation.view import View
from rmadvisor.conversation.wording import value_in_words
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.report.values import called
from rmadvisor.tui.desk import Taken
from rmadvisor.tui.lines import hang
from rmadvisor.tui.outline import Draw, Node, Outline
from rmadvisor.tui.page import Page

NONE = "No answers yet. The questions below can be answered in any order; Enter opens one."


class Given(Page):
    """The answers."""

    TITLE = "Your answers"
    AREAS: ClassVar[tuple[str, ...]] = ("page", "answers")
    HELP = (
        "Enter opens a question to answer it again: later answers are kept. Delete takes an answer back. One that "
        "can change nothing as things stand is marked as set aside; it stays, and counts again once it matters. Levels "
        "of your team are typed in the conversation: skills.NAME=LEVEL."
    )

    def body(self) -> ComposeResult:
        yield Static("", classes="lead", id="lead", markup=False)
        yield Outline(id="list")

    def on_mount(self) -> None:
        super().on_mount()
        self.set_focus(self.query_one(Outline))
        self._show()

    def moved(self, taken: Taken) -> None:
        self.entitle()
        self._show()

    def _show(self, idle: tuple[str, ...] | None = None) -> None:
        view = self.desk_app.view
        if view is None:
            return
        count = len(view.state.given)
        self.query_one("#lead", Static).update(Content(f"{count} given. Enter changes one." if count else NONE))
        outline = self.query_one(Outline)
        at = outline.highlighted
        outline.show(_nodes(view, self.desk_app.desk.kb, idle or ()))
        if outline.node is None and outline.shown:
            outline.highlighted = min(at or 0, len(outline.shown) - 1)
        if idle is None and count:
            self.run_worker(self._look_for_idle(view), group="idle", exclusive=True, exit_on_error=False)

    async def _look_for_idle(self, view: View) -> None:
        """Which answers are set aside takes a consultation for each, so it comes a moment later."""
        desk = self.desk_app.desk
        idle = await desk.call(desk.dialogue.set_aside, view.state)
        if self.desk_app.view is view and idle:
            self._show(idle)

    @on(Outline.Chosen)
    def _chosen(self, event: Outline.Chosen) -> None:
        fact = str(event.node.value)
        if fact.startswith(SKILL):
            self.notify(f"Type {fact}=LEVEL in the conversation, with a level from 1 to 5.", markup=False)
            return
        self.dismiss()
        self.desk_app.take(lambda d, s: d.turn_to(s, fact))

    def action_clear(self) -> None:
        node = self.query_one(Outline).node
        view = self.desk_app.view
        if node is not None and view is not None and node.value in view.state.given:
            fact = str(node.value)
            self.desk_app.take(lambda d, s: d.clear(s, fact))
        else:
            self.notify("This was not answered: nothing need be taken back.", timeout=3)


def _nodes(view: View, kb: KnowledgeBase, idle: tuple[str, ...]) -> Iterator[Node]:
    unfit = {bad.fact: bad.reason for bad in view.unfit}
    for number, (name, value) in enumerate(view.state.given.items(), 1):
        note = ""
        if name in unfit:
            note = f"set aside, it does not fit today's questions: {unfit[name]}"
        elif name in idle:
            note = "set aside, it can change nothing as things stand"
        said = value_in_words(kb.vocabulary.get(name), value)
        yield Node(f"given:{name}", _answer(number, name, said, note), value=name)
    waiting = [
        question.fact for question in view.recommendation.open_questions if question.fact not in view.state.given
    ]
    if waiting:
        yield Node("heading", lambda width: Content.styled("Not answered, the most useful first", "bold"), heading=True)
    for name in waiting:
        skipped = "skipped; " if name in view.state.skipped else ""
        yield Node(f"open:{name}", _waiting(kb.vocabulary[name].question, skipped), value=name)


def _answer(number: int, name: str, said: str, note: str) -> Draw:
    def draw(width: int) -> Content:
        head = f"{number:>2}. "
        text = Content(hang(f"{called(name)}: {said}", width, head))
        return (
            text
            if not note
            else Content("\n").join([text, Content.styled(hang(note, width, "    "), "$foreground-muted")])
        )

    return draw


def _waiting(question: str, skipped: str) -> Draw:
    return lambda width: Content(hang(f"{skipped}{question}", width, "  - ", "    "))
