"""Where a conversation stands, as a value: every step makes a new one, so going back costs nothing.

In:     a State and an Event (what the manager just did).
Out:    the State after it. The events of a session, followed from the start, give its state again.
Never:  looks at the knowledge: an answer stays as it was given, whatever the rules say about it today.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rmadvisor.knowledge.problems import BadInput, Problem

# What happened to the session as a whole; the conversation stands where it stood.
OUTSIDE = frozenset(("started", "resumed", "renamed", "deleted", "restored"))
# Moving about: undo passes over it and takes back what was said before.
MOVES = frozenset(("turned", "went back", "finished"))


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `facts` are the answers it gave, in the form of an answers file, or the fact it is about
    with null; `before` is what stood there until then."""

    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class State:
    """`given` are all answers in the order they were first given; skills stand there as skills.<capability>.

    `skipped` holds the questions put off, the longest first; `trail` the questions passed, for going back; `turned` the
    question that the manager turned to, "" where the interview chooses; `base` what a dropped what-if goes back to.
    """

    given: Mapping[str, Any] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    trail: tuple[str, ...] = ()
    turned: str = ""
    base: State | None = None
    finished: bool = False
    event: Event | None = field(default=None, compare=False)
    earlier: State | None = field(default=None, compare=False, repr=False)

    @property
    def trying(self) -> bool:
        """Whether a what-if is being tried."""
        return self.base is not None

    @property
    def said(self) -> Mapping[str, Any]:
        """The answers that the last step gave or brought back."""
        return {} if self.event is None else self.event.facts

    @property
    def consultation(self) -> State:
        """The consultation itself: without what is only being tried."""
        return self.base or self


def after(state: State, event: Event) -> State:
    """The state after an event. BadInput for an event that only a newer program knows."""
    if event.kind in OUTSIDE:
        return state
    if event.kind == "undone":
        return replace(state.earlier or state, event=event)
    if event.kind == "dropped":
        return replace(state.base or state, event=event, earlier=state)
    return replace(_followed(state, event), event=event, earlier=state.earlier if event.kind in MOVES else state)


def _followed(state: State, event: Event) -> State:
    name = next(iter(event.facts), "")
    match event.kind:
        case "answered" | "changed":
            return _given(state, event.facts)
        case "tried":
            return replace(_given(state, event.facts), base=state.base or state)
        case "kept":
            return replace(state, base=None)
        case "cleared":
            given = {fact: value for fact, value in state.given.items() if fact not in event.facts}
            return replace(state, given=given, turned="", finished=False)
        case "skipped":
            skipped = (*(fact for fact in state.skipped if fact != name), name)
            return replace(state, skipped=skipped, trail=_passed(state, (name,)), turned="", finished=False)
        case "turned" | "went back":
            return replace(state, turned=name, finished=False)
        case "restarted":
            return State()
        case "finished":
            return replace(state, finished=True)
    problem = f"the session holds an event '{event.kind}' that this program does not know"
    raise BadInput([Problem("", 0, 0, problem, "use the newer rmadvisor that wrote it")])


def _given(state: State, facts: Mapping[str, Any]) -> State:
    return replace(
        state,
        given={**state.given, **facts},
        skipped=tuple(fact for fact in state.skipped if fact not in facts),
        trail=_passed(state, facts),
        turned="",
        finished=False,
    )


def _passed(state: State, facts: Iterable[str]) -> tuple[str, ...]:
    return (*state.trail, *(fact for fact in facts if fact not in state.trail))


def replay(events: Iterable[Event]) -> State:
    """The state that a whole log leads to."""
    state = State()
    for event in events:
        state = after(state, event)
    return state
