"""The entries of kb/: guidance, figures, workload defaults, capabilities, focus models, segments, terms and sources,
and what trainers need: exercises and situations.

In:     the lists of kb/*.yaml.
Out:    Entry. What every kind shares are its fields; what only some kinds have (a figure's low and high, a capability's
        levels) is in `details`, checked against the kind's own table below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from rmadvisor.knowledge.cursor import Cursor, shown
from rmadvisor.knowledge.problems import did_you_mean
from rmadvisor.knowledge.rules import ASSUMABLE, IDENTIFIER
from rmadvisor.knowledge.vocabulary import MOST

GRADES = ("guidance", "A", "B", "C", "D", "our assumption")  # from the strongest to the weakest
LEVELS = ("1", "2", "3", "4", "5")
UNSAID = ("exercise", "situation")  # made up for training: a wrong choice of theirs must not be found as an answer


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is known. `cites` are ids of sources or guidance#sections; `where` is file:line."""

    id: str
    kind: str
    title: str
    text: str
    cites: tuple[str, ...]
    terms: tuple[str, ...]
    related: tuple[str, ...]
    details: Mapping[str, Any]
    where: str


def _texts(cursor: Cursor, key: str) -> Any:
    return cursor.texts(key)


def _some_texts(cursor: Cursor, key: str) -> Any:
    return cursor.texts(key, least=1)


def _three_texts(cursor: Cursor, key: str) -> Any:
    return cursor.texts(key, least=3)


def _text(cursor: Cursor, key: str) -> Any:
    return cursor.text(key)


def _text_or_null(cursor: Cursor, key: str) -> Any:
    return cursor.text_or_null(key)


def _number(cursor: Cursor, key: str) -> Any:
    return cursor.number(key)


def _number_or_null(cursor: Cursor, key: str) -> Any:
    return cursor.number_or_null(key)


def _truth(cursor: Cursor, key: str) -> Any:
    return cursor.truth(key, False)


def _grade(cursor: Cursor, key: str) -> Any:
    return cursor.one_of(key, GRADES)


def _seen(cursor: Cursor, key: str) -> Any:
    return cursor.one_of(key, ("source", "third_party"))


def _quantity(cursor: Cursor, key: str) -> Any:
    return cursor.one_of(key, ASSUMABLE)


def _interval(cursor: Cursor, key: str) -> Any:
    """[low, high] around the value that stands beside it."""
    inner = cursor.at(key)
    ends = inner.value
    if (
        not isinstance(ends, list)
        or len(ends) != 2
        or any(isinstance(e, bool) or not isinstance(e, int | float) or not abs(e) <= MOST for e in ends)
    ):
        inner.fail(f"'{key}' must be [low, high], found {shown(ends)}", "write two numbers")
        return (0.0, 0.0)
    value = cursor.value.get("value")
    if isinstance(value, int | float) and not ends[0] <= value <= ends[1]:
        inner.fail(f"the value {value} lies outside {ends[0]} to {ends[1]}", "correct one of them")
    return tuple(ends)


def _levels(cursor: Cursor, key: str) -> Any:
    found = {level: inner.value for level, inner in cursor.at(key).items()}
    if not isinstance(cursor.value[key], dict):
        return {}
    if tuple(found) != LEVELS or not all(isinstance(text, str) for text in found.values()):
        cursor.at(key).fail("the levels must be 1 to 5, each with one sentence", "write 1: ... to 5: ...")
    return {int(level): text for level, text in found.items() if level in LEVELS}


def _sections(cursor: Cursor, key: str) -> Any:
    return {s.text("id"): s.text("title") for s in cursor.at(key).elements() if s.fields(("id", "title"))}


def _possible_answers(cursor: Cursor, key: str) -> Any:
    """{fact: the answers that are plausible}; whether the facts allow them is checked where the facts are known."""
    return {name: tuple(inner.value) if isinstance(inner.value, list) else () for name, inner in cursor.at(key).items()}


Reader = Callable[[Cursor, str], Any]
# The fields that a kind has beyond those of every entry; a name that ends in ? may be left out.
KINDS: Mapping[str, Mapping[str, Reader]] = {
    "guidance": {},
    "term": {},
    "group": {},
    "source": {"publisher": _text, "url": _text_or_null, "read": _text, "sections?": _sections},
    "exercise": {"right": _some_texts, "wrong": _three_texts},
    "situation": {"facts": _possible_answers},
    "segment": {"name": _text, "rm_titles": _texts},
    "focus": dict.fromkeys(
        (
            "responsibilities",
            "suits",
            "does_not_suit",
            "strengths",
            "risks",
            "failure_signs",
            "examples",
            "metrics",
        ),
        _some_texts,
    ),
    "capability": {"group": _text, "levels": _levels, "develop": _some_texts, "assess": _some_texts},
    "figure": {
        "quantity": _text,
        "segments": _some_texts,
        "low": _number_or_null,
        "high": _number_or_null,
        "unit": _text,
        "region": _text,
        "year": _number_or_null,
        "grade": _grade,
        "analogue": _truth,
        "seen_at": _seen,
        "use?": _truth,
        "pools?": _some_texts,
    },
    "default": {
        "quantity": _quantity,
        "segments": _some_texts,
        "value": _number,
        "plausible": _interval,
        "unit": _text,
        "grade": _grade,
    },
}
_COMMON = ("id", "kind", "title", "text", "terms", "related")


def read_entry(cursor: Cursor) -> Entry | None:
    """One entry of a kb file; None after a complaint that leaves nothing to work with."""
    if not isinstance(cursor.value, dict):
        cursor.fail(f"expected an entry, found {shown(cursor.value)}", "write id, kind, title, text ...")
        return None
    kind = cursor.value.get("kind")
    if "kind" not in cursor.value:
        cursor.fail("'kind' is missing", "add a line 'kind: ...'")
        return None
    if not isinstance(kind, str) or kind not in KINDS:
        cursor.at("kind").fail(f"unknown kind {shown(kind)}", did_you_mean(str(kind), KINDS))
        return None
    own = KINDS[kind]
    required = [name for name in own if not name.endswith("?")]
    optional = [name[:-1] for name in own if name.endswith("?")]
    cites = ("cites",) if kind != "source" else ()
    if not cursor.fields((*_COMMON, *cites, *required), tuple(optional)):
        return None
    name = cursor.text("id")
    if name and not IDENTIFIER.match(name):
        cursor.at("id").fail(f"the id '{name}' has other characters than a-z 0-9 . _ -", "rename it")
    faults = len(cursor.document.problems)
    details = {
        key.rstrip("?"): read(cursor, key.rstrip("?")) for key, read in own.items() if cursor.has(key.rstrip("?"))
    }
    low, high = details.get("low"), details.get("high")
    if low is not None and high is not None and low > high and len(cursor.document.problems) == faults:
        cursor.at("low").fail(f"low is {low}, above high, {high}", "swap them")
    return Entry(
        id=name,
        kind=kind,
        title=cursor.text("title"),
        text=cursor.text("text"),
        cites=cursor.texts("cites", least=1) if cites else (),
        terms=cursor.texts("terms"),
        related=cursor.texts("related"),
        details=MappingProxyType(details),
        where=cursor.where,
    )
