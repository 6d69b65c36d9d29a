"""One question asked on the side: its choices and a line to type in, checked as one types."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from rmadvisor.conversation.asking import Question
from rmadvisor.tui import heard
from rmadvisor.tui.page import Page
from rmadvisor.tui.question import Composer, Hint, QuestionCard


class Ask(Page):
    """A question; the reply goes to `then`."""

    TITLE = "Try another answer"
    AREAS: ClassVar[tuple[str, ...]] = ("page",)
    HELP = "Answer with a digit, with the arrow keys and Enter, or type. Esc goes back without an answer."

    def __init__(self, question: Question, then: Callable[[object], None]) -> None:
        super().__init__()
        self.question, self.then = question, then

    def body(self) -> ComposeResult:
        yield QuestionCard(lambda fact, reply: self._reply(reply))
        yield Static(self.question.help, classes="lead", markup=False)
        yield Hint(self.question.how)
        yield Composer(id="line", compact=True, select_on_focus=False)
        yield Static("", classes="filler")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(QuestionCard).ask(self.question, self.desk_app.desk.kb.vocabulary)
        self.set_focus(self.query_one(Composer))

    @on(Composer.Key)
    def _key(self, event: Composer.Key) -> None:
        self.query_one(QuestionCard).press(event.key)

    @on(Input.Changed)
    def _typing(self, event: Input.Changed) -> None:
        self.query_one(QuestionCard).point(event.value)
        good, text = self._fits(event.value) if event.value.strip() else (True, "")
        self.query_one(Hint).tell(f"Understood: {text}" if good and text else text or self.question.how, good)

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        if not event.value.strip():
            self.query_one(QuestionCard).send()
        elif self._fits(event.value)[0]:
            self._reply(event.value)

    def _fits(self, text: str) -> tuple[bool, str]:
        view = self.desk_app.view
        return (True, "") if view is None else heard.fits({self.question.fact: text}, view, self.desk_app.desk.dialogue)

    def _reply(self, reply: object) -> None:
        self.dismiss()
        self.then(reply)
