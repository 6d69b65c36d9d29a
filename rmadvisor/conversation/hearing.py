"""What to do about a typed line: the one place where both front ends turn words into steps, answers and questions back.

In:     Dialogue, how a text is understood and searched for; the View, the line, the question back that is open.
Out:    Heard: a command to run, a step to take, a text to show, or a question back.
Errors: BadInput, in words for the manager; nothing changes then.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rmadvisor.conversation import showing
from rmadvisor.conversation.asked_back import EXAMPLE, BackQuestions, Reader, Settled, not_clear
from rmadvisor.conversation.asked_back import AskedBack as AskedBack  # both front ends hand it back
from rmadvisor.conversation.dialogue import Dialogue
from rmadvisor.conversation.intents import Intent, intent_of
from rmadvisor.conversation.refusal import refusal
from rmadvisor.conversation.replies import words_of
from rmadvisor.conversation.requests import Request, request_of
from rmadvisor.conversation.state import State
from rmadvisor.conversation.understanding.understood import Unclear, Understood
from rmadvisor.conversation.view import View
from rmadvisor.conversation.wording import brief
from rmadvisor.knowledge.cursor import shown
from rmadvisor.knowledge.problems import BadInput
from rmadvisor.report.values import called

UNDO = "undo takes it back."
_IF = re.compile(r"^.*?\b(?:if|suppose|imagine|say|assuming|pretend)\b", re.I)
_A_WORD = re.compile(r"[^\W\d_]{2}")  # two letters beside each other
_A_NAME = 3  # words of a line that only names a question
Searcher = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Heard:
    """What a line comes to. Exactly one of these leads: `command` (for the front end to run), `state` (a step to
    record, with `text` to confirm it), `text` alone (to show). `back` is the question left open, to be handed in with
    the next line; `trying` marks a what-if."""

    command: Intent | None = None
    state: State | None = None
    text: str = ""
    back: AskedBack | None = None
    trying: bool = False


def _to_ask(text: str, unclear: Unclear, asked: str | None) -> bool:
    """Whether to ask which fact a figure is, or a word of degree that is most of the line; a whole number or a word
    alone answers the open question or nothing."""
    alone = text.strip().rstrip(".")
    if alone.isdigit() or alone.isalpha() or asked in unclear.candidates:
        return False
    return any(map(str.isdigit, unclear.text)) or 2 * len(unclear.text.split()) >= len(text.split())


def _names(text: str, fact: str) -> bool:
    """Whether a line is hardly more than the name of a fact."""
    words = words_of(text).split()
    return len(words) <= _A_NAME and not set(words).isdisjoint(called(fact).lower().split())


class Hearing:
    """Hears typed lines. It holds no conversation."""

    def __init__(self, dialogue: Dialogue, understand: Reader, search: Searcher | None = None) -> None:
        self.dialogue, self.understand, self.search = dialogue, understand, search
        self.vocabulary = dialogue.kb.vocabulary
        self.back = BackQuestions(dialogue, understand)

    def hear(self, view: View, line: str, back: AskedBack | None = None) -> Heard:
        """What to do about a line."""
        question = view.question
        intent = intent_of(line, question)
        if back is not None:
            settled = self.back.reply(view.state, intent.text or line, back)
            if settled is not None:
                return self._settled(settled)
        if intent.name == "reply":
            return self._words(view, intent.text)
        if intent.name in ("change", "clear", "what if") and not self._exact(view.state, intent):
            return self._words(view, " ".join(line.split()))
        return Heard(command=intent)

    # ------------------------------------------------------------ commands and replies as they stand

    def _exact(self, state: State, intent: Intent) -> bool:
        """Whether a command names its facts as they are called."""
        names = list(intent.facts) if intent.facts else [intent.text]
        if intent.name == "what if" and not intent.facts:
            return not intent.text
        if len(names) == 1 and names[0].isdigit():
            return True
        try:
            for name in names:
                if name not in state.given:
                    self.dialogue.named(name)
        except BadInput:
            request = request_of(f"{intent.name} {intent.text}")
            return not (request and self._about(request.about)) and "=" in f"{intent.text}{intent.facts}"
        return True

    def _words(self, view: View, text: str) -> Heard:
        """A reply as it stands; else a request; else facts in plain words; else a question about the guidance."""
        question, refused = view.question, None
        if question is not None:
            try:
                state = self.dialogue.answer(view.state, question.fact, text)
            except BadInput as bad:
                if not _A_WORD.search(text):  # figures and signs alone are meant for this question, and nothing else
                    raise
                refused = bad
            else:
                return Heard(command=Intent("reply", text)) if state.event is not None else Heard()
        request = request_of(text)
        if request is not None and request.name not in ("question", "means", "change", "clear", "what if"):
            return self._requested(view, request)
        said = self.understand(text, None if question is None else question.fact)
        if request is not None and not (said.corrects and said.facts):
            heard = self._requested_about(view, request, said)
            if heard is not None:
                return heard
            if request.name in ("change", "clear") and not said.facts:
                self.dialogue.named(request.about)  # refuses, with the nearest right name
        if said.corrects and view.state.said and not self.understand(text).facts:  # "sorry, 22", a line later
            said = self.understand(text, list(view.state.said)[-1])
        if said.facts:
            return self._told(view, said)
        if request is not None and request.name in ("question", "means"):
            return Heard(text=showing.found(self.dialogue.kb, request.about or text, self.search))
        asked = None if question is None else question.fact
        if said.unclear and _to_ask(text, said.unclear[0], asked):
            back = self.back.which_fact(said.unclear)
            if back is not None:
                return Heard(text=back.text, back=back)
            for what, mend in not_clear(said.unclear):
                raise refusal(what, mend)
        if len(said.topics) == 1 and said.topics[0] != asked and _names(text, said.topics[0]):
            return Heard(state=self.dialogue.turn_to(view.state, said.topics[0]))
        if refused is not None and (len(text.split()) <= 4 or said.unclear):
            raise refused
        raise refusal(f"{shown(text)} is not understood", EXAMPLE)

    # ------------------------------------------------------------ facts

    def _told(self, view: View, said: Understood) -> Heard:
        """Take what was said; ask which holds where it contradicts an earlier answer."""
        state, question = view.state, view.question
        asked = None if question is None else question.fact
        values = said.values
        again = {} if said.corrects else {
            name: value
            for name, value in values.items()
            if name in state.given and state.given[name] not in (value, "unknown") and name != asked
        }  # fmt: skip
        fresh = {name: value for name, value in values.items() if name not in again}
        back = self.back.which_holds(state, again) if again else self.back.which_fact(said.unclear)
        if not fresh:
            return Heard(text="" if back is None else back.text, back=back)
        try:
            step = self.dialogue.answer_all(state, fresh)
        except BadInput:
            back = self.back.way_out(state, fresh)
            if back is None:
                raise
            return Heard(text=back.text, back=back)
        lines = [f"Understood: {brief(step.said, self.vocabulary)}. {UNDO}"]
        if back is not None:
            lines.append(back.text)
        else:
            lines += [f"But {what}: {mend}." for what, mend in not_clear(said.unclear)]
        return Heard(state=step, text="\n".join(lines), back=back)

    def _settled(self, settled: Settled) -> Heard:
        if settled.state is None:
            return Heard(text=settled.text, back=settled.back)
        return Heard(state=settled.state, text=f"Understood: {brief(settled.state.said, self.vocabulary)}. {UNDO}")

    # ------------------------------------------------------------ requests

    def _requested(self, view: View, request: Request) -> Heard:
        kb = self.dialogue.kb
        if request.name == "why this":
            return Heard(text=showing.proof(kb, view))
        if request.name == "why this in full":
            return Heard(text=showing.proof(kb, view, whole=True))
        if request.name == "why not":
            return Heard(text=showing.obstacles(kb, view, request.about))
        if request.name == "flip":
            return Heard(text=showing.turning_points(kb, view))
        if request.name == "sources":
            return Heard(text=showing.sources_of(kb, view))
        return Heard(command=Intent(request.name))

    def _requested_about(self, view: View, request: Request, said: Understood) -> Heard | None:
        """A request that names a fact or a term."""
        if request.name == "what if":
            thought = self.understand(_IF.sub("what if ", request.about or ""))
            imagined = {found.fact: found.value for found in (*thought.imagined, *said.imagined, *said.facts)}
            if not imagined:
                return Heard(text="Say what to try, such as: what if we had 20 RMs")
            step = self.dialogue.what_if(view.state, imagined)
            return Heard(state=step, text=f"Understood: what if {brief(step.said, self.vocabulary)}.", trying=True)
        if request.name == "means":
            meant = showing.term(self.dialogue.kb, request.about)
            return None if meant is None else Heard(text=meant)
        if request.name == "change":
            return self._changed(view, request, said)
        if request.name == "clear":
            name = self._about(request.about)
            return None if name is None else Heard(state=self.dialogue.clear(view.state, name))
        return None

    def _changed(self, view: View, request: Request, said: Understood) -> Heard | None:
        name = self._about(request.about)
        if name is not None and request.value:
            value = self.understand(request.value, name).values.get(name, request.value)
            step = self.dialogue.answer_all(view.state, {name: value})
            return Heard(state=step, text=f"Understood: {brief(step.said, self.vocabulary)}. {UNDO}")
        if said.facts:
            step = self.dialogue.answer_all(view.state, said.values)
            return Heard(state=step, text=f"Understood: {brief(step.said, self.vocabulary)}. {UNDO}")
        return None if name is None else Heard(state=self.dialogue.turn_to(view.state, name))

    def _about(self, words: str) -> str | None:
        """The fact that some words name."""
        try:
            return self.dialogue.named(words)
        except BadInput:
            topics = self.understand(words).topics
            return topics[0] if topics else None
