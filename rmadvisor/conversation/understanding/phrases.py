"""All phrases of the vocabulary as one tree, in a form that JSON keeps: to make it takes longer than to read it.

In:     the asked facts with their words, the groups of words, the glossary behind them.
Out:    {"roles", "root", "moods", "groups", "words", "near"}, for the Lexicon.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import cache
from typing import Any

from rmadvisor.conversation.understanding import english
from rmadvisor.conversation.understanding.quantities import NUMBER_WORDS
from rmadvisor.conversation.understanding.tokens import stem, tokens
from rmadvisor.knowledge.entries import Entry
from rmadvisor.knowledge.vocabulary import Fact
from rmadvisor.knowledge.words import WordGroup

# A node of the tree: the next node by word, {group} or #, and under HERE the numbers of the roles of the phrases that
# end there.
Node = dict[str, Any]
HERE = ""
_PIECE = re.compile(r"\{[a-z_]+\}|[\[\]()|]|[^\[\](){}|]+")
_WEAK = "~"  # before a phrase that has other meanings too, and counts only in company
_SHORTEST = 4  # letters of a word that may be misspelt
_ALSO_MISSPELT = frozenset((
    "every", "without", "about", "between", "approximately", "roughly", "around", "idea", "clue", "know", "unknown",
    "days", "hours", "minutes", "across", "country", "though", "neither", "nobody", "nothing",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Role:
    """What a phrase does: for a fact (about, near, together, rest, over, beside, means, or named: the name of a choice,
    which says it only right beside the name of its fact), or in the sentence."""

    kind: str
    fact: str = ""
    value: str = ""
    weak: bool = False


def planted(facts: Mapping[str, Fact], groups: Iterable[WordGroup], entries: Mapping[str, Entry]) -> dict[str, Any]:
    """The tree of all phrases."""
    planting = _Planting()
    roots = []
    for group in groups:
        root: Node = {}
        terms = [term for name in group.terms for term in (entries[name].title, *entries[name].terms)]
        for phrase in dict.fromkeys((*group.words, *terms)):
            planting.add(root, phrase, Role("group", group.name))
        roots.append([f"{{{group.name}}}", root])
    main: Node = {}
    moods: Node = {}
    for root, kind, phrases in (
        (main, "unknown", english.DONT_KNOW), (main, "retract", english.RETRACTION),
        (main, "correct", english.CORRECTION), (moods, "imagined", english.IMAGINED),
        (main, "at hand", english.AT_HAND), (moods, "others", english.OTHERS),
        (moods, "past", english.PAST), (moods, "planned", english.PLANNED),
        (moods, "request", english.REQUESTS), (moods, "aside", english.ASIDE),
    ):  # fmt: skip
        for phrase in phrases:
            planting.add(root, phrase, Role(kind), english_words=True)
    for fact in facts.values():
        for phrase, role in _roles(fact):
            planting.add(main, phrase, role)
    words = sorted(word for word in planting.words - english.SMALL if word[0] != "{")
    near = [word for word in words if len(word) >= _SHORTEST] + sorted(NUMBER_WORDS | _ALSO_MISSPELT)
    roles = [list(astuple(role)) for role in planting.roles]
    return {"roles": roles, "root": main, "moods": moods, "groups": roots, "words": words, "near": near}


class _Planting:
    """A tree as it grows: its words, and its roles with their numbers."""

    def __init__(self) -> None:
        self.words: set[str] = set()
        self.roles: dict[Role, int] = {}

    def add(self, root: Node, phrase: str, role: Role, english_words: bool = False) -> None:
        number = self.roles.setdefault(role, len(self.roles))
        for edges in _ways(phrase):
            node = root
            for edge in edges:
                node = node.setdefault(edge, {})
            if edges:
                node.setdefault(HERE, []).append(number)
                if not english_words:
                    self.words.update(edges)


def _roles(fact: Fact) -> Iterator[tuple[str, Role]]:
    """Every phrase of a fact with what it does."""
    words = fact.words
    name = fact.name.replace("_", " ")
    for kind, phrases in (
        ("about", (name, *words.about)), ("near", words.near), ("together", words.together), ("rest", words.rest),
        ("over", words.over),
    ):  # fmt: skip
        for phrase in phrases:
            yield phrase.removeprefix(_WEAK), Role(kind, fact.name, "", phrase.startswith(_WEAK))
    for kind, table in (("beside", words.beside), ("means", words.means)):
        for value, phrases in table.items():
            for phrase in phrases:
                yield phrase.removeprefix(_WEAK), Role(kind, fact.name, value, phrase.startswith(_WEAK))
    if fact.type == "yes_no":
        for word in english.YES_NO:
            yield word, Role("named", fact.name, english.YES_NO[word])
    for value in fact.choices:
        yield f"{name} {value.replace('_', ' ')}", Role("means", fact.name, value)
        yield value.replace("_", " "), Role("named", fact.name, value)


def _ways(phrase: str) -> Sequence[tuple[str, ...]]:
    """The ways to say a phrase, each as the edges of the tree.

    >>> sorted(_ways("(low|poor) [customer] satisfaction"))[0]
    ('low', 'customer', 'satisfaction')
    """
    if phrase.replace(" ", "").isalpha():
        return (tuple(map(stem, phrase.lower().split())),)
    pieces = _PIECE.findall(phrase)
    ways, rest = _sequence(pieces, 0, "")
    if rest != len(pieces):
        raise ValueError(f"the brackets of {phrase!r} do not match")
    return list(dict.fromkeys(ways))


def _sequence(pieces: Sequence[str], at: int, closing: str) -> tuple[list[tuple[str, ...]], int]:
    """The ways up to a closing bracket, and the place behind it."""
    done: list[tuple[str, ...]] = []
    ways: list[tuple[str, ...]] = [()]
    while at < len(pieces):
        piece = pieces[at]
        at += 1
        if closing and piece == closing:
            return done + ways, at
        if piece == "|":
            done, ways = done + ways, [()]
        elif piece in "([":
            inner, at = _sequence(pieces, at, ")" if piece == "(" else "]")
            if piece == "[":
                inner = [*inner, ()]
            ways = [(*way, *more) for way in ways for more in inner]
        elif piece[0] == "{":
            ways = [(*way, piece) for way in ways]
        else:
            ways = [(*way, *_stems(piece)) for way in ways]
    return done + ways, at


@cache
def _stems(piece: str) -> tuple[str, ...]:
    if piece.replace(" ", "").isalpha():
        return tuple(map(stem, piece.lower().split()))
    return tuple(stem(token.text) for token in tokens(piece) if token.text != "-")
