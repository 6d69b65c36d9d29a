"""The conversation in plain lines: for a keyboard, a pipe and a screen reader alike.

Every line is complete in words: no colour, no cursor movement, nothing that depends on where it stands. Each answer is
on disk before the next question is printed. The end of input finishes with what is known so far.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterable
from shlex import quote

from rmadvisor.commands.streams import print_blocks, print_text
from rmadvisor.conversation import wording
from rmadvisor.conversation.hearing import AskedBack, Hearing
from rmadvisor.conversation.intents import Intent
from rmadvisor.conversation.recorded import Recorded, Since
from rmadvisor.conversation.refusal import refusal
from rmadvisor.conversation.sessions import Overtaken
from rmadvisor.conversation.state import State
from rmadvisor.conversation.wording import fill
from rmadvisor.knowledge.problems import BadInput
from rmadvisor.reasoning.memory import figure
from rmadvisor.report.terminal import line_width
from rmadvisor.report.wording import word

MOST_LETTERS = 10_000  # of a line; nobody types more
CHANGING = ("changed", "cleared", "tried", "dropped")  # steps that may make other answers idle


class Lines:
    """The plain-line front end: prints where the conversation stands, reads a line, takes the step."""

    def __init__(self, recorded: Recorded, hearing: Hearing, command: str) -> None:
        self.recorded, self.hearing, self.command = recorded, hearing, command
        self.back: AskedBack | None = None
        self.dialogue = recorded.dialogue
        self.vocabulary = recorded.dialogue.kb.vocabulary
        self.input = sys.stdin.buffer if sys.stdin is not None else io.BytesIO()
        self.echo = not self.input.isatty()
        self.told_settled = False
        self.told_unkept = bool(recorded.unkept)
        self.over = False

    # ------------------------------------------------------------ the loop

    def run(self, fresh: bool, since: Since | None) -> int:
        """Talk until the manager finishes or leaves; the exit code."""
        self._greet(fresh, since)
        self._ask()
        while not self.over:
            line = self._read()
            if line is None:
                self._say(["The input has ended, so this is what follows from what is known so far."])
                self._finish()
            else:
                self.take_line(line)
        return 0

    def take_line(self, line: str) -> None:
        """Do what a line asks for; a refusal is told, and the conversation goes on."""
        try:
            self._act(line)
        except Overtaken as overtaken:
            self._refused(overtaken)
            if self.recorded.session.deleted:
                self._say(["It was deleted there; rmadvisor sessions restore brings it back."])
                self.over = True
            else:
                self._say(wording.gist_in_words(self.recorded.view.gist))
                self._ask()
        except BadInput as bad:
            self._refused(bad)

    def _refused(self, bad: BadInput) -> None:
        self._say(line for problem in bad.problems for line in fill(f"Not taken: {problem}"))

    def _act(self, line: str) -> None:
        back, self.back = self.back, None
        heard = self.hearing.hear(self.recorded.view, line, back)
        self.back = heard.back
        if heard.state is not None:
            tried = "This is only tried: keep takes it over, drop forgets it." if heard.trying else ""
            self._step(heard.state, "\n".join(filter(None, (heard.text, tried))), ask=heard.back is None)
            return
        if heard.command is None:
            self._say(line for text in heard.text.splitlines() for line in _filled(text))
            return
        intent = heard.command
        steps: dict[str, Callable[[Intent], None]] = {
            "reply": self._reply,
            "don't know": lambda i: self._reply(Intent("reply", i.name)),
            "nothing": self._nothing,
            "change": self._change,
            "clear": lambda i: self._step(self.dialogue.clear(self._state, self._fact(i.text))),
            "what if": self._what_if,
            "skip": lambda i: self._step(self.dialogue.skip(self._state), "Skipped; it is asked again at the end."),
            "back": lambda i: self._step(self.dialogue.back(self._state)),
            "keep": lambda i: self._step(self.dialogue.keep(self._state), "Kept."),
            "drop": lambda i: self._step(self.dialogue.drop(self._state), "Dropped; your answers are as before."),
            "undo": self._undo,
            "restart": lambda i: self._step(
                self.dialogue.restart(self._state), "Begun again; undo brings the answers back."
            ),
            "finish": lambda i: self._finish(),
            "quit": lambda i: self._quit(),
        }
        if intent.name in steps:
            steps[intent.name](intent)
        else:
            self._tell(intent.name)

    @property
    def _state(self) -> State:
        return self.recorded.state

    # ------------------------------------------------------------ steps

    def _step(self, state: State, said: str = "", ask: bool = True) -> None:
        """Take a step, tell what it changed, and ask on."""
        before = self.recorded.view
        now = self.recorded.do(state)
        if self.recorded.unkept and not self.told_unkept:
            self.told_unkept = True
            self._say(fill(f"Warning: {self.recorded.unkept}. Your answer is taken, and the conversation goes on in"
                           " memory: from here on nothing is kept."))  # fmt: skip
        changed = self.dialogue.changes(before, now)
        self._say(line for text in said.splitlines() for line in _filled(text))
        for text in changed:
            self._say(fill(text, "  - ", "    "))
        if not changed and now.state.event is not None and now.state.event.kind == "tried":
            self._say(["  - It would change nothing in the recommendation."])
        if now.state.event is not None and now.state.event.kind in CHANGING:
            for fact in self.dialogue.newly_set_aside(before.state, now.state):
                self._say(fill(f"{fact} is set aside: it can change nothing now. Your answer is kept.", "  - ", "    "))
        if ask:
            self._ask()

    def _reply(self, intent: Intent) -> None:
        question = self.recorded.view.question
        if question is None:
            raise refusal("no question is open", "type finish, change FACT, or what if FACT=VALUE")
        self._take({question.fact: intent.text})

    def _take(self, replies: dict[str, str]) -> None:
        state = self.dialogue.answer_all(self._state, replies)
        self._step(state, "\n".join(wording.taken_in_words(state.said, self.vocabulary)))

    def _nothing(self, intent: Intent) -> None:
        question = self.recorded.view.question
        if question is not None and self._state.turned:
            self._step(self.dialogue.turn_to(self._state, ""), "Kept." if question.now is not None else "")
        else:
            self._say(["Nothing was typed. ? lists what you can type."])

    def _change(self, intent: Intent) -> None:
        if intent.facts:
            self._take({self._fact(name): value for name, value in intent.facts.items()})
        else:
            self._step(self.dialogue.turn_to(self._state, self._fact(intent.text)))

    def _what_if(self, intent: Intent) -> None:
        if not intent.facts:
            self._say(["Say what to try, such as: what if team_model=pool remote_share=60"])
            return
        state = self.dialogue.what_if(self._state, {self._fact(n): value for n, value in intent.facts.items()})
        tried = wording.taken_in_words(state.said, self.vocabulary)
        self._step(state, "\n".join([*tried, "This is only tried: keep takes it over, drop forgets it."]))

    def _undo(self, intent: Intent) -> None:
        state = self.dialogue.undo(self._state)
        self._step(state, "\n".join(wording.undone_in_words(state.said, self.vocabulary)))

    def _fact(self, said: str) -> str:
        """A fact by name, or by its number in the list of answers."""
        given = list(self._state.given)
        if said.isascii() and said.isdigit() and len(said) < 9 and 1 <= int(said) <= len(given):
            return given[int(said) - 1]
        return said if said in given else self.dialogue.named(said)

    def _finish(self) -> None:
        """The recommendation as `advise` prints it, and how to come back to it."""
        try:
            self.recorded.do(self.dialogue.finish(self._state))
        except Overtaken as overtaken:  # the other window's answers are known by now
            self._refused(overtaken)
        view = self.dialogue.view(self._state.consultation)
        if self._state.trying:
            self._say(["What you are trying is not kept, and no part of this."])
        print_blocks(word(view.recommendation, self.dialogue.kb, brief=True))
        self._say(["", *self._farewell()])
        self.over = True

    def _quit(self) -> None:
        self._say(self._farewell())
        self.over = True

    # ------------------------------------------------------------ words

    def _greet(self, fresh: bool, since: Since | None) -> None:
        name = self.recorded.session.name
        if self.recorded.unkept:
            self._say(
                fill(f"Warning: {self.recorded.unkept}. The conversation goes on in memory: nothing of it is kept.")
            )
        kept = "" if self.recorded.unkept else " Every answer is kept as you give it."
        self._say(fill(f"Session {name}.{kept} ? lists what you can type."))
        if fresh:
            return
        view = self.recorded.view
        if since is not None:
            self._say(wording.since_in_words(since))
        count = len(view.state.given)
        self._say([f"You gave {count} answer{'' if count == 1 else 's'} so far.", *wording.gist_in_words(view.gist)])
        if view.state.trying:
            self._say(["You were trying a what-if: keep takes it over, drop forgets it."])

    def _ask(self) -> None:
        """The question; or, once, that nothing is left to ask."""
        view = self.recorded.view
        if view.question is None:
            self._say(["", *fill("Settled: no further answer can change the recommendation.")])
            self._say(fill("Type finish to see it, change FACT or what if FACT=VALUE to look further, or quit."))
            return
        self.told_settled = self.told_settled and view.settled.all
        if view.settled.all and not self.told_settled and not view.state.turned:
            self.told_settled = True
            self._say(fill("Settled: no further answer changes what matters. Type finish, or go on."))
        self._say(["", *wording.question_in_words(view.question, self.vocabulary)])

    def _tell(self, name: str) -> None:
        """Commands that only show something."""
        view = self.recorded.view
        if name == "help":
            self._say(wording.help_in_words())
        elif name == "answers":
            self._say(wording.answers_in_words(view, self.vocabulary, self.dialogue.set_aside(view.state)))
        elif name == "so far":
            self._say(["With what you are trying:"] if view.state.trying else [])
            self._say(wording.gist_in_words(view.gist))
        elif view.question is None:
            raise refusal("no question is open", "type finish, change FACT, or what if FACT=VALUE")
        elif name == "why":
            self._say(wording.why_in_words(view.question, self._assumed(view.question.fact)))
        else:
            self._say(wording.passages_in_words(self.dialogue.guidance(view.question.fact)))

    def _assumed(self, fact: str) -> str:
        """What stands in for the answer while there is none."""
        for assumption in self.recorded.view.recommendation.assumptions:
            if assumption.fact == fact:
                return f"Without your figure, {figure(assumption.value)} {assumption.unit} is assumed."
        return ""

    def _farewell(self) -> list[str]:
        if self.recorded.unkept:
            given = self.recorded.view.recommendation.answers
            lines = [f"{fact}: {json.dumps(value, ensure_ascii=False)}" for fact, value in given.items()]
            return ["This conversation was not kept. To keep it, save these lines as answers.yaml:", "", *lines]
        name = quote(self.recorded.session.name)
        return [
            f"Go on with:  {self.command} chat --session {name}",
            f"Export with: {self.command} sessions export {name}",
        ]

    # ------------------------------------------------------------ input and output

    def _read(self) -> str | None:
        """A line as typed, None at the end of input; what a pipe says is repeated, so that the record is whole."""
        print_text("> ")
        raw = self.input.readline(MOST_LETTERS)
        if not raw:
            print_text("\n")
            return None
        line = raw.decode("utf-8", "replace")
        if self.echo:
            print_text("".join(letter for letter in line if letter.isprintable()) + "\n")
        return line

    @staticmethod
    def _say(lines: Iterable[str]) -> None:
        print_text("".join(f"{line}\n" for line in lines))


def _filled(text: str) -> list[str]:
    """A line as it is where it fits; what stands indented keeps its indent."""
    indent = " " * (len(text) - len(text.lstrip(" ")))
    return [text] if len(text) <= line_width() else fill(text.strip(), indent)
