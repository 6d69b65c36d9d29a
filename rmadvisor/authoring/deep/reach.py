"""Which rules some answers reach: a witness for each, a proof that there is none, or neither.

In:     Trial, the time there is.
Out:    Reach: answers on which each rule fires, verified by the engine of record; the rules proved to be out of reach,
        and those for which neither was found.
Method: the ways back to answers (unfolding.py) give witnesses and proofs; for what the sizing and the focus make of the
        answers, random answer sets, then steps towards the rule, changing one answer at a time.
Proved: by the ways, or because the bounds on everything open (reasoning/possible) exclude the rule.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rmadvisor.authoring.deep.flaws import Budget, Progress
from rmadvisor.authoring.deep.trying import Given, Trial
from rmadvisor.authoring.deep.unfolding import LEVELS, TooManySteps, Unfolding, Way
from rmadvisor.knowledge.answers import SKILLS, Answers
from rmadvisor.knowledge.conditions import Alternative, In, base
from rmadvisor.knowledge.rules import Rule
from rmadvisor.reasoning.consultation import Findings
from rmadvisor.reasoning.explanation.trial_values import TrialValues
from rmadvisor.reasoning.focus import PURE
from rmadvisor.reasoning.memory import holds
from rmadvisor.reasoning.possible.network import Network
from rmadvisor.reasoning.possible.reading import Possibilities

RANDOM_SETS = 400
WAYS_TRIED, DIRECT, STARTS, STEPS = 40, 8, 6, 8
MOST_SKILLED = 3  # present levels tried together in a proof


@dataclass(frozen=True, slots=True)
class Reach:
    """`witnesses` by rule; `unreachable` rules with the proof in words; `unknown` are neither, after a full search."""

    witnesses: Mapping[str, Given]
    unreachable: Mapping[str, str]
    unknown: tuple[str, ...]


def reach(trial: Trial, budget: Budget, progress: Progress) -> Reach:
    """Look for all rules."""
    return _Search(trial, budget, progress).all()


@dataclass(frozen=True, slots=True)
class Ways:
    """The first ways in which a rule can come to fire, and whether these are all."""

    first: list[Way]
    all: bool


class _Search:
    def __init__(self, trial: Trial, budget: Budget, progress: Progress) -> None:
        self.trial, self.kb, self.budget, self.progress = trial, trial.kb, budget, progress
        self.network, self.unfolding = Network(self.kb), Unfolding(self.kb)
        self.readings: dict[tuple[tuple[str, int], ...], Possibilities] = {}

    def all(self) -> Reach:
        witnesses: dict[str, Given] = {}
        unreachable: dict[str, str] = {}
        unknown: list[str] = []
        waiting: list[tuple[Rule, Ways]] = []
        skipped: list[Rule] = []
        for rule in self.kb.rules:  # what is found at once first, what must be searched for afterwards
            self.progress("rules reached", len(witnesses), len(self.kb.rules))
            if self.budget.over:
                skipped.append(rule)
                continue
            ways = self._ways(rule)
            found = self._direct(rule, ways)
            if found is None:
                waiting.append((rule, ways))
            else:
                witnesses[rule.id] = found
        for rule, ways in waiting:
            self.progress("rules reached", len(witnesses), len(self.kb.rules))
            found = None if self.budget.over else self._from_pool(rule)
            proof = "" if found or self.budget.over else self._proof(rule, ways)
            if not found and not proof:
                found = self._towards(rule, ways)
            if found is not None:
                witnesses[rule.id] = found
            elif proof:
                unreachable[rule.id] = proof
            elif self.budget.over:
                skipped.append(rule)
            else:
                unknown.append(rule.id)
        if skipped:
            some = ", ".join(rule.id for rule in skipped[:3]) + (" ..." if len(skipped) > 3 else "")
            self.budget.left_out.append(f"whether some answers reach {len(skipped)} of the rules: {some}")
        return Reach(witnesses, unreachable, tuple(unknown))

    @cached_property
    def pool(self) -> list[Given]:
        """Random answer sets; made when a rule first needs them."""
        return list(self.trial.random(RANDOM_SETS))

    @cached_property
    def fired_in(self) -> dict[str, Given]:
        """For each rule that fires in the pool the first answer set in which it does."""
        first: dict[str, Given] = {}
        for done, given in enumerate(self.pool):
            if done % 50 == 0:
                self.progress("random answers", done, len(self.pool))
            found = self.trial.consult(given)
            for firing in found.firings if found else ():
                first.setdefault(firing.rule.id, given)
            if self.budget.over:
                break
        return first

    # ------------------------------------------------------------ witnesses

    def _ways(self, rule: Rule) -> Ways:
        found: list[Way] = []
        try:
            for way in self.unfolding.of(rule):
                if len(found) == WAYS_TRIED:
                    return Ways(found, False)
                found.append(way)
        except TooManySteps:
            return Ways(found, False)
        return Ways(found, True)

    def _direct(self, rule: Rule, ways: Ways) -> Given | None:
        """Answers that pass the tests of a way, and no others."""
        for way in ways.first[:DIRECT]:
            given = self.trial.passing(way.asked, way.skills)
            if given is not None:
                found = self.trial.consult(given)
                if found is not None and _fires(found, rule) and self._recorded(rule, given):
                    return given
        return None

    def _from_pool(self, rule: Rule) -> Given | None:
        given = self.fired_in.get(rule.id)
        return None if given is None else self._short(rule, given)

    def _short(self, rule: Rule, given: Given) -> Given | None:
        """The few of the answers that the rule fires on, if it does so in the engine of record."""
        short = self.trial.shortened(given, lambda found: _fires(found, rule))
        return short if self._recorded(rule, short) else None

    def _recorded(self, rule: Rule, given: Given) -> bool:
        """Whether the engine of record fires the rule on these answers."""
        record = self.trial.verify(given)
        return record is not None and _fires(record, rule)

    # ------------------------------------------------------------ proofs

    def _proof(self, rule: Rule, ways: Ways) -> str:
        """Why no answers reach a rule, in words; empty where that is not proved."""
        if not ways.all:
            return ""
        if not ways.first:
            return "its tests, followed back to the answers, exclude each other"
        skills = sorted({name for way in ways.first for name, _ in way.skills})
        if len(skills) > MOST_SKILLED:
            return ""
        number = self.network.index[rule.id]
        for levels in itertools.product(LEVELS, repeat=len(skills)):
            may = self._reading(tuple(zip(skills, levels, strict=True))).may[number]
            if may & 1:  # box 0: everything open, to sure and to vague answers alike
                return ""
        return "what the sizing, the focus and the levels can come to, whatever is answered, excludes it"

    def _reading(self, skills: tuple[tuple[str, int], ...]) -> Possibilities:
        if skills not in self.readings:
            self.readings[skills] = Possibilities(self.network, Answers({}, dict(skills)))
        return self.readings[skills]

    # ------------------------------------------------------------ steps towards a rule

    def _towards(self, rule: Rule, ways: Ways) -> Given | None:
        """Answers found by changing one after another, from the answer sets that come nearest."""
        starts: list[tuple[float, int, dict[str, Any], Alternative]] = []
        for way in ways.first:
            base_answers = self.trial.passing(way.asked, way.skills)
            if base_answers is None:
                continue
            for given in ({}, *self.pool[:60]):
                merged = _merged(given, base_answers)
                found = self.trial.consult(merged)
                if found is not None:
                    starts.append((_missing(found, way.tests), len(starts), merged, way.tests))
                if self.budget.over:
                    return None
        starts.sort(key=lambda start: start[:2])
        for _, _, given, tests in starts[:STARTS]:
            reached = self._climb(rule, given, tests)
            if reached is not None:
                short = self._short(rule, reached)
                if short is not None:
                    return short
        return None

    def _climb(self, rule: Rule, given: dict[str, Any], tests: Alternative) -> Given | None:
        fixed = {base(test.fact) for test in tests}
        for _ in range(STEPS):
            now = self.trial.consult(given)
            if now is None:
                return None
            if _fires(now, rule):
                return given
            best, least = None, _missing(now, tests)
            for other in self._neighbours(given, now, fixed):
                found = self.trial.consult(other)
                if found is not None and (short := _missing(found, tests)) < least:
                    best, least = other, short
                if self.budget.over:
                    return None
            if best is None:
                return None
            given = best
        return None

    def _neighbours(self, given: dict[str, Any], now: Findings, fixed: set[str]) -> Iterator[dict[str, Any]]:
        values = TrialValues(self.kb, now)
        for name, fact in self.trial.asked.items():
            if name in fixed and not fact.numeric:
                continue
            for value in values.of(name):
                plain = list(value) if isinstance(value, tuple) else value
                if given.get(name) != plain:
                    yield {**given, name: plain}
            if name in given and name not in fixed:
                yield {other: value for other, value in given.items() if other != name}


def _fires(found: Findings, rule: Rule) -> bool:
    return any(firing.rule.id == rule.id for firing in found.firings)


def _merged(given: Given, more: Given) -> dict[str, Any]:
    both = {**given, **more}
    if SKILLS in given and SKILLS in more:
        both[SKILLS] = {**given[SKILLS], **more[SKILLS]}
    if "customers_per_rm" in more and "customers" in both and "rm_count" in both:
        both.pop("customers" if "customers" not in more else "rm_count")
    return both


def _missing(found: Findings, tests: Alternative) -> float:
    """How many of the tests fail; of those on the focus, how far the wanted one lies behind as a part of one."""
    total = 0.0
    for test in tests:
        if not holds(test, found.memory):
            total += 1.0
            if isinstance(test, In) and base(test.fact) in ("focus", "focus_parts"):
                total += _behind(test, found)
    return total


def _behind(test: In, found: Findings) -> float:
    weights = found.decision.weights
    wanted = [test.fact[test.fact.index("[") + 1 : -1]] if "[" in test.fact else [str(v) for v in test.values]
    leader = max(weights[focus] for focus in PURE)
    gaps = []
    for name in wanted:
        if name in PURE:
            gaps.append(leader - weights[name] + max(0, 200_000 - weights[name]))
        else:
            second = sorted((weights[focus] for focus in PURE), reverse=True)[1]
            gaps.append(leader - max(second, weights.get(name, 0)))
    return min(gaps, default=0) / (1_000_000 + min(gaps, default=0)) if min(gaps, default=0) > 0 else 0.0
