"""What somebody does not know, and what a part of a sentence is about.

In:     Sentence, the facts.
Out:    the facts named between two places; those that are said to be unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rmadvisor.conversation.understanding import english
from rmadvisor.conversation.understanding.lexicon import Match
from rmadvisor.conversation.understanding.sentence import Sentence
from rmadvisor.conversation.understanding.settling import UNKNOWN, Said
from rmadvisor.knowledge.vocabulary import Fact

_CLEAR_AS = {
    "about": 3.0,
    "near": 1.0,
    "rest": 1.5,
    "means": 2.0,
    "beside": 0.2,
    "over": 0.0,
}  # how clearly it names one

_BETWEEN = frozenset(("is", "are", ":", "still", "currently", "simply", "really", "not", "i", "we", "honestly",
                      "frankly", "just", "that"))  # fmt: skip
_DENIED_WITHIN = 12  # tokens between "don't have" and "to hand"
_WINDOW = 60  # tokens in which what is doubted is looked for


def doubts(read: Sentence, facts: Mapping[str, Fact], quiet: set[int], begin: int, end: int) -> list[Said]:
    """The facts that somebody does not know; `quiet` takes the phrases that only name them."""
    said: list[Said] = []
    for match in read.matches:
        if not (begin <= match.first < end and doubted(read, match)):
            continue
        last = min(end, match.last + _WINDOW)
        stop = next((at for at in range(match.last, last) if read.words[at] in ("but", ";") or
                     (read.words[at] in (",", "and", "though") and read.word(at + 1) in
                      ("but", "we", "though", "there", "just", "only", "our", "it", "so"))), last)  # fmt: skip
        found = [] if _stands_behind(read, match) else named(read, facts, match.last, stop)
        if not found:
            first = max(begin, match.first - _WINDOW)
            start = next((at + 1 for at in range(match.first - 1, first - 1, -1)
                          if read.words[at] in ("but", ";")), first)  # fmt: skip
            found = named(read, facts, start, match.first, back=True)
        found = [(fact, cue) for fact, cue in found if not any(r.fact == fact for r in match.roles)]  # it says a value
        for fact, cue in found:
            quiet.add(cue.first)
            said.append(Said(fact, UNKNOWN, min(match.first, cue.first), max(match.last, cue.last), 9))
        if found:
            low, high = (match.last, stop) if found[0][1].first >= match.last else (match.first, match.last)
            quiet.update(m.first for m in read.within(low, high))
    return said


def doubted(read: Sentence, match: Match) -> bool:
    """Whether a phrase says that something is not known."""
    kinds = {role.kind for role in match.roles}
    if "at hand" in kinds:
        before = range(max(0, match.first - _DENIED_WITHIN), match.first)
        return any(read.words[at] in english.DENIALS and read.part[at] == read.part[match.first] for at in before)
    return "unknown" in kinds


def _stands_behind(read: Sentence, match: Match) -> bool:
    """ "hours per contact unknown, contacts 4 a year": the doubt is of what stands before it."""
    at = match.first - 1
    while at >= 0 and read.words[at] in _BETWEEN:
        at -= 1
    before = read.over[at] if at >= 0 and read.part[at] == read.part[match.first] else None
    closed = match.last >= len(read.words) or read.words[match.last] in (",", ".", ";", "and", "but")
    return closed and before is not None and any(role.kind == "about" for role in before.roles)


def named(
    read: Sentence, facts: Mapping[str, Fact], start: int, stop: int, back: bool = False
) -> list[tuple[str, Match]]:
    """The facts named between two places; in a list ("attrition or satisfaction") all of them."""
    groups: list[list[Match]] = [[]]
    for match in read.within(start, stop):
        if groups[-1]:
            gap = read.words[groups[-1][-1].last : match.first]
            if {"or", "and", ",", "nor", "/"} & set(gap):
                groups.append([])
        groups[-1].append(match)
    found: dict[str, Match] = {}
    for group in groups:
        best = _best(facts, group)
        if best is not None:
            found.setdefault(*best)
    if back and len(found) > 1:
        last = list(found.items())[-1]
        return [last]
    return list(found.items())


def _best(facts: Mapping[str, Fact], group: Sequence[Match]) -> tuple[str, Match] | None:
    ranked: list[tuple[float, int, str, Match]] = []
    for match in group:
        for role in match.roles:
            if not role.fact or role.weak or role.kind == "together":
                continue
            score = _CLEAR_AS[role.kind]
            needed = facts[role.fact].words.together
            if role.kind == "near" and needed:
                if not any(r.kind == "together" and r.fact == role.fact for m in group for r in m.roles):
                    continue
                score += 0.5
            ranked.append((score + 0.6 * (match.last - match.first), -match.first, role.fact, match))
    if not ranked:
        return None
    _, _, fact, match = max(ranked, key=lambda each: each[:2])
    return fact, match
