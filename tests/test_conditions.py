"""The premises of a rule in normal form: what each way of writing a test comes to, and what excludes what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rmadvisor.knowledge.conditions import (
    ALWAYS,
    CEILING,
    FLOOR,
    NEVER,
    Alternatives,
    In,
    Missing,
    Test,
    Within,
    facts_of,
    meet,
    read_when,
)
from rmadvisor.knowledge.documents import parse
from rmadvisor.knowledge.knowledge_base import load

GOOD = Path(__file__).parent / "good"
FACTS = load(GOOD / "kb", GOOD / "rules").vocabulary


def normal(when: str) -> Alternatives:
    """The normal form of a `when` that is right."""
    document = parse(when.encode(), "when")
    found = read_when(document.root(), FACTS)
    assert document.problems == []
    return found


def is_in(fact: str, *values: str | bool) -> In:
    return In(fact, frozenset(values))


MASS, REST = is_in("segment", "mass"), is_in("segment", "affluent", "hnw")
TWELVE = Within("customers", 120_000, CEILING)
LENDING, NO_LENDING = is_in("product_lines[lending]", True), is_in("product_lines[lending]", False)
CARDS, NO_CARDS = is_in("product_lines[cards]", True), is_in("product_lines[cards]", False)

FORMS: dict[str, Alternatives] = {
    "{}": ALWAYS,
    "{segment: mass}": ((MASS,),),
    "{segment: [affluent, hnw]}": ((REST,),),
    "{segment: {is_not: mass}}": ((REST,),),
    "{segment: {is_not: [affluent, hnw]}}": ((MASS,),),
    "{not: {segment: mass}}": ((REST,),),
    "{not: {segment: {is_not: mass}}}": ((MASS,),),
    "{not: {not: {segment: mass}}}": ((MASS,),),
    "{segment: {known: true}}": ((is_in("segment", "mass", "affluent", "hnw"),),),
    "{segment: {known: false}}": ((Missing("segment"),),),
    "{not: {segment: {known: true}}}": ((Missing("segment"),),),
    "{regulated_advice: true}": ((is_in("regulated_advice", True),),),
    "{not: {regulated_advice: true}}": ((is_in("regulated_advice", False),),),
    "{customers: 12}": ((Within("customers", 120_000, 120_000),),),
    "{customers: {at_least: 12}}": ((TWELVE,),),
    "{customers: {above: 12}}": ((Within("customers", 120_001, CEILING),),),
    "{customers: {at_most: 12}}": ((Within("customers", FLOOR, 120_000),),),
    "{customers: {below: 12}}": ((Within("customers", FLOOR, 119_999),),),
    "{customers: {between: [3, 12]}}": ((Within("customers", 30_000, 120_000),),),
    "{customers: {above: 3, below: 12}}": ((Within("customers", 30_001, 119_999),),),
    "{customers: {known: true}}": ((Within("customers", FLOOR, CEILING),),),
    "{customers: {known: false}}": ((Missing("customers"),),),
    "{customers: {is_not: 12}}": ((Within("customers", FLOOR, 119_999),), (Within("customers", 120_001, CEILING),)),
    "{not: {customers: {between: [3, 12]}}}": (
        (Within("customers", FLOOR, 29_999),),
        (Within("customers", 120_001, CEILING),),
    ),
    "{not: {customers: {below: 12}}}": ((TWELVE,),),
    "{rm_count: {at_least: 0.3}}": ((Within("rm_count", 3_000, CEILING),),),
    "{product_lines: {includes: lending}}": ((LENDING,),),
    "{product_lines: {includes: [lending, cards]}}": ((LENDING,), (CARDS,)),
    "{not: {product_lines: {includes: [lending, cards]}}}": ((NO_LENDING, NO_CARDS),),
    "{product_lines: {size: {at_least: 2}}}": ((Within("product_lines[size]", 20_000, CEILING),),),
    "{product_lines: {size: {at_least: 2}, includes: cards}}": (
        (Within("product_lines[size]", 20_000, CEILING), CARDS),
    ),
    "{product_lines: {known: true}}": ((Within("product_lines[size]", FLOOR, CEILING),),),
    "{product_lines: {known: false}}": ((Missing("product_lines[size]"),),),
    "{segment: mass, customers: {at_least: 12}}": ((MASS, TWELVE),),
    "{not: {segment: mass, customers: {at_least: 12}}}": ((REST,), (Within("customers", FLOOR, 119_999),)),
    "{any: [{segment: mass}, {customers: {at_least: 12}}]}": ((MASS,), (TWELVE,)),
    "{any: [{segment: mass}, {segment: mass}]}": ((MASS,),),
    "{not: {any: [{segment: mass}, {regulated_advice: true}]}}": ((REST, is_in("regulated_advice", False)),),
    "{regulated_advice: true, any: [{segment: mass}, {customers: {at_least: 12}}]}": (
        (is_in("regulated_advice", True), MASS),
        (is_in("regulated_advice", True), TWELVE),
    ),
    "{segment: [mass, hnw], any: [{segment: mass}, {segment: affluent}]}": ((MASS,),),
    "{segment: mass, not: {segment: mass}}": NEVER,
    "{customers: {above: 12, at_most: 12}}": NEVER,
    "{customers: {at_least: 12, known: false}}": NEVER,
    "{product_lines: {includes: cards, known: false}}": NEVER,
    "{product_lines: {size: {at_least: 1}, known: false}}": NEVER,
    "{any: []}": NEVER,
    "{not: {}}": NEVER,
}


@pytest.mark.parametrize("when", FORMS)
def test_a_condition_has_one_normal_form(when: str) -> None:
    """`any`, `not` and every comparison come down to alternatives of plain tests."""
    assert normal(when) == FORMS[when]


def test_equal_numbers_are_equal_however_they_were_worked_out() -> None:
    """Numbers are compared to the ten-thousandth, so that 0.1 + 0.2 is 0.3."""
    assert normal(f"{{rm_count: {0.1 + 0.2}}}") == normal("{rm_count: 0.3}")


def test_a_condition_reads_each_fact_once() -> None:
    """Members and sizes count for the set that they are of."""
    when = normal("{any: [{segment: mass, product_lines: {includes: cards}}, {product_lines: {size: {below: 2}}}]}")
    assert list(facts_of(when)) == ["segment", "product_lines"]


EXCLUDING = [
    ("{segment: mass}", "{segment: [affluent, hnw]}"),
    ("{regulated_advice: true}", "{regulated_advice: false}"),
    ("{customers: {below: 12}}", "{customers: {at_least: 12}}"),
    ("{customers: {known: true}}", "{customers: {known: false}}"),
    ("{segment: mass}", "{segment: {known: false}}"),
    ("{product_lines: {includes: cards}}", "{not: {product_lines: {includes: cards}}}"),
    ("{product_lines: {includes: cards}}", "{product_lines: {known: false}}"),
    ("{product_lines: {size: {below: 2}}}", "{product_lines: {size: {at_least: 2}}}"),
]
TOGETHER = [
    ("{segment: mass}", "{customers: 12}"),
    ("{segment: [mass, hnw]}", "{segment: [affluent, hnw]}"),
    ("{customers: {at_most: 12}}", "{customers: {at_least: 12}}"),
    ("{product_lines: {includes: cards}}", "{product_lines: {includes: lending}}"),
    ("{segment: {known: false}}", "{customers: {known: false}}"),
    ("{segment: mass}", "{product_lines: {known: false}}"),
    ("{}", "{segment: mass}"),
]


@pytest.mark.parametrize(("one", "other"), EXCLUDING)
def test_tests_that_cannot_hold_together_do_not_meet(one: str, other: str) -> None:
    """That two rules exclude each other is proved from their tests, whichever of them comes first."""
    (left,), (right,) = normal(one), normal(other)
    assert (meet(left, right), meet(right, left)) == (None, None)


@pytest.mark.parametrize(("one", "other"), TOGETHER)
def test_tests_that_can_hold_together_meet(one: str, other: str) -> None:
    """What two rules ask together is the tests of both, those of one fact made one."""
    (left,), (right,) = normal(one), normal(other)
    joined = meet(left, right)
    assert joined is not None
    assert {test.fact for test in joined} == {test.fact for test in (*left, *right)}


# ---------------------------------------------------------------- against the plain meaning
SURE: dict[str, list[Any]] = {
    "segment": [None, "mass", "affluent", "hnw"],
    "regulated_advice": [None, True, False],
    "customers": [None, 0, 11, 12, 13],
    "product_lines": [None, set(), {"cards"}, {"cards", "lending"}],
}
NUMBER = st.sampled_from([0, 11, 12, 13])
ON_NUMBERS = st.dictionaries(st.sampled_from(["at_least", "at_most", "above", "below", "is_not"]), NUMBER, min_size=1)
KNOWN = st.fixed_dictionaries({"known": st.booleans()})
SEGMENTS = st.lists(st.sampled_from(["mass", "affluent", "hnw"]), min_size=1, max_size=2, unique=True)
MEMBERS = st.lists(st.sampled_from(["cards", "lending"]), min_size=1, unique=True)
ONE_FACT = {
    "segment": SEGMENTS | SEGMENTS.map(lambda names: {"is_not": names}) | KNOWN,
    "regulated_advice": st.booleans() | KNOWN,
    "customers": NUMBER | ON_NUMBERS | KNOWN | st.tuples(NUMBER, NUMBER).map(lambda n: {"between": sorted(n)}),
    "product_lines": KNOWN
    | MEMBERS.map(lambda names: {"includes": names})
    | st.sampled_from([0, 1, 2]).map(lambda n: {"size": {"at_least": n}}),
}
BLOCKS = st.recursive(
    st.fixed_dictionaries({}, optional=ONE_FACT),
    lambda inner: (
        st.fixed_dictionaries({"not": inner}, optional=ONE_FACT)
        | st.fixed_dictionaries({"any": st.lists(inner, max_size=2)}, optional=ONE_FACT)
    ),
    max_leaves=3,
)


def says(block: Mapping[str, Any], facts: Mapping[str, Any]) -> bool | None:
    """What a block comes to by the plain meaning of its words: True, False, or None where it cannot be said."""
    said = [entry_says(name, wanted, facts) for name, wanted in block.items()]
    return False if False in said else None if None in said else True


def entry_says(name: str, wanted: Any, facts: Mapping[str, Any]) -> bool | None:
    if name == "any":
        said = [says(block, facts) for block in wanted]
        return True if True in said else None if None in said else False
    if name == "not":
        inner = says(wanted, facts)
        return None if inner is None else not inner
    value = facts[name]
    if isinstance(wanted, dict) and "known" in wanted:
        return (value is not None) is wanted["known"]
    if value is None:
        return None
    if not isinstance(wanted, dict):
        return value in wanted if isinstance(wanted, list) else value == wanted
    meanings = {
        "at_least": lambda n: value >= n,
        "at_most": lambda n: value <= n,
        "above": lambda n: value > n,
        "below": lambda n: value < n,
        "between": lambda n: n[0] <= value <= n[1],
        "is_not": lambda n: value not in n if isinstance(n, list) else value != n,
        "includes": lambda n: bool(value & set(n)),
        "size": lambda n: len(value) >= n["at_least"],
    }
    return all(meanings[word](n) for word, n in wanted.items())


def holds(test: Test, facts: Mapping[str, Any]) -> bool:
    """Whether a test of the normal form holds."""
    name, _, part = test.fact.rstrip("]").partition("[")
    value = facts[name]
    if isinstance(test, Missing) or value is None:
        return isinstance(test, Missing) and value is None
    if part:
        value = len(value) if part == "size" else part in value
    return value in test.values if isinstance(test, In) else test.low <= value * 10_000 <= test.high


@settings(max_examples=150, deadline=None)
@given(BLOCKS)
def test_the_normal_form_means_what_the_words_say(block: dict[str, Any]) -> None:
    """For every answer, given or missing, a rule may fire exactly when its words hold."""
    document = parse(json.dumps(block).encode(), "when")
    alternatives = read_when(document.root(), FACTS)
    if document.problems:
        assert [problem.what.startswith("it has") for problem in document.problems] == [True]  # over the limits
        return
    for values in product(*SURE.values()):
        facts = dict(zip(SURE, values, strict=True))
        fires = any(all(holds(test, facts) for test in tests) for tests in alternatives)
        assert fires is (says(block, facts) is True), facts
