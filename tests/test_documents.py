"""Reading one YAML or JSON document: what a plain word means, and where every value stood."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmadvisor import BadInput
from rmadvisor.knowledge.documents import parse, read
from rmadvisor.knowledge.problems import Problem

SCALARS: dict[str, Any] = {
    "yes": "yes",
    "no": "no",
    "on": "on",
    "off": "off",
    "y": "y",
    "true": True,
    "True": True,
    "FALSE": False,
    "null": None,
    "~": None,
    "": None,
    "12": 12,
    "-12": -12,
    "+12": 12,
    "007": 7,
    "1.5": 1.5,
    ".5": 0.5,
    "1.": 1.0,
    "1e3": 1000.0,
    "-1.5E-3": -0.0015,
    "12:30": "12:30",
    "2024-01-31": "2024-01-31",
    "1_000": "1_000",
    "1,000": "1,000",
    "0x1f": "0x1f",
    "0o17": "0o17",
    "1.2.3": "1.2.3",
    "1e": "1e",
    ".": ".",
    "=": "=",
    "<<": "<<",
    "'12'": "12",
    '"true"': "true",
    "''": "",
    '"null"': "null",
    "'~'": "~",
    ".inf": float("inf"),
    "-.INF": float("-inf"),
    "inf": "inf",
    "nan": "nan",
    "NaN": "NaN",
}


@pytest.mark.parametrize("written", SCALARS)
def test_a_plain_word_means_what_yaml_1_2_says(written: str) -> None:
    """Words stay words, times and dates stay text, and a quoted value is always text."""
    found = parse(f"key: {written}\n".encode(), "f").data["key"]
    assert (found, type(found)) == (SCALARS[written], type(SCALARS[written]))


def test_a_value_that_is_no_number_is_read_as_one() -> None:
    """`.nan` is YAML's word for it; whoever reads the value refuses it."""
    found = parse(b"key: .nan\n", "f").data["key"]
    assert isinstance(found, float)
    assert found != found


TREE = """\
# a comment
one: 1
list:
  - first
  - [second, {deep: third}]
"with \\"quotes\\"": |
  a text
  of lines
é: after
"""


def test_every_value_and_every_key_has_its_place() -> None:
    """Lines and columns count from 1, in characters, also after an accent and inside brackets."""
    document = parse(TREE.encode(), "f")
    paths = [(), ("one",), ("list",), ("list", 0), ("list", 1), ("list", 1, 1, "deep"), ('with "quotes"',), ("é",)]
    assert [document.place(path) for path in paths] == [
        (2, 1),
        (2, 6),
        (4, 3),
        (4, 5),
        (5, 5),
        (5, 21),
        (6, 20),
        (9, 4),
    ]
    assert [document.place(path, key=True) for path in (("one",), ("list", 1, 1, "deep"), ("é",))] == [
        (2, 1),
        (5, 15),
        (9, 1),
    ]


def test_what_is_not_there_has_the_place_of_its_nearest_parent() -> None:
    """A missing value is complained of where it should have stood."""
    document = parse(TREE.encode(), "f")
    assert document.place(("list", 1, 9, "no")) == document.place(("list", 1))
    assert document.place(("nothing", "at all")) == document.place(())


def test_a_complaint_names_file_line_and_column() -> None:
    """A cursor that complains leaves a problem with its place, and the reading goes on."""
    document = parse(b"a: 1\nb:\n  - x\n  - 7\n", "my.yaml")
    root = document.root()
    assert root.at("b").texts("b") == ()
    assert root.texts("b") == ("x",)
    assert [str(problem) for problem in document.problems] == [
        "my.yaml:4:5: 'b' must list texts, found 7; write words, in quotes where needed"
    ]


STAND_INS = {
    "a text that is a number": ("a: 5", lambda c: c.text("a"), ""),
    "a text that is blank": ("a: ' '", lambda c: c.text("a"), ""),
    "a text that is a number, or null": ("a: 5", lambda c: c.text_or_null("a"), ""),
    "a list of texts that is a text": ("a: b", lambda c: c.texts("a"), ()),
    "a list of texts that is empty": ("a: []", lambda c: c.texts("a", least=1), ()),
    "a number that is a text": ("a: '5'", lambda c: c.number("a", 1, 9), 1),
    "a number that is true": ("a: true", lambda c: c.number("a", 1, 9), 1),
    "a number below its bounds": ("a: 0", lambda c: c.number("a", 1, 9), 1),
    "a number that is none": ("a: .nan", lambda c: c.number("a", 1, 9), 1),
    "a truth that is a word": ("a: yes", lambda c: c.truth("a", True), True),
    "a word that is not among them": ("a: rde", lambda c: c.one_of("a", ("red", "blue")), "red"),
}


@pytest.mark.parametrize("case", STAND_INS)
def test_a_reader_complains_once_and_gives_something_harmless(case: str) -> None:
    """One fault is one problem, and the reading goes on to find the next."""
    text, reader, stand_in = STAND_INS[case]
    document = parse(text.encode(), "f")
    assert (reader(document.root()), len(document.problems)) == (stand_in, 1)


def test_a_field_that_is_not_there_is_told_by_name() -> None:
    """Missing keys and misspelt keys are told together, the misspelt one at its own place."""
    document = parse(b"- nmae: x\n  kind: y\n", "f")
    assert not document.root().at(0).fields(("name", "kind"), ("unit",))
    assert [(p.line, p.column, p.what) for p in document.problems] == [
        (1, 3, "unknown key 'nmae'"),
        (1, 3, "'name' is missing"),
    ]


def test_a_file_at_the_limit_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    """The limit is exact."""
    file = tmp_path / "f.yaml"
    file.write_bytes(b"a: 1\n".ljust(100, b" "))
    assert read(file, 100).data == {"a": 1}
    with pytest.raises(BadInput, match="larger than"):
        read(file, 99)


@pytest.mark.parametrize("depth", [40, 41])
def test_40_levels_are_read_and_41_are_not(depth: int) -> None:
    """The limit of nesting is far above what any author writes, and far below what Python can stand."""
    raw = b"[" * depth + b"]" * depth
    if depth == 40:
        assert str(parse(raw, "f").data).count("[") == 40
    else:
        with pytest.raises(BadInput, match="f:1:41: it is nested more than 40 levels deep"):
            parse(raw, "f")


# YAML takes U+2028 and U+2029 for line ends and escaped surrogate pairs for nothing; no fact has any of them.
WORDS = st.text(st.characters(max_codepoint=0xD7FF, exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=20)
NUMBERS = st.integers(-(10**39), 10**39) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(WORDS, VALUES, max_size=5), st.sampled_from([None, 1, "\t"]), st.booleans())
def test_json_is_read_as_json_reads_it(data: dict[str, Any], indent: int | str | None, ascii_only: bool) -> None:
    """Any JSON object, whatever its indentation and its escapes, is read as the same data."""
    raw = json.dumps(data, indent=indent, ensure_ascii=ascii_only).encode()
    assert parse(raw, "f").data == data


def outcome(raw: bytes) -> tuple[Any, tuple[Problem, ...]]:
    """The data of a document, or what is wrong with it; any other error is a fault of the program."""
    try:
        return parse(raw, "f").data, ()
    except BadInput as bad:
        return None, bad.problems


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_at_a_place(raw: bytes) -> None:
    """Nothing but BadInput ever comes out of bytes that are no document, and it names a place in the file."""
    _, problems = outcome(raw)
    assert [(p.file, 1 <= p.line <= len(raw) + 1, p.column >= 1) for p in problems] in ([], [("f", True, True)])


@given(st.text("ab:-[]{}\"'#&*!|>?%@,\n \t0", max_size=60))
def test_any_jumble_of_yaml_is_read_or_refused_in_one_line(text: str) -> None:
    """Half-finished YAML ends in one problem of one line, never in an error of the parser."""
    _, problems = outcome(text.encode())
    assert [str(p).count("\n") for p in problems] in ([], [0])
