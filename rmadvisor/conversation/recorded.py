"""A conversation that is written down step by step: what the front ends hold.

In:     Dialogue, Sessions, Author; the name of a session.
Out:    Recorded; after each `do` the step is durable, and the View of where it led is returned.
Errors: BadInput; Overtaken after another process went on with the session, which has then been read again.
Never:  loses a conversation to its file: where that cannot be written to, it goes on in memory; `unkept` says why.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from rmadvisor.conversation.answered import Unfit
from rmadvisor.conversation.dialogue import Dialogue
from rmadvisor.conversation.progress import Gist, differences, gist_from, same_advice
from rmadvisor.conversation.refusal import Unusable
from rmadvisor.conversation.sessions import Author, Overtaken, Record, Session, Sessions
from rmadvisor.conversation.state import Event, State, after, replay
from rmadvisor.conversation.view import View


@dataclass(frozen=True, slots=True)
class Since:
    """What became of a session under another version of the knowledge or of the program: the gist then and now, what
    differs, and the answers that can no longer be used."""

    then: Gist | None
    now: Gist
    knowledge: bool
    program: bool
    differences: tuple[str, ...]
    unfit: tuple[Unfit, ...]

    @property
    def same(self) -> bool:
        return not self.unfit and (self.then is None or same_advice(self.then, self.now))


class Recorded:
    """A session that goes on."""

    session: Session
    view: View
    unkept = ""

    def __init__(self, dialogue: Dialogue, sessions: Sessions, session: Session, author: Author) -> None:
        self.dialogue, self.sessions, self.author = dialogue, sessions, author
        self._read(session)

    @classmethod
    def start(cls, dialogue: Dialogue, sessions: Sessions, name: str, author: Author) -> Recorded:
        """A new session."""
        return cls(dialogue, sessions, sessions.start(name, author, dialogue.kb.version), author)

    @classmethod
    def start_unkept(cls, dialogue: Dialogue, name: str, author: Author, why: Unusable) -> Recorded:
        """A new conversation in memory alone, because the session file cannot be used."""
        recorded = cls.start(dialogue, Sessions.in_memory(), name, author)
        recorded.unkept = str(why.problems[0])
        return recorded

    @classmethod
    def resume(cls, dialogue: Dialogue, sessions: Sessions, name: str, author: Author) -> tuple[Recorded, Since | None]:
        """A session where it stood, and what other knowledge or another program made of it since; None if neither."""
        session = sessions.named(name)
        recorded = cls(dialogue, sessions, session, author)
        since = recorded._since()
        recorded._write(Event("resumed"), recorded.view)
        return recorded, since

    @property
    def state(self) -> State:
        return self.view.state

    def do(self, state: State) -> View:
        """Take a step that the dialogue made from the present state: write it down, then show where it led."""
        if state.event is None or after(self.state, state.event) != state:
            raise ValueError("this step was not made from the state where the session stands")
        view = self.dialogue.view(state)
        try:
            self._write(state.event, view)
        except Overtaken:
            self._read_again()
            raise
        self.view = view
        return view

    def renew(self, dialogue: Dialogue) -> None:
        """Go on with other knowledge: the same answers, seen anew; the next step notes it."""
        self.dialogue = dialogue
        self.view = dialogue.view(self.state)

    def _write(self, event: Event, view: View) -> None:
        knowledge = self.dialogue.kb.version
        gist = view.gist.as_dict()
        try:
            self.session = self.sessions.add(self.session, event, self.author, knowledge, gist)
        except Unusable as why:
            self.unkept = str(why.problems[0])
            self.sessions = Sessions.in_memory()
            started = self.sessions.start(self.session.name, self.author, knowledge)
            self.session = self.sessions.add(started, event, self.author, knowledge, gist)

    def _read(self, session: Session) -> None:
        self._log = self.sessions.log(session)
        self.session = replace(session, steps=self._log[-1].number)
        self.view = self.dialogue.view(replay(record.event for record in self._log))

    def _read_again(self) -> None:
        everything = (*self.sessions.all(), *self.sessions.all(deleted=True))
        self._read(next(session for session in everything if session.id == self.session.id))

    def _since(self) -> Since | None:
        log = self._log
        last = log[-1]
        knowledge = last.knowledge != self.dialogue.kb.version
        program = last.program != self.author.program
        if not knowledge and not program:
            return None
        kept = next((record.gist for record in reversed(log) if record.gist is not None), None)
        then = None if kept is None else gist_from(kept)
        changed = () if then is None else differences(then, self.view.gist)
        return Since(then, self.view.gist, knowledge, program, changed, self.view.unfit)


def view_of(dialogue: Dialogue, log: tuple[Record, ...]) -> View:
    """Where a session stands, without going on with it: what is only being tried is left out."""
    return dialogue.view(replay(record.event for record in log).consultation)
