"""Changed files taken into force while the program runs; the old ones stay while the new have an error."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from rmadvisor.authoring.reloading import Reloader
from rmadvisor.knowledge.files import CASES
from rmadvisor.knowledge.knowledge_base import KnowledgeBase, load

GOOD = Path(__file__).parent / "good"
RIGHT, OTHER, WRONG = "above: 100", "above: 200", "abve: 100"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    shutil.copytree(GOOD, tmp_path / "bank")
    return tmp_path / "bank"


@pytest.fixture
def reloader(place: Path) -> Reloader:
    found = Reloader(load(place / "kb", place / "rules"), place / "kb", place / "rules")
    assert found.poll() is None
    return found


def edit(place: Path, old: str, new: str) -> None:
    file = place / "rules" / "decide.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_nothing_changed_is_nothing_told(reloader: Reloader) -> None:
    """A poll of files that are as they were gives None, again and again."""
    assert [reloader.poll() for _ in range(3)] == [None, None, None]


def test_a_changed_rule_comes_into_force_once(reloader: Reloader, place: Path) -> None:
    """The new knowledge is told once, and is the one in force from then on."""
    before = reloader.kb
    edit(place, RIGHT, OTHER)
    told = reloader.poll()
    assert isinstance(told, KnowledgeBase)
    assert told is reloader.kb
    assert told.version != before.version
    assert reloader.poll() is None


def test_the_old_rules_stay_while_the_new_have_an_error(reloader: Reloader, place: Path) -> None:
    """The problems are told once; then mended files come into force, and no problem is left."""
    before = reloader.kb
    edit(place, RIGHT, WRONG)
    told = reloader.poll()
    assert isinstance(told, tuple)
    assert "abve" in told[0].what
    assert (reloader.kb, reloader.problems, reloader.poll()) == (before, told, None)
    edit(place, WRONG, OTHER)
    mended = reloader.poll()
    assert isinstance(mended, KnowledgeBase)
    assert reloader.problems == ()


def test_an_error_taken_back_is_told_too(reloader: Reloader, place: Path) -> None:
    """Files put back as they were are in force still; that the problem is gone is told."""
    before = reloader.kb
    edit(place, RIGHT, WRONG)
    assert reloader.poll() == reloader.problems
    edit(place, WRONG, RIGHT)
    assert reloader.poll() is before
    assert reloader.problems == ()
    assert reloader.poll() is None


def test_a_file_that_was_only_touched_changes_nothing(reloader: Reloader, place: Path) -> None:
    """Another time on the same content is no change."""
    os.utime(place / "rules" / "decide.yaml", (1, 1))
    assert reloader.poll() is None


def test_an_edit_of_the_same_length_is_seen(reloader: Reloader, place: Path) -> None:
    """Size alone would miss it."""
    edit(place, RIGHT, OTHER)
    assert len(RIGHT) == len(OTHER)
    assert isinstance(reloader.poll(), KnowledgeBase)


def test_a_new_file_is_seen_and_a_case_is_not(reloader: Reloader, place: Path) -> None:
    """Files that come or go count; cases decide nothing."""
    (place / "rules" / CASES).mkdir()
    (place / "rules" / CASES / "a.yaml").write_text("cases: []\n", encoding="utf-8")
    assert reloader.poll() is None
    (place / "rules" / "more.yaml").write_text("rules: []\n", encoding="utf-8")
    assert isinstance(reloader.poll(), KnowledgeBase)


def test_a_folder_that_is_gone_for_a_moment_is_survived(reloader: Reloader, place: Path) -> None:
    """A checkout swaps folders: the old knowledge stays, and the folder is taken up again when it is back."""
    before = reloader.kb
    (place / "rules").rename(place / "away")
    told = reloader.poll()
    assert isinstance(told, tuple)
    assert "no such folder" in told[0].what
    assert (reloader.poll(), reloader.kb) == (None, before)
    (place / "away").rename(place / "rules")
    assert reloader.poll() is before
    assert reloader.problems == ()
