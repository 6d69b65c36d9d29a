"""How wide a line of printed text may be."""

from __future__ import annotations

import os
import sys

LEAST, USUAL, MOST = 40, 80, 100  # columns; lines longer than the last are tiring to read


def line_width() -> int:
    """Columns of the terminal that stdout is, or those that COLUMNS names, from 40 to 100; 80 in a pipe or a file."""
    named = os.environ.get("COLUMNS", "")
    columns = int(named[:9]) if named.isascii() and named.isdigit() else 0
    return min(max(columns or _of_terminal(), LEAST), MOST)


def _of_terminal() -> int:
    try:
        columns = os.get_terminal_size(sys.__stdout__.fileno()).columns if sys.__stdout__ is not None else 0
    except (OSError, ValueError):  # no terminal
        columns = 0
    return columns or USUAL
