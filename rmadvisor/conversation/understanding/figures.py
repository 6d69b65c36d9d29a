"""Figures in a text: ranges and bounds, with the period that stands beside them.

In:     Tokens.
Out:    Figures in order. What can be read in two ways says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rmadvisor.conversation.understanding.amounts import SCALES
from rmadvisor.conversation.understanding.bounds import AFTER, BEFORE
from rmadvisor.conversation.understanding.quantities import HAPPENS, MANY, OFTEN, PERIODS, UNITS, Figure, Quantities
from rmadvisor.conversation.understanding.tokens import Token

PER_YEAR = {"week": 52.0, "fortnight": 26.0, "month": 12.0, "quarter": 4.0, "year": 1.0}  # calendar arithmetic
_TO = {"-", "\u2013", "\u2014", "to", "and", "or", "till", "until", "..", "...", "through", "~"}
_TIMES = {"of", "x", "\u00d7", "*", "at", "with", ",", "a", "per", "year", "times", "and", "each"}
_SPREAD = {"over", "spread", "a", "per", "week", "the", "weekly", "worked", "across", ",", "in", "-"}
_FEW_WEEKS = 20
_SHARED_OUT = ("spread", "split", "divided", "distributed", "shared")
_NEAR = 10  # tokens between a part and its whole
_LOOSELY = ("odd", "ish")
_CHANGED = {"change", "changed",
            "went", "gone", "grew", "grown", "rose", "risen", "fell", "fallen", "dropped", "down", "up", "cut",
            "increased", "decreased", "moved", "shrank", "reduced", "raised", "came"}  # fmt: skip


def figures(tokens: Sequence[Token], words: Sequence[str]) -> list[Figure]:
    """All figures, left to right. `words` are the texts of the tokens after misspellings were mended."""
    found: list[Figure] = []
    at = 0
    reader = _Reader(tokens, words)
    while at < len(words):
        figure = reader.read(at)
        inside = found and at < found[-1].end  # the period of the one before, "twenty" in "one customer in twenty"
        if figure is None or (inside and (figure.unit == "times" or found[-1].unit == "percent")):
            at += 1
        else:
            whole = None
            for joined in (_both_ends, _worked, _part_of) if found else ():
                whole = whole or joined(found[-1], figure, words)
            if whole is not None:
                found[-1] = whole
                if whole.last < figure.first:  # "150 new clients to a base of 1,500" tells both
                    found.append(figure)
            else:
                found.append(figure)
            at = max(figure.last, at + 1)
    return found


def _both_ends(one: Figure, other: Figure, words: Sequence[str]) -> Figure | None:
    """ "at least 4 but no more than 6" as one figure."""
    between = set(words[one.last : other.first])
    if one.high is not None or other.low is not None or one.low is None or other.high is None:
        return None
    if not between <= {"and", "but", "a", "to", ","} or one.low > other.high or one.unit not in ("", other.unit):
        return None
    return replace(other, first=one.first, low=one.low)


def _worked(one: Figure, other: Figure, words: Sequence[str]) -> Figure | None:
    """ "46 weeks of 5 days" as days a year, "40 hours over five days" as hours a day."""
    days = other.low
    between = set(words[one.last : max(other.core, other.first)])
    if other.unit != "day" or days is None or not 1 <= days <= 7 or one.low is None or one.low != one.high:
        return None
    if one.unit == "long" and words[one.last - 1] in ("week", "weeks") and between <= _TIMES and one.low > _FEW_WEEKS:
        value, unit, per = one.low * days, "day", "year"
    elif (one.unit == "hour" and between <= _SPREAD and one.per == "week") or (
        one.unit == "hour" and "over" in {words[k] for k in range(one.last, other.first + 1)} and between <= _SPREAD
    ):  # "a 38-hour week, five days"
        value, unit, per = one.low / days, "hour", "day"
    else:
        return None
    end = max(other.end, other.last)
    return Figure(one.first, end, value, value, unit, per, end=end, core=one.core, worked=True)


def _part_of(one: Figure, other: Figure, words: Sequence[str]) -> Figure | None:
    """ "of 2,000 clients 100 leave" and "120 new clients on a base of 1,000" as shares."""
    between = words[one.last : other.first]
    if one.unit or other.unit or not one.low or not other.low or len(between) > _NEAR:
        return None
    if one.first and words[one.first - 1] == "of" and len(between) <= 2 and words[other.last : other.last + 1]:
        happens = any(word in HAPPENS for word in words[other.last : other.last + 3])
        part, whole, place = (other, one, other) if happens and one.low >= MANY else (None, None, None)
    elif "new" in between[:2] and ("base" in between or "book" in between) and between[-1] == "of":
        part, whole, place = one, other, one
    else:
        return None
    if part is None or whole is None or place is None or part.low is None or not whole.low or part.low >= whole.low:
        return None
    share = round(100 * part.low / whole.low, 10)
    return Figure(place.first, place.last, share, share, "percent", end=place.last, core=place.core)


class _Reader(Quantities):
    """Reads figures at a place in the tokens."""

    # ------------------------------------------------------------ a whole figure

    def read(self, at: int) -> Figure | None:
        """The figure that begins here, with the words of a bound before it."""
        bound, start = self._bound_before(at)
        often = self._often(start)
        if often is not None:
            return replace(often, first=at)
        one = self.one(start)
        if one is None:
            return None
        one = self._range(one) if bound != "most" or self.word(at) not in ("under", "below") else one
        one = replace(one, first=at, core=start)
        core_end = one.last
        if one.low == one.high:
            bound = self._bound_after(one)[0] or bound
            one = replace(one, last=self._bound_after(one)[1])
            if one.unit == "" and one.last > core_end:  # "15+ years"
                one = self._unit(one)
            if bound == "least" and not self._from(at, one):
                one = replace(one, high=None)
            elif bound == "most":
                one = replace(one, low=None)
        return self._with_period(one)

    def _from(self, at: int, one: Figure) -> bool:
        """ "from 20" alone is no bound unless something says so."""
        return self.word(at) == "from" and self.word(one.last) not in ("up", "upwards", "on", "onwards")

    def _bound_before(self, at: int) -> tuple[str, int]:
        for size in (5, 4, 3, 2, 1):
            words = tuple(self.words[at : at + size])
            kind = BEFORE.get(words) if len(words) == size else None  # the text may end here
            if words == ("over",) and self.word(at - 1) in _SHARED_OUT:
                continue  # "1,200 clients spread over 8 RMs"
            if kind:
                deeper = self._bound_before(at + size) if kind == "about" or self.word(at + size) != "" else ("", 0)
                start = deeper[1] if deeper[0] else at + size
                while self.word(start) in ("the", "of", "a", "our") and not self._begins(start):
                    start += 1
                return (deeper[0] if kind == "about" and deeper[0] else kind), start
        return "", at

    def _begins(self, at: int) -> bool:
        return self.amount(at) is not None or self.share(at) is not None

    def _bound_after(self, one: Figure) -> tuple[str, int]:
        for at in (one.last, one.last + 1):
            if at > one.last and not (self.word(one.last).isalpha() and self.word(at) in ("plus", "or", "max", "tops")):
                continue
            for size in (3, 2, 1):
                words = tuple(self.words[at : at + size])
                kind = AFTER.get(words) if len(words) == size else None  # the text may end here
                if not kind:
                    continue
                if size == 1 and self.word(at) == "plus" and self.amount(at + 1) is not None:
                    continue
                return kind, (at + size if at == one.last else one.last)
        if self.word(one.last) == "-" and self.word(one.last + 1) in ("odd", "ish", "plus"):
            return ("least" if self.word(one.last + 1) == "plus" else "about"), one.last + 2
        return "", one.last

    # ------------------------------------------------------------ ranges, periods, frequencies

    def _range(self, one: Figure) -> Figure:
        """The figure with its other end, where one follows."""
        at = one.last
        if self.word(at) == "or" and self.word(at + 1) == "so":
            at += 2
        if self.word(at + 1) in _LOOSELY and self.word(at) == "-":  # "90-odd to 140"
            at += 2
        elif self.word(at) in _LOOSELY:
            at += 1
        if self.says(at, "up", "to"):  # "from 18 up to 24"
            at += 1
        if self.word(at) not in _TO or one.low is None or one.unit in ("ratio", "long"):
            return one
        start = at + 1
        if self.word(at) in ("to", "and") and self.word(start) in ("about", "around", "maybe", "say", "perhaps"):
            start += 1
        if self.word(start) in ("$", "\u20ac", "\u00a3", "\u20b9"):
            start += 1
        other = self.one(start)
        if other is None or other.high is None or other.unit in ("ratio", "long", "times"):
            return one
        low, high, unit = one.low, other.high, other.unit or one.unit
        if one.unit != other.unit and one.unit and other.unit:
            return one
        joint = self.word(at)
        if joint == "and" and "between" not in (self.word(one.first - 1), self.word(one.first - 2)):
            return one
        if (joint in ("to", "-", "\u2013") and other.unit and not one.unit and other.end != start) or (
            joint in ("or", "to", "-", "\u2013", "and") and other.unit == "hour" and not one.unit
        ):
            low = low * UNITS.get(self.word(other.last - 1), ("", 1.0))[1]
        scale = self._scale_of(start, other.last)
        if scale > 1 and low < high and low * scale <= high and low < 1000:
            low = round(low * scale, 6)
        if joint == "or" and not 0 < high - low <= max(3.0, low):
            return one
        before = {self.word(k) for k in range(max(0, one.first - 7), one.first)}
        if joint == "to" and (before & _CHANGED) and "from" in before:
            return replace(other, first=one.first)
        if low > high or low == high:
            return one
        last = max(other.last, other.end)
        return Figure(one.first, last, low, high, unit, two_ways=one.two_ways or other.two_ways, end=last)

    def _scale_of(self, at: int, last: int) -> float:
        scale = 1.0
        for word in self.words[at:last]:
            if word in SCALES and word != "dozen":
                scale *= SCALES[word]
        return scale

    def _often(self, at: int) -> Figure | None:
        """ "twice a year", "once a quarter", "every two months", "monthly"."""
        word = self.word(at)
        if word in ("once", "twice", "thrice"):
            count = {"once": 1.0, "twice": 2.0, "thrice": 3.0}[word]
            if self.says(at + 1, "or", "twice"):
                figure = Figure(at, at + 3, 1.0, 2.0, "times", end=at + 3)
            else:
                figure = Figure(at, at + 1, count, count, "times", end=at + 1)
            figure = self._with_period(figure)
            if figure.per:
                return figure
            if self.word(figure.last) == "every":
                every = self._every(figure.last, count)
                return every and replace(every, first=at)
            return None
        if word in ("every", "each") and self.word(at - 1) not in PERIODS:
            return self._every(at, 1.0)
        last = at + 2 + (self.word(at + 1) == "-")
        if word in ("half", "twice", "semi") and self.word(last - 1) in ("yearly", "annual", "annually"):
            return Figure(at, last, 2.0, 2.0, "times", "year", end=last)
        if word in OFTEN:
            return Figure(at, at + 1, 1.0, 1.0, "times", PERIODS[word], end=at + 1)
        return None

    def _every(self, at: int, count: float) -> Figure | None:
        """ "every six weeks" as times a year."""
        if self.word(at + 1) in PERIODS and self.word(at + 1) not in OFTEN:
            return Figure(at, at + 2, count, count, "times", PERIODS[self.word(at + 1)], end=at + 2)
        if self.word(at + 1) in ("second", "other") and self.word(at + 2) in PERIODS:
            per = PERIODS[self.word(at + 2)]
            rate = PER_YEAR.get(per, 0.0) / 2 * count
            return Figure(at, at + 3, rate, rate, "times", "year", end=at + 3) if rate else None
        amount = self.amount(at + 1)
        if amount is None:
            return None
        period = self.word(amount[1])
        period = PERIODS.get(period.removesuffix("s"), "")
        if not period or period not in PER_YEAR or not amount[0]:
            return None
        rate = PER_YEAR[period] / amount[0] * count
        return Figure(at, amount[1] + 1, rate, rate, "times", "year", end=amount[1] + 1)

    def _with_period(self, figure: Figure) -> Figure:
        """The period behind a figure, at once or after one noun: "6 contacts a year", "40 hours per week"."""
        if figure.unit == "hour" and self.word(figure.last) in ("week", "weeks"):  # "a 37.5-hour week"
            return replace(figure, per="week", end=figure.last + 1)
        for at in range(figure.last, figure.last + 5):
            word = self.word(at)
            if word in ("a", "per", "each", "every", "/", "the", "in") and self.word(at + 1) in PERIODS:
                if self.word(at + 1) in OFTEN or ((word == "the" or word == "in") and at > figure.last):
                    break
                if self.word(at) == "in" and self.word(at + 1) != "a":
                    continue
                return replace(figure, per=PERIODS[self.word(at + 1)], end=max(figure.end, at + 2))
            if word == "in" and self.says(at + 1, "a", "year"):
                return replace(figure, per="year", end=at + 3)
            if (
                word in ("yearly", "annually", "monthly", "quarterly", "weekly", "daily", "pa", "pd")
                and at <= figure.last + 3
            ):
                return replace(figure, per=PERIODS[word], end=max(figure.end, at + 1))
            if not word.isalpha() or word in ("and", "with", "or", "but"):
                break
            if at > figure.last and self.amount(at) is not None:
                break
        return figure
