"""Read the files of kb/ and rules/ into entries, facts, rules and policy, each still knowing its place.

In:     Documents.
Out:    Sources: what was read, each item beside its cursor, for the checks that look across files.
Errors: collected on the documents, never raised here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from rmadvisor.knowledge.cursor import Cursor, Document, shown
from rmadvisor.knowledge.entries import Entry, read_entry
from rmadvisor.knowledge.phrasebook import is_phrases
from rmadvisor.knowledge.policy import Parameter, read_parameter
from rmadvisor.knowledge.problems import Problem, did_you_mean
from rmadvisor.knowledge.rules import Rule, read_rule
from rmadvisor.knowledge.vocabulary import Fact, level_fact, read_fact
from rmadvisor.knowledge.words import WordGroup, read_group

SECTIONS = ("facts", "rules", "policy", "words")
Item = TypeVar("Item")
Placed = list[tuple[Item, Cursor]]


@dataclass(slots=True)
class Sources:
    """Everything that kb/ and rules/ say, in the order of the files."""

    documents: list[Document]
    phrases: list[Document] = field(default_factory=list)
    entries: Placed[Entry] = field(default_factory=list)
    facts: Placed[Fact] = field(default_factory=list)
    rules: Placed[Rule] = field(default_factory=list)
    policy: Placed[Parameter] = field(default_factory=list)
    groups: Placed[WordGroup] = field(default_factory=list)

    @property
    def problems(self) -> list[Problem]:
        return [problem for document in self.documents for problem in document.problems]

    @property
    def vocabulary(self) -> dict[str, Fact]:
        """The facts, and for every capability the facts that carry its level and its gap."""
        found = {fact.name: fact for fact, _ in self.facts}
        for entry, _ in self.entries:
            if entry.kind == "capability":
                for gap in (False, True):
                    fact = level_fact(entry.id, entry.title, gap)
                    found[fact.name] = fact
        return found


def read_sources(kb: Iterable[Document], rules: Iterable[Document]) -> Sources:
    """Entries first, then facts, then the rules that use both."""
    kb, rules = list(kb), list(rules)
    sources = Sources([*kb, *rules], [document for document in kb if is_phrases(document)])
    for document in kb:
        if is_phrases(document):
            continue  # read when somebody asks for it
        sources.entries += _all(document.root().elements(), read_entry)
    parts: dict[str, list[Cursor]] = {section: [] for section in SECTIONS}
    for document in rules:
        root = document.root()
        if not isinstance(root.value, dict):
            root.fail(f"expected {', '.join(SECTIONS)}, found {shown(root.value)}", "begin the file with 'rules:'")
            continue
        for name, cursor in root.items():
            if name in parts:
                parts[name].extend(cursor.elements())
            else:
                cursor.fail(f"unknown section '{name}'", did_you_mean(name, SECTIONS), key=True)
    sources.facts = _all(parts["facts"], read_fact)
    vocabulary = sources.vocabulary
    sources.rules = _all(parts["rules"], lambda cursor: read_rule(cursor, vocabulary))
    sources.policy = _all(parts["policy"], read_parameter)
    sources.groups = _all(parts["words"], read_group)
    return sources


def _all(cursors: Iterable[Cursor], read: Callable[[Cursor], Item | None]) -> Placed[Item]:
    found = []
    for cursor in cursors:
        item = read(cursor)
        if item is not None:
            found.append((item, cursor))
    return found
