"""The recommendation as a whole: the JSON contract, and how consultations must relate to each other."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rmadvisor.knowledge.rules import QUANTITIES
from rmadvisor.sizing.workload import RAISING
from tests.knowledge import ADVISOR, found, patient
from tests.strategies import answer, answers

VOCABULARY = ADVISOR.kb.vocabulary
PATIENT = patient(60)
SURE = answers(VOCABULARY, vague=False, least=3)
ASKED = {name: fact for name, fact in VOCABULARY.items() if fact.origin == "asked" and name != "customers_per_rm"}
EVERYTHING = st.fixed_dictionaries({name: answer(fact, vague=False) for name, fact in ASKED.items()})


def consult(given_answers: dict[str, Any]) -> dict[str, Any]:
    return ADVISOR.consult(given_answers).as_dict()


def coverage_of(given_answers: dict[str, Any]) -> dict[str, Any]:
    return found(given_answers).coverage.as_dict()


@given(answers(VOCABULARY))
@PATIENT
def test_any_answers_give_one_strict_document(given_answers: dict[str, Any]) -> None:
    """Whatever is answered, the document has every part of the contract, in its types, and is strict JSON."""
    document = json.loads(json.dumps(consult(given_answers), allow_nan=False))
    coverage = document["coverage"]
    assert {"low", "high", "target", "unit", "basis", "benchmark", "workload", "break_even", "current", "verdict",
            "rms_needed"} <= coverage.keys()  # fmt: skip
    assert coverage["verdict"] in ("over", "within", "under", "unknown")
    assert document["focus"]["model"] in ("product", "segment", "activity", "hybrid", None)
    assert set(document["focus"]["certainty"]) == {"product", "segment", "activity", "hybrid"}
    assert isinstance(document["focus"]["settled"], bool)
    priorities = [need["priority"] for need in document["capabilities"]]
    assert priorities == sorted(priorities, reverse=True)
    assert all(1 <= need["level"] <= 5 and need["because"] for need in document["capabilities"])
    for part in ("advice", "warnings"):
        assert all(note["id"] in ADVISOR.kb.rule and "{" not in note["text"] for note in document[part])
    known = {**ADVISOR.kb.entries, **ADVISOR.kb.sections}
    assert all(cite in known for cite in document["citations"])
    assert all(step["cites"] for step in document["proof"])
    ordered = [coverage[end] for end in ("low", "target", "high") if coverage[end] is not None]
    assert ordered == sorted(ordered)


@given(answers(VOCABULARY))
@PATIENT
def test_a_hybrid_has_parts_and_a_pure_model_is_its_own(given_answers: dict[str, Any]) -> None:
    """A hybrid names two or three focuses; a pure model names itself; no model names none."""
    focus = consult(given_answers)["focus"]
    expected = {"hybrid": (2, 3), None: (0,)}.get(focus["model"], (1,))
    assert len(focus["components"]) in expected
    if focus["model"] not in ("hybrid", None):
        assert focus["components"] == [focus["model"]]


@given(SURE, st.sampled_from(QUANTITIES), st.data())
@PATIENT
def test_more_hours_never_raise_coverage(given_answers: dict[str, Any], name: str, data: st.DataObject) -> None:
    """More hours per contact, more contacts, more service never raise coverage; more capacity never lowers it."""
    given_answers.setdefault("segment", data.draw(st.sampled_from(list(VOCABULARY["segment"].choices))))
    most = min(VOCABULARY[name].at_most, 1000)
    first, second = sorted(data.draw(st.tuples(st.floats(0, most), st.floats(0, most))))
    less = coverage_of({**given_answers, name: first})
    more = coverage_of({**given_answers, name: second})
    for end in ("low", "target", "high"):
        if less[end] is not None and more[end] is not None:
            assert less[end] <= more[end] if name in RAISING else less[end] >= more[end]


@given(SURE, st.integers(1, 100_000))
@PATIENT
def test_twice_the_customers_need_twice_the_rms(given_answers: dict[str, Any], customers: int) -> None:
    """Doubling the customers doubles the RMs needed and leaves coverage alone."""
    given_answers.pop("rm_count", None)
    once = coverage_of({**given_answers, "customers": customers})
    twice = coverage_of({**given_answers, "customers": 2 * customers})
    assert (once["low"], once["target"], once["high"]) == (twice["low"], twice["target"], twice["high"])
    for end in ("low", "target", "high"):
        if once["rms_needed"][end] is not None:
            assert twice["rms_needed"][end] == pytest.approx(2 * once["rms_needed"][end], abs=0.02)


@given(answers(VOCABULARY), st.data())
@PATIENT
def test_not_knowing_is_like_not_answering(given_answers: dict[str, Any], data: st.DataObject) -> None:
    """`unknown` changes nothing but what is still open: it will not be asked again."""
    asked = [name for name, fact in VOCABULARY.items() if fact.origin == "asked" and name not in given_answers]
    assume(asked)
    name = data.draw(st.sampled_from(asked))
    without, with_unknown = consult(given_answers), consult({**given_answers, name: "unknown"})
    for part in ("coverage", "capabilities", "advice", "warnings", "assumptions", "proof", "citations"):
        assert without[part] == with_unknown[part]
    assert {**without["focus"], "settled": None} == {**with_unknown["focus"], "settled": None}
    assert name not in [question["fact"] for question in with_unknown["open_questions"]]


@given(answers(VOCABULARY), st.randoms(use_true_random=False))
@PATIENT
def test_the_order_of_answers_is_irrelevant(given_answers: dict[str, Any], shuffling: random.Random) -> None:
    """The same answers in another order give the same document."""
    items = list(given_answers.items())
    shuffling.shuffle(items)
    assert {**consult(given_answers), "answers": None} == {**consult(dict(items)), "answers": None}


@given(SURE, st.sampled_from(sorted(ADVISOR.kb.capabilities)), st.integers(1, 4))
@PATIENT
def test_a_better_skill_never_widens_a_gap(given_answers: dict[str, Any], name: str, level: int) -> None:
    """A higher present level never raises the gap or the training priority of the capability."""
    lower = found({**given_answers, "skills": {name: level}}).requirements
    higher = found({**given_answers, "skills": {name: level + 1}}).requirements
    for before in (need for need in lower if need.capability == name):
        after = next(need for need in higher if need.capability == name)
        assert before.gap is not None
        assert after.gap is not None
        assert after.gap <= before.gap
        assert after.priority <= before.priority


@given(answers(VOCABULARY, vague=False))
@PATIENT
def test_a_closed_question_is_never_open(given_answers: dict[str, Any]) -> None:
    """Open questions are unanswered facts that are asked, each once, the most awaited first."""
    questions = consult(given_answers)["open_questions"]
    names = [question["fact"] for question in questions]
    assert len(names) == len(set(names))
    assert not set(names) & set(given_answers)
    assert all(VOCABULARY[name].origin == "asked" for name in names)
    impacts = [question["impact"] for question in questions]
    assert impacts == sorted(impacts, reverse=True)


@given(EVERYTHING, st.sets(st.sampled_from(sorted(ASKED)), min_size=1, max_size=8))
@PATIENT
def test_what_is_settled_stays(everything: dict[str, Any], left_out: set[str]) -> None:
    """Once the focus is settled no answer to any other question changes the model."""
    before = consult({name: value for name, value in everything.items() if name not in left_out})["focus"]
    assume(before["settled"])
    assert before["model"] == found(everything).decision.model


@given(EVERYTHING, st.sets(st.sampled_from(sorted(ASKED)), min_size=1, max_size=20))
@PATIENT
def test_a_question_that_is_not_open_changes_nothing(everything: dict[str, Any], left_out: set[str]) -> None:
    """Facts that are neither answered nor listed as open may be answered in any way without any effect."""
    few = {name: value for name, value in everything.items() if name not in left_out}
    before = consult(few)
    listed = {question["fact"] for question in before["open_questions"]}
    counted = {"customers", "rm_count", "rm_cost", "revenue_per_customer", "target_cost_income"}
    silent = {name: everything[name] for name in left_out - listed - counted}
    assume(silent)
    after = consult({**few, **silent})
    for part in ("advice", "warnings", "capabilities"):
        assert before[part] == after[part]
    assert before["coverage"]["target"] == after["coverage"]["target"]
    assert before["focus"]["model"] == after["focus"]["model"]
