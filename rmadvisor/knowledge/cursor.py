"""A parsed document, and cursors into it: every value read through one can complain with its own place.

In:     plain data beside the places of its values (see documents.py), or data alone.
Out:    Cursor: typed reading of fields, texts, lists and numbers.
Errors: collected on the Document; a reading method returns a harmless stand-in after a complaint, so that one reading
        finds every fault of a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rmadvisor.knowledge.problems import Problem, did_you_mean

Path_ = tuple[str | int, ...]
# A place is (line, column, None | [places of the elements] | {key: (line, column, place of the value)}).
Place = tuple[int, int, Any]


class Document:
    """A file's data, the places of its values, and the problems found in it so far."""

    __slots__ = ("data", "file", "places", "problems")

    def __init__(self, file: str, data: Any, places: Place | None = None) -> None:
        self.file, self.data, self.places = file, data, places
        self.problems: list[Problem] = []

    def root(self) -> Cursor:
        return Cursor(self, (), self.data)

    def place(self, path: Path_, key: bool = False) -> tuple[int, int]:
        """Line and column of the value at a path (of its key, when asked); the nearest parent where it has none."""
        here = self.places
        if here is None:
            return 0, 0
        line, column = here[0], here[1]
        for i, step in enumerate(path):
            children = here[2]
            if isinstance(children, dict) and step in children:
                entry = children[step]
                line, column, here = entry[0], entry[1], entry[2]
                if key and i == len(path) - 1:
                    return line, column
                line, column = here[0], here[1]
            elif isinstance(children, list) and isinstance(step, int) and step < len(children):
                here = children[step]
                line, column = here[0], here[1]
            else:
                break
        return line, column


class Cursor:
    """One value of a document together with the way to it, so that a complaint about it names its place.

    The reading methods return a harmless stand-in after they have reported a problem: the caller goes on and finds the
    next one, and whoever started the reading raises them all together.
    """

    __slots__ = ("document", "path", "value")

    def __init__(self, document: Document, path: Path_, value: Any) -> None:
        self.document, self.path, self.value = document, path, value

    def fail(self, what: str, mend: str, key: bool = False) -> None:
        line, column = self.document.place(self.path, key)
        self.document.problems.append(Problem(self.document.file, line, column, what, mend))

    @property
    def where(self) -> str:
        """file:line of this value."""
        return f"{self.document.file}:{self.document.place(self.path)[0]}"

    def at(self, key: str | int) -> Cursor:
        return Cursor(self.document, (*self.path, key), self.value[key])

    def has(self, key: str) -> bool:
        return isinstance(self.value, dict) and key in self.value

    def items(self) -> Iterator[tuple[str, Cursor]]:
        """The pairs of a mapping; nothing, after a complaint, when it is something else."""
        if not isinstance(self.value, dict):
            self.fail(f"expected a mapping (name: value), found {shown(self.value)}", "write it as name: value lines")
            return
        for key in self.value:
            yield key, self.at(key)

    def elements(self) -> Iterator[Cursor]:
        """The elements of a list; nothing, after a complaint, when it is something else."""
        if not isinstance(self.value, list):
            self.fail(
                f"expected a list, found {shown(self.value)}", "write it as [one, two] or as lines that begin with -"
            )
            return
        for i in range(len(self.value)):
            yield self.at(i)

    def fields(self, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> bool:
        """Whether this is a mapping with all required keys; unknown keys are reported with the nearest right one."""
        if not isinstance(self.value, dict):
            self.fail(
                f"expected a mapping with {', '.join(required)}, found {shown(self.value)}", "write name: value lines"
            )
            return False
        known = (*required, *optional)
        for key in self.value:
            if key not in known:
                self.at(key).fail(f"unknown key {shown(key)}", did_you_mean(key, known), key=True)
        missing = [key for key in required if key not in self.value]
        for key in missing:
            self.fail(f"'{key}' is missing", f"add a line '{key}: ...'")
        return not missing

    def text(self, key: str) -> str:
        """A text that is not empty."""
        if not self.has(key):
            return ""
        value = self.value[key]
        if not isinstance(value, str) or not value.strip():
            self.at(key).fail(
                f"'{key}' must be a text, found {shown(value)}", "write some words, in quotes where needed"
            )
            return ""
        return value.strip()

    def text_or_null(self, key: str) -> str | None:
        return None if not self.has(key) or self.value[key] is None else self.text(key)

    def texts(self, key: str, least: int = 0) -> tuple[str, ...]:
        """A list of texts, none of them empty or twice."""
        if not self.has(key):
            return ()
        found: list[str] = []
        cursor = self.at(key)
        for element in cursor.elements():
            if not isinstance(element.value, str) or not element.value.strip():
                element.fail(
                    f"'{key}' must list texts, found {shown(element.value)}", "write words, in quotes where needed"
                )
            elif element.value.strip() in found:
                element.fail(f"'{element.value}' is listed twice", "remove one of the two")
            else:
                found.append(element.value.strip())
        if isinstance(cursor.value, list) and len(cursor.value) < least:
            cursor.fail(f"'{key}' lists {'too little' if cursor.value else 'nothing'}", f"give at least {least}")
        return tuple(found)

    def number(self, key: str, low: float = -1e11, high: float = 1e11) -> float:
        """A finite number within the bounds given."""
        if not self.has(key):
            return low
        value = self.value[key]
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.at(key).fail(f"'{key}' must be a number, found {shown(value)}", "write digits, without quotes")
            return low
        if not low <= value <= high:
            self.at(key).fail(f"'{key}' is {value}, outside {low:g} to {high:g}", "correct the number")
            return low
        return value

    def number_or_null(self, key: str) -> float | None:
        return None if not self.has(key) or self.value[key] is None else self.number(key)

    def truth(self, key: str, default: bool) -> bool:
        if not self.has(key):
            return default
        value = self.value[key]
        if not isinstance(value, bool):
            self.at(key).fail(f"'{key}' must be true or false, found {shown(value)}", "write true or false")
            return default
        return value

    def one_of(self, key: str, choices: tuple[str, ...]) -> str:
        value = self.text(key)
        if value and value not in choices:
            self.at(key).fail(f"'{key}' cannot be '{value}'", did_you_mean(value, choices))
            return choices[0]
        return value or choices[0]


def shown(value: Any) -> str:
    """A value in a few words, for a message: never long, never more than one line.

    >>> shown(["a", "b"]), shown(None), shown("x" * 99)
    ('a list', 'nothing', "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'")
    """
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and abs(value) >= 10**40:  # longer than Python may be willing to write
        return "a number of over 40 digits"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 43 else text[:40] + "..." + ("'" if isinstance(value, str) else "")
