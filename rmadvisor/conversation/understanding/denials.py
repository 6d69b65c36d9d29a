"""What is denied in a sentence: "no CRM", "not cross-border", "cross-border: no".

In:     Sentence, the places where something is corrected (a "no" there denies nothing).
Out:    whether a phrase, or a place, is denied.
"""

from __future__ import annotations

from collections.abc import Collection

from rmadvisor.conversation.understanding import english
from rmadvisor.conversation.understanding.lexicon import Match
from rmadvisor.conversation.understanding.sentence import Sentence
from rmadvisor.conversation.understanding.settling import OPEN, RANGE

VALUES = ("means", "beside")  # roles that say a value
_NOTHING = frozenset(
    ("something", "relevant", "available", "needed", "possible", "used", "offered", "done", "there", "required", "our")
)  # after "is not": the thing is not there
_LOOK_BACK = 6  # tokens in which a denial is looked for


def denied(read: Sentence, corrections: Collection[int], match: Match, other: Match | None = None) -> bool:
    """Whether what a phrase says is denied: before it, between it and what it is about, or behind it."""
    if _no_behind(read, match) or _is_not(read, match):
        return True
    start = match.first if other is None else min(match.first, other.first)
    inside = range(other.first, other.last) if other is not None and other.first < match.first else range(0)
    if any(denies(read, corrections, at) for at in inside):
        return True
    if other is not None:
        for at in range(match.first - 1, other.last - 1, -1):
            if denies(read, corrections, at):
                return True
            before = read.over[at]
            if before is not None and _tells(before):
                break  # "the CRM is not advanced, it is basic": the denial was of the other word
    chained = False
    for at in range(start - 1, max(-1, start - 1 - _LOOK_BACK), -1):
        word = read.words[at]
        if read.part[at] != read.part[start]:
            break
        if word == "nor":
            return True
        if word in english.JOINTS:
            chained = True
            continue
        if denies(read, corrections, at):
            return True
        if word == "with" and any(denies(read, corrections, k) for k in range(max(0, at - 3), at)):
            return True  # "no single client with business abroad"
        if word in (",", "but", "and", ":", "(", "&", "plus", "with", "though", "because", "so", "while"):
            if word == "," and read.word(at + 1) in english.JOINTS:
                continue
            if not (chained and word == ","):
                break
        before = read.over[at]
        if not chained and before is not None and _tells(before):
            break
    return False


def _tells(match: Match) -> bool:
    return any(role.kind in VALUES for role in match.roles)


def denies(read: Sentence, corrections: Collection[int], at: int) -> bool:
    """Whether the word here denies what follows it."""
    if read.words[at] not in english.DENIALS or at in corrections:
        return False
    if read.word(at + 1) in ("only", "just", "more", "less", "fewer", "doubt", "problem", "worries", "longer"):
        return read.word(at + 1) == "longer"
    if read.words[at] == "no" and read.word(at + 1) == ",":
        return False
    match = read.over[at]
    if match is not None and any(role.kind != "beside" for role in match.roles):
        return False
    if match is not None and read.word(match.last) in OPEN | RANGE and read.words[at] != "not":
        return False  # "none or basic"
    return not read.counted[at]


def _is_not(read: Sentence, match: Match) -> bool:
    """ "cross-border business is not something we do"."""
    at = match.last + (read.word(match.last) in ("is", "are"))
    if read.word(at) not in ("not", "isnt", "arent"):
        return False
    return read.word(at + 1) in _NOTHING


def _no_behind(read: Sentence, match: Match) -> bool:
    """ "cross-border: no"."""
    at = match.last
    marks = 0
    while at < len(read.words) and read.words[at] in (":", "?", "=", "-", "\u2013", "\u2014", "is", "are", ","):
        marks += read.words[at] != "is"
        at += 1
    if not marks or read.word(at) not in english.AFTER_NO:
        return False
    if read.word(at - 1) == "," and read.word(at) not in ("no", "none", "nope", "never"):
        return False
    following = read.over[at + 2] if read.word(at + 1) == "," and at + 2 < len(read.words) else None
    if following is not None and any(role.kind == "correct" for role in following.roles):
        return False  # "mostly junior, no, that's wrong, mixed"
    return read.word(at + 1) in ("", ",", ".", ";", "and", "at", "but", "!", "\n", "really")
