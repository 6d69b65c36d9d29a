"""The words of the vocabulary as one tree, so that every phrase in a sentence is found in one pass.

In:     the facts, and the phrases as one tree.
Out:    Lexicon: the longest phrase at each place of a sentence, and the words that a misspelling may have meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rmadvisor.conversation.understanding import english
from rmadvisor.conversation.understanding.phrases import HERE, Node, Role
from rmadvisor.knowledge.vocabulary import Fact

_MOST_SKIPPED = 3  # small words that may stand inside a phrase
_Spans = Sequence[Sequence[tuple[str, int]]]


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

    def __init__(self, facts: Mapping[str, Fact], phrases: Mapping[str, Any]) -> None:
        """The asked facts, and the phrases as `phrases.planted` makes them."""
        self.facts = facts
        self.words = frozenset(phrases["words"])
        self.near: tuple[str, ...] = tuple(phrases["near"])
        self._roles = [Role(*role) for role in phrases["roles"]]
        self._groups: list[tuple[str, Node]] = [(name, root) for name, root in phrases["groups"]]
        self._beginnings = frozenset(edge for _, root in self._groups for edge in root)
        self._root: Node = phrases["root"]
        self._moods: Node = phrases["moods"]

    # ------------------------------------------------------------ reading a sentence

    def matches(self, words: Sequence[str], blocked: Sequence[bool], numbers: Mapping[int, int]) -> list[Match]:
        """The phrases of a sentence, given as stems: the longest at each place, none over another. `numbers` says where
        each figure begins and ends; a phrase names it as #."""
        spans = self._spans(words, numbers)
        found: list[Match] = []
        at = 0
        while at < len(words):
            best = None if blocked[at] else self._longest(self._root, words, at, spans)
            while best is not None:
                rival = self._outweighed(words, at, best[0], spans, blocked)
                if rival is None:
                    break
                best = self._longest(self._root, words[:rival], at, spans)
            if best is None:
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

    def _outweighed(
        self, words: Sequence[str], at: int, last: int, spans: _Spans, blocked: Sequence[bool]
    ) -> int | None:
        """Where a phrase begins inside this one that goes beyond it and says more: "the same" in "the same town"."""
        for start in range(at + 1, last):
            other = None if blocked[start] else self._longest(self._root, words, start, spans)
            if other is not None and other[0] > last and _content(words, start, other[0]) > _content(words, at, last):
                return start
        return None

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

    def _longest(self, root: Node, words: Sequence[str], at: int, spans: _Spans) -> tuple[int, list[Role]] | None:
        """Where the longest phrase ends, and what all phrases do that end there."""
        end = at
        roles: list[int] = []
        waiting = [(root, at, 0, False)]
        while waiting:
            node, here, skipped, small = waiting.pop()
            if HERE in node and not small and here >= end:
                roles = [*roles, *node[HERE]] if here == end else node[HERE]
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
        return (end, [self._roles[role] for role in dict.fromkeys(roles)]) if roles else None


def _content(words: Sequence[str], first: int, last: int) -> int:
    return sum(word not in english.FILLERS for word in words[first:last])
