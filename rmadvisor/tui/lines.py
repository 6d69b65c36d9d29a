"""Lines of text for a given width: wrapped with their indent, or cut with a mark that they were.

In:     text, a width in columns.
Out:    text; user text and texts of the knowledge are never markup.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from functools import lru_cache

POINT = "·"


@lru_cache(4096)  # what is said stays mostly the same from one answer to the next
def hang(text: str, width: int, first: str = "", rest: str | None = None) -> str:
    """A text wrapped, its first line behind `first`, the others behind `rest` (as many blanks, when not given)."""
    rest = " " * len(first) if rest is None else rest
    lines = []
    for part in text.split("\n"):
        lines += textwrap.wrap(
            part, max(width, len(first) + 8), initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
        ) or [first]
        first = rest
    return "\n".join(lines)


def unfilled(lines: Iterable[str], width: int) -> list[str]:
    """Lines that were wrapped at a width as the paragraphs they were: what had no room on a line goes on it. A point of
    a list ("· ...") is a paragraph.

    >>> unfilled(["one two", "three", "six"], 9)
    ['one two three', 'six']
    >>> unfilled(["one two", "· three"], 9)
    ['one two', '· three']
    """
    found: list[str] = []
    last = ""
    for line in lines:
        words = line.split()
        if last and words and words[0] != POINT and len(last) + 1 + len(words[0]) > width:
            found[-1] += f" {line.strip()}"
        else:
            found.append(line)
        last = line
    return found


def cut(text: str, width: int) -> str:
    """A text that fits.

    >>> cut("customers", 5), cut("rms", 5)
    ('cust…', 'rms')
    """
    return text if len(text) <= width else f"{text[: max(width - 1, 0)]}…"
