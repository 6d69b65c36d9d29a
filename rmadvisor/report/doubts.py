"""Word the end of the report: what is uncertain, and on whose word the rest stands.

In:     Recommendation, KnowledgeBase; `brief` for a terminal.
Out:    blocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.reasoning.memory import figure
from rmadvisor.reasoning.recommendation import Recommendation
from rmadvisor.report.blocks import Block, Bullets, Heading, Paragraph, Table

MOST_QUESTIONS = 6  # named in a brief report; the others are counted


def uncertain(rec: Recommendation, kb: KnowledgeBase, brief: bool) -> list[Block]:
    """What was assumed, what is not known, and which answers would help most."""
    blocks: list[Block] = [Heading("What is uncertain")]
    if rec.assumptions:
        listed = ", ".join(f"{a.fact.replace('_', ' ')} {figure(a.value)}" for a in rec.assumptions)
        blocks.append(Paragraph(f"Assumed, because you gave no figure: {listed}."))
    unknown = [name.replace("_", " ") for name, value in rec.answers.items() if value == "unknown"]
    if unknown:
        blocks.append(Paragraph(f"You answered 'unknown' to: {', '.join(unknown)}."))
    shown = rec.open_questions[:MOST_QUESTIONS] if brief else rec.open_questions
    if shown:
        blocks.append(
            Paragraph(f"{len(rec.open_questions)} questions could still change something. The most useful to answer:")
        )
        blocks.append(Bullets(tuple(f"{q.fact}: {kb.vocabulary[q.fact].question}" for q in shown)))
    else:
        blocks.append(Paragraph("No open question can change the recommendation."))
    return blocks


def sources(rec: Recommendation, kb: KnowledgeBase, only: Sequence[Block] | None) -> list[Block]:
    """The sources with title and publisher: all of them, or those that the blocks shown cite."""
    names = list(rec.citations)
    if only is not None:
        text = " ".join(_texts(only))
        figures = rec.coverage.benchmark.figures if rec.coverage.benchmark else ()
        behind = {name for entry in figures for name in entry.cites}
        names = [name for name in names if name in behind or f"{name}," in text or f"{name}]" in text]
    items = []
    for name in names:
        if name in kb.sections:
            items.append(f"{name}: {kb.sections[name]}")
        elif name in kb.entries:
            entry = kb.entries[name]
            publisher = entry.details.get("publisher", "")
            items.append(f"{name}: {entry.title}{', ' + publisher if publisher else ''}")
    more = len(rec.citations) - len(names)
    blocks: list[Block] = [Heading("Sources"), Bullets(tuple(items))] if items else []
    if more and blocks:
        blocks.append(Paragraph(f"{more} more stand behind the other lines: `rmadvisor advise ANSWERS --markdown`."))
    return blocks


def _texts(blocks: Sequence[Block]) -> Iterable[str]:
    for block in blocks:
        if isinstance(block, Bullets):
            yield from block.items
        elif isinstance(block, Table):
            yield from (cell for row in block.rows for cell in row)
