"""Everything that is known, loaded and checked once: the one object that the other rooms are given.

In:     the folders kb/ and rules/, the program's own or a bank's.
Out:    KnowledgeBase.
Errors: BadInput with every problem of every file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from rmadvisor.knowledge.cache import Cache
from rmadvisor.knowledge.cursor import Document
from rmadvisor.knowledge.entries import Entry
from rmadvisor.knowledge.phrasebook import Phrasebook, phrasebook_of
from rmadvisor.knowledge.policy import Parameter, Policy
from rmadvisor.knowledge.problems import BadInput, NoKnowledge, Problem
from rmadvisor.knowledge.rules import Conclude, Effect, Rule
from rmadvisor.knowledge.sources import Sources, read_sources
from rmadvisor.knowledge.stages import stages
from rmadvisor.knowledge.uses import uses
from rmadvisor.knowledge.vocabulary import Vocabulary
from rmadvisor.knowledge.words import WordGroup

MOST_FILE_BYTES = 16 << 20
PACKAGE = Path(__file__).resolve().parent.parent
CASES = "cases"  # a folder inside rules/ with tried situations: they decide nothing, so they are no part of it


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
        return phrasebook_of(self.phrases)

    @cached_property
    def used_by(self) -> Mapping[str, list[str]]:
        """The ids of the entries, rules and parameters that cite, name, test or set something."""
        return uses(self.entries.values(), self.rules, self.parameters.values())

    @cached_property
    def sections(self) -> Mapping[str, str]:
        """What is citable inside a source: {"guidance#1.retail": title of the section}."""
        return {
            f"{entry.id}#{section}": title
            for entry in self.entries.values()
            for section, title in (entry.details.get("sections") or {}).items()
        }


def builtin(folder: str) -> Path:
    """The program's own kb or rules: inside the installed package, or beside it in a checkout."""
    inside = PACKAGE / folder
    return inside if inside.is_dir() else PACKAGE.parent / folder


def load(kb: Path | None = None, rules: Path | None = None, cache: Cache | None = None) -> KnowledgeBase:
    """The knowledge in two folders; with a cache, files that were found right before are not read as YAML again."""
    of_kb, of_rules = files_of(kb, rules)
    files = [(name, _bytes(path, name)) for name, path in (*of_kb, *of_rules)]
    key = _hash(files)
    documents = cache.load(key) if cache else None
    if documents is not None and len(documents) == len(files):
        sources = read_sources(documents[: len(of_kb)], documents[len(of_kb) :])
        if not sources.problems:
            return _build(sources, key)
    fresh = _parse_all(files)
    sources = read_sources(fresh[: len(of_kb)], fresh[len(of_kb) :])
    from rmadvisor.knowledge import consistency  # what the cache holds was found right before: no need to look again

    consistency.check(sources)
    if sources.problems:
        raise BadInput(sources.problems)
    if cache:
        cache.store(key, fresh)
    return _build(sources, key)


Files = list[tuple[str, Path]]  # (name in messages, path)


def files_of(kb: Path | None, rules: Path | None) -> tuple[Files, Files]:
    """The YAML files of kb/ and of rules/; the cases kept beside the rules are none of them."""
    return _files(kb or builtin("kb")), _files(rules or builtin("rules"), without=CASES)


def version_of(kb: Path | None, rules: Path | None) -> str:
    """The version that the knowledge in two folders would have; its files are read, and nothing else is done."""
    of_kb, of_rules = files_of(kb, rules)
    return _hash((name, _bytes(path, name)) for name, path in (*of_kb, *of_rules))


def _hash(files: Iterable[tuple[str, bytes]]) -> str:
    """Of files by their names in messages and their content."""
    found = hashlib.sha256()
    for name, raw in files:
        found.update(f"{name}\0{len(raw)}\0".encode() + raw)
    return found.hexdigest()


def _files(folder: Path, without: str = "") -> Files:
    if not folder.is_dir():
        raise NoKnowledge([Problem(str(folder), 0, 0, "there is no such folder", "name a folder of YAML files")])
    found = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in (".yaml", ".yml") and path.is_file() and path.relative_to(folder).parts[0] != without
    )
    if not found:
        raise NoKnowledge([Problem(str(folder), 0, 0, "the folder holds no .yaml file", "name the right folder")])
    shown = folder.name if folder in (builtin("kb"), builtin("rules")) else str(folder)
    return [(f"{shown}/{path.relative_to(folder).as_posix()}", path) for path in found]


def _bytes(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput([Problem(name, 0, 0, f"it cannot be read ({error.strerror})", "check its rights")]) from None


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
