"""The inverted index: for each stem the records that hold it, each with its weight by BM25.

Out:    Index (indexing.py makes it): flat arrays, so that it is read from disk as quickly as it is copied.
Method: BM25 (Robertson and Zaragoza 2009, section 3) with Lucene's idf over weighted fields: a word of the title or of
        the terms counts three times. Terms do not count in the length: an entry with many key words is not a long one.
"""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass
from functools import cached_property

TITLE, TERMS = 3, 3  # how often a word counts there, a word of the passages being one
K1, B = 1.8, 0.75
NONE = -1  # the number of a word that says nothing
SHORTEST = 3  # letters of a word that can be told from its misspellings


@dataclass(frozen=True)
class Index:
    """`first[s]` to `first[s + 1]` are the postings of stem number s: `record` and `weight`, in the order of records.
    `held`, `holds` and `weighs` are the same the other way round: the stems of each record, with their weights. `most`
    is the greatest weight of each stem, `odds` how far it speaks for the guidance and against elsewhere. `spelt` counts
    the records that hold a word as it is written."""

    size: int
    stems: tuple[str, ...]
    first: array[int]
    record: array[int]
    weight: array[float]
    held: array[int]
    holds: array[int]
    weighs: array[float]
    most: array[float]
    odds: array[float]
    spelt: dict[str, int]

    @cached_property
    def number(self) -> dict[str, int]:
        """The number of each stem."""
        return {name: i for i, name in enumerate(self.stems)}

    @cached_property
    def idf_of_unknown(self) -> float:
        """What a word weighs that no record holds: as much as the rarest."""
        return idf(0, self.size)

    def found_in(self, number: int) -> int:
        """How many records hold a stem."""
        return self.first[number + 1] - self.first[number]

    def idf(self, number: int) -> float:
        return idf(self.found_in(number), self.size)


def idf(found_in: int, of: int) -> float:
    """How much a word tells that so many records hold; never below nought.

    >>> idf(1, 100) > idf(50, 100) > 0
    True
    """
    return math.log(1 + (of - found_in + 0.5) / (found_in + 0.5))
