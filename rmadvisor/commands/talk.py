"""The conversation in plain lines: for a keyboard, a pipe and a screen reader alike.

Every line is complete in words: no colour, no cursor movement, nothing that depends on where it stands. Each answer is
on disk before the next question is printed. The end of input finishes with what is known so far.
"""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from rmadvisor.commands.streams import DONE, INTERRUPTED, Folders, print_blocks, print_text, talk
from rmadvisor.knowledge.problems import BadInput

if TYPE_CHECKING:
    from rmadvisor.conversation.intents import Intent
    from rmadvisor.conversation.recorded import Recorded, Since
    from rmadvisor.conversation.sessions import Author
    from rmadvisor.conversation.state import State

MOST_LETTERS = 10_000  # of a line; nobody types more


@click.command()
@click.option("--session", "name", metavar="NAME", help="Go on with a session, or start one of this name.")
@click.pass_obj
def chat(folders: Folders, name: str | None) -> int:
    """Answer questions in plain lines; every answer is kept as it is given."""
    sessions = folders.sessions()
    kept = {session.name for session in sessions.all()}
    return converse(folders, name, fresh=name not in kept)


def converse(folders: Folders, name: str | None, fresh: bool) -> int:
    """Hold a conversation, new or kept."""
    from rmadvisor.conversation.recorded import Recorded

    sessions, dialogue, by = folders.sessions(), folders.advisor().dialogue(), author()
    since: Since | None = None
    if fresh:
        named = name or sessions.free_name(by.clock()[:10])
        recorded = Recorded.start(dialogue, sessions, named, by)
    else:
        recorded, since = Recorded.resume(dialogue, sessions, name or "", by)
    lines = Lines(recorded)
    try:
        lines.greet(fresh, since)
        return lines.run()
    except KeyboardInterrupt:
        print_text("\n")
        talk(f"interrupted; every answer is kept. Go on with: {lines.resume_command()}")
        return INTERRUPTED


def author() -> Author:
    """The person at the keyboard, this program, and the time of day."""
    from rmadvisor import __version__
    from rmadvisor.conversation.sessions import Author

    try:
        who = getpass.getuser()
    except (OSError, KeyError, ImportError):
        who = "unknown"
    return Author(who, __version__, lambda: datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


class Lines:
    """The plain-line front end: prints where the conversation stands, reads a line, takes the step."""

    def __init__(self, recorded: Recorded) -> None:
        self.recorded = recorded
        self.dialogue = recorded.dialogue
        self.vocabulary = recorded.dialogue.kb.vocabulary
        self.echo = not sys.stdin.isatty()
        self.told_settled = False
        self.ended: int | None = None

    # ------------------------------------------------------------ the loop

    def run(self) -> int:
        self._ask()
        while self.ended is None:
            line = self._read()
            if line is None:
                self._say(["The input has ended, so this is what follows from what is known so far."])
                self._finish()
                break
            try:
                self._act(line)
            except BadInput as bad:
                self._say([line for problem in bad.problems for line in _fill(f"Not taken: {problem}")])
                if self.recorded.session.deleted:
                    self._say(["The session was deleted elsewhere; rmadvisor sessions restore brings it back."])
                    return DONE
        return DONE if self.ended is None else self.ended

    def _act(self, line: str) -> None:
        from rmadvisor.conversation.intents import intent_of

        intent = intent_of(line, self.recorded.view.question)
        steps: dict[str, Callable[[Intent], None]] = {
            "reply": self._reply,
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

    def _step(self, state: State, said: str = "") -> None:
        """Take a step, tell what it changed, and ask on."""
        before = self.recorded.view
        now = self.recorded.do(state)
        changed = self.dialogue.changes(before, now)
        self._say([said] if said else [])
        for text in changed:
            self._say(_fill(text, "  - ", "    "))
        if now.state.event is not None and now.state.event.kind in ("changed", "cleared", "tried", "dropped"):
            aside = [n for n in self.dialogue.set_aside(now.state) if n not in self.dialogue.set_aside(before.state)]
            for fact in aside:
                self._say(
                    _fill(f"{fact} is set aside: it can change nothing now. Your answer is kept.", "  - ", "    ")
                )
        self._ask()

    def _reply(self, intent: Intent) -> None:
        question = self.recorded.view.question
        if question is None:
            raise _no_question()
        self._take({question.fact: intent.text})

    def _take(self, replies: dict[str, str]) -> None:
        from rmadvisor.conversation.wording import taken_in_words

        state = self.dialogue.answer_all(self._state, replies)
        facts = state.said
        self._step(state, "\n".join(taken_in_words(facts, self.vocabulary)))

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
        from rmadvisor.conversation.wording import taken_in_words

        if not intent.facts:
            self._say(["Say what to try, such as: what if team_model=pool remote_share=60"])
            return
        state = self.dialogue.what_if(self._state, {self._fact(n): value for n, value in intent.facts.items()})
        tried = taken_in_words(state.said, self.vocabulary)
        self._step(state, "\n".join([*tried, "This is only tried: keep takes it over, drop forgets it."]))

    def _undo(self, intent: Intent) -> None:
        from rmadvisor.conversation.wording import undone_in_words

        state = self.dialogue.undo(self._state)
        facts = state.said
        self._step(state, "\n".join(undone_in_words(facts, self.vocabulary)))

    def _fact(self, said: str) -> str:
        """A fact by name, or by its number in the list of answers."""
        given = list(self._state.given)
        if said.isascii() and said.isdigit() and len(said) < 9 and 1 <= int(said) <= len(given):
            return given[int(said) - 1]
        return said if said in given else self.dialogue.named(said)

    def _finish(self) -> None:
        """The recommendation as `advise` prints it, and how to come back to it."""
        from rmadvisor.report.wording import word

        view = self.recorded.do(self.dialogue.finish(self._state))
        print_blocks(word(view.recommendation, self.dialogue.kb, brief=True))
        self._say(["", *self._farewell()])
        self.ended = DONE

    def _quit(self) -> None:
        self._say(self._farewell())
        self.ended = DONE

    # ------------------------------------------------------------ words

    def greet(self, fresh: bool, since: Since | None) -> None:
        from rmadvisor.conversation import wording

        name = self.recorded.session.name
        self._say(_fill(f"Session {name}. Every answer is kept as you give it. ? lists what you can type."))
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
        from rmadvisor.conversation import wording

        view = self.recorded.view
        if view.question is None:
            self._say(["", *_fill("Settled: no further answer can change the recommendation.")])
            self._say(_fill("Type finish to see it, change FACT or what if FACT=VALUE to look further, or quit."))
            return
        self.told_settled = self.told_settled and view.settled.all
        if view.settled.all and not self.told_settled and not view.state.turned:
            self.told_settled = True
            self._say(_fill("Settled: no further answer changes what matters. Type finish, or go on."))
        self._say(["", *wording.question_in_words(view.question, self.vocabulary)])

    def _tell(self, name: str) -> None:
        """Commands that only show something."""
        from rmadvisor.conversation import wording

        view = self.recorded.view
        if name == "help":
            self._say(wording.help_in_words())
        elif name == "answers":
            self._say(wording.answers_in_words(view, self.vocabulary, self.dialogue.set_aside(view.state)))
        elif name == "so far":
            self._say(wording.gist_in_words(view.gist))
        elif view.question is None:
            raise _no_question()
        elif name == "why":
            self._say(wording.why_in_words(view.question, self._assumed(view.question.fact)))
        else:
            self._say(wording.passages_in_words(self.dialogue.guidance(view.question.fact)))

    def _assumed(self, fact: str) -> str:
        """What stands in for the answer while there is none."""
        from rmadvisor.reasoning.memory import figure

        for assumption in self.recorded.view.recommendation.assumptions:
            if assumption.fact == fact:
                return f"Without your figure, {figure(assumption.value)} {assumption.unit} is assumed."
        return ""

    def _farewell(self) -> list[str]:
        name = quoted(self.recorded.session.name)
        return [
            f"Go on with:  {self.resume_command()}",
            f"Export with: rmadvisor sessions export {name}",
        ]

    def resume_command(self) -> str:
        return f"rmadvisor chat --session {quoted(self.recorded.session.name)}"

    # ------------------------------------------------------------ input and output

    def _read(self) -> str | None:
        """A line as typed, None at the end of input; what a pipe says is repeated, so that the record is whole."""
        print_text("> ")
        raw = sys.stdin.buffer.readline(MOST_LETTERS)
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


def _fill(text: str, first: str = "", rest: str = "") -> list[str]:
    from rmadvisor.conversation.wording import fill

    return fill(text, first, rest)


def _no_question() -> BadInput:
    from rmadvisor.conversation.refusal import refusal

    return refusal("no question is open", "type finish, change FACT, or what if FACT=VALUE")


def quoted(name: str) -> str:
    """A name as a shell takes it."""
    from shlex import quote

    return quote(name)
