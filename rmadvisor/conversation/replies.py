"""Read what was typed in reply to one question, in the words people use.

In:     Fact, the text as typed: a choice by number, name or label, a figure, a range, a list, or "don't know".
Out:    the answer in the form of an answers file. Whether it is possible is for knowledge.answers to check.
Errors: BadInput that says what can be typed. A figure that can be read in two ways is refused, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rmadvisor.conversation.refusal import refusal
from rmadvisor.knowledge.cursor import shown
from rmadvisor.knowledge.problems import did_you_mean
from rmadvisor.knowledge.vocabulary import Fact

DONT_KNOW = frozenset(
    ("unknown", "dont know", "do not know", "i dont know", "i do not know", "dk", "idk", "no idea", "not known")
)
YES_NO = {"yes": "yes", "no": "no"}
LEAST_PREFIX = 3  # letters that are enough to name a choice, when only one begins with them

_FIGURE = r"[-+]?(?:\d{1,3}(?:[ ,'\u2019\u00a0\u202f]\d{3})+|\d+)?(?:\.\d+)?"
_SCALE = {"k": 1_000, "thousand": 1_000, "million": 1_000_000}
_ONE = re.compile(rf"[$€£¥]?\s*(?P<figure>{_FIGURE})\s*(?P<scale>k|thousand|million)?\b\s*(?P<tail>.*)", re.I)
_UNSIGNED = rf"[$€£¥]?\s*{_FIGURE.removeprefix('[-+]?')}\s*(?:k|thousand|million)?\s*%?"
_BETWEEN = re.compile(
    rf"(?:from |between )?(?P<low>{_UNSIGNED})\s*(?:-|\u2013|\u2014|\.\.+|to|and)\s*(?P<high>{_UNSIGNED}(?:\s+\D*)?)",
    re.I,
)
_LEAST = re.compile(r"(?:at least|from|more than or equal to|>=)\s*(?P<figure>.+)|(?P<more>.+?)\s*(?:\+|or more)", re.I)
_MOST = re.compile(r"(?:at most|up to|no more than|<=)\s*(?P<figure>.+)|(?P<less>.+?)\s*or (?:less|fewer)", re.I)
_BRACKETS = re.compile(r"\[(?P<inside>.*)\]")
_GROUPED_BY_POINTS = re.compile(r"\d{1,3}(\.\d{3})+")


def read_reply(fact: Fact, text: str) -> Any:
    """The answer that a typed reply means."""
    words = " ".join(text.split())
    if words_of(words) in DONT_KNOW and not _exactly(fact, words):
        return "unknown"
    if not words:
        raise refusal("nothing was typed", _how(fact))
    if fact.type == "yes_no":
        return _one(YES_NO, fact, {"y": "yes", "n": "no", "true": "yes", "false": "no"}.get(words.lower(), words))
    if fact.type == "choice":
        return _choice(fact, words)
    return _choices(fact, words) if fact.type == "choices" else _numeric(fact, words)


def words_of(text: str) -> str:
    """A text as its words alone, for comparing.

    >>> words_of("Don't know!"), words_of("Affluent customers (premier, priority)")
    ('dont know', 'affluent customers premier priority')
    """
    return " ".join(re.sub(r"[^\w%]+|_", " ", re.sub("['\u2019]", "", text.lower())).split())


def _exactly(fact: Fact, text: str) -> bool:
    return any(words_of(text) in (words_of(value), words_of(label)) for value, label in fact.choices.items())


# ---------------------------------------------------------------- choices


def _match(options: Mapping[str, str], text: str) -> str | None:
    """The one choice that a number, a name, a label or the beginning of a label means."""
    values, said = list(options), words_of(text)
    if said.isascii() and said.isdigit():
        return values[int(said) - 1] if len(said) < 9 and 1 <= int(said) <= len(values) else None
    names = {
        value: (words_of(value), words_of(label), words_of(label.split("(")[0])) for value, label in options.items()
    }
    exact = [value for value, ways in names.items() if said in ways]
    if exact or len(said) < LEAST_PREFIX:
        return exact[0] if len(exact) == 1 else None
    begun = [value for value, ways in names.items() if any(way.startswith(said) for way in ways)]
    return begun[0] if len(begun) == 1 else None


def _one(options: Mapping[str, str], fact: Fact, text: str) -> str:
    found = _match(options, text)
    if found is None:
        if words_of(text).isdigit():
            raise refusal(f"there is no choice {words_of(text)}", f"type a number from 1 to {len(options)}")
        raise refusal(f"{shown(text)} is none of the choices", did_you_mean(text, _names(options), _how(fact)))
    return found


def _names(options: Mapping[str, str]) -> list[str]:
    return [name for value, label in options.items() for name in dict.fromkeys((value, label))]


def _choice(fact: Fact, text: str) -> Any:
    """One choice, or the list of those still possible: "2 or 3"."""
    found = _match(fact.choices, text)
    inside = _BRACKETS.fullmatch(text)
    pieces = re.split(r"\s*,\s*", inside["inside"]) if inside else re.split(r"\s+or\s+", text)
    if found is not None or len(pieces) == 1:
        return found or _one(fact.choices, fact, pieces[0] if inside else text)
    return _without_doubles([_one(fact.choices, fact, piece) for piece in pieces])


def _choices(fact: Fact, text: str) -> list[str]:
    """A list of choices; "none" is an empty list, "all" is every choice."""
    whole = _match(fact.choices, text)
    if whole is not None:
        return [whole]
    if words_of(text) in ("none", "none of these", ""):
        return []
    if words_of(text) in ("all", "all of these"):
        return list(fact.choices)
    inside = _BRACKETS.fullmatch(text)
    pieces = [piece for piece in re.split(r"\s*[,;]\s*|\s+and\s+", inside["inside"] if inside else text) if piece]
    if all(word.isdigit() for piece in pieces for word in piece.split()):
        pieces = [word for piece in pieces for word in piece.split()]
    return _without_doubles([_one(fact.choices, fact, piece) for piece in pieces])


def _without_doubles(values: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(values))


# ---------------------------------------------------------------- figures


def _numeric(fact: Fact, text: str) -> Any:
    inside = _BRACKETS.fullmatch(text)
    if inside and text.count(",") == 1:
        return [None if end.strip() in ("", "null") else _figure(fact, end) for end in inside["inside"].split(",")]
    between, least, most = _BETWEEN.fullmatch(text), _LEAST.fullmatch(text), _MOST.fullmatch(text)
    if between and any(map(str.isdigit, between["low"])) and any(map(str.isdigit, between["high"])):
        return [_figure(fact, _scaled_alike(between["low"], between["high"])), _figure(fact, between["high"])]
    if most:
        return [None, _figure(fact, most["figure"] or most["less"])]
    if least:
        return [_figure(fact, least["figure"] or least["more"]), None]
    return _figure(fact, text)


def _scaled_alike(low: str, high: str) -> str:
    """The lower end of "2 to 3 thousand", which means two thousand; that of "500 to 2 thousand" stands as it is."""
    first, last = _ONE.fullmatch(low.strip()), _ONE.fullmatch(high.strip())
    if first is None or last is None or first["scale"] or not last["scale"]:
        return low
    figures = [re.sub(r"[^\d.]", "", end["figure"]) for end in (first, last)]
    return f"{low.strip()} {last['scale']}" if float(figures[0] or 0) < float(figures[1] or 0) else low


def _figure(fact: Fact, text: str) -> float:
    """One figure, with or without separators between thousands, its unit behind it or not."""
    found = _ONE.fullmatch(text.strip())
    if found is None or not found["figure"].strip("+-") or not _is_unit(fact, found["tail"]):
        raise refusal(f"{shown(text.strip())} is not a figure", _how(fact))
    digits = re.sub(r"[^\d.+-]", "", found["figure"])
    if fact.type in ("count", "money") and _GROUPED_BY_POINTS.fullmatch(digits):
        raise refusal(f"{digits} can be read in two ways", f"type {digits.replace('.', '')} or {float(digits[:20]):g}")
    scale = _SCALE.get((found["scale"] or "").lower(), 1)
    if len(digits) > 40:
        raise refusal("the figure has over 40 digits", _how(fact))
    value = float(digits) * scale if "." in digits else int(digits) * scale
    return int(value) if value == int(value) and "." in digits and scale > 1 else value


def _is_unit(fact: Fact, tail: str) -> bool:
    """Whether the words behind a figure only repeat its unit."""
    known = set(words_of(f"{fact.unit} a the of").split())
    known |= {word.removesuffix("s") for word in known}
    if fact.type == "percent":
        known |= {"%", "percent", "per", "cent"}
    if fact.type == "money" and re.fullmatch(r"[$€£¥]|[A-Za-z]{3}", tail.strip()):
        return True
    return not tail.strip() or (bool(words_of(tail)) and set(words_of(tail).split()) <= known)


# ---------------------------------------------------------------- what can be typed


def how_to_answer(fact: Fact) -> str:
    """What can be typed, as a full sentence."""
    how = _how(fact)
    return f"{how[0].upper()}{how[1:]}."


def unit_in_words(fact: Fact) -> str:
    """In what a figure is given; "" where the answer is none."""
    if fact.type == "percent":
        return f"percent {fact.unit}"
    return f"money {fact.unit}, in your own currency" if fact.type == "money" else fact.unit


def _how(fact: Fact) -> str:
    if fact.type == "yes_no":
        return "type yes or no"
    if fact.type == "choice":
        return f"type a number from 1 to {len(fact.choices)} or the words; '1 or 2' when you are not sure which"
    if fact.type == "choices":
        return "type all that apply, as numbers or words with commas between them, or none"
    example = "40-50" if fact.type == "percent" else "2-3"
    return f"type a figure ({unit_in_words(fact)}), or a range with a hyphen such as {example}"
