"""A text made ready: tokens, stems, figures, phrases, and which parts are told, asked or only imagined.

In:     a text, the Lexicon.
Out:    Sentence.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from rmadvisor.conversation.understanding import english
from rmadvisor.conversation.understanding.figures import figures
from rmadvisor.conversation.understanding.lexicon import Lexicon, Match
from rmadvisor.conversation.understanding.quantities import NUMBER_PARTS, Figure
from rmadvisor.conversation.understanding.spelling import mended
from rmadvisor.conversation.understanding.tokens import Token, stem, tokens

_ENDS = {".", ";", "!", "?", "\u2026"}
_LONGEST_PHRASE = 30  # tokens
DASHES = {"-", "\u2013", "\u2014", "--"}
_BE = ("is", "are", "i", "we", "nobody", "cannot", "cant", "no")
_TELLS = DASHES | {":", "="}  # "how many RMs: 20" tells the figure
_TAGS = frozenset(["right", "ok", "okay", "correct", "yes", "no", "yeah", "eh", "huh", "isnt", "arent"])
_GROUPED_BY = {"we", "now", "today", "our", "there", "currently", "i", "they", "each", "every"}
STARTS = frozenset((",", "..", "...", "\u2026", "-", "\u2013", "\u2014", "--", ";", ".", "!", "?", "and", "but", ":"))


@dataclass(slots=True)
class Sentence:
    """All of a text. `part` numbers the parts between full stops, `chunk` those between commas; `told` says whether
    what stands at a token is told as true today. `over` is the phrase over each token, `starting` the figure that
    starts at one, `counted` whether a token belongs to a figure, `names` are the phrases that name a choice."""

    text: str
    tokens: list[Token]
    words: list[str]
    stems: list[str]
    figures: list[Figure]
    matches: list[Match]
    part: list[int] = field(default_factory=list)
    chunk: list[int] = field(default_factory=list)
    asked: list[bool] = field(default_factory=list)
    imagined: list[bool] = field(default_factory=list)
    others: list[bool] = field(default_factory=list)  # what is said of others
    past: set[int] = field(default_factory=set)
    planned: set[int] = field(default_factory=set)
    aside: set[int] = field(default_factory=set)  # chunks about something else
    over: list[Match | None] = field(default_factory=list)
    starting: dict[int, Figure] = field(default_factory=dict)
    counted: list[bool] = field(default_factory=list)
    names: list[Match] = field(default_factory=list)

    def told(self, at: int) -> bool:
        return not self.asked[at] and not self.imagined[at] and self.chunk[at] not in self.aside

    def parts(self) -> Iterator[tuple[int, int]]:
        """First and last token (not included) of each part."""
        first = 0
        for at in range(1, len(self.tokens) + 1):
            if at == len(self.tokens) or self.part[at] != self.part[first]:
                yield first, at
                first = at

    def around(self, at: int, tokens: int) -> Sequence[Match]:
        """The phrases that begin within so many tokens of a place."""
        return self.within(at - tokens, at + tokens + 1)

    def within(self, first: int, last: int) -> Sequence[Match]:
        """The phrases that begin between two places, the second not included."""
        return self.matches[bisect_left(self.matches, first, key=_first) : bisect_left(self.matches, last, key=_first)]

    def span(self, first: int, last: int) -> tuple[int, int]:
        return self.tokens[first].start, self.tokens[last - 1].end

    def word(self, at: int) -> str:
        return self.words[at] if 0 <= at < len(self.words) else ""


def _first(match: Match) -> int:
    return match.first


def sentence(text: str, lexicon: Lexicon) -> Sentence:
    """A text, read as far as it goes without the facts."""
    found = tokens(text)
    words = mended(found, lexicon)
    stems = [stem(word) for word in words]
    numbers = figures(found, words)
    spans = {place: figure.last for figure in numbers for place in (figure.first, max(figure.core, figure.first))}
    blocked = [False] * len(words)
    for figure in numbers:
        if figure.unit == "long":
            continue  # "15 years of experience"
        for at in range(figure.first, figure.last):
            blocked[at] = words[at] in NUMBER_PARTS or found[at].kind == "digits"
        core = max(figure.core, figure.first)
        if core - figure.first > 2:  # "in the region of 6,000" is no place
            blocked[figure.first : core] = [True] * (core - figure.first)
        blocked[core] = blocked[core] and figure.last - core > 1 and figure.low not in (1.0,)
    matches = lexicon.matches(stems, blocked, spans)
    read = Sentence(text, found, words, stems, numbers, [match for match in map(_without_names, matches) if match])
    read.names = [match for match in matches if any(role.kind == "named" for role in match.roles)]
    read.starting = {figure.first: figure for figure in numbers}
    read.counted = [False] * len(words)
    for figure in numbers:
        read.counted[figure.first : figure.last] = [True] * (figure.last - figure.first)
    read.over = [None] * len(words)
    for match in read.matches:
        for at in range(match.first, match.last):
            read.over[at] = read.over[at] or match
    _divide(read)
    _moods(read, lexicon.moods(stems))
    return read


def _without_names(match: Match) -> Match | None:
    """A phrase without the choices that it only names; None when it does nothing else."""
    roles = tuple(role for role in match.roles if role.kind != "named")
    if len(roles) == len(match.roles):
        return match
    return replace(match, roles=roles) if roles else None


def _divide(read: Sentence) -> None:
    part = chunk = 0
    for at, token in enumerate(read.tokens):
        if at and _ends(read, at - 1):
            part, chunk = part + 1, chunk + 1
        elif at and (
            token.text in (",", "but", "(")
            or (token.text in ("and", "so") and read.word(at + 1) in _GROUPED_BY)
            or (token.text == "now" and read.word(at - 1) not in (",", "and", "but"))
        ):
            chunk += 1
        read.part.append(part)
        read.chunk.append(chunk)
    read.asked = [False] * len(read.tokens)
    read.imagined = [False] * len(read.tokens)
    read.others = [False] * len(read.tokens)


def _ends(read: Sentence, at: int) -> bool:
    """Whether a part ends behind this token."""
    token = read.tokens[at]
    following = read.tokens[at + 1] if at + 1 < len(read.tokens) else None
    if token.text in _ENDS or set(token.text) == {"."}:
        return following is None or not following.joined or token.text in ("?", "!", ";")
    if token.text in DASHES and following is not None and not (token.joined or following.joined):
        figures_there = any(figure.first < at < figure.last for figure in read.figures)
        return not figures_there and not _labels(read, at)
    between = read.text[token.end : following.start] if following else ""
    return "\n" in between


def _first_doubt(read: Sentence, first: int, last: int) -> int | None:
    doubted = (m.first for m in read.within(first, last) if any(role.kind == "unknown" for role in m.roles))
    return next(doubted, None)


def _names(match: Match) -> bool:
    return any(role.kind == "about" for role in match.roles)


def _labels(read: Sentence, at: int) -> bool:
    """Whether nothing but the name of a fact stands between the last comma or stop and here: "attrition - 8 %"."""
    label = read.over[at - 1] if at else None
    if label is None or label.last != at or not _names(label):
        return False
    start = label.first - 1
    while start >= 0 and read.words[start] in english.FILLERS:
        start -= 1
    return start < 0 or read.words[start] in STARTS


def _moods(read: Sentence, moods: Iterable[tuple[int, str]]) -> None:
    for first, last in read.parts():
        question = any(read.tokens[at].text == "?" for at in range(max(first, last - 2), last))
        start = _asks(read, first, last, question)
        if start is not None:
            stop = next((at for at in range(start, last) if read.words[at] in _TELLS), last)
            doubt = None if question else _first_doubt(read, start, last)
            stop = stop if doubt is None else min(stop, doubt)  # "how many leave is anybody's guess"
            label = read.over[start]
            if label is not None and _names(label) and label.last < last:  # "what the RMs sell is insurance"
                stop = label.last if read.words[label.last] in _BE else stop
            for at in range(start, last if question else stop):  # "how many RMs: 20" tells the figure
                read.asked[at] = True
        elif question and not _tagged(read, first, last):
            for at in range(first, last):
                read.asked[at] = True
    for at, kind in moods:
        if kind == "imagined":
            _mark(read, read.imagined, at)
        elif kind == "others":
            _mark_others(read, at)
        elif kind == "request" and _begins(read, at):
            _mark(read, read.asked, at)
        elif kind == "past":
            read.past.add(read.chunk[at])
        elif kind == "planned":
            read.planned.add(read.chunk[at])
        elif kind == "aside" and _bare(read.over[at]):
            read.aside.add(read.chunk[at])


def _bare(match: Match | None) -> bool:
    """Whether no phrase of ours has the word in it: coffee is an aside, "over a coffee" is how one meets."""
    return match is None or match.last - match.first == 1


def _mark(read: Sentence, marks: list[bool], at: int) -> None:
    part = read.part[at]
    while at < len(marks) and read.part[at] == part and read.words[at] != "but":
        marks[at] = True
        at += 1


def _mark_others(read: Sentence, at: int) -> None:
    """Marks what is said of others, up to where we come in: "the bank next door has 40 RMs, we have 18"."""
    part, start = read.part[at], at
    while at < len(read.words) and read.part[at] == part and read.words[at] != "but":
        if at > start and read.words[at] in english.OURS and read.words[at - 1] in STARTS | {"while", "whereas"}:
            break
        read.imagined[at] = read.others[at] = True
        at += 1
    at = start - 1  # and what stands before it in the same breath: "25 RMs is what the competition has"
    while at >= 0 and read.chunk[at] == read.chunk[start] and read.words[at] not in english.OURS:
        read.imagined[at] = read.others[at] = True
        at -= 1


def _begins(read: Sentence, at: int) -> bool:
    at -= 1
    while at >= 0 and read.words[at] in english.OPENERS and read.words[at] not in STARTS:
        at -= 1
    return at < 0 or read.words[at] in STARTS or read.part[at] != read.part[at + 1]


def _asks(read: Sentence, first: int, last: int, question: bool) -> int | None:
    """Where a question begins in a part."""
    for at in range(first, last):
        if at > first and read.words[at - 1] not in STARTS:
            continue
        here = at
        while here < last and read.words[here] in english.OPENERS:
            here += 1
        if here >= last:
            return None
        word, following = read.word(here), read.word(here + 1)
        if word in english.ASKING and (question or (at == first and following in english.AFTER_ASKING.get(word, ()))):
            return here
        if (
            word in english.ASKING_VERBS
            and ((question and at == first) or (following in english.ASKED and (question or at == first)))
            and not (following in ("have", "know") or (read.word(here) in ("dont", "do") and following == "not"))
        ):
            return here
        if question and word in english.ASKING_VERBS and following in english.ASKED:
            return here
    return None


def _tagged(read: Sentence, first: int, last: int) -> bool:
    """ "..., right?" tells; it does not ask."""
    at = last - 2
    return at > first and read.word(at) in _TAGS


def uncovered(read: Sentence, figure: Figure) -> bool:
    """Whether no phrase with a value of its own covers a figure ("360 degree view")."""
    return not any(
        match.first <= figure.first < match.last and any(role.kind == "means" for role in match.roles)
        for match in read.around(figure.first, _LONGEST_PHRASE)
    )
