"""What other answers would change: before and after agree with two consultations, and what is said of them is so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmadvisor import BadInput
from rmadvisor.knowledge.answers import plain
from rmadvisor.knowledge.documents import read
from rmadvisor.reasoning.consultation import consult
from rmadvisor.reasoning.explanation.what_if import changed, read_changes, what_if
from rmadvisor.report import markdown, text
from rmadvisor.report.what_ifs import word_what_if
from tests.conftest import Command
from tests.knowledge import ADVISOR, KB, PLAIN, patient
from tests.strategies import answer, answers

VOCABULARY = KB.vocabulary
EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*.yaml"))
AFFLUENT = next(path for path in EXAMPLES if path.stem == "affluent")
ASKED = [name for name, fact in VOCABULARY.items() if fact.origin == "asked" and name != "customers_per_rm"]
CHANGES = st.lists(st.sampled_from(ASKED), unique=True, min_size=1, max_size=3).flatmap(
    lambda names: st.fixed_dictionaries({name: st.none() | answer(VOCABULARY[name]) for name in names})
)


@given(answers(VOCABULARY))
@patient(30)
def test_what_if_of_nothing_changes_nothing(given_answers: dict[str, Any]) -> None:
    """No change, or the answers given once more, leave everything as it is."""
    for changes in ({}, given_answers):
        found = ADVISOR.what_if(given_answers, changes)
        assert found.nothing_changes
        assert found.before == found.after
        assert not any((found.changes, found.levels, found.figures, found.fires_now, found.no_longer))


@given(answers(VOCABULARY), CHANGES)
@patient(60)
def test_before_and_after_are_two_consultations(given_answers: dict[str, Any], changes: dict[str, Any]) -> None:
    """Both sides are what `consult` gives for either set of answers, and the differences are those between them."""
    after_answers = {name: value for name, value in {**given_answers, **changes}.items() if value is not None}
    found = ADVISOR.what_if(given_answers, changes)
    before, after = ADVISOR.consult(given_answers), ADVISOR.consult(after_answers)
    for told, rec in ((found.before, before), (found.after, after)):
        ends = rec.coverage.low, rec.coverage.target, rec.coverage.high
        assert (told.coverage.low, told.coverage.target, told.coverage.high) == ends
        assert (told.verdict, told.model, dict(told.certainty)) == (
            rec.coverage.verdict,
            rec.focus.model,
            rec.focus.certainty,
        )
        assert told.rms_needed == rec.coverage.rms_needed
        assert [(name, level) for name, _, level, _ in told.top] == [(n.id, n.level) for n in rec.capabilities[:5]]
    fired = [{step.rule for step in rec.proof} for rec in (before, after)]
    assert {rule.rule for rule in found.fires_now} == fired[1] - fired[0]
    assert {rule.rule for rule in found.no_longer} == fired[0] - fired[1]
    warned = [{note.id for note in rec.warnings} for rec in (before, after)]
    assert {note.id for note in found.warnings_added} == warned[1] - warned[0]
    assert {note.id for note in found.warnings_removed} == warned[0] - warned[1]
    levels = [{need.id: need.level for need in rec.capabilities} for rec in (before, after)]
    moved = {name for name in {*levels[0], *levels[1]} if levels[0].get(name) != levels[1].get(name)}
    assert {change.name for change in found.levels} == moved


@given(answers(VOCABULARY), CHANGES)
@patient(60)
def test_every_rule_that_differs_turns_on_a_fact(given_answers: dict[str, Any], changes: dict[str, Any]) -> None:
    """A rule that comes or goes names facts that really differ between the two consultations."""
    first = ADVISOR.answers(given_answers)
    found = what_if(KB, consult(KB, PLAIN, first), consult(KB, PLAIN, changed(KB, first, changes)))
    for rule in (*found.fires_now, *found.no_longer):
        assert rule.facts, rule.rule
        assert all(fact.before != fact.after for fact in rule.facts), rule
    lines = text.write(word_what_if(found, KB)).splitlines()
    assert all(len(line) <= 80 for line in lines)
    json.dumps(found.as_dict(), allow_nan=False)


@given(answers(VOCABULARY), CHANGES)
@patient(30)
def test_there_and_back_is_where_it_was(given_answers: dict[str, Any], changes: dict[str, Any]) -> None:
    """Taking changes back gives the first outcome again, with every difference turned round."""
    first = ADVISOR.answers(given_answers)
    second = changed(KB, first, changes)
    there = what_if(KB, consult(KB, PLAIN, first), consult(KB, PLAIN, second))
    back = what_if(KB, consult(KB, PLAIN, second), consult(KB, PLAIN, first))
    assert (there.before, there.after) == (back.after, back.before)
    assert there.warnings_added == back.warnings_removed
    assert {rule.rule for rule in there.fires_now} == {rule.rule for rule in back.no_longer}
    assert {(c.name, c.before, c.after) for c in there.levels} == {(c.name, c.after, c.before) for c in back.levels}


@given(st.sampled_from(ASKED).flatmap(lambda name: st.tuples(st.just(name), answer(VOCABULARY[name]))))
@patient(100)
def test_an_argument_reads_like_a_line_of_a_file(pair: tuple[str, Any]) -> None:
    """name=value is read exactly as `name: value` is in an answers file."""
    name, value = pair
    written = json.dumps(value)
    changes = read_changes([f"{name}={written}"], KB)
    assert changed(KB, ADVISOR.answers({}), changes).values == ADVISOR.answers({name: value}).values


def test_yaml_words_ranges_and_lists() -> None:
    """Scalars need no quotes; lists and ranges are flow lists; nothing after = takes an answer away."""
    arguments = ["segment=[affluent, hnw]", "client_time_share=[40, 50]", "attrition=unknown", "cross_border=yes"]
    after = changed(KB, ADVISOR.answers({"rm_count": 7}), read_changes([*arguments, "rm_count=", "customers=1e3"], KB))
    assert {name: plain(value) for name, value in after.values.items()} == {
        "segment": ["affluent", "hnw"],
        "client_time_share": [40, 50],
        "attrition": "unknown",
        "cross_border": True,
        "customers": 1000,
    }


def test_skills_change_one_at_a_time() -> None:
    """skills.<capability> sets one level and leaves the others; nothing after = takes it away."""
    first = ADVISOR.answers({"skills": {"crm_use": 2, "suitability": 3}})
    assert changed(KB, first, read_changes(["skills.crm_use=4"], KB)).skills == {"crm_use": 4, "suitability": 3}
    assert changed(KB, first, read_changes(["skills.crm_use="], KB)).skills == {"suitability": 3}
    assert changed(KB, first, read_changes(["skills="], KB)).skills == {}


@pytest.mark.parametrize(
    ("argument", "mend"),
    [
        ("segmnt=hnw", "'segment'"),
        ("segmnt=", "'segment'"),
        ("segment=hnww", "'hnw'"),
        ("skills.crm_us=3", "'crm_use'"),
        ("skills.crm_use=9", "from 1 to 5"),
        ("relative_book_size=large", "worked out"),
        ("client_time_share=[50, 40]", "lower end first"),
        ("segment=[affluent", "cannot be read as YAML"),
        ("segment", "write fact=value"),
        ("attrition=null", "write 'unknown'"),
        ("=5", "unknown fact"),
    ],
)
def test_a_wrong_argument_is_named(argument: str, mend: str) -> None:
    """What cannot be used is refused by the argument it stands in, with the way to mend it."""
    with pytest.raises(BadInput) as refused:
        read_changes(["customers=100", argument], KB)
    (problem,) = refused.value.problems
    assert repr(argument) in problem.file
    assert mend in str(problem)


def test_all_wrong_arguments_are_named_at_once() -> None:
    """Every faulty argument is reported, and a fact given twice is one fault."""
    with pytest.raises(BadInput) as refused:
        read_changes(["segmnt=hnw", "rm_count=many", "customers=1", "customers=2"], KB)
    assert len(refused.value.problems) == 3


def test_contradicting_answers_are_refused() -> None:
    """Changes that contradict what stays are refused, also from Python; an unknown name too."""
    with pytest.raises(BadInput, match=r"with these changes.*customers_per_rm is 500"):
        ADVISOR.what_if({"customers": 3000, "rm_count": 20}, {"customers_per_rm": 500})
    with pytest.raises(BadInput, match="'segment'"):
        ADVISOR.what_if({}, {"segmnt": None})


def test_the_first_answer_makes_a_recommendation() -> None:
    """From no answers at all, the segment brings a range; the figures behind it are told as new."""
    found = ADVISOR.what_if({}, {"segment": "sme"})
    assert found.before.coverage.target is None
    assert found.after.coverage.target is not None
    assert any(before is None and after is not None for before, after in found.figures)
    assert not found.nothing_changes


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_are_worded(path: Path) -> None:
    """For each example another kind of customer is compared in 80 columns, and in Markdown."""
    given_answers = ADVISOR.answers(read(path))
    before = plain(given_answers.values["segment"])
    other = next(choice for choice in VOCABULARY["segment"].choices if choice != before)
    blocks = word_what_if(ADVISOR.what_if(given_answers, {"segment": other}), KB)
    written = text.write(blocks)
    assert "BEFORE AND AFTER" in written
    assert all(len(line) <= 80 for line in written.splitlines())
    assert "| Customers per RM |" in markdown.write(blocks)


def test_the_command(run: Command) -> None:
    """The command compares, says when nothing changes, and refuses a wrong argument with exit code 2."""
    compared = run("what-if", AFFLUENT, "client_time_share=60", "skills.crm_use=4")
    assert (compared.exit, compared.stderr) == (0, "")
    assert "Client time share" in compared.stdout
    same = run("what-if", AFFLUENT, "segment=affluent")
    assert same.exit == 0
    assert "Nothing changes" in same.stdout
    document = json.loads(run("what-if", AFFLUENT, "client_time_share=60", "--json").stdout)
    assert document["before"]["coverage"]["target"] < document["after"]["coverage"]["target"]
    refused = run("what-if", AFFLUENT, "segmnt=hnw")
    assert (refused.exit, refused.stdout) == (2, "")
    assert "'segmnt=hnw'" in refused.stderr
    assert run("what-if", AFFLUENT).exit == 2


def test_a_change_that_touches_nothing_is_an_answer() -> None:
    """`unknown` in place of no answer is told as changing nothing, not as an error."""
    found = ADVISOR.what_if({"segment": "sme"}, {"customer_satisfaction": "unknown"})
    assert found.nothing_changes
    assert [change.name for change in found.changes] == ["customer_satisfaction"]
    assert "Nothing changes" in text.write(word_what_if(found, KB))
