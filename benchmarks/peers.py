"""The same rules in the engines that a Python user would otherwise pick, each in the fastest way its interface has.

In:     the rules and their stages.
Out:    Peer.fire: the facts of a consultation, stage by stage -> the ids of the rules that fired.

What was tried for each, and why this way was kept:
- clipspy: a deftemplate for each fact; `Template.assert_fact` (4 to 5 times faster than `assert_string` or
  `load_facts`); the rules note themselves in a global (faster to read than facts, and than calls back to Python).
- experta: a Fact class for each fact, so that patterns are sorted by type; one engine, reset for each consultation.
- zen-engine decisions: one compiled graph a stage, an expression node for each step of a chain (faster than decision
  tables of one rule a row, and than one key a rule, as every key becomes a Python object).
- zen-engine expressions: no decision model, only compiled expressions, one list of truths for each step of a chain;
  Python carries the conclusions on.
"""

from __future__ import annotations

import collections
import collections.abc
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Protocol

from answer_sets import Plain

from rmadvisor.knowledge.conditions import CEILING, FLOOR, Alternatives, In, Missing, Test, facts_of
from rmadvisor.knowledge.rules import Conclude, Rule

Stages = Sequence[Mapping[str, Plain]]


class Peer(Protocol):
    """A rule set made ready in another engine."""

    def __init__(self, rules: Sequence[Rule], stage: Mapping[str, int]) -> None: ...

    def fire(self, stages: Stages) -> Iterable[str]:
        """The ids of the rules that fire; an id may come more than once."""


def _read(rules: Iterable[Rule]) -> dict[str, str]:
    """{fact that some rule tests: a name that is an identifier everywhere}. Other facts no engine need be told."""
    tested = dict.fromkeys(test.fact for rule in rules for tests in rule.when for test in tests)
    return {fact: f"f{i}" for i, fact in enumerate(tested)}


def _concluded(rule: Rule, names: Mapping[str, str]) -> list[tuple[str, str | bool]]:
    """(name, value) of what a rule concludes and some rule tests."""
    return [(names[e.fact], e.value) for e in rule.then if isinstance(e, Conclude) and e.fact in names]


class Clips:
    """CLIPS 6.4 through clipspy: one environment, built once and reset for each consultation."""

    def __init__(self, rules: Sequence[Rule], stage: Mapping[str, int]) -> None:
        import clips

        _mend_clipspy()
        self.ids = [rule.id for rule in rules]
        self.symbol = clips.Symbol
        self.env = clips.Environment()
        names = _read(rules)
        for name in names.values():
            self.env.build(f"(deftemplate {name} (slot v))")
        self.env.build("(defglobal ?*fired* = (create$))")
        for i, rule in enumerate(rules):
            actions = [f"(bind ?*fired* (create$ ?*fired* {i}))"]
            actions += [f"(assert ({name} (v {_symbol(value)})))" for name, value in _concluded(rule, names)]
            for j, tests in enumerate(rule.when):
                patterns = " ".join(_pattern(test, names[test.fact]) for test in tests)
                self.env.build(f"(defrule r{i}-{j} {patterns} => {' '.join(actions)})")
        self.templates = {fact: self.env.find_template(name) for fact, name in names.items()}
        self.fired = self.env.find_global("fired")

    def fire(self, stages: Stages) -> Iterable[str]:
        self.env.reset()
        for facts in stages:
            for fact, value in facts.items():
                template = self.templates.get(fact)
                if template is not None:
                    template.assert_fact(v=self.symbol(value) if isinstance(value, str) else value)
            self.env.run()
        return [self.ids[i] for i in self.fired.value]


def _pattern(test: Test, name: str) -> str:
    if isinstance(test, Missing):
        return f"(not ({name}))"
    if isinstance(test, In):
        return f"({name} (v {'|'.join(sorted(map(_symbol, test.values)))}))"
    variable = f"?{name}"
    if test.low > FLOOR and test.high < CEILING:
        return f"({name} (v {variable}&:(<= {test.low} {variable} {test.high})))"
    if test.low > FLOOR:
        return f"({name} (v {variable}&:(>= {variable} {test.low})))"
    return f"({name} (v {variable}&:(<= {variable} {test.high})))" if test.high < CEILING else f"({name})"


def _symbol(value: str | bool) -> str:
    return {True: "TRUE", False: "FALSE"}.get(value, str(value))  # type: ignore[call-overload]


def _mend_clipspy() -> None:
    """Let clipspy release its facts.

    Fact.__del__ of 1.0.6 calls ReleaseFact with two arguments; it takes one, and the TypeError is swallowed. No fact
    asserted from Python is ever freed, and each reset walks over all of them: the time of a consultation grows without
    end. To compare with that would be unfair to CLIPS.
    """
    from clips import facts
    from clips._clips import ffi, lib

    if len(ffi.typeof(lib.ReleaseFact).args) == 1:
        facts.Fact.__del__ = lambda self: lib.ReleaseFact(self._fact)


class Experta:
    """experta, CLIPS' model in pure Python: one engine, declared once and reset for each consultation."""

    def __init__(self, rules: Sequence[Rule], stage: Mapping[str, int]) -> None:
        experta = _import_experta()
        names = _read(rules)
        self.kinds = {fact: type(name, (experta.Fact,), {}) for fact, name in names.items()}
        kind_of = {names[fact]: kind for fact, kind in self.kinds.items()}
        body: dict[str, Any] = {}
        for rule in rules:
            action = self._action(rule.id, [(kind_of[name], value) for name, value in _concluded(rule, names)])
            for tests in rule.when:
                patterns = [self._pattern(experta, test) for test in tests]
                body[f"r{len(body)}"] = experta.Rule(*patterns)(action)
        self.engine = type("Rules", (experta.KnowledgeEngine,), body)()

    @staticmethod
    def _action(name: str, conclusions: list[tuple[type, str | bool]]) -> Callable[[Any], None]:
        def action(engine: Any) -> None:
            engine.fired.append(name)
            for kind, value in conclusions:
                engine.declare(kind(v=value))

        return action

    def _pattern(self, experta: Any, test: Test) -> Any:
        kind = self.kinds[test.fact]
        if isinstance(test, Missing):
            return experta.NOT(kind())
        if isinstance(test, In):
            first, *others = (experta.L(value) for value in sorted(test.values, key=str))
            for other in others:
                first |= other
            return kind(v=first)
        low, high = test.low, test.high
        return kind(v=experta.P(lambda value: low <= value <= high))

    def fire(self, stages: Stages) -> Iterable[str]:
        engine = self.engine
        engine.fired = []
        engine.reset()
        for facts in stages:
            for fact, value in facts.items():
                if fact in self.kinds:
                    engine.declare(self.kinds[fact](v=value))
            engine.run()
        return engine.fired


def _import_experta() -> Any:
    """experta 1.9.4 pins frozendict 1.2, which takes Mapping from `collections`; it left there with Python 3.10."""
    if not hasattr(collections, "Mapping"):
        collections.Mapping = collections.abc.Mapping  # type: ignore[attr-defined]
    import experta

    return experta


class ZenExpressions:
    """zen-engine's compiled expressions: a list of truths for each step of a chain, one entry a rule."""

    def __init__(self, rules: Sequence[Rule], stage: Mapping[str, int]) -> None:
        import zen

        self.names = _read(rules)
        self.steps = [
            [
                (
                    zen.compile_expression(_truths(step, self.names)),
                    [(rule.id, _concluded(rule, self.names)) for rule in step],
                )
                for step in steps
            ]
            for steps in _steps(rules, stage)
        ]

    def fire(self, stages: Stages) -> Iterable[str]:
        known: dict[str, Plain] = {}
        fired = []
        for steps, facts in zip(self.steps, stages, strict=True):
            known.update((self.names[fact], value) for fact, value in facts.items() if fact in self.names)
            for expression, meanings in steps:
                for true, (name, conclusions) in zip(expression.evaluate(known), meanings, strict=True):
                    if true:
                        fired.append(name)
                        known.update(conclusions)
        return fired


class ZenDecisions:
    """zen-engine's decision model: one compiled graph a stage, an expression node for each step of a chain."""

    def __init__(self, rules: Sequence[Rule], stage: Mapping[str, int]) -> None:
        import zen

        self.names = _read(rules)
        engine = zen.ZenEngine()
        self.stages = [
            (
                engine.create_decision(zen.ZenDecisionContent(_graph(steps, self.names))),
                [[(rule.id, _concluded(rule, self.names)) for rule in step] for step in steps],
            )
            for steps in _steps(rules, stage)
        ]

    def fire(self, stages: Stages) -> Iterable[str]:
        known: dict[str, Plain] = {}
        fired = []
        for (decision, steps), facts in zip(self.stages, stages, strict=True):
            known.update((self.names[fact], value) for fact, value in facts.items() if fact in self.names)
            result = decision.evaluate(known)["result"]
            for i, meanings in enumerate(steps):
                for true, (name, conclusions) in zip(result[f"s{i}"], meanings, strict=True):
                    if true:
                        fired.append(name)
                        known.update(conclusions)
        return fired


def _steps(rules: Sequence[Rule], stage: Mapping[str, int]) -> list[list[list[Rule]]]:
    """For each stage the rules in steps: what a step tests, earlier steps have concluded."""
    found: list[list[list[Rule]]] = []
    for number in range(4):
        here = [rule for rule in rules if stage[rule.id] == number]
        concluding: dict[str, list[Rule]] = {}
        for rule in here:
            for effect in rule.then:
                if isinstance(effect, Conclude):
                    concluding.setdefault(effect.fact, []).append(rule)
        step: dict[str, int] = {}
        for rule in here:
            _step_of(rule, concluding, step)
        found.append([[rule for rule in here if step[rule.id] == i] for i in range(max(step.values(), default=-1) + 1)])
    return found


def _step_of(rule: Rule, concluding: Mapping[str, list[Rule]], step: dict[str, int]) -> int:
    if rule.id not in step:
        before = (other for fact in facts_of(rule.when) for other in concluding.get(fact, ()))
        step[rule.id] = max((_step_of(other, concluding, step) + 1 for other in before), default=0)
    return step[rule.id]


def _truths(rules: Sequence[Rule], names: Mapping[str, str]) -> str:
    return f"[{', '.join(_expression(rule.when, names) for rule in rules)}]"


def _expression(when: Alternatives, names: Mapping[str, str]) -> str:
    parts = (" and ".join(_comparison(test, names[test.fact]) for test in tests) or "true" for tests in when)
    return f"({') or ('.join(parts)})"


def _comparison(test: Test, name: str) -> str:
    if isinstance(test, Missing):
        return f"{name} == null"
    if isinstance(test, In):
        values = sorted(test.values, key=str)
        return f"{name} == {json.dumps(values[0])}" if len(values) == 1 else f"{name} in {json.dumps(values)}"
    low = f" and {name} >= {test.low}" if test.low > FLOOR else ""
    high = f" and {name} <= {test.high}" if test.high < CEILING else ""
    return f"{name} != null{low}{high}"  # zen refuses to compare null


def _graph(steps: Sequence[Sequence[Rule]], names: Mapping[str, str]) -> str:
    """A decision: input, a node for each step, a node that keeps only the truths, output."""
    nodes: list[dict[str, Any]] = [{"id": "in", "name": "in", "type": "inputNode", "content": {}}]
    earlier: set[str] = set()
    for i, step in enumerate(steps):
        expressions = [(f"s{i}", _truths(step, names))]
        concluded: dict[str, str] = {}
        for j, rule in enumerate(step):
            for name, value in _concluded(rule, names):
                concluded[name] = f"{concluded.get(name, '')}$.s{i}[{j}] ? {json.dumps(value)} : "
        expressions += [(name, choice + (name if name in earlier else "null")) for name, choice in concluded.items()]
        earlier |= set(concluded)
        nodes.append(_node(f"n{i}", expressions, keep=True))
    nodes.append(_node("truths", [(f"s{i}", f"s{i}") for i in range(len(steps))], keep=False))
    nodes.append({"id": "out", "name": "out", "type": "outputNode", "content": {}})
    edges = [
        {"id": f"e{i}", "type": "edge", "sourceId": one["id"], "targetId": other["id"]}
        for i, (one, other) in enumerate(pairwise(nodes))
    ]
    for node in nodes:
        node["position"] = {"x": 0, "y": 0}
    return json.dumps({"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges})


def _node(name: str, expressions: Iterable[tuple[str, str]], keep: bool) -> dict[str, Any]:
    rows = [{"id": f"{name}-{key}", "key": key, "value": value} for key, value in expressions]
    content = {"expressions": rows, "passThrough": keep}
    return {"id": name, "name": name, "type": "expressionNode", "content": content}


# What is printed: the package it comes from, and how it is built.
PEERS: Mapping[str, tuple[str, type[Peer]]] = {
    "zen-engine, expressions": ("zen-engine", ZenExpressions),
    "zen-engine, decisions": ("zen-engine", ZenDecisions),
    "clipspy (mended)": ("clipspy", Clips),
    "experta": ("experta", Experta),
}
