"""How many questions an interview takes, beside the fewest that any could; and how long an answer takes.

    python benchmarks/interview.py [--managers 200] [--json FILE]

Managers are made up: their answers are drawn once, from a fixed seed, and every strategy asks the same managers.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import mean, median
from typing import Any

from answer_sets import PLAUSIBLE, SEED
from measuring import Samples, machine, machine_line, percentile, progress, table

from rmadvisor import Advisor
from rmadvisor.knowledge.answers import Answers
from rmadvisor.knowledge.conditions import Test
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import FOCUSES, Advise, Conclude, Effect, Rule, Warn
from rmadvisor.knowledge.stages import stages
from rmadvisor.knowledge.vocabulary import Fact
from rmadvisor.reasoning.possible.interview import next_question
from rmadvisor.reasoning.possible.network import Network
from rmadvisor.reasoning.possible.reading import Possibilities
from rmadvisor.reasoning.possible.survey import Survey

UNKNOWN_SHARE = 0.09  # of the answers; a manager knows whom his RMs serve
BOOK_MARGIN = 1.5  # today's book lies up to so many times outside the public range
MOST_CORES = {"focus": 40, "all": 24}  # sets of which one question is needed, looked for per manager
OFTEN = 0.9
STEPS, FLIPS, OTHER_FLIPS, ROUNDS = 500, 60, 400, 3
GROWTH, GROWTH_STEPS = (1, 2, 4, 8), 40
FOCUS, ALL = "focus", "all"
Known = dict[frozenset[str], bool]
GOALS = {FOCUS: ("focus",), ALL: ("focus", "coverage", "capabilities", "warnings")}
OURS, FIXED, RANDOM = "next_question", "fixed order, irrelevant skipped", "random relevant"

# ---------------------------------------------------------------- managers


def managers(advisor: Advisor, count: int) -> list[Answers]:
    """As many managers with an answer to every question, the same in every run."""
    rng = random.Random(SEED)
    asked = [fact for fact in advisor.kb.vocabulary.values() if fact.origin == "asked"]
    priors = {fact.name: _uneven(rng, fact) for fact in asked}
    ends = _plausible(advisor.kb)
    bands = {segment: _band(advisor, segment) for segment in advisor.kb.vocabulary["segment"].choices}
    found = []
    for _ in range(count):
        segment = rng.choices(*priors["segment"])[0]
        given = {fact.name: _draw(rng, fact, priors, ends, segment) for fact in asked}
        rms = round(10 ** rng.uniform(0.3, 1.8))
        low, high = bands[segment]
        book = low / BOOK_MARGIN * (BOOK_MARGIN**2 * high / low) ** rng.random()
        given |= {"rm_count": rms, "customers": max(round(rms * book), 1)}
        given["customers_per_rm"] = round(given["customers"] / rms, 1)
        for name in given:
            if rng.random() < UNKNOWN_SHARE:
                given[name] = "unknown"
        found.append(advisor.answers({**given, "segment": segment}))
    return found


def _uneven(rng: random.Random, fact: Fact) -> tuple[list[Any], list[float]]:
    """What a question can be answered with, and a weight for each answer between 1 and 3."""
    values = [True, False] if fact.type == "yes_no" else list(fact.choices)
    return values, [rng.uniform(1, 3) for _ in values]


def _plausible(kb: KnowledgeBase) -> dict[tuple[str, str], tuple[float, float]]:
    """The plausible range of each quantity in each segment, by the defaults of kb/."""
    entries = (entry.details for entry in kb.entries.values() if entry.kind == "default")
    return {(d["quantity"], segment): tuple(d["plausible"]) for d in entries for segment in d["segments"]}


def _band(advisor: Advisor, segment: str) -> tuple[float, float]:
    """From where to where a segment's books lie as published; the range of this program where nothing is."""
    coverage = advisor.consult({"segment": segment}).coverage
    found = coverage.benchmark or coverage
    return max(found.low or coverage.low or 1.0, 1.0), found.high or coverage.high or 1000.0


def _draw(
    rng: random.Random,
    fact: Fact,
    priors: Mapping[str, tuple[list[Any], list[float]]],
    ends: Mapping[tuple[str, str], tuple[float, float]],
    segment: str,
) -> Any:
    if fact.type == "choices":
        values, weights = priors[fact.name]
        chosen = [value for value, weight in zip(values, weights, strict=True) if rng.random() < weight / 6]
        return chosen or [values[0]]
    if not fact.numeric:
        return rng.choices(*priors[fact.name])[0]
    usual = ends.get((fact.name, segment)) or ends.get((fact.name, "any")) or PLAUSIBLE.get(fact.name, (1, 100))
    number = rng.triangular(usual[0], min(usual[1], fact.at_most))
    return round(number) if fact.type == "count" else round(number, 1)


# ---------------------------------------------------------------- interviews


@dataclass
class Interview:
    """How many questions ours asked before the first useful answer, each aim, and the end."""

    asked: list[str]
    useful: int | None
    focus: int
    all: int


class Bench:
    """The rules made ready, with a second network that looks at no box ahead: all that a check needs, and quicker."""

    def __init__(self, advisor: Advisor) -> None:
        self.advisor, self.kb = advisor, advisor.kb
        self.bare = Network(self.kb)
        self.bare.of_fact = dict.fromkeys(self.bare.of_fact, 0)

    def of(self, manager: Answers, names: Iterable[str]) -> Answers:
        return Answers({name: manager.values[name] for name in names}, manager.skills)

    def settled(self, manager: Answers, names: Iterable[str], aim: str) -> bool:
        """Whether these answers settle the aim, by the program's own proof."""
        answers = self.of(manager, names)
        if aim == FOCUS and len(Possibilities(self.bare, answers).outlooks[0].models) == 1:
            return True
        settled = Survey(self.bare, answers).settled
        return settled.focus if aim == FOCUS else settled.all

    def ours(self, manager: Answers) -> Interview:
        """The interview as the program leads it, to its end."""
        found = Interview([], None, -1, -1)
        while True:
            answers = self.of(manager, found.asked)
            question = next_question(self.kb, answers)
            now = len(found.asked)
            if found.useful is None:
                advice = self.advisor.consult(answers)
                found.useful = now if advice.coverage.low is not None and advice.focus.model else None
            if found.focus < 0 and question.settled.focus:
                found.focus = now
            if found.all < 0 and question.settled.all:
                found.all = now
            if question.fact is None:
                return found
            found.asked.append(question.fact)

    def relevant(self, manager: Answers, aim: str, choose: Callable[[list[str]], str]) -> list[str]:
        """What another strategy asks until the aim is settled; it chooses among the questions that may matter to it."""
        asked: list[str] = []
        while True:
            now = Survey(self.bare, self.of(manager, asked)).now
            still_open = [name for name in self.kb.vocabulary if any(name in now[goal] for goal in GOALS[aim])]
            if not still_open or self.settled(manager, asked, aim):
                return asked
            asked.append(choose(still_open))


# ---------------------------------------------------------------- the fewest, with hindsight


@dataclass
class Fewest:
    """The fewest questions that settle an aim lie from `least` to `most`; `mandatory` are needed whatever else is."""

    least: int
    most: int
    mandatory: list[str]


def fewest(
    enough: Callable[[Collection[str]], bool], every: Sequence[str], tried: list[list[str]], cores_at_most: int
) -> Fewest:
    """Bounds by hindsight. `enough` says whether answers settle the aim; more answers never unsettle it.

    At most: the smallest set found by leaving questions out of a set that is enough, one by one. At least: the smallest
    set that hits every core found, a core being questions without all of which nothing is enough.
    """
    rng = random.Random(SEED)
    best = min((_irredundant(enough, start) for start in [*tried, list(every)]), key=len)
    mandatory = [name for name in best if not enough([other for other in every if other != name])]
    cores = [frozenset((name,)) for name in mandatory]
    hit: set[str] = set(mandatory)
    apart = True  # first cores that share no question, then cores that the smallest hitting set misses
    for _ in range(cores_at_most):
        done = enough(hit)
        if apart and (done or len(hit) >= len(best)):
            apart, hit = False, _hitting(cores)
            done = enough(hit)
        if len(hit) >= len(best):
            break
        if done and not apart:
            return Fewest(len(hit), len(hit), mandatory)
        core = _core(enough, hit, every, rng)
        cores.append(core)
        hit = hit | core if apart else _hitting(cores)
    return Fewest(min(len(_hitting(cores)), len(best)), len(best), mandatory)


def _irredundant(enough: Callable[[Collection[str]], bool], start: Sequence[str]) -> list[str]:
    kept = list(start)
    for name in reversed(start):
        fewer = [other for other in kept if other != name]
        if enough(fewer):
            kept = fewer
    return kept


def _core(
    enough: Callable[[Collection[str]], bool], within: set[str], every: Sequence[str], rng: random.Random
) -> frozenset[str]:
    """What is left out of a largest set around `within` that is not enough."""
    grown = set(within)
    for name in rng.sample(every, len(every)):
        if name not in grown and not enough(grown | {name}):
            grown.add(name)
    return frozenset(every) - grown


def _hitting(cores: Sequence[frozenset[str]]) -> set[str]:
    """A smallest set with a question of every core."""
    best: list[set[str]] = [set().union(*cores)]

    def search(chosen: set[str]) -> None:
        missed = [core for core in cores if not core & chosen]
        apart: set[str] = set()
        needed = 0
        for core in sorted(missed, key=len):
            if not core & apart:
                apart |= core
                needed += 1
        if len(chosen) + needed >= len(best[0]):
            return
        if not missed:
            best[0] = chosen
            return
        for name in sorted(min(missed, key=len)):
            search(chosen | {name})

    search(set())
    return best[0]


# ---------------------------------------------------------------- the questions


def questions(bench: Bench, people: Sequence[Answers]) -> dict[str, Any]:
    """Every strategy with every manager."""
    rng = random.Random(SEED)
    at_first = Survey(bench.bare, Answers({}, {})).now  # what cannot matter to an aim then never can
    every = {
        aim: [name for name in bench.kb.vocabulary if any(name in at_first[goal] for goal in goals)]
        for aim, goals in GOALS.items()
    }
    found: dict[str, Any] = {"interviews": [], FOCUS: [], ALL: []}
    for i, manager in enumerate(people):
        if i % 20 == 0:
            progress(f"Manager {i + 1} of {len(people)} ...")
        ours = bench.ours(manager)
        found["interviews"].append(asdict(ours))
        for aim, count in ((FOCUS, ours.focus), (ALL, ours.all)):
            fixed = bench.relevant(manager, aim, lambda names: names[0])
            shuffled = bench.relevant(manager, aim, rng.choice)
            known: Known = {}

            def enough(names: Iterable[str], manager: Answers = manager, aim: str = aim, known: Known = known) -> bool:
                given = frozenset(names)
                if given not in known:
                    known[given] = bench.settled(manager, given, aim)
                return known[given]

            tried = [[name for name in asked if name in every[aim]] for asked in (ours.asked[:count], shuffled)]
            bounds = fewest(enough, every[aim], tried, MOST_CORES[aim])
            found[aim].append({OURS: count, FIXED: len(fixed), RANDOM: len(shuffled), **asdict(bounds)})
    return found


def ratios(rows: Sequence[Mapping[str, Any]], strategy: str, bound: str) -> tuple[float, float]:
    """Mean and worst of a strategy's questions over the fewest of the same manager."""
    found = [row[strategy] / max(row[bound], 1) for row in rows]
    return mean(found), max(found)


def show_questions(found: Mapping[str, Any], of: int) -> None:
    head = ("", "mean", "median", "most", "x fewest, at most", "worst", "x fewest, at least", "worst")
    for aim, title in ((FOCUS, "the focus is settled"), (ALL, "all is settled")):
        rows = found[aim]
        least, most = mean(row["least"] for row in rows), mean(row["most"] for row in rows)
        exact = sum(row["least"] == row["most"] for row in rows)
        forced = mean(len(row["mandatory"]) for row in rows)
        print(f"\nQuestions until {title} (of {of}), {len(rows)} managers")
        print(
            f"Fewest with hindsight: mean from {least:.1f} to {most:.1f} (known exactly for {exact} managers); "
            f"needed each by itself: {forced:.1f}"
        )
        lines = []
        for strategy in (OURS, FIXED, RANDOM):
            counts = [row[strategy] for row in rows]
            pairs = [f"{x:.2f}" for bound in ("least", "most") for x in ratios(rows, strategy, bound)]
            lines.append((strategy, f"{mean(counts):.1f}", f"{median(counts):g}", str(max(counts)), *pairs))
        print(table(head, lines))
        needed = Counter(name for row in rows for name in row["mandatory"])
        often = [name for name, count in needed.most_common() if count >= len(rows) * OFTEN]
        print(f"Needed by themselves for {OFTEN:.0%} of the managers or more: {', '.join(often) or 'none'}")


# ---------------------------------------------------------------- the speed


def steps(
    bench: Bench, people: Sequence[Answers], interviews: Sequence[Mapping[str, Any]], count: int
) -> list[Answers]:
    """Answers as they stand at random steps of interviews."""
    rng = random.Random(SEED)
    found = []
    for _ in range(count):
        i = rng.randrange(len(people))
        asked = interviews[i]["asked"]
        found.append(bench.of(people[i], asked[: rng.randint(0, len(asked))]))
    return found


def timed(works: Sequence[Callable[[], Any]], rounds: int) -> list[float]:
    """Milliseconds of CPU time of each, the median over the rounds; each round goes over all of them."""
    found = [Samples() for _ in works]
    for _ in range(rounds):
        for samples, work in zip(found, works, strict=True):
            samples.take(work)
    return [samples.median for samples in found]


def answer_times(advisor: Advisor, cases: Sequence[Answers], rounds: int) -> list[float]:
    """From an answer to the recommendation and the next question."""

    def work(answers: Answers) -> Any:
        return advisor.consult(answers), advisor.next_question(answers)

    return timed([lambda answers=answers: work(answers) for answers in cases], rounds)


def grown(kb: KnowledgeBase, times: int) -> KnowledgeBase:
    """The same knowledge with so many copies of every rule, each copy on derived facts of its own."""
    derived = [fact for fact in kb.vocabulary.values() if fact.origin == "rules"]
    vocabulary = dict(kb.vocabulary)
    rules = list(kb.rules)
    for number in range(1, times):
        names = {fact.name: f"{fact.name}_copy{number}" for fact in derived}
        vocabulary |= {names[fact.name]: replace(fact, name=names[fact.name]) for fact in derived}

        def test(of: Test, names: Mapping[str, str] = names) -> Test:
            return replace(of, fact=names.get(of.fact, of.fact))

        def effect(of: Effect, names: Mapping[str, str] = names) -> Effect:
            return replace(of, fact=names[of.fact]) if isinstance(of, Conclude) else of

        rules += [
            replace(
                rule,
                id=f"{rule.id}.copy{number}",
                when=tuple(tuple(map(test, tests)) for tests in rule.when),
                then=tuple(map(effect, rule.then)),
            )
            for rule in kb.rules
        ]
    made: tuple[Rule, ...] = tuple(rules)
    return replace(kb, rules=made, vocabulary=vocabulary, stage=stages(made, vocabulary))


def conclusions(kb: KnowledgeBase, people: Sequence[Answers]) -> list[tuple[Answers, str]]:
    """Managers, each with something that may flip: a warning or an advice as often as a level or a named focus."""
    rng = random.Random(SEED)
    told = [rule.id for rule in kb.rules if any(isinstance(effect, Warn | Advise) for effect in rule.then)]
    named = [*(f"{name}={level}" for name in kb.capabilities for level in range(1, 6)), *FOCUSES]
    return [(rng.choice(people), rng.choice(told if i % 2 else named)) for i in range(OTHER_FLIPS)]


def growth_times(advisor: Advisor, cases: Sequence[Answers]) -> dict[str, float]:
    """The same with other rules, and the next question alone."""
    answer_times(advisor, cases[:1], 1)  # makes the engine and the network
    both = median(answer_times(advisor, cases, ROUNDS))
    alone = median(timed([lambda answers=answers: advisor.next_question(answers) for answers in cases], ROUNDS))
    advisor.close()
    return {"rules": len(advisor.kb.rules), "both": both, "next": alone}


def speed(bench: Bench, people: Sequence[Answers], interviews: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    gc.collect()
    gc.freeze()  # what was made for the first part must not make the collector's work longer here
    progress("Timing answers ...")
    answers = answer_times(bench.advisor, steps(bench, people, interviews, STEPS), ROUNDS)
    progress("Timing flips ...")
    flips = timed([lambda m=manager: bench.advisor.flip(m) for manager in people[:FLIPS]], 1)
    others = timed(
        [lambda m=manager, c=name: bench.advisor.flip(m, c) for manager, name in conclusions(bench.kb, people)], 1
    )
    growth = []
    some = steps(bench, people, interviews, GROWTH_STEPS)
    for times in GROWTH:
        progress(f"Timing {times} x the rules ...")
        growth.append({"times": times, **growth_times(Advisor(grown(bench.kb, times)), some)})
    figures = {
        name: {"median": median(ms), "p99": percentile(ms, 99), "max": max(ms), "samples": len(ms)}
        for name, ms in (("answer", answers), ("flip", flips), ("flip_any", others))
    }
    return {**figures, "growth": growth}


def show_speed(found: Mapping[str, Any]) -> None:
    print("\nms of CPU time")
    lines = [
        (title, *(f"{found[name][key]:.1f}" for key in ("median", "p99", "max")), str(found[name]["samples"]))
        for name, title in (
            ("answer", "answer -> recommendation and next question"),
            ("flip", "flip of the focus"),
            ("flip_any", "flip of a warning, an advice, a level or a named focus"),
        )
    ]
    print(table(("", "median", "p99", "max", "samples"), lines))
    first = found["growth"][0]
    print("\nGrowth with the rules, medians")
    lines = [
        (
            f"{row['times']} x",
            str(row["rules"]),
            *(text for key in ("both", "next") for text in (f"{row[key]:.1f}", f"{row[key] / first[key]:.2f}")),
        )
        for row in found["growth"]
    ]
    print(table(("", "rules", "both, ms", "x first", "next alone, ms", "x first"), lines))


# ---------------------------------------------------------------- aims


def aims(found: Mapping[str, Any], fast: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What was wanted and what was found; `surely` is the figure against the least that the fewest can be."""
    useful = [row["useful"] for row in found["interviews"]]
    wanted = [
        (
            f"{aim}: times the fewest, mean",
            most,
            ratios(found[aim], OURS, "most")[0],
            ratios(found[aim], OURS, "least")[0],
        )
        for aim, most in ((FOCUS, 1.3), (ALL, 1.15))
    ]
    medians = (
        ("all settled: questions, median", 22, median(row[OURS] for row in found[ALL])),
        ("the end, advice included: questions, median", 22, median(len(row["asked"]) for row in found["interviews"])),
        ("focus settled: questions, median", 12, median(row[OURS] for row in found[FOCUS])),
        ("first useful answer: questions, median", 6, median(99 if n is None else n for n in useful)),
        ("an answer: ms, p99", 16, fast["answer"]["p99"]),
        ("flip: ms, max", 1000, max(fast["flip"]["max"], fast["flip_any"]["max"])),
    )
    wanted += [(text, most, figure, figure) for text, most, figure in medians]
    return [
        {
            "aim": text,
            "at_most": most,
            "found": round(low, 2),
            "surely": round(high, 2),
            "met": True if high <= most else None if low <= most else False,
        }
        for text, most, low, high in wanted
    ]


def show_aims(rows: Sequence[Mapping[str, Any]]) -> None:
    print()
    words = {True: "met", False: "MISSED", None: "open (the fewest is known within bounds only)"}
    for row in rows:
        span = f"{row['found']:g}" if row["found"] == row["surely"] else f"{row['found']:g} to {row['surely']:g}"
        print(f"Aim {words[row['met']]}: {row['aim']}, at most {row['at_most']:g}, found {span}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--managers", type=int, default=200, help="made-up managers to interview (200)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    if options.managers < 1:
        parser.error("--managers takes a number from 1")
    bench = Bench(Advisor.load())
    people = managers(bench.advisor, options.managers)
    found = questions(bench, people)
    fast = speed(bench, people, found["interviews"])
    judged = aims(found, fast)
    asked = sum(fact.origin == "asked" for fact in bench.kb.vocabulary.values())
    print(machine_line())
    print(f"{len(bench.kb.rules)} rules, {asked} questions, {len(bench.bare.boxes) - 1} looks ahead")
    show_questions(found, asked)
    ends = [len(row["asked"]) for row in found["interviews"]]
    useful = [row["useful"] for row in found["interviews"] if row["useful"] is not None]
    print(f"\nWhole interview, advice included: mean {mean(ends):.1f}, median {median(ends):g}, most {max(ends)}")
    within = sum(n <= 6 for n in useful) / len(people)
    never = len(people) - len(useful)
    print(
        f"First useful answer (a range, and a focus): mean {mean(useful):.1f}, median {median(useful):g}, "
        f"most {max(useful)}; within 6 for {within:.0%}; never for {never} of {len(people)}"
    )
    show_speed(fast)
    show_aims(judged)
    if options.json:
        document = {"machine": machine(), "rules": len(bench.kb.rules), **found, "speed": fast, "aims": judged}
        options.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
