"""What to ask next, and when nothing more need be asked.

In:     KnowledgeBase, Answers, facts that the manager skipped for now.
Out:    NextQuestion, with what is settled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rmadvisor.knowledge.answers import Answers
from rmadvisor.knowledge.knowledge_base import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Settled:
    """What no answer to any remaining question can change."""

    focus: bool
    coverage: bool
    capabilities: bool
    warnings: bool

    @property
    def all(self) -> bool:
        return self.focus and self.coverage and self.capabilities and self.warnings

    def as_dict(self) -> dict[str, bool]:
        return {
            "focus": self.focus,
            "coverage": self.coverage,
            "capabilities": self.capabilities,
            "warnings": self.warnings,
            "all": self.all,
        }


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """The question to ask now; `fact` is None when nothing left can change anything.

    `choices` are (value, label); `together` names facts that managers give in one breath with this one; `open` counts the
    questions that can still matter, this one included.
    """

    settled: Settled
    fact: str | None
    question: str | None
    choices: tuple[tuple[str, str], ...]
    why: str | None
    can_change: tuple[str, ...]
    together: tuple[str, ...]
    open: int

    def as_dict(self) -> dict[str, Any]:
        return {
            "settled": self.settled.as_dict(),
            "fact": self.fact,
            "question": self.question,
            "choices": [{"value": value, "label": label} for value, label in self.choices],
            "why": self.why,
            "can_change": list(self.can_change),
            "together": list(self.together),
            "open": self.open,
        }


def next_question(kb: KnowledgeBase, answers: Answers, skipped: frozenset[str] = frozenset()) -> NextQuestion:
    """The unanswered question whose answer can change most; skipped ones come last."""
    from rmadvisor.reasoning.consultation import consult
    from rmadvisor.reasoning.open_questions import Openness
    from rmadvisor.reasoning.plain import PlainEngine

    openness = Openness(kb, consult(kb, PlainEngine(kb.rules, kb.stage), answers))
    questions = sorted(openness.questions(), key=lambda question: question.fact in skipped)
    done = not questions
    settled = Settled(openness.focus == 0, done, done, done)
    if done:
        return NextQuestion(settled, None, None, (), None, (), (), 0)
    fact = kb.vocabulary[questions[0].fact]
    choices = (("yes", "yes"), ("no", "no")) if fact.type == "yes_no" else tuple(fact.choices.items())
    return NextQuestion(settled, fact.name, fact.question, choices, fact.why, ("focus",), (), len(questions))
