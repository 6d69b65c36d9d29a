"""The kept index: written to the cache and read back, so that a cold search need not index everything again.

It is named by the content of all files, by this format and by the settings of the index; a checksum guards it, its
shape is looked at, and whatever is odd about it, the index is built anew.
"""

from __future__ import annotations

import hashlib
import json
import sys
from array import array
from collections.abc import Callable

from rmadvisor.knowledge.cache import Cache
from rmadvisor.knowledge.search.index import K1, SHORTEST, TERMS, TITLE, B, Index
from rmadvisor.knowledge.search.words import STOP

KIND, FORMAT = "search", "2"  # another format whenever the same files would be indexed otherwise
ARRAYS = ("first", "record", "weight", "held", "holds", "weighs", "most", "odds")


def kept_or_built(cache: Cache | None, version: str, size: int, build: Callable[[], Index]) -> Index:
    """The index of `size` records of the knowledge with this version, from the cache if it can be."""
    if cache is None:
        return build()
    key = _key(version)
    index = _read(cache.fetch(KIND, key), size)
    if index is None:
        index = build()
        cache.keep(KIND, key, _written(index))
    return index


def _key(version: str) -> str:
    stop = hashlib.sha256(" ".join(sorted(STOP)).encode()).hexdigest()
    return f"{FORMAT} {version} {K1} {B} {TITLE} {TERMS} {SHORTEST} {stop} {sys.byteorder}"


def _written(index: Index) -> bytes:
    arrays = {name: getattr(index, name) for name in ARRAYS}
    shape = {name: [found.typecode, found.itemsize, len(found)] for name, found in arrays.items()}
    head = {"size": index.size, "stems": index.stems, "spelt": index.spelt, "arrays": shape}
    line = json.dumps(head, ensure_ascii=True, separators=(",", ":")).encode()
    return b"\n".join((line, b"".join(found.tobytes() for found in arrays.values())))


def _read(body: bytes | None, size: int) -> Index | None:
    """The index that was written; None when it is not quite that."""
    if body is None:
        return None
    line, _, raw = body.partition(b"\n")
    try:
        head = json.loads(line)
        arrays, start = {}, 0
        for name in ARRAYS:
            typecode, itemsize, length = head["arrays"][name]
            found = array(typecode)
            if found.itemsize != itemsize:
                return None
            end = start + itemsize * length
            found.frombytes(raw[start:end])
            arrays[name], start = found, end
        index = Index(head["size"], tuple(head["stems"]), **arrays, spelt=head["spelt"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return index if start == len(raw) and _sound(index, size) else None


def _sound(index: Index, size: int) -> bool:
    """Whether all parts of an index fit each other and the records."""
    postings = len(index.record)
    return (
        index.size == size
        and len(index.first) == len(index.stems) + 1
        and len(index.held) == size + 1
        and len(index.most) == len(index.odds) == len(index.stems)
        and len(index.weight) == len(index.holds) == len(index.weighs) == postings == index.first[-1] == index.held[-1]
        and max(index.record, default=0) < max(size, 1)
        and max(index.holds, default=0) < max(len(index.stems), 1)
        and isinstance(index.spelt, dict)
    )
