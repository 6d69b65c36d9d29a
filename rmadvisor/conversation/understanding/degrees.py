"""Words of degree, such as "low" or "advanced", and the phrases that they are about.

In:     Sentence.
Out:    pairs of the least distance, each phrase in one of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from rmadvisor.conversation.understanding import english
from rmadvisor.conversation.understanding.lexicon import Match
from rmadvisor.conversation.understanding.phrases import Role
from rmadvisor.conversation.understanding.sentence import DASHES, Sentence
from rmadvisor.conversation.understanding.settling import OPEN, RANGE

_WINDOW = 16  # tokens in which a pair is looked for
_IS = english.FILLERS | {":", "=", "?", "(", "either", "as", "somewhere", "between", "anything"} | DASHES
_GAP = 4  # words between the name of a fact and a value right beside it
FAR = 4.6  # words farther apart do not belong together


def degrees(read: Sentence, first: int, last: int) -> Iterator[tuple[Role, Match, Match]]:
    """(what it says, the word of degree, the phrase it is about) in a part."""
    cues = [m for m in read.matches if first <= m.first < last]
    offers: list[tuple[float, int, Role, Match, Match]] = []
    for match in cues:
        for role in match.roles:
            if role.kind != "beside":
                continue
            for other in _partners(read, match):
                kinds = {each.kind for each in other.roles if each.fact == role.fact}
                if "means" in kinds and "beside" not in kinds:
                    offers.append((0.0, match.first, role, match, other))  # "basic or integrated CRM"
            for other in read.around(match.first, _WINDOW):
                if other is match or not first <= other.first < last:
                    continue
                if any(r.fact == role.fact and r.kind in ("about", "near") and not r.weak for r in other.roles):
                    cost = _apart(read, match, other)
                    if cost <= FAR:
                        offers.append((cost, match.first, role, match, other))
    offers += _named(read, first, last)
    taken: set[int] = set()
    named: set[tuple[str, int]] = set()
    for _, _, role, match, other in sorted(offers, key=lambda offer: offer[:2]):
        if (
            match.first not in taken
            and -match.first - 1 not in taken
            and other.first not in taken
            and (
                (role.fact, other.first) not in named
                or _after_denial(read, match)
                or read.word(match.first - 1) == "or"
                or _joined(read, role, match)
            )
        ):
            taken.update((match.first, -other.first - 1))  # a phrase is named or says something, not both
            named.add((role.fact, other.first))
            yield role, match, other


def _named(read: Sentence, first: int, last: int) -> Iterator[tuple[float, int, Role, Match, Match]]:
    """The names of choices right beside the name of their fact: "team model: pooled"; "growth stage"."""
    for match in read.names:
        if not first <= match.first < last:
            continue
        for role in match.roles:
            if role.kind != "named":
                continue
            for label in read.around(match.first, _WINDOW):
                if not first <= label.first < last or not any(_is_label(each, role) for each in label.roles):
                    continue
                if label.first <= match.first < label.last:
                    continue
                behind = match.first >= label.last
                gap = range(label.last, match.first) if behind else range(match.last, label.first)
                if all(read.words[at] in _IS or _is_value(read, role, at) for at in gap):
                    yield 0.1 * len(gap), match.first, role, match, label


def _is_label(each: Role, role: Role) -> bool:
    return each.kind == "about" and each.fact == role.fact


def _is_value(read: Sentence, role: Role, at: int) -> bool:
    """Whether the word here is another value of the same fact, or joins two."""
    if _joins(read, at):
        return True
    return any(
        name.first <= at < name.last and any(each.kind == "named" and each.fact == role.fact for each in name.roles)
        for name in read.names
    )


def _joins(read: Sentence, at: int) -> bool:
    """Whether two values that are both possible may stand around the word here: "or", "between ... and"."""
    if read.word(at) == "and":
        return "between" in read.words[max(0, at - 4) : at]
    return read.word(at) in OPEN | RANGE


def _joined(read: Sentence, role: Role, match: Match) -> bool:
    """ "low to medium", "either low or medium": both are of the same thing."""
    return any(
        each.fact == role.fact and each.kind in ("beside", "means", "named")
        for other in _partners(read, match)
        for each in other.roles
    )


def _partners(read: Sentence, match: Match) -> Iterator[Match]:
    """The phrases that an "or" or a "to" joins to this one."""
    for at, beyond in ((match.first - 1, match.first - 2), (match.last, match.last + 1)):
        if _joins(read, at) and 0 <= beyond < len(read.over):
            yield from {id(each): each for each in (read.over[beyond], *read.names)
                        if each is not None and each.first <= beyond < each.last}.values()  # fmt: skip


def mere_label(read: Sentence, match: Match) -> frozenset[str]:
    """The facts that a phrase only names here, as another value stands right beside: "sensitive data: low"."""
    own = {role.fact for role in match.roles if role.kind == "about"}
    own &= {role.fact for role in match.roles if role.kind in ("means", "beside")}
    if not own:
        return frozenset()
    found: set[str] = set()
    for other in (*read.around(match.first, _WINDOW), *read.names):
        gap = range(match.last, other.first) if other.first >= match.last else range(other.last, match.first)
        beside = other.first > match.first or (other.first < match.first and not gap)
        if beside and len(gap) <= _GAP and all(read.words[at] in _IS for at in gap):
            found.update(r.fact for r in other.roles if r.kind in ("means", "beside", "named"))
    return frozenset(own & found)


def _after_denial(read: Sentence, match: Match) -> bool:
    """ "the CRM is not advanced, it is basic": the second word counts."""
    return any(word in english.DENIALS for word in read.words[max(0, match.first - _WINDOW // 2) : match.first])


def _apart(read: Sentence, match: Match, other: Match) -> float:
    if match.first >= other.last:
        start, stop, cost = other.last, match.first, 0.5
    elif other.first >= match.last:
        start, stop, cost = match.last, other.first, 0.0
    else:
        return math.inf
    for at in range(start, stop):
        word = read.words[at]
        if word == "but" and read.word(at + 1) in ("it", "its", "they", "is", "only", "just", "that"):
            cost += 1.5  # "we have a CRM but it is rudimentary"
        elif word == "," and any(read.words[before] in english.DENIALS for before in range(start, at)):
            cost += 0.5  # "the CRM is not advanced, it is basic"
        elif word == "yet" and read.word(at + 1) in (",", ".", ";"):
            cost += 0.1  # "not integrated yet"
        elif word in english.BOUNDARIES:
            cost += english.BOUNDARIES[word]
        elif word in english.FILLERS or word in (":", "="):
            cost += 0.1
        elif word in english.PREPOSITIONS:
            cost += 0.5
        else:
            cost += 0.7
    return cost - 0.3 * (match.last - match.first - 1)
