"""What differs between two states of the knowledge: entries, facts, rules, policy and words, field by field.

In:     two States.
Out:    Change for each thing that is new, gone or another; where a thing stands in its file is no part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from typing import Any

from rmadvisor.authoring.states import State
from rmadvisor.knowledge.conditions import Test, base
from rmadvisor.knowledge.entries import Entry
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.phrasebook import PARTS
from rmadvisor.knowledge.policy import Parameter
from rmadvisor.knowledge.rules import Rule, effect_as_dict
from rmadvisor.knowledge.vocabulary import Fact
from rmadvisor.knowledge.words import WordGroup
from rmadvisor.reasoning.explanation.thresholds import must_be


@dataclass(frozen=True, slots=True)
class Field:
    """One field before and after."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """`kind` is entry, fact, rule, policy, words (a group that facts share) or phrases (of the phrasebook); `how` is
    added, removed or changed; only then there are `fields`."""

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


@dataclass(frozen=True, slots=True)
class _Phrases:
    """What the phrasebook lists under one name, from all its files."""

    part: str
    texts: tuple[str, ...]
    where: str


def changes(old: State, new: State) -> tuple[Change, ...]:
    """Everything that differs, entries first."""
    was, now = old.kb, new.kb
    facts, facts_now = ({n: f for n, f in kb.vocabulary.items() if f.origin != "levels"} for kb in (was, now))
    groups, groups_now = ({group.name: group for group in kb.groups} for kb in (was, now))
    parts: tuple[tuple[str, Mapping[str, Any], Mapping[str, Any], Reader, Reader], ...] = (
        ("entry", was.entries, now.entries, _entry, _entry),
        ("fact", facts, facts_now, _fact, _fact),
        ("rule", was.rule, now.rule, lambda rule: _rule(rule, was), lambda rule: _rule(rule, now)),
        ("policy", was.parameters, now.parameters, _parameter, _parameter),
        ("words", groups, groups_now, _group, _group),
        ("phrases", _phrases_of(was), _phrases_of(now), _phrases, _phrases),
    )
    found: list[Change] = []
    for kind, before, after, read_before, read_after in parts:
        for name in dict.fromkeys((*before, *after)):
            if name not in after:
                found.append(Change(kind, name, "removed", _title(before[name]), old.where(before[name].where)))
                continue
            title, where = _title(after[name]), new.where(after[name].where)
            if name not in before:
                found.append(Change(kind, name, "added", title, where))
            elif fields := tuple(_fields(read_before(before[name]), read_after(after[name]))):
                found.append(Change(kind, name, "changed", title, where, fields))
    return tuple(found)


Reader = Callable[[Any], dict[str, Any]]


def _fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Field]:
    for key in dict.fromkeys((*before, *after)):
        if before.get(key) != after.get(key):
            yield Field(key, before.get(key), after.get(key))


def _title(item: Any) -> str:
    """What a thing is about, in its own words."""
    match item:
        case Entry():
            return item.title
        case Fact():
            return item.meaning
        case WordGroup():
            return ", ".join(item.words)
        case _Phrases():
            return "; ".join(item.texts)
    return str(item.because)


def _entry(entry: Entry) -> dict[str, Any]:
    lists = {"cites": entry.cites, "terms": entry.terms, "related": entry.related}
    details = {name: _plain(value) for name, value in entry.details.items()}
    own = {"kind": entry.kind, "title": entry.title, "text": entry.text}
    return {**own, **{name: list(value) for name, value in lists.items()}, **details}


def _fact(fact: Fact) -> dict[str, Any]:
    names = ("origin", "type", "choices", "unit", "at_most", "meaning", "group", "question", "help", "why", "fixed")
    words = {f"words.{part.name}": _plain(getattr(fact.words, part.name)) for part in dataclass_fields(fact.words)}
    return {**{name: _plain(getattr(fact, name)) for name in names}, "together": list(fact.together), **words}


def _rule(rule: Rule, kb: KnowledgeBase) -> dict[str, Any]:
    """A rule as it would stand in a file; its premises in their normal form, one mapping an alternative."""
    when = [_written(tests, kb) for tests in rule.when]
    then = [effect_as_dict(effect) for effect in rule.then]
    return {"when": when, "then": then, "because": rule.because, "cites": list(rule.cites)}


def _written(tests: Iterable[Test], kb: KnowledgeBase) -> dict[str, Any]:
    """Tests as they would stand in a `when`; a second one on the members of a set stands under its own name."""
    found: dict[str, Any] = {}
    for test in tests:
        name = base(test.fact)
        found[test.fact if name in found else name] = _plain(must_be(test, kb.vocabulary[name]))
    return found


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {"value": parameter.value, "because": parameter.because, "cites": list(parameter.cites)}


def _group(group: WordGroup) -> dict[str, Any]:
    return {"words": list(group.words), "terms": list(group.terms)}


def _phrases(phrases: _Phrases) -> dict[str, Any]:
    return {"texts": list(phrases.texts)}


def _phrases_of(kb: KnowledgeBase) -> dict[str, _Phrases]:
    """The phrasebook by part and name, as in "asked guidance.crm-systems"."""
    found: dict[str, _Phrases] = {}
    for root in (document.root() for document in kb.phrases):
        for part in filter(root.has, PARTS):
            for name, lines in root.at(part).items():
                before = found.get(f"{part} {name}", _Phrases(part, (), lines.where))
                texts = (*before.texts, *(str(line).strip() for line in lines.value))
                found[f"{part} {name}"] = _Phrases(part, texts, before.where)
    return found


def _plain(value: Any) -> Any:
    """A value as JSON takes it."""
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return int(value) if isinstance(value, float) and value == int(value) else value
