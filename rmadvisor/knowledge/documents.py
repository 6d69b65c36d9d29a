"""Read YAML safely and remember where every value stood.

In:     text of one YAML (or JSON) document.
Out:    Document: plain data (None, bool, int, float, str, list, dict with text keys) beside the place of each value.
Errors: BadInput with file:line:column. Anchors, aliases, tags, keys given twice, a second document, deep nesting and
        files over the size limit are refused: they are never what a bank's author or manager means.
Source: YAML 1.2 core schema for plain scalars, so `no` and `on` stay words and `12:30` stays text.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NoReturn

import yaml

from rmadvisor.knowledge.cursor import Document, Place, shown
from rmadvisor.knowledge.problems import BadInput, Problem

MOST_BYTES = 1 << 20  # of an answers file; a long one is a few KiB
MOST_DEPTH = 40
_WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]{1,40}$")
_FLOAT = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,9})?$")
_SPECIAL = re.compile(r"[-+]?\.(inf|Inf|INF)$|\.(nan|NaN|NAN)$")


def read(path: Path, most_bytes: int = MOST_BYTES, name: str | None = None) -> Document:
    """The document in a file. BadInput when it cannot be read; `name` is what messages call it."""
    shown_as = name or str(path)
    try:
        with path.open("rb") as file:
            raw = file.read(most_bytes + 1)
    except IsADirectoryError:
        _refuse(shown_as, "this is a directory", "name a file in it")
    except FileNotFoundError:
        _refuse(shown_as, "there is no such file", "check the name and the folder")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        _refuse(
            shown_as,
            f"it cannot be read ({getattr(error, 'strerror', None) or error})",
            "check the file and its rights",
        )
    return parse(raw, shown_as, most_bytes)


def parse(raw: bytes, file: str, most_bytes: int = MOST_BYTES) -> Document:
    """The document in these bytes. BadInput when they are not one small, plain YAML or JSON document in UTF-8."""
    if len(raw) > most_bytes:
        mend = (
            "give a file of plain answers, a few KiB long"
            if most_bytes == MOST_BYTES
            else "split it into several files"
        )
        _refuse(file, f"it is larger than {most_bytes >> 20} MiB", mend)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode()
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        raise BadInput([Problem(file, line, column, "this is not UTF-8 text", "save the file as UTF-8")]) from None
    if "\t" in text and text.lstrip()[:1] == "{" and _is_json(text):
        text = text.replace(
            "\t", " "
        )  # JSON allows tabs between values, YAML does not; inside JSON texts none can stand
    try:
        data, places = _Reader(text, file).document()
    except yaml.YAMLError as error:
        raise BadInput([_syntax(error, text, file)]) from None
    return Document(file, data, places)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _refuse(file: str, what: str, mend: str) -> NoReturn:
    raise BadInput([Problem(file, 0, 0, what, mend)])


def _syntax(error: yaml.YAMLError, text: str, file: str) -> Problem:
    """The parser's own complaint as one line with a place."""
    mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:  # a character that YAML forbids; the C reader tells its position at most
        bad = re.search("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
        position = bad.start() if bad else 0
        line, column = text.count("\n", 0, position) + 1, position - (text.rfind("\n", 0, position) + 1) + 1
        return Problem(file, line, column, "a control character stands here", "remove it")
    problem = getattr(error, "problem", None) or "this is not YAML"
    context, begun = getattr(error, "context", None) or "", getattr(error, "context_mark", None)
    if begun is not None and begun.line < mark.line and ("flow" in context or "quoted" in context):
        problem += f" (what begins in line {begun.line + 1}, column {begun.column + 1} is not closed)"
    mend = "check brackets, quotes, colons and indentation near here"
    return Problem(file, mark.line + 1, mark.column + 1, f"the text cannot be read as YAML: {problem}", mend)


class _Reader:
    """Builds data and places from the parser's events, which need no recursion inside the C library."""

    def __init__(self, text: str, file: str) -> None:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
        self.next, self.file = loader.get_event, file

    def document(self) -> tuple[Any, Place]:
        self.next()  # the stream starts
        if isinstance(self.next(), yaml.StreamEndEvent):
            return None, (1, 1, None)
        data, place = self.value(self.next(), 0)
        self.next()  # the document ends
        after = self.next()
        if not isinstance(after, yaml.StreamEndEvent):
            self.fail(after, "a second document begins here", "keep one document in a file: remove the line '---'")
        return data, place

    def value(self, event: Any, depth: int) -> tuple[Any, Place]:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            self.fail(event, "anchors and aliases (& and *) are not allowed", "write the value out")
        if event.tag and event.tag != "!":
            self.fail(event, f"the tag {event.tag} is not allowed", "write the plain value")
        if isinstance(event, yaml.ScalarEvent):
            return (_plain(event.value) if event.implicit[0] else event.value), (line, column, None)
        if depth >= MOST_DEPTH:
            self.fail(event, f"it is nested more than {MOST_DEPTH} levels deep", "write it flat")
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            spots: list[Place] = []
            while not isinstance(inner := self.next(), yaml.SequenceEndEvent):
                data, place = self.value(inner, depth + 1)
                items.append(data)
                spots.append(place)
            return items, (line, column, spots)
        mapping: dict[str, Any] = {}
        keys: dict[str, tuple[int, int, Place]] = {}
        while not isinstance(inner := self.next(), yaml.MappingEndEvent):
            if not isinstance(inner, yaml.ScalarEvent) or inner.anchor or (inner.tag and inner.tag != "!"):
                self.fail(inner, "a name was expected here", "write name: value")
            key: str = inner.value
            at: Any = inner.start_mark
            if key in mapping:
                self.fail(inner, f"{shown(key)} is given twice (first in line {keys[key][0]})", "remove one of the two")
            mapping[key], place = self.value(self.next(), depth + 1)
            keys[key] = (at.line + 1, at.column + 1, place)
        return mapping, (line, column, keys)

    def fail(self, event: Any, what: str, mend: str) -> NoReturn:
        mark = event.start_mark
        raise BadInput([Problem(self.file, mark.line + 1, mark.column + 1, what, mend)])


def _plain(text: str) -> Any:
    """A scalar without quotes, by the core schema of YAML 1.2."""
    if text in _WORDS:
        return _WORDS[text]
    if text in _TRUTH:
        return _TRUTH[text]
    if _INTEGER.match(text):
        return int(text)
    if _FLOAT.match(text) or _SPECIAL.match(text):
        return float(text.replace(".inf", "inf").replace(".Inf", "inf").replace(".INF", "inf").replace(".nan", "nan")
                     .replace(".NaN", "nan").replace(".NAN", "nan"))  # fmt: skip
    return text
