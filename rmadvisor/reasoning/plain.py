"""The plain fixed point: sweep the rules until nothing new fires. It defines what the rules mean; durable-rules must agree.

Nothing is ever taken back: the tests see a fact either absent or final, because rules are ordered in stages and two rules
that could conclude different values are refused when they are loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from rmadvisor.knowledge.rules import Rule
from rmadvisor.reasoning.engine import Firing, conclusions
from rmadvisor.reasoning.memory import Value, holds


class PlainEngine:
    """Rules by the stage whose facts they wait for, so that each sweep looks only at rules that can fire by then."""

    def __init__(self, rules: Iterable[Rule], stage: Mapping[str, int]) -> None:
        self.waiting: dict[int, list[Rule]] = {}
        for rule in rules:
            self.waiting.setdefault(stage[rule.id], []).append(rule)

    @contextmanager
    def session(self) -> Iterator[PlainSession]:
        yield PlainSession(self.waiting)


class PlainSession:
    """One consultation; each call of `extend` brings the facts of the next stage."""

    def __init__(self, waiting: Mapping[int, list[Rule]]) -> None:
        self.memory: dict[str, Value] = {}
        self.waiting, self.stage = waiting, 0

    def extend(self, facts: Mapping[str, Value]) -> list[Firing]:
        self.memory.update(facts)
        left = self.waiting.get(self.stage, [])
        self.stage += 1
        fired: list[Firing] = []
        size = -1
        while size < len(fired):
            size, still = len(fired), []
            for rule in left:
                for tests in rule.when:
                    if all(holds(test, self.memory) for test in tests):
                        fired.append(Firing(rule, tests))
                        self.memory.update(conclusions(rule))
                        break
                else:
                    still.append(rule)
            left = still
        return fired
