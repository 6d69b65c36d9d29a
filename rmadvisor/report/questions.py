"""Word the next question: what is asked, how to answer it, why, what it can change, and what is settled by now."""

from __future__ import annotations

from collections.abc import Iterator

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.reasoning.possible.interview import NextQuestion
from rmadvisor.reasoning.possible.survey import SEARCH, Settled
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
        text = "No answer to any remaining question can change the recommendation: this is proved."
        return [Heading("Settled"), Paragraph(text)]
    fact = kb.vocabulary[question.fact]
    rows: list[tuple[str, tuple[str, ...]]] = [
        ("Answer as", (f"{fact.name}: ...{f' ({fact.unit})' if fact.unit else ''}",)),
        ("Choices", tuple(f"{value}: {label}" for value, label in question.choices)),
        ("How", (fact.help,)),
        ("Why we ask", (fact.why,)),
        ("It can change", (", ".join(GOALS[goal] for goal in question.can_change),)),
        ("Tell together", (", ".join(question.together),)),
        ("Settled so far", (settled_in_words(question.settled),)),
        ("How we know", tuple(known_by(question))),
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


def known_by(question: NextQuestion) -> Iterator[str]:
    """What was proved, and what only follows from bounds that may be wider than the truth."""
    settled, how = question.settled.as_dict(), question.proved_by
    if any(settled[goal] for goal in GOALS if goal in settled):
        searched = [GOALS[goal] for goal in GOALS if settled.get(goal) and how.get(goal) == SEARCH]
        tried = f", {' and '.join(searched)} by trying every case" if searched else ""
        yield f"What is settled is proved{tried}."
    shown = [GOALS[goal] for goal in GOALS if settled.get(goal) is False and how.get(goal) == SEARCH]
    if shown:
        yield f"Cases were found in which {' and '.join(shown)} come{'s' if len(shown) == 1 else ''} out differently."
    elif how["question"] == SEARCH:
        yield "Two cases that differ in this answer alone were found to differ in the result."
    if how["question"] != SEARCH:
        yield "That this answer matters is not ruled out, but no case was found that shows it."


def still_open(question: NextQuestion) -> str:
    """How many questions can still matter, this one included."""
    spared = f"; your answer can spare you up to {question.spares} of them" if question.spares else ""
    return f"{question.open} question{'s' if question.open > 1 else ''} can still change something{spared}"
