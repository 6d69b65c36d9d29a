"""A question with its choices and its worked answer, and what it is made from.

In:     Draft: what is asked, what is right and what is wrong about it.
Out:    QuizQuestion: the same with the choices in a random order.
Never:  tells the answer in the question: `gives_away` finds those that would.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

MOST_CHOICES = 4
WORD = re.compile(r"[a-z]{5,}")


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """`answer` is the place of the right choice, from 0. `read` are entries of kb/, `source` what the answer cites;
    `case` are the answers of the made-up group that the question is about, as in an answers file."""

    id: str
    topic: str
    text: str
    choices: tuple[str, ...]
    answer: int
    explanation: str
    read: tuple[str, ...]
    source: tuple[str, ...]
    case: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "topic": self.topic,
            "text": self.text,
            "choices": list(self.choices),
            "answer": self.answer,
            "explanation": self.explanation,
            "read": list(self.read),
            "source": list(self.source),
            "case": dict(self.case),
        }


@dataclass(frozen=True, slots=True)
class Draft:
    """A question before its choices have an order; of `wrong` the first ones are taken."""

    text: str
    right: str
    wrong: tuple[str, ...]
    explanation: str
    read: tuple[str, ...]
    source: tuple[str, ...]
    case: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes one question: its id, what it is about (a quiz goes on to other subjects before it comes back to one), the
    topics it belongs to (the one it counts for first), and how it is drafted: None where no good question comes of it.
    """

    id: str
    subject: str
    topics: tuple[str, ...]
    draft: Callable[[Random], Draft | None]


def asked(maker: Maker, draft: Draft, random: Random) -> QuizQuestion:
    """The question with its choices in a random order."""
    choices = [draft.right, *draft.wrong[: MOST_CHOICES - 1]]
    random.shuffle(choices)
    return QuizQuestion(
        maker.id,
        maker.topics[0],
        draft.text,
        tuple(choices),
        choices.index(draft.right),
        draft.explanation,
        draft.read,
        draft.source,
        draft.case,
    )


def gives_away(text: str, right: str, wrong: Iterable[str]) -> bool:
    """Whether the words of the question point at the right choice more than at any other.

    >>> gives_away("Giving a client full attention", "Full attention", ["Credit"])
    True
    >>> gives_away("Giving a client full attention", "Active listening", ["Credit"])
    False
    """
    said = _stems(text)
    shared = len(said & _stems(right))
    return shared > 0 and shared > max((len(said & _stems(choice)) for choice in wrong), default=0)


def _stems(text: str) -> set[str]:
    return {word[:5] for word in WORD.findall(text.lower())}
