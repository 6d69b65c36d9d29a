"""Consult: the conversation at the left, the recommendation alive at the right."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input

from rmadvisor.conversation import wording
from rmadvisor.conversation.hearing import AskedBack
from rmadvisor.conversation.view import View
from rmadvisor.knowledge.problems import BadInput
from rmadvisor.reasoning.memory import figure
from rmadvisor.tui.ahead import Ahead
from rmadvisor.tui.desk import Opened, Step, Taken
from rmadvisor.tui.heard import Heard, Told, answered, checked
from rmadvisor.tui.outline import Node, Outline
from rmadvisor.tui.page import Page
from rmadvisor.tui.proofs import under
from rmadvisor.tui.question import Composer, Hint, QuestionCard
from rmadvisor.tui.recommendation import conclusion, nodes
from rmadvisor.tui.said import ASIDE, DONE, GOOD, LOUD, QUIET, Part, Said

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
        self.advised: View | None = None  # what the recommendation shows
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
            yield Outline(id="advice")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(Composer).waiting = lambda: bool(self.desk_app.busy or self.ahead)
        self.set_focus(self.query_one(Composer))

    # ------------------------------------------------------------ what is shown

    def opened(self, opened: Opened) -> None:
        """A consultation was opened: greet, tell what became of it, ask."""
        self.query_one(Said).clear()
        self.told_settled, self.back = False, None
        lines = ["Every answer is kept as you give it. Type a command at any time; F1 explains."]
        if not opened.fresh:
            count = len(opened.view.state.given)
            lines = [f"Session {opened.name}: you gave {count} answer{'' if count == 1 else 's'} so far."]
            if opened.since is not None:
                lines += wording.since_in_words(opened.since)
            if opened.view.state.trying:
                lines.append("You were trying a what-if: keep takes it over, drop forgets it.")
        self.say((lines, QUIET))
        self.show(opened.view)

    def moved(self, taken: Taken) -> None:
        lines = [f"· {text}" for text in taken.changes]
        lines += [f"· {fact} is set aside: it can change nothing now. Your answer is kept." for fact in taken.aside]
        self.say(*self.saying, (lines, GOOD))
        self.saying = []
        if self.desk_app.desk.unkept and not self.told_unkept:
            self.told_unkept = True
            self.say(([f"Warning: {self.desk_app.desk.unkept}. The conversation goes on in memory: from here on nothing"
                       " is kept."], LOUD))  # fmt: skip
        self.show(taken.now)

    def show(self, view: View) -> None:
        kb = self.desk_app.desk.kb
        self.query_one(QuestionCard).ask(view.question, kb.vocabulary)
        self.call_after_refresh(self._advise)  # the next question can be answered meanwhile
        self.hint()
        self.entitle()
        if view.settled.all and not self.told_settled and not view.state.turned:
            self.told_settled = True
            more = "No further answer changes what matters." if view.question else "No further answer changes anything."
            tips = f"Settled. {more} Tab goes to the recommendation; you may go on, change answers, or leave."
            self.say(([tips], DONE))
        elif not view.settled.all:
            self.told_settled = False

    def _advise(self) -> None:
        """Show the recommendation as it is now."""
        view = self.desk_app.view
        if view is not None and view is not self.advised:
            self.advised = view
            self.query_one(Outline).show(nodes(view, self.desk_app.desk.kb), keep_open=True)

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
            view = self.desk_app.view
            if view is not None and view.question is not None and view.question.fact == fact:  # still asked
                self.ahead.burst.steps += 1
                self._take(answered(fact, reply, self.desk_app.desk.dialogue))

        self.ahead.soon(take)

    @on(Composer.Sentence)
    def _sentence(self, event: Composer.Sentence) -> None:
        """The digits of a burst were no answers: take back what they answered or marked, before anything else."""
        vocabulary = self.desk_app.desk.kb.vocabulary
        for _ in range(self.ahead.withdraw(event.burst, self.query_one(QuestionCard))):
            self.step(lambda d, s: d.undo(s), lambda s: wording.undone_in_words(s.said, vocabulary))

    @on(Input.Changed, "#line")
    def _typing(self, event: Input.Changed) -> None:
        view = self.desk_app.view
        if view is None:
            return
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
        view = self.desk_app.view
        if view is None or view.question is None:
            self.hint("No question is open.", good=False)
            return
        self.say((wording.why_in_words(view.question, self._assumed(view)), ASIDE))

    def _assumed(self, view: View) -> str:
        """What stands in for the answer while there is none."""
        for assumption in view.recommendation.assumptions:
            if view.question is not None and assumption.fact == view.question.fact:
                return f"Without your figure, {figure(assumption.value)} {assumption.unit} is assumed."
        return ""

    def action_behind(self) -> None:
        view = self.desk_app.view
        if view is None or view.question is None:
            self.hint("No question is open.", good=False)
            return
        self.say((wording.passages_in_words(self.desk_app.desk.dialogue.guidance(view.question.fact)), ASIDE))

    def action_hear(self, line: str) -> None:
        """What a key says in place of a typed line."""
        self.ahead.soon(lambda: self._hear(line))

    def action_look(self) -> None:
        """From the question to the recommendation and back."""
        advice, line = self.query_one(Outline), self.query_one(Composer)
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

    def key_escape(self) -> None:
        if self.focused is self.query_one(Outline):
            self.action_look()

    def action_scroll_up(self) -> None:
        self.query_one(Said).scroll_page_up(animate=False)

    def action_scroll_down(self) -> None:
        self.query_one(Said).scroll_page_down(animate=False)

    # ------------------------------------------------------------ the recommendation

    @on(Outline.Wanted, "#advice")
    def _wanted(self, event: Outline.Wanted) -> None:
        view = self.desk_app.view
        if view is not None and conclusion(event.node):
            self.run_worker(self._prove(event.node, view), group="proof", exit_on_error=False)

    async def _prove(self, node: Node, view: View) -> None:
        desk = self.desk_app.desk
        proof = await desk.aside(lambda advisor: advisor.why(view.recommendation, conclusion(node)))
        if self.desk_app.view is view:  # otherwise it is stale
            self.query_one(Outline).fill(node.id, () if proof is None else under(proof, desk.kb, node.id))

    @on(Outline.Chosen, "#advice")
    def _chosen(self, event: Outline.Chosen) -> None:
        fact = event.node.value
        if isinstance(fact, str):
            self.action_look()
            self.step(lambda d, s: d.turn_to(s, fact))
