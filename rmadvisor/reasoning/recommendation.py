"""The recommendation: what a consultation found, in the shape that every front end, report and `--json` shows.

In:     KnowledgeBase, Findings.
Out:    Recommendation, with `as_dict()` as the JSON contract; null stands where nothing can be said.
Units:  customers per RM, full-time RMs, levels 1-5, certainty factors -1..1, priority in points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rmadvisor.knowledge.answers import plain
from rmadvisor.knowledge.conditions import base
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import FOCUSES, effect_as_dict
from rmadvisor.reasoning.consultation import Findings, Note
from rmadvisor.reasoning.memory import value_as_data
from rmadvisor.reasoning.possible.interview import nothing_left
from rmadvisor.reasoning.possible.survey import OpenQuestion, survey
from rmadvisor.sizing.ranges import Coverage
from rmadvisor.sizing.steps import rounded


@dataclass(frozen=True, slots=True)
class Focus:
    """Which focus the RMs should have, how sure that is, and whether any open question could still change it."""

    model: str | None
    components: tuple[str, ...]
    certainty: Mapping[str, float]
    margin: float | None
    settled: bool
    reason: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "model": self.model,
            "components": list(self.components),
            "certainty": {focus: round(value, 4) for focus, value in self.certainty.items()},
            "margin": rounded(self.margin, 4),
            "settled": self.settled,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class CapabilityNeed:
    """A capability that the RMs need, at which level, and how urgent training is (more points, more urgent)."""

    id: str
    name: str
    group: str
    level: int
    current: int | None
    gap: int | None
    priority: float
    because: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "group": self.group,
            "level": self.level,
            "current": self.current,
            "gap": self.gap,
            "priority": self.priority,
            "because": list(self.because),
        }


@dataclass(frozen=True, slots=True)
class Assumption:
    """A figure that nobody gave, with the entry of kb/ that it comes from."""

    fact: str
    value: float
    unit: str
    source: str

    def as_dict(self) -> dict[str, Any]:
        return {"fact": self.fact, "value": rounded(self.value, 4), "unit": self.unit, "source": self.source}


@dataclass(frozen=True, slots=True)
class ProofStep:
    """A rule that fired: on which facts, to what effect, citing what."""

    rule: str
    facts: Mapping[str, Any]
    effects: tuple[Mapping[str, Any], ...]
    because: str
    cites: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "facts": dict(self.facts),
            "effects": [dict(effect) for effect in self.effects],
            "because": self.because,
            "cites": list(self.cites),
        }


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The whole of it. `findings` is what it was made from: the proof trees are drawn from there."""

    coverage: Coverage
    focus: Focus
    capabilities: tuple[CapabilityNeed, ...]
    advice: tuple[Note, ...]
    warnings: tuple[Note, ...]
    assumptions: tuple[Assumption, ...]
    open_questions: tuple[OpenQuestion, ...]
    proof: tuple[ProofStep, ...]
    citations: tuple[str, ...]
    answers: Mapping[str, Any]
    version: str
    findings: Findings

    def as_dict(self) -> dict[str, Any]:
        """The document that `advise --json` prints."""
        return {
            "coverage": self.coverage.as_dict(),
            "focus": self.focus.as_dict(),
            "capabilities": [need.as_dict() for need in self.capabilities],
            "advice": [note.as_dict() for note in self.advice],
            "warnings": [note.as_dict() for note in self.warnings],
            "assumptions": [assumption.as_dict() for assumption in self.assumptions],
            "open_questions": [question.as_dict() for question in self.open_questions],
            "proof": [step.as_dict() for step in self.proof],
            "citations": list(self.citations),
            "answers": dict(self.answers),
            "version": self.version,
        }


def recommend(kb: KnowledgeBase, findings: Findings) -> Recommendation:
    """Put what was found into words' reach: names, sources, assumptions, what is still open."""
    seen = survey(kb, findings.answers)
    decision = findings.decision
    proof = _proof(findings, kb)
    return Recommendation(
        coverage=findings.coverage,
        focus=Focus(
            decision.model,
            decision.components,
            {focus: decision.certainty[focus] for focus in FOCUSES},
            decision.margin,
            seen.settled.focus,
            decision.reason,
        ),
        capabilities=tuple(
            CapabilityNeed(
                need.capability,
                kb.entries[need.capability].title,
                kb.entries[need.capability].details["group"].removeprefix("group."),
                need.level,
                need.current,
                need.gap,
                need.priority,
                need.because,
            )
            for need in findings.requirements
        ),
        advice=findings.advice,
        warnings=findings.warnings,
        assumptions=tuple(
            Assumption(q.name, q.value or 0.0, q.unit, q.default.id)
            for q in findings.coverage.quantities.values()
            if not q.own and q.default is not None
        ),
        open_questions=() if nothing_left(seen) else seen.questions(),
        proof=proof,
        citations=tuple(_citations(proof, findings.coverage, kb)),
        answers={
            **{name: plain(answer) for name, answer in findings.answers.values.items()},
            **({"skills": dict(findings.answers.skills)} if findings.answers.skills else {}),
        },
        version=kb.version,
        findings=findings,
    )


def _proof(findings: Findings, kb: KnowledgeBase) -> tuple[ProofStep, ...]:
    """The rules that fired, in order."""
    known: dict[str, Any] = {}  # the facts that were looked at, as data
    steps = []
    effects = _effects_of(kb)
    for firing in findings.firings:
        rule = firing.rule
        names = dict.fromkeys([base(test.fact) for test in firing.tests])
        for name in names:
            if name not in known:
                known[name] = value_as_data(name, findings.memory, kb.vocabulary)
        facts = {name: known[name] for name in names}
        steps.append(ProofStep(rule.id, facts, effects[rule.id], rule.because, rule.cites))
    return tuple(steps)


class _Effects(dict[str, tuple[Mapping[str, Any], ...]]):
    """The effects of rules as data, each made when its rule fires for the first time."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._rules = kb.rule

    def __missing__(self, rule: str) -> tuple[Mapping[str, Any], ...]:
        self[rule] = effects = tuple(map(effect_as_dict, self._rules[rule].then))
        return effects


_effects_of = lru_cache(maxsize=4)(_Effects)  # one for each knowledge base at work


def _citations(proof: Iterable[ProofStep], coverage: Coverage, kb: KnowledgeBase) -> list[str]:
    """Every source behind the recommendation: those of the rules that fired, of their figures and defaults."""
    entries = list(coverage.benchmark.figures if coverage.benchmark else ())
    entries += [q.default for q in coverage.quantities.values() if q.default is not None and not q.own]
    cited = {name for step in proof for name in step.cites}
    entries += [kb.entries[name] for name in cited if name in kb.entries]  # a figure cited brings its own sources
    cited |= {name for entry in entries for name in entry.cites}
    first = {name: i for i, name in enumerate(kb.sections)}
    return sorted(cited, key=lambda name: (first.get(name, len(first)), name))
