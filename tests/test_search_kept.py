"""What is kept of a search: used when whole, passed over when odd in any way, made anew for other content."""

from __future__ import annotations

import marshal
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rmadvisor import Advisor
from rmadvisor.knowledge.cache import Cache, checksum
from rmadvisor.knowledge.knowledge_base import KnowledgeBase, load
from rmadvisor.knowledge.search.indexing import build
from rmadvisor.knowledge.search.records import contents_of
from rmadvisor.knowledge.search.searching import Searching, searching, searching_in
from tests.conftest import Command

GOOD = Path(__file__).parent / "good"


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache", "1.0")


@pytest.fixture(scope="module")
def small() -> KnowledgeBase:
    """A small knowledge base."""
    return load(GOOD / "kb", GOOD / "rules")


class Reader:
    """Gives the knowledge to who asks for it, and counts how often that was needed."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb, self.asked = kb, 0

    def __call__(self) -> KnowledgeBase:
        self.asked += 1
        return self.kb


def kept_file(cache: Cache) -> Path:
    (file,) = cache.folder.iterdir()
    return file


def same(one: Searching, other: Searching) -> bool:
    """Whether two searches know the same, to the last weight."""
    return (one.contents, one.index) == (other.contents, other.index)


def test_what_is_kept_is_what_was_made(cache: Cache, small: KnowledgeBase) -> None:
    """The second time the knowledge is not even asked for, and all is the same to the last weight."""
    reader = Reader(small)
    first, second = (searching_in(small.version, reader, cache) for _ in range(2))
    assert reader.asked == 1
    assert same(first, second)
    contents = contents_of(small)
    assert second.contents == contents
    assert second.index == build((*contents.records, *contents.lines), contents.concepts)


def test_without_a_cache_it_is_made_each_time(small: KnowledgeBase) -> None:
    """No cache, no file, the same search."""
    reader = Reader(small)
    assert same(searching_in(small.version, reader, None), searching_in(small.version, reader, None))
    assert reader.asked == 2


def test_other_content_is_made_anew_and_kept_under_its_own_version(cache: Cache, small: KnowledgeBase) -> None:
    """A file may change between two looks at it: what is kept has the version of what was read."""
    reader = Reader(small)
    for version in ("older", small.version, "older"):
        searching_in(version, reader, cache)
    assert reader.asked == 2
    assert len(list(cache.folder.iterdir())) == 1


def checked(body: bytes) -> bytes:
    return checksum(body) + b"\n" + body


def changed(part: int, change: Callable[[Any], Any]) -> Callable[[bytes], bytes]:
    """A file with one part changed, and its right checksum. The parts: records, lines, concepts, synonyms, rules,
    sections, topics, size, stems, words as written, arrays."""

    def damage(raw: bytes) -> bytes:
        parts = list(marshal.loads(raw.partition(b"\n")[2]))  # noqa: S302
        parts[part] = change(parts[part])
        return checked(marshal.dumps(tuple(parts)))

    return damage


def in_arrays(change: Callable[[str, int, bytes], tuple[str, int, bytes]]) -> Callable[[bytes], bytes]:
    """A file with its arrays changed."""
    return changed(10, lambda arrays: {name: change(*found) for name, found in arrays.items()})


DAMAGED: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda raw: b"",
    "cut short": lambda raw: raw[: len(raw) // 2],
    "with one byte changed": lambda raw: raw[:-3] + bytes([raw[-3] ^ 1]) + raw[-2:],
    "full of noughts": lambda raw: bytes(len(raw)),
    "no values": lambda raw: checked(b"not kept by us\n"),
    "nothing": lambda raw: checked(b""),
    "a number": lambda raw: checked(marshal.dumps(7)),
    "deeper than anybody can read": lambda raw: checked(b"(\x01\0\0\0" * 100_000),
    "with a record too few": changed(0, lambda records: records[1:]),
    "with records cut short": changed(0, lambda records: [record[:3] for record in records]),
    "with records that are none": changed(0, lambda records: [None for _ in records]),
    "with topics that are none": changed(6, lambda topics: [1, 2]),
    "of another size": changed(7, lambda size: size + 1),
    "with a stem too few": changed(8, lambda stems: stems[1:]),
    "with stems in a list": changed(8, list),
    "without its words": changed(9, lambda spelt: None),
    "of unknown numbers": in_arrays(lambda code, size, raw: ("?", size, raw)),
    "of numbers of another size": in_arrays(lambda code, size, raw: (code, size + 1, raw)),
    "with too few numbers": in_arrays(lambda code, size, raw: (code, size, raw[:-size])),
    "with too many numbers": in_arrays(lambda code, size, raw: (code, size, raw + bytes(size))),
    "with half a number": in_arrays(lambda code, size, raw: (code, size, raw[:-2])),
    "with places beyond the records": in_arrays(lambda code, size, raw: (code, size, b"\xff" * len(raw))),
    "without arrays": changed(10, lambda arrays: {}),
}


@pytest.mark.parametrize("how", DAMAGED)
def test_what_is_damaged_is_passed_over_and_mended(how: str, cache: Cache, small: KnowledgeBase) -> None:
    """Whatever is odd about the file, all is made anew and written over it."""
    reader = Reader(small)
    right = searching_in(small.version, reader, cache)
    good = kept_file(cache).read_bytes()
    damaged = DAMAGED[how](good)
    assert damaged != good
    kept_file(cache).write_bytes(damaged)
    assert same(searching_in(small.version, reader, cache), right)
    assert reader.asked == 2
    assert kept_file(cache).read_bytes() == good


def test_a_cache_that_cannot_be_written_is_done_without(cache: Cache, small: KnowledgeBase) -> None:
    """A file in the place of the folder stands for a disk that is full or read-only."""
    cache.folder.write_text("in the way")
    assert searching(small, cache).search("listening").hits


def test_a_changed_word_is_found_at_once(tmp_path: Path, cache: Cache) -> None:
    """What is written into kb/ is found by the next search, though an index was kept before."""
    bank = tmp_path / "bank"
    shutil.copytree(GOOD, bank)
    assert not searching(load(bank / "kb", bank / "rules", cache), cache).search("quokka").hits
    file = bank / "kb" / "entries.yaml"
    file.write_text(file.read_text().replace("Hears what a customer means.", "Hears what a quokka means."))
    found = searching(load(bank / "kb", bank / "rules", cache), cache).search("quokka")
    assert [hit.id for hit in found.hits] == ["listening"]


def test_what_is_kept_of_the_built_in_knowledge_answers_the_same(cache: Cache, advisor: Advisor) -> None:
    """A search with what was kept and one with what was just made give the same result."""
    fresh = advisor.searching
    searching(advisor.kb, cache)
    kept = searching(advisor.kb, cache)
    assert same(kept, fresh)
    for question in ("custmers per RM", "hybrid", "who won the football"):
        assert kept.search(question) == fresh.search(question)


def test_a_search_says_the_same_with_a_cold_a_warm_a_broken_and_no_cache(run: Command, tmp_path: Path) -> None:
    """No state of the cache changes a letter of the result, and none is talked about."""
    home = tmp_path / "caches"
    ended = [run("search", "negociation", XDG_CACHE_HOME=str(home)) for _ in ("cold", "warm")]
    (file,) = (home / "rmadvisor").glob("search-*")
    file.write_bytes(file.read_bytes()[:1000])
    ended.append(run("search", "negociation", XDG_CACHE_HOME=str(home)))
    ended.append(run("search", "negociation", RMADVISOR_NO_CACHE="1"))
    assert (ended[0].exit, ended[0].stderr) == (0, "")
    assert ended == [ended[0]] * 4
