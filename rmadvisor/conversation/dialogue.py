"""The conversation that every front end runs: what is asked, what is answered, what follows from it so far.

In:     KnowledgeBase, a function that consults the rules; a State and what the manager wants.
Out:    a new State (its `event` is what to record), and the View of a state: question, recommendation, what is settled.
Errors: BadInput, in words for the manager; the state stays as it was.
Never:  prints, reads the clock, or touches a file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from rmadvisor.conversation.answered import SKILL, check, check_one, fitting
from rmadvisor.conversation.asking import Passage, passages, question_about
from rmadvisor.conversation.progress import Gist, differences, gist
from rmadvisor.conversation.refusal import refusal
from rmadvisor.conversation.replies import read_reply
from rmadvisor.conversation.state import Event, State, after
from rmadvisor.conversation.view import View
from rmadvisor.knowledge.answers import Answers
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.problems import BadInput, did_you_mean
from rmadvisor.reasoning.possible.interview import NextQuestion, next_question
from rmadvisor.reasoning.recommendation import Recommendation

MOST_KEPT = 16  # views kept, so that a step back is shown at once


class Dialogue:
    """Asks, reads replies and tells what follows. It holds the knowledge and no conversation: states are values."""

    def __init__(self, kb: KnowledgeBase, consult: Callable[[Answers], Recommendation]) -> None:
        self.kb, self.consult = kb, consult
        self._views: dict[Any, View] = {}
        self._idle: dict[str, tuple[str, ...]] = {}

    # ------------------------------------------------------------ what the manager can do

    def answer(self, state: State, fact: str, reply: Any) -> State:
        """Give or change the answer to any question; a text is read as typed, anything else is the value itself."""
        return self.answer_all(state, {fact: reply})

    def answer_all(self, state: State, replies: Mapping[str, Any]) -> State:
        """Several answers in one step: all of them are taken, or none."""
        facts = self._read(state, replies)
        before = {name: state.given[name] for name in facts if name in state.given}
        return after(state, Event("changed" if before else "answered", facts, before))

    def dont_know(self, state: State, fact: str = "") -> State:
        """Answer that it is not known: the question is not asked again."""
        return self.answer(state, fact or self._asked(state), "unknown")

    def skip(self, state: State) -> State:
        """Put the present question off until nothing else is left to ask."""
        return after(state, Event("skipped", {self._asked(state): None}))

    def back(self, state: State) -> State:
        """Return to the question before; its answer stands until another is given."""
        at = state.trail.index(state.turned) if state.turned in state.trail else len(state.trail)
        passed = [name for name in state.trail[:at] if name in self.kb.vocabulary]
        if not passed:
            raise refusal("there is no earlier question", "answer this one")
        return after(state, Event("went back", {passed[-1]: None}))

    def turn_to(self, state: State, fact: str) -> State:
        """Ask a question now, answered or not; "" returns to the question that matters most."""
        if not fact:
            return after(state, Event("turned"))
        name = self.named(fact)
        if name.startswith(SKILL):
            raise refusal(f"{name} is a level, not a question", f"give it as {name}=3")
        return after(state, Event("turned", {name: None}))

    def clear(self, state: State, fact: str) -> State:
        """Take an answer back: the question is open again."""
        name = fact if fact in state.given else self.named(fact)
        if name not in state.given:
            raise refusal(f"{name} was not answered", "nothing need be taken back")
        return after(state, Event("cleared", {name: None}, {name: state.given[name]}))

    def restart(self, state: State) -> State:
        """Begin again with no answers; undo brings them back."""
        return after(state, Event("restarted", before=dict(state.given)))

    def what_if(self, state: State, changes: Mapping[str, Any]) -> State:
        """Try changes on the side until they are kept or dropped."""
        facts = self._read(state, changes)
        return after(state, Event("tried", facts, {n: state.given[n] for n in facts if n in state.given}))

    def keep(self, state: State) -> State:
        """Make what is being tried the consultation."""
        if state.base is None:
            raise refusal("nothing is being tried", "try something first: what if FACT=VALUE")
        new = {n: v for n, v in state.given.items() if n not in state.base.given or state.base.given[n] != v}
        return after(state, Event("kept", new, {n: state.base.given[n] for n in new if n in state.base.given}))

    def drop(self, state: State) -> State:
        """Return to the consultation as it was before the what-if."""
        if state.base is None:
            raise refusal("nothing is being tried", "try something first: what if FACT=VALUE")
        return after(state, Event("dropped"))

    def undo(self, state: State) -> State:
        """Take back the last thing that was said: an answer, a skip, a what-if, a restart."""
        if state.earlier is None:
            raise refusal("there is nothing to undo", "answer a question first")
        was, now = state.earlier.given, state.given
        changed = [name for name in {**was, **now} if was.get(name) != now.get(name)]
        return after(state, Event("undone", {n: was.get(n) for n in changed}, {n: now.get(n) for n in changed}))

    def finish(self, state: State) -> State:
        """Stop here, with what is known so far."""
        return after(state, Event("finished"))

    # ------------------------------------------------------------ what there is to see

    def view(self, state: State) -> View:
        """Everything that a front end shows of a state."""
        key = (json.dumps(state.given, ensure_ascii=False), state.skipped, state.turned)
        if key not in self._views:
            while len(self._views) >= MOST_KEPT:
                del self._views[next(iter(self._views))]
            self._views[key] = self._look(state)
        return self._views[key].of(state)

    def changes(self, before: View | Gist, now: View) -> tuple[str, ...]:
        """What changed in the recommendation from one view to another, in a few words."""
        return differences(before.gist if isinstance(before, View) else before, now.gist)

    def guidance(self, fact: str) -> tuple[Passage, ...]:
        """The guidance behind a question."""
        return passages(self.kb, fact)

    def set_aside(self, state: State) -> tuple[str, ...]:
        """The answers that can change nothing as things stand: without them, their question would not be asked."""
        key = json.dumps(state.given, ensure_ascii=False)
        if key not in self._idle:
            while len(self._idle) >= MOST_KEPT:
                del self._idle[next(iter(self._idle))]
            answers, _ = fitting(state.given, self.kb)
            self._idle[key] = tuple(name for name in answers.values if self._is_idle(name, state.given))
        return self._idle[key]

    def newly_set_aside(self, before: State, now: State) -> tuple[str, ...]:
        """The answers that a step made idle."""
        idle = [name for name in self.set_aside(now) if name in before.given]
        return tuple(name for name in idle if not self._is_idle(name, before.given))

    def named(self, fact: str) -> str:
        """The full name of a question or a skill, as the manager may have typed it. BadInput when there is none."""
        name = fact.strip().lower().replace(" ", "_").replace("-", "_")
        asked = [f.name for f in self.kb.vocabulary.values() if f.origin == "asked"]
        skills = [f"{SKILL}{capability}" for capability in self.kb.capabilities]
        if name in asked or name in skills:
            return name
        if name in self.kb.capabilities:
            return f"{SKILL}{name}"
        raise refusal(
            f"there is no question '{fact.strip()[:60]}'", did_you_mean(name, [*asked, *skills], "see `answers`")
        )

    # ------------------------------------------------------------ how

    def _look(self, state: State) -> View:
        answers, unfit = fitting(state.given, self.kb)
        recommendation = self.consult(answers)
        following = self._next(answers, state, recommendation)
        name = state.turned if state.turned in self.kb.vocabulary else following.fact
        question = None
        if name is not None:
            question = question_about(self.kb, name, following, state.given.get(name), name in state.skipped)
        return View(state, answers, unfit, recommendation, following, question, gist(recommendation, following.settled))

    def _next(self, answers: Answers, state: State, recommendation: Recommendation) -> NextQuestion:
        """The question that can change most; once only skipped ones are left, the one that was put off the longest."""
        following = next_question(self.kb, answers, frozenset(state.skipped))
        if following.fact not in state.skipped or len(state.skipped) == 1:
            return following
        waiting = {question.fact for question in recommendation.open_questions}
        for name in state.skipped:
            if name in waiting:
                other = next_question(self.kb, answers, frozenset(state.skipped) - {name})
                if other.fact == name:
                    return other
        return following

    def _asked(self, state: State) -> str:
        question = self.view(state).question
        if question is None:
            raise refusal("no question is open", "finish, or change an answer")
        return question.fact

    def _read(self, state: State, replies: Mapping[str, Any]) -> dict[str, Any]:
        """Replies as answers that are possible, each by itself and together with the others."""
        read = {self.named(name): reply for name, reply in replies.items()}
        facts = {name: check_one(name, self._meant(name, reply), self.kb) for name, reply in read.items()}
        _, unfit = fitting(state.given, self.kb)
        good = {name: value for name, value in state.given.items() if name not in {bad.fact for bad in unfit}}
        try:
            check({**good, **facts}, self.kb)
        except BadInput as bad:
            mend = "correct one of them, or type clear and its name to take it back"
            raise refusal("; ".join(problem.what for problem in bad.problems), mend) from None
        return facts

    def _meant(self, name: str, reply: Any) -> Any:
        if not isinstance(reply, str):
            return reply
        if name.startswith(SKILL):
            return int(reply) if reply.strip().isascii() and reply.strip().isdigit() and len(reply) < 9 else reply
        return read_reply(self.kb.vocabulary[name], reply)

    def _is_idle(self, name: str, given: Mapping[str, Any]) -> bool:
        answers, _ = fitting({fact: value for fact, value in given.items() if fact != name}, self.kb)
        return name not in {question.fact for question in self.consult(answers).open_questions}
