"""Names and texts as they stand in a query of DuckDB."""

from __future__ import annotations


def identifier(name: str) -> str:
    """A name, whatever is in it.

    >>> identifier('a"b')
    '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text, whatever is in it.

    >>> text("it's")
    "'it''s'"
    """
    return "'" + value.replace("'", "''") + "'"
