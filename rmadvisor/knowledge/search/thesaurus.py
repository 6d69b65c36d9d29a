"""Concepts: what everyday words mean in common, so that *folks* and *people* meet though neither is the other's name.

In:     the groups of everyday words of the phrasebook.
Out:    {stem: its concepts}; a concept is indexed like a stem, under a name that no word can have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rmadvisor.knowledge.search.contents import Concepts
from rmadvisor.knowledge.search.words import stem, words


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
