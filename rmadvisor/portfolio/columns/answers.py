"""How answers stand in a table that the rules are read over: the names of its columns, and the facts they carry.

A choice or a yes/no is a column "<fact>" with the mask of what it may be, a set one with the mask of its members, a
present level a column "skills.<capability>". A number is the two columns "<fact>.low" and "<fact>.high" (of a figure
that is certain both are the same; a null end is open), or one column "<fact>" where every row is certain: that is
cheaper. All are null where nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rmadvisor.knowledge.vocabulary import Fact, Vocabulary
from rmadvisor.portfolio.columns.literals import Column

SKILL = "skills."


@dataclass(frozen=True, slots=True)
class Choice:
    """The mask of the values that a choice or a yes/no may still have; bit i is the i-th of `values_of`."""

    mask: Column


@dataclass(frozen=True, slots=True)
class Number:
    """The two ends of a number. Of an `open` one a null end is not known, and both are null where nothing is."""

    low: Column
    high: Column
    open: bool = False


@dataclass(frozen=True, slots=True)
class Members:
    """The mask of a set's members; bit i is the i-th choice."""

    mask: Column


Known = Choice | Number | Members


def values_of(fact: Fact) -> tuple[str | bool, ...]:
    """The values of a choice or a yes/no in the order of their bits."""
    return (False, True) if fact.type == "yes_no" else tuple(fact.choices)


def mask_of(fact: Fact, values: Iterable[str | bool]) -> int:
    """The mask of some values of a fact."""
    order = values_of(fact)
    return sum(1 << order.index(value) for value in values)


def columns_of(name: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The columns of a fact, or of a present level."""
    if name in vocabulary and vocabulary[name].numeric:
        return f"{name}.low", f"{name}.high"
    return (name,)


def given(table: Any, names: Iterable[str], vocabulary: Vocabulary) -> dict[str, Known]:
    """The facts and present levels of a table, ready for the rules to be read over them."""
    found: dict[str, Known] = {}
    for name in names:
        if name.startswith(SKILL) or (vocabulary[name].numeric and name in table.columns):
            found[name] = Number(table[name], table[name])
        elif vocabulary[name].numeric:
            low, high = columns_of(name, vocabulary)
            found[name] = Number(table[low], table[high], open=True)
        elif vocabulary[name].type == "choices":
            found[name] = Members(table[name])
        else:
            found[name] = Choice(table[name])
    return found
