"""Refuse something in words: what is wrong and how to mend it, with no place in any file."""

from __future__ import annotations

from rmadvisor.knowledge.problems import BadInput, Problem


def refusal(what: str, mend: str) -> BadInput:
    """The error to raise."""
    return BadInput([Problem("", 0, 0, what, mend)])


class Unusable(BadInput):
    """The session file cannot be used; what was asked for may go on without it."""


def unusable(what: str, mend: str) -> Unusable:
    """The error to raise about a session file."""
    return Unusable([Problem("", 0, 0, what, mend)])
