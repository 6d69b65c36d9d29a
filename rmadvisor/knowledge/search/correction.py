"""Unknown words: what a word that no record holds may have been meant to be.

In:     the words of an index with the number of records that hold each.
Out:    Guess, best first: a misspelling mended, a word cut short while typing, a word without its vowels (mgmt).
Method: candidates by rapidfuzz's optimal string alignment; each is then weighed as in a noisy channel: how easily the
        slip happens, how common the word is, how alike the two look (Kernighan, Church and Gale 1990).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from rmadvisor.knowledge.everyday import everyday
from rmadvisor.knowledge.search.words import stem

ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
BESIDE = frozenset(
    a + b
    for r, row in enumerate(ROWS)
    for i, a in enumerate(row)
    for other in ROWS[max(r - 1, 0) : r + 2]
    for b in other[max(i - 1, 0) : i + 2]
    if a != b
)
VOWELS = frozenset("aeiouy")
SOUND_ALIKE = frozenset(a + b for group in ("ckqsz", "fv", "gj", "dt", "bp", "mn") for a in group for b in group)
SWAP, DOUBLE, VOWEL, NEAR, MISSING, EXTRA, OTHER = 0.5, 0.4, 0.6, 0.7, 0.7, 1.0, 1.3  # what each slip costs
FIRST = 0.6  # and that it is in the first letter
LEAST_LETTERS = 3  # fewer letters are like too many words
LEAST_ABBREVIATED = 4  # letters of a word that lost consonants, too, and is still like few others: mgmt
LEAST_BEGINNING = 4  # letters of a word cut short that is not the last one typed
LEAST_SURE = 0.55  # a guess less sure than this is none: the word is another word
MOST_WEIGHED = 24
KEPT = 2


class Guess(NamedTuple):
    """A word that may be meant. `share` is its part among the guesses, `sure` how likely it was meant at all."""

    word: str
    stem: str
    share: float
    sure: float


class Speller:
    """Guesses for unknown words. Its tables are made for the first of them; what was guessed is remembered."""

    def __init__(self, spelt: Mapping[str, int]) -> None:
        self._spelt = spelt
        self._sorted: list[str] = []
        self._beginning: dict[str, dict[int, list[str]]] = {}  # by first letter and length
        self._of_length: dict[int, list[str]] = {}
        self._remembered: dict[tuple[str, bool], tuple[Guess, ...]] = {}

    def guesses(self, word: str, last: bool = False) -> tuple[Guess, ...]:
        """The likeliest words meant, at most two; `last` says that the person may still be typing it."""
        if len(word) < LEAST_LETTERS or word.isdigit() or len(word) > 40:
            return ()
        key = (word, last)
        if key not in self._remembered:
            if len(self._remembered) > 5000:
                self._remembered.clear()
            self._remembered[key] = self._guess(word, last)
        return self._remembered[key]

    def _guess(self, word: str, last: bool) -> tuple[Guess, ...]:
        if not self._sorted:
            self._sorted = sorted(self._spelt)
        best: dict[str, tuple[float, str, float]] = {}
        for meant, cost, sure in (*self._misspelt(word), *self._cut_short(word, last), *self._shortened(word)):
            if sure < LEAST_SURE:
                continue
            odds = -2.2 * cost + 0.35 * math.log(self._spelt[meant])
            root = stem(meant)
            if root not in best or best[root][0] < odds:
                best[root] = (odds, meant, sure)
        kept = sorted(best.items(), key=lambda found: (-found[1][0], found[0]))[:KEPT]
        mass = sum(math.exp(odds) for _, (odds, _, _) in kept)
        return tuple(Guess(meant, root, math.exp(odds) / mass, sure) for root, (odds, meant, sure) in kept)

    def _begun(self, letter: str) -> dict[int, list[str]]:
        """The words that begin with a letter, by length."""
        if letter not in self._beginning:
            start, end = (bisect_left(self._sorted, bound) for bound in (letter, chr(ord(letter) + 1)))
            self._beginning[letter] = _by_length(self._sorted[start:end])
        return self._beginning[letter]

    def _long(self, letters: int) -> list[str]:
        """All words of so many letters."""
        if not self._of_length:
            self._of_length = _by_length(self._sorted)
        return self._of_length.get(letters, [])

    def _misspelt(self, word: str) -> Iterator[tuple[str, float, float]]:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        if word in everyday():
            return
        most = 1 if len(word) <= 5 else 2
        lengths = range(len(word) - most, len(word) + most + 1)

        def near(lists: Iterable[list[str]]) -> list[tuple[int, str]]:
            return [
                (distance, meant)
                for listed in lists
                if listed
                for meant, distance, _ in process.extract(
                    word, listed, scorer=OSA.distance, score_cutoff=most, limit=None
                )
            ]

        found = near(self._begun(first).get(n, []) for first in sorted({word[0], word[1]}) for n in lengths)
        if not found or min(found)[0] > 1:  # nothing close that begins alike: look at all words
            found = near(map(self._long, lengths))
        found.sort(key=lambda one: (one[0], -self._spelt[one[1]], one[1]))
        for _, meant in found[:MOST_WEIGHED]:
            cost = slip(word, meant)
            yield meant, cost, _sureness(cost, word, meant)

    def _cut_short(self, word: str, last: bool) -> Iterator[tuple[str, float, float]]:
        """Words that begin so; the shorter what is missing, the likelier."""
        if len(word) < LEAST_BEGINNING and not last:
            return
        start = bisect_left(self._sorted, word)
        for meant in self._sorted[start : start + 200]:
            if not meant.startswith(word):
                return
            yield meant, 0.5 + 0.05 * (len(meant) - len(word)), 0.9 * math.sqrt(len(word) / len(meant))

    def _shortened(self, word: str) -> Iterator[tuple[str, float, float]]:
        """Words whose vowels were left out, and of longer ones some consonants: mkt, mgmt."""
        if VOWELS & set(word) or not word.isalpha() or not word.isascii():
            return
        pattern = re.compile("[a-z]*?".join(word))
        start, end = (bisect_left(self._sorted, bound) for bound in (word[0], chr(ord(word[0]) + 1)))
        for meant in self._sorted[start:end]:
            if meant[-1] in (word[-1], "s", "g") and pattern.match(meant):
                left_out = sum(letter not in VOWELS for letter in meant) - len(word)
                ends_alike = len(word) >= LEAST_ABBREVIATED and meant[-1] == word[-1]
                sure = 0.7 - 0.05 * left_out if ends_alike else 0.6 - 0.1 * left_out
                yield meant, 0.8 + 0.3 * left_out, max(0.0, sure)


def _by_length(words: Iterable[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for word in words:
        found.setdefault(len(word), []).append(word)
    return found


def _sureness(cost: float, word: str, meant: str) -> float:
    """How likely the word is a misspelling of that one; a short word is like too many others."""
    return max(0.0, 1 - 1.5 * cost / max(len(word), len(meant))) * (1 - 0.5 / len(word))


def slip(typed: str, meant: str) -> float:
    """How unlikely it is to type one word for the other: the least cost of the slips that make one of it.

    >>> slip("hybird", "hybrid") < slip("complience", "compliance") < slip("cake", "care")
    True
    """
    missing = [DOUBLE if m == before else MISSING for before, m in pairwise((None, *meant))]
    before_last: list[float] = []
    last = [0.0, *accumulate(missing)]
    previous = ""  # letter typed
    for t in typed:
        extra = DOUBLE if t == previous else EXTRA
        cost = last[0] + extra
        row = [cost]
        for j, m in enumerate(meant):  # the least of: extra letter, missing letter, one for the other, two swapped
            cost += missing[j]
            if last[j + 1] + extra < cost:
                cost = last[j + 1] + extra
            instead = last[j] if t == m else last[j] + _instead(t, m)
            if instead < cost:
                cost = instead
            if m == previous and j and t == meant[j - 1] and t != m and before_last[j - 1] + SWAP < cost:
                cost = before_last[j - 1] + SWAP
            row.append(cost)
        before_last, last, previous = last, row, t
    return last[-1] + (FIRST if typed[:1] != meant[:1] else 0.0)


@cache
def _instead(typed: str, meant: str) -> float:
    if typed in VOWELS and meant in VOWELS:
        return VOWEL
    return NEAR if typed + meant in BESIDE or typed + meant in SOUND_ALIKE else OTHER
