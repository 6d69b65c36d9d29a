"""What hypothesis draws from: answers to the real questions, and small rule sets over odd facts."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from rmadvisor.knowledge.cursor import Document
from rmadvisor.knowledge.rules import Rule, read_rule
from rmadvisor.knowledge.vocabulary import Fact, Vocabulary

EDGES = [0, 1, 2, 3, 5, 6, 11, 12, 15, 20, 35, 40, 50, 60, 100, 0.0001, 0.1 + 0.2, 1 / 3, 2.5, 12345.6789, 99999999999]


def _numbers(fact: Fact) -> st.SearchStrategy[Any]:
    edges = [n for n in EDGES if n <= fact.at_most and (fact.type != "count" or n == int(n))]
    whole = st.integers(0, int(min(fact.at_most, 5000)))
    return st.sampled_from(edges) | (whole if fact.type == "count" else whole | whole.map(lambda n: n / 7))


def answer(fact: Fact, vague: bool = True) -> st.SearchStrategy[Any]:
    """An answer as it would stand in a file; vague ones are `unknown`, ranges and lists of what is still possible."""
    if fact.type == "yes_no":
        sure: st.SearchStrategy[Any] = st.booleans()
        loose: st.SearchStrategy[Any] = st.just("unknown")
    elif fact.type == "choice":
        sure = st.sampled_from(list(fact.choices))
        loose = st.just("unknown") | st.lists(sure, min_size=2, max_size=4, unique=True)
    elif fact.type == "choices":
        sure = st.lists(st.sampled_from(list(fact.choices)), unique=True, max_size=len(fact.choices))
        loose = st.just("unknown")
    else:
        sure = _numbers(fact)
        ends = st.tuples(sure, sure).map(sorted)
        half = sure.flatmap(lambda n: st.sampled_from([[n, None], [None, n]]))
        loose = st.just("unknown") | ends.map(list) | half
    return sure | loose if vague else sure


def answers(vocabulary: Vocabulary, vague: bool = True, least: int = 0) -> st.SearchStrategy[dict[str, Any]]:
    """Answers to some of the real questions that do not contradict each other."""
    asked = {name: fact for name, fact in vocabulary.items() if fact.origin == "asked" and name != "customers_per_rm"}
    return st.lists(st.sampled_from(list(asked)), unique=True, min_size=least).flatmap(
        lambda names: st.fixed_dictionaries({name: answer(asked[name], vague) for name in names})
    )


# ---------------------------------------------------------------- small rule sets over odd facts
ODD = ["", "0", "true", 'a"b', "b\\c", "x:y", "l\nm", "$boot", "é€", "}{", "k" * 300, "\\u0041", "low", "日本"]
CHOICES = dict.fromkeys(ODD, "label")


def _fact(name: str, origin: str, kind: str) -> Fact:
    choices = CHOICES if kind in ("choice", "choices") else {}
    return Fact(name, origin, kind, choices, "units", 1e11, name, "", "", "", "", False, "")


ASKED = {
    **{f"c{i}": _fact(f"c{i}", "asked", "choice") for i in range(4)},
    **{f"n{i}": _fact(f"n{i}", "asked", "number") for i in range(3)},
    **{f"y{i}": _fact(f"y{i}", "asked", "yes_no") for i in range(2)},
    "s0": _fact("s0", "asked", "choices"),
}
DERIVED = {f"d{i}": _fact(f"d{i}", "rules", "yes_no") for i in range(5)}
SMALL = {**ASKED, **DERIVED}


def _test(fact: Fact) -> st.SearchStrategy[Any]:
    number = st.sampled_from(EDGES)
    word = st.sampled_from(ODD)
    if fact.type == "yes_no":
        tests: st.SearchStrategy[Any] = st.booleans()
    elif fact.type == "choice":
        tests = word | st.lists(word, min_size=1, max_size=4, unique=True) | word.map(lambda w: {"is_not": w})
    elif fact.type == "choices":
        tests = st.lists(word, min_size=1, max_size=3, unique=True).map(lambda ws: {"includes": ws})
        tests |= st.integers(0, 5).map(lambda n: {"size": {"at_least": n}})
    else:
        operator = st.sampled_from(["at_least", "at_most", "above", "below"])
        tests = st.tuples(operator, number).map(lambda pair: {pair[0]: pair[1]})
        tests |= number | st.tuples(number, number).map(sorted).map(lambda ends: {"between": list(ends)})
    if fact.origin == "asked":
        tests |= st.booleans().map(lambda known: {"known": known})
    return tests


def _block(names: list[str], depth: int = 1) -> st.SearchStrategy[dict[str, Any]]:
    plain = st.lists(st.sampled_from(names), unique=True, max_size=3).flatmap(
        lambda chosen: st.fixed_dictionaries({name: _test(SMALL[name]) for name in chosen})
    )
    if depth == 0:
        return plain
    inner = _block(names, depth - 1)
    other = st.lists(inner, min_size=1, max_size=3).map(lambda blocks: {"any": blocks}) | inner.map(
        lambda b: {"not": b}
    )
    return plain | st.tuples(plain, other).map(lambda pair: {**pair[0], **pair[1]})


@st.composite
def rule_sets(draw: st.DrawFn) -> list[Rule]:
    """Rules over the odd facts; each concludes only derived facts after those that it tests, so there is no circle."""
    rules: list[Rule] = []
    for i in range(draw(st.integers(1, 12))):
        stratum = draw(st.integers(0, len(DERIVED)))
        names = [*ASKED, *list(DERIVED)[:stratum]]
        then: list[dict[str, Any]] = [
            {"conclude": {name: True}}
            for name in list(DERIVED)[stratum:]
            if draw(st.booleans()) and draw(st.booleans())
        ]
        if draw(st.booleans()) or not then:
            focus = draw(st.sampled_from(["product", "segment", "activity", "hybrid"]))
            strength = draw(st.sampled_from([-0.6, -0.3, 0.2, 0.5, 0.9]))
            then.append({"support": {"focus": focus, "certainty": strength}})
        data = {"id": f"r{i}", "when": draw(_block(names)), "then": then, "because": "b", "cites": ["c"]}
        rule = read_rule(Document("rules", data).root(), SMALL)
        if rule is not None and rule.when and len(rule.when) <= 8:
            rules.append(rule)
    return rules


def small_answers() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={name: answer(fact) for name, fact in ASKED.items()})
