"""Words: how a text is cut into them, which of them say nothing, and how forms of one word are brought together.

In:     any text.
Out:    words in small letters without accents, their places in the text, and stems (Porter's English stemmer as
        Snowball has it, after British and American spelling have been made one).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import Stemmer

_stem = Stemmer.Stemmer("english", 0).stemWord
WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")  # with either apostrophe
ASCII_WORD = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)?")
COMPOUND = re.compile(r"\b(?:[^\W_]{1,2}[-&/][^\W_]+|[^\W_]+[-&/][^\W_]{1,2})\b")  # x-sell, L&D, on-boarding
# English words that carry the grammar of a question and not its subject.
STOP = frozenset(
    word
    for line in (
        "a able about actually again ago all already also always am an and any anybody anyone anything are arent",
        "around as at away be because been before being both but by can cannot cant could couldnt did didnt do",
        "does doesnt doing done dont either else even ever every everybody everyone everything exactly few for",
        "from get gets getting give given gives go goes going gone got had hadnt has hasnt have havent having he",
        "hello her here hers herself hi him himself his how however i id if ill im in instead into is isnt it its",
        "itself ive just kind lets like ll lot lots made make makes may maybe me might mine more most mostly",
        "much must my myself neither never no nobody none nor not nothing now of off often ok okay on once one",
        "only onto or other others otherwise ought our ours ourselves out over own per perhaps please put quite",
        "rather re really roughly said same say says shall she should shouldnt simply since so some somebody",
        "somehow someone something sometimes somewhat somewhere soon sort still such t take takes tell than thank",
        "thanks that thats the their theirs them themselves then there therefore these they theyre thing things",
        "this those though through thus to together too toward towards under unless until up upon us usually very",
        "via want wants was wasnt way ways we well were werent what whatever whats when whenever where wherever",
        "whether which whichever while who whoever whole whom whose why will with within without wont would",
        "wouldnt yes yet you your youre yours yourself",
    )
    for word in line.split()
)
_AMERICAN = re.compile(r"(?<=[a-z]{2})([iy])z(?=e|ing|ation|able)")
_BRITISH = re.compile(r"(?<=[a-z]{3})our(?=s?$|ed$|ing$|able$|al$|ful$|ite|ably$)")


def words(text: str) -> list[str]:
    """The words of a text, in order.

    >>> words("An RM's café: 24/7, KYC")
    ['an', 'rm', 'cafe', '24', '7', 'kyc']
    """
    if text.isascii():
        found = ASCII_WORD.findall(text.lower())
        return list(map(_bare, found)) if "'" in text else found
    return [_folded(found.group()) for found in WORD.finditer(text)]


def placed_words(text: str) -> list[tuple[str, int, int]]:
    """Each word with its place in the text: [(word, start, end)].

    >>> placed_words("Risk & return")
    [('risk', 0, 4), ('return', 7, 13)]
    """
    return [(_folded(found.group()), found.start(), found.end()) for found in WORD.finditer(text)]


def compounds(text: str) -> list[str]:
    """Words joined by a hyphen and the like of which one is too short to say much, as one word each.

    >>> compounds("x-sell and L&D")
    ['xsell', 'ld']
    """
    if not any(sign in text for sign in "-&/"):
        return []
    return ["".join(words(found)) for found in COMPOUND.findall(text)]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """What the forms of one word share.

    >>> {stem(word) for word in ("specialise", "specializing", "specialisation")} == {stem("specialized")}
    True
    >>> stem("behavior") == stem("behaviours")
    True
    """
    if "z" in word:
        word = _AMERICAN.sub(r"\1s", word)
    elif "our" in word:
        word = _BRITISH.sub("or", word)
    stemmed: str = _stem(word)
    return stemmed


@lru_cache(maxsize=65_536)
def root(written: str) -> str:
    """The stem of a word as it is written; nothing for one that carries no subject.

    >>> root("Hunters"), root("The")
    ('hunter', '')
    """
    word = _folded(written)
    return "" if word in STOP else stem(word)


def content(found: list[str]) -> list[str]:
    """The words that carry a subject; all of them when none does."""
    return [word for word in found if word not in STOP]


def _folded(word: str) -> str:
    """Small letters, no accents, no 's."""
    if word.isascii():
        return _bare(word.lower())
    plain = unicodedata.normalize("NFKD", word.casefold())
    return _bare("".join(letter for letter in plain if not unicodedata.combining(letter)).replace("\u2019", "'"))


def _bare(word: str) -> str:
    return word.removesuffix("'s").replace("'", "") if "'" in word else word
