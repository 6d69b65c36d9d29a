"""The section on what is uncertain: what was assumed, what each doubt costs, what is open, what would change it."""

from __future__ import annotations

from collections.abc import Iterator

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.reasoning.explanation.changes import Change
from rmadvisor.reasoning.explanation.flip import Flips
from rmadvisor.reasoning.explanation.sensitivity import Doubt, Sensitivity
from rmadvisor.reasoning.memory import figure, from_to
from rmadvisor.reasoning.recommendation import Assumption, Recommendation
from rmadvisor.report.blocks import Block, Bullets, Heading, Paragraph, Table
from rmadvisor.report.charts import tornado
from rmadvisor.report.sensitivities import now_in_words, tried_in_words, warnings_moved
from rmadvisor.report.values import called, in_plain, told
from rmadvisor.report.wording import MODELS

MOST_FLIPS = 12
QUOTE = "'"


def doubts_section(rec: Recommendation, found: Sensitivity, flips: Flips, kb: KnowledgeBase) -> Iterator[Block]:
    """All that could make it otherwise."""
    yield Heading("What is uncertain")
    if rec.assumptions:
        yield Heading("What was assumed", 2)
        rows = tuple(_assumption(assumption, kb) for assumption in rec.assumptions)
        yield Table(("Quantity", ">Taken", ">Plausible", "Unit", "On whose word"), rows, "Figures that nobody gave")
    unknown = [called(name) for name, value in rec.answers.items() if value == "unknown"]
    if unknown:
        yield Paragraph(f"Answered with 'unknown': {', '.join(unknown)}.")
    chart = tornado(found, kb)
    telling = [doubt for doubt in found.doubts if doubt.matters]
    if chart is not None or telling:
        yield Heading("What each doubt costs", 2)
    if chart is not None:
        yield chart
    if telling:
        rows = tuple(_doubt(doubt, found, kb) for doubt in telling)
        head = ("Doubt", "Now", "Tried", ">To plan with", ">RMs needed", "Else")
        yield Table(head, rows, "Each doubt alone, with all that it moves")
    yield Heading("What is still open", 2)
    if rec.open_questions:
        yield Paragraph("Answers to these could still change something, the most useful first:")
        yield Bullets(tuple(kb.vocabulary[q.fact].question for q in rec.open_questions))
    else:
        yield Paragraph("No open question can change the recommendation.")
    if flips.now is not None:
        yield Heading("What would change the focus", 2)
        yield from _flips(flips, kb)


def _assumption(assumption: Assumption, kb: KnowledgeBase) -> tuple[str, ...]:
    entry = kb.entries[assumption.source]
    grade = entry.details["grade"]
    word = grade if grade == "our assumption" else f"grade {grade}"
    plausible = from_to(*entry.details["plausible"])
    return in_plain(assumption.fact), figure(assumption.value), plausible, assumption.unit, f"{entry.title} ({word})"


def _doubt(doubt: Doubt, found: Sensitivity, kb: KnowledgeBase) -> tuple[str, ...]:
    others = [MODELS[model] if model else "no focus" for model in doubt.focuses if model != found.focus]
    more = [f"the focus could become: {' or '.join(others)}"] if others else []
    more += warnings_moved(doubt)
    rms = (None if end is None else round(end, 1) for end in (doubt.rms_needed.low, doubt.rms_needed.high))
    return (
        in_plain(doubt.fact),
        now_in_words(doubt, kb),
        tried_in_words(doubt, kb),
        from_to(doubt.target.low, doubt.target.high) if doubt.target.width else "-",
        from_to(*rms) if doubt.rms_needed.width else "-",
        " ".join(f"{text[0].upper()}{text[1:].rstrip('.')}." for text in more) or "-",
    )


def _flips(flips: Flips, kb: KnowledgeBase) -> Iterator[Block]:
    """The fewest answers that would have to be others."""
    if not flips.flips:
        yield Paragraph(f"No change of up to {flips.searched} answers gives another focus.")
        return
    size = len(flips.flips[0].changes)
    count = "One other answer" if size == 1 else f"{size} other answers together"
    shown = flips.flips[:MOST_FLIPS]
    rest = f" The first {len(shown)} of {len(flips.flips)} ways:" if len(flips.flips) > len(shown) else " The ways:"
    yield Paragraph(f"{count} would be enough for another focus.{rest}")
    rows = tuple(
        ("; ".join(_change(change, kb) for change in flip.changes), MODELS.get(flip.becomes, "none")) for flip in shown
    )
    yield Table(("Were it otherwise", "The focus would be"), rows, "The smallest changes that give another focus")
    if flips.left_out:
        names = ", ".join(called(name) for name in flips.left_out)
        yield Paragraph(f"Not looked at, as a bank cannot choose them: {names}.")


def _change(change: Change, kb: KnowledgeBase) -> str:
    fact = kb.vocabulary[change.fact]
    quote = "" if fact.numeric or fact.type == "yes_no" else "'"
    after, before = (f"{quote}{told(value, fact).strip(QUOTE)}{quote}" for value in (change.after, change.before))
    return f"{in_plain(change.fact)}: {after} instead of {before}"
