"""Why a conclusion does not follow: what is named really blocks it, and clearing it away makes the rule fire."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rmadvisor import BadInput
from rmadvisor.knowledge.answers import Answers, plain
from rmadvisor.knowledge.conditions import base, facts_of, read_when
from rmadvisor.knowledge.cursor import Document
from rmadvisor.knowledge.documents import read
from rmadvisor.knowledge.rules import FOCUSES, Conclude, Require, weight
from rmadvisor.reasoning.consultation import Findings
from rmadvisor.reasoning.explanation.hurdles import hurdles
from rmadvisor.reasoning.explanation.premises import Blocked, Premise
from rmadvisor.reasoning.explanation.why_not import why_not
from rmadvisor.reasoning.focus import decide
from rmadvisor.reasoning.memory import holds
from rmadvisor.report import text
from rmadvisor.report.why_nots import word_why_not
from tests.conftest import Command
from tests.knowledge import ADVISOR, KB, found, patient
from tests.strategies import answers

VOCABULARY = KB.vocabulary
EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*.yaml"))
LEVELS = {
    (effect.capability, level)
    for rule in KB.rules
    for effect in rule.then
    if isinstance(effect, Require)
    for level in range(1, effect.level + 1)
}
CONCLUSIONS = [
    *(f"focus.{focus}" for focus in FOCUSES),
    *sorted(f"{name}={level}" for name, level in LEVELS),
    *sorted({f"{e.fact}={e.value}" for rule in KB.rules for e in rule.then if isinstance(e, Conclude)}),
    *(rule.id for rule in KB.rules),
]
ONLY_ASKED = [rule.id for rule in KB.rules if {VOCABULARY[f].origin for f in facts_of(rule.when)} == {"asked"}]


def example(name: str) -> Answers:
    return ADVISOR.answers(read(Path(__file__).parent.parent / "examples" / f"{name}.yaml"))


def really_holds(premise: Premise, findings: Findings) -> bool:
    """What a premise says it wants, read as a rule's own text and tried on the working memory."""
    fact = base(premise.fact)
    wanted = premise.must_be
    when: dict[str, Any] = {fact: wanted}
    if isinstance(wanted, dict) and "without" in wanted:
        when = {"not": {fact: {"includes": wanted["without"]}}}
    document = Document("premise", {"when": when})
    alternatives = read_when(document.root().at("when"), VOCABULARY)
    assert not document.problems, (premise, document.problems)
    return any(all(holds(test, findings.memory) for test in tests) for tests in alternatives)


@given(answers(VOCABULARY))
@patient(25)
def test_what_does_not_follow_is_blocked_by_a_premise(given_answers: dict[str, Any]) -> None:
    """A conclusion that does not follow names rules with a failing premise in each of their ways, the nearest first."""
    findings = found(given_answers)
    for conclusion in CONCLUSIONS:
        answer = why_not(KB, findings, conclusion)
        assert answer.follows is (not answer.blocked), conclusion
        for blocked in answer.blocked:
            assert blocked.ways
            assert all(way.failing for way in blocked.ways), (conclusion, blocked.rule.id)
            costs = [way.cost for way in blocked.ways]
            assert costs == sorted(costs)
        if answer.focus is None:
            costs = [blocked.nearest.cost for blocked in answer.blocked]
            assert costs == sorted(costs)
        else:
            assert bool(answer.focus.hurdles) is not answer.follows


@given(answers(VOCABULARY), st.lists(st.sampled_from(CONCLUSIONS), min_size=20, max_size=20))
@patient(40)
def test_a_failing_premise_really_fails(given_answers: dict[str, Any], conclusions: list[str]) -> None:
    """A premise holds or fails as it is said to, also those of the rules behind a derived fact."""
    findings = found(given_answers)

    def check(blocked: Blocked) -> None:
        for way in blocked.ways:
            for premise in way.premises:
                assert really_holds(premise, findings) is premise.holds, (blocked.rule.id, premise)
                for behind in premise.behind:
                    check(behind)

    for conclusion in conclusions:
        for blocked in why_not(KB, findings, conclusion).blocked[:3]:
            check(blocked)


def mended(premise: Premise, now: Any) -> Any:
    """An answer that passes a failing premise; None takes the answer away."""
    fact, wanted = VOCABULARY[base(premise.fact)], premise.must_be
    if isinstance(wanted, list):
        return wanted[0]
    members = set(now) if isinstance(now, list) else set()
    if "includes" in wanted:
        return sorted(members | {wanted["includes"]})
    if "without" in wanted:
        return sorted(members - {wanted["without"]})
    if "size" in wanted:
        bounds = wanted["size"]
        count = bounds.get("at_least", bounds.get("at_most", 0))
        return list(fact.choices)[: int(count)]
    if "known" in wanted:
        if not wanted["known"]:
            return None
        return 1 if fact.numeric else [] if fact.type == "choices" else sorted(fact.values(), key=str)[0]
    low, high = wanted.get("at_least"), wanted.get("at_most")
    if "above" in wanted:
        low = wanted["above"] + (1 if high is None and "below" not in wanted else 0.001)
    if "below" in wanted:
        high = wanted["below"] - 0.001
    chosen = low if low is not None else high
    return int(chosen) if fact.type == "count" else chosen


@given(answers(VOCABULARY), st.sampled_from(ONLY_ASKED))
@patient(150)
def test_clearing_what_fails_makes_the_rule_fire(given_answers: dict[str, Any], name: str) -> None:
    """When every failing premise of the nearest way is given the answer it wants, the rule fires."""
    answer = why_not(KB, found(given_answers), name)
    assume(not answer.follows)
    after = {key: plain(value) for key, value in ADVISOR.answers(given_answers).values.items()}
    for premise in answer.blocked[0].nearest.failing:
        fact = base(premise.fact)
        now = after.pop(fact, None)
        assert fact in premise.differ
        value = mended(premise, now)
        if fact == "customers_per_rm":
            after.pop("rm_count", None)  # with both, customers / rm_count would speak against it
        if value is not None:
            after[fact] = value
    try:
        findings = found(after)
    except BadInput:
        assume(False)
    assert name in {firing.rule.id for firing in findings.firings}


@given(answers(VOCABULARY), st.sampled_from(CONCLUSIONS))
@patient(60)
def test_the_words_fit_and_the_document_is_strict(given_answers: dict[str, Any], conclusion: str) -> None:
    """Whatever is asked about, the text stays within 80 columns and the JSON is strict."""
    answer = why_not(KB, found(given_answers), conclusion)
    lines = text.write(word_why_not(answer, KB)).splitlines()
    assert lines
    assert all(len(line) <= 80 for line in lines)
    document = json.loads(json.dumps(answer.as_dict(), allow_nan=False))
    assert document["follows"] is answer.follows


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_focus_says_what_it_lacks(path: Path) -> None:
    """For each focus that is not the decision: its hurdles with the certainty missing, and the evidence against it."""
    answers_given = ADVISOR.answers(read(path))
    decision = found(answers_given).decision
    for focus in FOCUSES:
        answer = ADVISOR.why_not(answers_given, focus)
        assert answer.follows is (decision.model == focus)
        assert answer.focus is not None
        assert answer.focus.decided == decision.model
        assert all(piece.certainty < 0 for piece in answer.focus.against)
        for hurdle in answer.focus.hurdles:
            assert hurdle.short == pytest.approx(abs(hurdle.needs - hurdle.has))
    by_value, by_name = (ADVISOR.why_not(answers_given, name).focus for name in ("focus=product", "focus.product"))
    assert by_value == by_name


@given(st.fixed_dictionaries({focus: st.integers(-3_000_000, 3_000_000) for focus in FOCUSES}))
@patient(300)
def test_a_hybrid_lacks_what_is_said(weights: dict[str, int]) -> None:
    """Clearing either way to a hybrid, a second focus or the evidence for combining, makes the decision a hybrid."""
    decision = decide(weights, KB.policy)
    lacking = hurdles(decision, KB.policy, "hybrid")
    assume(lacking)
    for way in (("too_little", "second"), ("combining", "alongside")):
        cleared = dict(weights)
        for hurdle in lacking:
            if hurdle.kind in way:
                cleared[hurdle.focus] = weight(hurdle.needs) + 3
        assert decide(cleared, KB.policy).model == "hybrid"


@given(st.fixed_dictionaries({focus: st.integers(-2, 12).map(lambda n: n * 75_000) for focus in FOCUSES}))
@patient(300)
def test_only_the_decision_has_no_hurdle(weights: dict[str, int]) -> None:
    """Every focus but the one decided on has a hurdle, also where several are level; each hurdle is not met."""
    decision = decide(weights, KB.policy)
    for focus in FOCUSES:
        lacking = hurdles(decision, KB.policy, focus)
        assert bool(lacking) is (focus != decision.model)
        for hurdle in lacking:
            short = hurdle.has - hurdle.needs if hurdle.kind == "company" else hurdle.needs - hurdle.has
            assert short > -1e-6, hurdle


def test_a_number_tells_its_distance() -> None:
    """A figure short of a threshold says by how much, in its unit; strict bounds are told as a person writes them."""
    answer = ADVISOR.why_not({"products_offered": 9}, "context.product-range.wide")
    (premise,) = answer.blocked[0].nearest.failing
    assert (premise.now, premise.must_be, premise.distance, premise.unit) == (9, {"at_least": 12}, 3, "products")
    below = ADVISOR.why_not({"products_per_customer": 2.5, "product_complexity": "high"}, "focus.product.one-at-a-time")
    (premise,) = below.blocked[0].nearest.failing
    assert premise.must_be == {"below": 2}
    assert premise.distance == pytest.approx(0.5)


def test_not_answered_unknown_and_partly_are_told_apart() -> None:
    """An answer that is missing, one that is `unknown`, and a range across the threshold are three things."""

    def state(given_answers: dict[str, Any]) -> str:
        answer = ADVISOR.why_not(given_answers, "context.product-range.wide")
        states = [p.state for way in answer.blocked[0].ways for p in way.failing if p.fact == "products_offered"]
        return states[0]

    assert state({}) == "not answered"
    assert state({"products_offered": "unknown"}) == "unknown"
    assert state({"products_offered": [10, 14]}) == "partly"
    assert state({"products_offered": [5, 7]}) == "fails"


def test_a_derived_fact_is_followed_back_to_answers() -> None:
    """Where a premise is concluded by rules, the answers behind it are named."""
    answer = ADVISOR.why_not({"products_offered": 9, "product_complexity": "high"}, "focus.product.wide-and-hard")
    (premise,) = answer.blocked[0].nearest.failing
    assert premise.fact == "product_range"
    assert premise.differ == ("products_offered",)
    assert premise.behind[0].rule.id == "context.product-range.wide"


def test_capabilities_ask_for_a_level() -> None:
    """A capability follows up to the level required; above it, the rules that would ask for more are shown."""
    given_answers = example("affluent")
    for need in ADVISOR.consult(given_answers).capabilities:
        assert ADVISOR.why_not(given_answers, need.id).follows
        assert ADVISOR.why_not(given_answers, f"{need.id}={need.level}").follows
        if need.level < 5:
            answer = ADVISOR.why_not(given_answers, f"{need.id}={need.level + 1}")
            assert not answer.follows
            assert bool(answer.blocked) is ((need.id, need.level + 1) in LEVELS)


def test_no_figure_for_coverage_is_explained() -> None:
    """Without answers the missing quantities are named, with the rules that would assume them."""
    answer = ADVISOR.why_not({}, "coverage")
    assert not answer.follows
    assert "contacts_per_year" in answer.missing
    assert any("segment" in blocked.nearest.differ for blocked in answer.blocked)
    assert ADVISOR.why_not({"segment": "sme"}, "coverage").follows


@pytest.mark.parametrize(
    ("conclusion", "mend"),
    [
        ("focus.prduct", "focus.product"),
        ("crm_us", "crm_use"),
        ("crm_use=9", "from 1 to 5"),
        ("product_range=wde", "'wide'"),
        ("warning.gap.crm=1", "alone"),
        ("rms_needed=20", "alone"),
    ],
)
def test_a_name_that_is_none_is_refused(conclusion: str, mend: str) -> None:
    """An unknown name or value is an error that names the nearest right ones."""
    with pytest.raises(BadInput, match=mend):
        ADVISOR.why_not({}, conclusion)


def test_the_command(run: Command, tmp_path: Path) -> None:
    """The command explains on stdout, points to `why` for what follows, and refuses an unknown name with exit 2."""
    file = tmp_path / "answers.yaml"
    file.write_text("products_offered: 9\n", encoding="utf-8")
    blocked = run("why-not", file, "product_range=wide")
    assert (blocked.exit, blocked.stderr) == (0, "")
    assert "at least 12 (3 products away)" in " ".join(blocked.stdout.split())
    follows = run("why-not", file, "product_range=medium")
    assert follows.exit == 0
    assert "rmadvisor why ANSWERS product_range" in " ".join(follows.stdout.split())
    assert json.loads(run("why-not", file, "hybrid", "--json").stdout)["focus"]["model"] == "hybrid"
    refused = run("why-not", file, "hybird")
    assert (refused.exit, refused.stdout) == (2, "")
    assert "'hybrid'" in refused.stderr
