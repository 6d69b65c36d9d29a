"""Other names: what one thing is also called, from the terms of the glossary and the segments.

In:     records.
Out:    {name as stems: the other names of the same things}.
"""

from __future__ import annotations

from collections.abc import Iterable

from rmadvisor.knowledge.search.contents import Name, Record, Synonyms
from rmadvisor.knowledge.search.words import content, stem, words

NAMED = ("term", "segment")  # kinds whose terms are names of the thing itself, not words around it
LONGEST = 4  # words of a name that is looked for


def name_of(text: str) -> Name:
    """A name as the stems of its words.

    >>> name_of("High-net-worth individuals") == name_of("high net worth individual")
    True
    """
    return tuple(stem(word) for word in content(words(text)))


def synonyms(records: Iterable[Record]) -> Synonyms:
    """The other names of everything that has more than one."""
    found: dict[Name, dict[Name, None]] = {}
    for record in records:
        if record.kind in NAMED:
            names = dict.fromkeys(name for text in (record.title, *record.terms) if (name := name_of(text)))
            for name in names:
                if len(name) <= LONGEST:
                    found.setdefault(name, {}).update(dict.fromkeys(other for other in names if other != name))
    return {name: tuple(others) for name, others in found.items() if others}
