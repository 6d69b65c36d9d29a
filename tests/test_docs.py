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
    from rmadvisor.knowledge.rules import read_rule
    from rmadvisor.knowledge.vocabulary import read_fact

    vocabulary = Advisor.load().kb.vocabulary
    blocks = re.findall(r"```yaml\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 4
    for block in blocks:
        document = parse(block.encode(), "CONTRIBUTING.md")
        for item in document.root().elements():
            if item.has("when"):
                read_rule(item, vocabulary)
            elif item.has("question"):
                read_fact(item)
            else:
                read_entry(item)
        assert not document.problems


def test_the_worked_figures_of_the_method_page_are_right() -> None:
    """The arithmetic and the certainty that method.md works through are those of examples/affluent.yaml."""
    from rmadvisor import Advisor
    from rmadvisor.knowledge.documents import read
    from rmadvisor.knowledge.rules import Support

    advisor = Advisor.load()
    found = advisor.consult(advisor.answers(read(ROOT / "examples" / "affluent.yaml")))
    page = " ".join((ROOT / "docs" / "method.md").read_text(encoding="utf-8").split())
    hours, load, plain, planned = found.coverage.workload.steps[-4:]
    assert f"= {hours.value:.0f} a year" in page
    assert f"= {load.value:.2f} a year" in page
    assert f"/ {load.value:.3f} = {plain.value:.0f}" in page
    assert (
        f"{plain.low:.0f} to {plain.high:.0f}, then 10 % on either side = {planned.low:.0f} to {planned.high:.0f}"
        in page
    )
    assert f"/ {found.coverage.target:.0f} = {found.coverage.rms_needed.target:.1f}" in page
    effects = [effect for firing in found.findings.firings for effect in firing.rule.then]
    pieces = sorted((e.certainty for e in effects if isinstance(e, Support) and e.focus == "segment"), reverse=True)
    told = " ".join(f"(1 - {piece:.2f})" for piece in pieces)
    assert f"1 - {told} = {found.focus.certainty['segment']:.2f}" in page
    assert len(found.coverage.workload.assumed) == 5
    assert "Five of the nine quantities are assumed" in page
