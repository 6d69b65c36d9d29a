"""Word a plan: how many RMs are missing where, what to train, and which groups to look into."""

from __future__ import annotations

from collections.abc import Iterable

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.portfolio.plan import LEFT_OUT, Plan
from rmadvisor.portfolio.totals import Gap, Noted, Totals
from rmadvisor.reasoning.memory import figure, from_to
from rmadvisor.report.blocks import Block, Bullets, Heading, Pairs, Paragraph, Table
from rmadvisor.report.plan_charts import gaps_chart, needed_chart
from rmadvisor.report.records_section import title_of

MOST_WARNINGS, MOST_GROUPS = 5, 50


def word_plan(plan: Plan, kb: KnowledgeBase, drawn: bool = False) -> list[Block]:
    """The answer first, then where, what to train, what to look into, and what was set aside; `drawn` with charts."""
    needed, gaps = (needed_chart(plan), gaps_chart(plan)) if drawn else (None, None)
    blocks: list[Block] = [Heading("Plan"), Pairs(tuple(_answer(plan.totals, kb)))]
    if needed:
        blocks += [Heading("RMs needed and RMs there", 2), needed]
    if plan.by_column:
        blocks += [Heading(f"By {plan.by_column}", 2), _by(plan)]
        blocks += _left_out(plan)
    if plan.gaps:
        blocks += [
            Heading("Capabilities that are missing, most RMs first", 2),
            *([gaps] if gaps else []),
            *_gaps(plan.gaps, plan.totals, kb),
        ]
    if plan.warnings:
        blocks += [
            Heading("Warnings", 2),
            Bullets(tuple(_warning(noted, kb) for noted in plan.warnings[:MOST_WARNINGS])),
        ]
        if len(plan.warnings) > MOST_WARNINGS:
            blocks.append(Paragraph(f"{len(plan.warnings) - MOST_WARNINGS} more: --json has all of them."))
    blocks += [Heading("Rows that deserve a full consultation", 2), *_consult(plan)]
    if plan.set_aside:
        blocks += [Heading("Rows set aside", 2), *_aside(plan)]
    if drawn:
        blocks += _grounds(plan, kb)
    return blocks


def _grounds(plan: Plan, kb: KnowledgeBase) -> Iterable[Block]:
    """What all of it rests on: assumptions, public figures and their sources."""
    yield Heading("What it rests on", 2)
    yield Paragraph(
        "Each row is worked out as a consultation on its answers would be. What a row does not say is assumed: hours,"
        " contacts and shares as they are usual in its segment, and levels of capabilities as noted above."
    )
    if plan.figures:
        rows = tuple(_figure_row(noted, kb) for noted in plan.figures)
        yield Table(
            ("Public figure", ">Range", ">Rows", "Grade", "Sources"), rows, "Public figures that govern the ranges"
        )


def _figure_row(noted: Noted, kb: KnowledgeBase) -> tuple[str, ...]:
    entry = kb.entries[noted.id]
    span = from_to(entry.details["low"], entry.details["high"])
    sources = "; ".join(title_of(cite, kb) for cite in entry.cites)
    return entry.title, span, f"{noted.rows:,}", str(entry.details["grade"]), sources


def _answer(totals: Totals, kb: KnowledgeBase) -> Iterable[tuple[str, tuple[str, ...]]]:
    unknown = totals.rows - totals.over - totals.within - totals.under
    yield "Groups of RMs", (f"{totals.rows:,}",)
    needed = "unknown: no row says how many customers there are"
    if totals.rms_needed_target is not None:
        needed = f"{figure(totals.rms_needed_target)} ({_span(totals)})"
    elif totals.rms_needed_low is not None or totals.rms_needed_high is not None:
        needed = _span(totals)
    yield "RMs needed", (needed,)
    yield "RMs there", (figure(totals.rms_there) if totals.rms_there is not None else "unknown: no row gives rm_count",)
    if totals.rms_missing is not None:
        compared = (
            "" if totals.rows_compared == totals.rows else f", over the {totals.rows_compared:,} rows that give both"
        )
        yield _missing(totals.rms_missing)[0], (f"{_missing(totals.rms_missing)[1]}{compared}",)
    books = [
        f"{count:,} {word}"
        for count, word in ((totals.over, "over"), (totals.within, "within"), (totals.under, "under"))
    ]
    yield "Today's books", (", ".join(books) + " the range" + (f"; {unknown:,} unknown" if unknown else ""),)
    yield "Focus", (", ".join(f"{name} {count:,}" for name, count in totals.focus.items()),)


def _span(totals: Totals) -> str:
    return f"{figure(totals.rms_needed_low)} to {figure(totals.rms_needed_high)}"


def _missing(number: float) -> tuple[str, str]:
    return ("RMs missing", figure(number)) if number >= 0 else ("RMs to spare", figure(-number))


def _left_out(plan: Plan) -> list[Block]:
    """How many groups the table does not show, and where they are."""
    more = len(plan.by) - MOST_GROUPS + plan.groups_left_out
    if more <= 0:
        return []
    all_of_them = f"--json has the {len(plan.by):,} largest" if plan.groups_left_out else "--json has all of them"
    return [Paragraph(f"{more:,} smaller groups are left out here: {all_of_them}.")]


def _by(plan: Plan) -> Table:
    rows = [
        (
            group.group or "",
            f"{group.rows:,}",
            _figure(group.rms_there),
            _figure(group.rms_needed_target),
            _signed(group.rms_missing),
            f"{group.over:,}/{group.within:,}/{group.under:,}",
        )
        for group in plan.by[:MOST_GROUPS]
    ]
    head = (plan.by_column or "", ">rows", ">RMs there", ">needed", ">missing", ">over/within/under")
    return Table(head, tuple(rows), f"RMs needed and RMs there, by {plan.by_column}")


def _figure(number: float | None) -> str:
    return "-" if number is None else figure(number)


def _signed(number: float | None) -> str:
    return "-" if number is None else f"+{figure(number)}" if number > 0 else figure(number)


def _gaps(gaps: Iterable[Gap], totals: Totals, kb: KnowledgeBase) -> list[Block]:
    head = ("capability", ">rows", ">RMs", ">rows, assumed", ">RMs, assumed")
    rows = [
        (gap.name, f"{gap.rows:,}", figure(gap.rms), f"{gap.rows_assumed:,}", figure(gap.rms_assumed)) for gap in gaps
    ]
    level = figure(kb.policy["priority.assumed_level"])
    note = f"Assumed: no present level was given, and RMs are taken to be at level {level}."
    if totals.rms_there is None:
        note += " RMs are 0 where no row gives rm_count."
    return [Table(head, tuple(rows), "Rows and RMs that each missing capability touches"), Paragraph(note)]


def _warning(noted: Noted, kb: KnowledgeBase) -> str:
    rows = "1 row" if noted.rows == 1 else f"{noted.rows:,} rows"
    return f"{rows}: {kb.rule[noted.id].because} ({noted.id})"


def _consult(plan: Plan) -> list[Block]:
    if not plan.consult:
        return [Paragraph("None: no row gives a reason to look into it.")]
    items = []
    for row in plan.consult:
        rms = "" if row.rms is None else f" ({figure(row.rms)} RMs)"
        items.append(f"row {row.row}{f', {row.label}' if row.label else ''}{rms}: {'; '.join(row.reasons)}")
    blocks: list[Block] = [Bullets(tuple(items))]
    if plan.consult_in_all > len(plan.consult):
        more = plan.consult_in_all - len(plan.consult)
        where = f"the column 'consult' of {plan.out}" if plan.out else "--out writes the reasons of every row"
        blocks.append(Paragraph(f"{more:,} more rows deserve one: {where}."))
    blocks.append(Paragraph(f"Not said here: {LEFT_OUT}."))
    return blocks


def _aside(plan: Plan) -> list[Block]:
    lines = [str(complaint) for complaint in plan.complaints]
    blocks: list[Block] = [
        Paragraph(f"{plan.set_aside:,} of {plan.rows + plan.set_aside:,} rows cannot be used and count nowhere above."),
        Bullets(tuple(lines)),
    ]
    told = {complaint.row for complaint in plan.complaints}
    if plan.set_aside > len(told):
        blocks.append(Paragraph(f"{plan.set_aside - len(told):,} more rows."))
    if plan.set_aside_file:
        blocks.append(
            Paragraph(f"All of them, with what is wrong, are in {plan.set_aside_file}: mend them and plan again.")
        )
    else:
        blocks.append(Paragraph("--out FILE also writes all of them, with what is wrong, to a file beside it."))
    return blocks
