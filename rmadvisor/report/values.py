"""Values, wishes and effects in words: what a fact is, what it would have to be, and what a rule gives.

In:     data as it stands in answers files and rules, with the Fact or the KnowledgeBase that it is of.
Out:    a few words.
"""

from __future__ import annotations

import re
from typing import Any

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import (
    Adjust,
    Advise,
    Assume,
    Band,
    Conclude,
    Effect,
    Prioritise,
    Require,
    Support,
    Warn,
)
from rmadvisor.knowledge.vocabulary import Fact
from rmadvisor.reasoning.memory import figure

_SHORT = re.compile(r"\b(c?rms?)\b")  # RM, RMs, CRM


def called(name: str) -> str:
    """A fact, or "skills.<capability>", as it is called in a sentence.

    >>> called("customers_per_rm"), called("rms_needed"), called("skills.crm_use")
    ('customers per RM', 'RMs needed', 'CRM use')
    """
    words = name.removeprefix("skills.").replace("_", " ")
    return _SHORT.sub(lambda m: m[1].upper().replace("S", "s"), words)


def in_plain(name: str) -> str:
    """The same at the head of a line.

    >>> in_plain("rm_count"), in_plain("crm_maturity"), in_plain("customers_per_rm")
    ('RM count', 'CRM maturity', 'Customers per RM')
    """
    words = called(name)
    return words[:1].upper() + words[1:]


def told(value: Any, fact: Fact) -> str:
    """A value as a person reads it; of a number without its unit, of a set all members.

    A list of two is a range for a number, the possible values for a choice, the members for a set.
    """
    if value is None:
        return "not known"
    if value == "unknown":
        return "'unknown'"
    if fact.numeric:
        per_cent = "%" if fact.type == "percent" else ""
        if isinstance(value, list):
            low, high = value
            if low is None:
                return f"up to {figure(high)}{per_cent}"
            return f"{figure(low)}{' or more' if high is None else ' to ' + figure(high)}{per_cent}"
        return f"{figure(value)}{per_cent}"
    if isinstance(value, list):
        joined = [fact.label(each) for each in value]
        return ", ".join(joined) or "none of the choices" if fact.type == "choices" else " or ".join(joined)
    return fact.label(value)


def wish(must_be: Any, fact: Fact) -> str:
    """What a test wants, after the words "it would have to".

    >>> wish({"known": False}, None)
    'be left unanswered'
    """
    if isinstance(must_be, list):
        return "be " + " or ".join(fact.label(value) for value in must_be)
    if "known" in must_be:
        return "be known" if must_be["known"] else "be left unanswered"
    if "includes" in must_be:
        return f"include {fact.label(must_be['includes'])}"
    if "without" in must_be:
        return f"leave out {fact.label(must_be['without'])}"
    if "size" in must_be:
        return f"have {_bounds(must_be['size'])} of the choices"
    return f"be {_bounds(must_be)}{'%' if fact.type == 'percent' else ''}"


def _bounds(bounds: dict[str, float]) -> str:
    low = bounds.get("at_least", bounds.get("above"))
    high = bounds.get("at_most", bounds.get("below"))
    if low is not None and high is not None:
        return figure(low) if low == high else f"from {figure(low)} to {figure(high)}"
    ((name, bound),) = bounds.items()
    return f"{name.replace('_', ' ')} {figure(bound)}"


def effect_in_words(effect: Effect, kb: KnowledgeBase) -> str:
    """What a rule gives, in a few words."""
    match effect:
        case Advise(text=text) | Warn(text=text):
            return f'"{text}"'
        case Require(capability=name, level=level):
            return f"{kb.entries[name].title} at level {level}"
        case Conclude(fact=name, value=value):
            return f"{name} is {kb.vocabulary[name].label(value)}"
        case Support(focus=name, certainty=certainty):
            return f"{certainty:+.2f} {'for' if certainty > 0 else 'against'} {name} focus"
        case Adjust(quantity=name, factor=factor):
            return f"{name} x {factor:g} while it is assumed"
        case Assume(quantity=name, default=default):
            return f"{name} assumed {figure(kb.entries[default].details['value'])}"
        case Band(benchmark=name):
            return f"the public range [{name}]"
        case Prioritise(capability=name, by=by):
            return f"{kb.entries[name].title} {'up' if by > 0 else 'down'} the training plan"
