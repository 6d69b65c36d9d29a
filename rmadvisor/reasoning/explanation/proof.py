"""The proof of a conclusion, as a tree: what follows, from which rules, on which facts, saying what, citing what.

In:     KnowledgeBase, Recommendation, the name of a conclusion.
Out:    Proof, or None when the conclusion does not follow from these answers.
Names:  coverage, rms_needed, focus, focus.<model> (or <model> alone, or focus=<model>), a capability, a fact, or the id
        of a rule, advice or warning.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rmadvisor.knowledge.answers import plain
from rmadvisor.knowledge.conditions import base
from rmadvisor.knowledge.entries import Entry
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.problems import BadInput, Problem, did_you_mean
from rmadvisor.knowledge.rules import FOCUSES, Adjust, Assume, Band, Conclude, Prioritise, Require, Support, certainty
from rmadvisor.reasoning.consultation import Findings
from rmadvisor.reasoning.engine import Firing
from rmadvisor.reasoning.memory import figure, from_to, value_as_text
from rmadvisor.reasoning.recommendation import Recommendation
from rmadvisor.sizing.steps import Step


@dataclass(frozen=True, slots=True)
class Proof:
    """A statement and what it rests on. `rule` is set where a rule says it; `cites` are its sources."""

    says: str
    because: str = ""
    rule: str = ""
    cites: tuple[str, ...] = ()
    rests_on: tuple[Proof, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "says": self.says,
            "because": self.because,
            "rule": self.rule,
            "cites": list(self.cites),
            "rests_on": [proof.as_dict() for proof in self.rests_on],
        }


def names(kb: KnowledgeBase) -> list[str]:
    """Everything that can be asked about."""
    focuses = [f"focus.{focus}" for focus in FOCUSES]
    facts = [name for name, fact in kb.vocabulary.items() if fact.origin != "levels"]
    return ["coverage", "rms_needed", "focus", *focuses, *kb.capabilities, *facts, *kb.rule]


def prove(kb: KnowledgeBase, recommendation: Recommendation, conclusion: str) -> Proof | None:
    """The proof of one conclusion. Raises BadInput for a name that is none."""
    model = conclusion.removeprefix("focus=")
    name = f"focus.{model}" if model in FOCUSES else conclusion  # as why-not and flip take it
    if name not in names(kb):
        mend = did_you_mean(name, names(kb), "try coverage, focus, or the id of a capability or warning")
        raise BadInput([Problem("", 0, 0, f"there is no conclusion '{conclusion}'", mend)])
    return _Prover(kb, recommendation.findings).conclusion(name)


class _Prover:
    """Draws proofs from one set of findings."""

    def __init__(self, kb: KnowledgeBase, findings: Findings) -> None:
        self.kb, self.findings = kb, findings
        self.fired = {firing.rule.id: firing for firing in findings.firings}

    def conclusion(self, name: str) -> Proof | None:
        if name in ("coverage", "rms_needed"):
            return self.coverage() if name == "coverage" else self.rms_needed()
        if name == "focus":
            return self.focus()
        if name.startswith("focus.") and name.removeprefix("focus.") in FOCUSES:
            return self.evidence(name.removeprefix("focus."))
        if name in self.kb.capabilities:
            return self.capability(name)
        if name in self.kb.rule:
            return self.rule(self.fired[name]) if name in self.fired else None
        return self.fact(name) if value_as_text(name, self.findings.memory, self.kb.vocabulary) != "unknown" else None

    def rule(self, firing: Firing, says: str = "") -> Proof:
        """A rule that fired, on its facts."""
        facts = tuple(self.fact(name) for name in dict.fromkeys(base(test.fact) for test in firing.tests))
        rule = firing.rule
        return Proof(says or rule.id, rule.because, rule.id, rule.cites, facts)

    def fact(self, name: str) -> Proof:
        """A fact with its value: answered, concluded, or worked out."""
        fact = self.kb.vocabulary[name]
        statement = f"{name}: {value_as_text(name, self.findings.memory, self.kb.vocabulary)}"
        if fact.origin == "asked":
            answer = self.findings.answers.values.get(name)
            if answer is None:
                known = name in self.findings.memory
                return Proof(statement if known else f"{name}: not answered", "customers / rm_count" if known else "")
            return Proof(f"{name}: {plain(answer)}" if fact.numeric else statement, "your answer")
        if fact.origin == "rules":
            concluding = [
                f for f in self.fired.values() if any(isinstance(e, Conclude) and e.fact == name for e in f.rule.then)
            ]
            return Proof(statement, fact.meaning, rests_on=tuple(self.rule(firing) for firing in concluding))
        if fact.origin == "focus":
            return Proof(statement, fact.meaning, rests_on=(self.focus() or Proof("focus: open"),))
        if fact.origin == "levels":
            return Proof(statement, fact.meaning, rests_on=tuple(self._requiring(name.partition(".")[2])))
        return Proof(statement, f"{fact.meaning} (worked out; see `why coverage`)")

    def focus(self) -> Proof | None:
        """The decision, on the evidence for and against each focus."""
        decision = self.findings.decision
        if decision.model is None:
            return None
        parts = "" if decision.model != "hybrid" else f" of {' and '.join(decision.components)}"
        proofs = [self.evidence(focus) for focus in sorted(FOCUSES, key=lambda f: -decision.weights[f])]
        return Proof(
            f"focus: {decision.model}{parts}",
            f"{decision.reason[0].upper()}{decision.reason[1:]}.",
            cites=("focus.least", "focus.strong", "focus.margin"),
            rests_on=tuple(proof for proof in proofs if proof is not None),
        )

    def evidence(self, focus: str) -> Proof | None:
        """What speaks for and against one focus, the strongest first."""
        pieces = [
            (effect, firing)
            for firing in self.findings.firings
            for effect in firing.rule.then
            if isinstance(effect, Support) and effect.focus == focus
        ]
        if not pieces:
            return None
        pieces.sort(key=lambda piece: -abs(piece[0].certainty))
        counted: set[str] = set()
        proofs = []
        for effect, firing in pieces:
            repeats = bool(effect.group) and effect.group in counted
            counted.add(effect.group)
            side = "for" if effect.certainty > 0 else "against"
            note = " (says again what counts above)" if repeats else ""
            proofs.append(self.rule(firing, f"{effect.certainty:+.2f} {side} {focus}{note}"))
        total = certainty(self.findings.decision.weights[focus])
        return Proof(f"{focus} focus: certainty {total:.2f}", rests_on=tuple(proofs))

    def capability(self, name: str) -> Proof | None:
        """The level required, and what moves the capability up or down the training plan."""
        needs = [need for need in self.findings.requirements if need.capability == name]
        if not needs:
            return None
        need = needs[0]
        gap = "present level not given" if need.current is None else f"present level {need.current}, gap {need.gap}"
        moving = [
            self.rule(firing, f"{effect.by:+d} priority")
            for firing in self.findings.firings
            for effect in firing.rule.then
            if isinstance(effect, Prioritise) and effect.capability == name
        ]
        title = self.kb.entries[name].title
        level = self.kb.entries[name].details["levels"][need.level]
        return Proof(
            f"{title}: level {need.level} ({gap})",
            f"Level {need.level} means: {level}",
            rests_on=(*self._requiring(name), *moving),
        )

    def _requiring(self, name: str) -> list[Proof]:
        asking = [
            (effect.level, firing)
            for firing in self.findings.firings
            for effect in firing.rule.then
            if isinstance(effect, Require) and effect.capability == name
        ]
        return [self.rule(firing, f"level {level}") for level, firing in sorted(asking, key=lambda pair: -pair[0])]

    def coverage(self) -> Proof | None:
        """The recommended range: the workload line by line, and the public figures."""
        coverage = self.findings.coverage
        if coverage.low is None and coverage.high is None:
            return None
        rests_on = []
        if coverage.workload.steps:
            steps = tuple(self._step(step) for step in coverage.workload.steps)
            rests_on.append(Proof("workload: hours for customers / hours a customer takes", rests_on=steps))
        if coverage.benchmark is not None:
            figures = (self._figure(entry) for entry in coverage.benchmark.figures)
            banding = (self.rule(f) for f in self.fired.values() if any(isinstance(e, Band) for e in f.rule.then))
            rests_on.append(Proof("public figures", rests_on=(*figures, *banding)))
        return Proof(
            f"customers per RM: {from_to(coverage.low, coverage.high)}, target {figure(coverage.target)}",
            coverage.basis or "",
            rests_on=tuple(rests_on),
        )

    def rms_needed(self) -> Proof | None:
        needed = self.findings.coverage.rms_needed
        if needed.low is None and needed.high is None:
            return None
        coverage = self.coverage()
        customers = [self.fact(name) for name in ("customers",) if name in self.findings.answers.values]
        return Proof(
            f"RMs needed: {from_to(needed.low, needed.high)}, target {figure(needed.target)}",
            "customers / customers per RM",
            rests_on=(*customers, *((coverage,) if coverage else ())),
        )

    def _step(self, step: Step) -> Proof:
        return Proof(
            f"{step.label}: {span_of(step)} {step.unit}", step.how, cites=(step.source,), rests_on=self._behind(step)
        )

    def _behind(self, step: Step) -> tuple[Proof, ...]:
        """The rules that assumed or adjusted the quantity of a step."""
        name = step.fact
        quantity = self.findings.coverage.quantities.get(name)
        if quantity is None or quantity.own:
            return ()
        found = []
        for firing in self.fired.values():
            for effect in firing.rule.then:
                if isinstance(effect, Adjust) and effect.quantity == name:
                    found.append(self.rule(firing, f"x{effect.factor:g}"))
                elif isinstance(effect, Assume) and effect.quantity == name:
                    found.append(self.rule(firing, f"assumed {effect.default}"))
        return tuple(found)

    def _figure(self, entry: Entry) -> Proof:
        d = entry.details
        year = f", {d['year']:.0f}" if d["year"] else ""
        says = f"{entry.title}: {from_to(d['low'], d['high'])} {d['unit']} ({d['region']}{year}; grade {d['grade']})"
        return Proof(says, entry.text, cites=(entry.id, *entry.cites))


def span_of(step: Step) -> str:
    """The figure of a step, with its range where it has one."""
    if step.low == step.high and step.value is not None:
        return figure(step.value)
    middle = "" if step.value is None else f"{figure(step.value)} "
    return f"{middle}({from_to(step.low, step.high)})"
