"""`rmadvisor test`: cases kept beside the rules, what fails in them, and which rules none of them makes fire."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from rmadvisor import Advisor, BadInput
from rmadvisor.authoring.case_runs import Runs, run_cases
from rmadvisor.authoring.cases import READERS, case_files, read_cases
from rmadvisor.knowledge.files import CASES
from rmadvisor.knowledge.knowledge_base import load
from tests.conftest import Command, marked

GOOD = Path(__file__).parent / "good"
HEAD = "cases:\n  - name: A case\n    because: It is so.\n    answers: {segment: mass, customers: 900, rm_count: 1}\n"


def ran(tmp_path: Path, text: str) -> Runs:
    """The cases of one file, run on the good knowledge."""
    file = tmp_path / "cases.yaml"
    file.write_text(text, encoding="utf-8")
    kb = load(GOOD / "kb", GOOD / "rules")
    return run_cases(kb, read_cases(case_files(None, file), kb))


HOLDS = {
    "the focus, or one of several": "{focus: none}",
    "a list of what is right": "{focus: [none, product]}",
    "the range": "{coverage: {at_least: 400}}",
    "today's book": "{verdict: within}",
    "a level": "{capabilities: {listening: 3}}",
    "a level from on": "{capabilities: {listening: {at_least: 2}}}",
    "what to train first": "{train_first: [listening]}",
    "rules that fire, and rules that do not": "{rules: {with: [advice.many], without: [focus.product.lines]}}",
    "advice": "{advice: [advice.many, advice.count]}",
    "no warning": "{warnings: {without: [warning.large]}}",
    "what is settled": "{settled: {focus: false}}",
    "what is still asked": "{missing: {with: [product_lines], without: [segment]}}",
    "parts of the focus": "{parts: {without: [product, segment]}}",
}
FAILS = {
    "{focus: ^^product}": ("the focus is none, not product",),
    "{coverage: ^^{at_most: 300}}": ("customers per RM are 400 or more, not in up to 300",),
    "{target: ^^5}": ("the target is", "not 5"),
    "{rms_needed: ^^{between: [7, 8]}}": ("the RMs needed are", "not in 7 to 8"),
    "{verdict: ^^over}": ("today's book is 'within', not over",),
    "{capabilities: {listening: ^^{at_least: 4}}}": ("listening is asked for at level 3, not in 4 or more",),
    "{train_first: {without: [^^listening]}}": ("'listening' is among the first 5 to train",),
    "{advice: {without: [^^advice.many]}}": ("'advice.many' is among the advice",),
    "{warnings: [^^warning.large]}": ("'warning.large' is not among the warnings: none",),
    "{rules: [advice.many, ^^focus.product.lines]}": ("'focus.product.lines' is not among the rules that fire",),
    "{settled: {focus: ^^true}}": ("the focus is not settled",),
    "{missing: [^^segment]}": ("'segment' is not among the questions still open",),
    "{parts: [^^segment]}": ("'segment' is not among the parts of the focus",),
}


@pytest.mark.parametrize("case", HOLDS)
def test_what_is_expected_and_follows_passes(case: str, tmp_path: Path) -> None:
    """Each kind of expectation can hold."""
    assert not ran(tmp_path, f"{HEAD}    expect: {HOLDS[case]}\n").failures


@pytest.mark.parametrize("expected", FAILS)
def test_what_is_expected_and_does_not_follow_is_told_at_its_place(expected: str, tmp_path: Path) -> None:
    """A failure names the case, what was found, and the place of the expectation."""
    text, line, column = marked(f"{HEAD}    expect: {expected}\n")
    (failure,) = ran(tmp_path, text).failures
    assert all(word in failure.what for word in (*FAILS[expected], "A case: "))
    assert (failure.line, failure.column) == (line, column)


WRONG = {
    "an unknown answer": (HEAD.replace("segment: mass", "^^sgment: mass") + "    expect: {focus: none}\n", "segment"),
    "an impossible answer": (HEAD.replace("rm_count: 1", "rm_count: ^^-1") + "    expect: {focus: none}\n", "negative"),
    "an unknown expectation": (f"{HEAD}    expect: {{^^fokus: none}}\n", "did you mean 'focus'?"),
    "an unknown focus": (f"{HEAD}    expect: {{focus: ^^segmnt}}\n", "did you mean 'segment'?"),
    "an unknown rule": (f"{HEAD}    expect: {{rules: [^^advice.mny]}}\n", "did you mean 'advice.many'"),
    "advice that is a warning": (f"{HEAD}    expect: {{advice: [^^warning.large]}}\n", "there is no advice"),
    "an unknown capability": (f"{HEAD}    expect: {{capabilities: {{^^lisening: 3}}}}\n", "did you mean 'listening'?"),
    "a level that is a word": (f"{HEAD}    expect: {{capabilities: {{listening: ^^high}}}}\n", "expected a number"),
    "a range upside down": (f"{HEAD}    expect: {{coverage: ^^{{between: [9, 3]}}}}\n", "the lower end first"),
    "nothing expected": (f"{HEAD}    expect: ^^{{}}\n", "nothing is expected"),
    "settled neither true nor false": (f"{HEAD}    expect: {{settled: {{focus: ^^surely}}}}\n", "write true or false"),
    "no reason": ("cases:\n  - ^^name: A\n    answers: {segment: mass}\n    expect: {focus: none}\n", "'because'"),
    "a rule file": ("^^rules: []\n", "unknown key 'rules'"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_case_that_cannot_be_read_is_refused_at_its_place(case: str, tmp_path: Path) -> None:
    """What is wrong in a case is told like any other fault: where, what, and how to mend it."""
    text, line, column = marked(WRONG[case][0])
    with pytest.raises(BadInput) as bad:
        ran(tmp_path, text)
    problem = bad.value.problems[-1]
    assert WRONG[case][1] in str(problem)
    assert (problem.line, problem.column) == (line, column)


def test_a_name_is_given_once(tmp_path: Path) -> None:
    """Two cases of one name could not be told apart in a failure."""
    case = f"{HEAD}    expect: {{focus: none}}\n"
    with pytest.raises(BadInput, match=r"cases.yaml:6:11: the case 'A case' is there twice .*cases.yaml:2"):
        ran(tmp_path, case + case.removeprefix("cases:\n"))


def test_rules_that_fire_in_no_case_are_named(tmp_path: Path) -> None:
    """Coverage counts a rule as soon as one case makes it fire."""
    runs = ran(tmp_path, f"{HEAD}    expect: {{focus: none}}\n")
    assert runs.rules == 14
    assert "focus.product.lines" in runs.never
    assert "advice.many" not in runs.never


# ---------------------------------------------------------------- beside the rules


def bank(tmp_path: Path, expected: str = "focus: none") -> Path:
    """A bank's own knowledge with one case beside its rules."""
    place = tmp_path / "bank"
    shutil.copytree(GOOD, place)
    (place / "rules" / CASES).mkdir()
    (place / "rules" / CASES / "first.yaml").write_text(f"{HEAD}    expect: {{{expected}}}\n", encoding="utf-8")
    return place


def test_cases_are_no_rules_and_no_part_of_the_version(tmp_path: Path) -> None:
    """Cases decide nothing: the knowledge loads without looking at them, and its version stays when they change."""
    place = bank(tmp_path)
    before = load(place / "kb", place / "rules")
    (place / "rules" / CASES / "second.yaml").write_text("not: rules\n", encoding="utf-8")
    after = load(place / "kb", place / "rules")
    assert (after.version, after.rules) == (before.version, before.rules)


def test_the_command_runs_the_cases_of_a_bank(run: Command, tmp_path: Path) -> None:
    """Exit code 0 when all pass, 1 and the place when one fails, 2 when one cannot be read."""
    place = bank(tmp_path)
    own = ("--kb", place / "kb", "--rules", place / "rules")
    ended = run(*own, "test", "--coverage")
    assert (ended.exit, ended.stdout.splitlines()[0]) == (0, "1 of 1 cases pass; 6 of 14 rules (42 %) fire in some.")
    assert "decide.yaml:51: focus.product.lines fires in no case" in ended.stdout
    file = place / "rules" / CASES / "first.yaml"
    file.write_text(f"{HEAD}    expect: {{focus: product}}\n", encoding="utf-8")
    ended = run(*own, "test", "--json")
    told = json.loads(ended.stdout)
    assert (ended.exit, told["passed"], told["failed"], told["coverage"]["rules"]) == (1, 0, 1, 14)
    assert told["cases"][0]["failures"][0]["line"] == 5
    file.write_text("cases: [", encoding="utf-8")
    ended = run(*own, "test")
    assert (ended.exit, "first.yaml:" in ended.stderr and "cannot be read as YAML" in ended.stderr) == (2, True)


def test_the_command_says_where_there_are_no_cases(run: Command, tmp_path: Path) -> None:
    """A bank without cases is told how to write one; a file that is not there is bad input."""
    ended = run("--kb", GOOD / "kb", "--rules", GOOD / "rules", "test")
    assert (ended.exit, "docs/authoring.md" in ended.stderr) == (1, True)
    ended = run("test", tmp_path / "nowhere.yaml")
    assert (ended.exit, "there is no such file" in ended.stderr) == (2, True)


# ---------------------------------------------------------------- the built-in cases


@pytest.fixture(scope="module")
def built_in(advisor: Advisor) -> Runs:
    return run_cases(advisor.kb, read_cases(case_files(None, None), advisor.kb))


def test_the_built_in_cases_pass(built_in: Runs) -> None:
    """The situations that we thought through come out as we expect."""
    assert len(built_in.runs) >= 40
    assert not [str(failure) for failure in built_in.failures]


def test_nearly_every_rule_fires_in_a_built_in_case(built_in: Runs) -> None:
    """A rule that no case makes fire is a rule whose effect nobody has looked at."""
    assert len(built_in.never) <= built_in.rules // 50, built_in.never


def test_the_built_in_cases_use_every_kind_of_expectation(advisor: Advisor) -> None:
    """They are examples for an author, too."""
    cases: Any = read_cases(case_files(None, None), advisor.kb)
    assert {e.kind for case in cases for e in case.expectations} >= set(READERS) - {"target"}
