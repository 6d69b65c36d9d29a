"""Find rules that cannot stand together: that can never fire, go in circles, come too late or contradict each other.

In:     Sources, entries by id.
Out:    the problems are reported on the cursors of the rules and facts that cause them.
Never:  stops at the first problem.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from rmadvisor.knowledge.conditions import CEILING, FLOOR, In, Test, Within, base, facts_of, meet
from rmadvisor.knowledge.cursor import Cursor
from rmadvisor.knowledge.entries import Entry
from rmadvisor.knowledge.rules import Assume, Band, Conclude, Effect, Rule, Support
from rmadvisor.knowledge.sources import Sources
from rmadvisor.knowledge.stages import COMES_TOO_LATE, LATEST, Circle, stages
from rmadvisor.knowledge.vocabulary import Fact, ticks


def check(sources: Sources, entries: Mapping[str, Entry]) -> None:
    """Report what only shows when all rules are seen together."""
    _reachable(sources, sources.vocabulary)
    _order(sources, sources.vocabulary)
    _contradictions(sources, entries)


def _reachable(sources: Sources, vocabulary: Mapping[str, Fact]) -> None:
    """A derived fact that no rule concludes, and tests that no answer can pass."""
    concluded: dict[str, set[str | bool]] = {}
    for effect in (effect for rule, _ in sources.rules for effect in rule.then):
        if isinstance(effect, Conclude):
            concluded.setdefault(effect.fact, set()).add(effect.value)
    for fact, cursor in sources.facts:
        if fact.origin == "rules" and fact.name not in concluded:
            cursor.fail(f"no rule concludes '{fact.name}'", "write one, or remove the fact")
    for rule, cursor in sources.rules:
        if rule.when and not any(all(_possible(test, vocabulary, concluded) for test in tests) for tests in rule.when):
            cursor.at("when").fail(f"rule {rule.id} can never fire: no answer passes its tests", "correct or remove it")


def _possible(test: Test, vocabulary: Mapping[str, Fact], concluded: Mapping[str, set[str | bool]]) -> bool:
    fact = vocabulary[base(test.fact)]
    if isinstance(test, In):
        return fact.origin != "rules" or fact.type == "choices" or bool(test.values & concluded.get(fact.name, set()))
    if isinstance(test, Within):
        if fact.type == "choices":
            return test.high >= 0 and test.low <= ticks(len(fact.choices))
        least = ticks(-5) if fact.name.startswith("gap.") else 0
        return test.high >= least and test.low <= ticks(fact.at_most)
    return True


def _order(sources: Sources, vocabulary: Mapping[str, Fact]) -> None:
    """Circles, and effects that come after what they should have led to."""
    places = {rule.id: cursor for rule, cursor in sources.rules}
    try:
        stage = stages((rule for rule, _ in sources.rules), vocabulary)
    except Circle as circle:
        places[circle.rule.id].fail(
            f"the rules go in a circle: {circle}", "break it: conclude one of these from answers"
        )
        return
    for rule, cursor in sources.rules:
        for effect in rule.then:
            latest = LATEST.get(type(effect), 3)
            if stage[rule.id] > latest:
                late = [n for n in facts_of(rule.when) if _stage_of(n, vocabulary, sources) > latest]
                kind = type(effect).__name__.lower()
                what = f"'{kind}' depends on {', '.join(late)}: {COMES_TOO_LATE[latest]}"
                cursor.at("then").fail(what, "test only facts that are known before")
                break


def _stage_of(name: str, vocabulary: Mapping[str, Fact], sources: Sources) -> int:
    """The stage of one fact, for a message."""
    probe = Rule("probe", ((In(name, frozenset()),),), (), "", (), "")
    return stages([*(rule for rule, _ in sources.rules), probe], vocabulary)["probe"]


def _contradictions(sources: Sources, entries: Mapping[str, Entry]) -> None:
    """Effects of two rules that can fire together but cannot both be right."""
    kinds: dict[tuple[str, str], list[tuple[Effect, Rule, Cursor]]] = {}
    for rule, cursor in sources.rules:
        for effect in rule.then:
            match effect:
                case Conclude(fact=name) | Assume(quantity=name):
                    kinds.setdefault((type(effect).__name__, name), []).append((effect, rule, cursor))
                case Band():
                    kinds.setdefault(("Band", ""), []).append((effect, rule, cursor))
                case Support(group=name) if name:
                    kinds.setdefault(("Support", name), []).append((effect, rule, cursor))
    for (kind, _), effects in kinds.items():
        for (one, first, _), (other, second, cursor) in combinations(effects, 2):
            if kind == "Support":
                if (one.focus, one.certainty > 0) != (other.focus, other.certainty > 0):  # type: ignore[union-attr]
                    cursor.at("then").fail(
                        f"the group '{other.group}' also holds {first.id}, of another focus or sign",  # type: ignore[union-attr]
                        "group only evidence for, or only evidence against, one focus",
                    )
            elif _clash(one, other, entries) and any(True for _ in _together(first, second)):
                what = f"{second.id} and {first.id} ({first.where}) can fire together and contradict each other"
                cursor.fail(f"{what}: {_says(other)} against {_says(one)}", "make their tests exclude each other")


def _together(first: Rule, second: Rule) -> Iterator[object]:
    return (True for a in first.when for b in second.when if meet(a, b) is not None)


def _clash(one: Effect, other: Effect, entries: Mapping[str, Entry]) -> bool:
    if isinstance(one, Band) and isinstance(other, Band):
        first, second = entries.get(one.benchmark), entries.get(other.benchmark)
        if first is None or second is None or "low" not in first.details or "low" not in second.details:
            return False
        return _low(first) > _high(second) or _low(second) > _high(first)
    return one != other


def _low(figure: Entry) -> float:
    return FLOOR if figure.details["low"] is None else float(figure.details["low"])


def _high(figure: Entry) -> float:
    return CEILING if figure.details["high"] is None else float(figure.details["high"])


def _says(effect: Effect) -> str:
    match effect:
        case Conclude():
            return f"{effect.fact}: {effect.value}"
        case Assume():
            return f"{effect.quantity}: {effect.default}"
        case Band():
            return effect.benchmark
    return str(effect)
