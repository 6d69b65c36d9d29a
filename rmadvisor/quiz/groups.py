"""Made-up groups of RMs, drawn from the situations in kb/ and told in words.

In:     KnowledgeBase, a situation, a seeded random source.
Out:    the answers of a group, as in an answers file.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from random import Random
from typing import Any

from rmadvisor.knowledge.conditions import base, facts_of
from rmadvisor.knowledge.entries import Entry
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import Support
from rmadvisor.report.values import told

SEGMENT = "segment"
BOOKS = POSTS, CUSTOMERS, _ = ("rm_count", "customers", "customers_per_rm")  # three views of two figures
Case = Mapping[str, Any]


def told_by(kb: KnowledgeBase, effect: type[Support]) -> frozenset[str]:
    """The asked facts on which rules with this effect look, through whatever rules conclude."""
    found: set[str] = set()
    ahead = [name for rule in kb.with_effect(effect) for name in facts_of(rule.when)]
    while ahead:
        name = base(ahead.pop())
        if name not in found:
            found.add(name)
            ahead += [fact for rule in kb.concluding.get(name, ()) for fact in facts_of(rule.when)]
    return frozenset(found)


def drawn(
    situation: Entry, random: Random, most: int, among: Container[str] = (), always: tuple[str, ...] = (SEGMENT,)
) -> dict[str, Any]:
    """A group: one plausible answer for each of the facts that are always told, and for some others."""
    facts = situation.details["facts"]
    others = [name for name in facts if name not in (SEGMENT, *BOOKS) and (not among or name in among)]
    chosen = {*always, *random.sample(others, min(most, len(others)))}
    return {name: random.choice(values) for name, values in facts.items() if name in chosen}


def in_words(kb: KnowledgeBase, situation: Entry, case: Case) -> str:
    """A group as a person reads it."""
    lines = [f"{situation.title}. {situation.text}"]
    for name, value in case.items():
        if name in kb.vocabulary:
            fact = kb.vocabulary[name]
            unit = f" {fact.unit}" if fact.numeric and fact.type != "percent" and fact.unit else ""
            lines.append(f"- {fact.meaning}: {told(value, fact)}{unit}")
    return "\n".join(lines)


def known(kb: KnowledgeBase, *names: str) -> tuple[str, ...]:
    return tuple(name for name in names if name in kb.entries)


def rounded(number: float) -> int:
    """To two figures, as a person would tell it.

    >>> rounded(1234.5), rounded(36.2), rounded(7.4)
    (1200, 36, 7)
    """
    return max(1, int(float(f"{number:.2g}")))
