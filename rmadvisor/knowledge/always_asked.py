"""Which questions every interview must ask, and the rules that make it so.

A rule that looks at one question alone can fire for everybody, so that question can always matter; so can a quantity of
the workload. Guarding such a rule by context shortens the interview, whatever the strategy of asking.

In:     KnowledgeBase.
Out:    {fact: ids of the rules}, the facts with most rules first. Advice alone makes nothing a must.
"""

from __future__ import annotations

from rmadvisor.knowledge.conditions import base
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import Advise, Conclude, Rule


def always_asked(kb: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    """The facts that some rule looks at alone, with those rules."""
    behind: dict[str, frozenset[str]] = {}

    def questions(name: str) -> frozenset[str]:
        """The questions that a fact rests on; itself where it is asked or worked out."""
        if name not in behind:
            behind[name] = frozenset((name,))
            rules = kb.concluding.get(name, ())
            if rules:
                behind[name] = frozenset().union(*(of_tests(rule) for rule in rules))
        return behind[name]

    def of_tests(rule: Rule) -> frozenset[str]:
        names = (base(test.fact) for tests in rule.when for test in tests)
        return frozenset().union(*(questions(name) for name in names))

    found: dict[str, list[str]] = {}
    for rule in kb.rules:
        if all(isinstance(effect, Advise | Conclude) for effect in rule.then):
            continue
        for tests in rule.when:
            alone = frozenset().union(*(questions(base(test.fact)) for test in tests)) if tests else frozenset()
            if len(alone) == 1:
                (name,) = alone
                if kb.vocabulary[name].origin == "asked" and rule.id not in found.setdefault(name, []):
                    found[name].append(rule.id)
    return {name: tuple(found[name]) for name in sorted(found, key=lambda name: -len(found[name]))}
