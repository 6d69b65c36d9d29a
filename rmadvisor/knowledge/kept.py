"""The knowledge as plain values that can be kept, and back: what was read and found right need not be read again.

In:     KnowledgeBase, or the bytes that were made of one.
Out:    bytes, or the same KnowledgeBase to the last line number; None for bytes that are not quite that.
Method: Python's marshal, as for its own compiled modules: numbers, texts and tuples only, without a program in them.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable
from dataclasses import fields
from types import MappingProxyType
from typing import Any, get_args

from rmadvisor.knowledge.conditions import Alternatives, Test
from rmadvisor.knowledge.cursor import Document
from rmadvisor.knowledge.entries import Entry
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.policy import Parameter
from rmadvisor.knowledge.rules import Effect, Rule
from rmadvisor.knowledge.vocabulary import Fact
from rmadvisor.knowledge.words import NO_WORDS, FactWords, WordGroup

DETAILS = [field.name for field in fields(Entry)].index("details")
TESTS, EFFECTS = get_args(Test), get_args(Effect)


def written(kb: KnowledgeBase) -> bytes:
    """The knowledge as bytes."""
    return marshal.dumps(
        (
            kb.version,
            [_entry_row(entry) for entry in kb.entries.values()],
            [_fact_row(fact) for fact in kb.vocabulary.values()],
            [_rule_row(rule) for rule in kb.rules],
            [_row(parameter) for parameter in kb.parameters.values()],
            [_row(group) for group in kb.groups],
            dict(kb.stage),
            [(document.file, document.data) for document in kb.phrases],
        )
    )


def read(body: bytes | None, version: str) -> KnowledgeBase | None:
    """The knowledge of this version that was written, or None."""
    if body is None:
        return None
    try:
        found, entries, facts, rules, parameters, groups, stage, phrases = marshal.loads(body)  # noqa: S302
        if found != version:
            return None
        return KnowledgeBase(
            entries={row[0]: _entry(*row) for row in entries},
            vocabulary={row[0]: _fact(*row) for row in facts},
            rules=tuple([_rule(*row) for row in rules]),
            parameters={row[0]: Parameter(*row) for row in parameters},
            stage=stage,
            version=version,
            groups=tuple([WordGroup(*row) for row in groups]),
            phrases=tuple([Document(file, data) for file, data in phrases]),
        )
    except (ValueError, TypeError, EOFError, LookupError):
        return None


def _row(item: Any) -> tuple[Any, ...]:
    """The values of a record's fields, in their order."""
    return tuple([getattr(item, name) for name in item.__slots__])


def _entry_row(entry: Entry) -> tuple[Any, ...]:
    return tuple([dict(value) if isinstance(value, MappingProxyType) else value for value in _row(entry)])


def _entry(*row: Any) -> Entry:
    values = list(row)
    values[DETAILS] = MappingProxyType(values[DETAILS])
    return Entry(*values)


def _fact_row(fact: Fact) -> tuple[Any, ...]:
    *others, words = _row(fact)
    return (*others, None if words == NO_WORDS else _row(words))


def _fact(*row: Any) -> Fact:
    *values, words = row
    values.append(NO_WORDS if words is None else FactWords(*words))
    return Fact(*values)


def _rule_row(rule: Rule) -> tuple[Any, ...]:
    name, when, then, *others = _row(rule)
    return (name, tuple([_typed_rows(tests, TESTS) for tests in when]), _typed_rows(then, EFFECTS), *others)


def _rule(name: str, when: Iterable[Any], then: Iterable[Any], *others: Any) -> Rule:
    alternatives: Alternatives = tuple([tuple([TESTS[kind](*row) for kind, row in tests]) for tests in when])
    return Rule(name, alternatives, tuple([EFFECTS[kind](*row) for kind, row in then]), *others)


def _typed_rows(items: Iterable[Any], kinds: tuple[type, ...]) -> tuple[tuple[int, tuple[Any, ...]], ...]:
    """Each item as the number of its class and the values of its fields."""
    return tuple([(kinds.index(type(item)), _row(item)) for item in items])
