"""The words that make a figure a bound, or only an approximate one: "at least", "or so"."""

from __future__ import annotations

_LEAST = (
    "at least", "no less than", "not less than", "no fewer than", "not fewer than", "minimum of", "minimum",
    "more than", "over", "above", "upwards of", "upward of", "north of", "in excess of", "exceeding", "exceeds", "from",
    "min",
    "greater than", "minimally", "not under", "not below", "well over", "well above", "starting at", "a good",
)  # fmt: skip
_MOST = (
    "at most", "no more than", "not more than", "maximum of", "maximum", "less than", "fewer than", "under", "below",
    "up to", "upto", "max", "not over", "not above", "south of", "not exceeding", "never more than",
    "not go above", "not go over", "not be above", "not be over", "not rise above", "not get above", "limited to",
    "capped at", "a cap of", "at the most", "not exceed", "as many as", "no higher than", "anything up to",
)  # fmt: skip
_AROUND = (
    "about", "around", "roughly", "approximately", "approx", "circa", "ca", "some", "nearly", "almost", "just under",
    "just over", "close to", "a little over", "a little under", "slightly over", "slightly under", "say", "maybe",
    "something like", "in the region of", "in the order of", "on the order of", "more or less", "perhaps", "probably",
    "a bit over", "a bit under", "just above", "just below", "slightly more than", "slightly less than",
    "a little more than", "a little less than", "a bit more than", "a bit less than", "just shy of", "give or take",
    "little more than", "little over", "just about", "an estimated", "estimated",
)  # fmt: skip
BEFORE = {tuple(words.split()): "least" for words in _LEAST} | {tuple(words.split()): "most" for words in _MOST}
BEFORE |= {tuple(words.split()): "about" for words in _AROUND}
BEFORE |= {(">",): "least", (">=",): "least", ("\u2265",): "least", ("<",): "most", ("<=",): "most",
            ("\u2264",): "most", ("~",): "about", ("\u2248",): "about"}  # fmt: skip
AFTER = {tuple(words.split()): "least" for words in ("or more", "or above", "or over", "and up", "and more", "plus",
          "and above", "upwards", "at least", "minimum", "at a minimum", "or higher", "at the least")}  # fmt: skip
AFTER |= {tuple(words.split()): "most" for words in ("or less", "or fewer", "or under", "or below", "at most", "max",
           "maximum", "at the most", "tops", "or lower", "at a maximum")}  # fmt: skip
AFTER |= {tuple(words.split()): "about" for words in ("or so", "or thereabouts", "ish", "odd", "give or take")}
AFTER |= {("+",): "least"}
WORDS = frozenset(word for words in (*BEFORE, *AFTER) for word in words)
