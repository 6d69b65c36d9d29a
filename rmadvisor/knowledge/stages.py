"""Put the rules in the order in which they can work.

A fact belongs to a stage: 0 what was answered and what follows from it, 1 what the sizing works out, 2 the focus,
3 the levels and gaps of capabilities. A rule belongs to the latest stage among the facts it reads. Effects on the
sizing, the focus and the levels must come from a stage before the one they lead to, so nothing has to be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rmadvisor.knowledge.conditions import facts_of
from rmadvisor.knowledge.rules import Adjust, Assume, Band, Conclude, Effect, Prioritise, Require, Rule, Support
from rmadvisor.knowledge.vocabulary import Fact

STAGES = {"asked": 0, "sizing": 1, "focus": 2, "levels": 3}
LATEST: Mapping[type[Effect], int] = {Band: 0, Assume: 0, Adjust: 0, Support: 1, Require: 2, Prioritise: 3}
COMES_TOO_LATE = {0: "the sizing is done by then", 1: "the focus is decided by then", 2: "the levels are set by then"}


class Circle(Exception):
    """Facts that are concluded from one another. `path` begins and ends with the same fact; `rule` closes it."""

    def __init__(self, path: tuple[str, ...], rule: Rule) -> None:
        self.path, self.rule = path, rule
        super().__init__(" -> ".join(path))


def stages(rules: Iterable[Rule], vocabulary: Mapping[str, Fact]) -> dict[str, int]:
    """{rule id: stage}. Raises Circle when facts are concluded from one another."""
    rules = tuple(rules)
    concluding: dict[str, list[Rule]] = {}
    for rule in rules:
        for effect in rule.then:
            if isinstance(effect, Conclude):
                concluding.setdefault(effect.fact, []).append(rule)
    known = {name: STAGES[fact.origin] for name, fact in vocabulary.items() if fact.origin != "rules"}

    def of_fact(name: str, path: tuple[str, ...], asking: Rule) -> int:
        if name in path:
            raise Circle((*path[path.index(name) :], name), asking)
        if name not in known:
            known[name] = max((of_rule(rule, (*path, name)) for rule in concluding.get(name, ())), default=0)
        return known[name]

    def of_rule(rule: Rule, path: tuple[str, ...]) -> int:
        return max((of_fact(name, path, rule) for name in facts_of(rule.when)), default=0)

    return {rule.id: of_rule(rule, ()) for rule in rules}
