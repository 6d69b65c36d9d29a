"""The list of questions that every interview must ask."""

from __future__ import annotations

from pathlib import Path

from rmadvisor import Advisor
from rmadvisor.knowledge.always_asked import always_asked
from rmadvisor.knowledge.knowledge_base import load

GOOD = Path(__file__).resolve().parent / "good"


def test_a_rule_on_one_fact_makes_it_a_must() -> None:
    """A fact is listed with every rule that looks at it alone, also through derived facts, and not for mere advice."""
    kb = Advisor.load().kb
    must = always_asked(kb)
    assert "coverage.band.mass" in must["segment"]
    assert all(kb.vocabulary[name].origin == "asked" for name in must)
    for rules in must.values():
        assert all(rule in kb.rule for rule in rules)
    counts = [len(rules) for rules in must.values()]
    assert counts == sorted(counts, reverse=True)


def test_a_guarded_rule_is_no_must() -> None:
    """Only rules with one fact behind them count, in any knowledge base."""
    kb = load(GOOD / "kb", GOOD / "rules")
    for name, rules in always_asked(kb).items():
        for rule in rules:
            assert any(
                {test.fact.partition("[")[0] for test in tests} <= {name, *kb.concluding}
                for tests in kb.rule[rule].when
            )
