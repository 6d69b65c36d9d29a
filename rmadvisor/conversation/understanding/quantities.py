"""Single figures with their unit: hours and minutes, percents and shares, money, ratios.

In:     Tokens.
Out:    Figure. Minutes are hours, "one in ten" is 10 percent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from rmadvisor.conversation.understanding import bounds
from rmadvisor.conversation.understanding.amounts import ONES, SCALES, TENS, Amounts

PARTS = {"half": 0.5, "halves": 0.5, "third": 1 / 3, "thirds": 1 / 3, "quarter": 0.25, "quarters": 0.25,
          "fifth": 0.2, "fifths": 0.2, "tenth": 0.1, "tenths": 0.1, "sixth": 1 / 6, "eighth": 0.125}  # fmt: skip
UNITS = {
    **dict.fromkeys(("hour", "hours", "hr", "hrs", "h"), ("hour", 1.0)),
    **dict.fromkeys(("minute", "minutes", "min", "mins"), ("hour", 1 / 60)),
    **dict.fromkeys(("day", "days"), ("day", 1.0)),
    **dict.fromkeys(("percent", "pct", "%", "percentage", "\uff05", "pc"), ("percent", 1.0)),
    **dict.fromkeys(("time", "times"), ("times", 1.0)),
    **dict.fromkeys(("year", "years", "yr", "yrs", "month", "months", "week", "weeks"), ("long", 1.0)),
}
_MONEY_BEFORE = {"$", "\u20ac", "\u00a3", "\u20b9", "rs", "inr", "usd", "eur", "gbp", "chf", "aed", "sgd", "us$"}
MONEY_AFTER = _MONEY_BEFORE | {
    "dollar", "dollars", "euro", "euros", "pound", "pounds", "rupee", "rupees", "francs", "dirhams", "bucks", "quid",
}  # fmt: skip
_AT_A_TIME = frozenset(("meeting", "call", "appointment", "starts", "start", "begins", "lunch", "dinner", "opens",
                        "closes", "leave", "leaves", "arrive", "tomorrow", "up", "review"))  # fmt: skip
MANY = 20  # a whole that shares are told of
HAPPENS = frozenset(("new", "leave", "leaves", "left", "leaving", "lose", "lost", "loses", "losing", "churn",
                      "churned",
                      "go", "went", "gone", "quit", "join", "joined", "closed", "walk", "walked", "digital", "remote",
                      "online", "depart", "departed", "defect", "defected", "lapse", "lapsed"))  # fmt: skip
_NUMBERED = frozenset(("page", "chapter", "room", "question", "version", "floor", "slide", "step", "item", "exercise",
                       "appendix", "table", "section", "option", "gate", "platform", "episode", "line",
                       "paragraph"))  # fmt: skip
_HALF_BEFORE = ("", ".", ",", ";", "!", "digital", "remote", "by", "online")  # "client time is over half"
PERIODS = {
    **dict.fromkeys(("day", "daily", "pd"), "day"), **dict.fromkeys(("week", "weekly", "wk"), "week"),
    **dict.fromkeys(("fortnight", "fortnightly"), "fortnight"),
    **dict.fromkeys(("month", "monthly", "mth"), "month"), **dict.fromkeys(("quarter", "quarterly", "qtr"), "quarter"),
    **dict.fromkeys(("year", "yearly", "annum", "annually", "annual", "yr", "pa"), "year"),
}  # fmt: skip
OFTEN = {"daily", "weekly", "fortnightly", "monthly", "quarterly", "yearly", "annual", "annually"}
NUMBER_WORDS = frozenset((*ONES, *TENS, *(w for w in SCALES if len(w) > 4), "couple", "percent", "minute", "hour"))
NUMBER_PARTS = frozenset((*ONES, *TENS, *SCALES, "couple", "and", "a", "half")) - {"k", "m"}
KNOWN = frozenset((*ONES, *TENS, *SCALES, *PARTS, *UNITS, *MONEY_AFTER, *PERIODS, "couple")) | bounds.WORDS


@dataclass(frozen=True, slots=True)
class Figure:
    """Tokens `first` to `last` (not included). `unit` is "", percent, money, hour, day, times, ratio or long (a stretch
    of time that answers nothing); `per` a period or ""; `two_ways` says that it can be read in two ways; `core` is
    where it begins without the words of a bound."""

    first: int
    last: int
    low: float | None
    high: float | None
    unit: str = ""
    per: str = ""
    end: int = 0
    two_ways: bool = False
    core: int = -1
    worked: bool = False  # worked out of two figures that name themselves: "46 weeks of 5 days"

    def times(self, factor: float) -> Figure:
        return replace(self, low=None if self.low is None else self.low * factor,
                       high=None if self.high is None else self.high * factor)  # fmt: skip


class Quantities(Amounts):
    """Reads single figures."""

    def one(self, at: int) -> Figure | None:
        """The figure that begins here, with its unit."""
        money = False
        if self.word(at) in _MONEY_BEFORE and self.word(at + 1):
            money, at = True, at + 1
            if self.word(at) in (".", "$"):
                at += 1
        if not money:
            share = self.share(at) or self._clock(at)
            if share is not None:
                return share
        amount = self.amount(at)
        if amount is None:
            return None
        value, last, two_ways = amount
        ratio = self._ratio(at, value, last)
        if ratio is not None:
            return ratio
        figure = Figure(at, last, value, value, "money" if money else "", two_ways=two_ways, end=last)
        if self.word(last) in MONEY_AFTER:
            figure = replace(figure, unit="money", last=last + 1)
        return figure if money else self._unit(figure)

    def _unit(self, figure: Figure) -> Figure:
        at = figure.last
        before = self.word(figure.first - 1)
        if before == "in" and self.word(figure.first - 2) in (
            "back",
            "you",
            "starts",
            "again",
            "there",
            "leaves",
            "due",
        ):
            return replace(figure, unit="long")
        if before in _NUMBERED and figure.unit == "":
            return replace(figure, unit="long")  # "page 12"
        if before == "at" and self.word(figure.first - 2) in _AT_A_TIME:
            return replace(figure, unit="long")
        if self.word(at) in ("am", "pm", "oclock"):
            return replace(figure, unit="long", last=at + 1)
        if self.word(at) == "-" and self.tokens[at].joined:
            at += 1
        if self.says(at, "per", "cent"):
            return replace(figure, unit="percent", last=at + 2)
        if self.word(at) == "working" and self.word(at + 1) in ("day", "days", "hour", "hours"):
            return replace(figure, unit="day" if self.word(at + 1).startswith("day") else "hour")
        if figure.unit == "" and self.word(at) == "d" and self.word(at + 1) in ("/", "per", "pa"):  # "220 d/yr"
            return replace(figure, unit="day", last=at + 1)
        if figure.unit == "" and self.word(at) in ("m", "h") and self.word(at) not in UNITS:
            return figure
        unit = UNITS.get(self.word(at)) if figure.unit == "" else None
        if unit is None:
            return figure
        name, factor = unit
        figure = replace(figure.times(factor), unit=name, last=at + 1)
        if name == "hour" and (factor == 1.0 or self.word(figure.last) in ("plus", "+")):
            figure = self._and_minutes(figure)
        return figure

    def _and_minutes(self, figure: Figure) -> Figure:
        joined = self.word(figure.last) in ("and", "plus", "+")
        at = figure.last + joined
        if joined and self.says(at, "a", "half"):
            return self._add(figure, 0.5, at + 2)
        if joined and self.says(at, "a", "quarter"):  # "two hours a quarter" is a rate
            return self._add(figure, 0.25, at + 2)
        amount = self.amount(at)
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
        """ "an hour", "half an hour", "three quarters of an hour", "an hour and a half"."""
        for words, hours in (
            (("half", "an", "hour"), 0.5), (("half", "hour"), 0.5), (("a", "half", "hour"), 0.5),
            (("quarter", "of", "an", "hour"), 0.25), (("a", "quarter", "of", "an", "hour"), 0.25),
            (("three", "quarters", "of", "an", "hour"), 0.75), (("a", "quarter", "hour"), 0.25),
            (("half", "a", "day"), -0.5), (("a", "day", "and", "a", "half"), -1.5), (("an", "hour"), 1.0),
        ):  # fmt: skip
            if self.says(at, *words):
                if hours < 0:
                    return Figure(at, at + len(words), -hours, -hours, "day", end=at + len(words))
                figure = Figure(at, at + len(words), hours, hours, "hour", end=at + len(words))
                return self._and_minutes(figure) if hours == 1.0 else figure
        return None

    def share(self, at: int) -> Figure | None:
        """ "a third of", "two thirds", "half the", "one in ten", "3 out of 10"."""
        word = self.word(at)
        if word in PARTS and self.word(at - 1) == "good" and self._is_share(at):  # "a good third of"
            return Figure(at, at + 1, 100 * PARTS[word], 100 * PARTS[word], "percent", end=at + 1)
        if word == "half" and self.word(at + 1) in (
            "of",
            "the",
            "our",
            "their",
            "all",
            "its",
            "my",
            "these",
            "contacts",
        ):
            return Figure(at, at + 1, 50.0, 50.0, "percent", end=at + 1)
        count, start = (1.0, at + 1) if word in ("a", "one") else (ONES.get(word, 0.0), at + 1)
        if self.word(start) == "-":
            start += 1
        part = PARTS.get(self.word(start))
        if word == "half":
            if self.word(at + 1) in _HALF_BEFORE:
                return Figure(at, at + 1, 50.0, 50.0, "percent", end=at + 1)
            count, start, part = 1.0, at, None
        if part is not None and count and self._is_share(start):
            value = round(100 * count * part, 10)
            return Figure(at, start + 1, value, value, "percent", end=start + 1)
        amount = self.amount(at, scales=False)
        if amount is None:
            return None
        value, last, _ = amount
        among = self._among(at, value, last)
        if among is not None:
            return among
        for gap in (0, 1):
            step = last + gap
            if gap and not self.word(last).isalpha():
                break
            per = self.word(step) == "per" and self.word(step + 1) in ("hundred", "thousand")
            if per and value < SCALES[self.word(step + 1)]:  # "80 clients per thousand"
                share = round(100 * value / SCALES[self.word(step + 1)], 10)
                return Figure(at, last, share, share, "percent", end=step + 2)
            over = step + 1 if self.word(step) == "in" else step + 2 if self.says(step, "out", "of") else 0
            if self.word(over) == "every":
                over += 1
            whole = self.amount(over, scales=False) if over else None
            if (
                whole
                and 0 < value < whole[0] <= 1000
                and self.word(whole[1]) not in PERIODS
                and whole[0] == int(whole[0])
            ):
                timed = self.word(last) in ("day", "days", "hour", "hours") and self.word(step) == "out"
                if self.word(whole[1]) in ("we", "that", "on"):  # "3 products out of 20 we offer"
                    break
                timed = timed or (self.word(step) == "out" and self.word(last) not in UNITS)
                if gap and not timed and (value != 1 or self.word(last) in UNITS):
                    break
                share = round(100 * value / whole[0], 10)
                return Figure(at, whole[1] if not gap else last, share, share, "percent", end=whole[1])
        return None

    def _among(self, at: int, value: float, last: int) -> Figure | None:
        """ "80 of our 1,000 customers are new", "lose 50 of 1,000 clients": the part that something happens to."""
        start = last + 1
        if self.word(last) != "of":
            return None
        while self.word(start) in ("our", "the", "these", "those", "all"):
            start += 1
        whole = self.amount(start)
        if whole is None or not 0 < value < whole[0] or whole[0] < MANY:
            return None
        happens = any(self.word(k) in HAPPENS for k in range(whole[1] + 1, whole[1] + 4))
        if not happens and not any(self.word(k) in HAPPENS for k in range(max(0, at - 3), at)):
            return None
        share = round(100 * value / whole[0], 10)
        return Figure(at, whole[1], share, share, "percent", end=whole[1])

    def _is_share(self, at: int) -> bool:
        """Whether a part such as "quarter" is a share of something here, not a period or the time of day."""
        word, following = self.word(at), self.word(at + 1)
        if following in ("hour", "million", "thousand", "dozen", "lakh", "crore", "hundred"):
            return False
        if self.says(at + 1, "of", "an", "hour") or self.says(at + 1, "of", "a"):
            return False
        if self.word(at - 1) == "one" and following in ("for", "with", "to", "on"):  # "one quarter for clients"
            return True
        if word in ("quarter", "third", "fifth", "tenth", "half"):
            return following in ("of", "the", "our", "are", "is", "leave", "new", "digital", "remote", "goes", "go", "",
                                 ".", ",", "churn", "online", "by", "their")  # fmt: skip
        return True

    def _ratio(self, at: int, value: float, last: int) -> Figure | None:
        if self.word(last) == ":" and self.tokens[last].joined:
            other = self.amount(last + 1)
            if other is not None and self.tokens[last + 1].joined and value > 0 and other[0] > 0:
                if 1 not in (value, other[0]):
                    return Figure(at, other[1], value, value, "long", end=other[1])  # a time of day, a score
                return Figure(at, other[1], value, other[0], "ratio", end=other[1])
        return None
