"""What `check --deep` finds: planted gaps, overlaps and rules out of reach, each with answers that show it.

Each case takes the smallest knowledge base that is right (tests/good) and puts one fault in.
"""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rmadvisor import Advisor
from rmadvisor.authoring.deep.checking import DeepCheck, deep_check
from rmadvisor.authoring.deep.flaws import Budget, Flaw, silent
from rmadvisor.authoring.deep.reach import reach
from rmadvisor.authoring.deep.trying import Trial
from rmadvisor.authoring.deep.unfolding import Implications
from rmadvisor.authoring.deep.wording import as_files
from rmadvisor.knowledge.cursor import Document
from rmadvisor.knowledge.knowledge_base import KnowledgeBase, load
from rmadvisor.knowledge.rules import Rule, read_rule
from rmadvisor.knowledge.stages import stages
from tests.conftest import Command

GOOD = Path(__file__).parent / "good"


def planted(tmp_path: Path, rules: str = "", **edits: str) -> Path:
    """A copy of the good knowledge with more rules, and texts of its rules replaced."""
    place = tmp_path / "bank"
    shutil.copytree(GOOD, place)
    file = place / "rules" / "decide.yaml"
    text = file.read_text(encoding="utf-8") + rules
    for right, wrong in edits.items():
        old, new = wrong.split(" => ")
        assert old in text, right
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    return place


def checked(place: Path) -> tuple[KnowledgeBase, DeepCheck]:
    kb = load(place / "kb", place / "rules")
    return kb, deep_check(kb)


def rule(name: str, when: str, then: str) -> str:
    return f"  - id: {name}\n    when: {when}\n    then:\n      - {then}\n    because: B.\n    cites: [handbook]\n"


def found(check: DeepCheck, kind: str, *words: str) -> Flaw:
    """The one flaw of a kind that names these words."""
    flaws = [flaw for flaw in check.flaws if flaw.kind == kind and all(word in flaw.what for word in words)]
    assert len(flaws) == 1, [f"{flaw.kind}: {flaw.what}" for flaw in check.flaws]
    return flaws[0]


def fires(kb: KnowledgeBase, answers: Any, *rules: str) -> bool:
    rec = Advisor(kb).consult(answers)
    return {step.rule for step in rec.proof} >= set(rules)


# ---------------------------------------------------------------- rules out of reach


def test_every_rule_of_the_good_knowledge_is_reached(tmp_path: Path) -> None:
    """Each of its rules has answers on which the advisor fires it, and none is called out of reach."""
    kb, check = checked(planted(tmp_path))
    assert set(check.reached) == {rule.id for rule in kb.rules}
    assert all(fires(kb, answers, name) for name, answers in check.reached.items())


OUT_OF_REACH = {
    "facts that exclude each other only through rules": rule(
        "advice.never", "{segment: mass, client_type: business}", "advise: Never said."
    ),
    "a focus for which nothing ever speaks": rule("advice.never", "{focus: activity}", "advise: Never said."),
    "a level that no rule asks for": rule("advice.never", "{level.listening: {at_least: 4}}", "advise: Never said."),
    "a gap larger than the level that is asked for": rule(
        "advice.never", "{gap.listening: {at_least: 3}}", "advise: Never said."
    ),
    "a number between two whole ones of a count": rule(
        "advice.never", "{customers: {above: 3, below: 4}}", "advise: Never said."
    ),
}


@pytest.mark.parametrize("case", OUT_OF_REACH)
def test_a_rule_that_no_answers_reach_is_proved_so(case: str, tmp_path: Path) -> None:
    """What passes the checks at loading and can never fire all the same is a fault, told with its proof."""
    _, check = checked(planted(tmp_path, OUT_OF_REACH[case]))
    flaw = found(check, "out of reach", "no answers reach advice.never")
    assert flaw.fault
    assert flaw.answers is None
    assert flaw.where.endswith("decide.yaml:100")


REACHED = {
    "a book above the range": "{relative_book_size: large, regulated_advice: true}",
    "a focus, and a set of a certain size": "{focus: product, product_lines: {size: {at_most: 1}}}",
    "a level and a gap at once": "{level.listening: {at_least: 3}, gap.listening: {between: [1, 1]}}",
    "a figure within narrow bounds": "{customers: {between: [7, 7]}, segment: {is_not: mass}}",
    "an end of the range": "{coverage_high: {below: 400}}",
    "what is not known": "{customers: {known: false}, segment: hnw}",
}


@pytest.mark.parametrize("case", REACHED)
def test_a_rule_behind_several_stages_is_reached(case: str, tmp_path: Path) -> None:
    """Answers are found also where the sizing, the focus or the levels must come out in a certain way."""
    kb, check = checked(planted(tmp_path, rule("advice.hard", REACHED[case], "advise: Seldom said.")))
    assert fires(kb, check.reached["advice.hard"], "advice.hard")
    assert len(check.reached["advice.hard"]) <= 4


def test_what_there_was_no_time_for_is_told(tmp_path: Path) -> None:
    """Without time nothing is proved: no rule is called out of reach, and what was left out is said."""
    kb = load(GOOD / "kb", GOOD / "rules")
    check = deep_check(kb, seconds=0.0)
    assert not check.flaws
    assert any("whether some answers reach 14 of the rules" in text for text in check.left_out)


# ---------------------------------------------------------------- overlaps

AGAINST = rule("focus.again", "{product_lines: {size: {at_least: 3}}}", "support: {focus: product, certainty: -0.4}")
PARTLY = rule(
    "focus.part", "{product_lines: {size: {at_least: 3}}, segment: hnw}", "support: {focus: product, certainty: -0.2}"
)


def test_evidence_that_is_always_taken_back_is_a_fault(tmp_path: Path) -> None:
    """One rule for and one against the same focus, on the same tests: the answers shown fire both."""
    kb, check = checked(planted(tmp_path, AGAINST))
    flaw = found(check, "takes back", "focus.product.lines", "focus.again")
    assert flaw.fault
    assert fires(kb, flaw.answers, "focus.product.lines", "focus.again")


def test_evidence_taken_back_in_a_special_case_is_to_be_judged(tmp_path: Path) -> None:
    """Where one fires only in some of the cases of the other, that may be meant."""
    kb, check = checked(planted(tmp_path, PARTLY))
    flaw = found(check, "takes back", "focus.part")
    assert not flaw.fault
    assert fires(kb, flaw.answers, "focus.product.lines", "focus.part")


OVERLAPS = {
    "a rule twice": (
        rule("focus.copy", "{product_lines: {includes: lending}}",
             "support: {focus: product, certainty: 0.3, group: lines}"),
        "duplicate", True, ("focus.copy", "focus.product.lending"),
    ),
    "a level that is asked for anyhow": (
        rule("capability.again", "{segment: mass}", "require: {capability: listening, level: 2}"),
        "no effect", True, ("capability.again", "capability.listening"),
    ),
    "evidence in a group that a stronger piece always outdoes": (
        rule("focus.weak", "{product_lines: {size: {at_least: 3}}}",
             "support: {focus: product, certainty: 0.2, group: lines}"),
        "no effect", False, ("focus.weak", "focus.product.lines"),
    ),
    "factors that pull in opposite directions": (
        rule("coverage.quick", "{regulated_advice: true}", "adjust: {quantity: hours_per_contact, factor: 0.9}"),
        "takes back", True, ("coverage.quick", "coverage.careful"),
    ),
    "an assumption made twice": (
        rule("coverage.again", "{segment: mass}",
             "assume: {quantity: working_days, default: default.working_days}"),
        "no effect", False, ("coverage.again", "coverage.days"),
    ),
    "advice that forbids what other advice asks for": (
        rule("advice.never", "{segment: hnw}", "advise: Do not share out the book."),
        "contradicts", False, ("advice.never", "advice.many"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", OVERLAPS)
def test_an_overlap_is_shown_by_answers_that_fire_both_rules(case: str, tmp_path: Path) -> None:
    """Each kind of overlap is found, with answers on which the advisor fires both rules."""
    text, kind, fault, names = OVERLAPS[case]
    kb, check = checked(planted(tmp_path, text))
    flaw = found(check, kind, *names)
    assert flaw.fault is fault
    assert fires(kb, flaw.answers, *names)


def test_rules_that_need_not_fire_together_do_not_overlap(tmp_path: Path) -> None:
    """Evidence for and against a focus on tests that are independent is how evidence is weighed, and no flaw."""
    other = rule("focus.other", "{regulated_advice: true}", "support: {focus: product, certainty: -0.4}")
    _, check = checked(planted(tmp_path, other))
    assert not [flaw for flaw in check.flaws if flaw.kind in ("takes back", "duplicate", "no effect")]


# ---------------------------------------------------------------- gaps


def test_customers_without_any_range_are_a_fault(tmp_path: Path) -> None:
    """The good knowledge has no band and no hours for affluent customers: the answers shown give no range."""
    kb, check = checked(planted(tmp_path))
    flaw = found(check, "no range", "segment is affluent")
    assert flaw.fault
    assert flaw.answers == {"segment": "affluent"}
    assert Advisor(kb).consult(flaw.answers or {}).coverage.low is None


def test_a_fact_that_gets_no_value_is_shown(tmp_path: Path) -> None:
    """A choice that no rule thinks of leaves the fact behind it empty."""
    kb, check = checked(planted(tmp_path, one="segment: [mass, affluent] => segment: [mass]"))
    flaw = found(check, "no value", "client_type", "segment is affluent")
    assert flaw.answers == {"segment": "affluent"}
    assert "client_type" not in Advisor(kb).consult(flaw.answers or {}).findings.memory


def test_no_focus_is_opened_as_the_few_answers_that_settle_it(tmp_path: Path) -> None:
    """The answers shown are enough: with them no focus can come about any more."""
    kb, check = checked(planted(tmp_path))
    flaw = found(check, "no focus")
    rec = Advisor(kb).consult(flaw.answers or {})
    assert rec.focus.model is None
    assert rec.focus.settled


def test_assumptions_that_leave_the_public_range_are_a_fault(tmp_path: Path) -> None:
    """Where nobody gave a figure, hours and public figures must meet."""
    place = planted(tmp_path)
    defaults = "".join(
        f"- id: default.{name}\n  kind: default\n  title: T\n  text: T.\n  cites: [our_assumption]\n  terms: []\n"
        f"  related: []\n  quantity: {name}\n  segments: [any]\n  value: {value}\n  plausible: [0, 9999]\n"
        "  unit: units\n  grade: our assumption\n"
        for name, value in QUANTITIES.items()
    )
    (place / "kb" / "more.yaml").write_text(defaults, encoding="utf-8")
    assumes = (
        "".join(
            rule(f"coverage.assume.{name}", "{segment: hnw}", f"assume: {{quantity: {name}, default: default.{name}}}")
            for name in QUANTITIES
        )
        .replace("{{", "{")
        .replace("}}", "}")
    )
    (place / "rules" / "assume.yaml").write_text("rules:\n" + assumes, encoding="utf-8")
    kb, check = checked(place)
    flaw = found(check, "ranges part", "segment is hnw")
    assert flaw.fault
    assert Advisor(kb).consult(flaw.answers or {}).coverage.agreement == "workload_below"


QUANTITIES = {"hours_per_day": 8, "client_time_share": 50, "contacts_per_year": 50, "digital_share": 0,
              "hours_per_contact": 4, "service_hours": 9, "new_customer_share": 5, "onboarding_hours": 9}  # fmt: skip


# ---------------------------------------------------------------- the command


def test_the_command_tells_opens_and_fails(run: Command, tmp_path: Path) -> None:
    """A fault makes exit code 1; every file that --open writes is advised on, and fires what it says."""
    place = planted(tmp_path, OUT_OF_REACH["a focus for which nothing ever speaks"] + PARTLY)
    bank = ("--kb", place / "kb", "--rules", place / "rules")
    ended = run(*bank, "check", "--deep", "--json", "--open", tmp_path / "opened")
    assert ended.exit == 1
    told = json.loads(ended.stdout)
    assert (told["rules"], len(told["reached"])) == (16, 15)
    kinds = {flaw["kind"] for flaw in told["flaws"]}
    assert kinds >= {"out of reach", "takes back", "no range"}
    advisor = Advisor.load(place / "kb", place / "rules")
    for name in told["reached"]:
        shown = run(*bank, "why", tmp_path / "opened" / "rules" / f"{name}.yaml", name) if "advice." in name else None
        assert shown is None or shown.exit == 0
        assert fires(advisor.kb, told["reached"][name], name)
    again = run(*bank, "check", "--deep", "--open", tmp_path / "opened")
    assert (again.exit, "new or an empty folder" in again.stderr) == (2, True)


def test_the_options_of_the_deep_check_want_it(run: Command) -> None:
    """--open alone would do nothing, so it is refused."""
    ended = run("check", "--open", "somewhere")
    assert (ended.exit, "--deep" in ended.stderr) == (2, True)


def test_the_built_in_rules_have_no_fault(advisor: Advisor) -> None:
    """Every built-in rule is reached by a few answers, and no gap or overlap is a fault."""
    check = deep_check(advisor.kb, seconds=300.0)
    assert not [flaw.what for flaw in check.flaws if flaw.fault]
    assert set(check.reached) == {rule.id for rule in advisor.kb.rules}
    for flaw in check.flaws:
        if flaw.rules and flaw.answers is not None:
            assert fires(advisor.kb, flaw.answers, *flaw.rules), flaw.what
    assert len(as_files(check)) == len(check.reached) + len(check.flaws)


# ---------------------------------------------------------------- against the plain definition

KB = load(GOOD / "kb", GOOD / "rules")
LINES = list(KB.vocabulary["product_lines"].choices)
CUSTOMERS = (5, 20)
EVERY_ANSWER: dict[str, list[Any]] = {
    "segment": [None, *KB.vocabulary["segment"].choices, ["affluent", "hnw"]],
    "regulated_advice": [None, True, False],
    "product_lines": [None, *([c for c, there in zip(LINES, some, strict=True) if there]
                              for some in itertools.product((False, True), repeat=len(LINES)))],
    "customers": [None, 0, 5, 6, 20, 21, [5, 20], [6, None]],
    "skills": [{}, *({"listening": level} for level in range(1, 6))],
}  # fmt: skip

number = st.sampled_from(["at_least", "at_most", "above", "below"])
TESTS: dict[str, st.SearchStrategy[Any]] = {
    "segment": st.lists(st.sampled_from(list(KB.vocabulary["segment"].choices)), min_size=1, max_size=2, unique=True),
    "regulated_advice": st.booleans() | st.booleans().map(lambda known: {"known": known}),
    "product_lines": st.sampled_from(LINES).map(lambda line: {"includes": line})
    | st.integers(0, 3).map(lambda size: {"size": {"at_least": size}}),
    "customers": st.tuples(number, st.sampled_from(CUSTOMERS)).map(lambda pair: {pair[0]: pair[1]})
    | st.booleans().map(lambda known: {"known": known}),
    "client_type": st.just("private"),
    "careful": st.just(True),
    "focus": st.sampled_from(["product", "segment", "hybrid"]),
    "level.listening": st.integers(1, 5).map(lambda level: {"at_least": level}),
    "gap.listening": st.integers(-1, 3).map(lambda level: {"at_least": level}),
}
ASKED = ("segment", "regulated_advice", "product_lines", "customers")
WORKED_OUT = ("focus", "level.listening", "gap.listening")


@st.composite
def small_rules(draw: st.DrawFn) -> tuple[Rule, ...]:
    """A few rules that conclude, weigh, require and advise, over few answers."""
    effects: list[tuple[tuple[str, ...], st.SearchStrategy[dict[str, Any]]]] = [
        (ASKED, st.just({"conclude": {"client_type": "private"}})),
        ((*ASKED, "client_type"), st.just({"conclude": {"careful": True}})),
        ((*ASKED, "client_type", "careful"), st.tuples(
            st.sampled_from(["product", "segment"]), st.sampled_from([-0.5, 0.3, 0.6])
        ).map(lambda pair: {"support": {"focus": pair[0], "certainty": pair[1]}})),
        ((*ASKED, "client_type", "focus"), st.integers(2, 5).map(
            lambda level: {"require": {"capability": "listening", "level": level}})),
        ((*ASKED, "client_type", "careful", *WORKED_OUT), st.just({"advise": "Said."})),
    ]  # fmt: skip
    rules = []
    for i in range(draw(st.integers(3, 9))):
        facts, effect = draw(st.sampled_from(effects))
        names = draw(st.lists(st.sampled_from(facts), unique=True, min_size=1, max_size=3))
        when = {name: draw(TESTS[name]) for name in names}
        data = {"id": f"r{i}", "when": when, "then": [draw(effect)], "because": "b", "cites": ["handbook"]}
        read = read_rule(Document("rules", data).root(), KB.vocabulary)
        if read is not None and read.when:
            rules.append(read)
    return tuple(rules)


def with_rules(rules: tuple[Rule, ...]) -> KnowledgeBase:
    """The good knowledge with other rules."""
    return replace(KB, rules=rules, stage=stages(rules, KB.vocabulary), version=repr(rules))


def all_fired(kb: KnowledgeBase) -> Iterator[frozenset[str]]:
    """The rules that fire, for every combination of answers there is, and of some that are vague."""
    trial = Trial(kb)
    tested = {test.fact.partition("[")[0] for rule in kb.rules for tests in rule.when for test in tests}
    names = [name for name in ASKED if name in tested]
    names += ["skills"] if "gap.listening" in tested else []
    for values in itertools.product(*(EVERY_ANSWER[name] for name in names)):
        given_answers = {name: value for name, value in zip(names, values, strict=True) if value is not None}
        seen = trial.consult(given_answers or {"segment": "unknown"})
        assert seen is not None
        yield frozenset(firing.rule.id for firing in seen.firings)


@given(small_rules())
@settings(deadline=None, max_examples=10, suppress_health_check=list(HealthCheck))
def test_reach_and_implication_agree_with_every_answer(rules: tuple[Rule, ...]) -> None:
    """A rule called out of reach fires on no answers at all; one that some answers reach is never missed; and a rule
    said to fire whenever another does fires on all answers on which that one does."""
    kb = with_rules(rules)
    every = list(all_fired(kb))
    reachable = frozenset[str]().union(*every)
    trial = Trial(kb)
    seen = reach(trial, Budget(60.0), silent)
    assert not set(seen.unreachable) & reachable
    assert set(seen.witnesses) == reachable
    for name, answers in seen.witnesses.items():
        record = trial.verify(answers)
        assert record is not None
        assert name in {firing.rule.id for firing in record.firings}
    trial.close()
    sure = Implications(kb)
    for first, second in itertools.permutations(rules, 2):
        if sure.sure(first, second):
            assert all(second.id in fired for fired in every if first.id in fired)
