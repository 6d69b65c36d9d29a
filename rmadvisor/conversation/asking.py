"""A question as it is put to the manager, and the guidance behind it.

In:     KnowledgeBase, the name of a fact, what the interview says about it.
Out:    Question; Passages of the guidance that the rules on this fact cite.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rmadvisor.conversation.replies import how_to_answer, unit_in_words
from rmadvisor.knowledge.conditions import base, facts_of
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import Band, Rule
from rmadvisor.reasoning.possible.interview import NextQuestion

MOST_PASSAGES = 3


@dataclass(frozen=True, slots=True)
class Question:
    """`choices` are (value, label), numbered from 1 where they are shown; `now` is the answer that stands, None when
    there is none; `again` says that it was skipped before; `can_change` is empty for a question the manager turned to;
    `together` are facts that come in one breath with it; `open` counts the questions that can still matter."""

    fact: str
    text: str
    type: str
    choices: tuple[tuple[str, str], ...]
    unit: str
    help: str
    why: str
    how: str
    can_change: tuple[str, ...]
    together: tuple[str, ...]
    open: int
    now: Any
    again: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of guidance, or the reason that a rule gives, with its sources by id."""

    title: str
    text: str
    cites: tuple[str, ...]


def question_about(kb: KnowledgeBase, name: str, following: NextQuestion, now: Any, again: bool) -> Question:
    """The question about a fact, with what the interview knows of it when it is the one it chose."""
    fact = kb.vocabulary[name]
    chosen = following.fact == name
    return Question(
        fact=name,
        text=fact.question,
        type=fact.type,
        choices=(("yes", "yes"), ("no", "no")) if fact.type == "yes_no" else tuple(fact.choices.items()),
        unit=unit_in_words(fact),
        help=fact.help,
        why=(following.why if chosen and following.why else fact.why),
        how=how_to_answer(fact),
        can_change=following.can_change if chosen else (),
        together=following.together if chosen else (),
        open=following.open,
        now=now,
        again=again,
    )


def passages(kb: KnowledgeBase, name: str) -> tuple[Passage, ...]:
    """What the guidance says where rules on this fact cite it; else the reasons of those rules; for a figure that only
    enters the arithmetic, what the guidance says of customers per RM."""
    rules = [rule for rule in kb.rules if any(base(fact) == name for fact in facts_of(rule.when))]
    reasons = {rule.because: Passage("", rule.because, rule.cites) for rule in rules}
    found = _cited(kb, rules) or list(reasons.values()) or _cited(kb, kb.with_effect(Band))
    return tuple(found[:MOST_PASSAGES])


def _cited(kb: KnowledgeBase, rules: Iterable[Rule]) -> list[Passage]:
    """The guidance that these rules cite, the most cited first."""
    cited = Counter(cite for rule in rules for cite in rule.cites if cite in kb.sections)
    found: dict[str, Passage] = {}
    for section, _ in cited.most_common():
        for entry in kb.entries.values():
            if entry.kind == "guidance" and section in entry.cites:
                found.setdefault(entry.id, Passage(entry.title, entry.text, entry.cites))
    return list(found.values())
