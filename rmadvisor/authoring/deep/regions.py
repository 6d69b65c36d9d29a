"""Regions of answers: one cell each of one question or two, or of as many as a flaw needs.

In:     Trial.
Out:    the questions that rules rest on, an answer in each cell, regions in words, flaws with what they show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from rmadvisor.authoring.deep.flaws import Flaw
from rmadvisor.authoring.deep.trying import Trial
from rmadvisor.knowledge.conditions import base
from rmadvisor.knowledge.rules import Rule


def behind(trial: Trial, rules: Iterable[Rule]) -> list[str]:
    """The questions that rules rest on, through all derived facts."""
    found: dict[str, None] = {}
    todo = list(rules)
    seen: set[str] = set()
    while todo:
        rule = todo.pop()
        if rule.id in seen:
            continue
        seen.add(rule.id)
        for name in (base(test.fact) for tests in rule.when for test in tests):
            if trial.kb.vocabulary[name].origin == "asked":
                found[name] = None
            todo.extend(trial.kb.concluding.get(name, ()))
    return [name for name in trial.kb.vocabulary if name in found]


def cells(trial: Trial, name: str) -> list[Any]:
    """One answer for each cell of a question."""
    values = [trial.in_cell(unit, cell) for unit, cell in trial.cells(name)]
    found: list[Any] = []
    for value in values:
        if value is not None and value not in found:
            found.append(value)
    return found


def verified(trial: Trial, flaw: Flaw, seen: str) -> Flaw:
    """The flaw with what the engine of record finds on its answers."""
    found = trial.verify(flaw.answers or {})
    told = seen if found is not None else "these answers cannot be given together"
    return replace(flaw, seen=told)


def said(region: Mapping[str, Any]) -> str:
    return " and ".join(f"{name} is {_value(value)}" for name, value in region.items())


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " + ".join(value) or "empty"
    return f"{value:g}" if isinstance(value, float) else str(value)
