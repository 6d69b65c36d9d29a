"""What is searched, as plain values: the records, how people ask for them, and what hangs together with them.

All of it is worked out once from the knowledge (records.py) and kept beside the index (kept.py), so that a search needs
nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rmadvisor.knowledge.search.hits import Topic

ASKED, ELSEWHERE = "asked", "elsewhere"  # kinds of lines of the phrasebook: searched, but never a hit themselves

Name = tuple[str, ...]  # the stems of its words
Synonyms = Mapping[Name, tuple[Name, ...]]  # the other names of the same things
Concepts = Mapping[str, tuple[str, ...]]  # what each stem means in common with others


class Record(NamedTuple):
    """One thing that can be found. `terms` are its other names and key words, `passages` what can be shown of it."""

    id: str
    kind: str
    title: str
    terms: tuple[str, ...]
    passages: tuple[str, ...]
    cites: tuple[str, ...] = ()
    related: tuple[str, ...] = ()


class Contents(NamedTuple):
    """`lines` are the questions of the phrasebook, in the index after the records; `rules` are the ids of the rules
    that use a record, `sections` what can be cited inside a source."""

    records: tuple[Record, ...]
    lines: tuple[Record, ...]
    concepts: Concepts
    synonyms: Synonyms
    rules: Mapping[str, tuple[str, ...]]
    sections: tuple[str, ...]
    topics: tuple[Topic, ...]
