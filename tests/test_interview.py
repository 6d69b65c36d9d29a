"""The interview: what is called settled is settled, what is not asked changes nothing, and it ends by itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmadvisor.reasoning.consultation import Findings
from rmadvisor.reasoning.possible.interview import NextQuestion
from rmadvisor.reasoning.possible.leads import NONE
from rmadvisor.reasoning.possible.network import Network
from rmadvisor.reasoning.possible.reading import Possibilities
from rmadvisor.reasoning.possible.relevance import TOP
from tests.conftest import Command
from tests.knowledge import ADVISOR, KB, found, patient
from tests.strategies import answer

ASKED = {name: fact for name, fact in KB.vocabulary.items() if fact.origin == "asked"}
OPENING = ("segment", "customers", "rm_count")
TOLERANCE = KB.policy["coverage.tolerance"] / 100
EVERYTHING = st.fixed_dictionaries({name: answer(fact) for name, fact in ASKED.items()})
SURE = st.fixed_dictionaries({name: answer(fact, vague=False) for name, fact in ASKED.items()})
SKILLS = st.dictionaries(st.sampled_from(sorted(KB.capabilities)), st.integers(1, 5), max_size=6)
HELD_BACK = st.integers(1, 12).flatmap(
    lambda most: st.sets(st.sampled_from(sorted(ASKED)), min_size=1, max_size=most)
) | st.sets(st.sampled_from(sorted(ASKED)), min_size=12)


def consistent(given_answers: dict[str, Any]) -> dict[str, Any]:
    """Without today's book where it follows from the customers and the RMs, as it might contradict them."""
    follows = all(given_answers.get(name, "unknown") != "unknown" for name in ("customers", "rm_count"))
    return {name: value for name, value in given_answers.items() if not (follows and name == "customers_per_rm")}


def ends_stay(before: Findings, after: Findings) -> bool:
    """Whether neither end of the recommended range moves by more than the tolerance."""
    pairs = ((before.coverage.low, after.coverage.low), (before.coverage.high, after.coverage.high))
    return all(
        one == other or (one is not None and other is not None and max(one, other) <= min(one, other) * (1 + TOLERANCE))
        for one, other in pairs
    )


def top_levels(findings: Findings) -> list[tuple[str, int]]:
    return [(need.capability, need.level) for need in findings.requirements[:TOP]]


def warned(findings: Findings) -> set[str]:
    return {note.id for note in findings.warnings}


def hold(question: NextQuestion, before: Findings, after: Findings) -> None:
    """Whatever was claimed settled before is the same after."""
    settled = question.settled
    assert not settled.focus or before.decision.model == after.decision.model
    assert not settled.coverage or ends_stay(before, after)
    assert not settled.capabilities or top_levels(before) == top_levels(after)
    assert not settled.warnings or warned(before) == warned(after)
    assert settled.all is (settled.focus and settled.coverage and settled.capabilities and settled.warnings)


def interview(manager: dict[str, Any], most: int = len(ASKED)) -> tuple[dict[str, Any], list[str], NextQuestion]:
    """An interview with a manager, up to so many questions: the answers, what was asked in order, what comes next."""
    given_answers: dict[str, Any] = {}
    asked: list[str] = []
    question = ADVISOR.next_question({})
    while question.fact is not None and len(asked) < most:
        asked.append(question.fact)
        told = {**given_answers, question.fact: manager[question.fact]}
        given_answers = told if consistent(told) == told else {**told, question.fact: "unknown"}
        question = ADVISOR.next_question(given_answers)
    return given_answers, asked, question


@given(EVERYTHING, HELD_BACK, SKILLS)
@patient(80)
def test_what_is_settled_stays_whatever_is_answered(
    everything: dict[str, Any], held_back: set[str], skills: dict[str, int]
) -> None:
    """No completion of the remaining questions changes a focus, range, top five or warnings that are called settled."""
    few = consistent({name: value for name, value in everything.items() if name not in held_back})
    full = consistent(everything)
    if not few.keys() <= full.keys():
        return  # today's book was given, and then follows from the rest
    few, full = {**few, "skills": skills}, {**full, "skills": skills}
    hold(ADVISOR.next_question(few), found(few), found(full))


@given(EVERYTHING, EVERYTHING, HELD_BACK)
@patient(80)
def test_what_is_not_asked_changes_nothing(one: dict[str, Any], other: dict[str, Any], held_back: set[str]) -> None:
    """Whatever the open questions are answered with, the questions that are not open change no conclusion."""
    few = consistent({name: value for name, value in one.items() if name not in held_back})
    still_open = {question.fact for question in ADVISOR.consult(few).open_questions}
    idle = {name: other[name] for name in held_back - still_open}
    full = consistent({name: value for name, value in one.items() if name in few or name in still_open})
    changed = consistent({**full, **idle})
    if not few.keys() <= full.keys() or not full.keys() <= changed.keys():
        return
    before, after = found(full), found(changed)
    assert before.decision.model == after.decision.model
    assert ends_stay(before, after)
    assert [(n.capability, n.level, n.priority) for n in before.requirements] == [
        (n.capability, n.level, n.priority) for n in after.requirements
    ]
    assert warned(before) == warned(after)
    assert {note.id for note in before.advice} == {note.id for note in after.advice}


@given(EVERYTHING, EVERYTHING)
@patient(12)
def test_an_interview_ends_with_everything_settled(manager: dict[str, Any], other: dict[str, Any]) -> None:
    """It asks no question twice, ends by itself, then calls everything settled, and later answers bear that out."""
    given_answers, asked, question = interview(manager)
    assert len(asked) == len(set(asked))
    assert question.fact is None
    assert question.settled.all
    assert not ADVISOR.consult(given_answers).open_questions
    full = consistent({**other, **given_answers})
    if given_answers.keys() <= full.keys():
        hold(question, found(given_answers), found(full))


@given(SURE, SURE, st.integers(10, 40))
@patient(16)
def test_what_an_interview_settles_on_its_way_stays(manager: dict[str, Any], other: dict[str, Any], after: int) -> None:
    """At any step of an interview what is called settled survives other answers to all the rest."""
    given_answers, _, question = interview(manager, after)
    full = consistent({**other, **given_answers})
    if given_answers.keys() <= full.keys():
        hold(question, found(given_answers), found(full))


def test_do_not_know_is_an_answer() -> None:
    """Who answers every question with "I do not know" is asked none twice, and the interview ends."""
    _, asked, question = interview(dict.fromkeys(ASKED, "unknown"))
    assert len(asked) == len(set(asked))
    assert question.fact is None
    assert question.settled.all


@given(EVERYTHING, HELD_BACK, st.sets(st.sampled_from(sorted(ASKED))))
@patient(60)
def test_skipped_questions_come_last(everything: dict[str, Any], held_back: set[str], skipped: set[str]) -> None:
    """A question is open and not answered; a skipped one is asked only when all that is open was skipped."""
    few = consistent({name: value for name, value in everything.items() if name not in held_back})
    still_open = {question.fact for question in ADVISOR.consult(few).open_questions}
    question = ADVISOR.next_question(few, frozenset(skipped))
    assert (question.fact is None) is (not still_open)
    if question.fact is not None:
        assert question.fact in still_open
        assert question.fact not in few
        assert question.fact not in skipped or still_open <= skipped
        assert question.can_change
        assert question.open == len(still_open)


def test_what_is_told_in_one_breath_comes_first() -> None:
    """Segment, customers and RMs open the interview, and the first of them names the others."""
    question = ADVISOR.next_question({})
    assert (question.fact, question.together) == ("segment", ("customers", "rm_count"))
    manager: dict[str, Any] = {"segment": "affluent", "customers": 3000, "rm_count": 20}
    _, asked, question = interview(manager, len(OPENING))
    assert sorted(asked) == sorted(OPENING)
    assert not question.together
    told = ADVISOR.next_question({"segment": "affluent", "customers": 3000})
    assert told.fact == "rm_count"


@pytest.mark.parametrize("text", ["{}", "segment: affluent\ncustomers: 3000\nrm_count: 20\n", None])
def test_next_prints_the_contract(run: Command, tmp_path: Path, text: str | None) -> None:
    """`next --json` has the keys that were promised, with null for the question when everything is settled."""
    file = tmp_path / "answers.yaml"
    file.write_text(text if text is not None else json.dumps(dict.fromkeys(ASKED, "unknown")), encoding="utf-8")
    document = json.loads(run("next", file, "--json").stdout)
    assert {"settled", "fact", "question", "choices", "why", "can_change"} <= document.keys()
    assert set(document["settled"]) == {"focus", "coverage", "capabilities", "warnings", "all"}
    assert all(isinstance(value, bool) for value in document["settled"].values())
    if text is None:
        assert document["fact"] is None
        assert document["question"] is None
        assert document["settled"]["all"]
    else:
        assert document["question"] == KB.vocabulary[document["fact"]].question
        assert document["why"]
        assert document["can_change"]
        assert all(set(choice) == {"value", "label"} for choice in document["choices"])


@given(EVERYTHING, HELD_BACK, HELD_BACK)
@patient(80)
def test_more_answers_never_widen_what_is_possible(
    everything: dict[str, Any], held_back: set[str], then_told: set[str]
) -> None:
    """The models, ends of the range and levels possible after more answers were possible before them."""
    few = consistent({name: value for name, value in everything.items() if name not in held_back})
    more = consistent({name: v for name, v in everything.items() if name not in held_back or name in then_told})
    if not few.keys() <= more.keys():
        return
    before, after = (Possibilities(NETWORK, ADVISOR.answers(known)) for known in (few, more))
    assert after.outlooks[0].models <= before.outlooks[0].models
    for wide, narrow in (
        (before.bounds[0].low, after.bounds[0].low),
        (before.bounds[0].high, after.bounds[0].high),
        *((before.level(name, 0), after.level(name, 0)) for name in KB.capabilities),
    ):
        assert wide[0] <= narrow[0] <= narrow[1] <= wide[1]


NETWORK = Network(KB)


def test_nothing_is_left_of_a_whole_answer_file() -> None:
    """With every question answered exactly the model decided on is possible, and nothing is asked."""
    given_answers = dict.fromkeys(ASKED, "unknown")
    possible = Possibilities(NETWORK, ADVISOR.answers(given_answers))
    assert possible.outlooks[0].models == {ADVISOR.consult(given_answers).focus.model or NONE}
    assert ADVISOR.next_question(given_answers).fact is None


def test_customers_without_rms_have_no_book_to_ask_about() -> None:
    """With customers and no RM at all, any figure for customers per RM would be refused: it is never asked."""
    given_answers = {"segment": "mass", "customers": 100, "rm_count": 0}
    assert "customers_per_rm" not in {question.fact for question in ADVISOR.consult(given_answers).open_questions}


def test_what_was_shown_to_change_nothing_is_not_called_open() -> None:
    """A question that is not asked, as trying its answers shows that they change nothing, is not listed as open."""
    not_asked = {"institution", "current_focus", "market_stage", "products_per_customer", "segments_served",
                 "segment_difference", "geographic_spread", "satisfaction_cause", "attrition", "soft_information",
                 "coordination", "digital_channels", "revenue_concentration"}  # fmt: skip
    given_answers = {
        **dict.fromkeys(sorted(ASKED.keys() - not_asked), "unknown"),
        "segment": "large_corporate",
        "lifecycle_goal": ["service", "lead_generation"],
        "tailoring": "high",
        "hours_per_contact": [134.4, None],
        "digital_share": 0.1,
    }
    assert ADVISOR.next_question(given_answers).fact is None
    assert not ADVISOR.consult(given_answers).open_questions
