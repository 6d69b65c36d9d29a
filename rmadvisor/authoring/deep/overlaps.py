"""Rules that say the same twice, or take back what another says whenever both fire.

In:     Trial, answers that reach each rule.
Out:    Flaws. That one rule fires whenever another does is proved (unfolding.py), never guessed; a contradiction of two
        texts is told from their words and is for the author to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations

from rmadvisor.authoring.deep.flaws import Budget, Flaw, Progress
from rmadvisor.authoring.deep.trying import Given, Trial
from rmadvisor.authoring.deep.unfolding import Implications
from rmadvisor.knowledge.rules import Adjust, Advise, Effect, Prioritise, Require, Rule, Support, Warn
from rmadvisor.reasoning.consultation import Findings

ADD_UP = (Support, Adjust, Prioritise)  # two of these count twice; of all other effects one is enough
BETWEEN = "(?:(?:the|a|an|any|more|each|every) )*"  # words between a verb and its noun
FORBIDS = re.compile(rf"(?:^|(?<=[.;:,] ))(?:do not|never|don't) (\w+) {BETWEEN}(\w+)", re.IGNORECASE)


def overlaps(trial: Trial, witnesses: Mapping[str, Given], budget: Budget, progress: Progress) -> Iterator[Flaw]:
    """All flaws of this kind."""
    sure = Implications(trial.kb)
    by_target: dict[tuple[str, str], list[tuple[Rule, Effect]]] = {}
    for rule in trial.kb.rules:
        for effect in rule.then:
            by_target.setdefault(_target(effect), []).append((rule, effect))
    told: set[tuple[str, ...]] = set()
    for done, effects in enumerate(by_target.values()):
        progress("rules compared", done, len(by_target))
        if budget.over:
            budget.left_out.append("some of the pairs of rules with an effect on the same thing")
            return
        for (first, one), (second, other) in combinations(effects, 2):
            if first.id == second.id:
                continue
            for a, ea, b, eb in ((first, one, second, other), (second, other, first, one)):
                if not sure.sure(a, b):
                    continue
                flaw = _compared(a, ea, b, eb, sure.sure(b, a))
                key = (*sorted((a.id, b.id)), "" if flaw is None else flaw[0])
                if flaw is None or key in told:  # each pair once, the first way round
                    continue
                told.add(key)
                kind, fault, what, mend = flaw
                yield _shown(trial, Flaw(kind, fault, what, mend, a.where, (a.id, b.id)), witnesses.get(a.id))
                break
    yield from _texts(trial, witnesses, budget)


def _target(effect: Effect) -> tuple[str, str]:
    """What an effect bears on; two effects on the same can repeat or contradict each other."""
    match effect:
        case Support(focus=name):
            return "support", name
        case Require(capability=name) | Prioritise(capability=name):
            return type(effect).__name__, name
        case Adjust(quantity=name):
            return "adjust", name
        case Advise(text=text) | Warn(text=text):
            return "text", text
    return type(effect).__name__, str(effect)


def _compared(a: Rule, one: Effect, b: Rule, other: Effect, both: bool) -> tuple[str, bool, str, str] | None:
    """What is wrong with two effects on one thing, where b fires whenever a does: kind, fault, what, how to mend it."""
    when = "fire together always" if both else f"{b.id} fires whenever {a.id} does"
    if both and set(a.then) == set(b.then):
        return "duplicate", True, f"{a.id} and {b.id} are one rule twice", "remove one of the two"
    match one, other:
        case Support(), Support() if (one.certainty > 0) != (other.certainty > 0):
            what = f"{a.id} speaks {_way(one)} {one.focus}, {b.id} {_way(other)} it, and {_they(when, both)}"
            return "takes back", both, what, "give both as one piece of evidence, or part their tests"
        case Support(), Support() if one.group and one.group == other.group:
            same = both and one.weight == other.weight  # then one of the two is told
            if abs(one.weight) > abs(other.weight) or (same and a.id > b.id):
                return None
            what = f"the evidence of {a.id} never counts: {b.id} is as strong in the group '{one.group}', and {when}"
            return "no effect", False, what, f"give {a.id} more certainty or another group, or remove it"
        case Adjust(), Adjust() if (one.factor > 1) != (other.factor > 1):
            what = f"{a.id} makes {one.quantity} {_larger(one)}, {b.id} {_larger(other)}, and {_they(when, both)}"
            return "takes back", both, what, "give both as one factor, or part their tests"
        case Prioritise(), Prioritise() if (one.by > 0) != (other.by > 0):
            what = f"{a.id} moves {one.capability} one way, {b.id} the other, and {_they(when, both)}"
            return "takes back", both, what, "give both as one step, or part their tests"
        case Require(), Require() if one.level <= other.level:
            rest = [effect for effect in a.then if effect is not one]
            what = f"{a.id} asks for {one.capability} at level {one.level}, which {b.id} does already"
            what += f" at level {other.level}: {when}" if other.level > one.level else f": {when}"
            mend = "take this line out of the rule" if rest else "remove the rule"
            return "no effect", not rest, what, f"{mend}, unless its reason is wanted in the proof"
    if type(one) not in ADD_UP and one == other:
        return "no effect", False, f"{a.id} gives again what {b.id} gives: {when}", "take it out of one of the two"
    return None


def _they(when: str, both: bool) -> str:
    return "they always fire together" if both else when


def _way(effect: Support) -> str:
    return "for" if effect.certainty > 0 else "against"


def _larger(effect: Adjust) -> str:
    return "larger" if effect.factor > 1 else "smaller"


def _shown(trial: Trial, flaw: Flaw, given: Given | None) -> Flaw:
    """A flaw with answers on which its rules fire, when there are some."""
    found = None if given is None else trial.verify(given)
    if found is None or given is None or not _all_fire(found, flaw.rules):
        return flaw
    seen = f"{' and '.join(flaw.rules)} fire"
    return Flaw(flaw.kind, flaw.fault, flaw.what, flaw.mend, flaw.where, flaw.rules, dict(given), seen)


def _all_fire(found: Findings, rules: tuple[str, ...]) -> bool:
    return {firing.rule.id for firing in found.firings} >= set(rules)


# ---------------------------------------------------------------- what the texts say


def _texts(trial: Trial, witnesses: Mapping[str, Given], budget: Budget) -> Iterator[Flaw]:
    """Two texts of which one forbids in words what the other asks for, where both can be given at once."""
    notes = [
        (rule, effect.text) for rule in trial.kb.rules for effect in rule.then if isinstance(effect, Advise | Warn)
    ]
    for rule, text in notes:
        for verb, noun in FORBIDS.findall(text):
            asks = re.compile(rf"(?<!not )(?<!never )\b{verb} {BETWEEN}{noun}\b", re.IGNORECASE)
            for other, said in notes:
                if other.id == rule.id or not asks.search(said):
                    continue
                if budget.over:
                    budget.left_out.append("texts that may contradict each other")
                    return
                given = _both(trial, rule, other, witnesses)
                if given is not None:
                    what = f"{rule.id} says not to {verb} {noun}, {other.id} says to do so; both can be given at once"
                    mend = "part their tests, or word them so that they fit together"
                    flaw = Flaw("contradicts", False, what, mend, rule.where, (rule.id, other.id))
                    yield _shown(trial, flaw, given)


def _both(trial: Trial, rule: Rule, other: Rule, witnesses: Mapping[str, Given]) -> Given | None:
    """Answers on which both rules fire, from those that reach each."""
    first, second = witnesses.get(rule.id), witnesses.get(other.id)
    if first is None or second is None:
        return None
    tries = [{**first, **second}, {**second, **first}, *trial.random(200)]
    for given in tries:
        found = trial.consult(given)
        if found is not None and _all_fire(found, (rule.id, other.id)):
            return trial.shortened(given, lambda f: _all_fire(f, (rule.id, other.id)))
    return None
