"""One consultation in each engine, side by side, on the same rules and the same answers; every firing is compared.

    python benchmarks/consultation.py [--sets 200] [--rounds 5] [--json FILE]

Exit code 1 when any engine fires another set of rules than the plain fixed point does.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from answer_sets import as_plain, certain, example_answers, random_answers, stages_of
from measuring import Samples, machine, machine_line, progress, table, version
from peers import PEERS

from rmadvisor.knowledge.knowledge_base import KnowledgeBase, load
from rmadvisor.reasoning.consultation import consult
from rmadvisor.reasoning.durable import DurableEngine
from rmadvisor.reasoning.engine import Engine
from rmadvisor.reasoning.plain import PlainEngine
from rmadvisor.reasoning.recommendation import recommend

BUILDS = 5
SLOW = 5.0  # an engine that takes longer than this for all answer sets (seconds) is timed in one round only
DURABLE, PLAIN = "durable-rules adapter", "plain fixed point"
FIRING, WHOLE = "firing only", "whole consultation"
ADVICE, RANGES = "consultation and recommendation", "whole consultation, with ranges and unknowns"
GOALS = (
    (WHOLE, DURABLE, 5.0, "a whole consultation through durable-rules"),
    (ADVICE, DURABLE, 16.0, "the same with the recommendation made of it, what is settled proved"),
    (FIRING, PLAIN, 0.3, "the plain evaluator alone"),
)


@dataclass
class Row:
    """One engine doing one thing. Times in ms; `ratio` to durable-rules at the same; `disagreements` in answer sets."""

    what: str
    engine: str
    compile: float
    median: float
    p99: float
    median_wall: float
    ratio: float
    samples: int
    disagreements: int


class Contender:
    """An engine to be timed: `run` gives the ids of the rules that fire on one case."""

    def __init__(
        self, what: str, engine: str, compile_ms: float, cases: Sequence[Any], run: Callable[[Any], Iterable[str]]
    ) -> None:
        self.what, self.engine, self.compile_ms, self.cases, self.run = what, engine, compile_ms, cases, run
        self.samples, self.disagreements, self.slow = Samples(), 0, False

    def verify(self, expected: Sequence[frozenset[str]]) -> None:
        """Run every case once, off the clock, and compare what fired."""
        started = time.perf_counter()
        pairs = zip(self.cases, expected, strict=True)
        self.disagreements = sum(frozenset(self.run(case)) != fired for case, fired in pairs)
        self.slow = time.perf_counter() - started > SLOW

    def time(self) -> None:
        """Run every case once on the clock."""
        for case in self.cases:
            self.samples.take(lambda case=case: self.run(case))

    def row(self, durable: float) -> Row:
        times = self.samples
        ratio = times.median / durable
        figures = (self.compile_ms, times.median, times.p99, times.median_wall, ratio)
        return Row(self.what, self.engine, *figures, len(times.cpu), self.disagreements)


def built(make: Callable[[], Any]) -> tuple[Any, float]:
    """What `make` makes, and the median time it takes; the first time, which imports the package, does not count."""
    samples = Samples()
    made = make()
    for _ in range(BUILDS):
        made = samples.take(make)
    return made, samples.median


def whole(kb: KnowledgeBase, engine: Engine) -> Callable[[Any], Iterable[str]]:
    """Answers -> rules that fired, through everything that a consultation does."""
    return lambda answers: [firing.rule.id for firing in consult(kb, engine, answers).firings]


def advice(kb: KnowledgeBase, engine: Engine) -> Callable[[Any], Iterable[str]]:
    """Answers -> rules that fired, with the recommendation that Advisor.consult returns."""

    def run(answers: Any) -> Iterable[str]:
        findings = consult(kb, engine, answers)
        recommend(kb, findings)
        return [firing.rule.id for firing in findings.firings]

    return run


def firing(engine: Engine) -> Callable[[Any], Iterable[str]]:
    """Facts, stage by stage -> rules that fired."""

    def run(stages: Any) -> Iterable[str]:
        with engine.session() as session:
            return [fired.rule.id for facts in stages for fired in session.extend(facts)]

    return run


def contenders(kb: KnowledgeBase, count: int) -> tuple[list[Contender], list[str], dict[str, Any]]:
    """Everything to be timed, verified already; what is left out and why; what it runs on."""
    progress("Building the engines ...")
    plain, plain_ms = built(lambda: PlainEngine(kb.rules, kb.stage))
    durable, durable_ms = built(lambda: DurableEngine(kb.rules))
    ours = ((DURABLE, durable, durable_ms), (PLAIN, plain, plain_ms))

    answers = [*random_answers(kb, count), *(certain(given, kb) for given in example_answers(kb))]
    uncertain = [*random_answers(kb, count, uncertain=True), *example_answers(kb)]
    recorded = [stages_of(kb, plain, given) for given in answers]
    stages = [facts for facts, _ in recorded]
    expected = [frozenset(f.rule.id for f in findings.firings) for _, findings in recorded]
    expected_uncertain = [frozenset(f.rule.id for f in consult(kb, plain, given).firings) for given in uncertain]

    found = [Contender(WHOLE, name, ms, answers, whole(kb, engine)) for name, engine, ms in ours]
    found += [Contender(ADVICE, name, ms, answers, advice(kb, engine)) for name, engine, ms in ours]
    found += [Contender(RANGES, name, ms, uncertain, whole(kb, engine)) for name, engine, ms in ours]
    found += [Contender(FIRING, name, ms, stages, firing(engine)) for name, engine, ms in ours]
    left_out = []
    flat = [[as_plain(facts) for facts in case] for case in stages]
    for name, (package, kind) in PEERS.items():
        if version(package) is None:
            left_out.append(f"{name}: not installed (pip install '.[bench]')")
            continue
        try:
            peer, ms = built(lambda kind=kind: kind(kb.rules, kb.stage))
        except Exception as error:  # a peer that breaks must not take the others along
            left_out.append(f"{name}: could not be built ({type(error).__name__}: {error})")
            continue
        found.append(Contender(FIRING, name, ms, flat, peer.fire))
    for contender in found:
        progress(f"Comparing what fires: {contender.engine}, {contender.what} ...")
        contender.verify(expected_uncertain if contender.what == RANGES else expected)
    on = {
        "rules": len(kb.rules),
        "answer_sets": len(answers),
        "facts_answered": median(len(given.values) for given in answers),
        "facts_given": median(sum(map(len, case)) for case in stages),
        "rules_fired": median(map(len, expected)),
        "rules_fired_ever": len(frozenset().union(*expected)),
    }
    return found, left_out, on


def measure(found: Sequence[Contender], rounds: int) -> list[Row]:
    """All contenders in turn, round after round, so that a busy minute of the machine hits all of them."""
    gc.collect()
    gc.freeze()  # one engine's objects must not make another's garbage collection longer
    for number in range(rounds):
        progress(f"Round {number + 1} of {rounds} ...")
        for contender in found:
            if number == 0 or not contender.slow:
                contender.time()
    durable = {contender.what: contender.samples.median for contender in found if contender.engine == DURABLE}
    return [contender.row(durable[contender.what]) for contender in found]


def show(rows: Sequence[Row], left_out: Sequence[str], on: dict[str, Any]) -> None:
    """The tables and the verdicts, for people."""
    print(machine_line())
    names = ("durable-rules", *dict.fromkeys(package for package, _ in PEERS.values()))
    print(", ".join(f"{name} {version(name) or 'missing'}" for name in names))
    print(
        f"{on['rules']} rules; {on['answer_sets']} answer sets; medians: {on['facts_answered']:g} facts answered, "
        f"{on['facts_given']:g} facts given to the engine in four stages, {on['rules_fired']:g} rules fired; "
        f"{on['rules_fired_ever']} rules fired somewhere"
    )
    print("ms of CPU time unless it says wall; 'x durable': how many times durable-rules' median, less is faster")
    head = ("", "compile", "median", "p99", "wall", "x durable", "samples", "disagree")
    for what in (FIRING, WHOLE, ADVICE, RANGES):
        print(f"\n{what[0].upper()}{what[1:]}")
        lines = [
            (
                row.engine,
                f"{row.compile:.1f}",
                f"{row.median:.3f}",
                f"{row.p99:.3f}",
                f"{row.median_wall:.3f}",
                f"{row.ratio:.2f}",
                str(row.samples),
                str(row.disagreements),
            )
            for row in sorted((row for row in rows if row.what == what), key=lambda row: row.median)
        ]
        print(table(head, lines))
    print()
    for reason in left_out:
        print(f"Left out: {reason}")
    for goal in goals(rows):
        verdict = "met" if goal["met"] else "MISSED"
        print(f"Goal {verdict}: {goal['goal']} at most {goal['at_most']} ms, found {goal['median']:.3f}")
    print(f"Answer sets on which an engine fired other rules than the plain fixed point: {disagreements(rows)}")


def goals(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The goals and how they were met."""
    found = {(row.what, row.engine): row.median for row in rows}
    return [
        {"goal": text, "at_most": most, "median": found[what, engine], "met": found[what, engine] <= most}
        for what, engine, most, text in GOALS
    ]


def disagreements(rows: Sequence[Row]) -> int:
    return sum(row.disagreements for row in rows)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sets", type=int, default=200, help="random answer sets (200)")
    parser.add_argument("--rounds", type=int, default=5, help="times each of them is run (5)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    if options.sets < 1 or options.rounds < 1:
        parser.error("--sets and --rounds take a number from 1")
    found, left_out, on = contenders(load(), options.sets)
    rows = measure(found, options.rounds)
    show(rows, left_out, on)
    if options.json:
        packages = ("rmadvisor", "durable-rules", *dict.fromkeys(package for package, _ in PEERS.values()))
        document = {
            "machine": machine(),
            "versions": {name: version(name) for name in packages},
            "on": on,
            "rows": [asdict(row) for row in rows],
            "left_out": left_out,
            "goals": goals(rows),
            "disagreements": disagreements(rows),
        }
        options.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return 1 if disagreements(rows) else 0


if __name__ == "__main__":
    sys.exit(main())
