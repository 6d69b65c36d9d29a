"""Leaning: how far each word speaks for the guidance and against what is asked elsewhere.

In:     records, among them questions of the phrasebook of both sorts.
Out:    log-odds by number of stem: above nought for a word of the guidance, below for one of elsewhere.
Method: naive Bayes over the words of short texts (Manning, Raghavan and Schuetze 2008, chapter 13, the Bernoulli model
        without the absent words), rates smoothed by one amount: asked questions, titles and terms against elsewhere.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from rmadvisor.knowledge.search.contents import ASKED, ELSEWHERE, Concepts, Record
from rmadvisor.knowledge.search.words import STOP, stem, words

UNSEEN = 0.5  # of a text: what a word counts on either side beyond how often it was seen there
SPEAKING = ("guidance", "term", "capability", "group", "focus", "segment", ASKED)  # kinds that say what is answered


def leaning(records: Sequence[Record], number: Mapping[str, int], concepts: Concepts) -> array[float]:
    """The log-odds of every stem and concept; nought for all of them when nothing is asked elsewhere."""
    found = array("f", bytes(4 * len(number)))
    off, off_lines = _counted((record for record in records if record.kind == ELSEWHERE), concepts)
    if not off_lines:
        return found
    on, on_lines = _counted((record for record in records if record.kind in SPEAKING), concepts)
    unseen = UNSEEN / math.sqrt(on_lines * off_lines)
    for feature in on.keys() | off.keys():
        odds = math.log((on[feature] / on_lines + unseen) / (off[feature] / off_lines + unseen))
        if feature in number:
            found[number[feature]] = odds
    return found


def _counted(records: Iterable[Record], concepts: Concepts) -> tuple[Counter[str], int]:
    """(how many short texts hold each stem or concept, how many there are)."""
    counted: Counter[str] = Counter()
    features: dict[str, tuple[str, ...]] = dict.fromkeys(STOP, ())  # of each word
    many = 0
    for record in records:
        for text in (record.title, *record.terms):
            held: set[str] = set()
            for word in words(text):
                if word not in features:
                    root = stem(word)
                    features[word] = (root, *concepts.get(root, ()))
                held.update(features[word])
            counted.update(held)
            many += 1
    return counted, many
