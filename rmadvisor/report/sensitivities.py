"""Word what each doubt costs: what to find out first, the tornado, and what else hangs on each doubt.

In:     Sensitivity, KnowledgeBase.
Out:    blocks.
"""

from __future__ import annotations

from collections.abc import Iterator

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.reasoning.explanation.sensitivity import ASSUMED, LIST, RANGE, Doubt, Reach, Sensitivity
from rmadvisor.reasoning.memory import figure
from rmadvisor.report.blocks import Bar, Bars, Block, Heading, Pairs, Paragraph
from rmadvisor.report.values import told
from rmadvisor.report.wording import MODELS
from rmadvisor.sizing.steps import UNIT

MOST = 10


def word_sensitivity(found: Sensitivity, kb: KnowledgeBase) -> list[Block]:
    """The whole ranking."""
    blocks: list[Block] = [Heading("What the doubts cost")]
    if not found.doubts:
        return [*blocks, Paragraph("Nothing is unknown or assumed: no doubt is left that could widen the result.")]
    blocks.append(Paragraph(_first(found, kb)))
    if found.target is None:
        blocks.append(Paragraph("There is no target yet: `rmadvisor why-not ANSWERS coverage` says what it lacks."))
    wide = [doubt for doubt in found.doubts if doubt.target.width]
    if wide:
        now = "" if found.target is None else f"{figure(found.target)} {UNIT}, as recommended now"
        bars = tuple(Bar(doubt.fact, doubt.target.low or 0.0, doubt.target.high or 0.0) for doubt in wide)
        blocks += [
            Heading("Customers per RM to plan with, one doubt at a time", 2),
            Bars(bars, found.target, UNIT, mark_label=now),
        ]
    telling = [doubt for doubt in found.doubts if doubt.matters]
    if telling:
        rows = tuple((doubt.fact, tuple(hangs_on(doubt, found, kb))) for doubt in telling[:MOST])
        blocks += [Heading("What hangs on each", 2), Pairs(rows)]
    if len(telling) > MOST:
        blocks.append(Paragraph(f"{len(telling) - MOST} more: add --json."))
    idle = [doubt.fact for doubt in found.doubts if not doubt.matters and doubt.tried]
    if idle:
        blocks.append(Paragraph(f"These move neither target, RMs, focus nor warnings: {', '.join(idle)}."))
    untried = [doubt.fact for doubt in found.doubts if not doubt.tried]
    if untried:
        text = "No value to try is known for these, as no rule draws a line there and no range is usual"
        blocks.append(Paragraph(f"{text}: {', '.join(untried)}."))
    return blocks


def _first(found: Sensitivity, kb: KnowledgeBase) -> str:
    """What to find out first."""
    first = found.doubts[0]
    if not first.matters:
        return "What is unknown or assumed moves neither the target, the RMs needed, the focus nor a warning."
    text = f"Find out first: {first.fact}."
    if first.target.width:
        text += f" It alone moves the target from {_figures(first.target)} customers per RM"
        text += f" ({figure(found.target)} now)." if found.target is not None else "."
    return text


def _figures(reach: Reach) -> str:
    return figure(reach.low) if reach.low == reach.high else f"{figure(reach.low)} to {figure(reach.high)}"


def hangs_on(doubt: Doubt, found: Sensitivity, kb: KnowledgeBase) -> Iterator[str]:
    """Line by line what a doubt is and what it moves."""
    fact = kb.vocabulary[doubt.fact]
    yield f"{now_in_words(doubt, kb)}; tried {tried_in_words(doubt, kb)}"
    if doubt.target.width:
        at_low, at_high = (told(value, fact) for value in (doubt.target.at_low, doubt.target.at_high))
        yield f"target {figure(doubt.target.low)} at {at_low}, {figure(doubt.target.high)} at {at_high}"
    if doubt.rms_needed.width:
        low, high = (None if n is None else round(n, 1) for n in (doubt.rms_needed.low, doubt.rms_needed.high))
        yield f"RMs needed {figure(low)} to {figure(high)}"
    others = [model for model in doubt.focuses if model != found.focus]
    if others:
        yield "the focus could become: " + " or ".join(MODELS[m] if m else "none" for m in others)
    yield from warnings_moved(doubt)


def warnings_moved(doubt: Doubt) -> Iterator[str]:
    """The warnings that come or go with a doubt."""
    yield from (f"could bring the warning: {first_sentence(note.text)}" for note in doubt.warnings_added)
    yield from (f"could end the warning: {first_sentence(note.text)}" for note in doubt.warnings_removed)


def first_sentence(text: str) -> str:
    """Enough to know a warning again."""
    first, stop, _ = text.partition(". ")
    return f"{first}{'.' if stop else ''}"


def now_in_words(doubt: Doubt, kb: KnowledgeBase) -> str:
    """What stands there now."""
    value = told(doubt.now, kb.vocabulary[doubt.fact])
    if ASSUMED in doubt.kinds:
        return f"assumed {value}" + (", as you answered 'unknown'" if len(doubt.kinds) > 1 else "")
    return {RANGE: f"your range {value}", LIST: value}.get(doubt.kinds[0], "you answered 'unknown'")


def tried_in_words(doubt: Doubt, kb: KnowledgeBase) -> str:
    fact = kb.vocabulary[doubt.fact]
    if fact.numeric:
        low, high = min(doubt.tried), max(doubt.tried)
        return told(low, fact) if low == high else told([low, high], fact)
    if doubt.kinds[0] == LIST:
        return "each of them"
    return f"each of the {len(doubt.tried)} possible answers" if fact.type != "choices" else "each choice, and all"
