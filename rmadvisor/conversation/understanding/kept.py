"""The Lexicon of a knowledge base, kept for the next start: to make it takes longer than a hundred sentences.

In:     the KnowledgeBase; a cache, or None.
Out:    Lexicon.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rmadvisor.conversation.understanding.lexicon import Lexicon
from rmadvisor.conversation.understanding.phrases import planted
from rmadvisor.knowledge.cache import Cache, hashed
from rmadvisor.knowledge.knowledge_base import KnowledgeBase

KIND = "phrases"
_PARTS = frozenset(("roles", "root", "moods", "groups", "words", "near"))
_MAKERS = ("phrases", "english", "tokens", "quantities", "amounts")  # the modules that the tree depends on


def lexicon_of(kb: KnowledgeBase, cache: Cache | None = None) -> Lexicon:
    """All phrases of the knowledge."""
    facts = {name: fact for name, fact in kb.vocabulary.items() if fact.origin == "asked"}
    if cache is None:
        return Lexicon(facts, planted(facts, kb.groups, kb.entries))
    key = f"{kb.version} {_program()}"
    phrases = _read(cache.fetch(KIND, key))
    if phrases is None:
        phrases = planted(facts, kb.groups, kb.entries)
        cache.keep(KIND, key, json.dumps(phrases, ensure_ascii=False, separators=(",", ":")).encode())
    return Lexicon(facts, phrases)


def _read(body: bytes | None) -> dict[str, Any] | None:
    """What was kept, if it is a tree of phrases."""
    try:
        found = json.loads(body or b"null")
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and set(found) >= _PARTS else None


def _program() -> str:
    """What the modules say that make the tree: one that they made before a change is not taken after it."""
    return hashed(*(Path(__file__).with_name(f"{name}.py").read_bytes() for name in _MAKERS))
