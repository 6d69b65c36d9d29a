"""Look a word up in the glossary and the guidance, for "what do you mean by ..." and where there is no search.

In:     KnowledgeBase, words as typed.
Out:    the entry of that title or term; else the entries that share most words with the question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rmadvisor.conversation.understanding.tokens import stem, tokens
from rmadvisor.knowledge.entries import Entry
from rmadvisor.knowledge.knowledge_base import KnowledgeBase

_ORDER = ("term", "guidance", "capability", "focus", "segment")  # the kinds looked at, the first one first
_LEAST_SHARED = 0.5  # of the words of a question, to share with an entry
_COMMON = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "can",
        "do",
        "does",
        "for",
        "from",
        "have",
        "how",
        "i",
        "in",
        "is",
        "it",
        "its",
        "many",
        "mean",
        "much",
        "my",
        "of",
        "on",
        "one",
        "or",
        "our",
        "per",
        "should",
        "so",
        "that",
        "the",
        "their",
        "them",
        "they",
        "this",
        "to",
        "was",
        "we",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "will",
        "with",
        "you",
        "your",
        "customer",
        "rm",
    ]
)


def meaning(kb: KnowledgeBase, said: str) -> Entry | None:
    """The entry of this title or term, misspelt a little or not."""
    wanted = _key(said)
    if not wanted:
        return None
    names: dict[str, Entry] = {}
    for kind in _ORDER:
        for entry in kb.entries.values():
            if entry.kind == kind:
                for name in (entry.title, *entry.terms):
                    names.setdefault(_key(name), entry)
    if wanted in names:
        return names[wanted]
    from rapidfuzz import fuzz, process

    near = process.extractOne(wanted, names.keys(), scorer=fuzz.ratio, score_cutoff=84) if len(wanted) > 4 else None
    return None if near is None else names[near[0]]


def related(kb: KnowledgeBase, question: str) -> Entry | None:
    """The entry that shares most words with a question; None when it shares too few."""
    wanted = set(_words(question)) - _COMMON
    best: Counter[str] = Counter()
    for entry in kb.entries.values():
        if entry.kind in _ORDER:
            named = set(_words(" ".join((entry.title, *entry.terms))))
            shared = wanted & (named | set(_words(entry.text)))
            if len(shared) > _LEAST_SHARED * len(wanted):
                best[entry.id] = len(shared) + len(wanted & named)
    found = best.most_common(1)
    return kb.entries[found[0][0]] if found else None


def _key(text: str) -> str:
    words = list(_words(text))
    while words and words[0] in ("a", "an", "the", "your", "our"):
        words = words[1:]
    return " ".join(words)


def _words(text: str) -> Iterable[str]:
    return (stem(token.text) for token in tokens(text) if token.kind != "mark")
