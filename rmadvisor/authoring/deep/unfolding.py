"""A rule's premises followed back to answers: the ways in which it can come to fire, and what is sure whenever it does.

In:     KnowledgeBase, tests of the normal form.
Out:    Way: tests on answers, present levels, and tests on what the sizing or the focus makes of them.
Exact:  a fact that rules conclude has a value exactly when a rule that concludes it fires, and has one value at most.
        So a rule with no way can never fire; the tests of a way on the sizing and the focus must still be tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rmadvisor.knowledge.conditions import CEILING, Alternative, In, Missing, Test, Within, base, meet, member, size
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import Conclude, Require, Rule
from rmadvisor.knowledge.vocabulary import ticks
from rmadvisor.reasoning.focus import PURE

MOST_STEPS = 20_000
LEVELS = range(1, 6)


@dataclass(frozen=True, slots=True)
class Way:
    """`asked` are tests on answers, `tried` those on what is worked out, `skills` present levels by capability."""

    asked: Alternative
    tried: Alternative
    skills: tuple[tuple[str, int], ...]

    @property
    def tests(self) -> Alternative:
        return (*self.asked, *self.tried)


class TooManySteps(Exception):
    """There are more ways than anybody would look at."""


class Unfolding:
    """The ways of one knowledge base's rules."""

    def __init__(self, kb: KnowledgeBase, most_steps: int = MOST_STEPS) -> None:
        self.kb, self.most_steps, self.steps = kb, most_steps, 0
        self._requiring: dict[str, list[tuple[Rule, int]]] = {}
        for rule in kb.with_effect(Require):
            for effect in rule.then:
                if isinstance(effect, Require):
                    self._requiring.setdefault(effect.capability, []).append((rule, effect.level))

    def of(self, rule: Rule) -> Iterator[Way]:
        """Every way in which a rule can come to fire. Raises TooManySteps."""
        self.steps = 0
        seen: set[Way] = set()
        for tests in rule.when:
            for way in self._expand(tests, Way((), (), ())):
                if way not in seen:
                    seen.add(way)
                    yield way

    def _expand(self, todo: Alternative, way: Way) -> Iterator[Way]:
        self.steps += 1
        if self.steps > self.most_steps:
            raise TooManySteps
        if not todo:
            yield way
            return
        test, rest = todo[0], todo[1:]
        origin = self.kb.vocabulary[base(test.fact)].origin
        if origin == "asked":
            joined = meet(way.asked, (self._inside(test),))
            if joined is not None:
                yield from self._expand(rest, Way(joined, way.tried, way.skills))
        elif origin == "rules":
            for tests in self._leading_to(test):
                yield from self._expand((*tests, *rest), way)
        elif origin == "levels":
            yield from self._levelled(test, rest, way)
        else:
            joined = meet(way.tried, (test,))
            if joined is not None:
                yield from self._expand(rest, Way(way.asked, joined, way.skills))

    def _inside(self, test: Test) -> Test:
        """A test on a number, cut to what the number can be at all."""
        if not isinstance(test, Within):
            return test
        fact = self.kb.vocabulary[base(test.fact)]
        most = len(fact.choices) if fact.type == "choices" else fact.at_most
        low, high = max(test.low, 0), min(test.high, ticks(most))
        if fact.type in ("count", "choices"):  # whole numbers alone
            low, high = -(-low // ticks(1)) * ticks(1), high // ticks(1) * ticks(1)
        return Within(test.fact, low, high)

    def _leading_to(self, test: Test) -> Iterator[Alternative]:
        """The alternatives of the rules that give a derived fact a value which passes."""
        for rule in self.kb.concluding.get(test.fact, ()):
            if isinstance(test, In) and any(_gives(effect, test) for effect in rule.then):
                yield from rule.when

    def _levelled(self, test: Test, rest: Alternative, way: Way) -> Iterator[Way]:
        kind, _, capability = test.fact.partition(".")
        if not isinstance(test, Within):
            return
        given = dict(way.skills)
        for rule, level in self._requiring.get(capability, ()):
            for present in LEVELS if kind == "gap" else (0,):
                if not test.low <= ticks(level - present) <= test.high or given.get(capability, present) != present:
                    continue
                skills = way.skills if kind != "gap" or capability in given else (*way.skills, (capability, present))
                for tests in rule.when:
                    yield from self._expand((*tests, *rest), Way(way.asked, way.tried, skills))


def _gives(effect: object, test: In) -> bool:
    return isinstance(effect, Conclude) and effect.fact == test.fact and effect.value in test.values


class Implications:
    """What is sure: which rules fire whenever another fires."""

    def __init__(self, kb: KnowledgeBase, most_ways: int = 64) -> None:
        self.kb, self.most_ways = kb, most_ways
        self._unfolding = Unfolding(kb, 2_000)
        self._ways: dict[str, tuple[Alternative, ...]] = {}
        self._known: dict[tuple[str, str], bool] = {}

    def sure(self, first: Rule, second: Rule) -> bool:
        """Whether the second rule is proved to fire whenever the first does. False is no proof of the contrary."""
        pair = first.id, second.id
        if pair not in self._known:
            self._known[pair] = all(self._fires(second, given, 0) for given in self._given(first))
        return self._known[pair]

    def _given(self, rule: Rule) -> tuple[Alternative, ...]:
        """What holds when a rule fires, in each of its ways; as it is written where there are too many of them."""
        if rule.id not in self._ways:
            found: list[Alternative] = []
            try:
                for way in self._unfolding.of(rule):
                    found.append((*way.tests, *_exact(way)))
                    if len(found) > self.most_ways:
                        raise TooManySteps
            except TooManySteps:
                found = list(rule.when)
            self._ways[rule.id] = tuple(found) or rule.when
        return self._ways[rule.id]

    def _fires(self, rule: Rule, given: Alternative, depth: int) -> bool:
        return any(all(self._holds(test, given, depth) for test in tests) for tests in rule.when)

    def _holds(self, test: Test, given: Alternative, depth: int) -> bool:
        if any(_covers(test, known) for known in given):
            return True
        fact = self.kb.vocabulary[base(test.fact)]
        if depth > 8:
            return False
        if fact.origin == "rules" and isinstance(test, In):
            rules = (r for r in self.kb.concluding.get(test.fact, ()) if any(_gives(e, test) for e in r.then))
            return any(self._fires(rule, given, depth + 1) for rule in rules)
        if fact.origin == "levels" and isinstance(test, Within) and test.high >= CEILING and "gap." not in test.fact:
            requiring = self._unfolding._requiring.get(test.fact.partition(".")[2], ())
            return any(ticks(level) >= test.low and self._fires(rule, given, depth + 1) for rule, level in requiring)
        return False


def _covers(test: Test, known: Test) -> bool:
    """Whether a test passes for certain where another on the same fact does."""
    if isinstance(test, In) and isinstance(known, In):
        return test.fact == known.fact and known.values <= test.values
    if isinstance(test, Within) and isinstance(known, Within):
        return test.fact == known.fact and test.low <= known.low and known.high <= test.high
    return isinstance(test, Missing) and test == known


def _exact(way: Way) -> Alternative:
    """What a pure focus says about its parts: it consists of itself alone."""
    for test in way.tried:
        if isinstance(test, In) and test.fact == "focus" and len(test.values) == 1 and test.values <= set(PURE):
            (pure,) = test.values
            parts = tuple(In(member("focus_parts", name), frozenset((name == pure,))) for name in PURE)
            return (*parts, Within(size("focus_parts"), ticks(1), ticks(1)))
    return ()
