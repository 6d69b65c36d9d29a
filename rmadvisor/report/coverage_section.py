"""The section on customers per RM: the arithmetic line by line, the public figures, and how the two meet."""

from __future__ import annotations

from collections.abc import Iterator

from rmadvisor.knowledge.entries import Entry
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.vocabulary import Fact
from rmadvisor.reasoning.memory import figure, from_to
from rmadvisor.reasoning.recommendation import Recommendation
from rmadvisor.report.blocks import Block, Heading, Paragraph, Table
from rmadvisor.report.records_section import Sources
from rmadvisor.report.values import called, in_plain, told
from rmadvisor.report.wording import GRADES, meeting, source_of, step_figure, tenth
from rmadvisor.sizing.steps import OWN, Step

MONEY = ("rm_cost", "revenue_per_customer", "target_cost_income")


def coverage_section(rec: Recommendation, kb: KnowledgeBase, sources: Sources) -> Iterator[Block]:
    """Everything behind the range and the number of RMs."""
    coverage, workload = rec.coverage, rec.coverage.workload
    yield Heading("Customers per RM")
    if not workload.steps and coverage.benchmark is None:
        yield Paragraph("Nothing can be said yet: neither figures of your own nor a segment are given.")
        return
    yield Heading("Worked out from hours", 2)
    if workload.steps:
        rows = tuple((in_plain(step.label), step_figure(step), step.unit, _from(step, kb)) for step in workload.steps)
        yield Table(("Line", ">Figure", "Unit", "How, or from where"), rows, "The arithmetic, line by line")
    if workload.missing:
        names = ", ".join(called(name) for name in workload.missing)
        yield Paragraph(f"The hours say nothing yet: neither given nor assumed are {names}.")
    yield Heading("As published", 2)
    if coverage.benchmark is None:
        yield Paragraph("No public figure applies to these answers.")
    else:
        published = tuple(_public(entry, sources) for entry in coverage.benchmark.figures)
        head = ("Figure", ">Customers per RM", "Where and when", "Grade", "Sources")
        yield Table(head, published, "Public figures, the one that governs at the head")
        weakest = coverage.benchmark.weakest_grade
        yield Paragraph(f"Weakest source: grade {weakest} ({GRADES[weakest]}).")
    yield Heading("How the two meet", 2)
    yield Paragraph(meeting(rec, kb))
    steps = tuple(_rms(rec, kb))
    if steps:
        yield Heading("RMs needed, and what pays", 2)
        yield Table(("Line", ">Figure", "How"), steps, "From customers per RM to RMs")


def _from(step: Step, kb: KnowledgeBase) -> str:
    """Where a line comes from."""
    return step.how.replace("your figure", "given") if step.source == OWN else source_of(step, kb)


def _public(entry: Entry, sources: Sources) -> tuple[str, ...]:
    d = entry.details
    where = d["region"] + (f", {d['year']:.0f}" if d["year"] else "")
    kind = " (a comparable job)" if d["analogue"] else ""
    return entry.title, from_to(d["low"], d["high"]), where, f"{d['grade']}{kind}", sources.of(entry.cites)


def _rms(rec: Recommendation, kb: KnowledgeBase) -> Iterator[tuple[str, str, str]]:
    """RMs needed, today's book and break-even, each with its arithmetic."""
    coverage = rec.coverage
    needed = coverage.rms_needed
    if needed.low is not None or needed.high is not None:
        per_rm = from_to(coverage.low, coverage.high)
        customers = _given(rec, kb, "customers") or "RMs today x customers per RM"
        yield "RMs needed, full-time", from_to(tenth(needed.low), tenth(needed.high)), f"{customers} / ({per_rm})"
        if needed.target is not None:
            by = f"{customers} / {figure(coverage.target)}"
            yield "RMs needed at the figure to plan with", figure(tenth(needed.target)), by
    if coverage.current is not None:
        today = f"{_given(rec, kb, 'customers')} / {_given(rec, kb, 'rm_count')}"
        how = "given" if _given(rec, kb, "customers_per_rm") else today
        yield "Customers per RM today", from_to(coverage.current.low, coverage.current.high), how
    if coverage.break_even is not None:
        cost, revenue, share = (_given(rec, kb, name) for name in MONEY)
        assumed = coverage.quantities.get(MONEY[2])
        share = share or f"{figure(assumed.value if assumed else None)}%, assumed"
        how = f"cost of an RM {cost} / (revenue per customer {revenue} x {share})"
        low, high = tenth(coverage.break_even.low), tenth(coverage.break_even.high)
        yield "The book pays for its RM from", from_to(low, high), how


def _given(rec: Recommendation, kb: KnowledgeBase, name: str) -> str:
    fact: Fact = kb.vocabulary[name]
    value = rec.answers.get(name)
    return "" if value in (None, "unknown") else told(value, fact)
