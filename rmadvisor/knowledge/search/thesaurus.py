"""Concepts: what everyday words mean in common, so that *folks* and *people* meet though neither is the other's name.

In:     the groups of everyday words of the phrasebook.
Out:    {stem: its concepts}; a concept is indexed like a stem, under a name that no word can have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rmadvisor.knowledge.search.words import STOP, stem, words

Concepts = Mapping[str, tuple[str, ...]]


def concepts_of(groups: Mapping[str, Iterable[str]]) -> Concepts:
    """The concepts of each stem.

    >>> concepts_of({"staff": ["people", "folks"], "crowd": ["folk"]})["folk"]
    ('§staff', '§crowd')
    """
    found: dict[str, dict[str, None]] = {}
    for name, group in groups.items():
        for written in group:
            for word in words(written):
                found.setdefault(stem(word), {})[f"§{name}"] = None
    return {root: tuple(names) for root, names in found.items()}


def concepts_in(texts: Iterable[str], concepts: Concepts) -> Iterator[str]:
    """The concept of every word of the texts that has one, as often as it has."""
    for text in texts:
        for word in words(text):
            if word not in STOP:
                yield from concepts.get(stem(word), ())
