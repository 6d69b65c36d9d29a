"""Read what a manager answered, refusing what is impossible instead of guessing.

In:     an answers file (YAML or JSON) or a plain mapping; the Vocabulary and the names of the capabilities.
Out:    Answers. An answer is a value, UNKNOWN (asked, not known), a Range of numbers, or a OneOf of choices.
Errors: BadInput with every problem at once: unknown names with the nearest right ones, wrong types, impossible values,
        answers that contradict each other.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any

from rmadvisor.knowledge.cursor import Cursor, Document, shown
from rmadvisor.knowledge.problems import BadInput, did_you_mean
from rmadvisor.knowledge.vocabulary import MOST, Fact, Vocabulary

SKILLS = "skills"
MOST_DISAGREEMENT = 0.05  # between customers / rm_count and customers_per_rm; a contract of the answers file


class Unknown(Enum):
    """The answer "I do not know": asked, and not asked again."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "unknown"


UNKNOWN = Unknown.UNKNOWN


@dataclass(frozen=True, slots=True)
class Range:
    """A number that lies between low and high, both included; None leaves that end open."""

    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class OneOf:
    """A choice that is one of these, not known which."""

    values: tuple[str, ...]


Answer = str | bool | int | float | frozenset[str] | Range | OneOf | Unknown


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered, and the present level of skills where it was given. Names that were not asked are absent."""

    values: Mapping[str, Answer]
    skills: Mapping[str, int]


def plain(answer: Answer) -> Any:
    """An answer as it would stand in an answers file."""
    if isinstance(answer, Unknown):
        return "unknown"
    if isinstance(answer, Range):
        return [answer.low, answer.high]
    if isinstance(answer, OneOf):
        return list(answer.values)
    return sorted(answer) if isinstance(answer, frozenset) else answer


def read_answers(document: Document, vocabulary: Vocabulary, capabilities: Collection[str]) -> Answers:
    """The answers of a document. BadInput when any of them cannot be used."""
    root = document.root()
    if root.value is None:
        root.fail("the file is empty", "write at least one answer, such as 'segment: affluent'")
        raise BadInput(document.problems)
    if not isinstance(root.value, dict):
        root.fail(
            f"expected answers (name: value), found {shown(root.value)}", "write lines such as 'segment: affluent'"
        )
        raise BadInput(document.problems)
    values: dict[str, Answer] = {}
    skills: dict[str, int] = {}
    asked = [name for name, fact in vocabulary.items() if fact.origin == "asked"]
    for name, cursor in root.items():
        if name == SKILLS:
            skills = _skills(cursor, capabilities)
        elif name not in vocabulary:
            cursor.fail(
                f"unknown fact {shown(name)}",
                did_you_mean(name, [*asked, SKILLS], "`rmadvisor show facts` lists them"),
                key=True,
            )
        elif vocabulary[name].origin != "asked":
            cursor.fail(f"'{name}' is worked out, it cannot be given", "remove this line", key=True)
        elif (answer := read_answer(vocabulary[name], cursor)) is not None:
            values[name] = answer
    _contradictions(values, root)
    if document.problems:
        raise BadInput(document.problems)
    return Answers(MappingProxyType(values), MappingProxyType(skills))


def answers_from(mapping: Mapping[str, Any], vocabulary: Vocabulary, capabilities: Collection[str]) -> Answers:
    """The answers of a Python mapping, checked in the same way."""
    return read_answers(Document("answers", _as_data(mapping)), vocabulary, capabilities)


def _as_data(value: Any) -> Any:
    """Python's own ways to give an answer, in the form of a parsed file."""
    if isinstance(value, Mapping):
        return {str(key): _as_data(inner) for key, inner in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    if isinstance(value, list | tuple):
        return [_as_data(inner) for inner in value]
    return plain(value) if isinstance(value, Unknown | Range | OneOf) else value


def _skills(cursor: Cursor, capabilities: Collection[str]) -> dict[str, int]:
    levels: dict[str, int] = {}
    if not isinstance(cursor.value, dict):
        cursor.fail(f"skills must be a mapping (capability: level), found {shown(cursor.value)}", "write {crm_use: 3}")
        return levels
    for name, level in cursor.items():
        if name not in capabilities:
            mend = did_you_mean(name, capabilities, "`rmadvisor show capabilities` lists them")
            level.fail(f"skills: unknown capability {shown(name)}", mend, key=True)
        elif level.value == "unknown":
            continue
        elif isinstance(level.value, bool) or not isinstance(level.value, int) or not 1 <= level.value <= 5:
            level.fail(f"skills: the level of {name} cannot be {shown(level.value)}", "give a whole number from 1 to 5")
        else:
            levels[name] = level.value
    return levels


def read_answer(fact: Fact, cursor: Cursor) -> Answer | None:
    """One answer; None after a complaint."""
    value = cursor.value
    if value == "unknown":
        return UNKNOWN
    if value is None:
        cursor.fail(f"{fact.name} has no value", "give one, write 'unknown', or remove the line")
        return None
    if fact.type == "yes_no":
        if isinstance(value, bool) or (isinstance(value, str) and value.lower() in ("yes", "no")):
            return value if isinstance(value, bool) else value.lower() == "yes"
        cursor.fail(f"{fact.name} cannot be {shown(value)}", "answer yes or no")
        return None
    if fact.type == "choice":
        return _choice(fact, cursor)
    if fact.type == "choices":
        return _set(fact, cursor)
    if isinstance(value, list):
        return _range(fact, cursor)
    return _number(fact, cursor)


def _member(fact: Fact, cursor: Cursor) -> bool:
    if isinstance(cursor.value, str) and cursor.value in fact.choices:
        return True
    word = cursor.value if isinstance(cursor.value, str) else ""
    all_of_them = "choose from: " + ", ".join(fact.choices)
    cursor.fail(f"{fact.name} cannot be {shown(cursor.value)}", did_you_mean(word, fact.choices, all_of_them))
    return False


def _members(fact: Fact, cursor: Cursor) -> list[str] | None:
    found: list[str] = []
    good = True
    for element in cursor.elements():
        if not _member(fact, element):
            good = False
        elif element.value in found:
            element.fail(f"{fact.name}: '{element.value}' is listed twice", "remove one of the two")
            good = False
        else:
            found.append(element.value)
    return found if good else None


def _choice(fact: Fact, cursor: Cursor) -> Answer | None:
    if not isinstance(cursor.value, list):
        return str(cursor.value) if _member(fact, cursor) else None
    if not cursor.value:
        cursor.fail(
            f"{fact.name}: the list of possible values is empty", "name those still possible, or write 'unknown'"
        )
    found = _members(fact, cursor)
    if not found:
        return None
    return found[0] if len(found) == 1 else OneOf(tuple(found))


def _set(fact: Fact, cursor: Cursor) -> Answer | None:
    if not isinstance(cursor.value, list):
        cursor.fail(
            f"{fact.name} must be a list, found {shown(cursor.value)}", f"write [{', '.join(list(fact.choices)[:2])}]"
        )
        return None
    found = _members(fact, cursor)
    return None if found is None else frozenset(found)


def _number(fact: Fact, cursor: Cursor) -> float | None:
    value = cursor.value
    unit = fact.unit
    if isinstance(value, bool) or not isinstance(value, int | float):
        cursor.fail(f"{fact.name} must be a number ({unit}), found {shown(value)}", "write digits only, such as 1200")
        return None
    if abs(value) > MOST or not math.isfinite(value):  # in this order: not every int of Python is a float
        cursor.fail(f"{fact.name} is {shown(value)}, which no bank has", f"give a number up to {fact.at_most:,.0f}")
    elif value < 0:
        cursor.fail(f"{fact.name} cannot be negative, found {shown(value)}", "give zero or more")
    elif value > fact.at_most:
        cursor.fail(f"{fact.name} cannot be over {fact.at_most:g} ({unit}), found {shown(value)}", "correct the number")
    elif fact.type == "count" and value != int(value):
        cursor.fail(f"{fact.name} is a count of whole {unit}, found {shown(value)}", "give a whole number")
    else:
        return int(value) if fact.type == "count" else value
    return None


def _range(fact: Fact, cursor: Cursor) -> Range | float | None:
    value = cursor.value
    if len(value) != 2:
        cursor.fail(
            f"{fact.name}: a range has two ends, found {len(value)}", "write [low, high]; null leaves an end open"
        )
        return None
    ends = [None if end.value is None else _number(fact, end) for end in cursor.elements()]
    if any(end is None and given is not None for end, given in zip(ends, value, strict=True)):
        return None
    low, high = ends
    if low is None and high is None:
        cursor.fail(f"{fact.name}: both ends of the range are open", "write 'unknown'")
        return None
    if low is not None and high is not None and low > high:
        cursor.fail(f"{fact.name}: the range runs from {low:g} down to {high:g}", "write the lower end first")
        return None
    return low if low == high else Range(low, high)


def bounds(answer: Answer | None) -> tuple[float, float]:
    """The least and the most that a numeric answer may be; 0 to infinity when it was not given."""
    if isinstance(answer, Range):
        return answer.low or 0.0, math.inf if answer.high is None else answer.high
    if isinstance(answer, int | float):
        return answer, answer
    return 0.0, math.inf


def _contradictions(values: Mapping[str, Answer], root: Cursor) -> None:
    """Customers, RMs and customers per RM are three views of two figures: they must agree within 5 %."""
    names = ("customers", "rm_count", "customers_per_rm")
    if not all(isinstance(values.get(name), int | float | Range) for name in names):
        return
    (least, most), (few, many), (low, high) = (bounds(values[name]) for name in names)
    smallest = least / many if many else math.inf if least else 0.0
    largest = most / few if few else math.inf
    if low > largest * (1 + MOST_DISAGREEMENT) or high * (1 + MOST_DISAGREEMENT) < smallest:
        said = f"{low:g}" if low == high else f"{low:g} to {high:g}"
        works_out = f"{smallest:,.4g}" if smallest == largest else f"{smallest:,.4g} to {largest:,.4g}"
        if math.isinf(largest):
            works_out = "no number, for there are no RMs" if math.isinf(smallest) else f"{smallest:,.4g} or more"
        root.at("customers_per_rm").fail(
            f"customers_per_rm is {said}, but customers / rm_count gives {works_out}",
            "correct one of the three, or remove one",
        )
