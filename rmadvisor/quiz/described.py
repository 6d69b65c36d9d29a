"""Questions on what kb/ describes: the exercises written for it, capabilities and terms.

In:     KnowledgeBase.
Out:    Makers. A wrong choice is always something that kb/ says of another thing, or another level of the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from random import Random

from rmadvisor.knowledge.entries import Entry
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.quiz.question import MOST_CHOICES, Draft, Maker, gives_away
from rmadvisor.quiz.topics import belongs_to

ABBREVIATION = re.compile(r"[A-Z][A-Z0-9]{2,5}$")
SENTENCE_END = re.compile(r"(?<=[a-z)])[.:] ")


def exercises(kb: KnowledgeBase) -> Iterator[Maker]:
    """The questions that were written as data."""
    for entry in of_kind(kb, "exercise"):
        subject = entry.related[0] if entry.related else entry.id
        yield Maker(entry.id, subject, belongs_to(kb, entry, "guidance"), _exercise(entry))


def _exercise(entry: Entry) -> Callable[[Random], Draft]:
    def draft(random: Random) -> Draft:
        right, wrong = random.choice(entry.details["right"]), list(entry.details["wrong"])
        random.shuffle(wrong)
        return Draft(entry.title, right, tuple(wrong), entry.text, entry.related, entry.cites)

    return draft


# ---------------------------------------------------------------- capabilities


def capabilities(kb: KnowledgeBase) -> Iterator[Maker]:
    """Which sentence is which level of a capability, and which capability a sentence describes."""
    everything = tuple(kb.capabilities.values())
    for entry in everything:
        topics = belongs_to(kb, entry, "capabilities")
        yield Maker(f"level.{entry.id}", f"level.{entry.id}", topics, _level(entry))
        yield Maker(f"capability.{entry.id}", entry.id, topics, _description(entry, everything))


def _level(entry: Entry) -> Callable[[Random], Draft]:
    """One of the levels; never two in one quiz, for the worked answer tells them all."""

    def draft(random: Random) -> Draft:
        levels = entry.details["levels"]
        level = random.choice(list(levels))
        wrong = [text for other, text in levels.items() if other != level]
        random.shuffle(wrong)
        scale = "\n".join(f"{other} {text}" for other, text in levels.items())
        asks = f'Levels run from 1 (aware) to 5 (expert). Which of these shows level {level} of "{entry.title}"?'
        return Draft(asks, levels[level], tuple(wrong), f"The five levels:\n{scale}", to_read(entry), entry.cites)

    return draft


def _description(entry: Entry, everything: tuple[Entry, ...]) -> Callable[[Random], Draft | None]:
    def draft(random: Random) -> Draft | None:
        others = [other for other in everything if other is not entry]
        random.shuffle(others)
        others.sort(key=lambda other: other.details["group"] != entry.details["group"])  # the nearest first
        wrong = tuple(other.title for other in others[: MOST_CHOICES - 1])
        if len(wrong) < MOST_CHOICES - 1 or gives_away(entry.text, entry.title, wrong):
            return None
        asks, said = f"Which capability is this?\n{entry.text}", f"{entry.title}: {entry.text}"
        return Draft(asks, entry.title, wrong, said, to_read(entry), entry.cites)

    return draft


# ---------------------------------------------------------------- terms


def terms(kb: KnowledgeBase) -> Iterator[Maker]:
    """What a word or an abbreviation means."""
    everything = of_kind(kb, "term")
    used = [term for entry in everything for term in entry.terms]
    for entry in everything:
        short = [t for t in entry.terms if ABBREVIATION.match(t) and used.count(t) == 1 and t not in entry.text]
        for word in (entry.title, *short):
            name = f"{entry.id}.{word.lower().replace(' ', '-')}"
            yield Maker(name, entry.id, belongs_to(kb, entry, "terms"), _meaning(entry, word, everything))


def _meaning(entry: Entry, word: str, everything: list[Entry]) -> Callable[[Random], Draft | None]:
    def draft(random: Random) -> Draft | None:
        right = _definition(entry)
        others = [other for other in everything if _apart(entry, other)]
        random.shuffle(others)
        others.sort(key=lambda other: not set(entry.related) & set(other.related))  # what is near comes first
        wrong = tuple(_definition(other) for other in others[: MOST_CHOICES - 1])
        if len(wrong) < MOST_CHOICES - 1 or gives_away(f"{word} {entry.title}", right, wrong):
            return None
        said = f"{entry.title}: {entry.text}" + (f"\nAlso called: {', '.join(entry.terms[:6])}." if entry.terms else "")
        return Draft(f'What does "{word}" mean?', right, wrong, said, to_read(entry), entry.cites)

    return draft


def _apart(entry: Entry, other: Entry) -> bool:
    """Whether two terms are surely not the same thing: neither names the other, and they share no other word."""
    linked = entry.id in other.related or other.id in entry.related
    return entry is not other and not linked and not set(entry.terms) & set(other.terms)


def _definition(entry: Entry) -> str:
    """What a term means, without what is remarked about it."""
    return SENTENCE_END.split(entry.text, maxsplit=1)[0].rstrip(".") + "."


# ---------------------------------------------------------------- entries


def of_kind(kb: KnowledgeBase, kind: str) -> list[Entry]:
    return [entry for entry in kb.entries.values() if entry.kind == kind]


def to_read(entry: Entry) -> tuple[str, ...]:
    """What to read next: the entry, and the first two that it names, leaving out the focuses, which many share."""
    return (entry.id, *[name for name in entry.related if not name.startswith("focus.")][:2])
