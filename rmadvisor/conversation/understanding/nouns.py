"""What noun a figure counts: one of its own, any one of ours, or one that only says which kind of another is meant.

In:     Sentence, Figure, the phrase beside it.
Out:    whether the figure says how many of them there are, or what each of them costs.
"""

from __future__ import annotations

from collections.abc import Mapping

from rmadvisor.conversation.understanding import english
from rmadvisor.conversation.understanding.lexicon import Match
from rmadvisor.conversation.understanding.quantities import Figure
from rmadvisor.conversation.understanding.sentence import Sentence
from rmadvisor.conversation.understanding.tokens import stem
from rmadvisor.knowledge.vocabulary import Fact

CUES = ("about", "near", "rest")
OWNERS = ("per", "/", "each", "apiece", "a")
_POSTS = frozenset(("posts", "positions", "seats", "desks", "heads", "jobs", "roles", "staff", "accounts", "teams"))
_MONEY = 10_000  # no fewer a year are taken for money without a currency
_COMES_AT = {"come", "comes", "coming", "for", "goes", "go"}


def any_one(read: Sentence, figure: Figure, fact: Fact) -> bool:
    """ "onboarding one client", "from one client to the next": any of them, not how many there are."""
    at = max(figure.core, figure.first)
    if read.words[at] != "one":
        return False
    before = read.word(at - 1)
    if before.endswith("ing"):
        return before not in english.SMALL and before != "having"
    return fact.type == "count" and before in english.PREPOSITIONS


def modifies(read: Sentence, match: Match) -> bool:
    """Whether a noun of ours in the singular only says which kind of another is counted: "20 RM reports"."""
    word, following = read.words[match.last - 1], read.word(match.last)
    if stem(word) != word or not following.endswith("s") or following.endswith("ss"):
        return False
    known = following in english.SMALL or following in _POSTS or read.over[match.last] is not None
    return read.tokens[match.last].is_word and not known and stem(following) != following


def lies_in(figure: Figure, match: Match) -> bool:
    return match.first <= max(figure.core, figure.first) < match.last and match.last - match.first > 2


def priced(read: Sentence, facts: Mapping[str, Fact], figure: Figure, owner: Match, fact: Fact) -> bool:
    """Whether money for each of its owners needs no other name: "12 RMs at 88k each a year", "Rs 22 lakh per RM"."""
    if fact.type != "money" or fact.unit.count("per ") < 2:
        return False
    if figure.unit != "money" and not (figure.unit == "" and figure.per == "year" and (figure.low or 0) >= _MONEY):
        return False
    if owner.first >= figure.last:
        named = owner.first - figure.last <= 1 and read.words[owner.first] in OWNERS
    else:
        named = read.word(figure.last) in OWNERS
    at = figure.first - 1
    while named and at >= 0 and read.chunk[at] == read.chunk[figure.first] and read.words[at] != ",":
        over = read.over[at]
        named = read.words[at] in english.SMALL | _COMES_AT or read.counted[at] or over is not None
        if over is not None and any(r.kind in CUES and facts[r.fact].type == "money" for r in over.roles):
            named = False  # of something else: "revenue of 2m per RM"
        at -= 1
    return named


def counts_another(read: Sentence, figure: Figure) -> bool:
    """Whether the figure stands before a noun that is none of ours."""
    at = figure.last
    while at < len(read.words) and read.words[at] in english.FILLERS:
        at += 1
    if at >= len(read.tokens) or not read.tokens[at].is_word or read.words[at] in english.SMALL or at < figure.end:
        return False
    if read.over[at] is not None:
        return False
    return read.part[at] == read.part[figure.first]


def of_others(read: Sentence, figure: Figure) -> bool:
    """ "40 of our 60 guests left": a part of something that is none of ours."""
    words = read.words[figure.first : figure.last]
    return figure.unit == "percent" and "of" in words and "out" not in words and counts_another(read, figure)
