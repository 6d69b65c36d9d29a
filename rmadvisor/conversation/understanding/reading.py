"""Read a text for facts: the grammar that joins figures, phrases, denials, corrections and doubts.

In:     a text; the fact of the question that is open, for a bare reply.
Out:    Understood. What can be said of several facts is never guessed: it is unclear, with its candidates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rmadvisor.conversation.understanding import english
from rmadvisor.conversation.understanding.attachment import Link, counts_another, degrees, fit, links
from rmadvisor.conversation.understanding.figures import Figure
from rmadvisor.conversation.understanding.lexicon import Lexicon, Match, Role
from rmadvisor.conversation.understanding.sentence import STARTS, Sentence, sentence, uncovered
from rmadvisor.conversation.understanding.understood import Found, Unclear, Understood
from rmadvisor.knowledge.vocabulary import Fact

MOST_CANDIDATES = 6
UNKNOWN = "unknown"
_LOOK_BACK = 6  # tokens in which a denial is looked for
_VALUES = ("means", "beside")


@dataclass(frozen=True, slots=True)
class _Said:
    """One value of one fact, at tokens `first` to `last` (not included)."""

    fact: str
    value: Any
    first: int
    last: int
    strength: int = 0


class Reading:
    """One text being read."""

    def __init__(self, lexicon: Lexicon, text: str, asked: str | None = None) -> None:
        self.lexicon, self.facts = lexicon, lexicon.facts
        self.read = sentence(text, lexicon)
        self.asked = asked
        self.corrections = self._corrections()
        self.used: set[int] = set()  # figures that were given a fact, by their first token
        self.shared: set[int] = set()  # figures among which another is shared out
        self.quiet: set[int] = set()  # phrases that say something else here

    def understood(self) -> Understood:
        said: list[_Said] = []
        topics: list[str] = []
        pending = self.asked
        for first, last in self.read.parts():
            here = self._part(first, last)
            asks = all(self.read.asked[first:last])
            if not here and pending and not asks:
                here = self._bare(pending, first, last)
            said += here
            named = self._topics(first, last)
            topics += named
            if here:
                pending = self.asked
            if asks and named:
                pending = named[0]
            elif not here and len(named) == 1 and self.read.words[last - 1] in ("?", ":"):
                pending = named[0]
        told = [each for each in said if self._holds(each)]
        dreamt = [each for each in said if self.read.imagined[each.first]]
        told += self._inherited(said, told)
        told = self._retracted(told)
        facts, unclear = self._settle(sorted(told, key=lambda each: each.first))
        unclear += self._left_over(facts)
        imagined, _ = self._settle(sorted(dreamt, key=lambda each: each.first))
        return Understood(
            facts=tuple(self._found(each) for each in facts),
            unclear=tuple(unclear),
            corrects=bool(self.corrections),
            topics=tuple(dict.fromkeys(topics)),
            imagined=tuple(self._found(each) for each in imagined),
        )

    # ------------------------------------------------------------ one part

    def _part(self, first: int, last: int) -> list[_Said]:
        found = self._unknowns(first, last)
        doubtful = {each.first for each in found}
        said = [*found, *self._figures(first, last)]
        taken: set[int] = set()
        for role, match, other in degrees(self.read, self.facts, first, last):
            if match.first in self.quiet or other.first in self.quiet:
                continue
            taken.update((match.first, other.first) if any(r.kind == "beside" for r in other.roles) else (match.first,))
            said += self._valued(role, match, other)
        for match in self.read.matches:
            if first <= match.first < last and match.first not in taken and match.first not in self.quiet:
                for role in match.roles:
                    if role.kind == "means" and (not role.weak or self._company(match, first, last)):
                        said += self._valued(role, match)
        said = [each for each in said if each.first not in self.shared or not self.facts[each.fact].numeric]
        return [each for each in said if each.value == UNKNOWN or each.first not in doubtful]

    def _company(self, match: Match, first: int, last: int) -> bool:
        """Whether a phrase with other meanings stands beside one of ours, or alone."""
        if any(word in english.PRIVATE for word in self.read.words[first:last]):
            return False
        alone = True
        for at in range(first, last):
            if match.first <= at < match.last or self.read.words[at] in english.SMALL:
                continue
            others = [m for m in self.read.matches if m.first <= at < m.last]
            if any(role.fact and (not role.weak or role.kind in _VALUES) for m in others for role in m.roles):
                return True
            if self.read.tokens[at].is_word:
                alone = False
        return alone

    def _valued(self, role: Role, match: Match, other: Match | None = None) -> list[_Said]:
        """What a phrase says, or its contrary where it is denied."""
        fact = self.facts[role.fact]
        first, last = match.first, match.last
        if other is not None:
            first, last = min(first, other.first), max(last, other.last)
        value: Any = role.value
        if self._denied(match, other):
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
        return [_Said(fact.name, _whole(value), first, last, match.last - match.first + (other is not None))]

    # ------------------------------------------------------------ denials

    def _denied(self, match: Match, other: Match | None = None) -> bool:
        if self._no_behind(match):
            return True
        read = self.read
        start = match.first if other is None else min(match.first, other.first)
        inside = range(start, match.first) if other is not None else range(0)
        if any(self._denies(at) for at in inside):
            return True
        if other is not None and any(self._denies(at) for at in range(other.last, match.first)):
            return True
        chained = False
        for at in range(start - 1, max(-1, start - 1 - _LOOK_BACK - 4 * chained), -1):
            word = read.words[at]
            if read.part[at] != read.part[start]:
                break
            if word == "nor":
                return True
            if word in english.JOINTS:
                chained = True
                continue
            if self._denies(at):
                return True
            if word in (",", "but", "and", ":", "(", "&", "plus", "with", "though", "because", "so", "while"):
                if word == "," and read.word(at + 1) in english.JOINTS:
                    continue
                if not (chained and word == ","):
                    break
            if not chained and any(m.first <= at < m.last and self._tells(m) for m in read.matches):
                break
        return False

    @staticmethod
    def _tells(match: Match) -> bool:
        return any(role.kind in _VALUES for role in match.roles)

    def _denies(self, at: int) -> bool:
        """Whether the word here denies what follows it."""
        read = self.read
        if read.words[at] not in english.DENIALS or at in self.corrections:
            return False
        if read.word(at + 1) in ("only", "just", "more", "less", "fewer", "doubt", "problem", "worries", "longer"):
            return read.word(at + 1) == "longer"
        if read.words[at] == "no" and read.word(at + 1) == ",":
            return False
        if any(m.first <= at < m.last and (m.last - m.first > 1 or not self._tells(m)) for m in read.matches):
            return False
        return not any(figure.first <= at < figure.last for figure in read.figures)

    def _no_behind(self, match: Match) -> bool:
        """"cross-border: no"."""
        read, at = self.read, match.last
        marks = 0
        while at < len(read.words) and read.words[at] in (":", "?", "=", "-", "\u2013", "\u2014", "is", "are", ","):
            marks += read.words[at] != "is"
            at += 1
        if not marks or read.word(at) not in english.AFTER_NO:
            return False
        if read.word(at - 1) == "," and read.word(at) not in ("no", "none", "nope", "never"):
            return False
        return read.word(at + 1) in ("", ",", ".", ";", "and", "at", "but", "!", "\n", "really")

    # ------------------------------------------------------------ figures

    def _figures(self, first: int, last: int) -> list[_Said]:
        read = self.read
        said: list[_Said] = []
        found = [link for link in links(read, self.facts, first, last) if uncovered(link.figure, read.matches)]
        for link in found:
            if not self._apart(link, found):
                continue
            fact = self.facts[link.fact]
            figure = link.figure
            if figure.two_ways and fact.type in ("count", "money"):
                continue
            if self._denies(figure.first - 1) and read.words[figure.first - 1] in ("not", "isnt", "arent", "never"):
                self.used.add(figure.first)
                continue
            if fact.words.over and not self._is_each(link):
                shared = self._shared(link)
                if shared is None:
                    continue
                figure = shared
            value = self._possible(fact, figure)
            if value is None:
                continue
            self.used.add(link.figure.first)
            start, stop = min(figure.first, link.match.first), max(figure.last, link.match.last)
            said.append(_Said(fact.name, value, start, stop, 2))
        return said

    def _apart(self, link: Link, found: Sequence[Link]) -> bool:
        """"one RM" in "one RM for 80 customers" is no number of RMs."""
        read = self.read
        whole = next((m for m in read.matches if m.first == link.figure.first and m.last >= link.match.last
                      and m is not link.match), None)  # fmt: skip
        if whole is None:
            return True
        names = {role.fact for role in whole.roles if role.kind == "together"}
        return not any(other is not link and other.fact in names and
                       not {",", "and"} & set(read.words[whole.last : other.figure.first]) for other in found)  # fmt: skip

    def _is_each(self, link: Link) -> bool:
        """Whether a figure is already one for each: "2 assistants per RM"."""
        read = self.read
        starts = {figure.first for figure in read.figures}
        for at in range(min(link.figure.first, link.match.first), min(link.match.last + 4, len(read.words))):
            if read.words[at] in ("per", "each", "every", "apiece", "/", "ratio", "behind"):
                return at + 1 not in starts or read.word(at + 1) in ("one", "1")
        return any(role.kind == "about" for role in link.match.roles)

    def _shared(self, link: Link) -> Figure | None:
        """The figure divided by that of what it is shared among: "3 assistants for 12 RMs"."""
        read = self.read
        for figure in read.figures:
            if figure.first == link.figure.first or figure.low is None or figure.low != figure.high or not figure.low:
                continue
            among = any(
                0 <= match.first - figure.last <= 2
                and any(role.kind == "over" and role.fact == link.fact for role in match.roles)
                for match in read.matches
                if read.part[match.first] == read.part[link.figure.first]
            )
            if among and link.figure.low is not None:
                low, high = sorted((link.figure.first, figure.first))
                if {"every", "per", "to", "share", "shares", "sharing", "each", "between"} & set(read.words[low:high]):
                    self.shared.add(figure.first)  # "one assistant for every 4 RMs" says nothing of how many RMs
                return link.figure.times(1 / figure.low)
        return None

    def _possible(self, fact: Fact, figure: Figure) -> Any:
        """The figure as an answer; None when it cannot be one."""
        low, high = figure.low, figure.high
        for end in (low, high):
            if end is None:
                continue
            if end > fact.at_most + 1e-9 or (fact.type == "count" and abs(end - round(end)) > 1e-6):
                return None
        low, high = _round(low), _round(high)
        return low if low == high else [low, high]

    # ------------------------------------------------------------ doubts, bare replies

    def _unknowns(self, first: int, last: int) -> list[_Said]:
        """The facts that somebody does not know."""
        said: list[_Said] = []
        for match in self.read.matches:
            if not (first <= match.first < last and any(role.kind == "unknown" for role in match.roles)):
                continue
            stop = next((at for at in range(match.last, last) if self.read.words[at] in ("but", ";") or
                         (self.read.words[at] in (",", "and", "though") and self.read.word(at + 1) in
                          ("but", "we", "though", "there", "just", "only", "our", "it", "so"))), last)  # fmt: skip
            found = self._named(match.last, stop)
            if not found:
                start = next((at + 1 for at in range(match.first - 1, first - 1, -1)
                              if self.read.words[at] in ("but", ";")), first)  # fmt: skip
                found = self._named(start, match.first, back=True)
            for fact, cue in found:
                self.quiet.add(cue.first)
                said.append(_Said(fact, UNKNOWN, min(match.first, cue.first), max(match.last, cue.last), 9))
            if found:
                low, high = (match.last, stop) if found[0][1].first >= match.last else (match.first, match.last)
                self.quiet.update(m.first for m in self.read.matches if low <= m.first < high)
        return said

    def _named(self, start: int, stop: int, back: bool = False) -> list[tuple[str, Match]]:
        """The facts named between two places; in a list ("attrition or satisfaction") all of them."""
        groups: list[list[Match]] = [[]]
        for match in self.read.matches:
            if start <= match.first < stop:
                if groups[-1]:
                    gap = self.read.words[groups[-1][-1].last : match.first]
                    if {"or", "and", ",", "nor", "/"} & set(gap):
                        groups.append([])
                groups[-1].append(match)
        found: dict[str, Match] = {}
        for group in groups:
            best = self._best(group)
            if best is not None:
                found.setdefault(*best)
        if back and len(found) > 1:
            last = list(found.items())[-1]
            return [last]
        return list(found.items())

    def _best(self, group: Sequence[Match]) -> tuple[str, Match] | None:
        ranked: list[tuple[float, int, str, Match]] = []
        for match in group:
            for role in match.roles:
                if not role.fact or role.weak or role.kind == "together":
                    continue
                score = {"about": 3.0, "near": 1.0, "rest": 1.5, "means": 2.0, "beside": 0.2, "over": 0.0}[role.kind]
                needed = self.facts[role.fact].words.together
                if role.kind == "near" and needed:
                    if not any(r.kind == "together" and r.fact == role.fact for m in group for r in m.roles):
                        continue
                    score += 0.5
                ranked.append((score + 0.6 * (match.last - match.first), -match.first, role.fact, match))
        if not ranked:
            return None
        _, _, fact, match = max(ranked, key=lambda each: each[:2])
        return fact, match

    def _topics(self, first: int, last: int) -> list[str]:
        return [fact for fact, _ in self._named(first, last)]

    def _bare(self, name: str, first: int, last: int) -> list[_Said]:
        """A reply without the name of its fact."""
        fact = self.facts.get(name)
        if fact is None:
            return []
        read = self.read
        for match in read.matches:
            if not first <= match.first < last:
                continue
            if any(role.kind == "unknown" for role in match.roles):
                return [_Said(name, UNKNOWN, match.first, match.last, 9)]
            for role in match.roles:
                if role.kind == "beside" and role.fact == name:
                    return self._valued(role, match)
        for figure in read.figures:
            if first <= figure.first < last and fact.numeric and not counts_another(read, figure):
                fitted = fit(figure, fact, None)
                value = None if fitted is None else self._possible(fact, fitted[0])
                if value is not None:
                    self.used.add(figure.first)
                    return [_Said(name, value, figure.first, figure.last, 2)]
        if fact.type == "yes_no":
            for at in range(first, min(last, first + 3)):
                if read.words[at] in english.AFTER_YES | english.AFTER_NO:
                    return [_Said(name, read.words[at] in english.AFTER_YES, at, at + 1, 2)]
        return []

    # ------------------------------------------------------------ corrections

    def _corrections(self) -> dict[int, str]:
        """Where something is taken back, by token."""
        read = self.read
        found: dict[int, str] = {}
        for match in read.matches:
            for role in match.roles:
                if role.kind in ("correct", "retract"):
                    found[match.first] = role.kind
        for at, word in enumerate(read.words):
            if word == "no" and at and read.words[at - 1] in STARTS - {"and", "but", ":", "?"}:
                after = read.word(at + 1)
                if after in (",", "sorry", "wait", "its", "it", "make", "i", "-", "\u2014", "\u2013") or any(
                    figure.first == at + 1 for figure in read.figures
                ):
                    found[at] = "correct"
            elif word == "actually" and not at or word in ("actually", "rather") and at and read.words[at - 1] in (",", "-", "or", "\u2014", "no", "."):
                found[at] = "correct"
        return found

    def _inherited(self, said: Sequence[_Said], told: Sequence[_Said]) -> list[_Said]:
        """Figures after a correction take the fact of what they correct: "20 RMs, sorry, 22"."""
        found: list[_Said] = []
        read = self.read
        for at in self.corrections:
            before = [each for each in said if each.first < at]
            figure = next((f for f in read.figures if f.first > at and f.first - at <= 8), None)
            if not before or figure is None or figure.first in self.used or counts_another(read, figure):
                continue
            last = max(before, key=lambda each: each.last)
            fact = self.facts[last.fact]
            fitted = fit(figure, fact, None) if fact.numeric else None
            value = None if fitted is None else self._possible(fact, fitted[0])
            if value is not None and read.told(figure.first) and not any(each.first == figure.first for each in told):
                self.used.add(figure.first)
                found.append(_Said(last.fact, value, figure.first, figure.last, 3))
        return found

    def _retracted(self, said: Sequence[_Said]) -> list[_Said]:
        gone: set[int] = set()
        for at, kind in self.corrections.items():
            before = [each for each in said if each.first < at]
            if kind == "retract" and before:
                gone.add(id(max(before, key=lambda each: each.last)))
        return [each for each in said if id(each) not in gone]

    def _holds(self, said: _Said) -> bool:
        """Whether it is told, and true of today."""
        read = self.read
        if not read.told(said.first) and not (said.value == UNKNOWN and not read.imagined[said.first]
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

    def _settle(self, said: Sequence[_Said]) -> tuple[list[_Said], list[Unclear]]:
        """One value for each fact; two that stand side by side are unclear, unless one corrects the other."""
        by_fact: dict[str, list[_Said]] = {}
        for each in said:
            by_fact.setdefault(each.fact, []).append(each)
        facts: list[_Said] = []
        unclear: list[Unclear] = []
        for name, values in by_fact.items():
            fact = self.facts[name]
            kept = self._after_corrections(values)
            known = [each for each in kept if each.value != UNKNOWN]
            kept = known or kept
            if fact.type == "choices" and known:
                names = sorted({str(each.value) for each in kept}, key=list(fact.choices).index)
                facts.append(replace(kept[0], value=names, last=max(e.last for e in kept)))
                continue
            distinct = list({repr(each.value): each for each in kept}.values())
            if len(distinct) > 1 and not fact.numeric:
                strongest = max(each.strength for each in distinct)
                strong = [each for each in distinct if each.strength == strongest]
                if fact.type == "choice" and self._alternatives(distinct):
                    listed = [v for v in fact.choices if v in {e.value for e in distinct}]
                    facts.append(replace(distinct[0], value=listed, last=distinct[-1].last))
                    continue
                distinct = strong if strongest >= 2 else distinct
            if len(distinct) == 1:
                facts.append(distinct[0])
            else:
                span = self.read.span(distinct[0].first, max(each.last for each in distinct))
                unclear.append(Unclear(self.read.text[slice(*span)], span, (name,)))
        return facts, unclear

    def _alternatives(self, values: Sequence[_Said]) -> bool:
        words = self.read.words
        return all(
            "or" in words[one.last : other.first] and other.first - one.last <= 4
            for one, other in zip(values, values[1:], strict=False)
        )

    def _after_corrections(self, values: Sequence[_Said]) -> list[_Said]:
        kept: list[_Said] = []
        for each in sorted(values, key=lambda said: said.last):
            if kept and any(kept[-1].first < at < each.last for at in self.corrections):
                kept = []
            kept.append(each)
        return kept

    # ------------------------------------------------------------ what is left

    def _left_over(self, facts: Iterable[_Said]) -> list[Unclear]:
        """Figures and words of degree that may belong to several facts."""
        read, found = self.read, []
        told = [each for each in facts]
        for figure in read.figures:
            covered = any(each.first <= figure.first < each.last for each in told)
            if figure.first in self.used or covered or not read.told(figure.first) or counts_another(read, figure):
                continue
            if figure.unit in ("long", "times") or not uncovered(figure, read.matches):
                continue
            fits = [(cost[1], name) for name, fact in self.facts.items()
                    if fact.numeric and (cost := fit(figure, fact, None)) is not None]  # fmt: skip
            names = tuple(name for cost, name in sorted(fits, key=lambda each: each[0]) if cost < 2.0)
            if names:
                span = read.span(figure.first, figure.last)
                found.append(Unclear(read.text[slice(*span)], span, names[:MOST_CANDIDATES]))
        if not told and not found:
            for match in read.matches:
                names = tuple(dict.fromkeys(role.fact for role in match.roles if role.kind == "beside"))
                if len(names) > 1 and read.told(match.first) and len(read.words) <= 4:
                    span = read.span(match.first, match.last)
                    found.append(Unclear(read.text[slice(*span)], span, names[:MOST_CANDIDATES]))
        return found

    def _found(self, said: _Said) -> Found:
        span = self.read.span(said.first, said.last)
        return Found(said.fact, said.value, span, self.read.text[slice(*span)])


def understand(lexicon: Lexicon, text: str, asked: str | None = None) -> Understood:
    """The facts in a text."""
    return Reading(lexicon, text, asked).understood()


def _round(value: float | None) -> float | int | None:
    return None if value is None else _whole(round(value, 4))


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value == int(value) else value
