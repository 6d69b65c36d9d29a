"""What a quiz can be about: families of questions, and the sections, capability groups, focuses and segments of kb/.

In:     KnowledgeBase, what a person typed.
Out:    topics by name; the topics that an entry belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from rmadvisor.knowledge.entries import Entry
from rmadvisor.knowledge.knowledge_base import KnowledgeBase

FAMILIES: Mapping[str, str] = {
    "guidance": "What the guidance says, section by section",
    "capabilities": "What RMs must be able to do, and what each level looks like",
    "focuses": "What speaks for and against each focus, and how it goes wrong",
    "terms": "Words and abbreviations",
    "figures": "Public ranges, usual values and how far to trust them",
    "cases": "Made-up groups of RMs, solved by the rules",
}
FEW = 4  # letters
KINDS = ("guidance", "focus", "group", "segment")  # kinds of entries that are a topic each


def topics(kb: KnowledgeBase) -> dict[str, str]:
    """{name: title} of every topic, the families first."""
    entries = [entry for kind in KINDS for entry in kb.entries.values() if entry.kind == kind]
    return {**FAMILIES, **{entry.id: entry.title for entry in entries}}


def find(kb: KnowledgeBase, typed: str) -> tuple[str, ...]:
    """The topics that a person can mean: by name, by the end of the name, section, title or another word for it."""
    wanted = " ".join(typed.casefold().split())
    known = topics(kb)
    if not wanted:
        return ()
    if wanted in known:
        return (wanted,)
    entries = [kb.entries[name] for name in known if name in kb.entries]
    for match in (_by_id, _by_section, _by_title, _by_term):
        found = tuple(entry.id for entry in entries if match(entry, wanted))
        if found:
            return found
    return ()


def names(kb: KnowledgeBase) -> list[str]:
    """What can be typed for a topic, for suggestions; other words of few letters are like too much that is none."""
    short = [name.partition(".")[2] for name in topics(kb) if "." in name]
    words = [word for name in topics(kb) if name in kb.entries for word in kb.entries[name].terms if len(word) > FEW]
    return [*dict.fromkeys(name.casefold() for name in (*topics(kb), *short, *words))]


def _by_id(entry: Entry, wanted: str) -> bool:
    return entry.id.partition(".")[2] == wanted


def _by_section(entry: Entry, wanted: str) -> bool:
    sections = [cite for cite in entry.cites if "#" in cite]
    return entry.kind == "guidance" and any(wanted in (cite, cite.partition("#")[2]) for cite in sections)


def _by_title(entry: Entry, wanted: str) -> bool:
    return entry.title.casefold() == wanted or entry.details.get("name") == wanted


def _by_term(entry: Entry, wanted: str) -> bool:
    return wanted in (term.casefold() for term in entry.terms)


def belongs_to(kb: KnowledgeBase, entry: Entry, family: str) -> tuple[str, ...]:
    """The topics of a question about an entry: what it counts for first, its family last."""
    found = [entry.id] if entry.kind in KINDS else []
    found += [entry.details["group"]] if "group" in entry.details else []
    if entry.kind != "capability":  # which names every focus that it serves; its group says enough
        found += [name for name in entry.related if name in kb.entries and kb.entries[name].kind in KINDS]
    found += [name for cite in entry.cites for name in _sections(kb).get(cite, ())]
    segments = entry.details.get("segments", ())
    found += [e.id for e in kb.entries.values() if e.kind == "segment" and e.details["name"] in segments]
    return (*dict.fromkeys(found), family)


@lru_cache(maxsize=4)
def _sections(kb: KnowledgeBase) -> Mapping[str, tuple[str, ...]]:
    """{guidance#section: the topics that it is part of}, the entry that carries it first."""
    found: dict[str, tuple[str, ...]] = {}
    for kind in KINDS:
        for entry in kb.entries.values():
            for cite in entry.cites if entry.kind == kind else ():
                if cite in kb.sections:
                    found[cite] = (*found.get(cite, ()), entry.id)
    return found
