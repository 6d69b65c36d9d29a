"""Proof by search: exact where it says so, compared with trying every completion."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rmadvisor.knowledge.vocabulary import TICKS
from rmadvisor.reasoning.consultation import Findings, consult
from rmadvisor.reasoning.possible.cells import units
from rmadvisor.reasoning.possible.overview import CERTAIN, IMPOSSIBLE, level_state
from rmadvisor.reasoning.possible.search import NOTHING
from rmadvisor.reasoning.possible.survey import SEARCH, Survey, network_of
from tests.knowledge import ADVISOR, KB, found, patient
from tests.strategies import answer

ASKED = {name: fact for name, fact in KB.vocabulary.items() if fact.origin == "asked"}
UNITS = units(KB)
FEW = ("product_complexity", "customer_similarity", "tailoring", "strategic_priority", "specialists_available",
       "crm_maturity", "coordination", "revenue_concentration")  # fmt: skip
SURE = st.fixed_dictionaries({name: answer(fact, vague=False) for name, fact in ASKED.items()})


def every_answer(name: str) -> list[Any]:
    """One answer from each cell of a question, and "I do not know"."""
    fact = KB.vocabulary[name]
    if fact.type == "yes_no":
        return [True, False, "unknown"]
    if not fact.numeric:
        return [*fact.choices, "unknown"]
    cells = [cell for cell in UNITS[name].cells if isinstance(cell, tuple)]
    return [*(-(-low // TICKS) for low, high in cells if -(-low // TICKS) * TICKS <= high), "unknown"]


def completions(known: dict[str, Any], names: tuple[str, ...]) -> list[Findings]:
    values = itertools.product(*(every_answer(name) for name in names))
    return [found({**known, **dict(zip(names, v, strict=True))}) for v in values]


def without(everything: dict[str, Any], held_back: set[str]) -> dict[str, Any]:
    return {n: v for n, v in everything.items() if n not in held_back and n != "customers_per_rm"}


def conclusions(advice: Findings) -> tuple[object, ...]:
    return (
        advice.decision.model,
        advice.coverage.low,
        advice.coverage.high,
        [(need.capability, need.level, need.priority) for need in advice.requirements],
        {note.id for note in advice.warnings},
        {note.id for note in advice.advice},
    )


@given(SURE, st.sets(st.sampled_from(FEW), min_size=1, max_size=2))
@patient(20)
def test_settled_is_exact_where_few_questions_are_open(everything: dict[str, Any], held_back: set[str]) -> None:
    """With few questions open, focus and warnings are settled if and only if all completions decide alike."""
    known = {**without(everything, held_back), "customers": 1200, "rm_count": 10}
    settled = ADVISOR.next_question(known).settled
    seen = completions(known, tuple(sorted(held_back)))
    assert settled.focus is (len({advice.decision.model for advice in seen}) == 1)
    assert settled.warnings is (len({frozenset(note.id for note in advice.warnings) for advice in seen}) == 1)


@given(SURE, st.sets(st.sampled_from(FEW), min_size=1, max_size=2))
@patient(20)
def test_what_is_shown_by_search_is_so(everything: dict[str, Any], held_back: set[str]) -> None:
    """A question shown to matter changes some conclusion in some case; one shown to change nothing never does."""
    known = without(everything, held_back)
    seen = Survey(network_of(KB), ADVISOR.answers(known))
    for name in sorted(seen.open & held_back):
        changes = seen.surely_changes(name)
        others = tuple(sorted(held_back - {name}))
        differs = False
        for values in itertools.product(*(every_answer(other) for other in others)):
            case = {**known, **dict(zip(others, values, strict=True))}
            differs |= any(
                conclusions(advice) != conclusions(found({**case, name: "unknown"}))
                for advice in completions(case, (name,))
            )
        assert changes is None or (changes != NOTHING) is differs


@given(SURE, st.sets(st.sampled_from(sorted(ASKED)), max_size=20))
@patient(40)
def test_every_completion_lies_inside_what_is_possible(everything: dict[str, Any], held_back: set[str]) -> None:
    """What durable-rules makes of a completion was possible, what was certain happens, figures lie inside."""
    known = without(everything, held_back)
    full = without(everything, set())
    seen, advice = ADVISOR.possible(known), consult(KB, ADVISOR.engine, ADVISOR.answers(full))
    assert advice.decision.model is None or seen.models[advice.decision.model] != IMPOSSIBLE
    for focus, certainty in advice.decision.certainty.items():
        low, high = seen.certainty[focus]
        assert (low or 0.0) - 1e-9 <= certainty <= (high or 0.0) + 1e-9
    for name, figure in (("coverage_low", advice.coverage.low), ("coverage_high", advice.coverage.high)):
        low, high = seen.figures[name]
        assert figure is None or ((low or 0) <= figure and (high is None or figure <= high))
    for states, notes in ((seen.warnings, advice.warnings), (seen.advice, advice.advice)):
        given_ids = {note.id for note in notes}
        assert all((state != IMPOSSIBLE if name in given_ids else state != CERTAIN) for name, state in states.items())
    levels = {need.capability: need.level for need in advice.requirements}
    for name, pair in seen.levels.items():
        assert pair[0] <= levels.get(name, 0) <= pair[1]
        assert level_state(pair) != CERTAIN or name in levels


def test_next_says_how_it_knows() -> None:
    """For each part of what is settled, and for the question, bounds or single cases are named as the proof."""
    question = ADVISOR.next_question({"segment": "affluent", "customers": 3000, "rm_count": 20})
    assert set(question.proved_by) == {"focus", "coverage", "capabilities", "warnings", "question"}
    assert question.proved_by["question"] == SEARCH
    assert question.as_dict()["proved_by"] == dict(question.proved_by)
