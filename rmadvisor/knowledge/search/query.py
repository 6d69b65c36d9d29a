"""The question: its words as stems with weights, misspellings mended, other names and compounds added.

In:     what a person typed.
Out:    Query. Each word of it is a Part with the stems that answer it; `weights` says how much each stem counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rmadvisor.knowledge.search.correction import Guess, Speller
from rmadvisor.knowledge.search.index import Index
from rmadvisor.knowledge.search.synonyms import LONGEST, Name, Synonyms
from rmadvisor.knowledge.search.words import STOP, compounds, placed_words, stem

MENDED = 0.95  # what a guess counts beside a word as it was typed
SYNONYM = 0.1  # what another name counts in the ranking,
MEANS_THE_SAME = 0.8  # and when it is asked whether a record answers
SPLIT = 0.5  # how sure it is that a word is two that were run together


@dataclass(slots=True)
class Part:
    """One word of the question. `answers` are the stems that answer it, each with how surely, `others` those that mean
    the same; `idf` is its rarity."""

    word: str
    idf: float
    answers: dict[int, float]
    others: dict[int, float] = field(default_factory=dict)


@dataclass(slots=True)
class Query:
    """`corrected` is the text with its misspellings mended, None when nothing was."""

    parts: list[Part] = field(default_factory=list)
    weights: dict[int, float] = field(default_factory=dict)
    corrected: str | None = None

    def add(self, number: int, weight: float) -> None:
        self.weights[number] = self.weights.get(number, 0.0) + weight


def read_query(text: str, index: Index, speller: Speller, synonyms: Synonyms, exact: bool = False) -> Query:
    """The question as the index understands it; `exact` takes every word as it stands."""
    placed = placed_words(text)
    placed = [word for word in placed if word[0] not in STOP]
    query = Query()
    roots: list[str] = []
    mended: list[tuple[int, int, str]] = []
    for place, (word, start, end) in enumerate(placed):
        root = stem(word)
        number = index.number.get(root)
        if number is not None:
            query.parts.append(Part(word, index.idf(number), {number: 1.0}))
            query.add(number, 1.0)
        elif exact or (guessed := _guess(word, place == len(placed) - 1, index, speller)) is None:
            query.parts.append(Part(word, index.idf_of_unknown, {}))
        else:
            guesses, part = guessed
            query.parts.append(part)
            for guess in guesses:
                query.add(index.number[guess.stem], MENDED * guess.share)
            mended.append((start, end, " ".join(guess.word for guess in guesses if guess.share == 1.0) or guesses[0].word))
            root = guesses[0].stem
        roots.append(root)
    _join(query, roots, text, index)
    if not exact:
        _add_synonyms(query, roots, index, synonyms)
    query.corrected = _mend(text, mended) if mended else None
    return query


def _guess(word: str, last: bool, index: Index, speller: Speller) -> tuple[tuple[Guess, ...], Part] | None:
    """What an unknown word may be: two words run together, or a misspelling; None when it is like no other."""
    guesses = speller.guesses(word, last)
    guesses = guesses or _halves(word, index)
    if not guesses:
        return None
    answers = {index.number[guess.stem]: guess.sure for guess in guesses}
    return guesses, Part(word, max(index.idf(number) for number in answers), answers)


def _halves(word: str, index: Index) -> tuple[Guess, ...]:
    """Two known words that were run together."""
    for cut in range(3, len(word) - 2):
        halves = (word[:cut], word[cut:])
        if all(index.spelt.get(half, 0) > 1 and stem(half) in index.number for half in halves):
            return tuple(Guess(half, stem(half), 1.0, SPLIT) for half in halves)
    return ()


def _join(query: Query, roots: list[str], text: str, index: Index) -> None:
    """Words that the knowledge writes as one: on-boarding, on boarding."""
    pairs = [(roots[i] + roots[i + 1], (i, i + 1)) for i in range(len(roots) - 1)]
    for joined, places in pairs:
        number = index.number.get(stem(joined)) if len(joined) > 4 else None
        if number is not None:
            query.add(number, 1.0)
            for i in places:
                query.parts[i].answers.setdefault(number, 1.0)
    for joined in compounds(text):
        number = index.number.get(stem(joined))
        if number is not None:
            query.add(number, 1.0)


def _add_synonyms(query: Query, roots: list[str], index: Index, synonyms: Synonyms) -> None:
    """The other names of what is named, each counting less than what was typed."""
    gained: dict[int, float] = {}
    for length in range(min(LONGEST, len(roots)), 0, -1):
        for i in range(len(roots) - length + 1):
            for other in synonyms.get(tuple(roots[i : i + length]), ()):
                for number in _numbers(other, index):
                    if number not in query.weights:
                        gained[number] = max(gained.get(number, 0.0), SYNONYM * length / len(other))
                        if len(other) == 1:
                            for part in query.parts[i : i + length]:
                                part.others[number] = MEANS_THE_SAME
    for number, weight in gained.items():
        query.add(number, weight)


def _numbers(name: Name, index: Index) -> Iterable[int]:
    return (index.number[root] for root in name if root in index.number)


def _mend(text: str, mended: list[tuple[int, int, str]]) -> str:
    """The text with words replaced at their places, in one line."""
    for start, end, word in reversed(mended):
        text = text[:start] + word + text[end:]
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
