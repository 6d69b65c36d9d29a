"""What was found in a text: facts with their places, and what cannot be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Found:
    """A fact said in the text. `value` is in the form of an answers file; `span` counts characters."""

    fact: str
    value: Any
    span: tuple[int, int]
    text: str

    def as_dict(self) -> dict[str, Any]:
        return {"fact": self.fact, "value": self.value, "span": list(self.span), "text": self.text}


@dataclass(frozen=True, slots=True)
class Unclear:
    """Something that may be said of several facts, or of none; `candidates` are their names, the likeliest first."""

    text: str
    span: tuple[int, int]
    candidates: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {"text": self.text, "span": list(self.span), "candidates": list(self.candidates)}


@dataclass(frozen=True, slots=True)
class Understood:
    """Everything found in a text. `corrects` says that the text itself takes something back; `topics` are facts that it
    names without a value; `imagined` facts are given only as a thought ("what if we had 20 RMs")."""

    facts: tuple[Found, ...]
    unclear: tuple[Unclear, ...]
    corrects: bool = False
    topics: tuple[str, ...] = ()
    imagined: tuple[Found, ...] = ()

    @property
    def values(self) -> dict[str, Any]:
        return {found.fact: found.value for found in self.facts}

    def as_dict(self) -> dict[str, Any]:
        return {
            "facts": [found.as_dict() for found in self.facts],
            "unclear": [unclear.as_dict() for unclear in self.unclear],
        }
