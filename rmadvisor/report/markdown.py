"""Write blocks as Markdown; whatever stands in the texts is shown as text, never taken as markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rmadvisor.reasoning.memory import figure
from rmadvisor.report.blocks import (
    Bars,
    Block,
    Bullets,
    Contents,
    Document,
    Heading,
    Pairs,
    Paragraph,
    Table,
    Tree,
)
from rmadvisor.report.numbering import Numbered, bar_in_words, numbered

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&$!])")
_LEADING = re.compile(r"^(\d+)([.)])|^([-+=])")  # what would begin a list or a heading at the start of a line


def write(blocks: Iterable[Block]) -> str:
    """The blocks alone; ends with a newline."""
    return "\n".join(line for block in blocks for line in (*_block(block), ""))


def write_document(document: Document) -> str:
    """A document with its title, contents, and numbered headings, tables and figures."""
    lines = [f"# {_escape(document.title)}", "", _line(document.subtitle), "", _escape(document.date), ""]
    parts = numbered(document.blocks)
    for part in parts:
        match part.block:
            case Heading(level=level):
                lines += [f'<a id="{part.id}"></a>', "", f"{'#' * (level + 1)} {_escape(part.caption)}"]
            case Contents():
                lines += ["**Contents**", "", *_contents(parts)]
            case Bars(key=key):
                lines += [_escape(part.caption), "", *_block(part.block), "", _line(key)]
            case Table():
                lines += [_escape(part.caption), "", *_block(part.block)]
            case other:
                lines += _block(other)
        lines.append("")
    return "\n".join(lines)


def _contents(parts: Iterable[Numbered]) -> Iterator[str]:
    for part in parts:
        if isinstance(part.block, Heading):
            yield f"{'  ' * (part.block.level - 1)}- [{_escape(part.caption)}](#{part.id})"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text=text, level=level):
            yield f"{'#' * level} {_escape(text)}"
        case Paragraph(text=text):
            yield _line(text)
        case Bullets(items=items):
            yield from (f"- {_line(item)}" for item in items)
        case Pairs(rows=rows):
            yield "| | |"
            yield "|---|---|"
            for label, texts in rows:
                yield f"| **{_escape(label)}** | {'<br>'.join(map(_escape, texts))} |"
        case Tree(rows=rows):
            yield from (f"{'  ' * depth}- {_line(text)}" for depth, text in rows)
        case Table(head=head, rows=rows):
            yield "| " + " | ".join(_escape(name.lstrip(">")) for name in head) + " |"
            yield "|" + "|".join("---:" if name.startswith(">") else "---" for name in head) + "|"
            for row in rows:
                yield "| " + " | ".join(map(_escape, row)) + " |"
        case Bars():
            yield from _bars(block)


def _bars(bars: Bars) -> Iterator[str]:
    """A chart as a table: in words where its bars have words, else from and to."""
    mark = "" if bars.mark is None else figure(bars.mark)
    if all(bar.told for bar in bars.rows):
        yield f"| {_escape(bars.unit)} | |"
        yield "|---|---:|"
        yield from (f"| {_escape(bar.label)} | {_escape(bar_in_words(bar))} |" for bar in bars.rows)
        return
    yield f"| {_escape(bars.unit)} | From | To |"
    yield "|---|---:|---:|"
    for bar in bars.rows:
        ends = ("" if end is None else figure(end) for end in (bar.low, bar.high))
        yield f"| {_escape(bar.label)} | {' | '.join(ends)} |"
    if mark:
        yield f"| **today** | {mark} | {mark} |"


def _line(text: str) -> str:
    """A text that stands at the start of a line, where also a number or a dash would be markup."""
    return _LEADING.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", _escape(text))


def _escape(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
