"""Figures in a text: digits and words, ranges and bounds, with the unit and the period that stand beside them.

In:     Tokens.
Out:    Figures in order. Minutes are hours, shares are percents, and what can be read in two ways says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rmadvisor.conversation.understanding.tokens import Token

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_ONES = {word: float(value) for value, word in enumerate(_SMALL)} | {"nil": 0.0}
_TENS = {
    word: value * 10.0
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
} | {"fourty": 40.0}  # fmt: skip
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "grand": 1e3, "lakh": 1e5, "lac": 1e5, "lakhs": 1e5, "lacs": 1e5,
    "million": 1e6, "millions": 1e6, "mn": 1e6, "mio": 1e6, "m": 1e6, "crore": 1e7, "crores": 1e7, "cr": 1e7,
    "billion": 1e9, "bn": 1e9, "dozen": 12.0, "dozens": 12.0, "hundreds": 1e2, "thousands": 1e3,
}  # fmt: skip
_GLUED = {"k", "m", "mn", "cr", "bn"}  # scales that must not stand as words of their own
_PARTS = {"half": 0.5, "halves": 0.5, "third": 1 / 3, "thirds": 1 / 3, "quarter": 0.25, "quarters": 0.25,
          "fifth": 0.2, "fifths": 0.2, "tenth": 0.1, "tenths": 0.1, "sixth": 1 / 6, "eighth": 0.125}  # fmt: skip
NUMBER_WORDS = frozenset((*_ONES, *_TENS, *(w for w in _SCALES if len(w) > 4), "couple", "percent", "minute", "hour"))
NUMBER_PARTS = frozenset((*_ONES, *_TENS, *_SCALES, "couple", "and", "a", "half")) - {"k", "m"}
UNITS = {
    **dict.fromkeys(("hour", "hours", "hr", "hrs", "h"), ("hour", 1.0)),
    **dict.fromkeys(("minute", "minutes", "min", "mins"), ("hour", 1 / 60)),
    **dict.fromkeys(("day", "days"), ("day", 1.0)),
    **dict.fromkeys(("percent", "pct", "%", "percentage", "\uff05", "pc"), ("percent", 1.0)),
    **dict.fromkeys(("time", "times"), ("times", 1.0)),
    **dict.fromkeys(("year", "years", "yr", "yrs", "month", "months", "week", "weeks"), ("long", 1.0)),
}
_MONEY_BEFORE = {"$", "\u20ac", "\u00a3", "\u20b9", "rs", "inr", "usd", "eur", "gbp", "chf", "aed", "sgd", "us$"}
_MONEY_AFTER = _MONEY_BEFORE | {
    "dollar", "dollars", "euro", "euros", "pound", "pounds", "rupee", "rupees", "francs", "dirhams", "bucks", "quid",
}  # fmt: skip
PERIODS = {
    **dict.fromkeys(("day", "daily"), "day"), **dict.fromkeys(("week", "weekly", "wk"), "week"),
    **dict.fromkeys(("fortnight", "fortnightly"), "fortnight"),
    **dict.fromkeys(("month", "monthly", "mth"), "month"), **dict.fromkeys(("quarter", "quarterly", "qtr"), "quarter"),
    **dict.fromkeys(("year", "yearly", "annum", "annually", "annual", "yr", "pa"), "year"),
}  # fmt: skip
_OFTEN = {"daily", "weekly", "fortnightly", "monthly", "quarterly", "yearly", "annual", "annually"}
PER_YEAR = {"week": 52.0, "fortnight": 26.0, "month": 12.0, "quarter": 4.0, "year": 1.0}  # calendar arithmetic
KNOWN = frozenset((*_ONES, *_TENS, *_SCALES, *_PARTS, *UNITS, *_MONEY_AFTER, *PERIODS, "couple"))
_LEAST = (
    "at least", "no less than", "not less than", "no fewer than", "not fewer than", "minimum of", "minimum", "more than",
    "over", "above", "upwards of", "upward of", "north of", "in excess of", "exceeding", "exceeds", "from", "min",
    "greater than", "minimally", "not under", "not below", "well over", "well above", "starting at", "a good",
)  # fmt: skip
_MOST = (
    "at most", "no more than", "not more than", "maximum of", "maximum", "less than", "fewer than", "under", "below",
    "up to", "upto", "max", "not over", "not above", "south of", "not exceeding", "never more than", "limited to",
    "capped at", "a cap of", "at the most", "not exceed", "as many as", "no higher than", "anything up to",
)  # fmt: skip
_AROUND = (
    "about", "around", "roughly", "approximately", "approx", "circa", "ca", "some", "nearly", "almost", "just under",
    "just over", "close to", "a little over", "a little under", "slightly over", "slightly under", "say", "maybe",
    "something like", "in the region of", "in the order of", "on the order of", "more or less", "perhaps", "probably",
    "a bit over", "a bit under", "just above", "just below", "slightly more than", "slightly less than",
    "a little more than", "a little less than", "a bit more than", "a bit less than", "just shy of", "give or take",
    "little more than", "little over", "just about", "an estimated", "estimated",
)  # fmt: skip
_BEFORE = {tuple(words.split()): "least" for words in _LEAST} | {tuple(words.split()): "most" for words in _MOST}
_BEFORE |= {tuple(words.split()): "about" for words in _AROUND}
_BEFORE |= {(">",): "least", (">=",): "least", ("\u2265",): "least", ("<",): "most", ("<=",): "most",
            ("\u2264",): "most", ("~",): "about", ("\u2248",): "about"}  # fmt: skip
_AFTER = {tuple(words.split()): "least" for words in ("or more", "or above", "or over", "and up", "and more", "plus",
          "and above", "upwards", "at least", "minimum", "at a minimum", "or higher", "at the least")}  # fmt: skip
_AFTER |= {tuple(words.split()): "most" for words in ("or less", "or fewer", "or under", "or below", "at most", "max",
           "maximum", "at the most", "tops", "or lower", "at a maximum")}  # fmt: skip
_AFTER |= {tuple(words.split()): "about" for words in ("or so", "or thereabouts", "ish", "odd", "give or take")}
_AFTER |= {("+",): "least"}
KNOWN |= frozenset(word for words in (*_BEFORE, *_AFTER) for word in words)
_TO = {"-", "\u2013", "\u2014", "to", "and", "or", "till", "until", "..", "...", "through", "~"}
_CHANGED = {"went", "gone", "grew", "grown", "rose", "risen", "fell", "fallen", "dropped", "down", "up", "cut",
            "increased", "decreased", "moved", "shrank", "reduced", "raised", "came"}  # fmt: skip
_GROUPED = re.compile(r"\d{1,3}(?:[,' ]\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?")
_MOST_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Figure:
    """Tokens `first` to `last` (not included). `unit` is "", percent, money, hour, day, times, ratio or long (a stretch
    of time that answers nothing); `per` a period or ""; `two_ways` says that it can be read in two ways."""

    first: int
    last: int
    low: float | None
    high: float | None
    unit: str = ""
    per: str = ""
    end: int = 0
    two_ways: bool = False
    index: bool = False

    @property
    def value(self) -> float | None:
        return self.low if self.low == self.high else None

    def times(self, factor: float) -> Figure:
        return replace(self, low=None if self.low is None else self.low * factor,
                       high=None if self.high is None else self.high * factor)  # fmt: skip


def figures(tokens: Sequence[Token], words: Sequence[str]) -> list[Figure]:
    """All figures, left to right. `words` are the texts of the tokens after misspellings were mended."""
    found: list[Figure] = []
    at = 0
    reader = _Reader(tokens, words)
    while at < len(words):
        figure = reader.read(at)
        if figure is None:
            at += 1
        else:
            found.append(figure)
            at = max(figure.last, at + 1)
    return found


class _Reader:
    """Reads figures at a place in the tokens."""

    def __init__(self, tokens: Sequence[Token], words: Sequence[str]) -> None:
        self.tokens, self.words = tokens, words

    def word(self, at: int) -> str:
        return self.words[at] if 0 <= at < len(self.words) else ""

    def says(self, at: int, *words: str) -> bool:
        return tuple(self.words[at : at + len(words)]) == words

    # ------------------------------------------------------------ a whole figure

    def read(self, at: int) -> Figure | None:
        """The figure that begins here, with the words of a bound before it."""
        bound, start = self._bound_before(at)
        often = self._often(start)
        if often is not None:
            return replace(often, first=at)
        one = self._one(start)
        if one is None:
            return None
        one = self._range(one) if bound != "most" or self.word(at) not in ("under", "below") else one
        one = replace(one, first=at)
        if one.low == one.high:
            bound = self._bound_after(one)[0] or bound
            one = replace(one, last=self._bound_after(one)[1])
            if bound == "least" and not self._from(at, one):
                one = replace(one, high=None)
            elif bound == "most":
                one = replace(one, low=None)
        return self._with_period(one)

    def _from(self, at: int, one: Figure) -> bool:
        """"from 20" alone is no bound unless something says so."""
        return self.word(at) == "from" and self.word(one.last) not in ("up", "upwards", "on", "onwards")

    def _bound_before(self, at: int) -> tuple[str, int]:
        for size in (5, 4, 3, 2, 1):
            kind = _BEFORE.get(tuple(self.words[at : at + size]))
            if kind:
                deeper = self._bound_before(at + size) if kind == "about" or self.word(at + size) != "" else ("", 0)
                start = deeper[1] if deeper[0] else at + size
                while self.word(start) in ("the", "of", "a", "our") and not self._begins(start):
                    start += 1
                return (deeper[0] if kind == "about" and deeper[0] else kind), start
        return "", at

    def _begins(self, at: int) -> bool:
        return self._amount(at) is not None or self._share(at) is not None

    def _bound_after(self, one: Figure) -> tuple[str, int]:
        for at in (one.last, one.last + 1):
            if at > one.last and not (self.word(one.last).isalpha() and self.word(at) in ("plus", "or", "max", "tops")):
                continue
            for size in (3, 2, 1):
                kind = _AFTER.get(tuple(self.words[at : at + size]))
                if not kind:
                    continue
                if size == 1 and self.word(at) == "plus" and self._amount(at + 1) is not None:
                    continue
                return kind, (at + size if at == one.last else one.last)
        if self.word(one.last) == "-" and self.word(one.last + 1) in ("odd", "ish", "plus"):
            return ("least" if self.word(one.last + 1) == "plus" else "about"), one.last + 2
        return "", one.last

    # ------------------------------------------------------------ one figure

    def _one(self, at: int) -> Figure | None:
        money = False
        if self.word(at) in _MONEY_BEFORE and self.word(at + 1):
            money, at = True, at + 1
            if self.word(at) in (".", "$"):
                at += 1
        if not money:
            share = self._share(at) or self._clock(at)
            if share is not None:
                return share
        amount = self._amount(at)
        if amount is None:
            return None
        value, last, two_ways = amount
        ratio = self._ratio(at, value, last)
        if ratio is not None:
            return ratio
        figure = Figure(at, last, value, value, "money" if money else "", two_ways=two_ways, end=last)
        if self.word(last) in _MONEY_AFTER:
            figure = replace(figure, unit="money", last=last + 1)
        return figure if money else self._unit(figure)

    def _unit(self, figure: Figure) -> Figure:
        at = figure.last
        before = self.word(figure.first - 1)
        if before == "in" and self.word(figure.first - 2) in ("back", "you", "starts", "again", "there", "leaves", "due"):
            return replace(figure, unit="long")
        if self.word(at) in ("am", "pm", "oclock"):
            return replace(figure, unit="long", last=at + 1)
        if self.word(at) == "-" and self.tokens[at].joined:
            at += 1
        if self.says(at, "per", "cent"):
            return replace(figure, unit="percent", last=at + 2)
        if self.word(at) == "working" and self.word(at + 1) in ("day", "days", "hour", "hours"):
            return replace(figure, unit="day" if self.word(at + 1).startswith("day") else "hour")
        if figure.unit == "" and self.word(at) in ("m", "h") and self.word(at) not in UNITS:
            return figure
        unit = UNITS.get(self.word(at)) if figure.unit == "" else None
        if unit is None:
            return figure
        name, factor = unit
        figure = replace(figure.times(factor), unit=name, last=at + 1)
        if name == "hour" and factor == 1.0:
            figure = self._and_minutes(figure)
        return figure

    def _and_minutes(self, figure: Figure) -> Figure:
        at = figure.last + (self.word(figure.last) == "and")
        if self.says(at, "a", "half"):
            return self._add(figure, 0.5, at + 2)
        if self.says(at, "a", "quarter"):
            return self._add(figure, 0.25, at + 2)
        amount = self._amount(at)
        if amount is not None and UNITS.get(self.word(amount[1]), ("", 1.0)) == ("hour", 1 / 60):
            return self._add(figure, amount[0] / 60, amount[1] + 1)
        if amount is not None and self.word(figure.last - 1) == "h" and self.tokens[at].joined:
            return self._add(figure, amount[0] / 60, amount[1])
        return figure

    @staticmethod
    def _add(figure: Figure, more: float, last: int) -> Figure:
        total = (figure.low or 0.0) + more
        return replace(figure, low=total, high=total, last=last)

    def _clock(self, at: int) -> Figure | None:
        """"an hour", "half an hour", "three quarters of an hour", "an hour and a half"."""
        for words, hours in (
            (("half", "an", "hour"), 0.5), (("half", "hour"), 0.5), (("a", "half", "hour"), 0.5),
            (("quarter", "of", "an", "hour"), 0.25), (("a", "quarter", "of", "an", "hour"), 0.25),
            (("three", "quarters", "of", "an", "hour"), 0.75), (("a", "quarter", "hour"), 0.25),
            (("half", "a", "day"), -1.0), (("an", "hour"), 1.0),
        ):  # fmt: skip
            if self.says(at, *words):
                if hours < 0:
                    return Figure(at, at + len(words), 0.5, 0.5, "day", end=at + len(words))
                figure = Figure(at, at + len(words), hours, hours, "hour", end=at + len(words))
                return self._and_minutes(figure) if hours == 1.0 else figure
        return None

    def _share(self, at: int) -> Figure | None:
        """"a third of", "two thirds", "half the", "one in ten", "3 out of 10"."""
        word = self.word(at)
        if word == "half" and self.word(at + 1) in ("of", "the", "our", "their", "all", "its", "my", "these", "contacts"):
            return Figure(at, at + 1, 50.0, 50.0, "percent", end=at + 1)
        count, start = (1.0, at + 1) if word in ("a", "one") else (_ONES.get(word, 0.0), at + 1)
        if self.word(start) == "-":
            start += 1
        part = _PARTS.get(self.word(start))
        if word == "half":
            count, start, part = 1.0, at, None
        if part is not None and count and self._is_share(start):
            value = round(100 * count * part, 10)
            return Figure(at, start + 1, value, value, "percent", end=start + 1)
        amount = self._amount(at, scales=False)
        if amount is None:
            return None
        value, last, _ = amount
        for gap in (0, 1):
            step = last + gap
            if gap and not self.word(last).isalpha():
                break
            over = step + 1 if self.word(step) == "in" else step + 2 if self.says(step, "out", "of") else 0
            if self.word(over) == "every":
                over += 1
            whole = self._amount(over, scales=False) if over else None
            if whole and 0 < value < whole[0] <= 1000 and self.word(whole[1]) not in PERIODS and whole[0] == int(whole[0]):
                if gap and (value != 1 or self.word(last) in UNITS):
                    break
                share = round(100 * value / whole[0], 10)
                return Figure(at, whole[1] if not gap else last, share, share, "percent", end=whole[1])
        return None

    def _is_share(self, at: int) -> bool:
        """Whether a part such as "quarter" is a share of something here, not a period or the time of day."""
        word, following = self.word(at), self.word(at + 1)
        if following in ("hour", "million", "thousand", "dozen", "lakh", "crore", "hundred"):
            return False
        if self.says(at + 1, "of", "an", "hour") or self.says(at + 1, "of", "a"):
            return False
        if word in ("quarter", "third", "fifth", "tenth", "half"):
            return following in ("of", "the", "our", "are", "is", "leave", "new", "digital", "remote", "goes", "go", "",
                                 ".", ",", "churn", "online", "by", "their")  # fmt: skip
        return True

    def _ratio(self, at: int, value: float, last: int) -> Figure | None:
        if self.word(last) == ":" and self.tokens[last].joined:
            other = self._amount(last + 1)
            if other is not None and self.tokens[last + 1].joined and value > 0 and other[0] > 0:
                if 1 not in (value, other[0]):
                    return Figure(at, other[1], value, value, "long", end=other[1])  # a time of day, a score
                return Figure(at, other[1], value, other[0], "ratio", end=other[1])
        return None

    # ------------------------------------------------------------ amounts

    def _amount(self, at: int, scales: bool = True) -> tuple[float, int, bool] | None:
        """(value, place behind it, whether it can be read in two ways) of a bare amount."""
        if not 0 <= at < len(self.words):
            return None
        if self.tokens[at].kind == "digits":
            return self._digits(at, scales)
        return self._in_words(at)

    def _digits(self, at: int, scales: bool) -> tuple[float, int, bool] | None:
        raw, last, two_ways = self.tokens[at].text, at + 1, False
        if sum(map(str.isdigit, raw)) > _MOST_DIGITS:
            return None
        if _GROUPED.fullmatch(raw):
            value = float(re.sub("[,' ]", "", raw))
        elif re.fullmatch(r"\d{1,3}(?:\.\d{3})+", raw):
            two_ways, value = raw.count(".") == 1, float(raw.replace(".", ""))
        elif re.fullmatch(r"\d{1,3}(?:\.\d{3})*,\d+|\d+,\d+", raw):
            value = float(raw.replace(".", "").replace(",", "."))
        elif raw.isdigit() or re.fullmatch(r"\d+\.\d+", raw):
            value = float(raw)
        else:
            return None
        if self.word(last) in ("st", "nd", "rd", "th") and self.tokens[last].joined:
            return None
        if self.says(last, "and", "a", "half") and self.word(last + 3) != "of":
            value, last = value + 0.5, last + 3
        if scales:
            value, last = self._scaled(value, last)
        return value, last, two_ways

    def _scaled(self, value: float, last: int) -> tuple[float, int]:
        while self.word(last) in _SCALES:
            word = self.word(last)
            if word in _GLUED and not self.tokens[last].joined and word != "cr":
                break
            value, last = value * _SCALES[word], last + 1
        return round(value, 6), last

    def _in_words(self, at: int) -> tuple[float, int, bool] | None:
        word, start = self.word(at), at
        factor = 1.0
        if word == "half" and self.word(at + 1) == "a" and self.word(at + 2) in _SCALES:
            factor, start = 0.5, at + 2
        elif word == "a" and self.word(at + 1) in ("hundred", "thousand", "dozen", "million", "lakh", "lac", "crore",
                                                   "billion", "couple", "pair", "half"):  # fmt: skip
            if self.word(at + 1) == "half" and self.word(at + 2) not in _SCALES:
                return None
            start = at + 1
        elif word == "half" and self.word(at + 1) in ("a", "an") and self.word(at + 2) not in ("day", "hour", "year"):
            return 0.5, at + 2, False
        elif word not in _ONES and word not in _TENS and word not in ("couple", "dozen", "pair"):
            return None
        total, current, last = 0.0, None, start
        while True:
            word = self.word(last)
            if word in ("couple", "pair") and current is None:
                current, last = 2.0, last + 1 + (self.word(last + 1) == "of")
            elif word == "half" and current is None and self.word(last + 1) in _SCALES:
                current, last = 0.5, last + 1
            elif word in _TENS and (current is None or current % 100 == 0):
                current, last = (current or 0.0) + _TENS[word], last + 1
            elif word in _ONES and (current is None or current % 100 == 0 or
                                    (current % 10 == 0 and current % 100 >= 20 and 0 < _ONES[word] < 10)):  # fmt: skip
                if current == 0:
                    break
                current, last = (current or 0.0) + _ONES[word], last + 1
            elif word == "-" and current is not None and self.word(last + 1) in _ONES and self.tokens[last].joined:
                last += 1
                if current % 10 != 0 or current < 20:
                    last -= 1
                    break
            elif word in ("hundred", "dozen"):
                current, last = (current if current is not None else 1.0) * _SCALES[word] * factor, last + 1
                factor = 1.0
            elif word in _SCALES and len(word) > 2 and not word.endswith("s"):
                total += (current if current is not None else 0.0 if total else 1.0) * _SCALES[word] * factor
                current, last, factor = None, last + 1, 1.0
            elif word == "and" and self.says(last + 1, "a", "half") and self.word(last + 3) != "of":
                current, last = (current or 0.0) + 0.5, last + 3
            elif word == "and" and last > start and self.word(last - 1) in _SCALES and (
                self.word(last + 1) in _ONES or self.word(last + 1) in _TENS
            ) and (total or (current or 0) % 100 == 0):
                last += 1
            elif word == "point" and current is not None and self.word(last + 1) in _ONES:
                current, last = current + _ONES[self.word(last + 1)] / 10, last + 2
            else:
                break
        if last == start:
            return None
        return total + (current or 0.0), last, False

    # ------------------------------------------------------------ ranges, periods, frequencies

    def _range(self, one: Figure) -> Figure:
        """The figure with its other end, where one follows."""
        at = one.last
        if self.word(at) == "or" and self.word(at + 1) == "so":
            at += 2
        if self.word(at) not in _TO or one.low is None or one.unit in ("ratio", "long"):
            return one
        start = at + 1
        if self.word(at) in ("to", "and") and self.word(start) in ("about", "around", "maybe", "say", "perhaps"):
            start += 1
        if self.word(start) in ("$", "\u20ac", "\u00a3", "\u20b9"):
            start += 1
        other = self._one(start)
        if other is None or other.high is None or other.unit in ("ratio", "long", "times"):
            return one
        low, high, unit = one.low, other.high, other.unit or one.unit
        if one.unit != other.unit and one.unit and other.unit:
            return one
        joint = self.word(at)
        if joint == "and" and self.word(one.first - 1) != "between":
            return one
        if joint in ("to", "-", "\u2013") and other.unit and not one.unit and other.end != start:
            low = low * UNITS.get(self.word(other.last - 1), ("", 1.0))[1]
        elif joint in ("or", "to", "-", "\u2013", "and") and other.unit == "hour" and not one.unit:
            low = low * UNITS.get(self.word(other.last - 1), ("", 1.0))[1]
        scale = self._scale_of(start, other.last)
        if scale > 1 and low < high and low * scale <= high and low < 1000:
            low = round(low * scale, 6)
        if joint == "or" and not 0 < high - low <= max(3.0, low):
            return one
        before = {self.word(k) for k in range(max(0, one.first - 4), one.first)}
        if joint == "to" and (before & _CHANGED) and "from" in before:
            return replace(other, first=one.first)
        if low > high or low == high:
            return one
        last = max(other.last, other.end)
        return Figure(one.first, last, low, high, unit, two_ways=one.two_ways or other.two_ways, end=last)

    def _scale_of(self, at: int, last: int) -> float:
        scale = 1.0
        for word in self.words[at:last]:
            if word in _SCALES and word != "dozen":
                scale *= _SCALES[word]
        return scale

    def _often(self, at: int) -> Figure | None:
        """"twice a year", "once a quarter", "every two months", "monthly"."""
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
        if word in ("every", "each") and not (self.word(at - 1) in PERIODS):
            return self._every(at, 1.0)
        if word in _OFTEN or self.says(at, "half", "yearly") or self.says(at, "twice", "yearly"):
            if word == "half":
                return Figure(at, at + 2, 2.0, 2.0, "times", "year", end=at + 2)
            return Figure(at, at + 1, 1.0, 1.0, "times", PERIODS[word], end=at + 1)
        return None

    def _every(self, at: int, count: float) -> Figure | None:
        """"every six weeks" as times a year."""
        if self.word(at + 1) in PERIODS and self.word(at + 1) not in _OFTEN:
            return Figure(at, at + 2, count, count, "times", PERIODS[self.word(at + 1)], end=at + 2)
        if self.word(at + 1) in ("second", "other") and self.word(at + 2) in PERIODS:
            per = PERIODS[self.word(at + 2)]
            rate = PER_YEAR.get(per, 0.0) / 2 * count
            return Figure(at, at + 3, rate, rate, "times", "year", end=at + 3) if rate else None
        amount = self._amount(at + 1)
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
        for at in range(figure.last, figure.last + 5):
            word = self.word(at)
            if word in ("a", "per", "each", "every", "/", "the", "in") and self.word(at + 1) in PERIODS:
                if self.word(at + 1) in _OFTEN or (word == "the" or word == "in") and at > figure.last:
                    break
                if self.word(at) == "in" and self.word(at + 1) != "a":
                    continue
                return replace(figure, per=PERIODS[self.word(at + 1)], end=max(figure.end, at + 2))
            if word == "in" and self.says(at + 1, "a", "year"):
                return replace(figure, per="year", end=at + 3)
            if word in ("yearly", "annually", "monthly", "quarterly", "weekly", "daily", "pa") and at <= figure.last + 3:
                return replace(figure, per=PERIODS[word], end=max(figure.end, at + 1))
            if not word.isalpha() or word in ("and", "with", "or", "but"):
                break
            if at > figure.last and self._amount(at) is not None:
                break
        return figure
