"""What differs between two states of the knowledge: entries, facts, rules and policy, field by field.

In:     two KnowledgeBases.
Out:    Change for each thing that is new, gone or another; where a thing stands in its file is no part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rmadvisor.knowledge.conditions import base
from rmadvisor.knowledge.entries import Entry
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.policy import Parameter
from rmadvisor.knowledge.rules import Rule, effect_as_dict
from rmadvisor.knowledge.vocabulary import Fact
from rmadvisor.reasoning.explanation.thresholds import must_be


@dataclass(frozen=True, slots=True)
class Field:
    """One field before and after."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """`kind` is entry, fact, rule or policy; `how` is added, removed or changed; only then there are `fields`."""

    kind: str
    id: str
    how: str
    title: str
    where: str
    fields: tuple[Field, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "id": self.id,
            "how": self.how,
            "title": self.title,
            "where": self.where,
            "fields": [{"name": f.name, "before": f.before, "after": f.after} for f in self.fields],
        }


def changes(old: KnowledgeBase, new: KnowledgeBase) -> tuple[Change, ...]:
    """Everything that differs, entries first."""
    asked = {name: fact for name, fact in old.vocabulary.items() if fact.origin != "levels"}
    asked_now = {name: fact for name, fact in new.vocabulary.items() if fact.origin != "levels"}
    return (
        *_of("entry", old.entries, new.entries, _entry, _entry, lambda entry: entry.title),
        *_of("fact", asked, asked_now, _fact, _fact, lambda fact: fact.meaning),
        *_of("rule", old.rule, new.rule, lambda r: _rule(r, old), lambda r: _rule(r, new), lambda rule: rule.because),
        *_of("policy", old.parameters, new.parameters, _parameter, _parameter, lambda each: each.because),
    )


def _of(
    kind: str,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    before: Callable[[Any], dict[str, Any]],
    after: Callable[[Any], dict[str, Any]],
    title: Callable[[Any], str],
) -> Iterator[Change]:
    for name in dict.fromkeys((*old, *new)):
        if name not in new:
            yield Change(kind, name, "removed", title(old[name]), old[name].where)
        elif name not in old:
            yield Change(kind, name, "added", title(new[name]), new[name].where)
        else:
            was, now = before(old[name]), after(new[name])
            names = (key for key in dict.fromkeys((*was, *now)) if was.get(key) != now.get(key))
            fields = tuple(Field(key, was.get(key), now.get(key)) for key in names)
            if fields:
                yield Change(kind, name, "changed", title(new[name]), new[name].where, fields)


def _entry(entry: Entry) -> dict[str, Any]:
    lists = {"cites": entry.cites, "terms": entry.terms, "related": entry.related}
    details = {name: _plain(value) for name, value in entry.details.items()}
    own = {"kind": entry.kind, "title": entry.title, "text": entry.text}
    return {**own, **{name: list(value) for name, value in lists.items()}, **details}


def _fact(fact: Fact) -> dict[str, Any]:
    names = ("origin", "type", "choices", "unit", "at_most", "meaning", "group", "question", "help", "why", "fixed")
    return {**{name: _plain(getattr(fact, name)) for name in names}, "together": list(fact.together)}


def _rule(rule: Rule, kb: KnowledgeBase) -> dict[str, Any]:
    """A rule as it would stand in a file; its premises in their normal form, one mapping an alternative."""
    when = [{test.fact: must_be(test, kb.vocabulary[base(test.fact)]) for test in tests} for tests in rule.when]
    then = [effect_as_dict(effect) for effect in rule.then]
    return {"when": when, "then": then, "because": rule.because, "cites": list(rule.cites)}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {"value": parameter.value, "because": parameter.because, "cites": list(parameter.cites)}


def _plain(value: Any) -> Any:
    """A value as JSON takes it."""
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value
