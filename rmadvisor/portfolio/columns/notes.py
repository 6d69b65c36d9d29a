"""Advice and warnings in columns: which rules give them, as bits of whole numbers.

In:     Memory with everything that rules test; the `advise` and `warn` effects.
Out:    columns "warnings 0", "warnings 1" ... and "advice 0" ...; bit i of the n-th is note WIDTH * n + i of `notes`.
"""

from __future__ import annotations

import operator
from functools import reduce

import ibis

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import Advise, Warn
from rmadvisor.portfolio.columns.literals import Column, whole
from rmadvisor.portfolio.columns.memory import WIDTH, Memory

KINDS = {"warnings": Warn, "advice": Advise}


def notes(kb: KnowledgeBase, kind: str) -> tuple[str, ...]:
    """The ids of the rules that warn or advise, in the order in which a consultation gives them."""
    found = [
        rule
        for rule in sorted(kb.rules, key=lambda rule: (kb.stage[rule.id], kb.rank[rule.id]))
        if any(isinstance(effect, KINDS[kind]) for effect in rule.then)
    ]
    return tuple(rule.id for rule in sorted(found, key=lambda rule: min(map(len, rule.when)), reverse=True))


def note(memory: Memory, kb: KnowledgeBase) -> None:
    """Add the bits of all notes."""
    columns: dict[str, Column] = {}
    for kind in KINDS:
        ids = notes(kb, kind)
        for word in range(0, max(len(ids), 1), WIDTH):
            bits = [
                ibis.cases((fires, whole(1 << i)), else_=whole(0))
                for i, rule in enumerate(ids[word : word + WIDTH])
                if (fires := memory.fires(kb.rule[rule].when)) is not None
            ]
            columns[f"{kind} {word // WIDTH}"] = reduce(operator.or_, bits, whole(0))
    memory.add(columns)
