"""A quiz: as many questions as wanted, on one topic or on everything, the same for the same seed; and how it went.

In:     KnowledgeBase; `consult`, which solves a consultation; topic, seed, count; the learner's choices.
Out:    questions, Score.
Errors: BadInput for a topic that there is none of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.problems import BadInput, Problem, did_you_mean
from rmadvisor.quiz.cases import cases
from rmadvisor.quiz.described import capabilities, exercises, terms
from rmadvisor.quiz.figures import Consult, figures
from rmadvisor.quiz.focuses import focuses
from rmadvisor.quiz.question import Maker, QuizQuestion, asked
from rmadvisor.quiz.topics import FAMILIES, find, names


@dataclass(frozen=True, slots=True)
class Score:
    """`by_topic` is {topic: (right, asked)}; `read` is what to read next for every topic with a miss."""

    right: int
    asked: int
    by_topic: Mapping[str, tuple[int, int]]
    read: Mapping[str, tuple[str, ...]]

    def as_dict(self) -> dict[str, Any]:
        return {
            "right": self.right,
            "asked": self.asked,
            "by_topic": {topic: {"right": right, "asked": asked} for topic, (right, asked) in self.by_topic.items()},
            "read": {topic: list(ids) for topic, ids in self.read.items()},
        }


def make_quiz(
    kb: KnowledgeBase, consult: Consult, topic: str | None, seed: int, count: int
) -> tuple[QuizQuestion, ...]:
    """Up to `count` questions. Each is drawn from its own seed, so that it stays the same beside other questions."""
    random = Random(f"{seed}")  # noqa: S311 - it only has to be repeatable
    waiting = _by_family(kb, consult, _wanted(kb, topic), random)
    found: list[QuizQuestion] = []
    while waiting and len(found) < count:
        for family in list(waiting):
            question = _next(waiting[family], seed)
            if question is None:
                del waiting[family]
            elif len(found) < count and question.text not in {other.text for other in found}:
                found.append(question)
    random.shuffle(found)
    return tuple(found)


def score(questions: Sequence[QuizQuestion], given: Sequence[int | None]) -> Score:
    """How it went: `given` are places of choices in the order of the questions; None, or nothing, was not answered."""
    by_topic: dict[str, tuple[int, int]] = {}
    read: dict[str, dict[str, None]] = {}
    for question, choice in zip(questions, given, strict=False):
        if choice is None:
            continue
        right, asked_so_far = by_topic.get(question.topic, (0, 0))
        good = choice == question.answer
        by_topic[question.topic] = right + good, asked_so_far + 1
        if not good:
            read.setdefault(question.topic, {}).update(dict.fromkeys(question.read))
    return Score(
        sum(right for right, _ in by_topic.values()),
        sum(count for _, count in by_topic.values()),
        by_topic,
        {topic: tuple(ids) for topic, ids in read.items()},
    )


def _wanted(kb: KnowledgeBase, topic: str | None) -> frozenset[str]:
    """The topics that are meant, all families when none was named."""
    if topic is None:
        return frozenset(FAMILIES)
    found = find(kb, topic)
    if not found:
        mend = did_you_mean(topic, names(kb), "rmadvisor quiz --list names them")
        raise BadInput([Problem("", 0, 0, f"there is no topic '{topic}' to ask about", mend)])
    return frozenset(found)


def _by_family(kb: KnowledgeBase, consult: Consult, wanted: frozenset[str], random: Random) -> dict[str, list[Maker]]:
    """The makers of the topics wanted, family by family, each in a random order."""
    makers = {
        "guidance": exercises(kb),
        "cases": cases(kb, consult),
        "capabilities": capabilities(kb),
        "focuses": focuses(kb),
        "terms": terms(kb),
        "figures": figures(kb, consult),
    }
    found = {}
    for family, all_of_it in makers.items():
        chosen = [maker for maker in all_of_it if wanted & set(maker.topics)]
        random.shuffle(chosen)
        if chosen:
            found[family] = _other_subjects_first(chosen)
    return found


def _other_subjects_first(makers: list[Maker]) -> list[Maker]:
    """In the order in which they are taken, from the end: nothing comes back to a subject before all had their turn."""
    turns: Counter[str] = Counter()
    placed = []
    for maker in makers:
        placed.append((turns[maker.subject], maker))
        turns[maker.subject] += 1
    return [maker for _, maker in sorted(placed, key=lambda pair: -pair[0])]


def _next(makers: list[Maker], seed: int) -> QuizQuestion | None:
    """The next question that comes of them."""
    while makers:
        maker = makers.pop()
        own = Random(f"{seed}/{maker.id}")  # noqa: S311
        draft = maker.draft(own)
        if draft is not None:
            return asked(maker, draft, own)
    return None
