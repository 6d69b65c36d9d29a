"""`rmadvisor diff`: what changed between two states of the knowledge, and which situations that changes, and why."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from rmadvisor import BadInput
from rmadvisor.authoring.changes import Change, changes
from rmadvisor.authoring.diff_wording import Comparison, word_comparison
from rmadvisor.authoring.outcomes import Outcome, Situation, outcomes
from rmadvisor.authoring.states import read_state
from tests.conftest import Command

GOOD = Path(__file__).parent / "good"
RULES, ENTRIES, FACTS, POLICY = "rules/decide.yaml", "kb/entries.yaml", "rules/facts.yaml", "rules/policy.yaml"


def copy(place: Path) -> Path:
    shutil.copytree(GOOD, place)
    return place


def edit(place: Path, file: str, right: str, wrong: str) -> None:
    text = (place / file).read_text(encoding="utf-8")
    assert right in text
    (place / file).write_text(text.replace(right, wrong, 1), encoding="utf-8")


def compared(tmp_path: Path, file: str, right: str, wrong: str, **given: Any) -> tuple[tuple[Change, ...], Outcome]:
    """What an edit changes, and what it does to one situation."""
    old, new = copy(tmp_path / "old"), copy(tmp_path / "new")
    edit(new, file, right, wrong)
    before, after = (read_state(str(place), None, None) for place in (old, new))
    changed = changes(before, after)
    (outcome,) = outcomes(before.kb, after.kb, changed, [Situation("file", "f", given)])
    return changed, outcome


# ---------------------------------------------------------------- what changed

EDITS = {
    "a test of a rule": (RULES, "customers: {above: 100}", "customers: {above: 200}", "rule", "advice.many", {"when"}),
    "an effect of a rule": (RULES, "certainty: 0.3", "certainty: 0.4", "rule", "focus.product.lending", {"then"}),
    "the reason of a rule": (RULES, "Wealthy customers need much time.", "W.", "rule", "coverage.small", {"because"}),
    "a figure": (ENTRIES, "  high: 300", "  high: 200", "entry", "figure.small_books", {"high"}),
    "a sentence of a capability": (ENTRIES, "5: Teaches it.", "5: Taught it.", "entry", "listening", {"levels"}),
    "a choice of a fact": (FACTS, "hnw: Wealthy customers", "hnw: Rich", "fact", "segment", {"choices"}),
    "the words for a fact": (
        FACTS,
        "why: It decides the size of a book.",
        "why: It decides the size of a book.\n    words: {about: [kind of customers]}",
        "fact",
        "segment",
        {"words.about"},
    ),
    "a number of the policy": (POLICY, "value: 0.2", "value: 0.3", "policy", "focus.least", {"value"}),
}


@pytest.mark.parametrize("case", EDITS)
def test_a_change_is_told_with_its_fields(case: str, tmp_path: Path) -> None:
    """One edit is one change of one thing, naming the fields that differ and where the thing stands now."""
    file, right, wrong, kind, name, fields = EDITS[case]
    changed, _ = compared(tmp_path, file, right, wrong)
    (change,) = changed
    assert (change.kind, change.id, change.how) == (kind, name, "changed")
    assert {field.name for field in change.fields} == fields
    assert change.where.startswith(f"{file}:")


PHRASES = "cites: [our_assumption]\nasked:\n  listening:\n    - Do they hear us\n    - Are they deaf\n"


def test_how_people_say_it_is_compared(tmp_path: Path) -> None:
    """Groups of words and lists of the phrasebook are told, of a list what differs; no recommendation turns on them."""
    old, new = copy(tmp_path / "old"), copy(tmp_path / "new")
    for place, group, phrases in (
        (old, "big, large", PHRASES),
        (new, "big, huge", PHRASES.replace("Are they deaf", "Is anybody listening") + "words: {money: [cash]}\n"),
    ):
        (place / "rules/words.yaml").write_text(f"words:\n  - group: size\n    words: [{group}]\n", encoding="utf-8")
        (place / "kb/asked.yaml").write_text(phrases, encoding="utf-8")
    before, after = (read_state(str(place), None, None) for place in (old, new))
    changed = changes(before, after)
    told = [(change.kind, change.id, change.how, change.where) for change in changed]
    assert told == [
        ("words", "size", "changed", "rules/words.yaml:2"),
        ("phrases", "asked listening", "changed", "kb/asked.yaml:4"),
        ("phrases", "words money", "added", "kb/asked.yaml:6"),
    ]
    (outcome,) = outcomes(before.kb, after.kb, changed, [Situation("file", "f", {"segment": "mass"})])
    assert outcome.same
    text = word_comparison(Comparison(before, after, changed, (outcome,)))
    assert "texts no longer: [Are they deaf]" in text.replace('"', "")
    assert "texts now also: [Is anybody listening]" in text.replace('"', "")
    assert "1 group of words changed, 1 list of phrases changed, 1 list of phrases added" in " ".join(text.split())


def test_where_a_thing_stands_is_no_change(tmp_path: Path) -> None:
    """Lines that move, comments and the layout of a file change nothing."""
    changed, outcome = compared(tmp_path, RULES, "rules:\n", "# moved\n\nrules:\n", segment="mass")
    assert changed == ()
    assert outcome.same


def test_what_is_new_and_what_is_gone_are_told(tmp_path: Path) -> None:
    """A rule under another id is one that is gone and one that is new."""
    changed, _ = compared(tmp_path, RULES, "id: advice.count", "id: advice.counted")
    assert [(change.id, change.how) for change in changed] == [("advice.count", "removed"), ("advice.counted", "added")]


# ---------------------------------------------------------------- what that does


def test_a_situation_that_a_change_meets_is_told_with_the_reason(tmp_path: Path) -> None:
    """The advice falls away, because the rule changed: both are told."""
    _, outcome = compared(tmp_path, RULES, "customers: {above: 100}", "customers: {above: 200}", customers=150)
    assert not outcome.same
    assert outcome.differences == ("No longer advised: Share out the book.",)
    assert [(reason.id, reason.how) for reason in outcome.reasons] == [("advice.many", "changed")]


def test_a_rule_that_follows_from_a_changed_one_is_a_reason(tmp_path: Path) -> None:
    """What fires no longer is told beside the change that it follows from."""
    _, outcome = compared(tmp_path, RULES, "segment: [mass, affluent]", "segment: [mass]", segment="affluent")
    reasons = {(reason.id, reason.how) for reason in outcome.reasons}
    assert reasons == {("context.private", "changed"), ("capability.listening", "no longer fires")}


def test_a_situation_that_a_change_does_not_meet_is_the_same(tmp_path: Path) -> None:
    """A threshold that nobody's figure lies across changes nothing."""
    _, outcome = compared(tmp_path, RULES, "customers: {above: 100}", "customers: {above: 200}", customers=300)
    assert outcome.same
    assert not outcome.reasons


def test_other_words_are_no_reason(tmp_path: Path) -> None:
    """A text that changed may change what is shown, and is told as that."""
    _, outcome = compared(tmp_path, RULES, "Share out the book.", "Share the book.", customers=150)
    assert outcome.differences == ("Worded otherwise [advice.many]: Share the book.",)


def test_a_figure_is_the_reason_for_another_range(tmp_path: Path) -> None:
    """An entry that the recommendation stands on is named when it changed."""
    _, outcome = compared(tmp_path, ENTRIES, "  high: 300", "  high: 200", segment="hnw")
    assert outcome.differences[0].startswith("Customers per RM: 36 to 200")
    assert [reason.id for reason in outcome.reasons] == ["figure.small_books"]


def test_an_answer_that_is_gone_is_told(tmp_path: Path) -> None:
    """Answers that the new knowledge cannot take are set aside and named, never dropped in silence."""
    choice = "      hnw: Wealthy customers\n"
    old, new = copy(tmp_path / "old"), copy(tmp_path / "new")
    edit(new, FACTS, choice, "      rich: Wealthy customers\n")
    for rule in ("context.business", "coverage.small"):
        edit(new, RULES, f"{rule}\n    when:\n      segment: hnw", f"{rule}\n    when:\n      segment: rich")
    before, after = (read_state(str(place), None, None) for place in (old, new))
    situation = Situation("session", "s", {"segment": "hnw", "customers": 150})
    (outcome,) = outcomes(before.kb, after.kb, changes(before, after), [situation])
    assert [unfit.fact for unfit in outcome.unfit] == ["segment"]


def test_an_answer_that_neither_can_take_is_told(tmp_path: Path) -> None:
    """A comparison without an answer says so, also where nothing else is to be told."""
    changed, outcome = compared(
        tmp_path, RULES, "Share out the book.", "Share the book.", segment="nobody", customers=50
    )
    assert outcome.same
    assert [unfit.fact for unfit in outcome.unusable] == ["segment"]
    old, new = (read_state(str(tmp_path / name), None, None) for name in ("old", "new"))
    told = " ".join(word_comparison(Comparison(old, new, changed, (outcome,))).split())
    assert (
        "Compared without these answers, which neither of the two can take: - file f: segment cannot be 'nobody'"
        in told
    )


# ---------------------------------------------------------------- the command


def git(place: Path, *arguments: str) -> None:
    who = ("-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=place, check=True, capture_output=True)


def test_revisions_sessions_and_examples_are_compared(run: Command, tmp_path: Path) -> None:
    """From a revision to the folder as it is: a saved session and an example get another recommendation."""
    place = copy(run.folder / "bank")
    (place / "examples").mkdir()
    (place / "examples" / "big.yaml").write_text("customers: 150\n", encoding="utf-8")
    (place / "examples" / "small.yaml").write_text("customers: 15\n", encoding="utf-8")
    git(place, "init", "-q")
    git(place, "add", ".")
    git(place, "commit", "-qm", "first")
    edit(place, RULES, "customers: {above: 100}", "customers: {above: 200}")
    own = ("--kb", place / "kb", "--rules", place / "rules", "--db", tmp_path / "sessions.db")
    chat = run(*own, "chat", "--session", "mine", stdin=b"customers=150\n/quit\n")
    assert chat.exit == 0, chat.stderr
    there = Command(place, run.environment)
    ended = there("--db", tmp_path / "sessions.db", "diff", "HEAD", ".", "--json")
    assert ended.exit == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert [(change["id"], change["where"]) for change in told["changes"]] == [("advice.many", "rules/decide.yaml:79")]
    assert {o["name"] for o in told["outcomes"] if not o["same"]} == {"mine", "big.yaml"}
    assert (told["situations"], told["changed"]) == (3, 2)
    words = there("--db", tmp_path / "sessions.db", "diff", "HEAD", ".").stdout
    assert "rules/decide.yaml:79: rule advice.many changed" in words
    assert "when was: [{customers: {at_least: 101}}]" in " ".join(words.split())
    assert "2 of 3" in words
    same = there("--db", tmp_path / "none.db", "diff", "HEAD", "HEAD", place / "examples" / "big.yaml")
    assert (same.exit, "NOTHING CHANGED" in same.stdout) == (0, True)
    assert not (tmp_path / "none.db").exists()


def test_what_is_neither_folder_nor_revision_is_refused(run: Command) -> None:
    """Names that git could take for options or commands never reach it."""
    for name in ("nowhere", "a;b", "$(id)", "--output=x", "HEAD..HEAD"):
        ended = run("diff", "--", name, GOOD)
        assert (ended.exit, "is no folder, and no revision" in ended.stderr) == (2, True), name


def test_a_revision_without_git_is_refused_clearly(run: Command) -> None:
    """Where git is not installed folders can still be compared, and the message says so."""
    ended = run("diff", "HEAD", GOOD, PATH="/nowhere")
    assert (ended.exit, "git, which knows revisions, is not installed" in ended.stderr) == (2, True)
    assert run("diff", GOOD, GOOD, PATH="/nowhere").exit == 0


def test_a_state_that_does_not_pass_the_checks_is_refused_at_its_place(tmp_path: Path) -> None:
    """A fault in one of the two is told as `check` tells it."""
    place = copy(tmp_path / "bad")
    edit(place, RULES, "focus: product", "focus: prduct")
    with pytest.raises(BadInput, match=r"decide.yaml:55:\d+: .*did you mean 'product'"):
        read_state(str(place), None, None)
