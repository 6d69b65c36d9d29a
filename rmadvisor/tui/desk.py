"""The consultation behind the screens: every step is taken and written down here, off the loop that draws.

In:     how to load an Advisor, the Sessions, the Author; how the files of the knowledge are watched.
Out:    Opened, Taken: what the screens show; explanations of a consultation.
Threads: `call` runs one thing at a time, in the order asked, on a thread of its own; `aside` does the same on another,
        with an engine of its own, for explanations that take longer.
Errors: BadInput in words for the manager; Overtaken after another process went on with the session.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, ParamSpec, TypeAlias, TypeVar

from rmadvisor.conversation.refusal import Unusable
from rmadvisor.conversation.sessions import Author, Session, Sessions
from rmadvisor.conversation.state import State, replay
from rmadvisor.knowledge.problems import Problem

if TYPE_CHECKING:  # what the knowledge and the conversation need is read in by the thread that needs it first
    from rmadvisor.advisor import Advisor
    from rmadvisor.authoring.reloading import Reloader
    from rmadvisor.conversation.asking import Question
    from rmadvisor.conversation.dialogue import Dialogue
    from rmadvisor.conversation.hearing import Hearing
    from rmadvisor.conversation.recorded import Recorded, Since
    from rmadvisor.conversation.view import View
    from rmadvisor.knowledge.knowledge_base import KnowledgeBase
    from rmadvisor.reasoning.explanation.what_if import WhatIf

P = ParamSpec("P")
T = TypeVar("T")
Step: TypeAlias = "Callable[[Dialogue, State], State]"
CHANGING = ("changed", "cleared", "tried", "dropped", "undone")  # steps that may make other answers idle


@dataclass(frozen=True, slots=True)
class Opened:
    """A consultation to go on with; `since` is what other knowledge made of it, `fresh` that it is a new one."""

    view: View
    name: str
    fresh: bool
    since: Since | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken and is on disk: where it stood and stands, what changed, which answers became idle."""

    before: View
    now: View
    changes: tuple[str, ...]
    aside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A session as it is listed: how many answers it holds, and customers per RM as it stood last."""

    session: Session
    answers: int
    advice: str


class Desk:
    """One consultation at a time."""

    def __init__(
        self,
        load: Callable[[], Advisor],
        sessions: Sessions,
        author: Author,
        watch: Callable[[KnowledgeBase], Reloader] | None = None,
    ) -> None:
        self._load, self.sessions, self.author, self._watch = load, sessions, author, watch
        self._reloader: Reloader | None = None
        self._hearing: Hearing | None = None
        self._recorded: Recorded | None = None
        self._advisor: Advisor | None = None
        self._second: Advisor | None = None
        self._dialogue: Dialogue | None = None
        self._kept = False
        self._thread = ThreadPoolExecutor(1, "consultation")
        self._beside = ThreadPoolExecutor(1, "explanation")

    # ------------------------------------------------------------ threads

    async def call(self, work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """The result of something that takes its time, in the order in which it was asked for."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: work(*given, **named))

    async def aside(self, work: Callable[[Advisor], T]) -> T:
        """The same for explanations; they never keep an answer waiting."""
        return await asyncio.get_running_loop().run_in_executor(self._beside, lambda: work(self._other()))

    def close(self) -> None:
        """Wait for what was asked for; nothing given is lost."""
        self._thread.shutdown(wait=True)
        self._beside.shutdown(wait=True, cancel_futures=True)
        self.sessions.close()
        if self._kept:
            gc.unfreeze()

    # ------------------------------------------------------------ what is known

    @property
    def advisor(self) -> Advisor:
        if self._advisor is None:
            self._advisor = self._load()
        return self._advisor

    @property
    def kb(self) -> KnowledgeBase:
        return self.advisor.kb

    @property
    def dialogue(self) -> Dialogue:
        if self._dialogue is None:
            self._dialogue = self.advisor.dialogue()
        return self._dialogue

    @property
    def hearing(self) -> Hearing:
        if self._hearing is None:
            self._hearing = self.advisor.hearing(self.dialogue)
        return self._hearing

    def make_ready(self) -> None:
        """What the first typed line would otherwise wait for."""
        self.hearing.understand("")

    def keep(self) -> None:
        """What was made ready stays: looking through it for garbage again and again would only hold up keys."""
        if not self._kept:
            self._kept = True
            gc.freeze()

    @property
    def unkept(self) -> str:
        """Why nothing is written down any more; "" while everything is."""
        return "" if self._recorded is None else self._recorded.unkept

    def _other(self) -> Advisor:
        if self._second is None:
            self._second = self.advisor.another()
        return self._second

    # ------------------------------------------------------------ the consultation

    @property
    def name(self) -> str:
        """The session's name; "" while nothing was said, as it is made with the first step."""
        return "" if self._recorded is None else self._recorded.session.name

    @property
    def view(self) -> View:
        return self.dialogue.view(State()) if self._recorded is None else self._recorded.view

    def kept(self, most: int | None = None, deleted: bool = False) -> tuple[Kept, ...]:
        """The sessions there are, the one changed last at the head."""
        try:
            return tuple(self._listed(session) for session in self.sessions.all(deleted)[:most])
        except Unusable:  # told with the first step, which then goes on in memory
            return ()

    def _listed(self, session: Session) -> Kept:
        from rmadvisor.conversation.progress import gist_from

        log = self.sessions.log(session)
        gist = next((record.gist for record in reversed(log) if record.gist), None)
        given = replay(record.event for record in log).consultation.given
        return Kept(session, len(given), gist_from(gist).range if gist else "not known")

    def begin(self) -> Opened:
        """A new consultation. It is kept from the first step on."""
        self._recorded = None
        return Opened(self.view, "", True)

    def resume(self, name: str) -> Opened:
        """A kept consultation where it stood."""
        from rmadvisor.conversation.recorded import Recorded

        self._recorded, since = Recorded.resume(self.dialogue, self.sessions, name, self.author)
        return Opened(self._recorded.view, name, False, since)

    def overtaken(self) -> Opened:
        """Where the session stands that another window went on with; a new one where it was deleted there."""
        recorded = self._recorded
        if recorded is None or recorded.session.deleted:
            return self.begin()
        return Opened(recorded.view, recorded.session.name, False)

    def question(self, fact: str) -> Question:
        """Any question, as it would be put now."""
        from rmadvisor.conversation.asking import question_about

        view = self.view
        return question_about(self.kb, fact, view.following, view.state.given.get(fact), False)

    def compared(self) -> WhatIf | None:
        """The consultation beside what is being tried; None when nothing is."""
        from rmadvisor.reasoning.explanation.what_if import what_if

        base = self.view.state.base
        if base is None:
            return None
        before, now = self.dialogue.view(base).recommendation, self.view.recommendation
        return what_if(self.kb, before.findings, now.findings)

    def take(self, step: Step) -> Taken:
        """Take a step; it is on disk when this returns."""
        before = self.view
        state = step(self.dialogue, before.state)  # a refused first step makes no session
        if self._recorded is None:
            self._recorded = self._started()
        now = self._recorded.do(state)
        idle: tuple[str, ...] = ()
        if now.state.event is not None and now.state.event.kind in CHANGING:
            idle = self.dialogue.newly_set_aside(before.state, now.state)
        return Taken(before, now, self.dialogue.changes(before, now), idle)

    def _started(self) -> Recorded:
        """A new session; in memory where the session file cannot be used."""
        from rmadvisor.conversation.recorded import Recorded

        today = self.author.clock()[:10]
        try:
            return Recorded.start(self.dialogue, self.sessions, self.sessions.free_name(today), self.author)
        except Unusable as why:
            return Recorded.start_unkept(self.dialogue, today, self.author, why)

    # ------------------------------------------------------------ changed files

    def poll(self) -> KnowledgeBase | tuple[Problem, ...] | None:
        """What became of the files of the knowledge since the last look: nothing, other knowledge, or their faults."""
        if self._watch is None or self._advisor is None:
            return None
        if self._reloader is None:
            self._reloader = self._watch(self._advisor.kb)
        return self._reloader.poll()

    def renew(self, kb: KnowledgeBase) -> Taken:
        """Take other knowledge into force: the same answers, seen with it."""
        from rmadvisor.advisor import Advisor

        before = self.view
        old = (self._advisor, self._second)
        self._advisor, self._second, self._dialogue, self._hearing = Advisor(kb), None, None, None
        if self._recorded is not None:
            self._recorded.renew(self.dialogue)
        for advisor in old:
            if advisor is not None:
                advisor.close()
        return Taken(before, self.view, self.dialogue.changes(before, self.view), ())
