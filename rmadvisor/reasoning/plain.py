"""The plain fixed point: what the rules mean, in a few lines; durable-rules must agree with it.

A fact that becomes known passes some tests. A rule fires when every test of one of its alternatives has passed. What
it concludes becomes known in turn, until nothing new fires. Nothing is ever taken back: rules are ordered in stages, so
that a fact is absent or final when it is looked at, and rules that could conclude two values are refused at loading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache

from rmadvisor.knowledge.conditions import Missing, Test
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import Rule
from rmadvisor.reasoning.engine import Firing, conclusions
from rmadvisor.reasoning.memory import Value, holds

Waiting = list[tuple[frozenset[int], Firing]]  # the numbers of the tests that must pass, and what fires then


class PlainEngine:
    """The distinct tests by the fact they look at, and the alternatives of all rules by the stage they wait for."""

    def __init__(self, rules: Iterable[Rule], stage: Mapping[str, int]) -> None:
        numbers: dict[Test, int] = {}
        self.waiting: dict[int, Waiting] = {}
        for rule in rules:
            for tests in rule.when:
                needs = frozenset(numbers.setdefault(test, len(numbers)) for test in tests)
                self.waiting.setdefault(stage[rule.id], []).append((needs, Firing(rule, tests)))
        self.tests: dict[str, list[tuple[int, Test]]] = {}
        self.missing: dict[str, int] = {}
        for test, number in numbers.items():
            if isinstance(test, Missing):
                self.missing[test.fact] = number
            else:
                self.tests.setdefault(test.fact, []).append((number, test))

    @contextmanager
    def session(self) -> Iterator[PlainSession]:
        yield PlainSession(self)


@lru_cache(maxsize=4)
def plain_engine(kb: KnowledgeBase) -> PlainEngine:
    """The plain engine of a knowledge base, made once: for trials by the hundred, where nothing is put on record."""
    return PlainEngine(kb.rules, kb.stage)


class PlainSession:
    """One consultation; each call of `extend` brings the facts of the next stage."""

    def __init__(self, engine: PlainEngine) -> None:
        self.engine, self.stage = engine, 0
        self.memory: dict[str, Value] = {}
        self.passed: set[int] = set()
        self.fired: set[str] = set()

    def extend(self, facts: Mapping[str, Value]) -> list[Firing]:
        if self.stage == 0:
            self.passed.update(number for fact, number in self.engine.missing.items() if fact not in facts)
        waiting = self.engine.waiting.get(self.stage, [])
        self.stage += 1
        fired: list[Firing] = []
        fresh: Mapping[str, Value] = facts
        while True:
            self.memory.update(fresh)
            for fact in fresh:
                self.passed.update(
                    number for number, test in self.engine.tests.get(fact, ()) if holds(test, self.memory)
                )
            ready: list[Firing] = []
            still: Waiting = []
            for needs, firing in waiting:
                if needs <= self.passed:
                    ready.append(firing)
                else:
                    still.append((needs, firing))
            waiting = still
            fresh = {}
            for firing in ready:
                if firing.rule.id not in self.fired:
                    self.fired.add(firing.rule.id)
                    fired.append(firing)
                    fresh.update(conclusions(firing.rule))
            fresh = {fact: value for fact, value in fresh.items() if fact not in self.memory}
            if not fresh:
                return fired
