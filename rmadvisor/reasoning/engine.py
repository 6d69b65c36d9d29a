"""What a consultation asks of an engine: take facts, fire rules, chain what they conclude.

Two engines have this shape: durable-rules, which every consultation runs on, and the plain fixed point that defines
what is meant and that the first is compared with.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from rmadvisor.knowledge.conditions import Alternative
from rmadvisor.knowledge.rules import Conclude, Rule
from rmadvisor.reasoning.memory import Value


@dataclass(frozen=True, slots=True)
class Firing:
    """A rule that fired, and the tests that held. A rule fires once in a consultation."""

    rule: Rule
    tests: Alternative


class Session(Protocol):
    """One consultation. `memory` holds what was given so far and what rules concluded from it."""

    memory: dict[str, Value]

    def extend(self, facts: Mapping[str, Value]) -> list[Firing]:
        """Take more facts; every rule that fires now, in order, with all that chains from them."""


class Engine(Protocol):
    """A rule set made ready."""

    def session(self) -> AbstractContextManager[Session]: ...


def conclusions(rule: Rule) -> dict[str, Value]:
    """The facts that a rule adds to the working memory."""
    return {effect.fact: frozenset((effect.value,)) for effect in rule.then if isinstance(effect, Conclude)}
