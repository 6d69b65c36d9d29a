"""Rules as data: premises, effects, the reason and its sources.

In:     the `rules` lists of rules/*.yaml.
Out:    Rule, with its premises in normal form and its effects as small frozen records.
Units:  evidence is carried as a whole number of millionths of weight, sign(cf) x -ln(1 - |cf|): MYCIN's combination of
        certainty factors (Shortliffe and Buchanan 1975, in van Melle's form) is then a plain sum, free of order.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from rmadvisor.knowledge.conditions import NEVER, Alternatives, read_when
from rmadvisor.knowledge.cursor import Cursor, shown
from rmadvisor.knowledge.problems import did_you_mean
from rmadvisor.knowledge.vocabulary import Vocabulary

FOCUSES = ("product", "segment", "activity", "hybrid")
# What the workload arithmetic is made of; the names are those of the facts.
QUANTITIES = (
    "working_days",
    "hours_per_day",
    "client_time_share",
    "contacts_per_year",
    "digital_share",
    "hours_per_contact",
    "service_hours",
    "new_customer_share",
    "onboarding_hours",
)
ASSUMABLE = (*QUANTITIES, "target_cost_income")
IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9_.-]*$")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
MILLION = 1_000_000


def weight(certainty: float) -> int:
    """A certainty factor, |cf| < 1, as millionths of evidence weight.

    >>> weight(0.5), weight(-0.5), weight(0)
    (693147, -693147, 0)
    """
    return round(math.copysign(-math.log1p(-abs(certainty)), certainty) * MILLION)


def certainty(total: int) -> float:
    """The certainty factor of a sum of weights.

    >>> round(certainty(weight(0.5) + weight(0.5)), 6)
    0.75
    """
    return math.copysign(-math.expm1(-abs(total) / MILLION), total) if total else 0.0


@dataclass(frozen=True, slots=True)
class Conclude:
    """A derived fact has this value."""

    fact: str
    value: str | bool


@dataclass(frozen=True, slots=True)
class Support:
    """Evidence for a focus, or against it."""

    focus: str
    certainty: float
    group: str
    weight: int


@dataclass(frozen=True, slots=True)
class Band:
    """Customers per RM as a public figure has them."""

    benchmark: str


@dataclass(frozen=True, slots=True)
class Assume:
    """A default for a quantity that was not given."""

    quantity: str
    default: str


@dataclass(frozen=True, slots=True)
class Adjust:
    """A factor on a quantity that is assumed."""

    quantity: str
    factor: float


@dataclass(frozen=True, slots=True)
class Require:
    """A capability at this level at least."""

    capability: str
    level: int


@dataclass(frozen=True, slots=True)
class Prioritise:
    """A capability is trained earlier, or later."""

    capability: str
    by: int


@dataclass(frozen=True, slots=True)
class Advise:
    """Something to do."""

    text: str


@dataclass(frozen=True, slots=True)
class Warn:
    """Something to beware of."""

    text: str


Effect = Conclude | Support | Band | Assume | Adjust | Require | Prioritise | Advise | Warn


@dataclass(frozen=True, slots=True)
class Rule:
    """When any of the alternatives holds, all effects follow. `where` is file:line."""

    id: str
    when: Alternatives
    then: tuple[Effect, ...]
    because: str
    cites: tuple[str, ...]
    where: str


def effect_as_dict(effect: Effect) -> dict[str, Any]:
    """An effect as it would stand in a rule's `then`."""
    match effect:
        case Conclude():
            return {"conclude": {effect.fact: effect.value}}
        case Support():
            group = {"group": effect.group} if effect.group else {}
            return {"support": {"focus": effect.focus, "certainty": effect.certainty, **group}}
        case Band():
            return {"band": {"benchmark": effect.benchmark}}
        case Assume():
            return {"assume": {"quantity": effect.quantity, "default": effect.default}}
        case Adjust():
            return {"adjust": {"quantity": effect.quantity, "factor": effect.factor}}
        case Require():
            return {"require": {"capability": effect.capability, "level": effect.level}}
        case Prioritise():
            return {"prioritise": {"capability": effect.capability, "by": effect.by}}
        case Advise():
            return {"advise": effect.text}
        case Warn():
            return {"warn": effect.text}


def read_rule(cursor: Cursor, vocabulary: Vocabulary) -> Rule | None:
    """One rule of a `rules` list; None after a complaint that leaves nothing to work with."""
    if not cursor.fields(("id", "when", "then", "because", "cites")):
        return None
    name = cursor.text("id")
    if name and not IDENTIFIER.match(name):
        cursor.at("id").fail(f"the id '{name}' has other characters than a-z 0-9 . _ -", "rename it")
    faults = len(cursor.document.problems)
    when = read_when(cursor.at("when"), vocabulary)
    if when == NEVER and len(cursor.document.problems) == faults:
        cursor.at("when").fail(
            f"rule {name} can never fire: its tests exclude each other", "correct or remove the rule"
        )
    effects = []
    for item in cursor.at("then").elements():
        effect = _effect(item, vocabulary)
        if effect in effects:
            item.fail("the same effect is given twice", "remove one of the two")
        elif effect is not None:
            effects.append(effect)
    if not effects and len(cursor.document.problems) == faults:
        cursor.at("then").fail(f"rule {name} has no effect", "add one, or remove the rule")
    return Rule(name, when, tuple(effects), cursor.text("because"), cursor.texts("cites", least=1), cursor.where)


def _effect(cursor: Cursor, vocabulary: Vocabulary) -> Effect | None:
    if not isinstance(cursor.value, dict) or len(cursor.value) != 1:
        cursor.fail("an effect is one line 'kind: what'", f"kinds are {', '.join(READERS)}")
        return None
    kind = next(iter(cursor.value))
    if kind not in READERS:
        cursor.fail(f"unknown effect '{kind}'", did_you_mean(kind, READERS), key=True)
        return None
    return READERS[kind](cursor, kind, vocabulary)


def _conclude(cursor: Cursor, kind: str, vocabulary: Vocabulary) -> Effect | None:
    inner = cursor.at(kind)
    if not isinstance(inner.value, dict) or len(inner.value) != 1:
        inner.fail("'conclude' takes one fact and its value", "write {fact: value}, one effect for each fact")
        return None
    for name, value in inner.items():
        fact = vocabulary.get(name)
        derived = [n for n, f in vocabulary.items() if f.origin == "rules"]
        if fact is None or fact.origin != "rules":
            value.fail(f"'{name}' is not a fact that rules conclude", did_you_mean(name, derived), key=True)
        elif fact.type not in ("choice", "yes_no") or not fact.allows(value.value):
            value.fail(f"{name} is never {shown(value.value)}", did_you_mean(str(value.value), map(str, fact.values())))
        else:
            return Conclude(name, value.value)
    return None


def _support(cursor: Cursor, kind: str, _: Vocabulary) -> Effect | None:
    inner = cursor.at(kind)
    if not inner.fields(("focus", "certainty"), ("group",)):
        return None
    faults = len(inner.document.problems)
    strength = inner.number("certainty", -0.9999, 0.9999)
    if strength == 0:
        inner.at("certainty").fail(
            "a certainty of 0 says nothing", "give a value between -1 and 1, or remove the effect"
        )
    if len(inner.document.problems) > faults:
        return None
    return Support(inner.one_of("focus", FOCUSES), strength, inner.text("group"), weight(strength))


def _band(cursor: Cursor, kind: str, _: Vocabulary) -> Effect | None:
    inner = cursor.at(kind)
    return Band(inner.text("benchmark")) if inner.fields(("benchmark",)) else None


def _assume(cursor: Cursor, kind: str, _: Vocabulary) -> Effect | None:
    inner = cursor.at(kind)
    if not inner.fields(("quantity", "default")):
        return None
    return Assume(inner.one_of("quantity", ASSUMABLE), inner.text("default"))


def _adjust(cursor: Cursor, kind: str, _: Vocabulary) -> Effect | None:
    inner = cursor.at(kind)
    if not inner.fields(("quantity", "factor")):
        return None
    return Adjust(inner.one_of("quantity", QUANTITIES), inner.number("factor", 0.05, 20))


def _require(cursor: Cursor, kind: str, _: Vocabulary) -> Effect | None:
    inner = cursor.at(kind)
    if not inner.fields(("capability", "level")):
        return None
    return Require(inner.text("capability"), _whole(inner, "level", 1, 5))


def _prioritise(cursor: Cursor, kind: str, _: Vocabulary) -> Effect | None:
    inner = cursor.at(kind)
    if not inner.fields(("capability", "by")):
        return None
    return Prioritise(inner.text("capability"), _whole(inner, "by", -5, 5))


def _whole(cursor: Cursor, key: str, low: int, high: int) -> int:
    number = cursor.number(key, low, high)
    if number != int(number):
        cursor.at(key).fail(f"'{key}' must be a whole number, found {number}", f"give one from {low} to {high}")
    return int(number)


def _advise(cursor: Cursor, kind: str, vocabulary: Vocabulary) -> Effect | None:
    return Advise(_worded(cursor, kind, vocabulary))


def _warn(cursor: Cursor, kind: str, vocabulary: Vocabulary) -> Effect | None:
    return Warn(_worded(cursor, kind, vocabulary))


def _worded(cursor: Cursor, kind: str, vocabulary: Vocabulary) -> str:
    text = cursor.text(kind)
    for name in PLACEHOLDER.findall(text):
        if name not in vocabulary:
            cursor.at(kind).fail(f"the text names an unknown fact {{{name}}}", did_you_mean(name, vocabulary))
    return text


READERS = {
    "conclude": _conclude,
    "support": _support,
    "band": _band,
    "assume": _assume,
    "adjust": _adjust,
    "require": _require,
    "prioritise": _prioritise,
    "advise": _advise,
    "warn": _warn,
}
