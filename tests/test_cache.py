"""The cache of parsed knowledge: it saves time and changes nothing else, whatever happens to it."""

from __future__ import annotations

import marshal
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from platformdirs import user_cache_path

from rmadvisor import Advisor, BadInput
from rmadvisor.commands.streams import cache_folder
from rmadvisor.knowledge.cache import MOST_KEPT, Cache, checksum
from rmadvisor.knowledge.knowledge_base import KnowledgeBase, load
from tests.conftest import Command

GOOD = Path(__file__).parent / "good"


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A copy of a small knowledge base."""
    return Path(shutil.copytree(GOOD, tmp_path / "bank"))


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "deep" / "cache", "1.0")


def checked(body: bytes) -> bytes:
    """A body with its right checksum."""
    return checksum(body) + b"\n" + body


def changed(part: int, change: Callable[[Any], Any]) -> Callable[[bytes], bytes]:
    """A file with one part changed, and its right checksum. The parts: version, entries, facts, rules, parameters,
    groups of words, stages, phrases."""

    def damage(raw: bytes) -> bytes:
        parts = list(marshal.loads(raw.partition(b"\n")[2]))  # noqa: S302
        parts[part] = change(parts[part])
        return checked(marshal.dumps(tuple(parts)))

    return damage


def known(bank: Path, cache: Cache | None = None) -> KnowledgeBase:
    return load(bank / "kb", bank / "rules", cache)


def stored(cache: Cache) -> list[Path]:
    return sorted(cache.folder.iterdir())


def test_the_built_in_knowledge_is_the_same_from_the_cache(advisor: Advisor, cache: Cache) -> None:
    """First read, second read and no cache at all give the same knowledge to the last line number."""
    assert [load(cache=cache), load(cache=cache)] == [advisor.kb] * 2


def test_what_is_stored_is_one_file_that_others_may_not_read(bank: Path, cache: Cache) -> None:
    """The folder is made where it is missing, belongs to the user alone, and holds no half-written file."""
    known(bank, cache)
    assert [path.suffix for path in stored(cache)] == [".kept"]
    assert cache.folder.stat().st_mode & 0o077 == 0


def test_the_cache_is_used(bank: Path, cache: Cache) -> None:
    """What is stored is what is read: a valid cache that says something else is believed."""
    known(bank, cache)
    (file,) = stored(cache)
    body = (
        file.read_bytes().partition(b"\n")[2].replace(b"Hears what a customer means.", b"Hears what a customer wants.")
    )
    file.write_bytes(checked(body))
    assert known(bank, cache).entries["listening"].text == "Hears what a customer wants."


def wrong_checksum(raw: bytes) -> bytes:
    return b"0" * 64 + raw[64:]


DAMAGED: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda raw: b"",
    "cut short": lambda raw: raw[: len(raw) // 2],
    "without its last byte": lambda raw: raw[:-1],
    "with one byte more": lambda raw: raw + b" ",
    "with one letter changed": lambda raw: raw.replace(b"Hears", b"Fears"),
    "with another checksum": wrong_checksum,
    "with a checksum that is no text": lambda raw: b"\xff" * 64 + raw[64:],
    "full of noughts": lambda raw: bytes(len(raw)),
    "no values": lambda raw: checked(b"not kept by us"),
    "nothing": lambda raw: checked(b""),
    "a number": lambda raw: checked(marshal.dumps(7)),
    "a list of numbers": lambda raw: checked(marshal.dumps([1, 2, 3])),
    "a program": lambda raw: checked(marshal.dumps(compile("1", "", "eval"))),
    "of another version": changed(0, lambda version: "0" * len(version)),
    "with entries cut short": changed(1, lambda rows: [row[:-1] for row in rows]),
    "with entries that are none": changed(1, lambda rows: [None for _ in rows]),
    "with facts of too many fields": changed(2, lambda rows: [(*row, "more") for row in rows]),
    "with rules without tests": changed(3, lambda rows: [(row[0], None, *row[2:]) for row in rows]),
    "with tests of no kind": changed(3, lambda rows: [(row[0], (((9, ()),),), *row[2:]) for row in rows]),
    "with phrases that are none": changed(7, lambda rows: [7]),
    "deeper than anybody can read": lambda raw: checked(b"(\x01\0\0\0" * 100_000),
}


@pytest.mark.parametrize("how", DAMAGED)
def test_a_damaged_cache_is_passed_over_and_mended(how: str, bank: Path, cache: Cache) -> None:
    """A cache file that is odd in any way is read past in silence, and written anew."""
    right = known(bank, cache)
    (file,) = stored(cache)
    good = file.read_bytes()
    file.write_bytes(DAMAGED[how](good))
    assert known(bank, cache) == right
    assert file.read_bytes() == good


def test_a_folder_in_the_place_of_the_file_is_passed_over(bank: Path, cache: Cache) -> None:
    """Even what cannot be written over disturbs nobody."""
    right = known(bank, cache)
    (file,) = stored(cache)
    file.unlink()
    file.mkdir()
    assert known(bank, cache) == right


def test_a_cache_that_cannot_be_written_is_done_without(bank: Path, cache: Cache) -> None:
    """A file in the place of the cache folder stands for a disk that is full or read-only."""
    cache.folder.parent.write_text("in the way")
    assert known(bank, cache) == known(bank)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [("kb/entries.yaml", "Role play", "Dice play"), ("rules/decide.yaml", "take a year", "need a year")],
)
def test_a_changed_file_is_noticed(file: str, old: str, new: str, bank: Path, cache: Cache) -> None:
    """A change of one letter, of the same length and at the same time, is a change."""
    before = known(bank, cache)
    path = bank / file
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    path.write_text(path.read_text().replace(old, new))
    os.utime(path, ns=times)
    after = known(bank, cache)
    assert after == known(bank)
    assert after.version != before.version


def test_a_file_added_and_a_file_renamed_are_noticed(bank: Path, cache: Cache) -> None:
    """The names of the files count too, for messages and the order of rules."""
    versions = [known(bank, cache).version]
    (bank / "kb/sources.yaml").rename(bank / "kb/more-sources.yaml")
    versions.append(known(bank, cache).version)
    (bank / "rules/zero.yaml").write_text("rules: []\n")
    versions.append(known(bank, cache).version)
    assert len(set(versions)) == 3


def test_a_fault_that_comes_later_is_noticed(bank: Path, cache: Cache) -> None:
    """A cache from before does not hide a fault made since, and what is wrong is never stored."""
    known(bank, cache)
    before = stored(cache)
    path = bank / "rules/decide.yaml"
    path.write_text(path.read_text().replace("level: 3", "level: 6"))
    with pytest.raises(BadInput, match="'level' is 6"):
        known(bank, cache)
    assert stored(cache) == before


def test_another_version_of_the_program_reads_the_yaml_again(bank: Path, cache: Cache) -> None:
    """What another version parsed may be parsed otherwise today."""
    known(bank, cache)
    known(bank, Cache(cache.folder, "1.1"))
    assert len(stored(cache)) == 2


def test_only_the_newest_are_kept(bank: Path, cache: Cache) -> None:
    """The cache of an author who changes a file all day does not fill the disk."""
    for version in range(MOST_KEPT + 3):
        known(bank, Cache(cache.folder, str(version)))
    assert len(stored(cache)) == MOST_KEPT


# ---------------------------------------------------------------- the command
def test_a_command_says_the_same_with_a_cold_a_warm_a_broken_and_no_cache(run: Command, tmp_path: Path) -> None:
    """No state of the cache changes a letter of the result, and none is talked about."""
    home = tmp_path / "caches"
    question = ("advise", "-", "--json")
    answers = b"segment: hnw\ncustomers: 300\n"
    ended = [run(*question, stdin=answers, XDG_CACHE_HOME=str(home)) for _ in ("cold", "warm")]
    (file,) = (home / "rmadvisor").iterdir()
    file.write_bytes(file.read_bytes()[:1000])
    ended.append(run(*question, stdin=answers, XDG_CACHE_HOME=str(home)))
    shutil.rmtree(home)
    home.write_text("no folder")
    ended.append(run(*question, stdin=answers, XDG_CACHE_HOME=str(home)))
    ended.append(run(*question, stdin=answers, RMADVISOR_NO_CACHE="1"))
    assert (ended[0].exit, ended[0].stderr) == (0, "")
    assert ended == [ended[0]] * 5


@pytest.mark.parametrize("named", [None, "", "relative/folder", "/a/folder"])
def test_the_cache_lies_where_the_platform_has_it(named: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written out for Linux, to spare an import, is what platformdirs says."""
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    if named is not None:
        monkeypatch.setenv("XDG_CACHE_HOME", named)
    assert cache_folder() == user_cache_path("rmadvisor", appauthor=False)
