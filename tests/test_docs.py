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


def test_the_worked_examples_of_the_authoring_guide_are_right(tmp_path: Path) -> None:
    """Put into a copy of the folders as the guide says they pass the checks, and the guide's own case passes."""
    import shutil

    from rmadvisor.authoring.case_runs import run_cases
    from rmadvisor.authoring.cases import case_files, read_cases
    from rmadvisor.knowledge.always_asked import always_asked
    from rmadvisor.knowledge.knowledge_base import load

    for folder in ("kb", "rules"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    blocks = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8"), re.DOTALL)
    named = [block.partition("\n")[0].removeprefix("# ") for block in blocks]
    assert len(blocks) == len(set(named)) == 7
    for name, block in zip(named, blocks, strict=True):
        (tmp_path / name).write_text(block, encoding="utf-8")
    kb = load(tmp_path / "kb", tmp_path / "rules")
    runs = run_cases(kb, read_cases(case_files(None, tmp_path / "rules" / "cases" / "own.yaml"), kb))
    assert [str(failure) for failure in runs.failures] == []
    assert not {"own.band.business", "own.capability.succession"} & set(runs.never)
    assert "succession_cases" not in always_asked(kb)


def test_the_authoring_guide_names_everything_that_a_case_can_expect() -> None:
    """An expectation that is not explained is not there for an author."""
    from rmadvisor.authoring.cases import READERS as EXPECTATIONS

    page = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
    for kind in EXPECTATIONS:
        assert f"`{kind}" in page, kind


def test_the_figures_of_the_comparison_are_those_of_the_benchmarks() -> None:
    """Every measured line stands in benchmarks/README.md as it is."""
    page = (ROOT / "docs" / "comparison.md").read_text(encoding="utf-8")
    measured = page[page.index("## Measured") : page.index("## Where we read it")]
    printed = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    lines = [line for line in measured.splitlines() if line.startswith("|")]
    assert len(lines) > 5
    for line in lines:
        assert line in printed, line


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
