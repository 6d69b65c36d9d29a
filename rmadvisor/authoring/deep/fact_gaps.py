"""Answers that are enough to conclude a fact, and none is concluded.

In:     Trial, the time there is.
Out:    Flaws: for each fact that rules conclude the largest regions without a value, all questions behind it answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations, product
from typing import Any

from rmadvisor.authoring.deep.flaws import Budget, Flaw, Progress
from rmadvisor.authoring.deep.regions import behind, cells, said, verified
from rmadvisor.authoring.deep.trying import Trial
from rmadvisor.knowledge.rules import Conclude
from rmadvisor.knowledge.vocabulary import Fact

MOST_COMBINATIONS = 4_000
MOST_REGIONS = 8  # told of one fact


def fact_gaps(trial: Trial, budget: Budget, progress: Progress) -> Iterator[Flaw]:
    """Every fact behind a derived fact answered, and yet it has no value."""
    derived = [f for f in trial.kb.vocabulary.values() if f.origin == "rules" and len(_values(trial, f)) > 1]
    for done, fact in enumerate(derived):
        progress("derived facts", done, len(derived))
        if budget.over:
            budget.left_out.append(f"whether {', '.join(f.name for f in derived[done:])} always get a value")
            return
        names = behind(trial, trial.kb.concluding.get(fact.name, ()))
        choices = [cells(trial, name) for name in names]
        count = 1
        for each in choices:
            count *= len(each)
        if not names or count > MOST_COMBINATIONS:
            budget.left_out.append(f"whether {fact.name} always gets a value: {count:,} combinations of answers")
            continue
        empty = []
        for values in product(*choices):
            given = dict(zip(names, values, strict=True))
            found = trial.consult(given)
            if found is not None and fact.name not in found.memory:
                empty.append(given)
        yield from _regions(trial, fact, names, choices, empty)


def _values(trial: Trial, fact: Fact) -> set[str | bool]:
    """The values that rules conclude; where there is one alone, having none is the other."""
    effects = (effect for rule in trial.kb.concluding.get(fact.name, ()) for effect in rule.then)
    return {effect.value for effect in effects if isinstance(effect, Conclude) and effect.fact == fact.name}


def _regions(
    trial: Trial, fact: Fact, names: list[str], choices: list[list[Any]], empty: list[dict[str, Any]]
) -> Iterator[Flaw]:
    """The largest regions in which every combination is empty, then those single combinations that no region holds."""
    total = {name: len(values) for name, values in zip(names, choices, strict=True)}
    left = [dict(given) for given in empty]
    told = 0
    for size in range(1, len(names) + 1):
        for some in combinations(names, size):
            whole = 1
            for name in names:
                whole *= 1 if name in some else total[name]
            counts = Counter(_key({name: given[name] for name in some}) for given in left)
            for key, count in counts.items():
                if count < whole:
                    continue
                region = next(_part(given, some) for given in left if _key(_part(given, some)) == key)
                if told == MOST_REGIONS:
                    return
                told += 1
                yield _without_value(trial, fact, region)
                left = [given for given in left if _key(_part(given, some)) != key]


def _part(given: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: given[name] for name in names}


def _key(given: Mapping[str, Any]) -> str:
    return repr(sorted(given.items()))


def _without_value(trial: Trial, fact: Fact, region: Mapping[str, Any]) -> Flaw:
    what = f"{fact.name} has no value where {said(region)}, whatever else is answered"
    mend = "write a rule that concludes one, if there should be one"
    return verified(trial, Flaw("no value", False, what, mend, fact.where, (), dict(region)), f"{fact.name}: not known")
