"""The paper for the board: what stands on its first page, what each part holds, and that it never says too much."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from rmadvisor import Advisor
from rmadvisor.knowledge.documents import read
from rmadvisor.report import html, markdown, text
from rmadvisor.report.blocks import Bars, Block, Bullets, Contents, Document, Heading, Pairs, Paragraph, Table, Tree
from rmadvisor.report.paper import FIRST_PAGE, sheet
from tests.strategies import answers

ADVISOR = Advisor.load()
ROOT = Path(__file__).resolve().parent.parent
DAY = "2026-11-25"
PATIENT = settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))


def of_example(name: str, **options: str) -> Document:
    return ADVISOR.paper(ADVISOR.answers(read(ROOT / "examples" / f"{name}.yaml")), DAY, **options)[0]


def section(document: Document, title: str) -> list[Block]:
    """The blocks under a heading of level 1."""
    starts = [i for i, block in enumerate(document.blocks) if isinstance(block, Heading) and block.level == 1]
    for start, end in zip(starts, [*starts[1:], len(document.blocks)], strict=True):
        heading = document.blocks[start]
        if isinstance(heading, Heading) and heading.text == title:
            return list(document.blocks[start + 1 : end])
    raise AssertionError(f"there is no section {title}")


def words(blocks: list[Block]) -> str:
    return text.write(blocks, width=10_000)


def charts(document: Document) -> list[Bars]:
    return [block for block in document.blocks if isinstance(block, Bars)]


def test_the_answer_stands_first_and_whole() -> None:
    """Before the contents: customers per RM, RMs, focus, what to train, how firm it is, warnings, the first steps."""
    given = yaml.safe_load((ROOT / "examples" / "mass-retail.yaml").read_text(encoding="utf-8"))
    hunting = {**given, "strategic_priority": "acquisition", "rm_count": 4}  # which gives more warnings than fit there
    document, recommendation = ADVISOR.paper(hunting, DAY)
    front = list(document.blocks[: document.blocks.index(Contents())])
    pairs = next(block for block in front if isinstance(block, Pairs))
    assert [label for label, _ in pairs.rows] == ["Customers per RM", "RMs needed", "Focus", "Train first"]
    headings = [block.text for block in front if isinstance(block, Heading)]
    assert headings == ["The recommendation", "How firm this is", "Warnings", "What to do first"]
    warnings = recommendation.warnings
    left = len(warnings) - FIRST_PAGE["warnings"]
    assert left > 1
    assert f"{left} more warnings under 'What to do'." in words(front)
    everything = words(section(document, "What to do"))
    assert all(note.text in everything for note in warnings)


def read_example(name: str) -> Any:
    return ADVISOR.answers(read(ROOT / "examples" / f"{name}.yaml"))


def test_the_charts_show_the_figures_of_the_recommendation() -> None:
    """Coverage, focus, capabilities and doubts are drawn from the very figures that the JSON document gives."""
    document, recommendation = ADVISOR.paper(read_example("affluent"), DAY)
    data = recommendation.as_dict()
    coverage, focus, levels, doubts = charts(document)
    recommended, hours, guidance, _, pays, today = coverage.rows
    assert (recommended.low, recommended.high, recommended.at) == (95, 184, 134)
    assert recommended.strong
    assert data["coverage"]["low"] == 95
    assert hours.told == "95 to 184 (134)"
    assert (guidance.low, guidance.high) == (36, 300)
    assert (pays.low, pays.high, today.at) == (120, 120, 150)
    assert {bar.label.lower(): bar.low or bar.high for bar in focus.rows} == pytest.approx(
        data["focus"]["certainty"], abs=1e-3
    )
    assert [bar.high for bar in levels.rows] == [need["level"] for need in data["capabilities"][:10]]
    ranked = ADVISOR.sensitivity(read_example("affluent"))
    assert [(bar.low, bar.high) for bar in doubts.rows] == [
        (doubt.target.low, doubt.target.high) for doubt in ranked.doubts if doubt.target.width
    ]


def test_every_source_cited_is_listed_with_its_number() -> None:
    """The numbers in the evidence and in the proof are those of the list of sources, which has no gap."""
    document, recommendation = ADVISOR.paper(read_example("sme"), DAY)
    listed = next(block for block in section(document, "Sources") if isinstance(block, Table))
    assert [row[0] for row in listed.rows] == [str(i) for i in range(1, len(recommendation.citations) + 1)]
    assert [row[3] for row in listed.rows] == list(recommendation.citations)
    evidence = next(block for block in section(document, "Focus of the RMs") if isinstance(block, Table))
    for row in evidence.rows:
        assert all(0 < int(number) <= len(listed.rows) for number in row[3].split(", "))


def test_the_proof_reaches_from_conclusions_to_answers() -> None:
    """Coverage, focus, the five capabilities to train first and each warning are proved, none twice in full."""
    document, recommendation = ADVISOR.paper(read_example("affluent"), DAY)
    proof = section(document, "Proof")
    headings = [block.text for block in proof if isinstance(block, Heading)]
    assert headings[:2] == ["Customers per RM", "The focus"]
    assert headings[2:7] == [need.name for need in recommendation.capabilities[:5]]
    assert len(headings) == 7 + len(recommendation.warnings)
    lines = [line for block in proof if isinstance(block, Tree) for _, line in block.rows]
    assert sum("The guidance calls segment focus effective" in line for line in lines) == 1
    assert any(line.endswith("your answer") for line in lines)


def test_versions_and_answers_make_it_repeatable() -> None:
    """The paper names the day, the program, the knowledge and every answer."""
    document = of_example("affluent", origin="affluent.yaml")
    said = words(section(document, "Versions"))
    for part in (DAY, "rmadvisor", ADVISOR.kb.version, "affluent.yaml"):
        assert part in said
    table = next(block for block in section(document, "The answers it rests on") if isinstance(block, Table))
    given_answers = read_example("affluent")
    assert len(table.rows) == len(given_answers.values) + len(given_answers.skills)


def test_assumptions_name_their_source_and_grade() -> None:
    """Each figure that nobody gave stands with its plausible range and on whose word it was taken."""
    document, recommendation = ADVISOR.paper({"segment": "affluent", "attrition": "unknown"}, DAY)
    uncertain = section(document, "What is uncertain")
    table = next(block for block in uncertain if isinstance(block, Table))
    assert len(table.rows) == len(recommendation.assumptions)
    assert all("grade" in row[4] or "our assumption" in row[4] for row in table.rows)
    assert "Answered with 'unknown': attrition." in words(uncertain)


def test_what_would_change_the_focus_is_told_in_the_managers_words() -> None:
    """A flip is told by labels, not by the names of an answers file."""
    said = words(section(of_example("affluent"), "What is uncertain"))
    assert "Strategic priority: 'Win new customers' instead of 'Sell more to existing customers'" in said
    assert "cross_sell" not in said


def test_nothing_known_gives_a_short_honest_report() -> None:
    """Without answers no figure is made up; the first page says what to find out first."""
    document, recommendation = ADVISOR.paper({}, DAY)
    front = words(list(document.blocks[: document.blocks.index(Contents())]))
    assert recommendation.coverage.low is None
    assert "not known: say which segment the RMs serve" in front
    assert "WHAT TO FIND OUT FIRST" in front.upper()
    assert document.subtitle == "Nothing is known about these RMs yet"
    assert [chart.title for chart in charts(document)] == ["Levels needed, the first 10 to train"]


def test_a_note_stands_behind_the_first_page() -> None:
    """The author's note keeps its paragraphs and never pushes the answer off the first page."""
    document = of_example("sme", title="  Our\n bank ", note="One.\r\n\r\nTwo\nlines.\n\n\n")
    assert document.title == "Our bank"
    assert section(document, "Note") == [Paragraph("One."), Paragraph("Two lines.")]
    assert document.blocks.index(Heading("Note")) > document.blocks.index(Contents())


@given(answers(ADVISOR.kb.vocabulary))
@PATIENT
def test_any_answers_give_a_sound_document(given_answers: dict[str, Any]) -> None:
    """No empty block, no heading over nothing, tables of even width, in every light format."""
    document, _ = ADVISOR.paper(given_answers, DAY)
    for before, after in pairwise(document.blocks):
        if isinstance(before, Heading):
            assert not isinstance(after, Heading) or after.level > before.level
    for block in document.blocks:
        match block:
            case Table(head=head, rows=rows, caption=caption):
                assert rows
                assert caption
                assert all(len(row) == len(head) for row in rows)
            case Bullets(items=items):
                assert items
                assert all(items)
            case Bars(rows=bars):
                assert bars
                assert block.title
    assert html.write(document).endswith("</html>\n")
    assert markdown.write_document(document).startswith("# ")


def test_other_results_become_documents_too() -> None:
    """What is worded as blocks, such as a plan, gets its contents behind its first part; a single part gets none."""
    one: list[Block] = [Heading("Plan"), Paragraph("a")]
    assert sheet("t", "s", DAY, "p", one).blocks == tuple(one)
    two = sheet("t", "s", DAY, "p", [*one, Heading("By region", 2), Paragraph("b")])
    assert two.blocks == (*one, Contents(new_page=False), Heading("By region", 2), Paragraph("b"))
    assert "1.1 By region" in html.write(two)
