"""What follows for every row of a table: the stages of a consultation, one after another, as columns.

In:     KnowledgeBase, an Ibis table of answers (answers.py says how they stand there).
Out:    the table with what follows; nothing is computed until a backend is asked for it.
Never:  says what is settled or still open: that needs possible values, a consultation for each row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import ibis

from rmadvisor.knowledge.conditions import Alternatives, facts_of
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import Conclude
from rmadvisor.portfolio.columns import capabilities, coverage, focus, notes
from rmadvisor.portfolio.columns.answers import Choice, Known, Number, mask_of
from rmadvisor.portfolio.columns.literals import whole
from rmadvisor.portfolio.columns.memory import Memory
from rmadvisor.portfolio.columns.quantities import quantities

TRAINED_FIRST = 5  # what a consultation calls the leading capabilities


def what_follows(kb: KnowledgeBase, table: Any, names: Collection[str]) -> Memory:
    """What follows from the named facts and "skills.<capability>" of a table; other facts are known nowhere."""
    tests = (test for rule in kb.rules for tests in rule.when for test in tests)
    memory = Memory(table, kb.vocabulary, tests, names)
    coverage.books(memory)
    asked = {name: known for name, known in memory.given.items() if name in kb.vocabulary}
    if "customers_per_rm" in asked or {"customers", "rm_count"} <= asked.keys():
        asked["customers_per_rm"] = Number(memory["current_low"], memory["current_high"], open=True)
    memory.learn(asked)
    _conclude(memory, kb, 0)
    quantities(memory, kb)
    coverage.workload(memory, kb)
    coverage.benchmark(memory, kb)
    coverage.meet(memory)
    coverage.break_even(memory)
    coverage.demand(memory)
    memory.learn(coverage.told(memory, kb))
    _conclude(memory, kb, 1)
    focus.weigh(memory, kb)
    focus.decide(memory, kb)
    memory.learn(focus.told(memory, kb))
    _conclude(memory, kb, 2)
    capabilities.levels(memory, kb)
    memory.learn(capabilities.told(memory, kb))
    _conclude(memory, kb, 3)
    capabilities.keys(memory, kb)
    capabilities.first(memory, TRAINED_FIRST)
    capabilities.packed(memory, kb)
    notes.note(memory, kb)
    return memory


def _conclude(memory: Memory, kb: KnowledgeBase, stage: int) -> None:
    """The facts that rules conclude in a stage, those first that the others are concluded from."""
    waiting: dict[str, list[tuple[Alternatives, str | bool]]] = {}
    for fact, rules in kb.concluding.items():
        if max(kb.stage[rule.id] for rule in rules) == stage:
            waiting[fact] = [
                (r.when, e.value) for r in rules for e in r.then if isinstance(e, Conclude) and e.fact == fact
            ]
    while waiting:
        ready = [name for name, cases in waiting.items() if not _reads(cases) & waiting.keys()]
        found: dict[str, Known] = {}
        for name in ready:
            cases = [(when, whole(mask_of(kb.vocabulary[name], (value,)))) for when, value in waiting.pop(name)]
            if any(memory.fires(when) is not None for when, _ in cases):
                found[name] = Choice(memory.first(cases, ibis.null("int64")))
        memory.learn(found)


def _reads(cases: Iterable[tuple[Alternatives, str | bool]]) -> set[str]:
    return {name for when, _ in cases for name in facts_of(when)}
