"""One consultation: the answers go in, the rules fire in stages, and what they found comes out.

In:     KnowledgeBase, an Engine, Answers.
Out:    Findings.
Order:  answers and what follows -> sizing -> focus -> levels and gaps. Every effect comes from a rule that fired.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rmadvisor.knowledge.answers import Answers
from rmadvisor.knowledge.conditions import base, member, size
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import (
    PLACEHOLDER,
    QUANTITIES,
    Advise,
    Effect,
    Prioritise,
    Require,
    Warn,
)
from rmadvisor.reasoning.engine import Engine, Firing
from rmadvisor.reasoning.focus import PURE, Decision, decide, weigh
from rmadvisor.reasoning.memory import Value, number, recall, value_as_text
from rmadvisor.sizing.coverage import Coverage, cover

BOOK_SIZE = {"under": "small", "within": "normal", "over": "large"}


@dataclass(frozen=True, slots=True)
class Requirement:
    """A capability with the level that the rules ask for; `because` are their ids, those of the highest level first."""

    capability: str
    level: int
    current: int | None
    priority: float
    because: tuple[str, ...]

    @property
    def gap(self) -> int | None:
        """Levels missing; None while the present level is not known."""
        return None if self.current is None else max(self.level - self.current, 0)


@dataclass(frozen=True, slots=True)
class Note:
    """A piece of advice or a warning; its id is that of the rule that gives it."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything a consultation found. `memory` is the working memory at its end."""

    answers: Answers
    firings: tuple[Firing, ...]
    memory: Mapping[str, Value]
    coverage: Coverage
    decision: Decision
    requirements: tuple[Requirement, ...]
    advice: tuple[Note, ...]
    warnings: tuple[Note, ...]


def consult(kb: KnowledgeBase, engine: Engine, answers: Answers) -> Findings:
    """Run the rules over the answers."""
    rank = {rule.id: i for i, rule in enumerate(kb.rules)}
    firings: list[Firing] = []
    with engine.session() as session:
        firings += session.extend(recall(answers, kb.vocabulary))
        fired = sorted(firings, key=lambda firing: rank[firing.rule.id])  # so that factors multiply in one order
        coverage = cover(kb, answers, _effects(fired))
        firings += session.extend(_declared(_sized(coverage, kb), kb))
        decision = decide(weigh(firings), kb.policy)
        firings += session.extend(_declared(_focused(decision), kb))
        fired = sorted(firings, key=lambda firing: rank[firing.rule.id])
        levels = _levels(fired)
        firings += session.extend(_levelled(levels, answers))
        memory = session.memory
    fired = sorted(firings, key=lambda firing: rank[firing.rule.id])
    return Findings(
        answers=answers,
        firings=tuple(firings),
        memory=memory,
        coverage=coverage,
        decision=decision,
        requirements=_requirements(levels, fired, answers, kb),
        advice=_notes(fired, Advise, memory, kb),
        warnings=_notes(fired, Warn, memory, kb),
    )


def _effects(firings: list[Firing]) -> Iterator[tuple[str, Effect]]:
    return ((firing.rule.id, effect) for firing in firings for effect in firing.rule.then)


def _declared(facts: dict[str, Value], kb: KnowledgeBase) -> dict[str, Value]:
    """Only facts that the rule base declares: a bank's own rules need not use them all."""
    return {name: value for name, value in facts.items() if base(name) in kb.vocabulary}


def _sized(coverage: Coverage, kb: KnowledgeBase) -> dict[str, Value]:
    """What the sizing tells the rules."""
    facts: dict[str, Value] = {}
    if coverage.verdict in BOOK_SIZE:
        facts["relative_book_size"] = frozenset((BOOK_SIZE[coverage.verdict],))
    workload, benchmark = coverage.workload, coverage.benchmark
    if workload.low is not None:
        share = 100 * len(workload.own) / len(QUANTITIES)
        basis = "own" if share >= kb.policy["coverage.own_share"] else "mixed" if workload.own else "assumed"
        facts["workload_basis"] = frozenset((basis,))
        if benchmark is not None:
            below = benchmark.low is not None and workload.high is not None and workload.high < benchmark.low
            above = benchmark.high is not None and workload.low > benchmark.high
            facts["coverage_agreement"] = frozenset(("workload_below" if below else "workload_above" if above else "agree",))
    pays = coverage.break_even and coverage.break_even.target
    if pays is not None and coverage.low is not None and coverage.high is not None:
        position = "below" if pays < coverage.low else "above" if pays > coverage.high else "inside"
        facts["break_even_position"] = frozenset((position,))
    figures = {
        "coverage_low": coverage.low,
        "coverage_target": coverage.target,
        "coverage_high": coverage.high,
        "workload_low": workload.low,
        "workload_high": workload.high,
        "benchmark_low": benchmark and benchmark.low,
        "benchmark_high": benchmark and benchmark.high,
        "break_even": pays,
        "rms_needed": coverage.rms_needed.target,
    }
    return {**facts, **{name: number(value, value) for name, value in figures.items() if value is not None}}


def _focused(decision: Decision) -> dict[str, Value]:
    if decision.model is None:
        return {}
    parts: dict[str, Value] = {
        member("focus_parts", focus): frozenset((focus in decision.components,)) for focus in PURE
    }
    count = len(decision.components)
    return {
        "focus": frozenset((decision.model,)),
        **parts,
        size("focus_parts"): number(count, count),
        "focus_margin": frozenset(("clear" if decision.clear else "narrow",)),
    }


def _levels(firings: list[Firing]) -> dict[str, tuple[int, tuple[str, ...]]]:
    """{capability: (highest level asked for, ids of the rules that ask for it, highest first)}."""
    asked: dict[str, list[tuple[int, str]]] = {}
    for firing in firings:
        for effect in firing.rule.then:
            if isinstance(effect, Require):
                asked.setdefault(effect.capability, []).append((effect.level, firing.rule.id))
    return {
        name: (max(level for level, _ in all_), tuple(rule for _, rule in sorted(all_, key=lambda pair: -pair[0])))
        for name, all_ in asked.items()
    }


def _levelled(levels: Mapping[str, tuple[int, tuple[str, ...]]], answers: Answers) -> dict[str, Value]:
    facts: dict[str, Value] = {}
    for name, (level, _) in levels.items():
        facts[f"level.{name}"] = number(level, level)
        if name in answers.skills:
            gap = level - answers.skills[name]
            facts[f"gap.{name}"] = number(gap, gap)
    return facts


def _requirements(
    levels: Mapping[str, tuple[int, tuple[str, ...]]], firings: list[Firing], answers: Answers, kb: KnowledgeBase
) -> tuple[Requirement, ...]:
    """The capabilities required, the one to train first at the head."""
    points: dict[str, int] = {}
    for firing in firings:
        for effect in firing.rule.then:
            if isinstance(effect, Prioritise):
                points[effect.capability] = points.get(effect.capability, 0) + effect.by
    policy = kb.policy
    found = []
    for name, (level, because) in levels.items():
        current = answers.skills.get(name)
        gap = level - (policy["priority.assumed_level"] if current is None else current)
        priority = policy["priority.per_level"] * level + policy["priority.per_gap"] * max(gap, 0)
        priority += policy["priority.per_point"] * points.get(name, 0)
        if current is not None and gap <= 0:
            priority -= policy["priority.met"]
        found.append(Requirement(name, level, current, priority, because))
    order = {name: i for i, name in enumerate(kb.capabilities)}
    return tuple(sorted(found, key=lambda need: (-need.priority, -need.level, order[need.capability])))


def _notes(
    firings: list[Firing], kind: type[Advise] | type[Warn], memory: Mapping[str, Value], kb: KnowledgeBase
) -> tuple[Note, ...]:
    def fill(text: str) -> str:
        return PLACEHOLDER.sub(lambda m: value_as_text(m[1], memory, kb.vocabulary), text)

    return tuple(Note(f.rule.id, fill(e.text)) for f in firings for e in f.rule.then if isinstance(e, kind))
