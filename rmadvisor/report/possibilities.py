"""Word what may still follow from the answers: what is certain, what is possible, and between which figures.

In:     Overview, KnowledgeBase.
Out:    blocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import Warn
from rmadvisor.knowledge.vocabulary import MOST as MOST_GIVEN
from rmadvisor.reasoning.memory import figure
from rmadvisor.reasoning.possible.overview import CERTAIN, IMPOSSIBLE, POSSIBLE, Interval, Overview, level_state
from rmadvisor.report.blocks import Block, Bullets, Heading, Paragraph, Table
from rmadvisor.report.wording import MODELS

FIGURES = {
    "coverage_low": "Customers per RM, lower end",
    "coverage_target": "Customers per RM, target",
    "coverage_high": "Customers per RM, upper end",
    "rms_needed": "RMs needed",
    "break_even": "Customers that pay for an RM",
}
MOST = 8  # lines of a list; the rest is in --json


def word_overview(found: Overview, kb: KnowledgeBase) -> list[Block]:
    """What a manager wants to know of what is open; everything is in --json."""
    blocks: list[Block] = [Heading("What may still follow")]
    rows = [
        (MODELS.get(name, name), state, *(f"{end:+.2f}" for end in _known(found.certainty[name])))
        for name, state in found.models.items()
    ]
    blocks.append(Table(("Focus", "", ">certainty from", ">to"), tuple(rows)))
    sizes = [(words, *_ends(found.figures[name])) for name, words in FIGURES.items() if name in found.figures]
    blocks.append(Table(("Figures", ">from", ">to"), tuple(sizes)))
    quantities = [(kb.vocabulary[name].meaning, *_ends(pair)) for name, pair in found.quantities.items()]
    blocks.append(Table(("Behind the hours", ">from", ">to"), tuple(quantities)))
    blocks += [Heading("Capabilities", 2), Paragraph(_levels(found, kb))]
    blocks.append(Heading("Warnings", 2))
    blocks += _warnings(found, kb)
    given = _count(found.advice)
    blocks.append(
        Paragraph(f"Advice: {given[CERTAIN]} certain, {given[POSSIBLE]} possible, {given[IMPOSSIBLE]} ruled out.")
    )
    return blocks


def _known(pair: Interval) -> Iterable[float]:
    return (0.0 if end is None else end for end in pair)


def _ends(pair: Interval) -> tuple[str, str]:
    return tuple("any" if end is None or end >= MOST_GIVEN else figure(end) for end in pair)  # type: ignore[return-value]


def _count(states: Mapping[str, str]) -> dict[str, int]:
    return {state: list(states.values()).count(state) for state in (CERTAIN, POSSIBLE, IMPOSSIBLE)}


def _levels(found: Overview, kb: KnowledgeBase) -> str:
    fixed = sum(low == high > 0 for low, high in found.levels.values())
    possible = sum(level_state(pair) == POSSIBLE for pair in found.levels.values())
    never = sum(level_state(pair) == IMPOSSIBLE for pair in found.levels.values())
    text = f"{fixed} of {len(found.levels)} have a level that is certain"
    text += f", {possible} may or may not be required" if possible else ""
    text += f", {never} cannot be" if never else ""
    widest = sorted((name for name, (low, high) in found.levels.items() if 0 < low < high), key=lambda name: name)
    if widest:
        some = "; ".join(
            f"{kb.entries[name].title} {found.levels[name][0]} to {found.levels[name][1]}" for name in widest[:MOST]
        )
        text += f". The level is open for {len(widest)}: {some}{' and others' if len(widest) > MOST else ''}"
    return text + "."


def _warnings(found: Overview, kb: KnowledgeBase) -> list[Block]:
    counted = _count(found.warnings)
    text = f"{counted[CERTAIN]} certain, {counted[POSSIBLE]} possible, {counted[IMPOSSIBLE]} ruled out."
    items = [
        f"{state}: {_told(kb, name)} ({name})"
        for wanted in (CERTAIN, POSSIBLE)
        for name, state in found.warnings.items()
        if state == wanted
    ]
    more = [Paragraph(f"{len(items) - MOST} more: add --json.")] if len(items) > MOST else []
    return [Paragraph(text), *([Bullets(tuple(items[:MOST]))] if items else []), *more]


def _told(kb: KnowledgeBase, name: str) -> str:
    """The first sentence of a warning, with its open figures as dots."""
    text = next(effect.text for effect in kb.rule[name].then if isinstance(effect, Warn))
    for fact in kb.vocabulary:
        text = text.replace("{" + fact + "}", "\N{HORIZONTAL ELLIPSIS}")
    return text.partition(". ")[0].rstrip(".")
