"""The documents say what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rmadvisor.cli import HOMES
from rmadvisor.knowledge.rules import READERS

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("command", HOMES)
def test_the_readme_names_every_command(command: str) -> None:
    """Nobody should have to find a command by chance."""
    assert re.search(rf"rmadvisor {command}\b", (ROOT / "README.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_the_pages_lead_somewhere(page: Path) -> None:
    """Every relative link is a file or folder of the project."""
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


def test_the_rule_language_page_names_every_effect() -> None:
    """A kind of effect that is not explained is not there for an author."""
    page = (ROOT / "docs" / "rule-language.md").read_text(encoding="utf-8")
    for kind in READERS:
        assert f"`{kind}:" in page, kind


def test_the_worked_examples_of_contributing_are_right() -> None:
    """The rule, entries and question that CONTRIBUTING.md shows pass the same checks as the built-in ones."""
    from rmadvisor import Advisor
    from rmadvisor.knowledge.documents import parse
    from rmadvisor.knowledge.entries import read_entry
    from rmadvisor.knowledge.phrasebook import is_phrases
    from rmadvisor.knowledge.rules import read_rule
    from rmadvisor.knowledge.vocabulary import read_fact

    vocabulary = Advisor.load().kb.vocabulary
    blocks = re.findall(r"```yaml\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 5
    for block in blocks:
        document = parse(block.encode(), "CONTRIBUTING.md")
        if is_phrases(document):
            assert set(document.data["asked"]) <= set(Advisor.load().kb.entries)
            continue
        for item in document.root().elements():
            if item.has("when"):
                read_rule(item, vocabulary)
            elif item.has("question"):
                read_fact(item)
            else:
                read_entry(item)
        assert not document.problems
