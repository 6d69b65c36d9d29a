"""Questions back: which answer holds, which fact a figure is, which of several answers that cannot all be true.

In:     Dialogue, how a text is understood; the State, what was said or left unclear.
Out:    AskedBack, and what a reply to it comes to.
Errors: BadInput where a reply cannot be taken; nothing changes then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from rmadvisor.conversation.dialogue import Dialogue
from rmadvisor.conversation.refusal import refusal
from rmadvisor.conversation.replies import words_of
from rmadvisor.conversation.state import State
from rmadvisor.conversation.understanding.understood import Unclear, Understood
from rmadvisor.conversation.wording import brief
from rmadvisor.knowledge.cursor import shown
from rmadvisor.knowledge.problems import BadInput
from rmadvisor.report.values import called

YES = frozenset(["yes", "y", "yep", "yeah", "yup", "true", "right", "correct", "ok", "okay", "sure", "new", "1"]) | {
    "it is",
    "the new one",
    "take it",
}
NO = frozenset(["no", "n", "nope", "old", "2"]) | {"not", "the old one", "keep the old one", "it is not", "keep it"}
NONE = frozenset(["none", "neither", "no", "nothing", "none of these"])
EXAMPLE = "say it as in '12 RMs for 5,000 affluent customers', or type ? for all you can type"


T = TypeVar("T")


class Reader(Protocol):
    """How a text is understood."""

    def __call__(self, text: str, asked: str | None = None) -> Understood: ...


@dataclass(frozen=True, slots=True)
class AskedBack:
    """A question that a line left open: whether new answers replace old ones, which fact a figure is, or which of
    several answers hold that cannot all be true (`ways`, the first of which changes nothing)."""

    text: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    unclear: Unclear | None = None
    ways: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """What a reply to a question back comes to: a step, a text to show, or the next question back."""

    state: State | None = None
    text: str = ""
    back: AskedBack | None = None


class BackQuestions:
    """Asks back, and takes the replies. It holds no conversation."""

    def __init__(self, dialogue: Dialogue, understand: Reader) -> None:
        self.dialogue, self.understand = dialogue, understand
        self.vocabulary = dialogue.kb.vocabulary

    # ------------------------------------------------------------ asking

    def which_holds(self, state: State, again: Mapping[str, Any]) -> AskedBack:
        """Whether new answers replace earlier ones."""
        before = brief({name: state.given[name] for name in again}, self.vocabulary)
        return AskedBack(f"You said {before} before; is it {brief(again, self.vocabulary)} now? yes or no", again)

    def which_fact(self, unclear: Sequence[Unclear]) -> AskedBack | None:
        """Which fact the first of these is that may be several."""
        for each in unclear:
            if len(each.candidates) > 1:
                named = ", ".join(f"{number} {called(name)}" for number, name in enumerate(each.candidates, 1))
                text = f"Which do you mean by '{each.text}': {named}? Type its number, or none."
                return AskedBack(text, unclear=each)
        return None

    def way_out(self, state: State, fresh: Mapping[str, Any]) -> AskedBack | None:
        """Which of several answers hold that cannot all be true; None when no earlier answer stands in the way."""
        dropped = [name for name, value in state.given.items() if name not in fresh and value != "unknown"]
        ways = [way for name in dropped if self._fits(state, way := {**fresh, name: "unknown"})]
        if not ways:
            return None
        earlier = {name: state.given[name] for way in ways for name in way if name not in fresh}
        offered = "; ".join(f"{number} {brief(way, self.vocabulary)}" for number, way in enumerate(ways, 2))
        text = f"{brief(fresh, self.vocabulary)} does not go with {brief(earlier, self.vocabulary)}."
        text = f"{text[0].upper()}{text[1:]} Which holds: 1 all as before; {offered}? Type its number."
        return AskedBack(text, ways=({}, *ways))

    def _fits(self, state: State, answers: Mapping[str, Any]) -> bool:
        try:
            self.dialogue.answer_all(state, answers)
        except BadInput:
            return False
        return True

    # ------------------------------------------------------------ the reply

    def reply(self, state: State, text: str, back: AskedBack) -> Settled | None:
        """What a reply comes to; None when the line is about something else."""
        words = words_of(text)
        if back.ways:
            if words in NO - {"2"} or words == "1":
                return Settled(text="Kept as it was.")
            way = _numbered(words, back.ways)
            return None if way is None else Settled(self.dialogue.answer_all(state, way))
        if back.facts:
            if words in YES:
                return Settled(self.dialogue.answer_all(state, back.facts))
            kept = {name: state.given[name] for name in back.facts if name in state.given}
            return Settled(text=f"Kept as it was: {brief(kept, self.vocabulary)}.") if words in NO else None
        return None if back.unclear is None else self._chosen(state, words, back.unclear)

    def _chosen(self, state: State, words: str, unclear: Unclear) -> Settled | None:
        if words in NONE:
            return Settled(text=f"'{unclear.text}' is left out.")
        names = unclear.candidates
        chosen = _numbered(words, names) or next((name for name in names if words_of(called(name)) == words), None)
        if chosen is None:
            return None
        found = self.understand(unclear.text, chosen).values
        if chosen not in found:
            raise refusal(f"{shown(unclear.text)} cannot be {called(chosen)}", EXAMPLE)
        if state.given.get(chosen, "unknown") not in ("unknown", found[chosen]):
            again = self.which_holds(state, {chosen: found[chosen]})
            return Settled(text=again.text, back=again)
        return Settled(self.dialogue.answer_all(state, {chosen: found[chosen]}))


def not_clear(unclear: Sequence[Unclear]) -> list[tuple[str, str]]:
    """What is said of one fact alone, and not in a way that can be taken; with what to do about it."""
    return [
        (f"what '{each.text}' says of {called(each.candidates[0])} is not clear", "give one possible figure or choice")
        for each in unclear
        if len(each.candidates) == 1
    ]


def _numbered(words: str, offered: Sequence[T]) -> T | None:
    """The offer of that number, counted from 1."""
    return offered[int(words) - 1] if words.isdigit() and 1 <= int(words[:3]) <= len(offered) else None
