"""durable-rules and the plain fixed point must draw the same conclusions, whatever the rules and the answers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rmadvisor import Advisor
from rmadvisor.knowledge.answers import answers_from
from rmadvisor.knowledge.rules import Rule, Support
from rmadvisor.reasoning.consultation import consult
from rmadvisor.reasoning.durable import DurableEngine
from rmadvisor.reasoning.engine import Engine, Firing
from rmadvisor.reasoning.focus import weigh
from rmadvisor.reasoning.memory import Value, holds, recall
from rmadvisor.reasoning.plain import PlainEngine
from tests.conftest import examples
from tests.strategies import SMALL, answers, rule_sets, small_answers

ADVISOR = Advisor.load()
PLAIN = PlainEngine(ADVISOR.kb.rules, ADVISOR.kb.stage)
PATIENT = settings(deadline=None, suppress_health_check=list(HealthCheck))


def _follow(engine: Engine, facts: dict[str, Value]) -> tuple[list[Firing], dict[str, Value]]:
    with engine.session() as session:
        return session.extend(facts), session.memory


def _agree(rules: list[Rule], given_answers: list[dict[str, Any]]) -> None:
    durable, plain = DurableEngine(rules), PlainEngine(rules, {rule.id: 0 for rule in rules})
    try:
        for raw in given_answers:
            facts = recall(answers_from(raw, SMALL, ()), SMALL)
            fired, memory = _follow(durable, facts)
            expected, known = _follow(plain, facts)
            assert {f.rule.id for f in expected} == {f.rule.id for f in fired}
            assert known == memory
            assert len(fired) == len({f.rule.id for f in fired}), "a rule fires once"
            for firing in fired:
                assert all(holds(test, memory) for test in firing.tests)
            evidence = [[e for f in side for e in f.rule.then if isinstance(e, Support)] for side in (fired, expected)]
            assert weigh(evidence[0]) == weigh(evidence[1])
    finally:
        durable.close()


@given(rule_sets(), st.lists(small_answers(), min_size=1, max_size=5))
@settings(PATIENT, max_examples=examples(60))
def test_random_rules_and_answers(rules: list[Rule], given_answers: list[dict[str, Any]]) -> None:
    """Both engines fire the same rules and know the same facts on random rules and odd answers."""
    _agree(rules, given_answers)


@pytest.mark.slow
@given(rule_sets(), st.lists(small_answers(), min_size=1, max_size=20))
@settings(PATIENT, max_examples=3000)
def test_random_rules_and_answers_at_length(rules: list[Rule], given_answers: list[dict[str, Any]]) -> None:
    """The same, for a night's run."""
    _agree(rules, given_answers)


@given(answers(ADVISOR.kb.vocabulary))
@settings(PATIENT, max_examples=examples(80))
def test_the_real_rules(raw: dict[str, Any]) -> None:
    """On the real rules both engines give the same findings: coverage, focus, capabilities, advice and warnings."""
    given_answers = ADVISOR.answers(raw)
    found = consult(ADVISOR.kb, ADVISOR.engine, given_answers)
    expected = consult(ADVISOR.kb, PLAIN, given_answers)
    assert expected.coverage == found.coverage
    assert expected.decision == found.decision
    assert expected.requirements == found.requirements
    assert expected.advice == found.advice
    assert expected.warnings == found.warnings
    assert expected.memory == found.memory
    assert {f.rule.id for f in expected.firings} == {f.rule.id for f in found.firings}


def test_an_engine_survives_an_error_in_a_consultation() -> None:
    """An error in the middle of one consultation leaves the engine usable for the next."""
    given_answers = ADVISOR.answers({"segment": "affluent"})
    before = consult(ADVISOR.kb, ADVISOR.engine, given_answers)

    def interrupted() -> None:
        with ADVISOR.engine.session() as session:
            session.extend(recall(given_answers, ADVISOR.kb.vocabulary))
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        interrupted()
    assert before == consult(ADVISOR.kb, ADVISOR.engine, given_answers)


@given(st.lists(answers(ADVISOR.kb.vocabulary), min_size=1, max_size=3))
@settings(PATIENT, max_examples=examples(10))
def test_an_engine_that_was_used_fires_as_a_new_one(several: list[dict[str, Any]]) -> None:
    """What an engine was asked before never shows: the same rules fire, in the same order."""
    fresh = DurableEngine(ADVISOR.kb.rules)
    try:
        for raw in several:
            consult(ADVISOR.kb, ADVISOR.engine, ADVISOR.answers(raw))
        last = ADVISOR.answers(several[-1])
        expected = consult(ADVISOR.kb, fresh, last).firings
        again = consult(ADVISOR.kb, ADVISOR.engine, last).firings
        assert [firing.rule.id for firing in again] == [firing.rule.id for firing in expected]
    finally:
        fresh.close()


def test_more_errors_than_the_core_keeps_states() -> None:
    """The core holds 1,024 states: every consultation that fails must give its own back."""
    engine = DurableEngine(ADVISOR.kb.rules[:5])

    def interrupted() -> None:
        with engine.session() as session:
            session.extend({})
            raise RuntimeError("stop")

    for _ in range(1100):
        with pytest.raises(RuntimeError, match="stop"):
            interrupted()
    with engine.session() as session:
        session.extend({})
    engine.close()


def test_more_tests_on_one_fact_than_the_core_bears() -> None:
    """A number that passes 200 tests of one fact at once fires all 200 rules."""
    rules = [
        rule
        for i in range(200)
        if (rule := _rule(f"r{i}", {"n0": {"at_least": i}}, [{"conclude": {"d0": True}}])) is not None
    ]
    engine = DurableEngine(rules)
    fired, _ = _follow(engine, recall(answers_from({"n0": 1000}, SMALL, ()), SMALL))
    assert len(fired) == 200
    engine.close()


def test_a_closed_engine_says_so() -> None:
    """Using an engine after close() is an error that names the cause, not a crash of the process."""
    engine = DurableEngine(ADVISOR.kb.rules[:5])
    engine.close()
    engine.close()
    with pytest.raises(ValueError, match="closed"), engine.session():
        pass


def _rule(name: str, when: dict[str, Any], then: list[dict[str, Any]]) -> Rule | None:
    from rmadvisor.knowledge.cursor import Document
    from rmadvisor.knowledge.rules import read_rule

    data = {"id": name, "when": when, "then": then, "because": "b", "cites": ["c"]}
    return read_rule(Document("rules", data).root(), SMALL)
