"""Consult: the conversation at the left, the recommendation alive at the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input

from rmadvisor.knowledge.problems import BadInput
from rmadvisor.tui.advice import Advice
from rmadvisor.tui.ahead import Ahead
from rmadvisor.tui.outline import Outline
from rmadvisor.tui.page import Page
from rmadvisor.tui.question import Composer, Hint, QuestionCard
from rmadvisor.tui.said import ASIDE, LOUD, QUIET, Part, Said

if TYPE_CHECKING:
    from rmadvisor.conversation.hearing import AskedBack
    from rmadvisor.conversation.view import View
    from rmadvisor.tui.desk import Opened, Step, Taken
    from rmadvisor.tui.heard import Heard, Told

OUTLINE_KEYS = ("space", "plus", "minus", "question_mark", "slash", "colon")  # keys of the recommendation
MOST_LETTERS = 2_000  # of a line; nobody types more
PROMPT = "Type an answer or a command; F1 explains"
TAKING = "..."
OPENING = "Opening the knowledge ..."


class Consult(Page):
    """The first screen."""

    TITLE = "rmadvisor"
    AREAS: ClassVar[tuple[str, ...]] = ("consult",)
    HELP = (
        "Answer with a digit, with the arrow keys and Enter, or type: a figure (3,000), a range (40-50), a sentence ("
        "we have 12 RMs), several facts at once (customers=3000 rm_count=20), or a command such as why, skip, back, "
        "undo. The recommendation follows every answer; Tab goes there, and Enter opens a line to its proof, down to "
        "the source. All is kept at once."
    )

    def __init__(self) -> None:
        super().__init__()
        self.ahead = Ahead(lambda: bool(self.desk_app.busy))
        self.saying: list[Part] = []  # what is said of a step, until it is taken
        self.told_settled = False
        self.told_unkept = False
        self.back: AskedBack | None = None  # the question that the last line left open

    def body(self) -> ComposeResult:
        with Horizontal(id="desk"):
            with Vertical(id="talk"):
                yield Said(id="said")
                yield QuestionCard(self._picked)
                yield Hint(OPENING)
                yield Composer(
                    id="line", placeholder=PROMPT, compact=True, max_length=MOST_LETTERS, select_on_focus=False
                )
            yield Advice(id="advice")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(Composer).waiting = lambda: bool(self.desk_app.busy or self.ahead)
        self.set_focus(self.query_one(Composer))

    # ------------------------------------------------------------ what is shown

    def opened(self, opened: Opened) -> None:
        """A consultation was opened: greet, tell what became of it, ask."""
        from rmadvisor.tui import telling

        self.query_one(Said).clear()
        self.told_settled, self.back = False, None
        self.say(telling.opening(opened))
        self.show(opened.view)

    def moved(self, taken: Taken) -> None:
        from rmadvisor.tui import telling

        self.say(*self.saying, telling.consequences(taken))
        self.saying = []
        if self.desk_app.desk.unkept and not self.told_unkept:
            self.told_unkept = True
            self.say(([f"Warning: {self.desk_app.desk.unkept}. The conversation goes on in memory: from here on nothing"
                       " is kept."], LOUD))  # fmt: skip
        self.show(taken.now)

    def show(self, view: View) -> None:
        from rmadvisor.tui import telling

        kb = self.desk_app.desk.kb
        self.query_one(QuestionCard).ask(view.question, kb.vocabulary)
        self.query_one(Advice).follow()
        self.hint()
        self.entitle()
        if view.settled.all and not self.told_settled and not view.state.turned:
            self.told_settled = True
            self.say(telling.settled(view))
        elif not view.settled.all:
            self.told_settled = False

    def say(self, *parts: Part) -> None:
        self.query_one(Said).say(*parts)

    def hint(self, text: str = "", good: bool = True) -> None:
        """The line above the line to type in: how to answer, or what would be made of what is typed."""
        view = self.desk_app.view
        if not text and view is not None:
            text = (
                view.question.how
                if view.question
                else "No question is open: change an answer, try a what-if, or leave."
            )
        self.query_one(Hint).tell(text, good)

    def head(self) -> Content:
        return Content.assemble((" rmadvisor", "bold"), (f"  {self.desk_app.where()}", "$foreground-muted"))

    # ------------------------------------------------------------ what is typed

    @on(Composer.Key)
    def _key(self, event: Composer.Key) -> None:
        self.ahead.soon(lambda: self._press(event))

    def _press(self, key: Composer.Key) -> None:
        answers_back = self.back is not None and key.key.isdigit()  # a question back is answered in the line
        self.ahead.press(key, self.query_one(QuestionCard), self.query_one(Composer), answers_back)

    def _picked(self, fact: str, reply: object) -> None:
        def take() -> None:
            from rmadvisor.tui.heard import answered

            view = self.desk_app.view
            if view is not None and view.question is not None and view.question.fact == fact:  # still asked
                self.ahead.burst.steps += 1
                self._take(answered(fact, reply, self.desk_app.desk.dialogue))

        self.ahead.soon(take)

    @on(Composer.Sentence)
    def _sentence(self, event: Composer.Sentence) -> None:
        """The digits of a burst were no answers: take back what they answered or marked, before anything else."""
        from rmadvisor.conversation.wording import undone_in_words

        vocabulary = self.desk_app.desk.kb.vocabulary
        for _ in range(self.ahead.withdraw(event.burst, self.query_one(QuestionCard))):
            self.step(lambda d, s: d.undo(s), lambda s: undone_in_words(s.said, vocabulary))

    @on(Input.Changed, "#line")
    def _typing(self, event: Input.Changed) -> None:
        view = self.desk_app.view
        if view is None:
            return
        from rmadvisor.tui.heard import checked

        self.query_one(QuestionCard).point(event.value)
        if self.back is not None:
            return
        try:
            good, text = checked(event.value, view, self.desk_app.desk.hearing)
        except Exception as fault:  # while one types, no fault in reading may end the conversation
            self.desk_app.failed_at(fault)
            return
        self.hint(f"Understood: {text}" if good and text else text, good)

    @on(Input.Submitted, "#line")
    def _typed(self, event: Input.Submitted) -> None:
        line = event.value
        if line.strip():
            self.hint(TAKING)
        self.ahead.soon(lambda: self._enter(line))

    def _enter(self, line: str) -> None:
        """Hear the line; an empty one sends what is chosen, or what was typed ahead of it stands there by now."""
        line = line if line.strip() else self.query_one(Composer).value
        if line.strip() or not self.query_one(QuestionCard).send():
            self._hear(line)

    def _hear(self, line: str) -> None:
        """Do what a line asks for. It stands until that is done: what is refused can be mended."""
        back, self.back = self.back, None
        self.desk_app.hear(line, back, lambda found: self._take(found, line))

    def refused(self, bad: BadInput) -> None:
        self.hint("; ".join(str(problem) for problem in bad.problems), good=False)

    def _take(self, found: Heard, line: str = "") -> None:
        self.back = found.back
        if found.step is not None:
            self.step(found.step, found.told, line)
        elif found.says:
            self._done_with(line)
            self.say((list(found.says), ASIDE))
            self.hint()
        else:
            self._done_with(line)
            self.desk_app.perform(found.show, found.about)

    def step(self, step: Step, told: Told = lambda state: [], line: str = "") -> None:
        """Take a step, then say what it was."""
        asked = self.query_one(QuestionCard).question
        question = asked.text if asked else ""

        def taken(now: View) -> None:
            self._done_with(line)
            event = now.state.event
            if event is not None and event.kind in ("answered", "changed") and question:
                self.saying.append(([question], QUIET))
            self.saying.append((told(now.state), LOUD))

        self.desk_app.take(step, taken)

    def _done_with(self, line: str) -> None:
        composer = self.query_one(Composer)
        if line and composer.value == line:
            composer.value = ""

    # ------------------------------------------------------------ actions

    def action_why(self) -> None:
        from rmadvisor.tui import telling

        self._explain(lambda view: telling.why(view, self.desk_app.desk.kb.vocabulary))

    def action_behind(self) -> None:
        from rmadvisor.tui import telling

        self._explain(lambda view: telling.behind(view, self.desk_app.desk.dialogue))

    def _explain(self, told: Callable[[View], Part]) -> None:
        view = self.desk_app.view
        if view is None or view.question is None:
            self.hint("No question is open.", good=False)
        else:
            self.say(told(view))

    def action_hear(self, line: str) -> None:
        """What a key says in place of a typed line."""
        self.ahead.soon(lambda: self._hear(line))

    def action_look(self) -> None:
        """From the question to the recommendation and back."""
        advice, line = self.query_one(Advice), self.query_one(Composer)
        looking = self.focused is not advice
        self.set_class(looking, "-looking")
        self.set_focus(advice if looking else line)
        if looking and advice.highlighted is None:
            advice.action_first()
        self.entitle()

    def on_key(self, event: events.Key) -> None:
        """What is typed while the recommendation has the focus goes to the line."""
        line = self.query_one(Composer)
        if self.focused is line or event.character is None or not event.is_printable or event.key in OUTLINE_KEYS:
            return
        event.stop()
        self.set_class(False, "-looking")
        self.set_focus(line)
        if self.query_one(QuestionCard).takes(event.key):
            self.ahead.soon(lambda: self._press(Composer.Key(event.key, 0, event.character or "")))
        else:
            line.insert_text_at_cursor(event.character)

    def on_paste(self, event: events.Paste) -> None:
        """So does what is pasted there."""
        event.stop()
        self.set_class(False, "-looking")
        self.set_focus(self.query_one(Composer))
        self.query_one(Composer).paste(event.text)

    def key_escape(self) -> None:
        if self.focused is self.query_one(Advice):
            self.action_look()

    def action_scroll_up(self) -> None:
        self.query_one(Said).scroll_page_up(animate=False)

    def action_scroll_down(self) -> None:
        self.query_one(Said).scroll_page_down(animate=False)

    # ------------------------------------------------------------ the recommendation

    @on(Outline.Chosen, "#advice")
    def _chosen(self, event: Outline.Chosen) -> None:
        fact = event.node.value
        if isinstance(fact, str):
            self.action_look()
            self.step(lambda d, s: d.turn_to(s, fact))
