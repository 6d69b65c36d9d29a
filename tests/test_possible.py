"""What could still follow: whatever the open questions are answered with must lie inside the bounds."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rmadvisor.knowledge.answers import Answers
from rmadvisor.reasoning.consultation import Findings, consult
from rmadvisor.reasoning.focus import PURE
from rmadvisor.reasoning.possible.leads import NONE, Span, focus_test, limits, outlook, vector
from rmadvisor.reasoning.possible.network import Network
from rmadvisor.reasoning.possible.reading import Possibilities
from tests.conftest import examples
from tests.knowledge import ADVISOR, KB, patient
from tests.strategies import answer, answers

NETWORK = Network(KB)
VOCABULARY = KB.vocabulary
ASKED = {name: fact for name, fact in VOCABULARY.items() if fact.origin == "asked" and name != "customers_per_rm"}
EVERYTHING = st.fixed_dictionaries({name: answer(fact) for name, fact in ASKED.items()})
PATIENT = patient(120)


def inside(number: float | None, pair: tuple[float, float]) -> bool:
    return number is None or pair[0] - 1e-6 <= number <= pair[1] + 1e-6


def check(possible: Possibilities, found: Findings, box: int = 0) -> None:
    """What was found in a completion lies inside what was possible in the box."""
    fired = {firing.rule.id for firing in found.firings}
    for i, rule in enumerate(NETWORK.order):
        may, must = possible.may[i] >> box & 1, possible.must[i] >> box & 1
        assert may or rule.id not in fired, f"{rule.id} fired, which was impossible"
        assert not must or rule.id in fired, f"{rule.id} did not fire, which was certain"
    models = possible.outlooks.get(box, possible.outlooks[0]).models
    assert (found.decision.model or NONE) in models
    bounds = possible.bounds.get(box, possible.bounds[0])
    coverage = found.coverage
    assert inside(coverage.low, bounds.low)
    assert inside(coverage.high, bounds.high)
    assert inside(coverage.target, bounds.target)
    assert bounds.unsaid or coverage.low is not None or coverage.high is not None
    if coverage.agreement is not None:
        assert coverage.agreement in bounds.agreement
    needs = {need.capability: need for need in found.requirements}
    for name in KB.capabilities:
        low, high = possible.level(name, box)
        level = needs[name].level if name in needs else 0
        assert low <= level <= high
        if name in needs:
            assert inside(needs[name].priority, possible.priority(name, box))


@given(EVERYTHING, st.sets(st.sampled_from(sorted(ASKED)), min_size=1))
@PATIENT
def test_no_completion_falls_outside(everything: dict[str, Any], left_out: set[str]) -> None:
    """Rules, focus, coverage, levels and priorities of any completion of the answers are among the possible ones."""
    few = ADVISOR.answers({name: value for name, value in everything.items() if name not in left_out})
    check(Possibilities(NETWORK, few), consult(KB, ADVISOR.engine, ADVISOR.answers(everything)))


@given(EVERYTHING, st.sets(st.sampled_from(sorted(ASKED)), min_size=1), st.data())
@PATIENT
def test_no_completion_falls_outside_a_look_ahead(
    everything: dict[str, Any], left_out: set[str], data: st.DataObject
) -> None:
    """The same for each box that looks one answer ahead."""
    few = ADVISOR.answers({name: value for name, value in everything.items() if name not in left_out})
    possible = Possibilities(NETWORK, few)
    found = consult(KB, ADVISOR.engine, ADVISOR.answers(everything))
    name = data.draw(st.sampled_from(sorted(left_out)))
    for i, box in enumerate(NETWORK.boxes):
        if box is not None and box.fact == name and box.cell == found.memory.get(box.unit.name):
            check(possible, found, i)


@given(answers(VOCABULARY))
@PATIENT
def test_a_whole_answer_file_leaves_little_open(given_answers: dict[str, Any]) -> None:
    """With every question answered, whatever may fire must fire, and one model is possible: the one decided on."""
    every = {name: given_answers.get(name, "unknown") for name in [*ASKED, "customers_per_rm"]}
    closed = ADVISOR.answers(every)
    possible = Possibilities(NETWORK, closed)
    found = consult(KB, ADVISOR.engine, closed)
    check(possible, found)
    assert possible.outlooks[0].models == {found.decision.model or NONE}
    fired = {firing.rule.id for firing in found.firings}
    assert {
        rule.id for i, rule in enumerate(NETWORK.order) if possible.may[i] & 1 and not possible.must[i] & 1
    } <= fired | {rule.id for rule in KB.rules if any(t.fact in SIZED for tests in rule.when for t in tests)}


# Bounds of the sizing may stay open where an answer is a range without an end.
SIZED = {name for name, fact in VOCABULARY.items() if fact.origin == "sizing"}


@given(st.tuples(*[st.integers(-3_000_000, 3_000_000)] * 4))
@settings(max_examples=examples(200))
def test_the_policy_on_bounds_is_the_policy(weights: tuple[int, ...]) -> None:
    """Where every bound is a point, exactly one model is possible, and it is the one that the policy decides on."""
    from rmadvisor.reasoning.focus import decide

    named = dict(zip(("product", "segment", "activity", "hybrid"), weights, strict=True))
    span: Span = (vector(named), vector(named))
    decision = decide(named, KB.policy)
    seen = outlook(span, limits(KB.policy))
    assert seen.models == {decision.model or NONE}
    for part in PURE:
        from rmadvisor.knowledge.conditions import In, member

        test = In(member("focus_parts", part), frozenset((True,)))
        may, must = focus_test(test, seen)
        assert may >= (part in decision.components) >= must


def test_skills_are_not_questions() -> None:
    """The present levels are given, never asked: a gap that nobody gave can fire nothing."""
    possible = Possibilities(NETWORK, Answers({}, {}))
    for i, rule in enumerate(NETWORK.order):
        if any(all(t.fact.startswith("gap.") for t in tests) and tests for tests in rule.when):
            assert not possible.may[i] & 1
