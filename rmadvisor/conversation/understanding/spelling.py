"""Misspelt words, mended against the words of the vocabulary and nothing else.

In:     Tokens, the Lexicon.
Out:    the words, those that are near a word of ours mended. A word of everyday English is never taken for a slip.
"""

from __future__ import annotations

from collections.abc import Sequence

from rmadvisor.conversation.understanding import english
from rmadvisor.conversation.understanding.lexicon import Lexicon
from rmadvisor.conversation.understanding.quantities import KNOWN, NUMBER_WORDS
from rmadvisor.conversation.understanding.tokens import Token, stem
from rmadvisor.knowledge.everyday import everyday

_SHORTEST, _LONG = 4, 7  # letters of a word that may be mended; from where two slips are let pass

_SHORT = {"adn": "and", "nad": "and", "teh": "the", "hte": "the", "mny": "many", "pre": "per", "dya": "day",
          "eech": "each", "hgh": "high", "hav": "have", "wiht": "with", "abt": "about"}  # fmt: skip


def mended(tokens: Sequence[Token], lexicon: Lexicon) -> list[str]:
    """The texts of the tokens, mended."""
    known: dict[str, str] = {}
    words = []
    for token in tokens:
        word = _SHORT.get(token.text, token.text)
        if token.is_word and len(word) >= _SHORTEST:
            if word not in known:
                known[word] = _mend(word, lexicon)
            word = known[word]
        words.append(word)
    return words


def _mend(word: str, lexicon: Lexicon) -> str:
    if stem(word) in lexicon.words or word in english.KNOWN or word in KNOWN or word in everyday():
        return word
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    most = 2 if len(word) >= _LONG else 1
    bare = stem(word)
    found = process.extract(bare, lexicon.near, scorer=OSA.distance, score_cutoff=most, limit=None)
    if not found and bare != word:  # the s may be no plural: "cros-border"
        bare = word
        found = process.extract(bare, lexicon.near, scorer=OSA.distance, score_cutoff=most, limit=None)
    near = [(slips, other not in NUMBER_WORDS, -len(other), other) for other, slips, _ in found if _alike(other, bare)]
    return min(near)[3] if near else word


def _alike(near: str, bare: str) -> bool:
    """People seldom get the first letter wrong, except that they swap it with the second; and a short word is a slip of
    ours only when a letter is missing or two have changed places: "carb" is no "card"."""
    if len(bare) <= _SHORTEST and len(near) <= len(bare) and sorted(near) != sorted(bare):
        return False
    return near[0] == bare[0] or sorted(near[:2]) == sorted(bare[:2])
