"""What the doubts cost: every row holds today's target, its ends are reached, and the widest stands first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rmadvisor import Advisor
from rmadvisor.knowledge.documents import read
from rmadvisor.reasoning.consultation import consult
from rmadvisor.reasoning.explanation.sensitivity import Sensitivity, sensitivity
from rmadvisor.reasoning.plain import PlainEngine
from rmadvisor.report import markdown, text
from rmadvisor.report.blocks import Bar, Bars
from rmadvisor.report.sensitivities import word_sensitivity
from tests.conftest import Command, examples
from tests.strategies import answers

ADVISOR = Advisor.load()
KB = ADVISOR.kb
VOCABULARY = KB.vocabulary
PLAIN = PlainEngine(KB.rules, KB.stage)
EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*.yaml"))
PATIENT = settings(deadline=None, suppress_health_check=list(HealthCheck))


def found(given_answers: dict[str, Any]) -> Sensitivity:
    return sensitivity(KB, consult(KB, PLAIN, ADVISOR.answers(given_answers)), PLAIN)


@given(answers(VOCABULARY), st.sampled_from(list(VOCABULARY["segment"].choices)))
@settings(PATIENT, max_examples=examples(15))
def test_each_row_holds_todays_target(given_answers: dict[str, Any], segment: str) -> None:
    """Each interval contains the present target and RMs, the widest comes first, the present focus is possible."""
    ranked = found({"segment": segment, **given_answers})
    widths = [doubt.target.width for doubt in ranked.doubts]
    assert widths == sorted(widths, reverse=True)
    for doubt in ranked.doubts:
        assert ranked.focus in doubt.focuses
        if ranked.target is not None:
            assert doubt.target.low is not None
            assert doubt.target.high is not None
            assert doubt.target.low <= ranked.target <= doubt.target.high
        if ranked.rms_needed is not None and doubt.rms_needed.low is not None:
            assert doubt.rms_needed.high is not None
            assert doubt.rms_needed.low <= ranked.rms_needed <= doubt.rms_needed.high
    assert all(len(line) <= 80 for line in text.write(word_sensitivity(ranked, KB)).splitlines())
    json.dumps(ranked.as_dict(), allow_nan=False)


@given(answers(VOCABULARY))
@settings(PATIENT, max_examples=examples(10))
def test_exactly_the_doubts_have_rows(given_answers: dict[str, Any]) -> None:
    """Every unknown, range, list and assumption has one row, and nothing that is certain has."""
    rec = ADVISOR.consult(given_answers)
    vague = {
        name
        for name, value in rec.answers.items()
        if name != "skills" and (value == "unknown" or (isinstance(value, list) and VOCABULARY[name].type != "choices"))
    }
    assumed = {assumption.fact for assumption in rec.assumptions}
    names = [doubt.fact for doubt in found(given_answers).doubts]
    assert sorted(names) == sorted(vague | assumed)


@given(answers(VOCABULARY), st.sampled_from(list(VOCABULARY["segment"].choices)), st.data())
@settings(PATIENT, max_examples=examples(10))
def test_the_ends_are_reached(given_answers: dict[str, Any], segment: str, data: st.DataObject) -> None:
    """Giving the value named at an end gives the target of that end."""
    given_answers = {"segment": segment, **given_answers}
    doubts = [doubt for doubt in found(given_answers).doubts if doubt.target.width]
    if not doubts:
        return
    doubt = data.draw(st.sampled_from(doubts))
    for end, value in ((doubt.target.low, doubt.target.at_low), (doubt.target.high, doubt.target.at_high)):
        if value != doubt.now:
            assert ADVISOR.consult({**given_answers, doubt.fact: value}).coverage.target == end


def test_a_wider_doubt_costs_more() -> None:
    """Of two ranges of one quantity the wider moves the target at least as far."""
    narrow, wide = (found({"segment": "sme", "client_time_share": ends}).doubts for ends in ([44, 46], [35, 60]))
    widths = [next(d.target.width for d in doubts if d.fact == "client_time_share") for doubts in (narrow, wide)]
    assert widths[0] < widths[1]


def test_an_unknown_choice_goes_over_its_values() -> None:
    """An unknown choice is tried at each of its values, a list at those listed only."""
    unknown, listed = (found({"segment": value}).doubts for value in ("unknown", ["affluent", "hnw"]))
    tried = {doubt.fact: doubt.tried for doubt in unknown}["segment"]
    assert set(tried) == set(VOCABULARY["segment"].choices)
    assert {doubt.fact: doubt.tried for doubt in listed}["segment"] == ("affluent", "hnw")


def test_an_unknown_number_of_rms_can_bring_a_warning() -> None:
    """With customers known, an unknown number of RMs is tried so that the books are too small, right and too large."""
    ranked = found({"segment": "affluent", "customers": 3000, "rm_count": "unknown"})
    doubt = next(doubt for doubt in ranked.doubts if doubt.fact == "rm_count")
    sizes = {ADVISOR.consult({"segment": "affluent", "customers": 3000, "rm_count": n}).coverage.verdict
             for n in doubt.tried if n}  # fmt: skip
    assert sizes == {"over", "within", "under"}
    assert doubt.warnings_added


def test_nothing_in_doubt_is_said() -> None:
    """With every figure the manager's own there is no row, and the text says so."""
    sme = next(path for path in EXAMPLES if path.stem == "sme")
    ranked = ADVISOR.sensitivity(ADVISOR.answers(read(sme)))
    assert ranked.doubts == ()
    assert "Nothing is unknown or assumed" in text.write(word_sensitivity(ranked, KB))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_consultation_of_record_is_the_engines(path: Path) -> None:
    """The trials run on the plain engine, the consultation of record on durable-rules: the ranking is the same."""
    given_answers = ADVISOR.answers(read(path))
    ranked = ADVISOR.sensitivity(given_answers)
    assert ranked == sensitivity(KB, consult(KB, PLAIN, given_answers), PLAIN)
    assert ranked.target == ADVISOR.consult(given_answers).coverage.target


def test_bars_share_one_scale() -> None:
    """Bars keep to the width, to ASCII and to one scale; the mark stands in every line at the same column."""
    bars = Bars((Bar("wide", 10, 30), Bar("a narrow one", 19, 21), Bar("beyond", 25, 30)), 20, "customers")
    lines = text.write([bars]).splitlines()
    assert all(len(line) <= 80 and line.isascii() for line in lines)
    assert len({line.index("|") for line in lines[:3]}) == 1
    assert [line.count("=") for line in lines[:2]] == sorted((line.count("=") for line in lines[:2]), reverse=True)
    assert "=" not in lines[2][: lines[2].index("|")]
    assert lines[3].strip() == "| is today's 20 customers."
    written = markdown.write([bars])
    assert "| wide | 10 | 30 |" in written
    assert "| **today** | 20 | 20 |" in written


@pytest.mark.parametrize("mark", [None, 5.0])
def test_a_single_point_is_drawn(mark: float | None) -> None:
    """A chart of one point, with or without a mark, is drawn without a scale."""
    assert "5" in text.write([Bars((Bar("point", 5, 5),), mark, "RMs")])


def test_the_command(run: Command, tmp_path: Path) -> None:
    """The command draws the ranking in ASCII, gives it as JSON, and says when nothing is in doubt."""
    mass = next(path for path in EXAMPLES if path.stem == "mass-retail")
    drawn = run("sensitivity", mass, NO_COLOR="1")
    assert (drawn.exit, drawn.stderr) == (0, "")
    assert drawn.stdout.isascii()
    assert "Find out first: client_time_share" in drawn.stdout
    document = json.loads(run("sensitivity", mass, "--json").stdout)
    assert document["doubts"][0]["fact"] == "client_time_share"
    file = tmp_path / "answers.yaml"
    file.write_text("segmnt: sme\n", encoding="utf-8")
    assert run("sensitivity", file).exit == 2
