"""Answers files: what is accepted and what it means; what is refused, where, and in which words."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from rmadvisor import UNKNOWN, Advisor, BadInput, OneOf, Range
from rmadvisor.knowledge.answers import Answers
from rmadvisor.knowledge.documents import parse
from tests.conftest import Called, Command, marked

# name: (the file, with ^^ where the message must point; words that the message must hold)
REFUSED: dict[str, tuple[str, tuple[str, ...]]] = {
    # ---- the whole file
    "a text in place of answers": ("^^hello\n", ("'hello'", "name: value")),
    "a list in place of answers": ("# mine\n^^- segment: mass\n", ("a list", "name: value")),
    "nothing but a comment": ("^^# nothing yet\n", ("the file is empty",)),
    "nothing but null": ("^^null\n", ("the file is empty",)),
    # ---- names
    "a misspelt fact": ("segment: mass\n^^custmers: 12\n", ("unknown fact 'custmers'", "'customers'")),
    "a fact in capitals": ("^^Segment: mass\n", ("unknown fact 'Segment'", "did you mean 'segment'")),
    "a fact like no other": ("^^qqqq: 12\n", ("unknown fact 'qqqq'",)),
    "a misspelt skills": ("^^skils: {crm_use: 2}\n", ("unknown fact 'skils'", "'skills'")),
    "a fact without a name": ('^^"": 12\n', ("unknown fact ''",)),
    "a fact that rules conclude": ("^^client_type: businesses\n", ("'client_type' is worked out", "remove")),
    "a fact that the sizing works out": ("^^coverage_low: 12\n", ("'coverage_low' is worked out",)),
    "the focus given": ("^^focus: product\n", ("'focus' is worked out",)),
    "a required level given": ("^^level.crm_use: 3\n", ("'level.crm_use' is worked out",)),
    # ---- no value
    "no value": ("segment:^^\ncustomers: 12\n", ("segment has no value", "unknown")),
    "null": ("customers: ^^null\n", ("customers has no value", "unknown")),
    "a tilde": ("product_lines: ^^~\n", ("product_lines has no value",)),
    # ---- choice
    "a misspelt choice": ("segment: ^^afluent\n", ("segment", "'afluent'", "'affluent'")),
    "a choice in capitals": ("segment: ^^HNW\n", ("segment", "'HNW'", "'hnw'")),
    "a number for a choice": ("segment: ^^3\n", ("segment", "3", "choose from: mass, affluent")),
    "true for a choice": ("segment: ^^true\n", ("segment", "true")),
    "a mapping for a choice": ("segment: ^^{mass: 1}\n", ("segment", "a mapping")),
    "a list with a misspelt choice": ("segment: [mass, ^^afluent]\n", ("segment", "'affluent'")),
    "a choice listed twice": ("segment: [mass, ^^mass]\n", ("segment", "'mass' is listed twice")),
    "a list in a list for a choice": ("segment: [^^[mass]]\n", ("segment", "a list")),
    "no possible value left": ("segment: ^^[]\n", ("segment", "empty", "unknown")),
    # ---- choices
    "one choice in place of a list": ("product_lines: ^^lending\n", ("product_lines", "must be a list", "[")),
    "a number for a list": ("product_lines: ^^3\n", ("product_lines", "must be a list")),
    "a misspelt member": ("product_lines: [cards, ^^lendin]\n", ("product_lines", "'lendin'", "'lending'")),
    "unknown among members": ("product_lines: [cards, ^^unknown]\n", ("product_lines", "'unknown'")),
    "a member listed twice": ("product_lines: [cards, ^^cards]\n", ("product_lines", "listed twice")),
    "a number among members": ("product_lines: [cards, ^^3]\n", ("product_lines", "3")),
    # ---- count
    "a word for a count": ("customers: ^^many\n", ("customers", "must be a number", "'many'")),
    "a quoted number": ('customers: ^^"3000"\n', ("customers", "'3000'", "digits")),
    "a number with a thousands comma": ("customers: ^^3,000\n", ("customers", "'3,000'", "digits")),
    "a negative count": ("customers: ^^-1\n", ("customers", "negative", "-1")),
    "a broken count": ("customers: ^^12.5\n", ("customers", "whole", "12.5")),
    "true for a count": ("customers: ^^true\n", ("customers", "must be a number", "true")),
    "a mapping for a count": ("customers: ^^{low: 1}\n", ("customers", "a mapping")),
    "an endless count": ("customers: ^^.inf\n", ("customers", "inf")),
    "a count that is no number": ("customers: ^^.nan\n", ("customers", "nan")),
    "an impossible count": ("customers: ^^1e300\n", ("customers", "1e+300")),
    "a count of forty digits": ("customers: ^^" + "9" * 40 + "\n", ("customers", "999")),
    "a count of a thousand digits": ("customers: ^^" + "9" * 1000 + "\n", ("customers",)),
    # ---- number
    "a word for a number": ("rm_count: ^^few\n", ("rm_count", "must be a number", "'few'")),
    "a date for a number": ("rm_count: ^^2024-01-01\n", ("rm_count", "'2024-01-01'")),
    "a time for a number": ("rm_count: ^^12:30\n", ("rm_count", "'12:30'")),
    "a negative number": ("rm_count: ^^-0.5\n", ("rm_count", "negative")),
    "a year of 400 days": ("working_days: ^^400\n", ("working_days", "366", "400")),
    "minus infinity": ("rm_count: ^^-.inf\n", ("rm_count", "-inf")),
    # ---- percent
    "a percent sign": ("attrition: ^^7%\n", ("attrition", "'7%'", "digits")),
    "over a hundred percent": ("attrition: ^^101\n", ("attrition", "100", "101")),
    "a negative percent": ("attrition: ^^-7\n", ("attrition", "negative")),
    "a percent that is no number": ("attrition: ^^.NaN\n", ("attrition", "nan")),
    # ---- money
    "a currency sign": ("rm_cost: ^^$130000\n", ("rm_cost", "'$130000'")),
    "negative money": ("rm_cost: ^^-130000\n", ("rm_cost", "negative")),
    "endless money": ("rm_cost: ^^.Inf\n", ("rm_cost", "inf")),
    # ---- yes or no
    "a word for yes": ("regulated_advice: ^^maybe\n", ("regulated_advice", "'maybe'", "yes or no")),
    "one for yes": ("regulated_advice: ^^1\n", ("regulated_advice", "1", "yes or no")),
    "both yes and no": ("regulated_advice: ^^[true, false]\n", ("regulated_advice", "yes or no")),
    # ---- ranges
    "a range backwards": ("customers: ^^[200, 100]\n", ("customers", "200 down to 100", "lower end first")),
    "a range of three": ("customers: ^^[1, 2, 3]\n", ("customers", "two ends", "3")),
    "a range of one": ("customers: ^^[1]\n", ("customers", "two ends", "1")),
    "a range of none": ("customers: ^^[]\n", ("customers", "two ends", "0")),
    "a range open on both ends": ("customers: ^^[null, null]\n", ("customers", "both ends", "unknown")),
    "a range beyond a hundred percent": ("attrition: [50, ^^150]\n", ("attrition", "100", "150")),
    "a range from below zero": ("rm_count: [^^-1, 4]\n", ("rm_count", "negative")),
    "a range in words": ("rm_count: [^^low, 4]\n", ("rm_count", "must be a number", "'low'")),
    "a range up to infinity": ("rm_count: [1, ^^.inf]\n", ("rm_count", "inf")),
    "a range in a range": ("rm_count: [^^[1, 2], 4]\n", ("rm_count", "a list")),
    # ---- skills
    "a capability that is not there": ("skills: {^^crm_using: 2}\n", ("skills", "'crm_using'", "'crm_use'")),
    "a level of zero": ("skills: {crm_use: ^^0}\n", ("skills", "crm_use", "0", "1 to 5")),
    "a level of six": ("skills: {crm_use: ^^6}\n", ("skills", "crm_use", "6", "1 to 5")),
    "half a level": ("skills: {crm_use: ^^2.5}\n", ("skills", "crm_use", "2.5", "1 to 5")),
    "a level in words": ("skills: {crm_use: ^^good}\n", ("skills", "crm_use", "'good'", "1 to 5")),
    "a level that is true": ("skills: {crm_use: ^^true}\n", ("skills", "crm_use", "true", "1 to 5")),
    "no level": ("skills: {crm_use: ^^null}\n", ("skills", "crm_use", "1 to 5")),
    "a range of levels": ("skills: {crm_use: ^^[1, 2]}\n", ("skills", "crm_use", "a list")),
    "skills in a list": ("skills: ^^[crm_use]\n", ("skills", "a list")),
    "skills in a word": ("skills: ^^good\n", ("skills", "'good'")),
    "a skill twice": ("skills: {crm_use: 2, ^^crm_use: 3}\n", ("'crm_use' is given twice", "line 1")),
    # ---- YAML that is refused
    "a fact twice": ("customers: 1\nsegment: mass\n^^customers: 2\n", ("'customers' is given twice", "line 1")),
    "a fact twice in JSON": ('{"customers": 1, ^^"customers": 1}', ("'customers' is given twice",)),
    "an anchor": ("customers: ^^&a 1\nproducts_offered: *a\n", ("anchors and aliases",)),
    "an alias of nothing": ("customers: ^^*a\n", ("alias",)),
    "a tag": ("customers: ^^!!python/object/apply:os.getcwd []\n", ("tag", "not allowed")),
    "a harmless tag": ("customers: ^^!!str 12\n", ("tag", "not allowed")),
    "a tag on a name": ("^^!!str customers: 12\n", ("name", "name: value")),
    "a list as a name": ("? ^^[customers]\n: 12\n", ("a name was expected",)),
    "two documents": ("customers: 1\n^^---\ncustomers: 2\n", ("second document", "---")),
    "a NUL": ("segment: mass\nhelp: a^^\0b\n", ("control character",)),
    "a bell": ("customers: ^^\a12\n", ("control character",)),
    "an open bracket": ("skills: {crm_use: 2\nsegment^^: mass\n", ("cannot be read as YAML", "line 1, column 9")),
    "an open quote": ('segment: "mass\ncustomers: 1\n^^', ("cannot be read as YAML", "line 1, column 10")),
    "a tab for indentation": ("skills:\n^^\tcrm_use: 2\n", ("cannot be read as YAML",)),
    "a hundred thousand brackets": ("customers: " + "[" * 39 + "^^" + "[" * 99_961, ("nested",)),
    "a hundred thousand braces": ("{a: " * 40 + "^^" + "{a: " * 99_960, ("nested",)),
    "a hundred thousand dashes": ("- " * 40 + "^^" + "- " * 99_960, ("nested",)),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_fault_in_the_answers_is_reported_once_at_its_place(case: str, advisor: Advisor) -> None:
    """One fault is one problem, told in one line with file:line:column and the name of the fact."""
    text, line, column = marked(REFUSED[case][0])
    with pytest.raises(BadInput) as caught:
        advisor.answers(parse(text.encode(), "answers.yaml"))
    message = str(caught.value)
    missing = [word for word in REFUSED[case][1] if word not in message]
    places = [(problem.file, problem.line, problem.column) for problem in caught.value.problems]
    assert (places, missing, message.count("\n")) == ([("answers.yaml", line, column)], [], 0), message


# One or two of each kind: every fault takes the same way from here to the terminal.
AT_THE_TERMINAL = (
    "a text in place of answers",
    "nothing but a comment",
    "a misspelt fact",
    "a fact that rules conclude",
    "no value",
    "a misspelt choice",
    "no possible value left",
    "one choice in place of a list",
    "a negative count",
    "a count of a thousand digits",
    "an endless count",
    "a year of 400 days",
    "over a hundred percent",
    "negative money",
    "a word for yes",
    "a range backwards",
    "skills in a word",
    "a level of six",
    "a fact twice",
    "an alias of nothing",
    "a tag",
    "two documents",
    "a NUL",
    "an open bracket",
    "a hundred thousand brackets",
    "a hundred thousand braces",
)


@pytest.mark.parametrize("case", AT_THE_TERMINAL)
def test_an_answers_file_with_a_fault_ends_in_2_and_leaves_nothing_behind(
    case: str, call: Called, tmp_path: Path
) -> None:
    """A fault ends in exit 2, with no result, nothing written, and one line that begins with the place."""
    text, line, column = marked(REFUSED[case][0])
    file = tmp_path / "answers.yaml"
    file.write_bytes(text.encode())
    ended = call("advise", file)
    told = ended.stderr.removesuffix("\n")
    found = (ended.exit, ended.stdout, told.count("\n"), list(call.folder.iterdir()))
    assert found == (2, "", 0, []), told
    assert told.startswith(f"rmadvisor: {file}:{line}:{column}: ")
    assert [word for word in REFUSED[case][1] if word not in told] == []


# name: (bytes of the file, words that the message must hold; its place after the file's name)
REFUSED_BYTES: dict[str, tuple[bytes, str, tuple[str, ...]]] = {
    "an empty file": (b"", ":1:1", ("the file is empty",)),
    "bytes that are no UTF-8": (b"segment: mass\ncustomers: \xff\n", ":2:12", ("not UTF-8",)),
    "no UTF-8 after an accent": ("# \u00e9\u00e9".encode() + b"\xff", ":1:5", ("not UTF-8",)),
    "no UTF-8 after a byte order mark": (b"\xef\xbb\xbfab\xff", ":1:3", ("not UTF-8",)),
    "UTF-16": ("segment: mass\n".encode("utf-16"), ":1:1", ("not UTF-8",)),
    "a fault after a byte order mark": (b"\xef\xbb\xbfsegmen: mass\n", ":1:1", ("unknown fact 'segmen'",)),
}


@pytest.mark.parametrize("case", REFUSED_BYTES)
def test_bytes_that_are_no_text_of_answers_are_refused_at_their_place(case: str, call: Called, tmp_path: Path) -> None:
    """Columns count characters, so that an editor goes to the very place."""
    raw, place, words = REFUSED_BYTES[case]
    file = tmp_path / "answers.yaml"
    file.write_bytes(raw)
    ended = call("advise", file)
    assert (ended.exit, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"rmadvisor: {file}{place}: ")
    assert [word for word in words if word not in ended.stderr] == []


def test_a_file_of_100_mb_is_refused_by_its_size(call: Called, tmp_path: Path) -> None:
    """A file that is far too long is no answers file, whatever stands in it."""
    file = tmp_path / "answers.yaml"
    with file.open("wb") as sparse:
        sparse.truncate(100 << 20)
    ended = call("advise", file)
    assert (ended.exit, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"rmadvisor: {file}: it is larger than 1 MiB; ")


def test_a_stream_of_2_mb_is_refused_by_its_size(run: Command) -> None:
    """Standard input has the same limit as a file."""
    ended = run("advise", "-", stdin=b"# x\n" * (1 << 19))
    assert (ended.exit, ended.stdout) == (2, "")
    assert ended.stderr.startswith("rmadvisor: standard input: it is larger than 1 MiB; ")


def test_a_file_that_is_not_there_is_named(call: Called, tmp_path: Path) -> None:
    """A missing file is named as it was given."""
    ended = call("advise", tmp_path / "nowhere.yaml")
    assert (ended.exit, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"rmadvisor: {tmp_path / 'nowhere.yaml'}: there is no such file; ")


def test_a_directory_is_no_answers_file(call: Called, tmp_path: Path) -> None:
    """A directory in place of a file is said to be one."""
    ended = call("advise", tmp_path)
    assert (ended.exit, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"rmadvisor: {tmp_path}: this is a directory; ")


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor(call: Called, tmp_path: Path) -> None:
    """Nested aliases, which would unfold to a thousand million words, are refused before any is followed."""
    lines = ["a: ^^&a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    text, line, column = marked("\n".join(lines))
    file = tmp_path / "answers.yaml"
    file.write_text(text)
    ended = call("advise", file)
    assert (ended.exit, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"rmadvisor: {file}:{line}:{column}: anchors and aliases")


def test_every_fault_of_a_file_is_reported_at_once_in_the_order_of_the_file(call: Called, tmp_path: Path) -> None:
    """A manager mends a file in one go: all its faults come together, sorted by place."""
    file = tmp_path / "answers.yaml"
    file.write_text(
        "skills:\n  crm_use: 9\n  crm_user: 1\nsegment: afluent\ncustomers: -1\nattrition: [120, x]\nrm_cuont: 3\n"
    )
    ended = call("advise", file)
    places = [line.removeprefix(f"rmadvisor: {file}:").partition(": ")[0] for line in ended.stderr.splitlines()]
    assert (ended.exit, ended.stdout) == (2, "")
    assert places == ["2:12", "3:3", "4:10", "5:12", "6:13", "6:18", "7:1"]


def test_a_name_with_a_line_break_does_not_break_the_message(call: Called, tmp_path: Path) -> None:
    """Whatever a name holds, its complaint stays one line without control characters."""
    file = tmp_path / "answers.yaml"
    file.write_text('"seg\\nment\\e[31m": mass\n')
    ended = call("advise", file)
    assert (ended.exit, ended.stdout) == (2, "")
    assert [c for c in ended.stderr if not c.isprintable()] == ["\n"]


# ---------------------------------------------------------------- three views of two figures
CONTRADICTORY = {
    "too many": "customers: 1000\nrm_count: 10\ncustomers_per_rm: ^^105.1\n",
    "too few": "customers: 1000\nrm_count: 10\ncustomers_per_rm: ^^95\n",
    "customers but no RMs": "customers: 100\nrm_count: 0\ncustomers_per_rm: ^^50\n",
    "perhaps no RMs": "customers: 1000\nrm_count: [0, 10]\ncustomers_per_rm: ^^90\n",
    "no customers": "customers: 0\nrm_count: 10\ncustomers_per_rm: ^^100\n",
    "a range that lies above": "customers: 1000\nrm_count: 10\ncustomers_per_rm: ^^[106, 200]\n",
    "a range that lies below": "customers: 1000\nrm_count: 10\ncustomers_per_rm: ^^[null, 95]\n",
    "more RMs than could be": "customers: [900, 1000]\nrm_count: [10, 12]\ncustomers_per_rm: ^^110\n",
    "an open range of RMs": "customers: 1000\nrm_count: [20, null]\ncustomers_per_rm: ^^60\n",
}
AGREEING = {
    "equal": "customers: 1000\nrm_count: 10\ncustomers_per_rm: 100\n",
    "five per cent over": "customers: 1000\nrm_count: 10\ncustomers_per_rm: 105\n",
    "nearly five per cent under": "customers: 1000\nrm_count: 10\ncustomers_per_rm: 95.3\n",
    "a range around it": "customers: 1000\nrm_count: 10\ncustomers_per_rm: [50, 150]\n",
    "ranges that touch": "customers: [900, 1000]\nrm_count: [10, 12]\ncustomers_per_rm: [null, 75]\n",
    "an open range of RMs": "customers: 1000\nrm_count: [20, null]\ncustomers_per_rm: 3\n",
    "two of the three": "customers: 1000\ncustomers_per_rm: 3\n",
    "one of them unknown": "customers: 1000\nrm_count: unknown\ncustomers_per_rm: 3\n",
    "nobody and nothing": "customers: 0\nrm_count: 0\ncustomers_per_rm: 0\n",
}


@pytest.mark.parametrize("case", CONTRADICTORY)
def test_customers_rms_and_customers_per_rm_may_not_disagree_by_over_5_percent(advisor: Advisor, case: str) -> None:
    """The contradiction is reported once, at customers_per_rm, with all three names in it."""
    text, line, column = marked(CONTRADICTORY[case])
    with pytest.raises(BadInput) as caught:
        advisor.answers(parse(text.encode(), "answers.yaml"))
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (line, column)
    assert [name for name in ("customers_per_rm", "customers / rm_count") if name not in problem.what] == []
    assert [word for word in ("inf", "nan") if word in problem.what] == []


@pytest.mark.parametrize("case", AGREEING)
def test_customers_rms_and_customers_per_rm_may_disagree_by_5_percent(advisor: Advisor, case: str) -> None:
    """Rounded figures, ranges that overlap and figures that are not known do not contradict each other."""
    answers = advisor.answers(parse(AGREEING[case].encode(), "answers.yaml"))
    assert sorted(answers.values) == sorted(line.partition(":")[0] for line in AGREEING[case].splitlines())


# ---------------------------------------------------------------- what is accepted, and what it means
ACCEPTED: dict[str, tuple[str, dict[str, Any]]] = {
    "a choice": ("segment: mass", {"segment": "mass"}),
    "a quoted choice": ("segment: 'mass'", {"segment": "mass"}),
    "a choice that may be two things": ("segment: [mass, hnw]", {"segment": OneOf(("mass", "hnw"))}),
    "a list of one for a choice": ("segment: [mass]", {"segment": "mass"}),
    "a set": ("product_lines: [cards, lending]", {"product_lines": frozenset({"cards", "lending"})}),
    "an empty set": ("product_lines: []", {"product_lines": frozenset()}),
    "a count": ("customers: 3000", {"customers": 3000}),
    "a count of zero": ("customers: 0", {"customers": 0}),
    "a count with a point": ("customers: 3000.0", {"customers": 3000}),
    "a count as a power": ("customers: 3e3", {"customers": 3000}),
    "a number": ("rm_count: 2.5", {"rm_count": 2.5}),
    "a hundred percent": ("attrition: 100", {"attrition": 100}),
    "true": ("regulated_advice: true", {"regulated_advice": True}),
    "yes": ("regulated_advice: yes", {"regulated_advice": True}),
    "No": ("regulated_advice: No", {"regulated_advice": False}),
    "unknown choice": ("segment: unknown", {"segment": UNKNOWN}),
    "unknown set": ("product_lines: unknown", {"product_lines": UNKNOWN}),
    "unknown count": ("customers: unknown", {"customers": UNKNOWN}),
    "unknown yes or no": ("regulated_advice: unknown", {"regulated_advice": UNKNOWN}),
    "a range": ("customers: [100, 200]", {"customers": Range(100, 200)}),
    "a range without an upper end": ("customers: [100, null]", {"customers": Range(100, None)}),
    "a range without a lower end": ("customers: [null, 200]", {"customers": Range(None, 200)}),
    "a range of one number": ("customers: [100, 100]", {"customers": 100}),
    "a byte order mark": ("\ufeffsegment: mass", {"segment": "mass"}),
    "Windows line ends": ("segment: mass\r\ncustomers: 5\r\n", {"segment": "mass", "customers": 5}),
    "JSON": ('{"segment": "mass", "customers": 5}', {"segment": "mass", "customers": 5}),
    "JSON with tabs": (
        '{\n\t"segment":\t"mass",\n\t"customers":\t[1,\t2]\n}',
        {"segment": "mass", "customers": Range(1, 2)},
    ),
    "JSON with a byte order mark and tabs": ('\ufeff{\t"segment": "mass"\t}', {"segment": "mass"}),
    "a document with its marks": ("---\nsegment: mass\n...\n", {"segment": "mass"}),
    "nothing in braces": ("{}", {}),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_an_answer_is_taken_for_what_it_says(advisor: Advisor, case: str) -> None:
    """What stands in the file is what the consultation works with."""
    text, values = ACCEPTED[case]
    assert advisor.answers(parse(text.encode(), "answers.yaml")) == Answers(values, {})


def test_skills_are_levels_and_an_unknown_level_is_no_level(advisor: Advisor) -> None:
    """The present level of a skill counts where it is given; `unknown` leaves it open."""
    text = b"skills: {crm_use: 2, suitability: unknown, active_listening: 5}"
    assert advisor.answers(parse(text, "answers.yaml")) == Answers({}, {"crm_use": 2, "active_listening": 5})


@pytest.mark.parametrize("level", range(1, 6))
def test_every_level_from_1_to_5_is_a_level(advisor: Advisor, level: int) -> None:
    """The scale of skills runs from 1 to 5."""
    assert advisor.answers({"skills": {"crm_use": level}}).skills == {"crm_use": level}


def test_json_and_yaml_of_the_same_answers_are_the_same(advisor: Advisor) -> None:
    """The form of the file changes nothing."""
    given = {"segment": "sme", "customers": [100, None], "product_lines": ["cards"], "skills": {"crm_use": 1}}
    as_yaml = b"segment: sme\ncustomers: [100, null]\nproduct_lines:\n- cards\nskills:\n  crm_use: 1\n"
    as_json = json.dumps(given, indent="\t").encode()
    read = [advisor.answers(parse(raw, "answers")) for raw in (as_yaml, as_json)]
    assert read == [advisor.answers(given)] * 2


def test_python_values_mean_the_same_as_a_file(advisor: Advisor) -> None:
    """A Python user may give sets, tuples and the classes of the program for what a file writes as lists."""
    given = {
        "segment": OneOf(("mass", "hnw")),
        "customers": Range(1, None),
        "product_lines": {"cards", "lending"},
        "attrition": (1, 2),
        "rm_count": UNKNOWN,
    }
    text = b"segment: [mass, hnw]\ncustomers: [1, null]\nproduct_lines: [cards, lending]\nattrition: [1, 2]\n"
    text += b"rm_count: unknown\n"
    assert advisor.answers(given) == advisor.answers(parse(text, "answers"))


@pytest.mark.parametrize(
    "number",
    [math.nan, math.inf, -math.inf, 1e300, 10**400, -(10**400), 10**5000],
    ids=["nan", "inf", "-inf", "1e300", "10^400", "-10^400", "10^5000"],
)
def test_a_number_that_no_bank_has_is_refused_from_python_too(advisor: Advisor, number: float) -> None:
    """Python's own numbers reach further than those of a file, and are refused as cleanly."""
    with pytest.raises(BadInput) as caught:
        advisor.answers({"customers": number})
    assert [problem.what.split()[0] for problem in caught.value.problems] == ["customers"]


def test_answers_from_standard_input_are_those_of_a_file(run: Command, tmp_path: Path) -> None:
    """`-` reads the same answers from standard input, and names it in messages."""
    text = b"segment: hnw\ncustomers: 300\n"
    (tmp_path / "answers.yaml").write_bytes(text)
    good = run("advise", "-", "--json", stdin=text)
    bad = run("advise", "-", stdin=b"segment: hnww\n")
    assert good == run("advise", tmp_path / "answers.yaml", "--json")
    assert (good.exit, good.stderr) == (0, "")
    assert (bad.exit, bad.stdout) == (2, "")
    assert bad.stderr.startswith("rmadvisor: standard input:1:10: segment cannot be 'hnww'; ")
