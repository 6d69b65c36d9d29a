"""The worked answer of a case: the engine's own proof in a few lines, with what it cites.

In:     KnowledgeBase, Recommendation.
Out:    (lines as one text, ids of rules, entries and sections cited).
"""

from __future__ import annotations

from collections.abc import Iterable

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import Rule, Support
from rmadvisor.reasoning.memory import figure, from_to
from rmadvisor.reasoning.recommendation import Recommendation
from rmadvisor.report.values import effect_in_words, told
from rmadvisor.report.wording import MODELS, VERDICTS

Worked = tuple[str, tuple[str, ...]]
MOST_REASONS = 6


def why_focus(kb: KnowledgeBase, rec: Recommendation) -> Worked:
    """The evidence for and against each focus, the strongest first."""
    model = rec.focus.model or ""
    pieces = [(e, kb.rule[step.rule]) for step in rec.proof for e in kb.rule[step.rule].then if isinstance(e, Support)]
    pieces.sort(key=lambda pair: (pair[0].focus not in (model, *rec.focus.components), -abs(pair[0].certainty)))
    certain = ", ".join(f"{name} {value:.2f}" for name, value in rec.focus.certainty.items())
    parts = (
        f" of {', '.join(rec.focus.components[:-1])} and {rec.focus.components[-1]}" if rec.focus.components[1:] else ""
    )
    lines = [f"{MODELS[model]}{parts}: {rec.focus.reason}. Certainty: {certain}."]
    lines += [f"- {effect_in_words(effect, kb)}: {rule.because}" for effect, rule in pieces[:MOST_REASONS]]
    return "\n".join(lines), _cited(rule for _, rule in pieces[:MOST_REASONS])


def why_coverage(kb: KnowledgeBase, rec: Recommendation) -> Worked:
    """The recommended range, the hours and the public figures behind it, and where today's books lie."""
    coverage = rec.coverage
    lines = [
        f"Recommended: {from_to(coverage.low, coverage.high)} customers per RM, {figure(coverage.target)} to plan with."
    ]
    if coverage.current is not None:
        today = from_to(coverage.current.low, coverage.current.high)
        lines.append(f"Today each RM has {today}: {VERDICTS[coverage.verdict]}.")
    elif coverage.rms_needed.target is not None:
        needed = coverage.rms_needed
        lines.append(f"That takes {needed.target:.1f} RMs ({needed.low:.1f} to {needed.high:.1f}).")
    lines += [
        f"- {step.label}: {figure(step.value)} {step.unit}" for step in coverage.workload.steps[:-1] if not step.fact
    ]
    shown = coverage.benchmark.figures[:3] if coverage.benchmark else ()
    lines += [f"- Published: {entry.title} (grade {entry.details['grade']})" for entry in shown]
    return "\n".join(lines), tuple(dict.fromkeys(entry.id for entry in shown))


def why_first(kb: KnowledgeBase, rec: Recommendation, first: str, others: Iterable[str]) -> Worked:
    """The level each capability needs, what is missing, and why the first one needs it."""
    needs = {need.id: need for need in rec.capabilities}
    lines = []
    for name in (first, *others):
        need = needs[name]
        lines.append(f"- {need.name}: level {need.level} needed, gap of {need.gap}, priority {figure(need.priority)}")
    because = [kb.rule[rule] for rule in needs[first].because]
    lines += [f"Why {needs[first].name}: {rule.because}" for rule in because[:2]]
    return "\n".join(lines), _cited(because[:2])


def why_rule(kb: KnowledgeBase, rec: Recommendation, rule: Rule) -> Worked:
    """The rule that fired, on which facts, to what effect."""
    step = next(step for step in rec.proof if step.rule == rule.id)
    facts = "; ".join(
        f"{kb.vocabulary[name].meaning}: {told(value, kb.vocabulary[name])}" for name, value in step.facts.items()
    )
    gives = "; ".join(effect_in_words(effect, kb) for effect in rule.then)
    return f"Rule {rule.id} fires. It looks at: {facts}.\nWhat follows: {gives}.", _cited([rule])


def _cited(rules: Iterable[Rule]) -> tuple[str, ...]:
    rules = list(rules)
    return tuple(dict.fromkeys([*(rule.id for rule in rules), *(cite for rule in rules for cite in rule.cites)]))
