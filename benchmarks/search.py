"""The search beside what one would otherwise use: quality, off-topic questions, time, memory.

    python benchmarks/search.py [--data DIR] [--sizes 200,10000] [--all] [--json FILE]

Every system runs on the same records and questions, clean and misspelt. Time at each size is taken in a process of its
own, so that one system's memory is not another's.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

from measuring import Samples, machine, machine_line, percentile, progress, table, version
from search_peers import SYSTEMS, Ours, System
from search_sets import Query, Set, conditions, made_up, own, public

from rmadvisor import Advisor
from rmadvisor.knowledge.search.records import records

GOAL_P99, GOAL_SIZE = 5.0, 10_000  # ms of CPU time
# The slowest are left out above so many records, and with --all asked every question only once there.
MOST = dict.fromkeys(("whoosh + correction", "rapidfuzz token_set", "rapidfuzz WRatio"), 1_200) | {
    "whoosh-reloaded": 10_000
}
ROUNDS = 3


def ndcg(found: Sequence[int], right: frozenset[int]) -> float:
    """nDCG@10 with gains of one."""
    gained = sum(1 / math.log2(i + 2) for i, place in enumerate(found[:10]) if place in right)
    return gained / sum(1 / math.log2(i + 2) for i in range(min(10, len(right))))


def quality(system: System, texts: Sequence[str], queries: Sequence[Query]) -> dict[str, float]:
    found = [system.search(text, 10) for text in texts]
    pairs = list(zip(found, (query.answers for query in queries), strict=True))
    return {
        "success@1": mean(bool(set(places[:1]) & right) for places, right in pairs),
        "success@3": mean(bool(set(places[:3]) & right) for places, right in pairs),
        "nDCG@10": mean(ndcg(places, right) for places, right in pairs),
    }


def measure(found: Set) -> dict[str, Any]:
    """{system: {condition: figures}}; ours never refuses where every question has an answer."""
    texts = conditions(found.queries)
    rows: dict[str, Any] = {}
    for name, (package, make) in SYSTEMS.items():
        if package and version(package) is None:
            progress(f"{name} is not installed and left out")
            continue
        if len(found.records) > MOST.get(name, len(found.records)):
            continue
        progress(f"{found.name}: {name} ...")
        system: System = (
            Ours(kinds=False, refuse=False, phrases=False) if name == "ours" and not found.off_topic else make()
        )
        if name == "ours, kinds alike" and not found.off_topic:
            continue
        system.build(found.records)
        rows[name] = {condition: quality(system, asked, found.queries) for condition, asked in texts.items()}
        if found.off_topic:
            rows[name]["turned away"] = mean(not system.search(text, 3) for text in found.off_topic)
        if name == "ours" and found.off_topic:
            rows[name]["by kind"] = {
                kind: quality(system, [q.text for q in group], group)
                for kind in dict.fromkeys(query.kind for query in found.queries)
                if (group := [query for query in found.queries if query.kind == kind])
            }
    return rows


def show_quality(found: Set, rows: dict[str, Any]) -> None:
    print(f"\n{found.name}: {len(found.records)} records, {len(found.queries)} questions")
    head = ["system", "s@1 clean", "t1", "t2", "s@3 clean", "t1", "t2", "nDCG clean", "t1", "t2"]
    head += ["turned away"] if found.off_topic else []
    body = []
    for name, row in rows.items():
        cells = [f"{row[c][m]:.3f}" for m in ("success@1", "success@3", "nDCG@10") for c in ("clean", "t1", "t2")]
        body.append([name, *cells, *([f"{row['turned away']:.2f}"] if found.off_topic else [])])
    print(table(head, body))
    for kind, row in rows["ours"].get("by kind", {}).items():
        print(f"  ours, {kind}: success@1 {row['success@1']:.3f}, success@3 {row['success@3']:.3f}")


def timed(name: str, size: int) -> dict[str, float]:
    """One system at one size, in this process; ours with its hits, their passages and their marks."""
    kb = Advisor.load().kb
    entries, questions = made_up(records(kb), size)
    gc.collect()
    before = _resident()
    system = SYSTEMS[name][1]()
    building = Samples()
    building.take(lambda: system.build(entries))
    search: Callable[[str, int], Any] = system.search
    if isinstance(system, Ours):
        search = system.searching.search
    for text in questions[:5]:
        search(text, 10)
    gc.collect()
    gc.freeze()
    best_cpu, best_wall = [math.inf] * len(questions), [math.inf] * len(questions)
    for _ in range(ROUNDS if size <= MOST.get(name, size) else 1):
        samples = Samples()
        for text in questions:
            samples.take(lambda text=text: search(text, 10))
        best_cpu = list(map(min, best_cpu, samples.cpu))
        best_wall = list(map(min, best_wall, samples.wall))
    return {
        "build s": building.cpu[0] / 1000,
        "p50": percentile(best_cpu, 50),
        "p99": percentile(best_cpu, 99),
        "p50 wall": percentile(best_wall, 50),
        "p99 wall": percentile(best_wall, 99),
        "MB": _resident() - before,
    }


def _resident() -> float:
    """Resident memory of this process, in megabytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def times(sizes: Sequence[int], slowest: bool) -> dict[str, Any]:
    """{system at size: figures}; with ``slowest`` none is left out, which takes minutes at 100,000 records."""
    rows: dict[str, Any] = {}
    for size in sizes:
        for name, (package, _) in SYSTEMS.items():
            if name == "ours, kinds alike" or (size > MOST.get(name, size) and not slowest):
                continue
            if package and version(package) is None:
                continue
            progress(f"{size} records: {name} ...")
            done = subprocess.run(
                [sys.executable, __file__, "--one", name, "--sizes", str(size)],
                stdout=subprocess.PIPE,
                check=True,
            )
            rows[f"{name} at {size}"] = json.loads(done.stdout)
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, metavar="DIR", help="a folder with the public sets (see search_sets.py)")
    parser.add_argument("--sizes", default="200,10000", help="how many made-up entries to time (200,10000)")
    parser.add_argument("--times", action="store_true", help="only the time, not the quality")
    parser.add_argument("--all", action="store_true", help="time the slowest at every size too")
    parser.add_argument("--one", choices=SYSTEMS, help=argparse.SUPPRESS)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",") if size]
    if options.one:
        print(json.dumps(timed(options.one, sizes[0])))
        return 0
    print(machine_line())
    names = ("bm25s", "PyStemmer", "rapidfuzz", "tantivy", "whoosh-reloaded")
    print(", ".join(f"{name} {version(name)}" for name in names if version(name)))
    sets = [own(records(Advisor.load().kb)), *(public(options.data) if options.data else ())]
    sets = [] if options.times else sets
    found = {}
    for one in sets:
        found[one.name] = measure(one)
        show_quality(one, found[one.name])
    if len(sets) > 1:
        print("\nnDCG@10, mean of the public sets")
        shared = [name for name in found[sets[1].name] if all(name in found[one.name] for one in sets[1:])]
        body = [
            [n, *(f"{mean(found[one.name][n][c]['nDCG@10'] for one in sets[1:]):.3f}" for c in ("clean", "t1", "t2"))]
            for n in shared
        ]
        print(table(["system", "clean", "t1", "t2"], body))
    rows = times(sizes, options.all)
    print("\nTime of one question in ms (CPU, best of three rounds; wall beside it) and of building")
    head = ("system", "p50", "p99", "p50 wall", "p99 wall", "build s", "MB")
    body = [
        [name, *(f"{row[k]:.2f}" for k in ("p50", "p99", "p50 wall", "p99 wall", "build s")), f"{row['MB']:.0f}"]
        for name, row in rows.items()
    ]
    print(table(head, body))
    if (goal := rows.get(f"ours at {GOAL_SIZE}")) is not None:
        verdict = "met" if goal["p99"] <= GOAL_P99 else "MISSED"
        print(f"\nGoal {verdict}: p99 of at most {GOAL_P99:g} ms at {GOAL_SIZE} entries, found {goal['p99']:.2f}")
    if options.json:
        document = {"machine": machine(), "quality": found, "times": rows}
        options.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
