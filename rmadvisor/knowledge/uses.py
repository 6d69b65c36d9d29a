"""Who uses what: for each id the entries, rules and parameters that cite, name, test or set it.

In:     entries, rules and parameters.
Out:    {id: ids of its users}, each in the order of the files: entries, rules, parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rmadvisor.knowledge.conditions import facts_of
from rmadvisor.knowledge.entries import Entry
from rmadvisor.knowledge.policy import Parameter
from rmadvisor.knowledge.rules import (
    PLACEHOLDER,
    Adjust,
    Advise,
    Assume,
    Band,
    Conclude,
    Effect,
    Prioritise,
    Require,
    Rule,
    Support,
    Warn,
)


def uses(entries: Iterable[Entry], rules: Iterable[Rule], parameters: Iterable[Parameter]) -> Mapping[str, list[str]]:
    """Everything that is used, with its users; nothing is its own user."""
    found: dict[str, dict[str, None]] = {}
    named = (
        *((entry.id, _by_entry(entry)) for entry in entries),
        *((rule.id, _by_rule(rule)) for rule in rules),
        *((parameter.name, iter(parameter.cites)) for parameter in parameters),
    )
    for user, names in named:
        for name in names:
            if name != user:
                found.setdefault(name, {})[user] = None
    return {name: list(users) for name, users in found.items()}


def _by_entry(entry: Entry) -> Iterator[str]:
    yield from _cited(entry.cites)
    yield from entry.related
    yield from entry.details.get("pools", ())
    if "group" in entry.details:
        yield entry.details["group"]


def _by_rule(rule: Rule) -> Iterator[str]:
    yield from _cited(rule.cites)
    for fact in facts_of(rule.when):
        yield fact
        kind, _, capability = fact.partition(".")
        if kind in ("level", "gap"):
            yield capability
    for effect in rule.then:
        yield from _by_effect(effect)


def _cited(cites: Iterable[str]) -> Iterator[str]:
    """What cites a section uses its source too."""
    for cite in cites:
        yield cite
        yield cite.partition("#")[0]


def _by_effect(effect: Effect) -> Iterator[str]:
    match effect:
        case Conclude(fact=name) | Require(capability=name) | Prioritise(capability=name) | Band(benchmark=name):
            yield name
        case Support(focus=name):
            yield from (name, f"focus.{name}")
        case Assume(quantity=name, default=default):
            yield from (name, default)
        case Adjust(quantity=name):
            yield name
        case Advise(text=text) | Warn(text=text):
            yield from PLACEHOLDER.findall(text)
