"""Number the headings, tables and figures of a document, so that every format gives them the same numbers.

In:     Document.
Out:    Numbered blocks: number ("2", "2.1", "Figure 3", or nothing) and an id that is unique in the document.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rmadvisor.reasoning.memory import figure, from_to
from rmadvisor.report.blocks import Bar, Bars, Block, Heading, Table


@dataclass(frozen=True, slots=True)
class Numbered:
    """A block with its number and id."""

    block: Block
    number: str
    id: str

    @property
    def caption(self) -> str:
        """What stands at a figure, a table or as a heading: the number and the words."""
        match self.block:
            case Heading(text=words):
                return f"{self.number}. {words}" if "." not in self.number else f"{self.number} {words}"
            case Bars(title=words) | Table(caption=words):
                return f"{self.number}: {words}" if words else self.number
        return ""


def numbered(blocks: Iterable[Block]) -> list[Numbered]:
    """The blocks in order; headings are numbered by section, figures and tables throughout.

    >>> [one.caption for one in numbered([Heading("A"), Heading("B", 2), Heading("C")])]
    ['1. A', '1.1 B', '2. C']
    """
    section = part = figures = tables = 0
    found = []
    for i, block in enumerate(blocks, 1):
        number, name = "", f"block-{i}"
        if isinstance(block, Heading) and block.level == 1:
            section, part = section + 1, 0
            number, name = f"{section}", f"section-{section}"
        elif isinstance(block, Heading):
            part += 1
            number, name = f"{section}.{part}", f"section-{section}-{part}"
        elif isinstance(block, Bars):
            figures += 1
            number, name = f"Figure {figures}", f"figure-{figures}"
        elif isinstance(block, Table):
            tables += 1
            number, name = f"Table {tables}", f"table-{tables}"
        found.append(Numbered(block, number, name))
    return found


def in_words(bars: Bars) -> str:
    """A chart for those who cannot see it: every bar with its figures."""
    mark = "" if bars.mark is None else f" {bars.mark_label or f'today {figure(bars.mark)}'}."
    return f"{bars.title or bars.unit}: {'; '.join(f'{bar.label} {bar_in_words(bar)}' for bar in bars.rows)}.{mark}"


def bar_in_words(bar: Bar) -> str:
    """The figures of a bar.

    >>> bar_in_words(Bar("", 10, None)), bar_in_words(Bar("", 1, 1, told="one"))
    ('10 or more', 'one')
    """
    return bar.told or from_to(bar.low, bar.high)
