"""Word the next question: what is asked, how to answer it, why, what it can change, and what is settled by now."""

from __future__ import annotations

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.reasoning.possible.interview import NextQuestion
from rmadvisor.reasoning.possible.survey import Settled
from rmadvisor.report.blocks import Block, Heading, Pairs, Paragraph

GOALS = {
    "focus": "the focus",
    "coverage": "customers per RM",
    "capabilities": "the five leading capabilities",
    "warnings": "warnings",
    "advice": "advice and the other capabilities",
}


def word_question(question: NextQuestion, kb: KnowledgeBase) -> list[Block]:
    """The question, or that nothing is left to ask."""
    if question.fact is None:
        return [Heading("Settled"), Paragraph("No answer to any remaining question can change the recommendation.")]
    fact = kb.vocabulary[question.fact]
    rows: list[tuple[str, tuple[str, ...]]] = [
        ("Answer as", (f"{fact.name}: ...{f' ({fact.unit})' if fact.unit else ''}",)),
        ("Choices", tuple(f"{value}: {label}" for value, label in question.choices)),
        ("How", (fact.help,)),
        ("Why we ask", (fact.why,)),
        ("It can change", (", ".join(GOALS[goal] for goal in question.can_change),)),
        ("Tell together", (", ".join(question.together),)),
        ("Settled so far", (settled_in_words(question.settled),)),
        ("Still open", (still_open(question),)),
    ]
    kept = tuple((label, lines) for label, lines in rows if lines and any(lines))
    return [Heading(question.question or ""), Pairs(kept)]


def settled_in_words(settled: Settled) -> str:
    """What no answer can change any more.

    >>> settled_in_words(Settled(True, False, False, True))
    'the focus, warnings'
    """
    done = [GOALS[goal] for goal, is_done in settled.as_dict().items() if is_done and goal in GOALS]
    return ", ".join(done) or "nothing yet"


def still_open(question: NextQuestion) -> str:
    """How many questions can still matter, this one included."""
    spared = f"; your answer can spare you up to {question.spares} of them" if question.spares else ""
    return f"{question.open} question{'s' if question.open > 1 else ''} can still change something{spared}"
