"""Write blocks as plain text for a terminal: no colour, nothing that a screen reader stumbles over."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from rmadvisor.reasoning.memory import figure
from rmadvisor.report.blocks import Bars, Block, Bullets, Contents, Heading, Pairs, Paragraph, Table, Tree
from rmadvisor.report.terminal import USUAL

TODAY = "today's {} {}"


def write(blocks: Iterable[Block], width: int = USUAL) -> str:
    """The whole report; ends with a newline."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Heading) and lines and lines[-1]:
            lines.append("")
        lines += _block(block, width)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _block(block: Block, width: int) -> Iterator[str]:
    match block:
        case Heading(text=text, level=1):
            yield from _wrap(text.upper(), width, "", "")
        case Heading(text=text):
            yield from _wrap(text, width, "", "")
        case Paragraph(text=text):
            yield from _wrap(text, width, "  ", "  ")
        case Bullets(items=items):
            for item in items:
                yield from _wrap(item, width, "  - ", "    ")
        case Pairs(rows=rows):
            column = max(len(label) for label, _ in rows) + 4
            for label, texts in rows:
                for i, text in enumerate(texts):
                    yield from _wrap(text, width, f"  {label if i == 0 else ''}".ljust(column), " " * column)
        case Tree(rows=rows):
            for depth, text in rows:
                indent = "  " * depth
                yield from _wrap(text, width, f"{indent}- " if depth else "", f"{indent}  " if depth else "  ")
        case Table():
            yield from _table(block, width)
        case Bars():
            yield from _bars(block, width)
        case Contents():
            pass  # a terminal has no pages to turn


def _wrap(text: str, width: int, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=rest, break_long_words=True, break_on_hyphens=False
    ) or [first]


def _table(table: Table, width: int) -> Iterator[str]:
    """Columns as wide as they must be; the widest gives way where the line is too short."""
    head = [name.lstrip(">") for name in table.head]
    right = [name.startswith(">") for name in table.head]
    rows = [head, *table.rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    room = width - 2 - 2 * (len(head) - 1)
    while sum(widths) > room:
        widest = widths.index(max(widths))
        widths[widest] -= 1
    for row in rows:
        cells = [textwrap.wrap(cell, w, break_on_hyphens=False) or [""] for cell, w in zip(row, widths, strict=True)]
        for i in range(max(map(len, cells))):
            parts = [cell[i] if i < len(cell) else "" for cell in cells]
            aligned = (p.rjust(w) if r else p.ljust(w) for p, w, r in zip(parts, widths, right, strict=True))
            yield "  " + "  ".join(aligned)


def _bars(bars: Bars, width: int) -> Iterator[str]:
    """Each bar drawn with = between its two figures, o at its own mark, | at the chart's; a bar without an end runs to
    the edge. Nothing is said by the drawing alone."""
    ends = [tuple("" if end is None else figure(end) for end in (bar.low, bar.high)) for bar in bars.rows]
    left, right = (max(len(pair[side]) for pair in ends) for side in (0, 1))
    labels = min(max(len(bar.label) for bar in bars.rows), max(width - left - right - 26, 8))
    room = max(width - labels - left - right - 6, 10)
    known = [] if bars.mark is None else [bars.mark]
    known += [n for bar in bars.rows for n in (bar.low, bar.high, bar.at) if n is not None]
    least, most = bars.ends or (min(known), max(known))
    scale = (room - 1) / (most - least) if most > least else 0.0

    def cell(number: float) -> int:
        return round((number - least) * scale)

    for bar, (low, high) in zip(bars.rows, ends, strict=True):
        first = 0 if bar.low is None else cell(bar.low)
        last = room - 1 if bar.high is None else cell(bar.high)
        cells = [" "] * first + ["="] * (last - first + 1) + [" "] * (room - last - 1)
        if bar.at is not None:
            cells[cell(bar.at)] = "o"
        if bars.mark is not None:
            cells[cell(bars.mark)] = "|"
        lines = textwrap.wrap(bar.label, labels, break_on_hyphens=False) or [""]
        yield from (f"  {line}" for line in lines[:-1])
        yield f"  {lines[-1].ljust(labels)}  {low.rjust(left)} {''.join(cells)} {high.rjust(right)}"
    if bars.at_label and any(bar.at is not None for bar in bars.rows):
        yield f"  o is {bars.at_label}."
    if bars.mark is not None:
        yield f"  | is {bars.mark_label or TODAY.format(figure(bars.mark), bars.unit)}."
