"""The paper for the board: one page with the answer, then the figures, the reasons, the doubts, the proof, the sources.

In:     Case: a consultation with all that explains it; KnowledgeBase.
Out:    Document, the same for every format.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.reasoning.explanation.flip import Flips
from rmadvisor.reasoning.explanation.proof import Proof
from rmadvisor.reasoning.explanation.sensitivity import Sensitivity
from rmadvisor.reasoning.memory import figure
from rmadvisor.reasoning.recommendation import Recommendation
from rmadvisor.report.blocks import Block, Bullets, Contents, Document, Heading, Pairs, Paragraph
from rmadvisor.report.charts import coverage_chart
from rmadvisor.report.coverage_section import coverage_section
from rmadvisor.report.doubts_section import doubts_section
from rmadvisor.report.focus_section import capability_section, focus_section, to_do
from rmadvisor.report.records_section import Sources, proofs_section, records_section
from rmadvisor.report.values import called, told
from rmadvisor.report.wording import BASES, TOP, answer

TITLE = "Customers and capabilities per Relationship Manager"
FIRST_PAGE = {
    "warnings": 3,
    "advice": 3,
    "questions": 5,
}  # so that the answer keeps to one page; the rest follows behind it


@dataclass(frozen=True, slots=True)
class Case:
    """All that a paper is made of. `proofs` are those of its conclusions, each under its heading.

    `title` and `note` are the author's own words, `origin` says where the answers come from, `date` is ISO 8601.
    """

    recommendation: Recommendation
    sensitivity: Sensitivity
    flips: Flips
    proofs: tuple[tuple[str, Proof], ...]
    date: str
    program: str
    title: str = ""
    note: str = ""
    origin: str = ""


def paper(case: Case, kb: KnowledgeBase) -> Document:
    """The whole of it."""
    rec = case.recommendation
    sources = Sources(rec, kb)
    note: list[Block] = [Heading("Note"), *map(Paragraph, _paragraphs(case.note))] if case.note else []
    blocks = [
        *_first_page(case, kb),
        Contents(),
        *note,
        *coverage_section(rec, kb, sources),
        *focus_section(rec, kb, sources),
        *capability_section(rec, kb),
        *to_do(rec),
        *doubts_section(rec, case.sensitivity, case.flips, kb),
        *proofs_section(case.proofs, sources),
        *records_section(rec, kb, sources, case),
    ]
    return Document(" ".join(case.title.split()) or TITLE, _subtitle(case, kb), case.date, case.program, tuple(blocks))


def sheet(title: str, subtitle: str, date: str, program: str, blocks: Sequence[Block]) -> Document:
    """Any other result that is worded as blocks, such as a plan: its first part by itself, then the contents."""
    headings = [i for i, block in enumerate(blocks) if isinstance(block, Heading)]
    first = headings[1] if len(headings) > 1 else len(blocks)
    contents = [Contents(new_page=False)] if len(headings) > 1 else []
    return Document(title, subtitle, date, program, (*blocks[:first], *contents, *blocks[first:]))


def to_prove(rec: Recommendation) -> Iterator[tuple[str, str]]:
    """The conclusions that a paper proves, each with its heading: coverage, focus, the first capabilities, warnings."""
    yield "Customers per RM", "coverage"
    yield "The focus", "focus"
    for need in rec.capabilities[:TOP]:
        yield need.name, need.id
    for note in rec.warnings:
        yield f"The warning: {note.text.partition('. ')[0].rstrip('.')}", note.id


def _subtitle(case: Case, kb: KnowledgeBase) -> str:
    """Whom it is about, as far as that was answered."""
    answers = case.recommendation.answers
    parts = []
    for name in ("segment", "customers", "rm_count"):
        if name in answers and answers[name] != "unknown":
            unit = kb.vocabulary[name].unit
            parts.append(f"{told(answers[name], kb.vocabulary[name])}{' ' + unit if unit else ''}")
    return "; ".join(parts) or "Nothing is known about these RMs yet"


def _first_page(case: Case, kb: KnowledgeBase) -> Iterator[Block]:
    """What a director reads who reads one page."""
    rec = case.recommendation
    heading, pairs = answer(rec)[:2]
    assert isinstance(heading, Heading) and isinstance(pairs, Pairs)  # noqa: S101, PT018 - for the type checker
    yield Heading("The recommendation")
    yield Pairs(pairs.rows, lead=True)
    chart = coverage_chart(rec)
    if chart is not None:
        yield chart
    firm = " ".join(_how_firm(case))
    if firm:
        yield Heading("How firm this is", 2)
        yield Paragraph(firm)
    most = FIRST_PAGE["warnings"]
    if rec.warnings:
        yield Heading("Warnings", 2)
        yield Bullets(tuple(note.text for note in rec.warnings[:most]) + _more(len(rec.warnings) - most, "warning"))
    most = FIRST_PAGE["advice"]
    if rec.advice:
        yield Heading("What to do first", 2)
        yield Bullets(tuple(note.text for note in rec.advice[:most]))
    if (rec.coverage.low is None and rec.coverage.high is None) or rec.focus.model is None:
        yield Heading("What to find out first", 2)
        most = FIRST_PAGE["questions"]
        helpful = tuple(kb.vocabulary[question.fact].question for question in rec.open_questions[:most])
        if helpful:
            yield Paragraph("Too little is known for the lines above that say so. These answers would help most:")
            yield Bullets(helpful)
        else:
            text = (
                "Too little is known for the lines above that say so, and all questions were answered with 'unknown':"
            )
            yield Paragraph(f"{text} a figure or a choice for any of them would help.")


def _more(left: int, what: str) -> tuple[str, ...]:
    return (f"{left} more {what}{'s' if left > 1 else ''} under 'What to do'.",) if left > 0 else ()


def _how_firm(case: Case) -> Iterator[str]:
    """On what it stands, what could still change, and what would be worth finding out."""
    rec = case.recommendation
    coverage, workload = rec.coverage, rec.coverage.workload
    if coverage.basis is not None:
        yield BASES.get(coverage.basis, f"The range stands on: {coverage.basis}.")
    own, assumed = len(workload.own), len(workload.assumed)
    if workload.low is not None:
        are = "is" if own == 1 else "are"
        yield f"Of the {own + assumed} quantities behind the hours, {own or 'none'} {are} given."
    if rec.focus.model is not None:
        yield (
            "The focus is settled: no question that is still open can change it."
            if rec.focus.settled
            else "The focus is not settled: answers that are missing could still change it."
        )
    first = next((doubt for doubt in case.sensitivity.doubts if doubt.target.width), None)
    if first is not None:
        low, high = figure(first.target.low), figure(first.target.high)
        name = called(first.fact)
        yield f"The doubt that weighs most is {name}: it alone moves the figure to plan with from {low} to {high}."


def _paragraphs(text: str) -> list[str]:
    """A text of the author's, paragraph by paragraph."""
    return [" ".join(part.split()) for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
