"""What a deep check reports: one flaw, where it lies, and the answers that show it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Progress = Callable[[str, int, int], None]  # what is being looked at, how much of it is done, how much there is


def silent(part: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """`kind` is what is wrong in one word; a `fault` makes the check fail, the others are for the author to judge.

    `answers` show it, and were tried; None where nothing can show it, as for a rule that no answers reach. `seen` says
    what the consultation on them found. `mend` says what to do about it.
    """

    kind: str
    fault: bool
    what: str
    mend: str
    where: str
    rules: tuple[str, ...] = ()
    answers: Mapping[str, Any] | None = None
    seen: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "fault": self.fault,
            "what": self.what,
            "mend": self.mend,
            "where": self.where,
            "rules": list(self.rules),
            "answers": None if self.answers is None else dict(self.answers),
            "seen": self.seen,
        }


@dataclass(slots=True)
class Budget:
    """The time there is, in seconds, and what there was no time for."""

    seconds: float
    begun: float = field(default_factory=time.monotonic)
    left_out: list[str] = field(default_factory=list)

    @property
    def over(self) -> bool:
        return time.monotonic() - self.begun > self.seconds

    def share(self, part: float) -> Budget:
        """A part of the time that is left, for one search; what it leaves out is told here."""
        rest = max(self.seconds - (time.monotonic() - self.begun), 0.0)
        return Budget(rest * part, left_out=self.left_out)
