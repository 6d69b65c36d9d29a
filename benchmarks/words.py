"""How well and how fast plain words are understood, on the sentences of data/sentences.jsonl.

    python benchmarks/words.py [--file FILE.jsonl] [--rounds 5] [--show] [--json FILE]

A line of the file is {"id", "text", "facts"}, where the sentence leaves room with "also" (other values as right) and
"may" (facts that may be left out); "limit" marks those known
not to be read rightly. Values are compared as the vocabulary means them; the score is the micro-F1 over
(fact, value) and the share of sentences with nothing missing and nothing false. The sentences were there while the
grammar was written: the score says that nothing broke, not how well unseen sentences are read.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from measuring import Samples, machine, machine_line, table

from rmadvisor import Advisor

SENTENCES = Path(__file__).parent / "data" / "sentences.jsonl"
GOAL = 5.0  # milliseconds a sentence


def same(got: Any, want: Any) -> bool:
    """Whether two values are the same answer: numbers within half a percent, an open lower end is 0, sets unordered."""
    if isinstance(got, bool) or isinstance(want, bool):
        return got is want
    if isinstance(got, int | float) and isinstance(want, int | float):
        return abs(got - want) <= 0.005 * abs(want)
    if isinstance(got, list) and isinstance(want, list):
        if any(isinstance(each, str) for each in want):
            return set(got) == set(want)
        return len(got) == len(want) == 2 and same(got[0] or 0, want[0] or 0) and same(got[1], want[1])
    return bool(got == want)


def score(found: Mapping[str, Any], item: Mapping[str, Any]) -> tuple[int, list[str]]:
    """(facts that are right, what is false or missed)."""
    facts, also, may = item["facts"], item.get("also", {}), item.get("may", {})
    right, notes = 0, []
    for name, value in found.items():
        accepted = [*([facts[name]] if name in facts else []), *also.get(name, [])]
        if any(same(value, each) for each in accepted):
            right += 1
        elif not (name in may and same(value, may[name])):
            notes.append(f"false {name}={value}")
    notes += [f"missed {name}" for name in facts if not any(
        same(found[name], each) for each in [facts[name], *also.get(name, [])] if name in found)]  # fmt: skip
    return right, notes


def measure(items: Iterable[Mapping[str, Any]], rounds: int, show: bool) -> dict[str, Any]:
    """The scores and the milliseconds of each sentence."""
    advisor = Advisor.load()
    advisor.understand("warm up with an unknwon word")
    samples = Samples()
    right = false = missed = exact = count = 0
    for item in items:
        count += 1
        for _ in range(rounds):
            wall, cpu = time.perf_counter(), time.process_time()
            understood = advisor.understand(item["text"])
            samples.wall.append(1000 * (time.perf_counter() - wall))
            samples.cpu.append(1000 * (time.process_time() - cpu))
        found, notes = score(understood.values, item)
        right, exact = right + found, exact + (not notes)
        false += sum(note.startswith("false") for note in notes)
        missed += sum(note.startswith("missed") for note in notes)
        if notes and show:
            print(f"{item['id']}: {'; '.join(notes)} | {item['text']}")
    return {
        "sentences": count,
        "f1": 2 * right / (2 * right + false + missed) if right else 0.0,
        "exact": exact / count if count else 0.0,
        "samples": samples,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--file", type=Path, default=SENTENCES)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--show", action="store_true", help="print the sentences that are not wholly right")
    parser.add_argument("--json", type=Path, metavar="FILE")
    args = parser.parse_args()
    items = [json.loads(line) for line in args.file.read_text(encoding="utf-8").splitlines() if line.strip()]
    found = measure(items, args.rounds, args.show)
    times = sorted(found.pop("samples").cpu)
    found |= {"p50_ms": times[len(times) // 2], "p99_ms": times[int(0.99 * (len(times) - 1))]}
    print(machine_line())
    rows = [
        ["micro-F1 over (fact, value)", f"{found['f1']:.4f}"],
        ["sentences wholly right", f"{found['exact']:.4f}"],
        ["CPU time a sentence, p50", f"{found['p50_ms']:.2f} ms"],
        ["CPU time a sentence, p99", f"{found['p99_ms']:.2f} ms (goal {GOAL:g})"],
    ]
    print(table([f"{found['sentences']} sentences", ""], rows))
    if args.json:
        args.json.write_text(json.dumps({"machine": machine(), **found}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
