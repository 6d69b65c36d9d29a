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
from rmadvisor.conversation.understanding.sentence import Sentence

_WINDOW = 16  # tokens in which a pair is looked for
FAR = 4.6  # words farther apart do not belong together


def degrees(read: Sentence, first: int, last: int) -> Iterator[tuple[Role, Match, Match]]:
    """(what it says, the word of degree, the phrase it is about) in a part."""
    cues = [m for m in read.matches if first <= m.first < last]
    offers: list[tuple[float, int, Role, Match, Match]] = []
    for match in cues:
        for role in match.roles:
            if role.kind != "beside":
                continue
            before = read.over[match.first - 2] if read.word(match.first - 1) == "or" and match.first > 1 else None
            if before is not None and any(r.fact == role.fact and r.kind == "means" for r in before.roles):
                offers.append((0.0, match.first, role, match, before))  # "the CRM is basic or advanced"
            for other in read.around(match.first, _WINDOW):
                if other is match or not first <= other.first < last:
                    continue
                if any(r.fact == role.fact and r.kind in ("about", "near") for r in other.roles):
                    cost = _apart(read, match, other)
                    if cost <= FAR:
                        offers.append((cost, match.first, role, match, other))
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
            )
        ):
            taken.update((match.first, -other.first - 1))  # a phrase is named or says something, not both
            named.add((role.fact, other.first))
            yield role, match, other


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
