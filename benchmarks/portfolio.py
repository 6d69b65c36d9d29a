"""Rows per second: the rules as columns, against a loop over our own evaluator and over other engines, in one run.

    .venv/bin/python benchmarks/portfolio.py [--rows 1000000] [--sets 300] [--json FILE]

A table of made-up groups of RMs is written as parquet, and `rmadvisor plan` works it out in a process of its own:
time from its start to its end, CPU time of both cores, and peak memory, once with the totals alone and once with
`--out`. The engines work on rows of the same table, one after another, in this process. What they get is what a
consultation would give them, stage by stage, ready made: reading the file, the sizing, the focus and the levels are
in no engine's time, and all are in ours.

Goals: a million rows in 10 s and 1 GiB; 100 times the rows a second of zen-engine.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from answer_sets import PLAUSIBLE, as_plain, stages_of
from measuring import machine, machine_line, progress, table, version
from peers import PEERS

from rmadvisor import Advisor
from rmadvisor.knowledge.answers import Answers
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.problems import BadInput
from rmadvisor.reasoning.consultation import consult
from rmadvisor.reasoning.plain import PlainEngine

SEED = 20_281
EMPTY = 0.15  # of the cells
SKILLS = 10  # columns with present levels
AT_ONCE = 50_000  # rows made at a time
SLOW = 5.0  # seconds after which an engine is measured on the rows that it managed
GOAL_SECONDS, GOAL_MB, GOAL_TIMES = 10.0, 1024, 100


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast one way is: rows a second of wall time, and of one core's CPU time."""

    name: str
    what: str
    rows: int
    wall: float
    cpu: float
    peak_mb: float | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "what": self.what,
            "rows": self.rows,
            "wall_s": self.wall,
            "cpu_s": self.cpu,
            "rows_per_s": self.rows / self.wall,
            "rows_per_cpu_s": self.rows / self.cpu,
            "peak_mb": self.peak_mb,
        }


def columns(kb: KnowledgeBase, rng: random.Random, rows: int) -> dict[str, list[Any]]:
    """Made-up cells: a branch, a region, every fact that can be asked but what follows from others, some skills."""
    found: dict[str, list[Any]] = {
        "branch": [f"Branch {rng.randrange(5_000)}" for _ in range(rows)],
        "region": rng.choices(["North", "South", "East", "West"], k=rows),
    }
    for name, fact in kb.vocabulary.items():
        if fact.origin != "asked" or name == "customers_per_rm":
            continue
        empty = [rng.random() < EMPTY for _ in range(rows)]
        if fact.type == "yes_no":
            drawn: list[Any] = rng.choices([True, False], k=rows)
        elif fact.type == "choice":
            drawn = rng.choices(list(fact.choices), k=rows)
        elif fact.type == "choices":
            pool = [";".join(rng.sample(list(fact.choices), n % 6 + 1)) for n in range(200)]
            drawn = rng.choices(pool, k=rows)
        else:
            low, high = PLAUSIBLE.get(name, (1, 100))
            high = min(high, fact.at_most)
            digits = 0 if fact.type == "count" else 1
            drawn = [round(rng.uniform(low, high), digits) for _ in range(rows)]
            drawn = [int(number) for number in drawn] if fact.type == "count" else drawn
        found[name] = [None if gone else value for gone, value in zip(empty, drawn, strict=True)]
    for name in list(kb.capabilities)[:SKILLS]:
        found[f"skills.{name}"] = [rng.choice((None, 1, 2, 3, 4, 5)) for _ in range(rows)]
    return found


def write(kb: KnowledgeBase, path: Path, rows: int) -> dict[str, list[Any]]:
    """The table as parquet; returns its first cells. Later rows are the first ones with each column moved on by another
    number of rows, so that hardly any row comes twice."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    first = columns(kb, random.Random(SEED), min(rows, AT_ONCE))
    part = pa.table(first)
    with parquet.ParquetWriter(path, part.schema) as writer:
        for turn, done in enumerate(range(0, rows, AT_ONCE)):
            moved = {}
            for i, name in enumerate(part.column_names):
                by = turn * (97 * i + 31) % part.num_rows
                moved[name] = pa.concat_arrays([*part[name].slice(by).chunks, *part[name].slice(0, by).chunks])
            more = pa.table(moved, schema=part.schema).slice(0, min(AT_ONCE, rows - done))
            writer.write_table(more, row_group_size=AT_ONCE)
    return first


def answers(kb: KnowledgeBase, cells: dict[str, list[Any]], count: int) -> Iterator[Answers]:
    """The first rows as checked answers."""
    advisor = Advisor(kb)
    for i in range(count):
        row = {name: values[i] for name, values in cells.items() if name in kb.vocabulary and values[i] is not None}
        if "product_lines" in row:
            row["product_lines"] = row["product_lines"].split(";")
        skills = {
            name.removeprefix("skills."): values[i] for name, values in cells.items() if "." in name and values[i]
        }
        try:
            yield advisor.answers({**row, "skills": skills})
        except BadInput as bad:
            raise SystemExit(f"the benchmark made a bad row: {bad}") from bad


def planned(path: Path, rows: int, *options: str) -> Speed:
    """`rmadvisor plan` as a process of its own."""
    command = [sys.executable, "-m", "rmadvisor.cli", "plan", str(path), "--by", "region", "--json", *options]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    printed, _ = process.communicate()
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise SystemExit(f"plan ended with {process.returncode}")
    found = json.loads(printed)
    if found["rows"] != rows:
        raise SystemExit(f"plan worked on {found['rows']} of {rows} rows: {found['complaints'][:3]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    what = f"whole process, parquet in, {'rows out as parquet' if '--out' in options else 'totals out'}"
    return Speed("rmadvisor plan", what, rows, wall, cpu, after.ru_maxrss / 1024)


def loop(name: str, what: str, work: Callable[[Any], Any], rows: Iterable[Any]) -> Speed:
    """One row after another, until all are done or it took too long."""
    done = 0
    wall, cpu = time.perf_counter(), time.process_time()
    for row in rows:
        work(row)
        done += 1
        if time.perf_counter() - wall > SLOW:
            break
    return Speed(name, what, done, time.perf_counter() - wall, time.process_time() - cpu)


def row_by_row(kb: KnowledgeBase, rows: list[Answers]) -> tuple[list[Speed], list[str]]:
    """Our own evaluator and the other engines; those that are not installed by name."""
    engine = PlainEngine(kb.rules, kb.stage)
    found = [loop("our plain evaluator", "whole consultation", lambda row: consult(kb, engine, row), rows)]
    stages = [[as_plain(facts) for facts in stages_of(kb, engine, row)[0]] for row in rows]
    left_out = []
    for name, (package, make) in PEERS.items():
        if version(package) is None:
            left_out.append(name)
            continue
        progress(name)
        peer = make(kb.rules, kb.stage)
        peer.fire(stages[0])
        found.append(loop(name, "firing only", peer.fire, stages))
    return found, left_out


def show(speeds: list[Speed], left_out: list[str]) -> None:
    ours = speeds[0]
    rows = [
        (
            speed.name,
            speed.what,
            f"{speed.rows:,}",
            f"{speed.wall:.2f}",
            f"{speed.cpu:.2f}",
            f"{speed.rows / speed.wall:,.0f}",
            f"{speed.rows / speed.cpu:,.0f}",
            f"{(ours.rows / ours.wall) / (speed.rows / speed.wall):,.1f}",
            f"{speed.peak_mb:,.0f}" if speed.peak_mb else "",
        )
        for speed in speeds
    ]
    print(machine_line())
    head = ("", "what", "rows", "wall s", "CPU s", "rows/s", "rows/CPU s", "plan is x", "peak MB")
    print(table(head, rows))
    for name in left_out:
        print(f"{name} is not installed: make bench installs it")
    print()
    print(f"a million rows in {GOAL_SECONDS:.0f} s: {_met(1e6 * ours.wall / ours.rows <= GOAL_SECONDS)}")
    print(f"peak memory within {GOAL_MB} MB: {_met(all((s.peak_mb or 0) <= GOAL_MB for s in speeds))}")
    for speed in speeds:
        if speed.name.startswith("zen"):
            times = (ours.rows / ours.wall) / (speed.rows / speed.wall)
            print(f"{GOAL_TIMES} times {speed.name}: {_met(times >= GOAL_TIMES)} ({times:,.0f})")


def _met(is_met: bool) -> str:
    return "met" if is_met else "missed"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--sets", type=int, default=300, help="rows for the engines that work row by row")
    parser.add_argument("--json", metavar="FILE")
    options = parser.parse_args()
    kb = Advisor.load().kb
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        path = Path(folder) / "groups.parquet"
        progress(f"making {options.rows:,} rows")
        cells = write(kb, path, options.rows)
        progress("rmadvisor plan")
        speeds = [planned(path, options.rows), planned(path, options.rows, "--out", str(Path(folder) / "out.parquet"))]
    rows = list(answers(kb, cells, min(options.sets, options.rows)))
    others, left_out = row_by_row(kb, rows)
    speeds += others
    show(speeds, left_out)
    if options.json:
        document = {"machine": machine(), "speeds": [speed.as_dict() for speed in speeds], "left_out": left_out}
        Path(options.json).write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
