"""What a search needs, kept: written to the cache and read back, so that a cold search reads and indexes nothing anew.

It is named by the content of all files, by this format and by the settings of the index; a checksum guards it, its
shape is looked at, and whatever is odd about it, all is made anew.
"""

from __future__ import annotations

import marshal
from array import array
from typing import Any

from rmadvisor.knowledge.cache import Cache, checksum
from rmadvisor.knowledge.search.contents import Contents, Record
from rmadvisor.knowledge.search.hits import Topic
from rmadvisor.knowledge.search.index import K1, SHORTEST, TERMS, TITLE, B, Index
from rmadvisor.knowledge.search.words import STOP

KIND, FORMAT = "search", "3"  # another format whenever the same files would be indexed otherwise
ARRAYS = ("first", "record", "weight", "held", "holds", "weighs", "most", "odds")

Made = tuple[Contents, Index]


def fetch(cache: Cache, version: str) -> Made | None:
    """What was kept of the knowledge with this version."""
    return _read(cache.fetch(KIND, _key(version)))


def keep(cache: Cache, version: str, made: Made) -> None:
    """Keep what was made of the knowledge with this version."""
    cache.keep(KIND, _key(version), _written(*made))


def _key(version: str) -> str:
    stop = checksum(" ".join(sorted(STOP)).encode()).decode()
    return f"{FORMAT} {version} {K1} {B} {TITLE} {TERMS} {SHORTEST} {stop}"


def _written(contents: Contents, index: Index) -> bytes:
    arrays = {name: getattr(index, name) for name in ARRAYS}
    return marshal.dumps(
        (
            [tuple(record) for record in contents.records],
            [tuple(line) for line in contents.lines],
            *(dict(found) for found in (contents.concepts, contents.synonyms, contents.rules)),
            contents.sections,
            [_topic_row(topic) for topic in contents.topics],
            index.size,
            index.stems,
            index.spelt,
            {name: (found.typecode, found.itemsize, found.tobytes()) for name, found in arrays.items()},
        )
    )


def _read(body: bytes | None) -> Made | None:
    """What was written; None when it is not quite that."""
    if body is None:
        return None
    try:
        records, lines, concepts, synonyms, rules, sections, topics, size, stems, spelt, arrays = marshal.loads(body)  # noqa: S302
        contents = Contents(
            tuple([Record(*row) for row in records]),
            tuple([Record(*row) for row in lines]),
            concepts,
            synonyms,
            rules,
            sections,
            tuple([_topic(*row) for row in topics]),
        )
        index = Index(size, stems, **{name: _array(*arrays[name]) for name in ARRAYS}, spelt=spelt)
        return (contents, index) if _sound(index, len(records) + len(lines)) else None
    except (ValueError, TypeError, EOFError, LookupError):
        return None


def _array(typecode: str, itemsize: int, raw: bytes) -> array[Any]:
    found = array(typecode)
    if found.itemsize != itemsize:
        raise ValueError("numbers of another machine")
    found.frombytes(raw)
    return found


def _topic_row(topic: Topic) -> tuple[Any, ...]:
    return (topic.id, topic.title, topic.entries, [_topic_row(child) for child in topic.children])


def _topic(name: str, title: str, entries: tuple[str, ...], children: list[Any]) -> Topic:
    return Topic(name, title, entries, tuple([_topic(*row) for row in children]))


def _sound(index: Index, size: int) -> bool:
    """Whether all parts of an index fit each other and the records."""
    postings = len(index.record)
    return (
        index.size == size
        and isinstance(index.stems, tuple)
        and len(index.first) == len(index.stems) + 1
        and len(index.held) == size + 1
        and len(index.most) == len(index.odds) == len(index.stems)
        and len(index.weight) == len(index.holds) == len(index.weighs) == postings == index.first[-1] == index.held[-1]
        and max(index.record, default=0) < max(size, 1)
        and max(index.holds, default=0) < max(len(index.stems), 1)
        and isinstance(index.spelt, dict)
    )
