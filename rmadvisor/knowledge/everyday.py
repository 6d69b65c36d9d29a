"""Everyday English words that are right as they are, though near one of ours: none of them is a slip of the keys.

In:     everyday.txt beside this module, a word a line.
Out:    the words.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=1)
def everyday() -> frozenset[str]:
    """Words that are never taken for a misspelling of another."""
    return frozenset(resources.files(__package__).joinpath("everyday.txt").read_text(encoding="utf-8").split())
