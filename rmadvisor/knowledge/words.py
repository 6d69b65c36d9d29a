"""The words by which people give a fact: data that stands beside the fact, read and checked with it.

In:     `words:` of a fact in rules/*.yaml; the section `words`, groups of words that mean the same.
Out:    FactWords, WordGroups. A phrase may use {group}, [a part that may be missing] and (one|or another).
Errors: complaints at the place of the phrase.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from rmadvisor.knowledge.cursor import Cursor, shown
from rmadvisor.knowledge.problems import did_you_mean

PERIODS = ("day", "week", "fortnight", "month", "quarter", "year")
_GROUP = re.compile(r"\{([a-z_]+)\}")
_MARKS = re.compile(r"[\[\](){}|]")


@dataclass(frozen=True, slots=True)
class FactWords:
    """`about` names the fact; beside it a figure, or a word under `beside`, is its value. `near` does so too, but more
    weakly, and only together with one of `together` where that is given. `rest` names what is left of a hundred;
    `means` are phrases that say a value alone. `denied` turns a value that is denied into another. `over` names what
    a figure is divided by ("3 assistants for 12 RMs"); `per` says by how much a figure per day, week ... counts.
    `unnamed_with` are facts beside which a figure of the same unit needs no name: "8 hours a day, 218 days"."""

    about: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    beside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    means: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    denied: Mapping[str, str] = field(default_factory=dict)
    per: Mapping[str, float] = field(default_factory=dict)
    unnamed_with: tuple[str, ...] = ()


NO_WORDS = FactWords()


@dataclass(frozen=True, slots=True)
class WordGroup:
    """Words that mean the same; a phrase names them all as {name}. `terms` are entries of the glossary whose titles and
    terms belong to it too."""

    name: str
    words: tuple[str, ...]
    terms: tuple[str, ...] = ()
    where: str = ""


def read_words(cursor: Cursor, values: Collection[str], numeric: bool) -> FactWords:
    """The words of one fact, whose values are these (none for a figure)."""
    lists = ("about", "near", "together", "rest", "over")
    if not cursor.fields((), (*lists, "beside", "means", "denied", "per", "unnamed_with")):
        return NO_WORDS
    phrases = {name: _phrases(cursor, name) for name in lists if cursor.has(name)}
    return FactWords(
        **phrases,
        beside=_by_value(cursor, "beside", values, numeric),
        means=_by_value(cursor, "means", values, numeric),
        denied=_denied(cursor, values),
        per=_factors(cursor),
        unnamed_with=cursor.texts("unnamed_with") if cursor.has("unnamed_with") else (),
    )


def read_group(cursor: Cursor) -> WordGroup | None:
    """One group of words."""
    if not cursor.fields(("group", "words"), ("terms",)):
        return None
    return WordGroup(cursor.text("group"), _phrases(cursor, "words"), cursor.texts("terms"), cursor.where)


def check_groups(phrases: Cursor, known: Collection[str]) -> None:
    """Complain about every {group} in the texts below this value that there is not."""
    if isinstance(phrases.value, dict):
        for name in phrases.value:
            check_groups(phrases.at(name), known)
    elif isinstance(phrases.value, list):
        for inner in phrases.elements():
            check_groups(inner, known)
    elif isinstance(phrases.value, str):
        for name in _GROUP.findall(phrases.value):
            if name not in known:
                phrases.fail(f"there is no group of words '{name}'", did_you_mean(name, known))


def _phrases(cursor: Cursor, key: str) -> tuple[str, ...]:
    found = cursor.texts(key)
    if any(map(_MARKS.search, found)):
        for element in cursor.at(key).elements():
            if isinstance(element.value, str) and not _balanced(element.value):
                element.fail(f"the brackets of {shown(element.value)} do not match", "close each (, [ and {")
    return found


def _balanced(phrase: str) -> bool:
    opened: list[str] = []
    pairs = {")": "(", "]": "[", "}": "{"}
    for letter in phrase:
        if letter in "([{":
            opened.append(letter)
        elif letter in pairs and (not opened or opened.pop() != pairs[letter]):
            return False
    return not opened


def _by_value(cursor: Cursor, key: str, values: Collection[str], numeric: bool) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    if not cursor.has(key):
        return found
    inner = cursor.at(key)
    for value, place in inner.items():
        if numeric and not re.fullmatch(r"\d+(\.\d+)?", value):
            place.fail(f"'{value}' is no figure", "write a figure, in quotes", key=True)
        elif not numeric and value not in values:
            place.fail(f"'{value}' is none of the values", did_you_mean(value, values), key=True)
        else:
            found[value] = _phrases(inner, value)
    return found


def _denied(cursor: Cursor, values: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    if not cursor.has("denied"):
        return found
    for value, other in cursor.at("denied").items():
        for name, place in ((value, other), (other.value, other)):
            if name not in values:
                place.fail(f"{shown(name)} is none of the values", did_you_mean(str(name), values), key=name == value)
        found[value] = str(other.value)
    return found


def _factors(cursor: Cursor) -> dict[str, float]:
    found: dict[str, float] = {}
    if not cursor.has("per"):
        return found
    inner = cursor.at("per")
    for period, place in inner.items():
        if period not in PERIODS:
            place.fail(f"'{period}' is no period", did_you_mean(period, PERIODS), key=True)
        else:
            found[period] = inner.number(period, 1e-6, 1e6)
    return found
