"""Read a text for facts: the grammar that joins figures, phrases, denials, corrections and doubts.

In:     a text; the fact of the question that is open, for a bare reply.
Out:    Understood. What can be said of several facts is never guessed: it is unclear, with its candidates.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rmadvisor.conversation.understanding import english
from rmadvisor.conversation.understanding.attachment import links
from rmadvisor.conversation.understanding.corrections import as_before, corrections, instead, other_ends
from rmadvisor.conversation.understanding.degrees import degrees, mere_label
from rmadvisor.conversation.understanding.denials import VALUES, denied, denies
from rmadvisor.conversation.understanding.doubts import doubted, doubts, named
from rmadvisor.conversation.understanding.leftovers import left_over, unnamed
from rmadvisor.conversation.understanding.lexicon import Lexicon, Match
from rmadvisor.conversation.understanding.nouns import counts_another
from rmadvisor.conversation.understanding.phrases import Role
from rmadvisor.conversation.understanding.quantities import Figure
from rmadvisor.conversation.understanding.sentence import sentence, uncovered
from rmadvisor.conversation.understanding.settling import UNKNOWN, Said, settle
from rmadvisor.conversation.understanding.sharing import is_each, shared, stands_alone, turned
from rmadvisor.conversation.understanding.understood import Found, Unclear, Understood
from rmadvisor.conversation.understanding.units import fit, possible, whole
from rmadvisor.knowledge.vocabulary import Fact

_AGAIN = 8  # tokens behind a correction in which its value stands
_BARE = 2  # words beside a phrase that still stands alone
_NOT = ("not", "isnt", "arent", "never")  # "not 20 but 22"


class Reading:
    """One text being read."""

    def __init__(self, lexicon: Lexicon, text: str, asked: str | None = None) -> None:
        self.lexicon, self.facts = lexicon, lexicon.facts
        self.read = sentence(text, lexicon)
        self.asked = asked
        self.corrections = corrections(self.read)
        self.used: set[int] = set()  # figures that were given a fact, by their first token
        self.shared: set[int] = set()  # figures among which another is shared out
        self.odd: list[Unclear] = []  # figures that cannot be what they are said of
        self.quiet: set[int] = set()  # phrases that say something else here

    def understood(self) -> Understood:
        said: list[Said] = []
        topics: list[str] = []
        pending = self.asked
        for first, last in self.read.parts():
            here = self._part(first, last)
            asks = all(self.read.asked[first:last])
            if not here and pending and not asks:
                here = self._bare(pending, first, last)
            said += here
            about = [fact for fact, _ in named(self.read, self.facts, first, last)]
            topics += about
            if here:
                pending = self.asked
            if (asks and about) or (not here and len(about) == 1 and self.read.words[last - 1] in ("?", ":")):
                pending = about[0]
        told = [each for each in said if self._holds(each)]
        dreamt = [each for each in said if self.read.imagined[each.first]]
        told += self._inherited(said, told)
        told = self._retracted(told)
        told += unnamed(self.read, self.facts, self.used, told)
        facts, unclear = settle(self.read, self.facts, self.corrections, sorted(told, key=lambda each: each.first))
        unclear += [odd for odd in self.odd if odd.candidates[0] not in {each.fact for each in facts}]
        unclear += left_over(self.read, self.facts, self.used, facts)
        imagined, _ = settle(self.read, self.facts, self.corrections, sorted(dreamt, key=lambda each: each.first))
        return Understood(
            facts=tuple(self._found(each) for each in facts),
            unclear=tuple(unclear),
            corrects=bool(self.corrections),
            topics=tuple(dict.fromkeys(topics)),
            imagined=tuple(self._found(each) for each in imagined),
        )

    # ------------------------------------------------------------ one part

    def _part(self, first: int, last: int) -> list[Said]:
        found = doubts(self.read, self.facts, self.quiet, first, last)
        doubtful = {each.first for each in found}
        said = [*found, *self._figures(first, last)]
        taken: set[int] = set()
        for role, match, other in degrees(self.read, first, last):
            if match.first in self.quiet or other.first in self.quiet:
                continue
            taken.update((match.first, other.first) if any(r.kind == "beside" for r in other.roles) else (match.first,))
            said += self._valued(role, match, other)
        for match in self.read.matches:
            if first <= match.first < last and match.first not in taken and match.first not in self.quiet:
                named = mere_label(self.read, match)
                for role in match.roles:
                    if role.kind != "means" or role.fact in named or self._private(role, match, first, last):
                        continue
                    if not role.weak or self._company(match, first, last):
                        said += self._valued(role, match)
        said = [each for each in said if each.first not in self.shared or not self.facts[each.fact].numeric]
        return [each for each in said if each.value == UNKNOWN or each.first not in doubtful]

    def _private(self, role: Role, match: Match, first: int, last: int) -> bool:
        """ "my credit card" is the speaker's own, and what his neighbour has is nobody's business."""
        if self.facts[role.fact].type != "choices":
            return False
        words = self.read.words
        owned = "my" in words[max(0, match.first - 2) : match.first]
        return owned or any(word in english.PRIVATE for word in words[first:last])

    def _company(self, match: Match, first: int, last: int) -> bool:
        """Whether a phrase with other meanings stands beside one of ours, or alone."""
        if any(word in english.PRIVATE for word in self.read.words[first:last]):
            return False
        alone = True
        for at in range(first, last):
            if match.first <= at < match.last or self.read.words[at] in english.SMALL:
                continue
            others = [m for m in self.read.matches if m.first <= at < m.last]
            if any(
                role.fact
                and (not role.weak or role.kind in VALUES)
                and (role.kind != "together" or m.last - m.first > 1)
                for m in others
                for role in m.roles
            ):
                return True
            if self.read.tokens[at].is_word:
                alone = False
        return alone and last - first <= match.last - match.first + _BARE

    def _valued(self, role: Role, match: Match, other: Match | None = None) -> list[Said]:
        """What a phrase says, or its contrary where it is denied."""
        fact = self.facts[role.fact]
        first, last = match.first, match.last
        if other is not None:
            first, last = min(first, other.first), max(last, other.last)
        value: Any = role.value
        if denied(self.read, self.corrections, match, other):
            if fact.type == "yes_no":
                value = "no" if value == "yes" else "yes"
            elif fact.words.denied.get(value):
                value = fact.words.denied[value]
            else:
                return []
        if fact.type == "yes_no":
            value = value == "yes"
        elif fact.numeric:
            value = float(value)
        strength = match.last - match.first + (other is not None)
        return [Said(fact.name, whole(value), first, last, strength, (match.first, match.last))]

    # ------------------------------------------------------------ figures

    def _figures(self, first: int, last: int) -> list[Said]:
        read = self.read
        said: list[Said] = []
        refused: dict[int, Fact] = {}
        found = [link for link in links(read, self.facts, first, last) if uncovered(read, link.figure)]
        for link in found:
            if not stands_alone(read, link, found):
                continue
            fact = self.facts[link.fact]
            figure = link.figure
            if figure.two_ways and fact.type in ("count", "money"):
                self._odd(link.figure, link.match, fact)
                continue
            if read.word(figure.first - 1) in _NOT and denies(read, self.corrections, figure.first - 1):
                self.used.add(figure.first)
                refused[link.match.first] = fact
                continue
            if link.match.first in refused and fit(figure, refused[link.match.first], None) is not None:
                fact = refused[link.match.first]  # "not 200 clients each, it is 220"
            if fact.words.over and figure.unit == "ratio":
                figure = turned(read, link)
            elif fact.words.over and not is_each(read, link):
                share = shared(read, self.shared, link)
                if share is None:
                    continue
                figure = share
            value = possible(fact, figure)
            if value is None:
                self._odd(link.figure, link.match, fact)
                continue
            self.used.add(link.figure.first)
            start, stop = min(figure.first, link.match.first), max(figure.last, link.match.last)
            said.append(Said(fact.name, value, start, stop, 2, (figure.first, figure.last)))
        said += instead(read, refused, self.used, said)
        return said

    def _odd(self, figure: Figure, match: Match, fact: Fact) -> None:
        """A figure that belongs to a fact and cannot be its value, or can be read in two ways."""
        if self.read.told(figure.first):
            self.used.add(figure.first)
            span = self.read.span(min(figure.first, match.first), max(figure.last, match.last))
            self.odd.append(Unclear(self.read.text[slice(*span)], span, (fact.name,)))

    # ------------------------------------------------------------ bare replies

    def _bare(self, name: str, first: int, last: int) -> list[Said]:
        """A reply without the name of its fact."""
        fact = self.facts.get(name)
        if fact is None:
            return []
        read = self.read
        for match in sorted((*read.matches, *read.names), key=lambda each: each.first):
            if not first <= match.first < last:
                continue
            if doubted(read, match):
                return [Said(name, UNKNOWN, match.first, match.last, 9)]
            for role in match.roles:
                if role.fact == name and (role.kind == "beside" or (role.kind == "named" and match.first - first < 2)):
                    return self._valued(role, match)
        for figure in read.figures:
            if first <= figure.first < last and fact.numeric and not counts_another(read, figure):
                fitted = fit(figure, fact, None)
                value = None if fitted is None else possible(fact, fitted[0])
                if value is not None:
                    self.used.add(figure.first)
                    return [Said(name, value, figure.first, figure.last, 2)]
        if fact.type == "yes_no":
            for at in range(first, min(last, first + 3)):
                if read.words[at] in english.AFTER_YES | english.AFTER_NO:
                    return [Said(name, read.words[at] in english.AFTER_YES, at, at + 1, 2)]
        return []

    # ------------------------------------------------------------ corrections

    def _inherited(self, said: Sequence[Said], told: Sequence[Said]) -> list[Said]:
        """Figures after a correction take the fact of what they correct: "20 RMs, sorry, 22"."""
        found: list[Said] = []
        read = self.read
        for at in (*self.corrections, *other_ends(read, self.used)):
            before = [each for each in said if each.first < at]
            found += self._chosen_again(at, before, told)
            last = max(before, key=lambda each: each.last, default=None)
            if last is None or not self.facts[last.fact].numeric:
                continue
            for figure in (each for each in read.figures if at < each.first <= at + _AGAIN):
                if figure.first in self.used or counts_another(read, figure):
                    break
                fact, here = self.facts[last.fact], figure.first
                fitted = fit(as_before(read, figure, last), fact, None)
                value = None if fitted is None else possible(fact, fitted[0])
                if value is not None and read.told(here) and not any(each.first == here for each in told):
                    self.used.add(here)
                    found.append(Said(last.fact, value, here, figure.last, 3))
                    break
        return found

    def _chosen_again(self, at: int, before: Sequence[Said], told: Sequence[Said]) -> list[Said]:
        """A choice after a correction is of the fact of what it corrects: "by product, sorry, by segment"."""
        if at not in self.corrections or not before:
            return []
        last = max(before, key=lambda each: each.last)
        if self.facts[last.fact].numeric or any(each.fact == last.fact and each.first > at for each in told):
            return []
        for match in sorted((*self.read.within(at, at + _AGAIN), *self.read.names), key=lambda each: each.first):
            taken = any(each.first <= match.first < each.last for each in told)
            if taken or not at <= match.first < at + _AGAIN or not self.read.told(match.first):
                continue
            for role in match.roles:
                if role.fact == last.fact and role.kind in ("beside", "means", "named"):
                    return self._valued(role, match)
        return []

    def _retracted(self, said: Sequence[Said]) -> list[Said]:
        gone: set[int] = set()
        for at, kind in self.corrections.items():
            before = [each for each in said if each.first < at]
            if kind == "retract" and before:
                gone.add(id(max(before, key=lambda each: each.last)))
        return [each for each in said if id(each) not in gone]

    def _holds(self, said: Said) -> bool:
        """Whether it is told, and true of today."""
        read = self.read
        if not read.told(said.words[0]) and not (said.value == UNKNOWN and not read.imagined[said.first]
                                              and not all(read.asked)):  # fmt: skip
            return False
        fact = self.facts[said.fact]
        rate = fact.unit.endswith("per year") or fact.type in ("percent", "money") or not fact.numeric
        chunks = {read.chunk[said.first], read.chunk[said.last - 1]}
        if read.past & chunks and not rate:
            return False
        if read.past & chunks and not fact.numeric and "last" not in read.words:
            return False
        return not (read.planned & chunks and not rate)

    def _found(self, said: Said) -> Found:
        span = self.read.span(said.first, said.last)
        return Found(said.fact, said.value, span, self.read.text[slice(*span)])


def understand(lexicon: Lexicon, text: str, asked: str | None = None) -> Understood:
    """The facts in a text."""
    return Reading(lexicon, text, asked).understood()
