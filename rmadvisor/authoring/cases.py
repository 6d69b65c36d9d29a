"""Cases kept beside the rules: a situation in words, the answers that describe it, and what must follow from them.

In:     the files of rules/cases, or a file or folder that is named; KnowledgeBase.
Out:    Case, with each expectation knowing its place.
Errors: BadInput with everything that is wrong in all files: names that lead nowhere, answers that are impossible.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rmadvisor.knowledge.answers import Answers, read_answers
from rmadvisor.knowledge.cursor import Cursor, Document, shown
from rmadvisor.knowledge.documents import read
from rmadvisor.knowledge.files import CASES, MOST_FILE_BYTES, builtin
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.problems import BadInput, Problem, did_you_mean
from rmadvisor.knowledge.rules import FOCUSES, Advise, Effect, Warn
from rmadvisor.reasoning.focus import PURE

VERDICTS = ("over", "within", "under", "unknown")
GOALS = ("focus", "coverage", "capabilities", "warnings")
NO_FOCUS = "none"


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing that must hold: `kind` is the key it stands under, `name` what it is about, `wanted` how it must be."""

    kind: str
    name: str
    wanted: Any
    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Case:
    """A situation with what must follow from it, and why."""

    name: str
    because: str
    answers: Answers
    expectations: tuple[Expectation, ...]
    file: str
    line: int


def case_files(rules: Path | None, named: Path | None) -> list[tuple[str, Path]]:
    """(name in messages, path) of the files with cases: those named, or those beside the rules."""
    folder = (rules or builtin("rules")) / CASES
    if named is None:
        label = f"rules/{CASES}" if rules is None else str(folder)
        found = sorted(path for path in folder.rglob("*") if path.suffix in (".yaml", ".yml"))
        return [(f"{label}/{path.relative_to(folder).as_posix()}", path) for path in found]
    if named.is_dir():
        return [(str(path), path) for path in sorted(named.rglob("*")) if path.suffix in (".yaml", ".yml")]
    return [(str(named), named)]


def read_cases(files: Iterable[tuple[str, Path]], kb: KnowledgeBase) -> tuple[Case, ...]:
    """All cases of some files."""
    cases: list[Case] = []
    problems: list[Problem] = []
    for name, path in files:
        try:
            document = read(path, MOST_FILE_BYTES, name)
        except BadInput as bad:
            problems += bad.problems
            continue
        cases += _cases(document, kb, {case.name: f"{case.file}:{case.line}" for case in cases})
        problems += document.problems
    if problems:
        raise BadInput(problems)
    return tuple(cases)


def _cases(document: Document, kb: KnowledgeBase, seen: dict[str, str]) -> Iterator[Case]:
    root = document.root()
    if not root.fields(("cases",)):
        return
    for cursor in root.at("cases").elements():
        if not cursor.fields(("name", "because", "answers", "expect")):
            continue
        name = cursor.text("name")
        if name in seen:
            cursor.at("name").fail(f"the case '{name}' is there twice (also {seen[name]})", "give it another name")
        seen[name] = cursor.where
        expectations = tuple(_expectations(cursor.at("expect"), kb))
        if cursor.value["expect"] == {}:
            cursor.at("expect").fail("nothing is expected", f"expect one of {', '.join(READERS)}")
        answers = _answers(cursor.at("answers"), kb)
        if answers is not None:
            line = document.place(cursor.path)[0]
            yield Case(name, cursor.text("because"), answers, expectations, document.file, line)


def _answers(cursor: Cursor, kb: KnowledgeBase) -> Answers | None:
    """The answers of a case, read as a file of their own that keeps its places."""
    place: Any = cursor.document.places
    for step in cursor.path:
        inner = place[2][step]
        place = inner if isinstance(step, int) else inner[2]
    try:
        return read_answers(Document(cursor.document.file, cursor.value, place), kb.vocabulary, kb.capabilities)
    except BadInput as bad:
        cursor.document.problems += bad.problems
        return None


def _expectations(cursor: Cursor, kb: KnowledgeBase) -> Iterator[Expectation]:
    for kind, inner in cursor.items():
        if kind not in READERS:
            inner.fail(f"'{kind}' cannot be expected", did_you_mean(kind, READERS), key=True)
        else:
            yield from READERS[kind](inner, kind, kb)


def _expected(cursor: Cursor, kind: str, name: str, wanted: Any) -> Expectation:
    line, column = cursor.document.place(cursor.path)
    return Expectation(kind, name, wanted, cursor.document.file, line, column)


# ---------------------------------------------------------------- what can be expected


def _one_of(*choices: str) -> Reader:
    """One of a few words, or a list of those that are right."""

    def reader(cursor: Cursor, kind: str, _: KnowledgeBase) -> Iterator[Expectation]:
        words = list(cursor.elements()) if isinstance(cursor.value, list) else [cursor]
        good = [word for word in words if word.value in choices]
        for word in words:
            if word not in good:
                word.fail(f"{kind} is never {shown(word.value)}", did_you_mean(str(word.value), choices))
        if good:
            yield _expected(cursor, kind, "", tuple(word.value for word in good))

    return reader


def _between(cursor: Cursor, kind: str, kb: KnowledgeBase) -> Iterator[Expectation]:
    ends = _ends(cursor)
    if ends is not None:
        yield _expected(cursor, kind, "", ends)


def _ends(cursor: Cursor) -> tuple[float, float] | None:
    """The least and the most that a number may be: a number, or at_least, at_most, between as in a rule."""
    value = cursor.value
    if _is_number(value):
        return value, value
    if not isinstance(value, Mapping) or not value or not set(value) <= {"at_least", "at_most", "between"}:
        cursor.fail(f"expected a number, found {shown(value)}", "write 140, {at_least: 100} or {between: [100, 200]}")
        return None
    pair = value.get("between", [value.get("at_least", -math.inf), value.get("at_most", math.inf)])
    if not isinstance(pair, list) or len(pair) != 2 or not all(map(_is_number, pair)) or pair[0] > pair[1]:
        cursor.fail("these are no two ends of a range", "write {between: [100, 200]}, the lower end first")
        return None
    return pair[0], pair[1]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _capabilities(cursor: Cursor, kind: str, kb: KnowledgeBase) -> Iterator[Expectation]:
    for name, inner in cursor.items():
        ends = _ends(inner)
        if name not in kb.capabilities:
            inner.fail(f"there is no capability '{name}'", did_you_mean(name, kb.capabilities), key=True)
        elif ends is not None:
            yield _expected(inner, kind, name, ends)


def _names(known: Callable[[KnowledgeBase], Iterable[str]], what: str) -> Reader:
    """A list of names that must be there, or {with: [...], without: [...]}."""

    def reader(cursor: Cursor, kind: str, kb: KnowledgeBase) -> Iterator[Expectation]:
        right = list(known(kb))
        lists = [("with", cursor)] if not isinstance(cursor.value, dict) else list(cursor.items())
        for word, inner in lists:
            if word not in ("with", "without"):
                inner.fail(f"{kind} has no '{word}'", did_you_mean(word, ("with", "without")), key=True)
                continue
            for element in inner.elements():
                if element.value not in right:
                    element.fail(f"there is no {what} {shown(element.value)}", did_you_mean(str(element.value), right))
                else:
                    yield _expected(element, kind, str(element.value), word == "with")

    return reader


def _settled(cursor: Cursor, kind: str, _: KnowledgeBase) -> Iterator[Expectation]:
    for name, inner in cursor.items():
        if name not in GOALS:
            inner.fail(f"'{name}' is nothing that is settled", did_you_mean(name, GOALS), key=True)
        elif not isinstance(inner.value, bool):
            inner.fail(f"'{name}' is settled or not, found {shown(inner.value)}", "write true or false")
        else:
            yield _expected(inner, kind, name, inner.value)


def _giving(kind: type[Effect]) -> Callable[[KnowledgeBase], Iterable[str]]:
    return lambda kb: (rule.id for rule in kb.with_effect(kind))


Reader = Callable[[Cursor, str, KnowledgeBase], Iterator[Expectation]]
READERS: Mapping[str, Reader] = {
    "focus": _one_of(*FOCUSES, NO_FOCUS),
    "parts": _names(lambda _: PURE, "focus"),
    "coverage": _between,
    "target": _between,
    "rms_needed": _between,
    "verdict": _one_of(*VERDICTS),
    "capabilities": _capabilities,
    "train_first": _names(lambda kb: kb.capabilities, "capability"),
    "warnings": _names(_giving(Warn), "warning"),
    "advice": _names(_giving(Advise), "advice"),
    "rules": _names(lambda kb: kb.rule, "rule"),
    "settled": _settled,
    "missing": _names(lambda kb: (n for n, fact in kb.vocabulary.items() if fact.origin == "asked"), "question"),
}
