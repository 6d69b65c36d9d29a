"""The words of the vocabulary as one tree, so that every phrase in a sentence is found in one pass.

In:     the words of the facts, the groups of words, the glossary behind them.
Out:    Lexicon: the longest phrase at each place of a sentence, and the words that a misspelling may have meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from rmadvisor.conversation.understanding import english
from rmadvisor.conversation.understanding.quantities import NUMBER_WORDS
from rmadvisor.conversation.understanding.tokens import stem, tokens
from rmadvisor.knowledge.entries import Entry
from rmadvisor.knowledge.vocabulary import Fact, Vocabulary
from rmadvisor.knowledge.words import WordGroup

_PIECE = re.compile(r"\{[a-z_]+\}|[\[\]()|]|[^\[\](){}|]+")
_MOST_SKIPPED = 3  # small words that may stand inside a phrase
_ALSO_MISSPELT = frozenset((
    "every", "without", "about", "between", "approximately", "roughly", "around", "idea", "clue", "know", "unknown",
    "days", "hours", "minutes", "across", "country", "though", "neither", "nobody", "nothing",
))  # fmt: skip
# A node of the tree: the next node by word, {group} or #, and under _HERE the roles of the phrases that end there.
_Node = dict[str, Any]
_HERE = ""
_Spans = Sequence[Sequence[tuple[str, int]]]
_WEAK = "~"  # before a phrase that has other meanings too, and counts only in company


@dataclass(frozen=True, slots=True)
class Role:
    """What a phrase does: for a fact (about, near, together, rest, over, beside, means), or in the sentence."""

    kind: str
    fact: str = ""
    value: str = ""
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found at tokens `first` to `last` (not included). `inside` is what shorter phrases in it do;
    `headed` says that these stand at its end, as the noun that a figure may count: "high-net-worth clients"."""

    first: int
    last: int
    roles: tuple[Role, ...]
    inside: tuple[Role, ...] = ()
    headed: bool = False


class Lexicon:
    """All phrases. Made once from the knowledge; holds nothing of any sentence."""

    def __init__(self, vocabulary: Vocabulary, groups: Iterable[WordGroup], entries: Mapping[str, Entry]) -> None:
        self.facts = {name: fact for name, fact in vocabulary.items() if fact.origin == "asked"}
        self.words: set[str] = set()
        self._groups: list[tuple[str, _Node]] = []
        for group in groups:
            root: _Node = {}
            terms = [term for name in group.terms for term in (entries[name].title, *entries[name].terms)]
            for phrase in dict.fromkeys((*group.words, *terms)):
                self._add(root, phrase, Role("group", group.name))
            self._groups.append((f"{{{group.name}}}", root))
        self._beginnings = frozenset(edge for _, root in self._groups for edge in root)
        self._root: _Node = {}
        self._moods: _Node = {}
        for root, kind, phrases in (
            (self._root, "unknown", english.DONT_KNOW), (self._root, "retract", english.RETRACTION),
            (self._root, "correct", english.CORRECTION), (self._moods, "imagined", english.IMAGINED),
            (self._moods, "past", english.PAST), (self._moods, "planned", english.PLANNED),
            (self._moods, "request", english.REQUESTS), (self._moods, "aside", english.ASIDE),
        ):  # fmt: skip
            for phrase in phrases:
                self._add(root, phrase, Role(kind), english_words=True)
        for fact in self.facts.values():
            for phrase, role in _roles(fact):
                self._add(self._root, phrase, role)
        self.words -= english.SMALL
        self.words = {word for word in self.words if word[0] != "{"}
        self.near = tuple(sorted(word for word in self.words if len(word) >= 4)) + tuple(
            sorted(NUMBER_WORDS | _ALSO_MISSPELT)
        )

    # ------------------------------------------------------------ reading a sentence

    def matches(self, words: Sequence[str], blocked: Sequence[bool], numbers: Mapping[int, int]) -> list[Match]:
        """The phrases of a sentence, given as stems: the longest at each place, none over another. `numbers` says where
        each figure begins and ends; a phrase names it as #."""
        spans = self._spans(words, numbers)
        found: list[Match] = []
        at = 0
        while at < len(words):
            best = None if blocked[at] else self._longest(self._root, words, at, spans)
            if best is None or self._outweighed(words, at, best[0], spans, blocked):
                at += 1
            else:
                found.append(self._match(words, at, best[0], tuple(best[1]), spans))
                if at in numbers and at + 1 < best[0]:  # "one RM" may be a figure and its noun
                    inner = self._longest(self._root, words, at + 1, spans)
                    said = {role.fact for role in best[1] if role.kind == "means"}  # "zero specialists" says it all
                    if inner is not None and inner[0] <= best[0] and not any(r.fact in said for r in inner[1]):
                        found.append(Match(at + 1, inner[0], tuple(inner[1])))
                at = best[0]
        return found

    def moods(self, words: Sequence[str]) -> list[tuple[int, str]]:
        """(place, kind) of phrases that say what is asked for, imagined, past or planned, wherever they stand."""
        nothing: _Spans = [()] * len(words)
        found = []
        for at, word in enumerate(words):
            best = self._longest(self._moods, words, at, nothing) if word in self._moods else None
            found += [(at, role.kind) for role in best[1]] if best else []
        return found

    def _outweighed(self, words: Sequence[str], at: int, last: int, spans: _Spans, blocked: Sequence[bool]) -> bool:
        """Whether a phrase that begins inside this one and goes beyond it says more: "the same" in "the same town"."""
        for start in range(at + 1, last):
            other = None if blocked[start] else self._longest(self._root, words, start, spans)
            if other is not None and other[0] > last and _content(words, start, other[0]) > _content(words, at, last):
                return True
        return False

    def _match(
        self,
        words: Sequence[str],
        first: int,
        last: int,
        roles: tuple[Role, ...],
        spans: _Spans,
    ) -> Match:
        """A phrase with what shorter ones in it do, as far as it says no value itself: "mass-market customers"."""
        if last - first == 1 or any(role.kind == "beside" for role in roles):
            return Match(first, last, roles)
        if any(role.kind == "means" for role in roles):
            head: list[Role] = []
            if not any(role.kind in ("about", "near") for role in roles):
                for at in (first, *range(first + 1, last)):
                    inner = self._longest(self._root, words[: last - (at == first)], at, spans)
                    if inner is not None and (at == first or inner[0] == last):
                        head = [role for role in inner[1] if role.kind == "near" and not role.weak]
                        if head:
                            break
            return Match(first, last, roles, tuple(head), bool(head))
        inside: list[Role] = []
        at = first
        while at < last:
            inner = self._longest(self._root, words[: last - (at == first)], at, spans)
            if inner is not None:
                inside += [role for role in inner[1] if role.kind in ("near", "means") and not role.weak]
            at = at + 1 if inner is None else inner[0]
        near = tuple(role for role in inside if role.kind == "near")
        if any(role.kind == "near" for role in roles):
            roles = (*roles, *(role for role in inside if role.kind == "means"))
        return Match(first, last, tuple(dict.fromkeys(roles)), near)

    def _spans(self, words: Sequence[str], numbers: Mapping[int, int]) -> list[list[tuple[str, int]]]:
        """The groups that begin at each place, with where they end."""
        spans: list[list[tuple[str, int]]] = [[] for _ in words]
        for first, last in numbers.items():
            spans[first].append(("#", last))
        places: dict[str, list[int]] = {}  # of each word, and of each group that was found
        for at, word in enumerate(words):
            if word in self._beginnings:
                places.setdefault(word, []).append(at)
        for name, root in self._groups:
            for at in sorted({at for edge in root.keys() & places.keys() for at in places[edge]}):
                best = self._longest(root, words, at, spans)
                if best is not None:
                    spans[at].append((name, best[0]))
                    places.setdefault(name, []).append(at)
        return spans

    def _longest(self, root: _Node, words: Sequence[str], at: int, spans: _Spans) -> tuple[int, list[Role]] | None:
        """Where the longest phrase ends, and what all phrases do that end there."""
        end = at
        roles: list[Role] = []
        waiting = [(root, at, 0, False)]
        while waiting:
            node, here, skipped, small = waiting.pop()
            if _HERE in node and not small and here >= end:
                roles = [*roles, *node[_HERE]] if here == end else node[_HERE]
                end = here
            if here >= len(words):
                continue
            word = words[here]
            inner = node.get(word)
            if inner is not None:
                waiting.append((inner, here + 1, skipped, False))
            for name, last in spans[here]:
                inner = node.get(name)
                if inner is not None and last <= len(words):
                    waiting.append((inner, last, skipped, False))
            if word == "-" and node is not root:
                waiting.append((node, here + 1, skipped, True))
            elif node is not root and skipped < _MOST_SKIPPED and word in english.FILLERS:
                waiting.append((node, here + 1, skipped + 1, True))
        return (end, list(dict.fromkeys(roles))) if roles else None

    # ------------------------------------------------------------ building

    def _add(self, root: _Node, phrase: str, role: Role, english_words: bool = False) -> None:
        for edges in _ways(phrase):
            node = root
            for edge in edges:
                node = node.setdefault(edge, {})
            if edges:
                node.setdefault(_HERE, []).append(role)
                if not english_words:
                    self.words.update(edges)


def _content(words: Sequence[str], first: int, last: int) -> int:
    return sum(word not in english.FILLERS for word in words[first:last])


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
    for value in fact.choices:
        yield f"{name} {value.replace('_', ' ')}", Role("means", fact.name, value)


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
