"""The facts: what a manager can be asked, what rules conclude, and what the program works out.

In:     the `facts` lists of rules/*.yaml.
Out:    Vocabulary: {name: Fact}.
Units:  counts, numbers, percents (0-100) and money are compared to the nearest ten-thousandth, in `ticks`, so that
        every reading of the rules agrees to the last digit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rmadvisor.knowledge.cursor import Cursor
from rmadvisor.knowledge.words import NO_WORDS, FactWords, read_words

TYPES = ("choice", "choices", "count", "number", "percent", "money", "yes_no")
ORIGINS = ("asked", "rules", "sizing", "focus", "levels")
GROUPS = ("business", "products", "customers_needs", "activities", "capacity", "technology_and_rules", "economics")
NAME = re.compile(r"[a-z][a-z0-9_]*$")
RESERVED = ("any", "not", "skills")  # they mean something else in a rule or an answers file
NUMERIC = ("count", "number", "percent", "money")
MOST = 100_000_000_000.0  # the largest figure anybody can give: a hundred thousand million
TICKS = 10_000  # a number is compared as a whole number of ten-thousandths


def ticks(number: float) -> int:
    """A number as a whole number of ten-thousandths.

    >>> ticks(0.1 + 0.2) == ticks(0.3)
    True
    """
    return round(number * TICKS)


@dataclass(frozen=True, slots=True)
class Fact:
    """One name that rules can test. Only a fact from `asked` has a question; `together` names the facts that people
    give in one breath with it, and with which an interview opens; `words` are how people say it."""

    name: str
    origin: str
    type: str
    choices: Mapping[str, str]
    unit: str
    at_most: float
    meaning: str
    group: str
    question: str
    help: str
    why: str
    fixed: bool
    where: str
    together: tuple[str, ...] = ()
    words: FactWords = NO_WORDS

    @property
    def numeric(self) -> bool:
        return self.type in NUMERIC

    def values(self) -> frozenset[str | bool]:
        """Everything a choice or a yes/no can be."""
        return frozenset((True, False)) if self.type == "yes_no" else frozenset(self.choices)

    def allows(self, value: object) -> bool:
        """Whether a choice or a yes/no can be this; 1 is not yes."""
        return (
            isinstance(value, str | bool)
            and isinstance(value, bool) is (self.type == "yes_no")
            and value in self.values()
        )

    def label(self, value: object) -> str:
        """A value as a person reads it."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        return self.choices.get(str(value), str(value))


Vocabulary = Mapping[str, Fact]


def read_fact(cursor: Cursor) -> Fact | None:
    """One fact from a `facts` list; None after a complaint that leaves nothing to work with."""
    required = ["name", "from", "type", "meaning"]
    asked = cursor.has("from") and cursor.value["from"] == "asked"
    if asked:
        required += ["group", "question", "help", "why"]
    if cursor.has("type") and cursor.value["type"] in ("choice", "choices"):
        required.append("choices")
    elif cursor.has("type") and cursor.value["type"] in NUMERIC:
        required.append("unit")
    optional = ["at_most", "fixed", "together", "words"] if asked else []
    if not cursor.has("from") or cursor.value["from"] not in ORIGINS[:4]:
        optional += [
            "group",
            "question",
            "help",
            "why",
            "at_most",
            "fixed",
            "together",
            "words",
        ]  # one fault is one message
    if not cursor.has("type") or cursor.value["type"] not in TYPES:
        optional += ["choices", "unit"]
    if not cursor.fields(tuple(required), tuple(optional)):
        return None
    name = cursor.text("name")
    if name and (not NAME.match(name) or name in RESERVED):
        cursor.at("name").fail(f"a fact cannot be called '{name}'", "use a-z, 0-9 and _, and none of any, not, skills")
    kind = cursor.one_of("type", TYPES)
    if kind != cursor.value["type"]:
        kind = "choice" if cursor.has("choices") else "number" if cursor.has("unit") else "yes_no"
    choices = _choices(cursor) if kind in ("choice", "choices") else {}
    bound = 100.0 if kind == "percent" else MOST
    return Fact(
        name=name,
        origin=cursor.one_of("from", ORIGINS[:4]),
        type=kind,
        choices=choices,
        unit=cursor.text("unit"),
        at_most=cursor.number("at_most", 0, bound) if cursor.has("at_most") else bound,
        meaning=cursor.text("meaning"),
        group=cursor.one_of("group", GROUPS) if asked else "",
        question=cursor.text("question"),
        help=cursor.text("help"),
        why=cursor.text("why"),
        fixed=cursor.truth("fixed", False),
        where=cursor.where,
        together=cursor.texts("together"),
        words=_words(cursor, kind, choices),
    )


def _words(cursor: Cursor, kind: str, choices: Mapping[str, str]) -> FactWords:
    if not cursor.has("words"):
        return NO_WORDS
    values = ("yes", "no") if kind == "yes_no" else tuple(choices)
    return read_words(cursor.at("words"), values, kind in NUMERIC)


def _choices(cursor: Cursor) -> dict[str, str]:
    found = {key: label.value for key, label in cursor.at("choices").items() if isinstance(label.value, str)}
    if isinstance(cursor.value["choices"], dict) and len(found) < len(cursor.value["choices"]):
        cursor.at("choices").fail("each choice needs a plain label", "write choice: A few words")
    if cursor.value["choices"] == {}:
        cursor.at("choices").fail("'choices' lists nothing", "give at least one choice")
    return found


def level_fact(capability: str, title: str, gap: bool) -> Fact:
    """The fact that carries a capability's required level, or its gap to the present level."""
    meaning = f"Levels missing in: {title}" if gap else f"Level required in: {title}"
    name = f"gap.{capability}" if gap else f"level.{capability}"
    return Fact(name, "levels", "number", {}, "levels", 5, meaning, "", "", "", "", False, "")
