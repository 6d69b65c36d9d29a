"""A text as tokens that know their place in it.

In:     any text.
Out:    Tokens: words without case and apostrophes, figures in digits, marks. `start` and `end` count characters of the
        text as it was given.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Thousands may stand apart by a space; a letter-run may hold apostrophes; some abbreviations hold points. Digits glued
# behind a word are part of a name, as in covid19 or Q3, and no figure.
_TOKEN = re.compile(
    r"(?P<number>\bno\.(?=\s?\d))"
    r"|(?P<short>(?:p\.\s?[ad]|e\.g|i\.e|approx|incl|hrs?|mins?|yrs?|vs|ca|avg|max|min|resp|nos)\.(?=[\s,;:)a-z]|$))"
    r"|(?P<cut>(?:affl|cust|prods?|rev)\.(?=\s?(?-i:[a-z/]|RM)))"
    r"|(?P<parted>\d+(?: ?[\u00bc-\u00be]| [13]/[24])(?![\d/]))"
    r"|(?P<name>[^\W\d_]{4,}\d\w*|[qh][1-4]\b)"
    r"|(?P<digits>\d{1,3}(?: \d{3})+(?![\d.,])|\d+(?:[.,']\d+)*)"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)"
    r"|(?P<mark>->|>=|<=|\.\.+|--+|\S)",
    re.IGNORECASE,
)
_SAME = str.maketrans({
    "\u2018": "'", "\u2019": "'", "\u02bc": "'", "`": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " ",
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2212": "-", "\u2264": "\u2264", "_": " ",
})  # fmt: skip
_TAIL = re.compile("'(?:s|re|ve|ll|d|m)$")  # of "we're", "customer's"
_CUT = {"hr": "hour", "hrs": "hour", "yr": "year", "yrs": "year", "mtg": "meeting", "mtgs": "meeting",
        "custs": "customer", "mgr": "manager", "mgrs": "manager", "svc": "service", "news": "newspaper"}  # fmt: skip
_LONGEST_WORD = 40  # letters; nothing longer is a word of ours


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is word, digits or mark; `joined` says that nothing stands between it and the token before."""

    text: str
    kind: str
    start: int
    end: int
    joined: bool

    @property
    def is_word(self) -> bool:
        return self.kind == "word"


def tokens(text: str) -> list[Token]:
    """The tokens of a text, in order.

    >>> [token.text for token in tokens("Don't: 1,200 high-net-worth")]
    ['dont', ':', '1,200', 'high', '-', 'net', '-', 'worth']
    """
    found = []
    last = 0
    for match in _TOKEN.finditer(_even(text)):
        kind, raw = match.lastgroup or "mark", match.group()
        if kind == "name":
            kind = "word"
        if kind == "parted":
            kind = "digits"
        if kind in ("short", "cut"):
            kind, raw = "word", raw.replace(".", "").replace(" ", "")
        if kind == "number" or raw == "nos":  # "no. 1", "40 nos. of RMs"
            kind, raw = "word", "number"
        if kind == "word":
            raw = _word(raw)[:_LONGEST_WORD]
        found.append(Token(raw, kind, match.start(), match.end(), match.start() == last and last > 0))
        last = match.end()
    return found


def _even(text: str) -> str:
    """The text in plain forms of its letters, digits and quotes, each character in its own place."""
    return text.translate(_SAME) if text.isascii() else "".join(map(_plain, text)).translate(_SAME)


def _plain(letter: str) -> str:
    if letter.isascii():
        return letter
    if "\u00bc" <= letter <= "\u00be":
        return letter
    plain = unicodedata.normalize("NFKC", letter)
    if len(plain) != 1:
        return letter
    return str(unicodedata.decimal(plain)) if plain.isdecimal() else plain


def _word(raw: str) -> str:
    lower = raw.lower()
    if _TAIL.search(lower):
        lower = lower[: lower.rindex("'")]
    return lower.replace("'", "")


def stem(word: str) -> str:
    """A word without the s of a plural, and with the s of British spelling: both sides of a comparison go through this.

    >>> stem("companies"), stem("specialized"), stem("business"), stem("licenses")
    ('company', 'specialised', 'business', 'licence')
    """
    word = _CUT.get(word, word)
    if len(word) > 5:
        word = word.replace("iz", "is").replace("licens", "licenc")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
