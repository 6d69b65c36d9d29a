"""The premises of a rule: `when` parsed into a small typed normal form that every reading of the rules shares.

In:     the `when` of a rule, the Vocabulary.
Out:    Alternatives: a rule may fire when all tests of at least one of its alternatives hold; ((),) always, () never.
        A test is In (a choice is surely one of these), Within (a number surely lies here, in ticks) or Missing.
        `not` is gone by then: it is pushed down to the tests, where "certainly false" has a plain meaning.
Units:  numbers in ticks (ten-thousandths); FLOOR and CEILING stand for no bound.
Errors: reported on the cursor; a condition that cannot be read becomes ().
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from rmadvisor.knowledge.cursor import Cursor, shown
from rmadvisor.knowledge.problems import did_you_mean
from rmadvisor.knowledge.vocabulary import MOST, Fact, Vocabulary, ticks

FLOOR, CEILING = -(10**18), 10**18
MOST_TESTS, MOST_ALTERNATIVES = 12, 8
COMPARISONS = ("at_least", "at_most", "above", "below", "between")


@dataclass(frozen=True, slots=True)
class In:
    """The fact's value, or each of its possible values, is one of these."""

    fact: str
    values: frozenset[str | bool]


@dataclass(frozen=True, slots=True)
class Within:
    """The fact's whole range lies between low and high, both included."""

    fact: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Missing:
    """The fact was not answered, or the answer was unknown."""

    fact: str


Test = In | Within | Missing
Alternative = tuple[Test, ...]
Alternatives = tuple[Alternative, ...]

ALWAYS: Alternatives = ((),)
NEVER: Alternatives = ()


def member(fact: str, choice: str) -> str:
    """The yes/no fact that a set-valued fact has for each choice."""
    return f"{fact}[{choice}]"


def size(fact: str) -> str:
    """The number of members of a set-valued fact."""
    return f"{fact}[size]"


@cache
def base(fact: str) -> str:
    """The fact of the vocabulary behind a member or size.

    >>> base("product_lines[lending]"), base("segment")
    ('product_lines', 'segment')
    """
    return fact.partition("[")[0]


def read_when(cursor: Cursor, vocabulary: Vocabulary) -> Alternatives:
    """The normal form of a `when`."""
    found = _block(cursor, vocabulary, negated=False)
    if len(found) > MOST_ALTERNATIVES:
        cursor.fail(f"it has {len(found)} alternatives, more than {MOST_ALTERNATIVES}", "split the rule")
    elif any(len(tests) > MOST_TESTS for tests in found):
        cursor.fail(f"it has more than {MOST_TESTS} tests", "split the rule, or conclude a fact first")
    return found


def _both(left: Alternatives, right: Alternatives) -> Alternatives:
    joined = (meet(a, b) for a in left for b in right)
    return tuple(dict.fromkeys(tests for tests in joined if tests is not None))


def _either(parts: list[Alternatives]) -> Alternatives:
    return tuple(dict.fromkeys(tests for part in parts for tests in part))


def meet(left: Alternative, right: Alternative) -> Alternative | None:
    """Both sets of tests at once, the tests of one fact made one; None when they exclude each other."""
    merged: dict[str, Test] = {}
    for test in (*left, *right):
        before = merged.get(test.fact)
        if before is None:
            merged[test.fact] = test
        elif isinstance(before, In) and isinstance(test, In):
            merged[test.fact] = In(test.fact, before.values & test.values)
        elif isinstance(before, Within) and isinstance(test, Within):
            merged[test.fact] = Within(test.fact, max(before.low, test.low), min(before.high, test.high))
        elif before != test:
            return None  # missing, and known to be something
    missing = [base(test.fact) for test in merged.values() if isinstance(test, Missing)]
    if missing and any(base(test.fact) in missing and not isinstance(test, Missing) for test in merged.values()):
        return None  # a set that is missing, and known to have or to lack a member
    return None if any(_empty(test) for test in merged.values()) else tuple(merged.values())


def _empty(test: Test) -> bool:
    return (isinstance(test, In) and not test.values) or (isinstance(test, Within) and test.low > test.high)


def _block(cursor: Cursor, vocabulary: Vocabulary, negated: bool) -> Alternatives:
    """All entries of a mapping together; negated: at least one of them certainly false."""
    parts = [_entry(name, inner, vocabulary, negated) for name, inner in cursor.items()]
    if negated:
        return _either(parts)
    found = ALWAYS
    for part in parts:
        found = _both(found, part)
    return found


def _entry(name: str, cursor: Cursor, vocabulary: Vocabulary, negated: bool) -> Alternatives:
    if name == "any":
        parts = [_block(block, vocabulary, negated) for block in cursor.elements()]
        if not negated:
            return _either(parts)
        found = ALWAYS
        for part in parts:
            found = _both(found, part)
        return found
    if name == "not":
        return _block(cursor, vocabulary, not negated)
    if name not in vocabulary:
        cursor.fail(f"unknown fact '{name}'", did_you_mean(name, [*vocabulary, "any", "not"]), key=True)
        return NEVER
    return _tests(vocabulary[name], cursor, negated)


def _tests(fact: Fact, cursor: Cursor, negated: bool) -> Alternatives:
    """The tests that one entry puts on one fact."""
    value = cursor.value
    if not isinstance(value, dict):
        return _equals(fact, cursor, value if isinstance(value, list) else [value], negated)
    parts = []
    for operator, inner in cursor.items():
        if operator == "known":
            parts.append(_known(fact, inner, negated))
        elif operator == "is_not":
            wanted = inner.value if isinstance(inner.value, list) else [inner.value]
            parts.append(_equals(fact, inner, wanted, not negated))
        elif operator in COMPARISONS:
            parts.append(_compare(fact, operator, inner, negated, fact.name))
        elif operator == "includes":
            parts.append(_includes(fact, inner, negated))
        elif operator == "size" and fact.type == "choices":
            parts.append(_size(fact, inner, negated))
        else:
            known = ["known", "is_not", *(COMPARISONS if fact.numeric else ())]
            known += ["includes", "size"] if fact.type == "choices" else []
            inner.fail(f"{fact.name} has no test '{operator}'", did_you_mean(operator, known), key=True)
    if value == {}:
        cursor.fail(f"{fact.name} is not tested for anything", "give a value or a test such as {at_least: 3}")
        return NEVER
    return _either(parts) if negated else _all(parts)


def _size(fact: Fact, cursor: Cursor, negated: bool) -> Alternatives:
    """The tests on the number of members of a set."""
    parts = []
    for operator, bound in cursor.items():
        if operator in COMPARISONS:
            parts.append(_compare(fact, operator, bound, negated, size(fact.name)))
        else:
            bound.fail(
                f"the size of {fact.name} has no test '{operator}'", did_you_mean(operator, COMPARISONS), key=True
            )
    if cursor.value == {}:
        cursor.fail(f"the size of {fact.name} is not tested for anything", "give a test such as {at_least: 3}")
    return (_either(parts) if negated else _all(parts)) if parts else NEVER


def _all(parts: list[Alternatives]) -> Alternatives:
    found = ALWAYS
    for part in parts:
        found = _both(found, part)
    return found


def _known(fact: Fact, cursor: Cursor, negated: bool) -> Alternatives:
    if not isinstance(cursor.value, bool):
        cursor.fail(f"'known' is true or false, found {shown(cursor.value)}", "write known: true or known: false")
        return NEVER
    if cursor.value is not negated:
        if fact.numeric:
            return ((Within(fact.name, FLOOR, CEILING),),)
        if fact.type == "choices":
            return ((Within(size(fact.name), FLOOR, CEILING),),)
        return ((In(fact.name, fact.values()),),)
    if fact.origin != "asked":
        cursor.fail(f"{fact.name} is worked out: that it is not known cannot be tested", "test an answer instead")
        return NEVER
    return ((Missing(size(fact.name) if fact.type == "choices" else fact.name),),)


def _equals(fact: Fact, cursor: Cursor, wanted: list[Any], negated: bool) -> Alternatives:
    if fact.type == "choices":
        cursor.fail(f"{fact.name} is a set", "test it with {includes: ...} or {size: {at_least: 2}}")
        return NEVER
    if fact.numeric:
        if len(wanted) != 1 or not _is_number(wanted[0]):
            cursor.fail(
                f"{fact.name} is a number, found {shown(cursor.value)}", "give one number, or {between: [low, high]}"
            )
            return NEVER
        return _interval(fact.name, ticks(wanted[0]), ticks(wanted[0]), negated)
    allowed = fact.values()
    for i, value in enumerate(wanted):
        if not fact.allows(value):
            choices = ["true", "false"] if fact.type == "yes_no" else list(fact.choices)
            place = cursor.at(i) if isinstance(cursor.value, list) else cursor
            place.fail(f"{fact.name} is never {shown(value)}", did_you_mean(str(value), choices))
    if not wanted:
        cursor.fail(f"{fact.name}: the list is empty", "name at least one value")
    values = frozenset(value for value in wanted if fact.allows(value))
    values = allowed - values if negated else values
    return ((In(fact.name, values),),) if values else NEVER


def _compare(fact: Fact, operator: str, cursor: Cursor, negated: bool, name: str) -> Alternatives:
    if not fact.numeric and name == fact.name:
        cursor.fail(f"{fact.name} is not a number, it has no '{operator}'", "test it for its values", key=True)
        return NEVER
    numbers = cursor.value if operator == "between" and isinstance(cursor.value, list) else [cursor.value]
    expected = 2 if operator == "between" else 1
    if len(numbers) != expected or not all(map(_is_number, numbers)):
        cursor.fail(f"'{operator}' takes {'[low, high]' if expected == 2 else 'a number'}", "correct it")
        return NEVER
    first, last = ticks(numbers[0]), ticks(numbers[-1])
    low, high = {
        "at_least": (first, CEILING),
        "above": (first + 1, CEILING),
        "at_most": (FLOOR, first),
        "below": (FLOOR, first - 1),
        "between": (first, last),
    }.get(operator, (FLOOR, CEILING))
    if low > high:
        cursor.fail(f"between {numbers[0]} and {numbers[-1]} lies nothing", "write the lower end first")
    return _interval(name, low, high, negated)


def _is_number(value: Any) -> bool:
    """Whether a value is a number that a fact can be compared with."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= MOST


def _interval(name: str, low: int, high: int, negated: bool) -> Alternatives:
    if not negated:
        return ((Within(name, low, high),),)
    below = ((Within(name, FLOOR, low - 1),),) if low > FLOOR else NEVER
    above = ((Within(name, high + 1, CEILING),),) if high < CEILING else NEVER
    return (*below, *above)


def _includes(fact: Fact, cursor: Cursor, negated: bool) -> Alternatives:
    """Any of the members listed; negated: none of them."""
    if fact.type != "choices":
        cursor.fail(f"{fact.name} is not a set, it has no 'includes'", "test it for its value", key=True)
        return NEVER
    wanted = cursor.value if isinstance(cursor.value, list) else [cursor.value]
    right = [isinstance(value, str) and value in fact.choices for value in wanted]
    for i, value in enumerate(wanted):
        if not right[i]:
            place = cursor.at(i) if isinstance(cursor.value, list) else cursor
            place.fail(f"{fact.name} never includes {shown(value)}", did_you_mean(str(value), fact.choices))
    if not wanted:
        cursor.fail(f"{fact.name}: the list is empty", "name at least one member")
    names = [member(fact.name, value) for value, good in zip(wanted, right, strict=True) if good]
    if negated:
        return (tuple(In(name, frozenset((False,))) for name in names),)
    return tuple((In(name, frozenset((True,))),) for name in names)


def facts_of(alternatives: Alternatives) -> Iterator[str]:
    """The facts of the vocabulary that a condition reads, each once."""
    return iter(dict.fromkeys(base(test.fact) for tests in alternatives for test in tests))
