"""Word the recommendation: the answer first, then why, then what is uncertain, then the sources.

In:     Recommendation, KnowledgeBase; `brief` for a terminal (the rest is counted and named), else everything.
Out:    blocks, the same for every writer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rmadvisor.knowledge.entries import Entry
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import Support
from rmadvisor.reasoning.memory import figure, from_to
from rmadvisor.reasoning.recommendation import Focus, Recommendation
from rmadvisor.report.blocks import Block, Bullets, Heading, Pairs, Paragraph, Table
from rmadvisor.report.charts import coverage_chart, focus_chart
from rmadvisor.report.doubts import sources, uncertain
from rmadvisor.sizing.ranges import Interval
from rmadvisor.sizing.steps import Step

VERDICTS = {
    "over": "over the range: the books are larger than recommended",
    "within": "within the range",
    "under": "under the range: the RMs could cover more",
    "unknown": "it cannot be said on which side of the range",
}
MODELS = {"product": "Product focus", "segment": "Segment focus", "activity": "Activity focus", "hybrid": "Hybrid"}
TOP = 5
BRIEF = {"capabilities": 10, "reasons": 3, "advice": 6}
BASES = {  # how the range comes about, for those who have not read how
    "workload within benchmark": "The range comes from the hours; it lies within what is published.",
    "overlap of workload and benchmark": "The range is what the hours and the published figures have in common.",
    "workload only: no public figure applies": "The range comes from the hours alone, as no public figure applies.",
    "benchmark only: the workload lacks figures": (
        "The range is the published one, as figures for the hours are missing."
    ),
    "workload, above the benchmark: your own figures hold": (
        "The hours lead to more customers than is published; as they rest on figures that were given, they hold."
    ),
    "workload, below the benchmark: your own figures hold": (
        "The hours lead to fewer customers than is published; as they rest on figures that were given, they hold."
    ),
    "benchmark: the assumed workload lies above it": (
        "The range is the published one; the hours, which are assumed, would lead to more customers."
    ),
    "benchmark: the assumed workload lies below it": (
        "The range is the published one; the hours, which are assumed, would lead to fewer customers."
    ),
}


def word(rec: Recommendation, kb: KnowledgeBase, brief: bool, doubts: Sequence[Block] = ()) -> list[Block]:
    """The whole report; `doubts` says what each doubt costs, where that was worked out."""
    reasons = _reasons(rec, kb, brief)
    blocks = [
        *answer(rec),
        Heading("Why"),
        *_coverage(rec, kb),
        *reasons,
        *_capabilities(rec, kb, brief),
        *_advice(rec, brief),
        *uncertain(rec, kb, brief),
        *doubts,
    ]
    return [*blocks, *sources(rec, kb, blocks if brief else None)]


# ---------------------------------------------------------------- the answer


def answer(rec: Recommendation) -> list[Block]:
    coverage = rec.coverage
    rows: list[tuple[str, tuple[str, ...]]] = [("Customers per RM", tuple(range_lines(rec)))]
    needed = coverage.rms_needed
    if needed.low is not None or needed.high is not None:
        today = rec.answers.get("rm_count")
        now = f"; {today:g} today" if isinstance(today, int | float) else ""
        tenths = Interval(tenth(needed.low), tenth(needed.high))
        line = span(tenths) if needed.target is None else f"{figure(tenth(needed.target))} ({span(tenths)})"
        rows.append(("RMs needed", (f"{line}{now}",)))
    else:
        rows.append(("RMs needed", ("not known: say how many customers there are",)))
    rows.append(("Focus", tuple(focus_lines(rec))))
    top = rec.capabilities[:TOP]
    lines = tuple(f"{i}. {need.name}: level {need.level}{gap_in_words(need.gap)}" for i, need in enumerate(top, 1))
    rows.append(("Train first", lines or ("no capability is required by any rule",)))
    blocks: list[Block] = [Heading("Recommendation"), Pairs(tuple(rows))]
    if rec.warnings:
        blocks += [Heading("Warnings"), Bullets(tuple(note.text for note in rec.warnings))]
    return blocks


def tenth(number: float | None) -> float | None:
    """A number of RMs as it is told: to a tenth of a full-time post."""
    return None if number is None else round(number, 1)


def range_lines(rec: Recommendation) -> Iterable[str]:
    coverage = rec.coverage
    if coverage.low is None and coverage.high is None:
        yield "not known: say which segment the RMs serve"
        return
    plan = "" if coverage.target is None else f", plan with {figure(coverage.target)}"
    yield span(Interval(coverage.low, coverage.high)) + plan
    if coverage.current is not None:
        yield f"today {span(coverage.current)}: {VERDICTS[coverage.verdict]}"
    if coverage.break_even is not None:
        pays = Interval(tenth(coverage.break_even.low), tenth(coverage.break_even.high))
        yield f"the book pays for its RM from {span(pays)} customers"


def focus_lines(rec: Recommendation) -> Iterable[str]:
    focus = rec.focus
    if focus.model is None:
        yield f"not known: {focus.reason}"
        return
    ranked = sorted(focus.certainty.items(), key=lambda pair: -pair[1])
    yield f"{chosen_in_words(focus)}: {focus.reason}" if focus.model == "hybrid" else MODELS[focus.model]
    yield ", ".join(f"{name} {value:.2f}" for name, value in ranked)
    yield "settled: no open question can change it" if focus.settled else "open: answers still missing could change it"


def chosen_in_words(focus: Focus) -> str:
    """The focus recommended, with its parts where it is a hybrid."""
    if focus.model != "hybrid":
        return MODELS[focus.model] if focus.model else "No focus"
    return f"Hybrid of {', '.join(focus.components[:-1])} and {focus.components[-1]}"


def gap_in_words(gap: int | None) -> str:
    if gap is None:
        return ""
    return " (already there)" if gap == 0 else f" (gap of {gap})"


def span(interval: Interval) -> str:
    """A range as a person reads it; one figure where both ends are the same."""
    return from_to(interval.low, interval.high)


# ---------------------------------------------------------------- why


def _coverage(rec: Recommendation, kb: KnowledgeBase) -> list[Block]:
    coverage, workload = rec.coverage, rec.coverage.workload
    blocks: list[Block] = [Heading("Customers per RM, worked out from hours", 2)]
    rows = tuple((step.label, step_figure(step), source_of(step, kb)) for step in workload.steps)
    if rows:
        blocks.append(Table(("Line", ">Figure", "From"), rows))
        blocks.append(Paragraph("Hours, contacts and customers are those of a year, shares are per cent."))
    if workload.missing:
        names = ", ".join(name.replace("_", " ") for name in workload.missing)
        blocks.append(Paragraph(f"The hours say nothing yet: {names} are neither given nor assumed."))
    blocks.append(Heading("Customers per RM, as published", 2))
    if coverage.benchmark is None:
        blocks.append(Paragraph("No public figure applies to these answers."))
    else:
        published = (published_in_words(entry, kb) for entry in coverage.benchmark.figures)
        weakest = (
            f"Weakest source: grade {coverage.benchmark.weakest_grade} ({GRADES[coverage.benchmark.weakest_grade]})."
        )
        blocks += [Bullets(tuple(published)), Paragraph(weakest)]
    blocks += [Heading("How the two meet", 2), Paragraph(meeting(rec, kb))]
    chart = coverage_chart(rec)
    return blocks if chart is None else [*blocks, chart]


GRADES = {
    "A": "survey, regulator or peer-reviewed study",
    "B": "consultancy or trade press",
    "C": "vendor, one firm's own word, or advert",
    "D": "no traceable origin",
    "guidance": "our reading of the guidance's words",
    "our assumption": "no source",
}


def step_figure(step: Step) -> str:
    """The figure of a step, with its range where it has one."""
    if step.value is None:
        return span(Interval(step.low, step.high))
    if step.low == step.high:
        return figure(step.value)
    return f"{figure(step.value)} ({span(Interval(step.low, step.high))})"


def source_of(step: Step, kb: KnowledgeBase) -> str:
    """Where a line of the arithmetic comes from, short enough for a column."""
    default = kb.entries.get(step.source)
    if default is None or step.value is None:
        return step.how
    usual, grade = default.details["value"], default.details["grade"]
    changed = f"assumed: {figure(usual)} x {step.value / usual:.2f}" if usual and usual != step.value else "assumed"
    return f"{changed} ({grade if grade == 'our assumption' else 'grade ' + grade})"


def published_in_words(entry: Entry, kb: KnowledgeBase) -> str:
    d = entry.details
    year = f", {d['year']:.0f}" if d["year"] else ""
    low_high = span(Interval(d["low"], d["high"]))
    kind = "; a comparable job, not bank RMs" if d["analogue"] else ""
    return f"{low_high} {d['unit']} ({d['region']}{year}; grade {d['grade']}{kind}): {entry.title} [{entry.id}]"


def meeting(rec: Recommendation, kb: KnowledgeBase) -> str:
    coverage = rec.coverage
    if coverage.basis is None:
        return "Neither hours nor public figures say anything yet."
    text = BASES.get(coverage.basis, f"The range stands on: {coverage.basis}.")
    parted = coverage.disagreement
    if parted is not None:
        label = parted.behind.replace("_", " ")
        text += (
            f" The hours end {figure(parted.by)} customers {parted.side} the public range."
            f" Behind it stands above all {label}, {figure(parted.given)} where {figure(parted.usual)} is usual;"
            f" with that, the hours would give {figure(parted.would_give)}."
        )
    own, total = len(coverage.workload.own), len(coverage.workload.own) + len(coverage.workload.assumed)
    if coverage.workload.low is not None and coverage.benchmark is not None and parted is None:
        text += f" Of the {total} quantities behind the hours {own or 'none'} {'is' if own == 1 else 'are'} your own"
        text += (
            "; the others are defaults chosen near the public range, so far its agreement is no second opinion."
            if own < total
            else ", so the agreement with the public range is a second opinion."
        )
    return text


def _reasons(rec: Recommendation, kb: KnowledgeBase, brief: bool) -> list[Block]:
    """What speaks for and against the focuses that matter, the strongest first."""
    if rec.focus.model is None:
        return []
    chosen = list(dict.fromkeys([*rec.focus.components, rec.focus.model]))
    others = [] if brief else [name for name in rec.focus.certainty if name not in chosen]
    items = []
    for focus in (*chosen, *others):
        pieces = sorted(evidence(rec, focus), key=lambda piece: (-abs(piece[0].certainty), piece[1]))
        most = BRIEF["reasons"] if brief else len(pieces)
        kept = [piece for piece in pieces if piece[0].certainty > 0][:most]
        kept += [piece for piece in pieces if piece[0].certainty < 0][:most]
        for effect, because, cites in kept:
            items.append(f"{focus} {effect.certainty:+.2f}: {because} [{', '.join(cites)}]")
        if brief and len(pieces) > len(kept):
            items.append(f"{focus}: {len(pieces) - len(kept)} more; see `rmadvisor why ANSWERS focus.{focus}`")
    if not items:
        return []
    chart = None if brief else focus_chart(rec, kb.policy)
    return [Heading(MODELS[rec.focus.model], 2), *([chart] if chart else []), Bullets(tuple(items))]


def evidence(rec: Recommendation, focus: str) -> Iterable[tuple[Support, str, tuple[str, ...]]]:
    for firing in rec.findings.firings:
        for effect in firing.rule.then:
            if isinstance(effect, Support) and effect.focus == focus:
                yield effect, firing.rule.because, firing.rule.cites


def _capabilities(rec: Recommendation, kb: KnowledgeBase, brief: bool) -> list[Block]:
    shown = rec.capabilities[: BRIEF["capabilities"]] if brief else rec.capabilities
    rows = tuple(
        (need.name, str(need.level), or_dash(need.current), or_dash(need.gap), f"{need.priority:g}") for need in shown
    )
    if not rows:
        return []
    blocks: list[Block] = [
        Heading("Capabilities, the one to train first at the head", 2),
        Table(("Capability", ">Level", ">Today", ">Gap", ">Priority"), rows),
        Paragraph("Levels: 1 Aware, 2 Basic, 3 Proficient, 4 Advanced, 5 Expert. A dash: present level not given."),
    ]
    if len(rec.capabilities) > len(shown):
        blocks.append(Paragraph(f"{len(rec.capabilities) - len(shown)} more: `rmadvisor advise ANSWERS --markdown`."))
    return blocks


def or_dash(number: int | None) -> str:
    return "-" if number is None else str(number)


def _advice(rec: Recommendation, brief: bool) -> list[Block]:
    shown = rec.advice[: BRIEF["advice"]] if brief else rec.advice
    if not shown:
        return []
    blocks: list[Block] = [Heading("What to do"), Bullets(tuple(note.text for note in shown))]
    if len(rec.advice) > len(shown):
        blocks.append(Paragraph(f"{len(rec.advice) - len(shown)} more: `rmadvisor advise ANSWERS --markdown`."))
    return blocks
