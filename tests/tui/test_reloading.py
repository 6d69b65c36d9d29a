"""Rules changed while the app runs: right ones come into force with the answers kept, faulty ones are told."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from rmadvisor import Advisor
from rmadvisor.authoring.reloading import Reloader
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.problems import Problem
from rmadvisor.tui import app
from tests.tui.conftest import WIDE, Open

pytestmark = pytest.mark.asyncio
GOOD = Path(__file__).resolve().parents[1] / "good"
BEFORE, AFTER = "certainty: 0.5, group: lines", "certainty: 0.9, group: lines"


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the small knowledge; its rules can be changed."""
    monkeypatch.setattr(app, "LOOK_EVERY", 0.05)
    shutil.copytree(GOOD, tmp_path / "good")
    return tmp_path / "good" / "rules" / "decide.yaml"


class Slow(Reloader):
    """A look takes longer than the time between two of them."""

    def poll(self) -> KnowledgeBase | tuple[Problem, ...] | None:
        found = super().poll()
        time.sleep(0.15)
        return found


def watched(rules: Path) -> tuple[Advisor, Callable[[KnowledgeBase], Reloader]]:
    kb = rules.parent.parent / "kb"
    return Advisor.load(kb, rules.parent), lambda known: Slow(known, kb, rules.parent)


async def test_changed_rules_come_into_force(opened: Open, rules: Path) -> None:
    """What follows from the same answers is shown anew and said; the next answer is taken with the new rules."""
    advisor, watch = watched(rules)
    async with opened(WIDE, advisor=advisor, watch=watch) as hands:
        await hands.press("2")
        await hands.type("product_lines=1,2,3")
        given, version = dict(hands.app.view.state.given), hands.app.desk.kb.version
        shown = hands.app.view.recommendation.as_dict()
        text = rules.read_text()
        assert BEFORE in text
        rules.write_text(text.replace(BEFORE, AFTER))
        await hands.until("The rules were changed")
        assert hands.app.desk.kb.version != version
        assert hands.app.view.state.given == given
        assert hands.app.view.recommendation.as_dict() != shown
        await hands.type("rm_count=6")
        assert hands.app.view.state.given["rm_count"] == 6


async def test_faulty_rules_are_told_and_the_old_kept(opened: Open, rules: Path) -> None:
    """The fault is told once, with its place, and the old rules stay in force until it is mended."""
    advisor, watch = watched(rules)
    async with opened(WIDE, advisor=advisor, watch=watch) as hands:
        await hands.press("2")
        version, text = hands.app.desk.kb.version, rules.read_text()
        rules.write_text(text.replace(BEFORE, "certainty: 7, group: lines"))
        await hands.until("The changed rules have an error, so the old ones stay")
        assert "decide.yaml:" in hands.screen
        assert hands.app.desk.kb.version == version
        await hands.type("rm_count=6")
        assert hands.app.view.state.given["rm_count"] == 6
        rules.write_text(text.replace(BEFORE, AFTER))
        await hands.until("The rules were changed")
        assert hands.app.desk.kb.version != version
