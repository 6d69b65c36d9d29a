"""The question: its words as stems with weights, misspellings mended, other names and compounds added.

In:     what a person typed.
Out:    Query. Each word of it is a Part with the stems that answer it; `weights` says how much each stem counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from rmadvisor.knowledge.search.contents import Concepts, Name, Synonyms
from rmadvisor.knowledge.search.correction import Guess, Speller
from rmadvisor.knowledge.search.index import Index
from rmadvisor.knowledge.search.synonyms import LONGEST
from rmadvisor.knowledge.search.words import STOP, compounds, placed_words, stem

MENDED = 0.95  # what a guess counts beside a word as it was typed
SYNONYM = 0.1  # what another name counts in the ranking,
MEANS_THE_SAME = 0.8  # and when it is asked whether a record answers
CONCEPT, MEANS_ABOUT_IT = 0.5, 0.7  # the same for what everyday words mean in common,
COMMON, MANY = 0.1, 800  # unless so many records hold it that it tells little apart and costs much to add
SPLIT = 0.8  # how sure it is that a word is two that were run together


@dataclass(slots=True)
class Part:
    """One word of the question. `answers` are the stems that answer it, each with how surely, `others` those that mean
    the same, `concepts` what it means in common with others; `meant` is the word it is read as, `root` its stem, `idf`
    its rarity."""

    word: str
    meant: str
    root: str
    idf: float
    answers: dict[int, float] = field(default_factory=dict)
    others: dict[int, float] = field(default_factory=dict)
    concepts: tuple[int, ...] = ()


@dataclass(slots=True)
class Query:
    """`corrected` is the text with its misspellings mended, None when nothing was."""

    parts: list[Part] = field(default_factory=list)
    weights: dict[int, float] = field(default_factory=dict)
    corrected: str | None = None

    def add(self, number: int, weight: float) -> None:
        self.weights[number] = self.weights.get(number, 0.0) + weight


def read_query(
    text: str, index: Index, speller: Speller, synonyms: Synonyms, concepts: Concepts, exact: bool = False
) -> Query:
    """The question as the index understands it; `exact` takes every word as it stands."""
    placed = [found for found in placed_words(text) if found[0] not in STOP]
    query = Query()
    mended: list[tuple[int, int, str]] = []
    for place, (word, start, end) in enumerate(placed):
        root = stem(word)
        number = index.number.get(root)
        if number is not None:
            query.parts.append(Part(word, word, root, index.idf(number), {number: 1.0}))
            query.add(number, 1.0)
            continue
        guesses = () if exact else speller.guesses(word, last=place == len(placed) - 1)
        parts = [_guessed(word, guesses, index)] if guesses else [] if exact else _halves(word, index)
        query.parts += parts or [Part(word, word, root, index.idf_of_unknown)]
        if parts:
            mended.append((start, end, " ".join(part.meant for part in parts)))
        for number, share in _shares(guesses, parts, index):
            query.add(number, MENDED * share)
    _join(query, text, index)
    if not exact:
        _add_synonyms(query, index, synonyms)
        _add_concepts(query, index, concepts)
    query.corrected = _mend(text, mended) if mended else None
    return query


def _guessed(word: str, guesses: tuple[Guess, ...], index: Index) -> Part:
    """A word that is one of the guesses, the first of which it is read as."""
    answers = {index.number[guess.stem]: guess.sure for guess in guesses}
    return Part(word, guesses[0].word, guesses[0].stem, max(map(index.idf, answers)), answers)


def _halves(word: str, index: Index) -> list[Part]:
    """Two known words that were run together; none when it is not that."""
    for cut in range(3, len(word) - 2):
        halves = (word[:cut], word[cut:])
        numbers = [index.number.get(stem(half)) if index.spelt.get(half, 0) > 1 else None for half in halves]
        if None not in numbers:
            return [
                Part(half, half, stem(half), index.idf(number), {number: SPLIT})
                for half, number in zip(halves, numbers, strict=True)
                if number is not None
            ]
    return []


def _shares(guesses: tuple[Guess, ...], parts: list[Part], index: Index) -> Iterator[tuple[int, float]]:
    """What each stem of a mended word counts: guesses share its weight, both halves have all of it."""
    if guesses:
        yield from ((index.number[guess.stem], guess.share) for guess in guesses)
    else:
        yield from ((number, 1.0) for part in parts for number in part.answers)


def _join(query: Query, text: str, index: Index) -> None:
    """Words that the knowledge writes as one: x-sell, fact find."""
    for first, second in pairwise(query.parts):
        joined = first.word + second.word
        number = index.number.get(stem(joined)) if len(joined) > 4 else None
        if number is not None:
            query.add(number, 1.0)
            first.answers.setdefault(number, 1.0)
            second.answers.setdefault(number, 1.0)
    for joined in compounds(text):
        number = index.number.get(stem(joined))
        if number is not None:
            query.add(number, 1.0)


def _add_synonyms(query: Query, index: Index, synonyms: Synonyms) -> None:
    """The other names of what is named, each counting less than what was typed."""
    gained: dict[int, float] = {}
    for length in range(1, min(LONGEST, len(query.parts)) + 1):
        for i in range(len(query.parts) - length + 1):
            parts = query.parts[i : i + length]
            for other in synonyms.get(tuple(part.root for part in parts), ()):
                _add_name(other, parts, query, gained, index)
    for number, weight in gained.items():
        query.add(number, weight)


def _add_name(other: Name, parts: list[Part], query: Query, gained: dict[int, float], index: Index) -> None:
    for root in other:
        number = index.number.get(root)
        if number is not None and number not in query.weights:
            gained[number] = max(gained.get(number, 0.0), SYNONYM * len(parts) / len(other))
            if len(other) == 1:
                for part in parts:
                    part.others[number] = MEANS_THE_SAME


def _add_concepts(query: Query, index: Index, concepts: Concepts) -> None:
    """What each word, or what it was mended to, means in common with others. A word that can be said in many ways
    need not stand in the answer as it is: it counts as rare as it and its concept are on average."""
    for part in query.parts:
        roots = (part.root, *(index.stems[number] for number in part.answers))
        names = dict.fromkeys(name for root in roots for name in concepts.get(root, ()))
        part.concepts = tuple(index.number[name] for name in names if name in index.number)
        for number in part.concepts:
            if index.found_in(number) <= max(COMMON * index.size, MANY):
                query.add(number, CONCEPT)
            part.others[number] = max(part.others.get(number, 0.0), MEANS_ABOUT_IT)
            part.idf = min(part.idf, (part.idf + index.idf(number)) / 2)


def _mend(text: str, mended: list[tuple[int, int, str]]) -> str:
    """The text with words replaced at their places, in one line."""
    for start, end, word in reversed(mended):
        text = text[:start] + word + text[end:]
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
