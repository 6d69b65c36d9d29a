"""The passage to show of a record: the sentences that answer most of the question, and where its words stand."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from rmadvisor.knowledge.search.hits import Span
from rmadvisor.knowledge.search.words import WORD, root

LONGEST = 300  # letters of a passage, unless one sentence alone is longer
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9'\"(])")


def best_passage(passages: Iterable[str], worth: Mapping[str, float]) -> str:
    """The passage that holds the weightiest of the stems; the first when none holds any.

    >>> best_passage(["Books differ.", "Hunters find customers."], {"hunter": 2.0})
    'Hunters find customers.'
    """
    best, most = "", -1.0
    for passage in passages:
        for window in _windows(passage):
            found = sum(worth[stem] for stem in set(map(root, WORD.findall(window))) & worth.keys())
            if found > most:
                best, most = window, found
    return best


def _windows(passage: str) -> Iterator[str]:
    """The passage whole when it is short, else runs of sentences, each as long as may be."""
    if len(passage) <= LONGEST:
        yield passage
        return
    sentences = SENTENCE.split(passage)
    for start in range(len(sentences)):
        end = start + 1
        while end < len(sentences) and len(" ".join(sentences[start : end + 1])) <= LONGEST:
            end += 1
        yield " ".join(sentences[start:end])
        if end == len(sentences):
            return


def spans(text: str, roots: Collection[str]) -> tuple[Span, ...]:
    """Where words with one of these stems stand.

    >>> spans("Hunters hunt.", {"hunter"})
    ((0, 7),)
    """
    stems = map(root, WORD.findall(text))
    return tuple([found.span() for found, stem in zip(WORD.finditer(text), stems, strict=True) if stem in roots])


def marked(text: str, places: Iterable[Span], before: str, after: str) -> str:
    """The text with every place between two marks.

    >>> marked("Hunters hunt.", [(0, 7)], "*", "*")
    '*Hunters* hunt.'
    """
    parts, last = [], 0
    for start, end in places:
        parts += [text[last:start], before, text[start:end], after]
        last = end
    return "".join([*parts, text[last:]])
