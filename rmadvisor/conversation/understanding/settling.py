"""What stands in the end: what corrects another, alternatives, and values that contradict each other.

In:     Sentence, everything said in it.
Out:    one value for each fact; what is said twice without a correction is unclear.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from rmadvisor.conversation.understanding.sentence import Sentence
from rmadvisor.conversation.understanding.understood import Unclear
from rmadvisor.knowledge.vocabulary import Fact

UNKNOWN = "unknown"
OPEN = frozenset(("or", "/"))  # between two values that are both possible
RANGE = frozenset(("to", "-", "\u2013"))  # between the ends of a scale
_JOINED = 4  # tokens between two such values


@dataclass(frozen=True, slots=True)
class Said:
    """One value of one fact, at tokens `first` to `last` (not included); the words of the value itself are at `place`,
    where that is less."""

    fact: str
    value: Any
    first: int
    last: int
    strength: int = 0
    place: tuple[int, int] | None = None

    @property
    def words(self) -> tuple[int, int]:
        return self.place or (self.first, self.last)


def settle(
    read: Sentence, facts: Mapping[str, Fact], taken_back: Collection[int], said: Sequence[Said]
) -> tuple[list[Said], list[Unclear]]:
    """One value for each fact; two that stand side by side are unclear, unless one corrects the other."""
    by_fact: dict[str, list[Said]] = {}
    for each in said:
        by_fact.setdefault(each.fact, []).append(each)
    settled: list[Said] = []
    unclear: list[Unclear] = []
    for name, values in by_fact.items():
        fact = facts[name]
        kept = _after(values, taken_back)
        known = [each for each in kept if each.value != UNKNOWN]
        kept = known or kept
        if fact.type == "choices" and known:
            names = sorted({str(each.value) for each in kept}, key=list(fact.choices).index)
            settled.append(replace(kept[0], value=names, last=max(e.last for e in kept)))
            continue
        distinct = list({repr(each.value): each for each in kept}.values())
        if len(distinct) > 1 and not fact.numeric:
            strongest = max(each.strength for each in distinct)
            strong = [each for each in distinct if each.strength == strongest]
            listed = _alternatives(read, fact, distinct) if fact.type == "choice" else []
            if listed:
                first, last = min(each.first for each in distinct), max(each.last for each in distinct)
                settled.append(replace(distinct[0], value=listed, first=first, last=last))
                continue
            if fact.words.beside:  # on a scale the longer phrase knows better; of two kinds neither does
                distinct = strong
        whole = _both_ends(distinct) if fact.numeric else None
        if whole is not None:
            distinct = [whole]
        if len(distinct) == 1:
            settled.append(distinct[0])
        else:
            span = read.span(distinct[0].first, max(each.last for each in distinct))
            unclear.append(Unclear(read.text[slice(*span)], span, (name,)))
    return settled, unclear


def _both_ends(values: Sequence[Said]) -> Said | None:
    """ "at most 90 ... and no fewer than 70" as one range."""
    ranges = [each.value for each in values if isinstance(each.value, list)]
    if len(values) != 2 or len(ranges) != 2:
        return None
    lows, highs = ([end for end in ends if end is not None] for ends in zip(*ranges, strict=True))
    if len(lows) != 1 or len(highs) != 1 or lows[0] > highs[0]:
        return None
    return replace(values[0], value=[lows[0], highs[0]], last=max(each.last for each in values))


def _alternatives(read: Sentence, fact: Fact, values: Sequence[Said]) -> list[str]:
    """The values that are left open: "basic or advanced" names two, "low to high" all from the one to the other."""
    order = list(fact.choices)
    listed = {each.value for each in values}
    for one, other in pairwise(sorted(values, key=lambda said: said.words)):
        between = read.words[one.words[1] : max(other.words[0], one.words[1] + 1)]
        if other.words[0] - one.words[1] > _JOINED:
            return []
        low, high = order.index(one.value), order.index(other.value)
        if between and between[0] in RANGE and low < high and not _changed(read, one.words[0]):
            listed.update(order[low : high + 1])
        elif not OPEN & set(between) and not (
            between[:1] == ["and"] and "between" in read.words[max(0, one.words[0] - 2) : one.words[0]]
        ):
            return []
    return [value for value in order if value in listed]


def _changed(read: Sentence, at: int) -> bool:
    """ "from a product to a segment focus" is a change, and leaves nothing open."""
    return "from" in read.words[max(0, at - 3) : at]


def _after(values: Sequence[Said], taken_back: Collection[int]) -> list[Said]:
    """What stands after corrections."""
    kept: list[Said] = []
    for each in sorted(values, key=lambda said: said.last):
        if kept and any(kept[-1].first < at < each.last for at in taken_back):
            kept = []
        kept.append(each)
    return kept
