"""Where a text takes something back: "20 RMs, sorry, 22"; "I said 12, it is 14"; "they have 25 RMs, we have 18".

In:     Sentence.
Out:    the places, and what a bare figure behind one means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rmadvisor.conversation.understanding import english
from rmadvisor.conversation.understanding.nouns import counts_another
from rmadvisor.conversation.understanding.quantities import UNITS, Figure
from rmadvisor.conversation.understanding.sentence import STARTS, Sentence
from rmadvisor.conversation.understanding.settling import Said
from rmadvisor.conversation.understanding.units import fit, possible
from rmadvisor.knowledge.vocabulary import Fact

_BEHIND = 8  # tokens from what is denied to what stands instead
_OTHERS_WITHIN = 16  # tokens from others to us
_SAID = ("said", "told", "put", "wrote", "typed", "entered", "mentioned", "gave")


def corrections(read: Sentence) -> dict[int, str]:
    """Where something is taken back, by token."""
    found: dict[int, str] = {}
    for match in read.matches:
        for role in match.roles:
            if role.kind in ("correct", "retract"):
                found[match.first] = role.kind
    for at, word in enumerate(read.words):
        if word == "no" and at and read.words[at - 1] in STARTS - {"and", "but", ":", "?"}:
            after = read.word(at + 1)
            if after in (",", ":", "sorry", "wait", "its", "it", "make", "i", "-", "\u2014", "\u2013") or any(
                figure.first == at + 1 for figure in read.figures
            ):
                found[at] = "correct"
        elif (word == "actually" and not at) or (
            word in ("actually", "rather")
            and at
            and read.words[at - 1] in (",", "-", "or", "\u2014", "no", ".", "..", "...", "\u2026")
        ):
            found[at] = "correct"
        elif (
            word == "but"
            and read.word(at + 1) in ("it", "its", "there")
            and any(at + 1 < figure.first <= at + 3 for figure in read.figures)
        ):  # "we thought 20 RMs but it is 22"
            found[at] = "correct"
        elif word == "well" and at and read.words[at - 1] in STARTS and read.word(at + 1) == ",":
            found.setdefault(at, "correct")  # "satisfaction is high, well, medium"
        elif word == "i" and read.word(at + 1) in _SAID:
            behind = next((k for k in range(at + 2, len(read.words)) if read.words[k] in STARTS - {"and", ":"}), None)
            if behind is not None:  # "I said 12 RMs, it is 14"
                found.setdefault(behind, "correct")
        elif word in ("replace", "swap") and (at == 0 or read.words[at - 1] in english.OPENERS | STARTS):
            behind = next((k for k in range(at, len(read.words)) if read.words[k] in ("with", "by")), None)
            if behind is not None:  # "replace the 200 clients with 220"
                found[behind] = "correct"
        elif word in english.OURS and at and _after_others(read, at):
            found[at - 1] = "correct"  # "they have 25 RMs, we have 18"
    for figure in read.figures:  # "we had 20 RMs, two left, so 18 now"
        if read.word(figure.last) in ("now", "today") and figure.unit == "" and figure.first:
            found.setdefault(figure.first - 1, "correct")
    return found


def _after_others(read: Sentence, at: int) -> bool:
    """Whether we are set against others here."""
    if read.words[at - 1] not in STARTS | {"while", "whereas", "though"}:
        return False
    before = range(max(0, at - _OTHERS_WITHIN), at)
    theirs = any(read.words[k] == "they" and (not k or read.words[k - 1] in STARTS) for k in before)
    return not read.others[at] and (theirs or any(read.others[k] for k in before))


def as_before(read: Sentence, figure: Figure, last: Said) -> Figure:
    """A bare figure in the unit of the one that it corrects: "30 minutes, well, call it 40"."""
    one = read.starting.get(last.words[0])
    minutes = one is not None and UNITS.get(read.words[one.last - 1], ("", 1.0)) == ("hour", 1 / 60)
    return replace(figure.times(1 / 60), unit="hour") if minutes and figure.unit == "" else figure


def other_ends(read: Sentence, used: set[int]) -> list[int]:
    """Where a bound may be the other end of a figure before it: "no fewer than 70 clients, and at most 90"."""
    return [
        figure.first - 1
        for figure in read.figures
        if None in (figure.low, figure.high)
        and figure.first not in used
        and read.word(figure.first - 1) in ("and", "but", ",")
    ]


def instead(read: Sentence, refused: Mapping[int, Fact], used: set[int], said: Sequence[Said]) -> list[Said]:
    """What stands instead of figures that are denied: "it is not 40 % digital, it is 30 %". `refused` are the facts by
    the place of their phrase; `used` takes the figures."""
    found: list[Said] = []
    for place, fact in refused.items():
        figure = next((f for f in read.figures if place < f.first <= place + _BEHIND), None)
        if figure is None or figure.first in used or any(each.fact == fact.name for each in said):
            continue
        fitted = fit(figure, fact, None)
        value = None if fitted is None else possible(fact, fitted[0])
        if value is not None and not counts_another(read, figure):
            used.add(figure.first)
            found.append(Said(fact.name, value, figure.first, figure.last, 2))
    return found
