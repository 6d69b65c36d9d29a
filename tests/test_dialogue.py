"""The conversation without any front end: what replies mean, and where each step leads."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rmadvisor import Advisor, BadInput
from rmadvisor.conversation.dialogue import Dialogue
from rmadvisor.conversation.intents import COMMANDS, intent_of
from rmadvisor.conversation.replies import read_reply
from rmadvisor.conversation.state import Event, State, after, replay
from tests.conftest import examples


@pytest.fixture(scope="module")
def dialogue(advisor: Advisor) -> Dialogue:
    return advisor.dialogue()


def answered(dialogue: Dialogue, **replies: Any) -> State:
    """A state with these answers, given one after the other."""
    state = State()
    for fact, reply in replies.items():
        state = dialogue.answer(state, fact, reply)
    return state


# ---------------------------------------------------------------- what a reply means


@pytest.mark.parametrize(
    ("fact", "typed", "means"),
    [
        ("segment", "2", "affluent"),
        ("segment", "affluent", "affluent"),
        ("segment", " Affluent  Customers (premier, priority) ", "affluent"),
        ("segment", "affluent cust", "affluent"),
        ("segment", "2 or 3", ["affluent", "hnw"]),
        ("segment", "[affluent, hnw]", ["affluent", "hnw"]),
        ("institution", "Credit union or cooperative bank", "credit_union"),
        ("segment", "don't know", "unknown"),
        ("customers", "Unknown", "unknown"),
        ("specialists_available", "Y", "yes"),
        ("specialists_available", "2", "no"),
        ("customers", "3000", 3000),
        ("customers", "3,000 customers", 3000),
        ("customers", "3 000", 3000),
        ("customers", "1.2k", 1200),
        ("rm_cost", "$130,000", 130000),
        ("rm_cost", "130k EUR", 130000),
        ("rm_count", "20.5 RMs", 20.5),
        ("hours_per_contact", ".5", 0.5),
        ("client_time_share", "45 %", 45),
        ("client_time_share", "40-50", [40, 50]),
        ("client_time_share", "40 to 50", [40, 50]),
        ("client_time_share", "40\u201350%", [40, 50]),
        ("client_time_share", "between 40 and 50 per cent", [40, 50]),
        ("client_time_share", "[40, 50]", [40, 50]),
        ("customers", "between 2 and 3 thousand", [2000, 3000]),
        ("customers", "500 to 2k", [500, 2000]),
        ("client_time_share", "at least 40", [40, None]),
        ("client_time_share", "up to 50", [None, 50]),
        ("product_lines", "1, 3 and 4", ["deposits", "cards", "lending"]),
        ("product_lines", "1 3 4", ["deposits", "cards", "lending"]),
        ("product_lines", "cards, deposits, cards", ["cards", "deposits"]),
        ("product_lines", "none", []),
    ],
)
def test_a_reply_is_read_as_people_write_it(advisor: Advisor, fact: str, typed: str, means: Any) -> None:
    """A choice by number, name or label, figures with units and separators, ranges in words, lists, and don't know."""
    assert read_reply(advisor.kb.vocabulary[fact], typed) == means


@pytest.mark.parametrize(
    ("fact", "typed", "says"),
    [
        ("segment", "9", "type a number from 1 to 7"),
        ("segment", "afluent", "did you mean 'affluent'?"),
        ("segment", "", "nothing was typed"),
        ("customers", "3.000", "can be read in two ways"),
        ("customers", "about 3000", "is not a figure"),
        ("customers", "-5", "cannot be negative"),
        ("customers", "20.5", "whole customers"),
        ("customers", "9" * 60, "over 40 digits"),
        ("hours_per_day", "30", "cannot be over 24"),
        ("client_time_share", "50-40", "write the lower end first"),
        ("client_time_share", "45 hours", "is not a figure"),
        ("hours_per_contact", "0,9", "is not a figure"),
        ("product_lines", "cards, horses", "none of the choices"),
        ("skills.crm_use", "6", "from 1 to 5"),
        ("segmnt", "2", "did you mean 'segment'?"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(dialogue: Dialogue, fact: str, typed: str, says: str) -> None:
    """A reply that is impossible or can be read in two ways is refused, with how to mend it, and nothing changes."""
    with pytest.raises(BadInput) as refused:
        dialogue.answer(State(), fact, typed)
    assert says in str(refused.value)


@given(text=st.text(max_size=40))
@settings(max_examples=examples(100), deadline=None)
def test_no_text_is_ever_a_crash(advisor: Advisor, text: str) -> None:
    """Any text is an answer or is refused, for every type of question."""
    dialogue = advisor.dialogue()
    for fact in ("segment", "specialists_available", "product_lines", "customers", "client_time_share", "rm_cost"):
        try:
            state = dialogue.answer(State(), fact, text)
        except BadInput:
            continue
        assert dialogue.view(state).answers.values.keys() == {fact}


def test_answers_that_contradict_each_other_are_refused_together(dialogue: Dialogue) -> None:
    """The third of three figures that must agree is refused, and the way out is named."""
    state = answered(dialogue, customers=3000, rm_count=20)
    with pytest.raises(BadInput, match=r"gives 150.*clear and its name"):
        dialogue.answer(state, "customers_per_rm", "300")


# ---------------------------------------------------------------- steps


def test_an_answer_moves_on_and_sharpens_the_recommendation(dialogue: Dialogue) -> None:
    """After an answer another question is asked, and what changed is told."""
    start = dialogue.view(State())
    assert start.question is not None
    now = dialogue.view(dialogue.answer(State(), "segment", "affluent"))
    assert now.question is not None
    assert now.question.fact != "segment"
    assert now.recommendation.coverage.low is not None
    assert any(text.startswith("Customers per RM") for text in dialogue.changes(start, now))


def test_a_question_carries_all_that_a_person_needs(dialogue: Dialogue) -> None:
    """Choices, unit, help, the reason for asking, what can be typed, and the guidance behind it."""
    question = dialogue.view(dialogue.turn_to(State(), "segment")).question
    assert question is not None
    assert len(question.choices) == 7
    assert question.why
    assert question.help
    assert "1 to 7" in question.how
    assert any(cite.startswith("guidance#") for passage in dialogue.guidance("segment") for cite in passage.cites)
    share = dialogue.view(dialogue.turn_to(State(), "client_time_share")).question
    assert share is not None
    assert "percent of working time" in share.how
    assert share.unit == "percent of working time"


def test_changing_an_earlier_answer_keeps_the_later_ones(dialogue: Dialogue) -> None:
    """Only the answer changed changes; its place in the list stays."""
    state = answered(dialogue, segment="affluent", customers=3000, rm_count=20)
    changed = dialogue.answer(state, "segment", "hnw")
    assert list(changed.given.items()) == [("segment", "hnw"), ("customers", 3000), ("rm_count", 20)]
    assert changed.event == Event("changed", {"segment": "hnw"}, {"segment": "affluent"})
    assert state.given["segment"] == "affluent"


def test_back_shows_the_question_before_with_its_answer(dialogue: Dialogue) -> None:
    """Going back asks again what was asked before; the answer stands until another is given."""
    state = answered(dialogue, segment="affluent", customers=3000)
    once = dialogue.back(state)
    twice = dialogue.back(once)
    for at, fact, now in ((once, "customers", 3000), (twice, "segment", "affluent")):
        question = dialogue.view(at).question
        assert question is not None
        assert (question.fact, question.now) == (fact, now)
    with pytest.raises(BadInput, match="no earlier question"):
        dialogue.back(twice)
    kept = dialogue.turn_to(twice, "")
    assert kept.given == state.given
    assert dialogue.view(kept).question == dialogue.view(state).question


def test_a_skipped_question_is_asked_again_last(dialogue: Dialogue) -> None:
    """Skipping goes through every open question once before the first one returns."""
    state, asked = State(), list[str]()
    for _ in range(60):
        question = dialogue.view(state).question
        assert question is not None
        if question.fact in asked:
            assert question.again
            assert question.fact == asked[0]
            break
        asked.append(question.fact)
        state = dialogue.skip(state)
    assert len(asked) > 10
    again = dialogue.view(dialogue.skip(state)).question
    assert again is not None
    assert again.fact == asked[1]


def test_dont_know_is_an_answer(dialogue: Dialogue) -> None:
    """What is not known is not asked again, and can be answered later."""
    first = dialogue.view(State()).question
    assert first is not None
    state = dialogue.dont_know(State())
    assert state.given == {first.fact: "unknown"}
    following = dialogue.view(state).question
    assert following is not None
    assert following.fact != first.fact


def test_undo_takes_back_whatever_was_said_last(dialogue: Dialogue) -> None:
    """An answer, a skip, a clearing, a restart: undo returns to the state before, passing over mere moves."""
    state = answered(dialogue, segment="affluent", customers=3000)
    for step in (
        dialogue.answer(state, "rm_count", 20),
        dialogue.answer(state, "segment", "hnw"),
        dialogue.skip(state),
        dialogue.clear(state, "customers"),
        dialogue.restart(state),
        dialogue.what_if(state, {"segment": "hnw"}),
        dialogue.back(dialogue.answer(state, "rm_count", 20)),
    ):
        assert dialogue.undo(step) == state
    with pytest.raises(BadInput, match="nothing to undo"):
        dialogue.undo(State())


def test_a_what_if_leaves_the_consultation_alone(dialogue: Dialogue) -> None:
    """What is tried can be dropped without a trace, or kept with everything answered meanwhile."""
    state = answered(dialogue, segment="affluent", customers=3000)
    tried = dialogue.answer(dialogue.what_if(state, {"segment": "hnw", "team_model": "2"}), "rm_count", "20")
    assert tried.trying
    assert tried.consultation == state
    assert dialogue.view(tried).recommendation.coverage != dialogue.view(state).recommendation.coverage
    assert dialogue.drop(tried) == state
    kept = dialogue.keep(tried)
    assert not kept.trying
    assert kept.given == tried.given
    for refused in (dialogue.keep, dialogue.drop):
        with pytest.raises(BadInput, match="nothing is being tried"):
            refused(kept)


def test_an_answer_that_can_change_nothing_is_set_aside_and_kept(dialogue: Dialogue) -> None:
    """With one segment only, how much segments differ says nothing any more; the answer stays."""
    state = answered(dialogue, segments_served=3, segment_difference="high")
    assert "segment_difference" not in dialogue.set_aside(state)
    alone = dialogue.answer(state, "segments_served", 1)
    assert "segment_difference" in dialogue.set_aside(alone)
    assert alone.given["segment_difference"] == "high"
    assert "segment_difference" not in dialogue.set_aside(dialogue.answer(alone, "segments_served", 3))


def test_an_answer_of_other_rules_is_told_and_kept(dialogue: Dialogue) -> None:
    """A fact or a choice that today's knowledge does not have is not used, not lost, and does not stop the rest."""
    foreign = Event("answered", {"branches": 12, "segment": "martian", "customers": 3000})
    view = dialogue.view(after(State(), foreign))
    assert {bad.fact for bad in view.unfit} == {"branches", "segment"}
    assert dict(view.answers.values) == {"customers": 3000}
    assert view.state.given["branches"] == 12
    assert dialogue.view(dialogue.answer(view.state, "segment", "1")).answers.values["segment"] == "mass"


def test_the_conversation_ends_by_itself(dialogue: Dialogue) -> None:
    """When nothing left can change anything, there is no question any more, and everything is settled."""
    state = State()
    for _ in range(80):
        if dialogue.view(state).question is None:
            break
        state = dialogue.dont_know(state)
    view = dialogue.view(state)
    assert view.question is None
    assert view.settled.all
    assert dialogue.finish(state).finished


STEPS = (
    "answer",
    "change",
    "skip",
    "back",
    "dont_know",
    "clear",
    "what_if",
    "keep",
    "drop",
    "undo",
    "restart",
    "finish",
)


@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(1, 9)), max_size=12))
@settings(max_examples=examples(12), deadline=None)
def test_the_log_gives_the_state_again(advisor: Advisor, steps: list[tuple[str, int]]) -> None:
    """Whatever is done in whatever order, following the events from the start leads to the same state."""
    dialogue = advisor.dialogue()
    state, log = State(), list[Event]()
    for name, number in steps:
        try:
            if name == "answer":
                question = dialogue.view(state).question
                state = dialogue.answer(state, question.fact if question else "segment", str(number))
            elif name in ("change", "what_if"):
                replies = {"segment": str(number % 7 + 1), "rm_count": str(number)}
                state = dialogue.answer_all(state, replies) if name == "change" else dialogue.what_if(state, replies)
            elif name == "clear":
                state = dialogue.clear(state, "segment")
            else:
                state = getattr(dialogue, name)(state)
        except BadInput:
            continue
        assert state.event is not None
        log.append(state.event)
    assert replay(log) == state


# ---------------------------------------------------------------- typed lines


@pytest.mark.parametrize(
    ("line", "name", "facts"),
    [
        ("?", "help", {}),
        ("Why do you ask?", "why", {}),
        ("BACK", "back", {}),
        ("", "nothing", {}),
        ("\x1b[A", "nothing", {}),
        ("change segment", "change", {}),
        ("change segment to hnw", "change", {"segment": "hnw"}),
        ("segment=hnw, client_time_share = 40 to 50", "change", {"segment": "hnw", "client_time_share": "40 to 50"}),
        ("clear segment", "clear", {}),
        ("what if team_model=pool remote_share=60", "what if", {"team_model": "pool", "remote_share": "60"}),
        ("affluent", "reply", {}),
        ("don't know", "reply", {}),
    ],
)
def test_a_line_is_a_command_or_a_reply(line: str, name: str, facts: dict[str, str]) -> None:
    """Commands are known by their words, in any case; everything else is a reply."""
    intent = intent_of(line, None)
    assert (intent.name, dict(intent.facts)) == (name, facts)


def test_no_choice_is_mistaken_for_a_command(dialogue: Dialogue, advisor: Advisor) -> None:
    """Every value and label of every question is a reply when that question is asked."""
    for fact in advisor.kb.vocabulary.values():
        if fact.origin == "asked" and fact.choices:
            question = dialogue.view(dialogue.turn_to(State(), fact.name)).question
            for word in (*fact.choices, *fact.choices.values()):
                assert intent_of(word, question).name == "reply", f"{fact.name}: {word}"
    assert "help" in COMMANDS
