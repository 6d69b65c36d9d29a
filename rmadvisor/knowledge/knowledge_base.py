"""Everything that is known, loaded and checked once: the one object that the other rooms are given.

In:     the folders kb/ and rules/, the program's own or a bank's.
Out:    KnowledgeBase.
Errors: BadInput with every problem of every file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from rmadvisor.knowledge.cursor import Document
from rmadvisor.knowledge.files import MOST_FILE_BYTES, Contents, contents_of, files_of, version
from rmadvisor.knowledge.problems import BadInput, Problem
from rmadvisor.knowledge.rules import Conclude, Effect, Rule

if TYPE_CHECKING:
    from rmadvisor.knowledge.cache import Cache
    from rmadvisor.knowledge.entries import Entry
    from rmadvisor.knowledge.phrasebook import Phrasebook
    from rmadvisor.knowledge.policy import Parameter, Policy
    from rmadvisor.knowledge.sources import Sources
    from rmadvisor.knowledge.vocabulary import Vocabulary
    from rmadvisor.knowledge.words import WordGroup

KNOWLEDGE = "knowledge"  # what the cache calls it


@dataclass(frozen=True)
class KnowledgeBase:
    """kb/ and rules/ as one. `stage` orders the rules; `version` is the hash of all files; `phrases` are read late."""

    entries: Mapping[str, Entry]
    vocabulary: Vocabulary
    rules: tuple[Rule, ...]
    parameters: Mapping[str, Parameter]
    stage: Mapping[str, int]
    version: str
    groups: tuple[WordGroup, ...] = ()
    phrases: tuple[Document, ...] = field(default=(), compare=False)  # the version tells them apart

    def __hash__(self) -> int:
        return hash(self.version)

    @cached_property
    def policy(self) -> Policy:
        return {name: parameter.value for name, parameter in self.parameters.items()}

    @cached_property
    def rule(self) -> Mapping[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def rank(self) -> Mapping[str, int]:
        """The place of each rule in the order of the files."""
        return {rule.id: i for i, rule in enumerate(self.rules)}

    @cached_property
    def concluding(self) -> Mapping[str, tuple[Rule, ...]]:
        """The rules that conclude each derived fact."""
        found: dict[str, tuple[Rule, ...]] = {}
        for rule in self.rules:
            for effect in rule.then:
                if isinstance(effect, Conclude):
                    found[effect.fact] = (*found.get(effect.fact, ()), rule)
        return found

    @cached_property
    def opening(self) -> frozenset[str]:
        """The facts that people give together, with which an interview opens."""
        return frozenset(n for fact in self.vocabulary.values() if fact.together for n in (fact.name, *fact.together))

    def with_effect(self, *kinds: type[Effect]) -> tuple[Rule, ...]:
        """The rules that have an effect of one of these kinds."""
        if kinds not in self._with_effect:
            self._with_effect[kinds] = tuple(r for r in self.rules if any(isinstance(e, kinds) for e in r.then))
        return self._with_effect[kinds]

    @cached_property
    def _with_effect(self) -> dict[tuple[type[Effect], ...], tuple[Rule, ...]]:
        return {}

    @cached_property
    def capabilities(self) -> Mapping[str, Entry]:
        return {entry.id: entry for entry in self.entries.values() if entry.kind == "capability"}

    @cached_property
    def phrasebook(self) -> Phrasebook:
        """How people say it; only the search and `show` need it."""
        from rmadvisor.knowledge.phrasebook import phrasebook_of

        return phrasebook_of(self.phrases)

    @cached_property
    def used_by(self) -> Mapping[str, list[str]]:
        """The ids of the entries, rules and parameters that cite, name, test or set something."""
        from rmadvisor.knowledge.uses import uses

        return uses(self.entries.values(), self.rules, self.parameters.values())

    @cached_property
    def sections(self) -> Mapping[str, str]:
        """What is citable inside a source: {"guidance#1.retail": title of the section}."""
        return {
            f"{entry.id}#{section}": title
            for entry in self.entries.values()
            for section, title in (entry.details.get("sections") or {}).items()
        }


def load(kb: Path | None = None, rules: Path | None = None, cache: Cache | None = None) -> KnowledgeBase:
    """The knowledge in two folders; with a cache, files that were found right before are not read as YAML again."""
    of_kb, of_rules = map(contents_of, files_of(kb, rules))
    key = version((*of_kb, *of_rules))
    if cache is not None:
        from rmadvisor.knowledge import kept

        found = kept.read(cache.fetch(KNOWLEDGE, key), key)
        if found is None:
            found = _read(of_kb, of_rules, key)
            cache.keep(KNOWLEDGE, key, kept.written(found))
        return found
    return _read(of_kb, of_rules, key)


def _read(of_kb: Contents, of_rules: Contents, key: str) -> KnowledgeBase:
    """The knowledge from its files, checked. What is kept was found right before: it needs none of these modules."""
    from rmadvisor.knowledge import consistency
    from rmadvisor.knowledge.sources import read_sources

    documents = _parse_all((*of_kb, *of_rules))
    sources = read_sources(documents[: len(of_kb)], documents[len(of_kb) :])
    consistency.check(sources)
    if sources.problems:
        raise BadInput(sources.problems)
    return _build(sources, key)


def _parse_all(files: Iterable[tuple[str, bytes]]) -> list[Document]:
    """All documents; when some are not even YAML, the complaints of all of those."""
    from rmadvisor.knowledge.documents import parse  # what the cache holds needs no reader of YAML

    documents: list[Document] = []
    problems: list[Problem] = []
    for name, raw in files:
        try:
            documents.append(parse(raw, name, MOST_FILE_BYTES))
        except BadInput as bad:
            problems += bad.problems
    if problems:
        raise BadInput(problems)
    return documents


def _build(sources: Sources, version: str) -> KnowledgeBase:
    from rmadvisor.knowledge.stages import stages

    vocabulary = sources.vocabulary
    rules = tuple(rule for rule, _ in sources.rules)
    return KnowledgeBase(
        entries={entry.id: entry for entry, _ in sources.entries},
        vocabulary=vocabulary,
        rules=rules,
        parameters={parameter.name: parameter for parameter, _ in sources.policy},
        stage=stages(rules, vocabulary),
        version=version,
        groups=tuple(group for group, _ in sources.groups),
        phrases=tuple(sources.phrases),
    )
