"""Why a conclusion does not follow: the rules that would give it, with the premises that fail, the nearest rule first.

In:     KnowledgeBase, Findings, the name of a conclusion.
Out:    WhyNot. For a focus also the decision itself: what it lacks, and what speaks against it.
Names:  a focus, focus.<model>, a capability or capability=level, a fact or fact=value, coverage, or the id of a rule,
        advice or warning.
Errors: BadInput for a name that is none, with the nearest right ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

from rmadvisor.knowledge.answers import plain
from rmadvisor.knowledge.conditions import In, base
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.problems import BadInput, Problem, did_you_mean
from rmadvisor.knowledge.rules import FOCUSES, Assume, Band, Require, Rule, Support, effect_as_dict
from rmadvisor.knowledge.vocabulary import Fact
from rmadvisor.reasoning.consultation import Findings
from rmadvisor.reasoning.explanation.examiner import Examiner, concludes, requires
from rmadvisor.reasoning.explanation.hurdles import Against, FocusGap, Pull, Shift, hurdles, pulls, shifts
from rmadvisor.reasoning.explanation.premises import Blocked, Premise
from rmadvisor.reasoning.focus import PURE
from rmadvisor.reasoning.memory import value_as_data

FOCUS, CAPABILITY, RULE, FACT, COVERAGE, ANSWER = "focus", "capability", "rule", "fact", "coverage", "answer"


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What blocks a conclusion. When `follows`, nothing does and `why` proves it; `now` is what holds instead.

    `premise` is set for a fact that is no rule's own conclusion: an answer, or a figure of the sizing.
    """

    conclusion: str
    kind: str
    about: str
    wanted: Any
    follows: bool
    now: Any
    blocked: tuple[Blocked, ...] = ()
    focus: FocusGap | None = None
    premise: Premise | None = None
    most: int | None = None
    missing: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "conclusion": self.conclusion,
            "kind": self.kind,
            "follows": self.follows,
            "now": self.now,
            "wanted": self.wanted,
            "focus": self.focus and self.focus.as_dict(),
            "premise": self.premise and self.premise.as_dict(),
            "highest_level_asked_for": self.most,
            "missing": list(self.missing),
            "rules": [
                {**blocked.as_dict(), "then": [effect_as_dict(effect) for effect in blocked.rule.then]}
                for blocked in self.blocked
            ],
        }


def names(kb: KnowledgeBase) -> list[str]:
    """Everything that can be asked about; a fact or capability also with =value."""
    focuses = [f"focus.{focus}" for focus in FOCUSES]
    facts = [name for name, fact in kb.vocabulary.items() if fact.origin != "levels"]
    return list(dict.fromkeys([*FOCUSES, *focuses, *kb.capabilities, *facts, COVERAGE, *kb.rule]))


def why_not(kb: KnowledgeBase, findings: Findings, conclusion: str) -> WhyNot:
    """What blocks a conclusion. Raises BadInput for a name that is none."""
    name, equals, value = (part.strip() for part in conclusion.partition("="))
    if name == FOCUS and value:
        name, equals, value = f"focus.{value}", "", ""
    if name not in names(kb):
        mend = did_you_mean(name, names(kb), "try a focus, or the id of a capability, a warning or a rule")
        _refuse(f"there is no conclusion '{name}'", mend)
    if equals and not (name in kb.capabilities or name in kb.vocabulary):
        _refuse(f"'{name}' has no value to ask about", f"ask for '{name}' alone")
    asking = _Asking(kb, findings, conclusion)
    if not equals and name.removeprefix("focus.") in FOCUSES:
        return asking.focus(name.removeprefix("focus."))
    if name in kb.capabilities:
        return asking.capability(name, value if equals else None)
    if name in kb.rule:
        return asking.rule(kb.rule[name])
    if name == COVERAGE:
        return asking.coverage()
    if name == FOCUS:
        return asking.any_focus()
    return asking.fact(name, value if equals else None)


def _refuse(what: str, mend: str) -> NoReturn:
    raise BadInput([Problem("", 0, 0, what, mend)])


def _read(fact: Fact, value: str) -> str | bool:
    """A value of a choice or a yes/no, as it is written on the command line."""
    given = {"yes": True, "true": True, "no": False, "false": False}.get(value.lower(), value)
    typed = given if fact.type == "yes_no" else value
    if not fact.allows(typed):
        choices = ["yes", "no"] if fact.type == "yes_no" else list(fact.choices)
        _refuse(f"{fact.name} cannot be '{value}'", did_you_mean(value, choices))
    return typed


class _Asking:
    """One question, by the kind of what is asked about."""

    def __init__(self, kb: KnowledgeBase, findings: Findings, conclusion: str) -> None:
        self.kb, self.findings, self.conclusion = kb, findings, conclusion
        self.examiner = Examiner(kb, findings)

    def rule(self, rule: Rule) -> WhyNot:
        fired = rule.id in self.examiner.fired
        blocked = self.examiner.nearest((rule,))
        return WhyNot(self.conclusion, RULE, rule.id, None, fired, None, blocked)

    def capability(self, name: str, level: str | None) -> WhyNot:
        if level is not None and (len(level) != 1 or level not in "12345"):
            _refuse(f"the level of {name} cannot be '{level}'", "give a whole number from 1 to 5")
        least = int(level or 1)
        now = next((need.level for need in self.findings.requirements if need.capability == name), None)
        asking = [rule for rule in self.kb.with_effect(Require) if requires(rule, name, 1)]
        levels = [e.level for r in asking for e in r.then if isinstance(e, Require) and e.capability == name]
        follows = now is not None and now >= least
        blocked = () if follows else self.examiner.nearest(rule for rule in asking if requires(rule, name, least))
        return WhyNot(self.conclusion, CAPABILITY, name, least, follows, now, blocked, most=max(levels, default=None))

    def fact(self, name: str, value: str | None) -> WhyNot:
        fact = self.kb.vocabulary[name]
        now = value_as_data(name, self.findings.memory, self.kb.vocabulary)
        if fact.origin == "asked":
            answer = self.findings.answers.values.get(name)
            now = None if answer is None else plain(answer)
        if fact.numeric or fact.type == "choices":
            if value is not None:
                _refuse(f"'{name}' has no single value to ask about", f"ask for '{name}' alone")
            follows = now is not None and fact.origin != "asked"
            kind = ANSWER if fact.origin == "asked" else FACT
            return WhyNot(self.conclusion, kind, name, None, follows, now, missing=self._missing())
        wanted = fact.values() if value is None else frozenset((_read(fact, value),))
        premise = self.examiner.premise(In(name, wanted))
        follows, told = premise.holds, None if value is None else next(iter(wanted))
        if fact.origin == "asked":
            return WhyNot(self.conclusion, ANSWER, name, told, follows and value is not None, now)
        if fact.origin == "rules":
            rules = [r for r in self.kb.concluding.get(name, ()) if concludes(r, name, wanted)]
            blocked = () if follows else self.examiner.nearest(rules)
            return WhyNot(self.conclusion, FACT, name, told, follows, now, blocked)
        return WhyNot(self.conclusion, FACT, name, told, follows, now, premise=premise, missing=self._missing())

    def coverage(self) -> WhyNot:
        """Why nothing can be said on customers per RM: quantities that are neither given nor assumed."""
        coverage = self.findings.coverage
        follows = coverage.low is not None or coverage.high is not None
        missing = set(self._missing())
        rules = [
            rule
            for rule in self.kb.with_effect(Band, Assume)
            if any(isinstance(e, Band) or (isinstance(e, Assume) and e.quantity in missing) for e in rule.then)
        ]
        blocked = () if follows else self.examiner.nearest(rules)
        return WhyNot(self.conclusion, COVERAGE, COVERAGE, None, follows, None, blocked, missing=self._missing())

    def _missing(self) -> tuple[str, ...]:
        return self.findings.coverage.workload.missing

    def any_focus(self) -> WhyNot:
        """Why no focus is decided on: what speaks for any of them."""
        decision = self.findings.decision
        if decision.model is not None:
            return WhyNot(self.conclusion, FOCUS, FOCUS, None, True, decision.model)
        best = max(PURE, key=lambda focus: decision.weights[focus])
        return self.focus(best, FOCUS, frozenset((focus, True) for focus in PURE))

    def focus(self, model: str, about: str = "", helpful: frozenset[Pull] = frozenset()) -> WhyNot:
        decision = self.findings.decision
        lacking = hurdles(decision, self.kb.policy, model)
        helpful = helpful or pulls(lacking, self.kb.policy, model)
        blocked, moved = self._helping(helpful)
        if lacking and not blocked:
            blocked, moved = self._helping(frozenset(((model, True),)))
        gap = FocusGap(
            model,
            decision.certainty[model],
            decision.model,
            model in decision.components,
            lacking,
            tuple(self._against(model)),
            tuple(sorted(decision.certainty.items(), key=lambda pair: -pair[1])),
            moved,
        )
        return WhyNot(self.conclusion, FOCUS, about or model, model, not lacking, decision.model, blocked, gap)

    def _helping(self, helpful: frozenset[Pull]) -> tuple[tuple[Blocked, ...], tuple[Shift, ...]]:
        """Rules that would help, with what they do: the nearest first, of those the strongest; useless ones last."""
        fired = [effect for firing in self.findings.firings for effect in firing.rule.then]
        found = {rule.id: shifts(rule, fired, helpful) for rule in self.kb.with_effect(Support)}
        now = self.findings.decision.certainty

        def order(blocked: Blocked) -> tuple[bool, float, float]:
            gain = max(abs(shift.would_be - now[shift.focus]) for shift in found[blocked.rule.id])
            return gain == 0, blocked.nearest.cost, -gain

        rules = (rule for rule in self.kb.with_effect(Support) if found[rule.id])
        blocked = tuple(sorted(self.examiner.nearest(rules), key=order))
        return blocked, tuple(shift for each in blocked for shift in found[each.rule.id])

    def _against(self, model: str) -> Iterable[Against]:
        """The evidence against a focus, the strongest first."""
        found = []
        for firing in self.findings.firings:
            for effect in firing.rule.then:
                if isinstance(effect, Support) and effect.focus == model and effect.certainty < 0:
                    tested = dict.fromkeys(base(test.fact) for test in firing.tests)
                    facts = tuple(
                        (name, value_as_data(name, self.findings.memory, self.kb.vocabulary)) for name in tested
                    )
                    found.append(Against(firing.rule.id, effect.certainty, firing.rule.because, facts))
        return sorted(found, key=lambda against: against.certainty)
