"""Bare amounts in a text: digits with their separators, and numbers in words.

In:     Tokens, and their words after misspellings were mended.
Out:    (value, place behind it, whether it can be read in two ways).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rmadvisor.conversation.understanding.tokens import Token

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
ONES = {word: float(value) for value, word in enumerate(_SMALL)} | {"nil": 0.0}
TENS = {
    word: value * 10.0
    for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
} | {"fourty": 40.0}  # fmt: skip
TENS |= {ten + one: value + ONES[one] for ten, value in tuple(TENS.items()) for one in _SMALL[1:10]}  # "thirtyfive"
SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "grand": 1e3, "lakh": 1e5, "lac": 1e5, "lakhs": 1e5, "lacs": 1e5,
    "million": 1e6, "millions": 1e6, "mn": 1e6, "mio": 1e6, "m": 1e6, "crore": 1e7, "crores": 1e7, "cr": 1e7,
    "billion": 1e9, "bn": 1e9, "dozen": 12.0, "dozens": 12.0, "hundreds": 1e2, "thousands": 1e3,
}  # fmt: skip
_GLUED = {"k", "m", "mn", "cr", "bn"}  # scales that must not stand as words of their own
_ALSO_APART = ("cr", "mn", "bn")
_FRACTIONS = {"\u00bd": 0.5, "\u00bc": 0.25, "\u00be": 0.75, "1/2": 0.5, "1/4": 0.25, "3/4": 0.75}
_GROUPED = re.compile(r"\d{1,3}(?:[,' ]\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?")
_MOST_DIGITS = 15
_NO_ONE = (
    "no",
    "any",
    "some",
    "which",
    "this",
    "that",
    "other",
    "every",
    "each",
    "last",
    "next",
    "another",
)  # "no one" is no figure


class Amounts:
    """Reads amounts at a place in the tokens."""

    def __init__(self, tokens: Sequence[Token], words: Sequence[str]) -> None:
        self.tokens, self.words = tokens, words

    def word(self, at: int) -> str:
        return self.words[at] if 0 <= at < len(self.words) else ""

    def says(self, at: int, *words: str) -> bool:
        return tuple(self.words[at : at + len(words)]) == words

    def amount(self, at: int, scales: bool = True) -> tuple[float, int, bool] | None:
        """(value, place behind it, whether it can be read in two ways) of a bare amount."""
        if not 0 <= at < len(self.words):
            return None
        if self.tokens[at].kind == "digits":
            return self._digits(at, scales)
        return self._in_words(at)

    def _digits(self, at: int, scales: bool) -> tuple[float, int, bool] | None:
        raw, last, two_ways = self.tokens[at].text, at + 1, False
        beside = (self.tokens[near].kind for near in (at - 1, at + 1) if 0 <= near < len(self.tokens))
        if "digits" in beside:
            return None  # a number in pieces, such as that of a telephone
        for mark, part in _FRACTIONS.items():
            if raw.endswith(mark) and raw.removesuffix(mark).strip().isdigit():
                return float(raw.removesuffix(mark)) + part, last, False
        if sum(map(str.isdigit, raw)) > _MOST_DIGITS or (raw[0] == "0" and raw[1:2].isdigit()):
            return None
        if _GROUPED.fullmatch(raw):
            value = float(re.sub("[,' ]", "", raw))
        elif re.fullmatch(r"\d{1,3}(?:\.\d{3})+", raw):
            two_ways, value = raw.count(".") == 1, float(raw.replace(".", ""))
        elif re.fullmatch(r"\d{1,3}(?:\.\d{3})*,\d+|\d+,\d+", raw):
            value = float(raw.replace(".", "").replace(",", "."))
        elif raw.isdigit() or re.fullmatch(r"\d+\.\d+", raw):
            value = float(raw)
        else:
            return None
        if self.word(last) in ("st", "nd", "rd", "th") and self.tokens[last].joined:
            return None
        if self.says(last, "and", "a", "half") and self.word(last + 3) != "of":
            value, last = value + 0.5, last + 3
        if scales:
            value, last = self._scaled(value, last)
        return value, last, two_ways

    def _scaled(self, value: float, last: int) -> tuple[float, int]:
        while self.word(last) in SCALES:
            word = self.word(last)
            if word in _GLUED and not self.tokens[last].joined and word not in _ALSO_APART:
                break
            value, last = value * SCALES[word], last + 1
        return round(value, 6), last

    def _in_words(self, at: int) -> tuple[float, int, bool] | None:
        word, start = self.word(at), at
        if self.word(at - 1) == "no" and self.word(at) == "two":  # "no two clients are alike"
            return None
        if word == "one" and self.word(at - 1) in _NO_ONE:
            return None
        factor = 1.0
        if word == "half" and self.word(at + 1) == "a" and self.word(at + 2) in SCALES:
            factor, start = 0.5, at + 2
        elif word == "a" and self.word(at + 1) in ("hundred", "thousand", "dozen", "million", "lakh", "lac", "crore",
                                                   "billion", "couple", "pair", "half"):  # fmt: skip
            if self.word(at + 1) == "half" and self.word(at + 2) not in SCALES:
                return None
            start = at + 1
        elif self.says(at, "a", "score", "of") and not self.word(at + 3).isdigit() and self.word(at + 3) not in ONES:
            return 20.0, at + 3, False
        elif word == "half" and self.word(at + 1) in ("a", "an") and self.word(at + 2) not in ("day", "hour", "year"):
            return 0.5, at + 2, False
        elif word not in ONES and word not in TENS and word not in ("couple", "dozen", "pair"):
            return None
        total, current, last = 0.0, None, start
        while True:
            word = self.word(last)
            if word in ("couple", "pair") and current is None:
                current, last = 2.0, last + 1 + (self.word(last + 1) == "of")
            elif word == "half" and current is None and self.word(last + 1) in SCALES:
                current, last = 0.5, last + 1
            elif word in TENS and (current is None or current % 100 == 0):
                current, last = (current or 0.0) + TENS[word], last + 1
            elif word in ONES and (current is None or current % 100 == 0 or
                                    (current % 10 == 0 and current % 100 >= 20 and 0 < ONES[word] < 10)):  # fmt: skip
                if current == 0:
                    break
                current, last = (current or 0.0) + ONES[word], last + 1
            elif word == "-" and current is not None and self.word(last + 1) in ONES and self.tokens[last].joined:
                last += 1
                if current % 10 != 0 or current < 20:
                    last -= 1
                    break
            elif word == "score" and current is not None and 2 <= current <= 9 and not total:  # "three score"
                current, last = current * 20, last + 1
            elif word in ("hundred", "dozen"):
                current, last = (current if current is not None else 1.0) * SCALES[word] * factor, last + 1
                factor = 1.0
            elif word in SCALES and len(word) > 2 and not word.endswith("s"):
                total += (current if current is not None else 0.0 if total else 1.0) * SCALES[word] * factor
                current, last, factor = None, last + 1, 1.0
            elif word == "and" and self.says(last + 1, "a", "half") and self.word(last + 3) != "of":
                half = 0.5 * SCALES.get(self.word(last - 1), 1.0) if last > start else 0.5  # "a dozen and a half"
                if total and current is None:
                    total, last = total + half, last + 3
                else:
                    current, last = (current or 0.0) + half, last + 3
            elif (
                word == "and"
                and last > start
                and self.word(last - 1) in SCALES
                and (self.word(last + 1) in ONES or self.word(last + 1) in TENS)
                and (total or (current or 0) % 100 == 0)
                and not (self.word(last - 1) == "hundred" and self._hundreds(last + 1))
            ):
                last += 1
            elif word == "point" and current is not None and self.word(last + 1) in ONES:
                current, last = current + ONES[self.word(last + 1)] / 10, last + 2
            else:
                break
        if last == start:
            return None
        return total + (current or 0.0), last, False

    def _hundreds(self, at: int) -> bool:
        """Whether a number of its own begins here: "two hundred and three hundred" are two."""
        return self.word(at + 1) == "hundred" and (self.word(at) in ONES or self.word(at) in TENS)
