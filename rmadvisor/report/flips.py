"""Word what it would take to change a conclusion."""

from __future__ import annotations

from typing import Any

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.reasoning.explanation.changes import Change
from rmadvisor.reasoning.explanation.flip import MOST_CHANGES, Flips
from rmadvisor.report.blocks import Block, Bullets, Heading, Paragraph


def word_flips(found: Flips, kb: KnowledgeBase) -> list[Block]:
    """The smallest sets of changes, or that there are none."""
    what = {"focus": "the focus"}.get(found.conclusion, found.conclusion)
    now = _said(found.now)
    aim = f"be {_said(found.wanted)}" if found.wanted is not None else "be another"
    blocks: list[Block] = [Heading(f"What would it take for {what} to {aim}?"), Paragraph(f"It is {now} now.")]
    if found.wanted is not None and found.now == found.wanted:
        return [*blocks, Paragraph("Nothing needs to change.")]
    if not found.flips:
        few = "No change of one answer" if found.searched == 1 else f"No change of up to {found.searched} answers"
        beyond = "" if found.searched == MOST_CHANGES else " Larger changes are too many to look at."
        blocks.append(Paragraph(f"{few} does it: all of them were looked at.{beyond}"))
    else:
        size = len(found.flips[0].changes)
        count = "one answer" if size == 1 else f"{size} answers together"
        blocks.append(Paragraph(f"A change of {count} is enough; each line is one way:"))
        blocks.append(
            Bullets(
                tuple(
                    f"{'; '.join(_change(change, kb) for change in flip.changes)} -> {_said(flip.becomes)}"
                    for flip in found.flips
                )
            )
        )
    if found.left_out:
        blocks.append(
            Paragraph(f"Left out, as you cannot change them (--fixed looks at them too): {', '.join(found.left_out)}.")
        )
    return blocks


def _change(change: Change, kb: KnowledgeBase) -> str:
    fact = kb.vocabulary[change.fact]
    if fact.type == "choices":
        gone = (
            [fact.label(v) for v in change.before if v not in change.after] if isinstance(change.before, list) else []
        )
        more = [fact.label(v) for v in change.after if not isinstance(change.before, list) or v not in change.before]
        return f"{change.fact}: " + ", ".join(
            [*(f"with {label}" for label in more), *(f"without {label}" for label in gone)]
        )
    return f"{change.fact}: {_value(change.before)} -> {_value(change.after)}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " to ".join("open" if end is None else f"{end}" for end in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "given" if value else "not given"
    return {None: "undecided"}.get(value, f"level {value}" if isinstance(value, int) else str(value))
