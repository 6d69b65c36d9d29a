"""One consultation: the answers go in, the rules fire in stages, and what they found comes out.

In:     KnowledgeBase, an Engine, Answers.
Out:    Findings.
Order:  answers and what follows -> sizing -> focus -> levels and gaps. Every effect comes from a rule that fired.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from rmadvisor.knowledge.answers import Answers
from rmadvisor.knowledge.conditions import base, member, size
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import (
    PLACEHOLDER,
    QUANTITIES,
    Adjust,
    Advise,
    Assume,
    Band,
    Effect,
    Prioritise,
    Require,
    Support,
    Warn,
)
from rmadvisor.reasoning.engine import Engine, Firing
from rmadvisor.reasoning.focus import PURE, Decision, decide, weigh
from rmadvisor.reasoning.memory import Value, number, recall, value_as_text
from rmadvisor.sizing.coverage import cover
from rmadvisor.sizing.ranges import Coverage

E = TypeVar("E", bound=Effect)
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

    def as_dict(self) -> dict[str, str]:
        return {"id": self.id, "text": self.text}


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
    firings: list[Firing] = []
    effects = _Effects(kb.rank)
    with engine.session() as session:

        def follow(facts: Mapping[str, Value]) -> None:
            fired = session.extend(facts)
            firings.extend(fired)
            effects.add(fired)

        follow(recall(answers, kb.vocabulary))
        coverage = cover(kb, answers, effects.of(Band, Assume, Adjust))
        follow(_declared(_sized(coverage, kb), kb))
        decision = decide(weigh(effect for _, effect in effects.of(Support)), kb.policy)
        follow(_declared(_focused(decision), kb))
        levels = _levels(effects)
        follow(_levelled(levels, answers))
        memory = session.memory
    return Findings(
        answers=answers,
        firings=tuple(firings),
        memory=memory,
        coverage=coverage,
        decision=decision,
        requirements=_requirements(levels, effects, answers, kb),
        advice=_notes(effects.of(Advise), memory, kb),
        warnings=_notes(effects.of(Warn), memory, kb),
    )


def size_only(kb: KnowledgeBase, engine: Engine, answers: Answers) -> Coverage:
    """The coverage that `consult` finds, without what rests on it."""
    effects = _Effects(kb.rank)
    with engine.session() as session:
        effects.add(session.extend(recall(answers, kb.vocabulary)))
    return cover(kb, answers, effects.of(Band, Assume, Adjust))


class _Effects:
    """The effects of the rules that fired, by kind; within a stage in the order of the rule files, so that the order in
    which an engine fires can never show (factors, for one, multiply in one order)."""

    def __init__(self, rank: Mapping[str, int]) -> None:
        self.rank = rank
        self.kinds: dict[type, list[tuple[str, Any]]] = {}

    def add(self, firings: list[Firing]) -> None:
        for firing in sorted(firings, key=lambda firing: self.rank[firing.rule.id]):
            for effect in firing.rule.then:
                self.kinds.setdefault(type(effect), []).append((firing.rule.id, effect))

    def of(self, *kinds: type[E]) -> list[tuple[str, E]]:
        """(rule id, effect) of these kinds."""
        return [pair for kind in kinds for pair in self.kinds.get(kind, ())]


def _declared(facts: dict[str, Value], kb: KnowledgeBase) -> dict[str, Value]:
    """Only facts that the rule base declares: a bank's own rules need not use them all."""
    return {name: value for name, value in facts.items() if base(name) in kb.vocabulary}


def _sized(coverage: Coverage, kb: KnowledgeBase) -> dict[str, Value]:
    """What the sizing tells the rules."""
    facts: dict[str, Value] = {}
    if coverage.verdict in BOOK_SIZE:
        facts["relative_book_size"] = frozenset((BOOK_SIZE[coverage.verdict],))
    workload, benchmark = coverage.workload, coverage.benchmark
    if coverage.agreement is not None:
        facts["coverage_agreement"] = frozenset((coverage.agreement,))
    if workload.low is not None:
        share = 100 * len(workload.own) / len(QUANTITIES)
        basis = "own" if share >= kb.policy["coverage.own_share"] else "mixed" if workload.own else "assumed"
        facts["workload_basis"] = frozenset((basis,))
    pays = coverage.break_even.target if coverage.break_even else None
    if pays is not None and coverage.low is not None and coverage.high is not None:
        position = "below" if pays < coverage.low else "above" if pays > coverage.high else "inside"
        facts["break_even_position"] = frozenset((position,))
    figures: dict[str, float | None] = {
        "coverage_low": coverage.low,
        "coverage_target": coverage.target,
        "coverage_high": coverage.high,
        "workload_low": workload.low,
        "workload_high": workload.high,
        "benchmark_low": benchmark.low if benchmark else None,
        "benchmark_high": benchmark.high if benchmark else None,
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


def _levels(effects: _Effects) -> dict[str, tuple[int, tuple[str, ...]]]:
    """{capability: (highest level asked for, ids of the rules that ask for it, highest first)}."""
    asked: dict[str, list[tuple[int, str]]] = {}
    for rule, effect in effects.of(Require):
        asked.setdefault(effect.capability, []).append((-effect.level, rule))
    found = {}
    for name, pairs in asked.items():
        pairs.sort(key=_level_first)
        found[name] = -pairs[0][0], tuple([rule for _, rule in pairs])
    return found


def _level_first(pair: tuple[int, str]) -> int:
    return pair[0]


def _levelled(levels: Mapping[str, tuple[int, tuple[str, ...]]], answers: Answers) -> dict[str, Value]:
    facts: dict[str, Value] = {}
    for name, (level, _) in levels.items():
        facts[f"level.{name}"] = number(level, level)
        if name in answers.skills:
            gap = level - answers.skills[name]
            facts[f"gap.{name}"] = number(gap, gap)
    return facts


def _requirements(
    levels: Mapping[str, tuple[int, tuple[str, ...]]], effects: _Effects, answers: Answers, kb: KnowledgeBase
) -> tuple[Requirement, ...]:
    """The capabilities required, the one to train first at the head."""
    points: dict[str, int] = {}
    for _, effect in effects.of(Prioritise):
        points[effect.capability] = points.get(effect.capability, 0) + effect.by
    policy, order = kb.policy, {name: i for i, name in enumerate(kb.capabilities)}
    found = []
    for name, (level, because) in levels.items():
        current = answers.skills.get(name)
        gap = level - (policy["priority.assumed_level"] if current is None else current)
        priority = policy["priority.per_level"] * level + policy["priority.per_gap"] * max(gap, 0)
        priority += policy["priority.per_point"] * points.get(name, 0)
        if current is not None and gap <= 0:
            priority -= policy["priority.met"]
        found.append(Requirement(name, level, current, priority, because))
    found.sort(key=lambda need: (-need.priority, -need.level, order[need.capability]))
    return tuple(found)


def _notes(
    effects: list[tuple[str, Advise]] | list[tuple[str, Warn]], memory: Mapping[str, Value], kb: KnowledgeBase
) -> tuple[Note, ...]:
    """Advice or warnings; what the most premises had to hold for comes first, as it fits this case best."""

    def fill(text: str) -> str:
        return PLACEHOLDER.sub(lambda m: value_as_text(m[1], memory, kb.vocabulary), text) if "{" in text else text

    def premises(pair: tuple[str, Advise | Warn]) -> int:
        return min(map(len, kb.rule[pair[0]].when))

    return tuple([Note(rule, fill(effect.text)) for rule, effect in sorted(effects, key=premises, reverse=True)])
