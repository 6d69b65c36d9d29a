"""The quiz for trainers: every question has exactly one right choice, by the knowledge base or by the engine."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from rmadvisor import Advisor, BadInput
from rmadvisor.knowledge.documents import parse
from rmadvisor.knowledge.entries import read_entry
from rmadvisor.knowledge.files import builtin
from rmadvisor.knowledge.knowledge_base import KnowledgeBase, load
from rmadvisor.quiz.question import QuizQuestion, gives_away
from rmadvisor.quiz.quiz import make_quiz, score
from rmadvisor.quiz.topics import FAMILIES, find, topics
from rmadvisor.report.wording import GRADES, MODELS
from tests.conftest import Called, Command

SEEDS = {"cases": range(2), "figures": range(3)}  # these take the engine
MANY = range(8)
GOOD = Path(__file__).parent / "good"


@pytest.fixture(scope="module")
def asked(advisor: Advisor) -> list[QuizQuestion]:
    """Every question of several quizzes on each family."""
    return [q for family in FAMILIES for seed in SEEDS.get(family, MANY) for q in advisor.quiz(family, seed, 20)]


def of(asked: list[QuizQuestion], start: str) -> list[QuizQuestion]:
    found = [question for question in asked if question.id.startswith(start)]
    assert found, start
    return found


# ---------------------------------------------------------------- every question


def test_every_question_is_whole(advisor: Advisor, asked: list[QuizQuestion]) -> None:
    """Three or four different choices, one of them the answer; a worked answer; and what it names can be shown."""
    kb = advisor.kb
    for question in asked:
        assert 3 <= len(question.choices) <= 4
        assert len({choice.casefold() for choice in question.choices}) == len(question.choices), question
        assert 0 <= question.answer < len(question.choices)
        assert question.text.strip()
        assert question.explanation.strip()
        assert question.topic in topics(kb)
        assert question.read
        assert set(question.read) <= set(kb.entries), question.read
        assert set(question.source) <= {*kb.entries, *kb.sections, *kb.rule}, question.source


def test_no_question_says_its_own_answer(asked: list[QuizQuestion]) -> None:
    """The right choice never stands in the question, unless it is the name of a focus or a number among facts."""
    for question in asked:
        right = question.choices[question.answer]
        if not question.id.startswith("case."):
            assert right.rstrip(".").casefold() not in question.text.casefold(), question.id


def test_the_written_exercises_do_not_give_themselves_away(advisor: Advisor) -> None:
    """No right choice shares more words with the question than every wrong one does, but for the names of focuses."""
    for entry in advisor.kb.entries.values():
        if entry.kind == "exercise":
            for right in entry.details["right"]:
                assert not gives_away(entry.title, right, entry.details["wrong"]), (entry.id, right)


def test_every_section_of_the_guidance_is_asked_about(advisor: Advisor) -> None:
    """Each of the 20 sections has at least two exercises that cite it."""
    cited = Counter(cite for e in advisor.kb.entries.values() if e.kind == "exercise" for cite in e.cites)
    assert all(cited[section] >= 2 for section in advisor.kb.sections if section.startswith("guidance#"))


def test_the_right_choice_stands_anywhere(asked: list[QuizQuestion]) -> None:
    """Over many questions each of the four places has the right choice about as often as any other."""
    places = Counter(question.answer for question in asked if len(question.choices) == 4)
    assert min(places.values()) > 0.8 * sum(places.values()) / 4


# ---------------------------------------------------------------- one right choice: what is described


def test_a_level_is_that_level_and_no_other(advisor: Advisor, asked: list[QuizQuestion]) -> None:
    """The right sentence is the level asked for; the wrong ones are other levels of the same capability."""
    for question in of(asked, "level."):
        levels = advisor.kb.entries[question.id.removeprefix("level.")].details["levels"]
        wanted = int(re.search(r"shows level (\d)", question.text)[1])  # type: ignore[index]
        for place, choice in enumerate(question.choices):
            (level,) = [number for number, text in levels.items() if text == choice]
            assert (level == wanted) == (place == question.answer)


def test_a_description_is_that_of_one_capability(advisor: Advisor, asked: list[QuizQuestion]) -> None:
    """Only the right capability has the text that is quoted."""
    titled = {entry.title: entry for entry in advisor.kb.capabilities.values()}
    for question in of(asked, "capability."):
        quoted = question.text.split("\n", 1)[1]
        right = [titled[choice].text == quoted for choice in question.choices]
        assert right == [place == question.answer for place in range(len(right))]


def test_a_meaning_is_that_of_one_word(advisor: Advisor, asked: list[QuizQuestion]) -> None:
    """Only the right choice opens the text of the term that is asked for; no wrong one belongs to a related term."""
    terms = [entry for entry in advisor.kb.entries.values() if entry.kind == "term"]
    for question in of(asked, "term."):
        word = re.search(r'"(.+)"', question.text)[1]  # type: ignore[index]
        (term,) = [entry for entry in terms if word == entry.title or (word in entry.terms and word.isupper())]
        for place, choice in enumerate(question.choices):
            assert term.text.startswith(choice.rstrip(".")) == (place == question.answer)
            (other,) = [entry for entry in terms if entry.text.startswith(choice.rstrip("."))]
            assert other is term or (other.id not in term.related and term.id not in other.related)


def test_what_speaks_for_a_focus_is_listed_there(advisor: Advisor, asked: list[QuizQuestion]) -> None:
    """The right line is in the list asked for, every wrong one in the opposite list; only one focus has the line."""
    models = {entry.title: entry for entry in advisor.kb.entries.values() if entry.kind == "focus"}
    for question in of(asked, "focus."):
        _, name, *_, key, _ = question.id.split(".")
        if ".which." in question.id:
            line = question.text.split("\n")[1].removesuffix(".")
            right = [line in models[choice].details[key] for choice in question.choices]
        else:
            opposite = {"suits": "does_not_suit", "does_not_suit": "suits"}[key]
            details = advisor.kb.entries[f"focus.{name}"].details
            right = [choice in details[key] for choice in question.choices]
            assert all(
                good or choice in details[opposite] for good, choice in zip(right, question.choices, strict=True)
            )
        assert right == [place == question.answer for place in range(len(right))]


def test_a_usual_figure_is_the_only_plausible_one(advisor: Advisor, asked: list[QuizQuestion]) -> None:
    """The right figure lies between the ends of what is plausible, every wrong one well outside."""
    for question in of(asked, "usual."):
        low, high = advisor.kb.entries[question.id.removeprefix("usual.")].details["plausible"]
        for place, choice in enumerate(question.choices):
            number = float(re.match(r"[\d,.]+", choice)[0].replace(",", ""))  # type: ignore[index]
            assert low <= number <= high if place == question.answer else number < low or number > high


def test_a_grade_is_the_one_that_is_recorded(advisor: Advisor, asked: list[QuizQuestion]) -> None:
    """The right grade is that of the figure's entry."""
    for question in of(asked, "grade."):
        grade = advisor.kb.entries[question.id.removeprefix("grade.")].details["grade"]
        assert question.choices[question.answer] == f"{grade}: {GRADES[grade]}"


# ---------------------------------------------------------------- one right choice: by the engine


def test_the_focus_of_a_case_is_the_engines(advisor: Advisor, asked: list[QuizQuestion]) -> None:
    """The engine recommends the right choice for the case told, and no other."""
    for question in of(asked, "case.focus."):
        model = advisor.consult(question.case).focus.model
        assert question.choices[question.answer] == MODELS[str(model)]


def test_the_books_of_a_case_are_judged_by_the_engine(advisor: Advisor, asked: list[QuizQuestion]) -> None:
    """Too large, about right or too small: the engine's verdict, which the public range does not contradict."""
    verdicts = {"Too many": "over", "About right": "within", "Few": "under"}
    for question in of(asked, "case.books."):
        coverage = advisor.consult(question.case).coverage
        said = question.choices[question.answer].split(":")[0]
        assert coverage.verdict == verdicts[said]
        assert coverage.benchmark is not None
        assert coverage.current is not None
        today, public = coverage.current.target or 0.0, coverage.benchmark
        if said == "Too many":
            assert today > (public.high or 0.0)
        elif said == "Few":
            assert today < (public.low or 0.0)


def test_the_posts_of_a_case_lie_in_the_engines_range(advisor: Advisor, asked: list[QuizQuestion]) -> None:
    """The right number of RMs is within the range that the engine works out, every wrong one is outside."""
    for question in of(asked, "case.posts."):
        needed = advisor.consult(question.case).coverage.rms_needed
        for place, choice in enumerate(question.choices):
            inside = (needed.low or 0.0) <= int(choice) <= (needed.high or 0.0)
            assert inside == (place == question.answer)


def test_what_to_train_first_leads_in_the_engines_order(advisor: Advisor, asked: list[QuizQuestion]) -> None:
    """The right capability has the highest priority and the highest level of the four, by a clear lead."""
    for question in of(asked, "case.first."):
        needs = {need.name: need for need in advisor.consult(question.case).capabilities}
        right, *wrong = sorted((needs[choice] for choice in question.choices), key=lambda need: -need.priority)
        assert right.name == question.choices[question.answer]
        assert all(right.priority >= need.priority + 20 and right.level > need.level for need in wrong)


def test_only_the_right_reason_counts(advisor: Advisor, asked: list[QuizQuestion]) -> None:
    """A rule with the right reason fires; no rule with one of the wrong reasons does."""
    for question in of(asked, "case.applies."):
        fired = {step.because for step in advisor.consult(question.case).proof}
        assert [choice in fired for choice in question.choices] == [
            place == question.answer for place in range(len(question.choices))
        ]


def test_a_public_range_is_that_of_the_segment(advisor: Advisor, asked: list[QuizQuestion]) -> None:
    """A consultation on nothing but the segment finds the right range."""
    for question in of(asked, "range."):
        benchmark = advisor.consult(question.case).coverage.benchmark
        assert benchmark is not None
        right = question.choices[question.answer]
        assert right.endswith(f"{benchmark.high:,.0f}")
        assert benchmark.low is None or right.startswith(f"{benchmark.low:,.0f}")


def test_a_case_tells_all_that_its_answer_rests_on(advisor: Advisor, asked: list[QuizQuestion]) -> None:
    """Every answer of the made-up group stands in the question, in words."""
    for question in of(asked, "case."):
        for name in question.case:
            if name != "skills":
                assert f"- {advisor.kb.vocabulary[name].meaning}: " in question.text


# ---------------------------------------------------------------- quizzes


def test_the_same_seed_gives_the_same_quiz(advisor: Advisor, run: Command) -> None:
    """In this process, and in others whose sets have another order; another seed gives other questions."""
    ids = [question.as_dict() for question in advisor.quiz(None, 7, 12)]
    assert ids == [question.as_dict() for question in advisor.quiz(None, 7, 12)]
    assert ids != [question.as_dict() for question in advisor.quiz(None, 8, 12)]
    for order in ("1", "2"):
        ended = run("quiz", "--seed", "7", "--count", "12", "--json", PYTHONHASHSEED=order)
        assert (ended.exit, ended.stderr) == (0, "")
        assert json.loads(ended.stdout) == {"topic": None, "seed": 7, "questions": json.loads(json.dumps(ids))}


def test_a_quiz_on_everything_touches_every_family(advisor: Advisor) -> None:
    """Twelve questions hold two of each family, none of them twice."""
    quiz = advisor.quiz(None, 3, 12)
    starts = Counter(question.id.split(".")[0] for question in quiz)
    assert starts["exercise"] == starts["case"] == starts["focus"] == starts["term"] == 2
    assert starts["level"] + starts["capability"] == 2
    assert len({question.id for question in quiz}) == 12


def test_every_topic_gives_questions(advisor: Advisor) -> None:
    """Each topic has at least four questions, all of them on it, and never more than were asked for."""
    for name in topics(advisor.kb):
        quiz = advisor.quiz(name, 1, 6)
        assert 4 <= len(quiz) <= 6, name


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("crm", {"group.crm"}),
        ("CRM  Systems", {"group.crm"}),
        ("5.crm", {"guidance.crm-systems"}),
        ("guidance#5.crm", {"guidance.crm-systems"}),
        ("product", {"focus.product", "group.product"}),
        ("hnw", {"segment.hnw"}),
        ("Cases", {"cases"}),
        ("blended approach", {"guidance.hybrid-approach"}),
        ("zeppelin", set()),
        ("", set()),
    ],
)
def test_a_topic_is_found_by_whatever_people_call_it(advisor: Advisor, typed: str, meant: set[str]) -> None:
    """Its name, the end of it, its section, title or another word for it; what fits two topics means both."""
    assert set(find(advisor.kb, typed)) == meant


def test_an_unknown_topic_is_refused(advisor: Advisor) -> None:
    """In Python with the nearest names."""
    with pytest.raises(BadInput, match="did you mean 'crm'"):
        advisor.quiz("crmm")
    with pytest.raises(BadInput, match="there is no topic 'nope' to ask about; rmadvisor quiz --list names them"):
        advisor.quiz("nope")


def test_the_score_counts_what_was_answered(advisor: Advisor) -> None:
    """Skipped questions count neither way; every topic with a miss says what to read."""
    quiz = advisor.quiz(None, 5, 6)
    given = [quiz[0].answer, (quiz[1].answer + 1) % len(quiz[1].choices), None, quiz[3].answer]
    result = score(quiz, given)
    assert (result.right, result.asked) == (2, 3)
    assert result.read == {quiz[1].topic: tuple(dict.fromkeys(quiz[1].read))}
    assert sum(asked for _, asked in result.by_topic.values()) == 3
    assert score(quiz, []).as_dict() == {"right": 0, "asked": 0, "by_topic": {}, "read": {}}


def test_a_bank_without_exercises_has_a_quiz_still(tmp_path: Path) -> None:
    """What a knowledge base does not hold is not asked: the questions come from what it holds."""
    kb = load(GOOD / "kb", GOOD / "rules")
    assert [question.id for question in _quiz(kb)] == ["level.listening"]


def _quiz(kb: KnowledgeBase) -> tuple[QuizQuestion, ...]:
    return make_quiz(kb, Advisor(kb).consult, None, 1, 10)


@pytest.mark.parametrize(
    ("text", "other", "message"),
    [
        ("    segment: [mass]\n", "    segment: [masses]\n", "segment cannot be 'masses'"),
        ("    segment: [mass]\n", "    segments: [mass]\n", "there is no question about 'segments'"),
        ("    attrition: [6, 9, 14, 18]\n", "    attrition: [6, 900]\n", "attrition cannot be over 100"),
        ("    attrition: [6, 9, 14, 18]\n", "    attrition: 6\n", "expected a list"),
    ],
)
def test_a_situation_holds_only_answers_that_can_be_given(tmp_path: Path, text: str, other: str, message: str) -> None:
    """Unknown facts and impossible answers of a made-up group are found by `check`."""
    assert message in _broken(tmp_path, "situations.yaml", (text, other))


def test_an_exercise_is_right_or_wrong(tmp_path: Path) -> None:
    """A choice in both lists, or too few wrong ones, is found by `check`."""
    wrong = "    - 20 to 30 customers\n    - Some 40 customers\n"
    few = "    - Negotiation\n    - Lead generation\n"
    told = _broken(tmp_path, "exercises.yaml", (wrong, wrong + "    - 1,200 customers\n"), (few, ""))
    assert "both right and wrong" in told
    assert "'wrong' lists too little" in told


def _broken(folder: Path, file: str, *changes: tuple[str, str]) -> str:
    """What is wrong with the built-in knowledge after texts of a file became others."""
    shutil.copytree(builtin("kb"), folder / "kb")
    path = folder / "kb" / file
    for text, other in changes:
        before = path.read_text(encoding="utf-8")
        assert text in before
        path.write_text(before.replace(text, other, 1), encoding="utf-8")
    with pytest.raises(BadInput) as found:
        load(folder / "kb")
    return "\n".join(map(str, found.value.problems))


def test_the_worked_examples_of_the_training_page_are_right() -> None:
    """The exercise and the situation of docs/training.md pass the same checks; the question that it shows is asked."""
    page = (Path(__file__).parent.parent / "docs" / "training.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    document = parse(block.encode(), "training.md")
    kinds = [entry.kind for item in document.root().elements() if (entry := read_entry(item)) is not None]
    assert kinds == ["exercise", "situation"]
    assert not document.problems
    shown = " ".join(re.search(r"Question 2 of 5\n(.*?)\n +1\.", page, re.DOTALL)[1].split())  # type: ignore[index]
    assert shown in {entry.title for entry in load().entries.values()}


# ---------------------------------------------------------------- the command


def test_a_quiz_through_a_pipe(run: Command, advisor: Advisor) -> None:
    """Right and wrong choices are told apart, nonsense is not taken, and the score says what to read next."""
    first, second, third = advisor.quiz("crm", 4, 3)
    wrong = (second.answer + 1) % len(second.choices) + 1
    typed = f"{first.answer + 1}\nnine\n9\n{wrong}\nskip\n".encode()
    ended = run("quiz", "crm", "--seed", "4", "--count", "3", stdin=typed)
    told = " ".join(ended.stdout.split())
    assert (ended.exit, ended.stderr) == (0, "")
    assert "CRM systems: 3 questions." in told
    for said in (
        f"Your choice, 1 to {len(first.choices)}: {first.answer + 1} Right.",
        "Not taken: 'nine' is none of the choices",
        "Not taken: '9' is none of the choices",
        f"Not right. The answer is {second.answer + 1}: {second.choices[second.answer]}",
        f"Skipped. The answer is {third.answer + 1}:",
        "Score: 1 right of 2 answered. Skipped: 1.",
        f"rmadvisor show {second.read[0]}",
        "The same questions again: rmadvisor quiz crm --seed 4 --count 3",
    ):
        assert said in told, said
    assert all(len(line) <= 80 for line in ended.stdout.splitlines())
    assert not {"\x1b", "\r", "\t"} & set(ended.stdout)


@pytest.mark.parametrize(
    ("typed", "score"), [(b"1\n", "of 1 answered"), (b"", "0 right of 0"), (b"finish\n", "0 right of 0")]
)
def test_the_end_of_input_finishes(run: Command, typed: bytes, score: str) -> None:
    """What was answered so far is counted, exit 0."""
    ended = run("quiz", "guidance", "--seed", "2", "--count", "3", stdin=typed)
    assert (ended.exit, ended.stderr) == (0, "")
    assert score in ended.stdout


def test_a_small_topic_says_that_it_is_small(run: Command) -> None:
    """Fewer questions than were asked for are announced as such."""
    told = run("quiz", "teamwork", "--count", "50", "--seed", "1").stdout
    assert "(there are no more on this)" in " ".join(told.split())
    assert "(there are no more on this)" not in " ".join(run("quiz", "crm", "--count", "2").stdout.split())


def test_an_interrupt_tells_the_score(run: Command) -> None:
    """Ctrl-C ends with the score so far and exit 130."""
    child = subprocess.Popen(
        run.line("quiz", "guidance", "--seed", "2"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=run.folder,
        env=run.environment,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(b"1\n")
    child.stdin.flush()
    seen = b""
    while b"Question 2" not in seen:
        seen += child.stdout.read1(4096)  # type: ignore[attr-defined]
    child.send_signal(signal.SIGINT)
    told, errors = child.communicate()
    assert child.returncode == 130
    assert b"of 1 answered" in told
    assert b"Traceback" not in errors


def test_topics_are_listed(call: Called, advisor: Advisor) -> None:
    """--list names every topic, --json as one document."""
    listed = json.loads(call("quiz", "--list", "--json").stdout)["topics"]
    assert {topic["id"]: topic["title"] for topic in listed} == topics(advisor.kb)
    told = call("quiz", "--list").stdout
    assert all(topic["id"] in told for topic in listed)


def test_mistakes_of_the_command_line(call: Called) -> None:
    """An unknown topic ends with 1 and the nearest names, an impossible count with 2."""
    ended = call("quiz", "crmm")
    assert (ended.exit, ended.stdout) == (1, "")
    assert "there is no topic 'crmm' to ask about; did you mean 'crm'" in ended.stderr
    for wrong in (("--count", "0"), ("--count", "many"), ("--seed", "-1")):
        ended = call("quiz", *wrong)
        assert (ended.exit, ended.stdout) == (2, "")
        assert "Error" in ended.stderr
