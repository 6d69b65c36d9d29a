"""The sections on the focus, the capabilities and what to do."""

from __future__ import annotations

from collections.abc import Iterator

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import FOCUSES
from rmadvisor.reasoning.recommendation import CapabilityNeed, Recommendation
from rmadvisor.report.blocks import Block, Bullets, Heading, Paragraph, Table
from rmadvisor.report.charts import capability_chart, focus_chart
from rmadvisor.report.records_section import Sources
from rmadvisor.report.wording import TOP, chosen_in_words, evidence, or_dash


def focus_section(rec: Recommendation, kb: KnowledgeBase, sources: Sources) -> Iterator[Block]:
    """What speaks for and against each focus."""
    yield Heading("Focus of the RMs")
    focus = rec.focus
    if focus.model is None:
        yield Paragraph(f"No focus can be recommended: {focus.reason}.")
    else:
        yield Paragraph(f"{chosen_in_words(focus)}: {focus.reason}.")
    chart = focus_chart(rec, kb.policy)
    if chart is not None:
        yield chart
    rows = []
    for name in sorted(FOCUSES, key=lambda name: -focus.certainty[name]):
        pieces = sorted(evidence(rec, name), key=lambda piece: (-piece[0].certainty, piece[1]))
        for effect, because, cites in pieces:
            rows.append((name.capitalize(), f"{effect.certainty:+.2f}", because, sources.of(cites)))
    if rows:
        head = ("Focus", ">For or against", "Because", "Sources")
        yield Table(head, tuple(rows), "The evidence, for and against")
        yield Paragraph(
            "Each piece of evidence has a certainty factor from -1 (against) to 1 (for). How strong it is, is our"
            " judgement; its direction is that of the sources. Pieces that say one thing twice count once."
        )


def capability_section(rec: Recommendation, kb: KnowledgeBase) -> Iterator[Block]:
    """Which capabilities, at which level, which first, and how to train them."""
    if not rec.capabilities:
        return
    yield Heading("Capabilities of the RMs")
    chart = capability_chart(rec)
    if chart is not None:
        yield chart
    rows = tuple(_training(need, kb) for need in rec.capabilities[:TOP])
    yield Heading("What to train first", 2)
    yield Table(("Capability", "Level needed", "How to train it", "How to see that it is there"), rows,
                f"The {len(rows)} of highest priority")  # fmt: skip
    yield Heading("All that is needed", 2)
    everything = tuple(
        (need.name, str(need.level), or_dash(need.current), or_dash(need.gap), f"{need.priority:g}")
        for need in rec.capabilities
    )
    head = ("Capability", ">Level", ">Today", ">Gap", ">Priority")
    yield Table(head, everything, "Capabilities by priority of training")
    yield Paragraph("Levels: 1 Aware, 2 Basic, 3 Proficient, 4 Advanced, 5 Expert. A dash: present level not given.")


def _training(need: CapabilityNeed, kb: KnowledgeBase) -> tuple[str, ...]:
    details = kb.entries[need.id].details
    level = f"{need.level}: {details['levels'][need.level]}"
    return need.name, level, details["develop"][0], details["assess"][0]


def to_do(rec: Recommendation) -> Iterator[Block]:
    """Every warning and piece of advice."""
    if rec.warnings or rec.advice:
        yield Heading("What to do")
    if rec.warnings:
        yield Heading("Warnings", 2)
        yield Bullets(tuple(note.text for note in rec.warnings))
    if rec.advice:
        yield Heading("Advice", 2)
        yield Bullets(tuple(note.text for note in rec.advice))
