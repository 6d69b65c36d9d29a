"""Indexing: the records cut into words, counted and weighed.

In:     records.
Out:    Index.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable

from rmadvisor.knowledge.search.contents import Concepts, Record
from rmadvisor.knowledge.search.index import K1, NONE, SHORTEST, TERMS, TITLE, B, Index, idf
from rmadvisor.knowledge.search.leaning import leaning
from rmadvisor.knowledge.search.words import STOP, compounds, stem, words


def build(records: Iterable[Record], concepts: Concepts | None = None) -> Index:
    """Index records. A word that stands in groups of everyday words is indexed under these, too."""
    number: dict[str, int] = {}  # of each stem
    number_of: dict[str, int] = dict.fromkeys(STOP, NONE)  # the number of each word's stem
    postings: list[list[int]] = []  # of each stem: position, count, position, count ...
    means: dict[int, tuple[int, ...]] = {NONE: ()}  # the concepts of each stem
    concepts = concepts or {}
    lengths: list[int] = []
    found_records = tuple(records)
    spelt: Counter[str] = Counter()
    for position, record in enumerate(found_records):
        texts = ((record.title, TITLE), (" ".join(record.passages), 1), (" . ".join(record.terms), TERMS))
        counted: dict[int, int] = {}
        about: dict[int, int] = {}
        length = 0
        written: set[str] = set()
        for text, weight in texts:
            found = words(text)
            found += compounds(text)
            written.update(found)
            for word in found:
                root = number_of.get(word)
                if root is None:
                    root = number_of[word] = number.setdefault(stem(word), len(number))
                    means[root] = tuple(number.setdefault(name, len(number)) for name in concepts.get(stem(word), ()))
                counted[root] = counted.get(root, 0) + weight
                for concept in means[root]:
                    about[concept] = about.get(concept, 0) + 1
            if weight == 1:  # what follows are the terms
                length = sum(counted.values()) - counted.get(NONE, 0)
        counted.pop(NONE, None)
        counted |= about
        lengths.append(length)
        spelt.update(written)
        while len(postings) < len(number):
            postings.append([])
        for root, count in counted.items():
            postings[root] += (position, count)
    return _weighted(tuple(number), postings, lengths, leaning(found_records, number, concepts), spelt)


def _weighted(
    stems: tuple[str, ...],
    postings: list[list[int]],
    lengths: list[int],
    odds: array[float],
    spelt: dict[str, int],
) -> Index:
    size = len(lengths)
    mean = sum(lengths) / size if any(lengths) else 1.0
    damped = [K1 * (1 - B + B * length / mean) for length in lengths]
    first, record, weight, most = array("I", [0]), array("I"), array("f"), array("f")
    holding: list[list[int]] = [[] for _ in range(size)]
    weighing: list[list[float]] = [[] for _ in range(size)]
    for number, posting in enumerate(postings):
        found, often = posting[::2], posting[1::2]
        rarity = idf(len(found), size) * (K1 + 1)
        record.extend(found)
        weights = [rarity * n / (n + damped[i]) for i, n in zip(found, often, strict=True)]
        weight.extend(weights)
        most.append(max(weights))
        first.append(len(record))
        for i, share in zip(found, weights, strict=True):
            holding[i].append(number)
            weighing[i].append(share)
    held, holds, weighs = array("I", [0]), array("I"), array("f")
    for numbers, shares in zip(holding, weighing, strict=True):
        holds.extend(numbers)
        weighs.extend(shares)
        held.append(len(holds))
    kept = {word: count for word, count in spelt.items() if len(word) >= SHORTEST and word not in STOP}
    return Index(size, stems, first, record, weight, held, holds, weighs, most, odds, kept)
