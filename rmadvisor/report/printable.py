"""Make every text of a document fit for every format: characters that none of them can hold are marked.

In:     Document, or any part of one.
Out:    the same, with U+FFFD in place of control characters and halves of characters.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

NO_TEXT = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010fffd]")
Part = TypeVar("Part")


def printable(part: Part) -> Part:
    """All texts in it, however deep.

    >>> printable(("a\\x00", 1))
    ('a\\ufffd', 1)
    """
    if isinstance(part, str):
        return NO_TEXT.sub("\ufffd", part)  # type: ignore[return-value]
    if isinstance(part, tuple):
        return tuple(map(printable, part))  # type: ignore[return-value]
    if is_dataclass(part) and not isinstance(part, type):
        return replace(part, **{field.name: printable(getattr(part, field.name)) for field in fields(part)})
    return part
