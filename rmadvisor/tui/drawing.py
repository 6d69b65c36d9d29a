"""Bars made of letters: ranges on one scale, a certainty, a level. Each has its figure beside it in words.

In:     figures, the room in columns.
Out:    text of exactly that many columns, or Content.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from rmadvisor.reasoning.memory import figure
from rmadvisor.report.blocks import Bar, Bars
from rmadvisor.tui.lines import cut

LEAST_ROOM = 8  # columns; below that a bar says nothing


@dataclass(frozen=True, slots=True)
class Row:
    """A range from low to high (None: open), or a mark where both are the same; `plan` is marked inside it."""

    label: str
    low: float | None
    high: float | None
    words: str
    plan: float | None = None
    solid: bool = False
    style: str = ""


def ranges(rows: Sequence[Row], width: int) -> Content:
    """Ranges below one another, all on one scale."""
    figures = [n for row in rows for n in (row.low, row.high, row.plan) if n is not None]
    least, most = (min(figures), max(figures)) if figures else (0.0, 0.0)
    labels = max((len(row.label) for row in rows), default=0)
    words = max((len(row.words) for row in rows), default=0)
    room = width - labels - 2 - words - 1
    drawn = room >= LEAST_ROOM and most > least
    lines = []
    for row in rows:
        label = (row.label.ljust(labels), "$foreground-muted")
        bar = f"{_bar(row, least, most, room)} " if drawn else ""
        told = row.words if drawn else cut(row.words, width - labels - 2)
        lines.append(Content.assemble(label, "  ", (bar, row.style or "$primary"), told))
    return Content("\n").join(lines)


def _bar(row: Row, least: float, most: float, room: int) -> str:
    def at(figure: float) -> int:
        return round((figure - least) / (most - least) * (room - 1))

    first = 0 if row.low is None else at(row.low)
    last = room - 1 if row.high is None else at(row.high)
    cells = [" "] * room
    if row.low is not None and row.low == row.high:
        cells[first] = "▲"
        return "".join(cells)
    for place in range(first, last + 1):
        cells[place] = "█" if row.solid else "─"
    if not row.solid:
        cells[first] = "├" if row.low is not None else "◄"
        cells[last] = "┤" if row.high is not None else "►"
    if row.plan is not None:
        cells[at(row.plan)] = "◆"
    return "".join(cells)


def share(value: float, width: int) -> str:
    """A bar for -1..1; what speaks against is hatched.

    >>> share(0.5, 8), share(-0.25, 8)
    ('████····', '▒▒······')
    """
    filled = min(round(abs(value) * width), width)
    return ("█" if value >= 0 else "▒") * filled + "·" * (width - filled)


def level(needed: int, current: int | None) -> str:
    """A level of five: held already, missing, beyond what is needed.

    >>> level(4, 2), level(3, None)
    ('●●○○·', '○○○··')
    """
    held = min(current or 0, needed)
    return "●" * held + "○" * (needed - held) + "·" * (5 - needed)


def tornado(bar: Bar, bars: Bars, labels: int, width: int) -> Content:
    """One bar of a chart whose bars share a scale, with the mark at today's figure and both ends in figures."""
    ends = [(_end(each.low), _end(each.high)) for each in bars.rows]
    left, right = (max(len(pair[side]) for pair in ends) for side in (0, 1))
    room = width - labels - left - right - 3
    low, high = _end(bar.low), _end(bar.high)
    if room < LEAST_ROOM:
        return Content(cut(f"{bar.label}: {low} to {high}", width))
    told = [end for each in bars.rows for end in (each.low, each.high) if end is not None]
    scaled = [*told, *([] if bars.mark is None else [bars.mark])] or [0.0]
    least, most = min(scaled), max(scaled)
    scale = (room - 1) / (most - least) if most > least else 0.0
    first = 0 if bar.low is None else round((bar.low - least) * scale)
    last = room - 1 if bar.high is None else round((bar.high - least) * scale)
    cells = [" "] * first + ["█"] * (last - first + 1) + [" "] * (room - last - 1)
    if bars.mark is not None:
        cells[round((bars.mark - least) * scale)] = "│"
    drawn = ("".join(cells), "$primary")
    return Content.assemble(f"{bar.label.ljust(labels)} {low.rjust(left)} ", drawn, f" {high.rjust(right)}")


def _end(number: float | None) -> str:
    """An end of a bar in figures; one beyond the scale is open."""
    return "open" if number is None else figure(number)
