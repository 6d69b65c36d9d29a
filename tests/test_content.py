"""The knowledge itself: what it must carry, and that none of it has crept into Python."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from rmadvisor import Advisor
from rmadvisor.knowledge.documents import read
from rmadvisor.knowledge.rules import Require, Support

KB = Advisor.load().kb
ROOT = Path(__file__).resolve().parent.parent
ASSUMED = ("our_assumption", "our_judgement")


def test_the_vocabulary_is_kept() -> None:
    """Names, types and choices of the facts are a contract with answers files; facts may be added, none changed."""
    contract = read(ROOT / "tests" / "vocabulary.yaml").data
    for name, expected in contract.items():
        fact = KB.vocabulary[name]
        assert fact.origin == "asked"
        assert fact.type == expected["type"]
        assert list(fact.choices) == expected.get("choices", [])


def test_every_section_of_the_guidance_is_carried_and_used() -> None:
    """Each of the 20 sections has an entry that edits its text, and at least one rule that cites it."""
    sections = [name for name in KB.sections if name.startswith("guidance#")]
    assert len(sections) == 20
    for name in sections:
        assert any(entry.kind == "guidance" and entry.cites[0] == name for entry in KB.entries.values()), name
        assert any(name in rule.cites for rule in KB.rules), name


def test_there_is_enough_of_it() -> None:
    """At least 200 entries and 120 rules, and every capability is required by some rule."""
    assert len(KB.entries) >= 200
    assert len(KB.rules) >= 120
    required = {effect.capability for rule in KB.rules for effect in rule.then if isinstance(effect, Require)}
    assert required == set(KB.capabilities)
    for focus in ("product", "segment", "activity", "hybrid"):
        signs = {e.certainty > 0 for r in KB.rules for e in r.then if isinstance(e, Support) and e.focus == focus}
        assert signs == {True, False}, f"evidence for and against {focus}"


def test_every_number_has_a_source_or_says_that_it_is_assumed() -> None:
    """A figure graded A to D cites an outside source; one without says our assumption, or is our reading of others."""
    for entry in KB.entries.values():
        if entry.kind not in ("figure", "default"):
            continue
        outside = [cite for cite in entry.cites if cite not in ASSUMED]
        if entry.details["grade"] in ("A", "B", "C", "D", "guidance"):
            assert outside, entry.id
        else:
            assert "our_assumption" in entry.cites, entry.id


def test_what_is_only_recorded_to_warn_is_never_used() -> None:
    """A figure with use: false is the band of no rule and the source of no pooled figure."""
    warned = {entry.id for entry in KB.entries.values() if entry.details.get("use") is False}
    from rmadvisor.knowledge.rules import Band

    used = {effect.benchmark for rule in KB.rules for effect in rule.then if isinstance(effect, Band)}
    pooled = {name for entry in KB.entries.values() for name in entry.details.get("pools", ())}
    assert not warned & (used | pooled)


def test_links_in_sources_are_plain_addresses() -> None:
    """A source's url is an http(s) address or nothing."""
    for entry in KB.entries.values():
        if entry.kind == "source" and entry.details["url"] is not None:
            assert re.fullmatch(r"https?://\S+", entry.details["url"]), entry.id


@pytest.mark.parametrize("path", sorted((ROOT / "rmadvisor").rglob("*.py")), ids=lambda path: path.stem)
def test_python_holds_no_knowledge(path: Path) -> None:
    """No Python names a segment, a capability, a figure or a default."""
    segments = set(KB.vocabulary["segment"].choices)
    named = segments | set(KB.capabilities) | {e.id for e in KB.entries.values() if e.kind in ("figure", "default")}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert not texts & named
