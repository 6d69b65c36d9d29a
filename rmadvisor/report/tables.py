"""How wide the columns of a table are on paper: no word is broken that could be kept whole."""

from __future__ import annotations

from rmadvisor.report.blocks import Table

LINE = 105  # letters that go into the width of a page at the size of tables
LONGEST = 28  # letters of a word that is kept whole
GUTTER = 3.5


def widths(table: Table) -> list[float]:
    """Shares of the width, adding up to 1: room for the longest word of each column, the rest to where lines are long.

    >>> widths(Table(("A", ">B"), (("a long text of many words", "1"),)))[0] > 0.8
    True
    """
    least, lacking = [], []
    for i, name in enumerate(table.head):
        cells = [name.lstrip(">"), *(row[i] for row in table.rows)]
        words = max((len(word) for cell in cells for word in cell.split()), default=1)
        least.append(min(words, LONGEST) + GUTTER)
        longest = min(max(map(len, cells)), LONGEST if name.startswith(">") else LINE)
        lacking.append(max(longest + GUTTER - least[-1], 0.1))
    spare = max(LINE - sum(least), 0)
    wanted = [low + spare * lack / sum(lacking) for low, lack in zip(least, lacking, strict=True)]
    return [round(width / sum(wanted), 4) for width in wanted]


def has_long_word(text: str) -> bool:
    """Whether a text holds a word that must be broken on paper."""
    return len(text) > LONGEST and any(len(word) > LONGEST for word in text.split())
