"""Say what is wrong with something a person wrote: what, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Problem(NamedTuple):
    """One fault. Line and column count from 1; line 0 means that the fault has no place inside the file."""

    file: str
    line: int
    column: int
    what: str
    mend: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        fault = f"{self.what}; {self.mend}" if self.mend else self.what
        return f"{place}: {fault}" if place else fault

    def as_dict(self) -> dict[str, str | int]:
        return {"file": self.file, "line": self.line, "column": self.column, "what": self.what, "mend": self.mend}


class BadInput(Exception):
    """Something that a person gave cannot be used. Carries every problem found, sorted by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


class NoKnowledge(BadInput):
    """A folder of kb/ or rules/ is not there, or holds nothing."""


def nearest(word: str, names: Iterable[str], most: int = 3) -> list[str]:
    """The names that a misspelt word may have meant, best first; none when nothing is near."""
    from rapidfuzz import fuzz, process  # imported only when somebody has misspelt something

    pool = list(dict.fromkeys(names))
    found = process.extract(word, pool, scorer=fuzz.ratio, processor=str.lower, score_cutoff=60, limit=most)
    return [name for name, _, _ in found]


FEW = 12  # names that can be read in one line


def did_you_mean(word: str, names: Iterable[str], otherwise: str = "") -> str:
    """How to mend an unknown name: the nearest right ones, or all of them when they are few.

    >>> did_you_mean("integrted", ["none", "basic", "integrated", "advanced"])
    "did you mean 'integrated'?"
    """
    pool = list(names)
    near = nearest(word, pool)
    if near:
        return "did you mean " + " or ".join(f"'{name}'" for name in near) + "?"
    if otherwise or not pool:
        return otherwise or "remove it"
    return "choose from: " + ", ".join(pool) if len(pool) <= FEW else "correct or remove it"
