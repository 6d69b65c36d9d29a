"""The report in words: what it leads with, how wide it is, and that nothing in it is taken as markup."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from rmadvisor import Advisor
from rmadvisor.knowledge.documents import read
from rmadvisor.report import markdown, text
from rmadvisor.report.blocks import Bullets, Heading, Pairs, Paragraph, Table, Tree
from rmadvisor.report.proofs import word_proof
from rmadvisor.report.wording import word
from tests.strategies import answers

ADVISOR = Advisor.load()
ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
PATIENT = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))


def printed(given_answers: dict[str, Any]) -> str:
    return text.write(word(ADVISOR.consult(given_answers), ADVISOR.kb, brief=True))


@given(answers(ADVISOR.kb.vocabulary))
@PATIENT
def test_every_line_fits_80_columns(given_answers: dict[str, Any]) -> None:
    """Whatever is answered, no line is wider than 80 columns and none ends in blanks."""
    for line in printed(given_answers).splitlines():
        assert len(line) <= 80
        assert line == line.rstrip()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_answer_comes_first(path: Path) -> None:
    """Customers per RM, RMs needed, focus and what to train first stand on the first screen, before any reason."""
    recommendation = ADVISOR.consult(ADVISOR.answers(read(path)))
    lines = text.write(word(recommendation, ADVISOR.kb, brief=True)).splitlines()
    screen = "\n".join(lines[:24])
    for label in ("Customers per RM", "RMs needed", "Focus", "Train first"):
        assert label in screen
    headings = [line for line in lines if line.isupper()]
    parts = ["RECOMMENDATION", "WHY", "WHAT TO DO", "WHAT IS UNCERTAIN", "SOURCES"]
    assert [heading for heading in headings if heading != "WARNINGS"] == parts


def test_the_examples_are_what_they_say() -> None:
    """The five examples lead to the focus that their situation calls for."""
    models = {path.stem: ADVISOR.consult(ADVISOR.answers(read(path))).focus.model for path in EXAMPLES}
    assert models == {
        "affluent": "segment",
        "corporate": "segment",
        "hybrid": "hybrid",
        "mass-retail": "activity",
        "sme": "segment",
    }


def test_nothing_known_says_so() -> None:
    """No answers: each line of the answer says what is missing instead of a figure."""
    first = printed({}).partition("WHY")[0]
    assert "not known: say which segment" in first
    assert "not known: say how many customers" in first
    assert "too little speaks for any focus so far" in first


def test_assumptions_unknowns_and_disagreement_are_named() -> None:
    """What was assumed, what was answered with unknown, and what is behind a disagreement is told."""
    said = " ".join(
        printed({"segment": "mass", "hours_per_contact": 3, "contacts_per_year": 6, "attrition": "unknown"}).split()
    )
    assert "Assumed, because you gave no figure: working days 220" in said
    assert "You answered 'unknown' to: attrition" in said
    assert "Behind it stands above all" in said
    assert "below the public range" in said


def test_markdown_holds_everything() -> None:
    """The Markdown report lists every capability, every piece of advice and every source."""
    recommendation = ADVISOR.consult(ADVISOR.answers(read(ROOT / "examples" / "affluent.yaml")))
    document = markdown.write(word(recommendation, ADVISOR.kb, brief=False))
    plain = document.replace("\\", "")
    for need in recommendation.capabilities:
        assert need.name in plain
    for note in (*recommendation.advice, *recommendation.warnings):
        assert note.text in plain
    for cite in recommendation.citations:
        assert cite in plain
    assert document.startswith("# Recommendation\n")


def test_markdown_is_never_taken_from_the_texts() -> None:
    """Stars, bars, brackets and tags in a text are shown as they are."""
    nasty = "a *b* | [c](d) <e> `f` #g"
    blocks = [
        Heading(nasty),
        Paragraph(nasty),
        Bullets((nasty,)),
        Table(("A",), ((nasty,),)),
        Pairs(((nasty, (nasty,)),)),
    ]
    for line in markdown.write([*blocks, Tree(((0, nasty),))]).splitlines():
        assert not re.search(r"(?<!\\)[*\[\]`<>](?!br>)(?!\*)", line.replace("**", "").replace("<br>", ""))


def test_a_table_gives_way_where_the_line_is_short() -> None:
    """The widest column wraps; figures stay to the right; nothing is cut."""
    table = Table(("Name", ">Figure"), (("word " * 30, "1,234"),))
    shown = text.write([table], width=40)
    assert all(len(line) <= 40 for line in shown.splitlines())
    assert shown.count("word") == 30
    assert "1,234" in shown


@given(answers(ADVISOR.kb.vocabulary, least=8))
@PATIENT
def test_every_line_of_a_recommendation_has_a_proof(given_answers: dict[str, Any]) -> None:
    """Coverage, focus, each capability, warning and piece of advice can be proved down to answers and sources."""
    recommendation = ADVISOR.consult(given_answers)
    ids = [need.id for need in recommendation.capabilities]
    ids += [note.id for note in (*recommendation.advice, *recommendation.warnings)]
    if recommendation.focus.model is not None:
        ids.append("focus")
    if recommendation.coverage.low is not None:
        ids.append("coverage")
    for name in ids:
        proof = ADVISOR.why(recommendation, name)
        assert proof is not None
        assert all(len(line) <= 80 for line in text.write(word_proof(proof)).splitlines())
    for name in recommendation.focus.components:
        evidence = ADVISOR.why(recommendation, f"focus.{name}")
        assert evidence is not None
        assert all(piece.rule and piece.because and piece.cites for piece in evidence.rests_on)


def test_what_does_not_follow_has_no_proof() -> None:
    """A capability that nothing requires, a rule that did not fire and a focus without evidence have no proof."""
    recommendation = ADVISOR.consult({"segment": "mass"})
    silent = next(rule.id for rule in ADVISOR.kb.rules if rule.id not in {step.rule for step in recommendation.proof})
    assert ADVISOR.why(recommendation, silent) is None
    assert ADVISOR.why(ADVISOR.consult({}), "focus") is None
    assert ADVISOR.why(ADVISOR.consult({}), "coverage") is None


def test_proof_chains_are_deep_where_the_domain_is() -> None:
    """From an answer over a derived fact and the focus to a capability's level and its training priority."""
    recommendation = ADVISOR.consult(ADVISOR.answers(read(ROOT / "examples" / "affluent.yaml")))
    proof = ADVISOR.why(recommendation, "segment_insight")
    assert proof is not None

    def depth(node: Any) -> int:
        return bool(node.rule) + max(map(depth, node.rests_on), default=0)

    assert depth(proof) >= 3


def test_the_readme_shows_what_is_printed() -> None:
    """The excerpt in the README is the beginning of what `make run` prints (make picture refreshes it)."""
    shown = re.search(r"```\n(RECOMMENDATION\n.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert shown is not None
    recommendation = ADVISOR.consult(ADVISOR.answers(read(ROOT / "examples" / "affluent.yaml")))
    assert text.write(word(recommendation, ADVISOR.kb, brief=True)).startswith(shown[1])
