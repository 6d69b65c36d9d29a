"""Questions on the ways of organising RMs: what speaks for and against each, and how each goes wrong.

In:     KnowledgeBase.
Out:    Makers. A wrong choice is something that kb/ says on the other side of the same focus, or another focus.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from rmadvisor.knowledge.entries import Entry
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.quiz.described import of_kind, to_read
from rmadvisor.quiz.question import MOST_CHOICES, Draft, Maker, gives_away
from rmadvisor.quiz.topics import belongs_to
from rmadvisor.reasoning.focus import PURE


@dataclass(frozen=True, slots=True)
class _Side:
    """A question whose choices are lines of one focus: the right one of one list, the wrong ones of its opposite."""

    asks: str
    opposite: str
    why: str


@dataclass(frozen=True, slots=True)
class _Whose:
    """A question whose choices are the focuses: of all of them, or of those that combine no others, since a combination
    shares the risks of what it combines."""

    asks: str
    of_all: bool
    why: str


SIDES = {
    "suits": _Side("speaks for", "does_not_suit", "This speaks for it; the others speak against it."),
    "does_not_suit": _Side("speaks against", "suits", "This speaks against it; the others speak for it."),
}
WHOSE = {
    "suits": _Whose("For which way of organising RMs does this speak most?", True, "It is among what suits it"),
    "examples": _Whose("Which way of organising RMs is this an example of?", True, "It is one of its examples"),
    "risks": _Whose("Which of these ways of organising RMs carries this risk most?", False, "It is one of its risks"),
    "failure_signs": _Whose(
        "RMs were reorganised, and now this is noticed. Which way of organising them fails like that?",
        False,
        "It is one of the signs that it fails",
    ),
}


def focuses(kb: KnowledgeBase) -> Iterator[Maker]:
    """All of them, for every line of every focus."""
    models = of_kind(kb, "focus")
    pure = [entry for entry in models if entry.id in {f"focus.{name}" for name in PURE}]
    for entry in models:
        topics = belongs_to(kb, entry, "focuses")
        for key, side in SIDES.items():
            for number, line in enumerate(entry.details[key], 1):
                yield Maker(f"{entry.id}.{key}.{number}", f"{entry.id}.{key}", topics, _side(entry, side, line))
        for key, whose in WHOSE.items():
            others = [other for other in (models if whose.of_all else pure) if other is not entry]
            for number, line in enumerate(entry.details[key] if whose.of_all or entry in pure else (), 1):
                name = f"{entry.id}.which.{key}"
                yield Maker(f"{name}.{number}", name, topics, _whose(entry, whose, line, others))


def _side(entry: Entry, side: _Side, line: str) -> Callable[[Random], Draft | None]:
    def draft(random: Random) -> Draft | None:
        wrong = list(entry.details[side.opposite])
        random.shuffle(wrong)
        if len(wrong) < MOST_CHOICES - 2 or gives_away(entry.title, line, wrong):
            return None
        asks = f"Which of these {side.asks} this way of organising RMs: {entry.title}?"
        said = f"{entry.title}: {entry.text}\n{side.why}"
        return Draft(asks, line, tuple(wrong), said, to_read(entry), entry.cites)

    return draft


def _whose(entry: Entry, whose: _Whose, line: str, others: list[Entry]) -> Callable[[Random], Draft | None]:
    def draft(random: Random) -> Draft | None:
        wrong = tuple(other.title for other in others)
        if gives_away(line, entry.title, wrong):
            return None
        said = f"{entry.title}: {entry.text}\n{whose.why}."
        return Draft(f"{whose.asks}\n{line}.", entry.title, wrong, said, to_read(entry), entry.cites)

    return draft
