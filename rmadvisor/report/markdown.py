"""Write blocks as Markdown; whatever stands in the texts is shown as text, never taken as markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rmadvisor.reasoning.memory import figure
from rmadvisor.report.blocks import Bars, Block, Bullets, Heading, Pairs, Paragraph, Table, Tree

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")


def write(blocks: Iterable[Block]) -> str:
    """The whole report; ends with a newline."""
    return "\n".join(line for block in blocks for line in (*_block(block), ""))


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text=text, level=level):
            yield f"{'#' * level} {_escape(text)}"
        case Paragraph(text=text):
            yield _escape(text)
        case Bullets(items=items):
            yield from (f"- {_escape(item)}" for item in items)
        case Pairs(rows=rows):
            yield "| | |"
            yield "|---|---|"
            for label, texts in rows:
                yield f"| **{_escape(label)}** | {'<br>'.join(map(_escape, texts))} |"
        case Tree(rows=rows):
            yield from (f"{'  ' * depth}- {_escape(text)}" for depth, text in rows)
        case Table(head=head, rows=rows):
            yield "| " + " | ".join(_escape(name.lstrip(">")) for name in head) + " |"
            yield "|" + "|".join("---:" if name.startswith(">") else "---" for name in head) + "|"
            for row in rows:
                yield "| " + " | ".join(map(_escape, row)) + " |"
        case Bars(rows=bars, mark=mark, unit=unit):
            yield f"| {_escape(unit)} | From | To |"
            yield "|---|---:|---:|"
            for bar in bars:
                yield f"| {_escape(bar.label)} | {figure(bar.low)} | {figure(bar.high)} |"
            if mark is not None:
                yield f"| **today** | {figure(mark)} | {figure(mark)} |"


def _escape(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
