"""The rules read as columns must say what the consultation of record says, whatever the answers and the rules."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rmadvisor import Advisor
from rmadvisor.knowledge.answers import Answers, OneOf, Range, Unknown, answers_from
from rmadvisor.knowledge.cursor import Document
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.problems import BadInput
from rmadvisor.knowledge.rules import FOCUSES, Rule, read_rule
from rmadvisor.knowledge.stages import stages
from rmadvisor.knowledge.vocabulary import Vocabulary, ticks
from rmadvisor.reasoning.consultation import consult
from rmadvisor.reasoning.plain import PlainEngine
from tests.strategies import ASKED, EDGES, SMALL, answers, rule_sets, small_answers

pytest.importorskip("ibis", reason="the extra `portfolio` is not installed")
ibis: Any = __import__("ibis")

from rmadvisor.portfolio.columns.answers import SKILL, columns_of, mask_of  # noqa: E402
from rmadvisor.portfolio.columns.capabilities import key_of  # noqa: E402
from rmadvisor.portfolio.columns.literals import threshold  # noqa: E402
from rmadvisor.portfolio.columns.memory import WIDTH  # noqa: E402
from rmadvisor.portfolio.columns.notes import notes  # noqa: E402
from rmadvisor.portfolio.columns.query import as_expression, as_sql  # noqa: E402
from rmadvisor.portfolio.columns.reading import what_follows  # noqa: E402
from rmadvisor.portfolio.results import STAGED  # noqa: E402

ADVISOR = Advisor.load()
NAMES = [name for name, fact in ADVISOR.kb.vocabulary.items() if fact.origin == "asked"]
SKILLS = [f"skills.{name}" for name in ADVISOR.kb.capabilities]
PATIENT = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)


def _row_of(answers: Answers, names: Iterable[str], vocabulary: Vocabulary) -> dict[str, int | float | None]:
    """Checked answers as a row of the table that the rules are read over."""
    row: dict[str, int | float | None] = {}
    for name in names:
        if name.startswith(SKILL):
            row[name] = answers.skills.get(name.removeprefix(SKILL))
            continue
        answer = answers.values.get(name)
        columns = columns_of(name, vocabulary)
        if answer is None or isinstance(answer, Unknown):
            row |= dict.fromkeys(columns)
        elif isinstance(answer, Range):
            row |= zip(columns, (answer.low, answer.high), strict=True)
        elif len(columns) == 2:
            row |= dict.fromkeys(columns, answer)  # type: ignore[arg-type]
        else:
            values = (
                answer.values if isinstance(answer, OneOf) else answer if isinstance(answer, frozenset) else (answer,)
            )
            row[name] = mask_of(vocabulary[name], values)  # type: ignore[arg-type]
    return row


def _table(kb: KnowledgeBase, names: list[str], rows: list[Answers], certain: bool = False) -> Any:
    """The answers as a table; `certain` ones have one column a number."""
    import pyarrow as pa

    vocabulary = kb.vocabulary
    found = [_row_of(row, names, vocabulary) for row in rows]
    arrays: dict[str, Any] = {}
    for name in names:
        columns = columns_of(name, vocabulary)
        for column in columns:
            cells = [row[column] for row in found]
            if len(columns) == 2:
                floats = pa.array([None if cell is None else float(cell) for cell in cells], pa.float64())
                arrays[name if certain else column] = floats
            else:
                arrays[column] = pa.array(cells, pa.int64())
    return pa.table(arrays)


def _follow(kb: KnowledgeBase, names: list[str], rows: list[Answers], certain: bool = False) -> list[dict[str, Any]]:
    """What follows from each row, by DuckDB."""
    backend = ibis.duckdb.connect()
    backend.con.register("given", _table(kb, names, rows, certain))
    found = backend.con.sql(_query(kb, tuple(names), backend.table("given").schema())).to_arrow_table().to_pylist()
    backend.disconnect()
    return list(found)


@cache
def _query(kb: KnowledgeBase, names: tuple[str, ...], schema: Any) -> str:
    """The rules read over a table, as SQL of DuckDB."""
    memory = what_follows(kb, ibis.table(schema, name="given"), names)
    return as_sql(memory, ibis.duckdb.connect().compiler, _wanted(kb, memory.table.columns))


def _wanted(kb: KnowledgeBase, columns: Iterable[str]) -> list[str]:
    """The columns that are compared."""
    beginnings = ("key.", "weight ", "warnings ", "advice ", "workload_", "certainty ", "train ")
    return [name for name in columns if name in STAGED or name.startswith(beginnings)]


def _recorded(kb: KnowledgeBase, engine: PlainEngine, row: Answers) -> dict[str, Any]:
    """What the consultation of record finds, in the terms of the columns."""
    found = consult(kb, engine, row)
    coverage, decision = found.coverage, found.decision
    figure = coverage.benchmark.figures[0] if coverage.benchmark else None
    workload = coverage.workload if coverage.workload.low is not None else None
    even, book, needed = coverage.break_even, coverage.current, coverage.rms_needed
    return {
        "coverage": (coverage.low, coverage.target, coverage.high),
        "basis": coverage.basis,
        "agreement": coverage.agreement,
        "benchmark": figure and (figure.id, coverage.benchmark.low, coverage.benchmark.high),
        "workload": workload and (workload.low, workload.target, workload.high),
        "own": len(coverage.workload.own),
        "break_even": even and (even.low, even.high),
        "book": book and (book.low, book.high),
        "verdict": coverage.verdict,
        "rms_needed": (needed.low, needed.target, needed.high),
        "focus": decision.model,
        "parts": decision.components,
        "weights": dict(decision.weights),
        "certainty": {focus: pytest.approx(value, abs=1e-12) for focus, value in decision.certainty.items()},
        "margin": decision.margin if decision.margin is None else pytest.approx(decision.margin, abs=1e-12),
        "clear": decision.clear,
        "capabilities": [(need.capability, need.level, need.gap, need.priority) for need in found.requirements],
        "warnings": list(dict.fromkeys(note.id for note in found.warnings)),
        "advice": list(dict.fromkeys(note.id for note in found.advice)),
    }


def _read(kb: KnowledgeBase, row: dict[str, Any]) -> dict[str, Any]:
    """A row of columns in the terms of a consultation."""
    key = key_of(kb)
    keys = sorted((row[f"key.{name}"] for name in kb.capabilities if row.get(f"key.{name}", 0) > 0), reverse=True)
    assert [row[f"train {place}"] for place in range(1, 6)] == [*keys, 0, 0, 0, 0, 0][:5]
    pairs = {
        kind: [
            name for i, name in enumerate(notes(kb, kind)) if row[f"{kind} {i // WIDTH}"] >> (i % WIDTH) & 1
        ]
        for kind in ("warnings", "advice")
    }  # fmt: skip

    def some(*names: str) -> tuple[Any, ...] | None:
        return None if row[names[0]] is None else tuple(row[name] for name in names)

    return {
        "coverage": tuple(row[f"coverage_{end}"] for end in ("low", "target", "high")),
        "basis": row["basis"],
        "agreement": row["agreement"],
        "benchmark": some("benchmark", "benchmark_low", "benchmark_high"),
        "workload": some("workload_low", "workload_target", "workload_high"),
        "own": row["own"],
        "break_even": some("break_even_low", "break_even_high"),
        "book": some("current_low", "current_high"),
        "verdict": row["verdict"],
        "rms_needed": tuple(row[f"rms_needed_{end}"] for end in ("low", "target", "high")),
        "focus": row["focus"],
        "parts": tuple(row["focus_parts"].split(";")) if row["focus_parts"] else (),
        "weights": {focus: row[f"weight {focus}"] for focus in FOCUSES},
        "certainty": {focus: row[f"certainty {focus}"] for focus in FOCUSES},
        "margin": row["margin"],
        "clear": row["clear"],
        "capabilities": [key.read(found) for found in keys],
        **pairs,
    }


def _agree(kb: KnowledgeBase, names: list[str], rows: list[Answers], certain: bool = False) -> None:
    engine = PlainEngine(kb.rules, kb.stage)
    for row, found in zip(rows, _follow(kb, names, rows, certain), strict=True):
        assert _read(kb, found) == _recorded(kb, engine, row), row


def _drawn(strategy: st.SearchStrategy[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """What a strategy draws, many at once: a query for each would take a second."""
    pool: list[dict[str, Any]] = []

    @given(strategy)
    @settings(PATIENT, max_examples=count)
    def collect(drawn: dict[str, Any]) -> None:
        pool.append(drawn)

    collect()
    return pool


def _checked(pool: list[dict[str, Any]], kb: KnowledgeBase) -> list[Answers]:
    found = []
    for drawn in pool:
        try:
            found.append(answers_from(drawn, kb.vocabulary, kb.capabilities))
        except BadInput:  # customers, RMs and customers per RM that contradict each other
            continue
    return found


def _with_skills(strategy: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    skill = st.dictionaries(st.sampled_from(list(ADVISOR.kb.capabilities)), st.integers(1, 5), max_size=12)
    books = st.fixed_dictionaries(
        {}, optional={"customers_per_rm": st.sampled_from([0, 1, 80, 150.5, [100, 200], [9, None]])}
    )
    return st.tuples(strategy, skill, books).map(lambda parts: {**parts[0], **parts[2], "skills": parts[1]})


def test_the_real_rules() -> None:
    """On the real rules and odd answers (unknown, ranges, lists, edges) every figure, level and note is the same."""
    pool = _drawn(_with_skills(answers(ADVISOR.kb.vocabulary, least=8)), 80)
    _agree(ADVISOR.kb, [*NAMES, *SKILLS], [*_checked(pool, ADVISOR.kb), ADVISOR.answers({})])


def test_certain_numbers() -> None:
    """Where every number is certain, one column is enough for it, and nothing changes."""
    pool = _drawn(_with_skills(answers(ADVISOR.kb.vocabulary, vague=False, least=15)), 40)
    certain = [
        {name: value for name, value in row.items() if not isinstance(value, list) or name == "product_lines"}
        for row in pool
    ]
    _agree(ADVISOR.kb, [*NAMES, *SKILLS], _checked(certain, ADVISOR.kb), certain=True)


def test_thresholds_of_the_real_rules() -> None:
    """At each number that a rule compares with, and a ten-thousandth beside it, both readings turn alike."""
    from rmadvisor.knowledge.conditions import Within

    kb = ADVISOR.kb
    context = {"segment": "sme", "product_complexity": "medium", "customers": 4000}
    rows = []
    for test in {t for rule in kb.rules for tests in rule.when for t in tests if isinstance(t, Within)}:
        fact = kb.vocabulary.get(test.fact)
        if fact is None or fact.origin != "asked":
            continue
        for end in (test.low, test.high):
            for tick in (end - 1, end, end + 1):
                value = tick / 10_000
                if 0 <= value <= fact.at_most and (fact.type != "count" or value == int(value)):
                    rows.append({**context, fact.name: int(value) if fact.type == "count" else value})
    _agree(kb, [*NAMES, *SKILLS], _checked(rows, kb))


def test_fewer_columns() -> None:
    """Facts that a table does not have are known nowhere."""
    _agree(ADVISOR.kb, ["segment"], [ADVISOR.answers({"segment": name}) for name in ("mass", "uhnw", "sme")])
    _agree(ADVISOR.kb, ["attrition"], [ADVISOR.answers({"attrition": value}) for value in (0, 15, 15.0001)])


def _small_kb(rules: list[Rule]) -> KnowledgeBase:
    """The random rules, and one more for each derived fact that shows it as evidence."""
    vocabulary = {**ADVISOR.kb.vocabulary, **SMALL}
    shown = []
    for name, certainty in zip(("d0", "d1", "d2", "d3", "d4"), (0.05, 0.11, 0.23, 0.47, 0.8), strict=True):
        then = [{"support": {"focus": "hybrid", "certainty": certainty}}]
        data = {"id": f"show.{name}", "when": {name: True}, "then": then, "because": "b", "cites": ["c"]}
        rule = read_rule(Document("rules", data).root(), vocabulary)
        assert rule is not None
        shown.append(rule)
    every = (*rules, *shown)
    return replace(ADVISOR.kb, vocabulary=vocabulary, rules=every, stage=stages(every, vocabulary), version="small")


@given(rule_sets(), st.lists(small_answers(), min_size=20, max_size=20))
@settings(PATIENT, max_examples=5)
def test_random_rules(rules: list[Rule], drawn: list[dict[str, Any]]) -> None:
    """Random rules over odd facts, chains included, fire in both readings alike."""
    kb = _small_kb(rules)
    _agree(kb, list(ASKED), [answers_from(row, kb.vocabulary, ()) for row in drawn])


@pytest.mark.slow
@given(rule_sets(), st.lists(small_answers(), min_size=40, max_size=40))
@settings(PATIENT, max_examples=200)
def test_random_rules_at_length(rules: list[Rule], drawn: list[dict[str, Any]]) -> None:
    """The same, for a night's run."""
    kb = _small_kb(rules)
    _agree(kb, list(ASKED), [answers_from(row, kb.vocabulary, ()) for row in drawn])


@given(st.sampled_from(EDGES) | st.floats(0, 1e11))
@settings(PATIENT)
def test_the_least_float_of_a_tick(number: float) -> None:
    """A float reaches a tick exactly from its threshold on."""
    import math

    least = threshold(ticks(number))
    assert ticks(least) == ticks(number)
    assert ticks(math.nextafter(least, -1)) == ticks(number) - 1


@pytest.mark.parametrize("name", ["polars", pytest.param("pyspark", marks=pytest.mark.slow)])
def test_another_backend(name: str, tmp_path: Path) -> None:
    """Another backend of Ibis finds the same."""
    import pyarrow.parquet as parquet

    pytest.importorskip(name, reason=f"{name} is not installed")
    kb, rows = ADVISOR.kb, _checked(_drawn(_with_skills(answers(ADVISOR.kb.vocabulary, least=8)), 40), ADVISOR.kb)
    names = [*NAMES, *SKILLS]
    backend = ibis.polars.connect() if name == "polars" else ibis.pyspark.connect()
    parquet.write_table(_table(kb, names, rows), tmp_path / "given.parquet")
    table = backend.read_parquet(str(tmp_path / "given.parquet"), table_name="given")
    memory = what_follows(kb, ibis.table(table.schema(), name="given"), names)
    columns = _wanted(kb, memory.table.columns)
    if name == "polars":
        found = as_expression(kb, table, names, columns).to_pyarrow().to_pylist()
    else:
        found = backend.sql(as_sql(memory, backend.compiler, columns)).to_pyarrow().to_pylist()
    for row, expected in zip(found, _follow(kb, names, rows), strict=True):
        wanted = _read(kb, expected)
        about = {focus: pytest.approx(value, abs=1e-12) for focus, value in wanted["certainty"].items()}
        margin = wanted["margin"] if wanted["margin"] is None else pytest.approx(wanted["margin"], abs=1e-12)
        assert _read(kb, row) == {**wanted, "certainty": about, "margin": margin}


def _cell(value: Any) -> str:
    """An answer as a person writes it in a cell."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and value and isinstance(value[0], str):
        return ";".join(value)
    if isinstance(value, list):
        return "[" + ", ".join("null" if end is None else repr(end) for end in value) + "]" if value else "none"
    return str(value)


def test_through_a_file(tmp_path: Path) -> None:
    """What a csv file gives for each row is what `advise` gives for the same answers."""
    pool = _drawn(_with_skills(answers(ADVISOR.kb.vocabulary, least=8)), 25)
    good = []
    for drawn in pool:
        try:
            ADVISOR.answers(drawn)
        except BadInput:
            continue
        good.append(drawn)
    with (tmp_path / "in.csv").open("w", newline="", encoding="utf-8") as opened:
        writer = csv.DictWriter(opened, [*NAMES, *SKILLS])
        writer.writeheader()
        for drawn in good:
            cells = {name: _cell(value) for name, value in drawn.items() if name != "skills"}
            writer.writerow({**cells, **{f"skills.{name}": level for name, level in drawn["skills"].items()}})
    found = ADVISOR.plan(tmp_path / "in.csv", tmp_path / "out.csv")
    assert found.set_aside == 0, found.complaints
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    engine = PlainEngine(ADVISOR.kb.rules, ADVISOR.kb.stage)
    for drawn, row in zip(good, rows, strict=True):
        expected = _recorded(ADVISOR.kb, engine, ADVISOR.answers(drawn))
        assert (
            tuple(
                float(row[f"coverage_{end}"]) if row[f"coverage_{end}"] else None for end in ("low", "target", "high")
            )
            == (expected["coverage"])
        )
        assert (row["focus"] or None, row["verdict"]) == (expected["focus"], expected["verdict"])
        assert [row[f"train_{n}"] for n in range(1, 6)] == [need[0] for need in expected["capabilities"][:5]]
        assert [row[f"train_{n}_level"] for n in range(1, 6)] == [str(need[1]) for need in expected["capabilities"][:5]]
        assert [name for name in row["warnings"].split(";") if name] == expected["warnings"]
        assert [name for name in row["advice"].split(";") if name] == expected["advice"]
    assert json.dumps(found.as_dict())
