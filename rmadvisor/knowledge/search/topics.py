"""Topics: everything that is known as a tree to browse, and what belongs to each heading.

In:     KnowledgeBase.
Out:    Topic trees. What belongs to a heading: itself, what it relates to, what uses it, and the figures for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rmadvisor.knowledge.search.hits import Topic

if TYPE_CHECKING:
    from rmadvisor.knowledge.entries import Entry
    from rmadvisor.knowledge.knowledge_base import KnowledgeBase

# The kinds of knowledge by the name under which `show` lists them; these are browsed heading by heading,
BY_HEADING = {"focuses": ("focus", "Focus models"), "segments": ("segment", "Customer segments")}
# and these as one list.
AS_LIST = {
    "figures": ("figure", "Public figures"),
    "defaults": ("default", "Assumptions of the workload"),
    "terms": ("term", "Words and abbreviations"),
    "sources": ("source", "Sources"),
}


def topics(kb: KnowledgeBase) -> tuple[Topic, ...]:
    """The tree: the guidance by its sections, focus models, segments, capabilities by their groups, and the rest."""
    found = [_guidance(kb), *(_headings(kb, name, *what) for name, what in BY_HEADING.items()), _capabilities(kb)]
    found += [Topic(name, title, _ids(_of(kb, kind))) for name, (kind, title) in AS_LIST.items()]
    return tuple(topic for topic in found if topic.entries or topic.children)


def walk(tree: Iterable[Topic]) -> Iterator[Topic]:
    """Every topic of a tree, each before its narrower ones."""
    for topic in tree:
        yield topic
        yield from walk(topic.children)


def _guidance(kb: KnowledgeBase) -> Topic:
    """The sections of the guidance, in its own order, each with all that cites it."""
    carrying = _of(kb, "guidance")
    cited = {cite for entry in carrying for cite in entry.cites}
    sections = [name for name in kb.sections if name in cited]
    children = tuple(Topic(name, kb.sections[name], tuple(kb.used_by.get(name, ()))) for name in sections)
    return Topic("guidance", "What the guidance says", _ids(carrying), children)


def _headings(kb: KnowledgeBase, name: str, kind: str, title: str) -> Topic:
    entries = _of(kb, kind)
    return Topic(name, title, _ids(entries), tuple(_heading(kb, entry) for entry in entries))


def _capabilities(kb: KnowledgeBase) -> Topic:
    members: dict[str, list[Entry]] = {}
    for entry in kb.capabilities.values():
        members.setdefault(entry.details["group"], []).append(entry)
    groups = []
    for group in _of(kb, "group"):
        inside = tuple(_heading(kb, entry) for entry in members.get(group.id, []))
        ids = dict.fromkeys((*_belonging(kb, group), *(name for topic in inside for name in topic.entries)))
        groups.append(Topic(group.id, group.title, tuple(ids), inside))
    return Topic("capabilities", "Capabilities of an RM", _ids(kb.capabilities.values()), tuple(groups))


def _heading(kb: KnowledgeBase, entry: Entry) -> Topic:
    return Topic(entry.id, entry.title, _belonging(kb, entry))


def _belonging(kb: KnowledgeBase, entry: Entry) -> tuple[str, ...]:
    """The heading itself first, then the entries, then the rules."""
    name = entry.details.get("name")
    figures = (other.id for other in kb.entries.values() if name and name in other.details.get("segments", ()))
    found = (entry.id, *entry.related, *kb.used_by.get(entry.id, ()), *figures)
    return tuple(dict.fromkeys(one for one in found if one in kb.entries or one in kb.rule))


def _of(kb: KnowledgeBase, kind: str) -> list[Entry]:
    return [entry for entry in kb.entries.values() if entry.kind == kind]


def _ids(entries: Iterable[Entry]) -> tuple[str, ...]:
    return tuple(entry.id for entry in entries)
