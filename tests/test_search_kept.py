"""The kept index: used when it is whole, passed over when it is odd in any way, built anew when anything changed."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from rmadvisor.knowledge.cache import Cache
from rmadvisor.knowledge.knowledge_base import load
from rmadvisor.knowledge.search.index import Index, build
from rmadvisor.knowledge.search.kept import kept_or_built
from rmadvisor.knowledge.search.records import Record, lines, records
from rmadvisor.knowledge.search.searching import searching
from rmadvisor.knowledge.search.thesaurus import concepts_of
from tests.conftest import Command

FOUND = [
    Record("book", "term", "Book of an RM", ("portfolio",), ("All customers of one RM.",)),
    Record("lead", "term", "Lead", ("prospect", "x-sell"), ("A possible customer.", "Someone to call.")),
]


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache", "1.0")


class Builder:
    """Builds the index, and counts how often it had to."""

    def __init__(self) -> None:
        self.built = 0

    def __call__(self) -> Index:
        self.built += 1
        return build(FOUND)


def kept_file(cache: Cache) -> Path:
    (file,) = cache.folder.iterdir()
    return file


def test_what_is_kept_is_what_was_built(cache: Cache) -> None:
    """The second time nothing is built, and the index is the same to the last weight."""
    builder = Builder()
    first = kept_or_built(cache, "v", len(FOUND), builder)
    second = kept_or_built(cache, "v", len(FOUND), builder)
    assert (builder.built, first) == (1, second)
    assert second == build(FOUND)


def test_without_a_cache_it_is_built_each_time() -> None:
    """No cache, no file, the same index."""
    builder = Builder()
    assert kept_or_built(None, "v", len(FOUND), builder) == kept_or_built(None, "v", len(FOUND), builder)
    assert builder.built == 2


def test_other_content_is_indexed_anew(cache: Cache) -> None:
    """The version of the knowledge is part of the name."""
    builder = Builder()
    for version in ("v", "w", "v"):
        kept_or_built(cache, version, len(FOUND), builder)
    assert builder.built == 2


def checked(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def with_head(raw: bytes, change: Callable[[dict[str, object]], object]) -> bytes:
    """The file with another head and its right checksum."""
    head, _, arrays = raw.partition(b"\n")[2].partition(b"\n")
    document = json.loads(head)
    change(document)
    return checked(json.dumps(document).encode() + b"\n" + arrays)


DAMAGED: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda raw: b"",
    "cut short": lambda raw: raw[: len(raw) // 2],
    "with one byte changed": lambda raw: raw[:-3] + bytes([raw[-3] ^ 1]) + raw[-2:],
    "full of noughts": lambda raw: bytes(len(raw)),
    "no index": lambda raw: checked(b"not JSON\n"),
    "a list": lambda raw: checked(b"[]\n"),
    "deeper than anybody can read": lambda raw: checked(b"[" * 100_000),
    "with too few numbers": lambda raw: checked(raw.partition(b"\n")[2][:-4]),
    "with too many numbers": lambda raw: checked(raw.partition(b"\n")[2] + b"\0\0\0\0"),
    "with half a number": lambda raw: checked(raw.partition(b"\n")[2][:-2]),
    "of another size": lambda raw: with_head(raw, lambda head: head.update(size=3)),
    "with a stem too few": lambda raw: with_head(raw, lambda head: head["stems"].pop()),  # type: ignore[attr-defined]
    "without its words": lambda raw: with_head(raw, lambda head: head.update(spelt=None)),
    "of unknown numbers": lambda raw: with_head(raw, lambda head: head["arrays"]["first"].__setitem__(0, "?")),  # type: ignore[index]
    "with places beyond the records": lambda raw: checked(
        (lambda body: body[0] + b"\n" + b"\xff" * len(body[2]))(raw.partition(b"\n")[2].partition(b"\n"))
    ),
}


@pytest.mark.parametrize("how", DAMAGED)
def test_a_damaged_index_is_passed_over_and_mended(how: str, cache: Cache) -> None:
    """Whatever is odd about the file, the index is built anew and written over it."""
    builder = Builder()
    right = kept_or_built(cache, "v", len(FOUND), builder)
    good = kept_file(cache).read_bytes()
    kept_file(cache).write_bytes(DAMAGED[how](good))
    assert kept_or_built(cache, "v", len(FOUND), builder) == right
    assert builder.built == 2
    assert kept_file(cache).read_bytes() == good


def test_a_cache_that_cannot_be_written_is_done_without(cache: Cache) -> None:
    """A file in the place of the folder stands for a disk that is full or read-only."""
    cache.folder.write_text("in the way")
    assert kept_or_built(cache, "v", len(FOUND), Builder()) == build(FOUND)


def test_a_changed_word_is_found_at_once(tmp_path: Path, cache: Cache) -> None:
    """What is written into kb/ is found by the next search, though an index was kept before."""
    bank = tmp_path / "bank"
    shutil.copytree(Path(__file__).parent / "good", bank)
    assert not searching(load(bank / "kb", bank / "rules", cache), cache).search("quokka").hits
    file = bank / "kb" / "entries.yaml"
    file.write_text(file.read_text().replace("Hears what a customer means.", "Hears what a quokka means."))
    found = searching(load(bank / "kb", bank / "rules", cache), cache).search("quokka")
    assert [hit.id for hit in found.hits] == ["listening"]


def test_the_kept_index_of_the_built_in_knowledge_answers_the_same(cache: Cache) -> None:
    """A search with the kept index and one with a fresh one give the same result."""
    kb = load()
    fresh, kept = searching(kb, cache), searching(kb, cache)
    assert kept.index == fresh.index == build((*records(kb), *lines(kb)), concepts_of(kb.phrasebook.words))
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
