"""The working memory: what is known during a consultation, in the two forms that tests look at.

A choice or a yes/no is the frozenset of the values it may still have (one, where it is certain); a number is the
interval (low, high) in ticks. A set-valued fact is one yes/no per member and a size. What is not known is absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rmadvisor.knowledge.answers import Answer, Answers, OneOf, Range, Unknown
from rmadvisor.knowledge.conditions import CEILING, In, Missing, Test, base, member, size
from rmadvisor.knowledge.vocabulary import TICKS, Fact, Vocabulary, ticks
from rmadvisor.sizing.coverage import current_book

Value = frozenset[str | bool] | tuple[int, int]
Memory = Mapping[str, Value]


def holds(test: Test, memory: Memory) -> bool:
    """Whether a test certainly passes: every value that the fact may still have passes it."""
    value = memory.get(test.fact)
    if value is None:
        return isinstance(test, Missing)
    if isinstance(test, In):
        return value <= test.values  # type: ignore[operator]
    if isinstance(test, Missing):
        return False
    return test.low <= value[0] and value[1] <= test.high  # type: ignore[index]


def number(low: float, high: float | None) -> Value:
    """A numeric value; high None is open."""
    return ticks(low), CEILING if high is None else ticks(high)


def remember(fact: Fact, answer: Answer) -> dict[str, Value]:
    """What one answer puts into the working memory; nothing when it is unknown."""
    if isinstance(answer, Unknown):
        return {}
    if isinstance(answer, Range):
        return {fact.name: number(answer.low or 0, answer.high)}
    if isinstance(answer, OneOf):
        return {fact.name: frozenset(answer.values)}
    if isinstance(answer, frozenset):
        members: dict[str, Value] = {member(fact.name, c): frozenset((c in answer,)) for c in fact.choices}
        return {**members, size(fact.name): number(len(answer), len(answer))}
    if isinstance(answer, bool | str):
        return {fact.name: frozenset((answer,))}
    return {fact.name: number(answer, answer)}


def recall(answers: Answers, vocabulary: Vocabulary) -> dict[str, Value]:
    """The working memory that a consultation starts with, in the order of the vocabulary."""
    memory: dict[str, Value] = {}
    for name, fact in vocabulary.items():
        if name in answers.values:
            memory.update(remember(fact, answers.values[name]))
    book = current_book(answers)
    if book is not None and "customers_per_rm" not in memory and book.low is not None:
        memory["customers_per_rm"] = number(book.low, book.high)
    return memory


def value_as_data(name: str, memory: Memory, vocabulary: Vocabulary) -> Any:
    """A fact of the working memory as it would stand in an answers file; None when it is not known."""
    fact = vocabulary[base(name)]
    if fact.type == "choices":
        chosen = [c for c in fact.choices if memory.get(member(fact.name, c)) == frozenset((True,))]
        return chosen if size(fact.name) in memory else None
    value = memory.get(name)
    if value is None:
        return None
    if isinstance(value, tuple):
        low, high = value[0] / TICKS, None if value[1] >= CEILING else value[1] / TICKS
        return low if low == high else [low, high]
    found = sorted(value, key=str)
    return found[0] if len(found) == 1 else found


def value_as_text(name: str, memory: Memory, vocabulary: Vocabulary) -> str:
    """A fact of the working memory as a person reads it."""
    fact = vocabulary[base(name)]
    value = value_as_data(name, memory, vocabulary)
    if value is None:
        return "unknown"
    if fact.numeric:
        if isinstance(value, list):
            return from_to(*value)
        return figure(value)
    if isinstance(value, list):
        joined = ", ".join(fact.label(v) for v in value) or "none"
        return joined if fact.type == "choices" else " or ".join(fact.label(v) for v in value)
    return fact.label(value)


def from_to(low: float | None, high: float | None) -> str:
    """A range as a person reads it; one figure where both ends are the same, None for an end that is not known.

    >>> from_to(36, 300), from_to(None, 50), from_to(10, None), from_to(7, 7)
    ('36 to 300', 'up to 50', '10 or more', '7')
    """
    if low is None:
        return f"up to {figure(high)}"
    if high is None:
        return f"{figure(low)} or more"
    return figure(low) if low == high else f"{figure(low)} to {figure(high)}"


def figure(number: float | None) -> str:
    """A number as a person reads it: no more digits than it deserves.

    >>> figure(1234.5), figure(12.34), figure(0.5291), figure(None)
    ('1,234', '12.3', '0.53', 'unknown')
    """
    if number is None:
        return "unknown"
    if abs(number) >= 100 or number == int(number):
        return f"{number:,.0f}"
    return f"{number:.1f}" if abs(number) >= 10 else f"{number:.2f}".rstrip("0").rstrip(".")
