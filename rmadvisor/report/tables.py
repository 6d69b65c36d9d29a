"""How wide the columns of a table are on paper: no word is broken that could be kept whole."""

from __future__ import annotations

from rmadvisor.report.blocks import Table

LINE = 105  # letters that go into the width of a page at the size of tables
LONGEST = 28  # letters of a word that is kept whole
GUTTER = 3


def widths(table: Table) -> list[float]:
    """Shares of the width, adding up to 1: room for each column's longest word, the rest where lines break most.

    >>> widths(Table(("A", ">B"), (("a long text of many words", "1"),)))[0] > 0.8
    True
    """
    columns = [[name.lstrip(">"), *(row[i] for row in table.rows)] for i, name in enumerate(table.head)]
    # No word is broken, and a head takes two lines at most; figures stay in one line.
    words = [
        max(len(column[0]) // 2, *(len(word) for cell in column for word in cell.split()), 1) for column in columns
    ]
    whole = [max(len(cell) for cell in column[1:] or column) for column in columns]
    width = [
        min(max(word, length) if name.startswith(">") else word, LONGEST)
        for name, word, length in zip(table.head, words, whole, strict=True)
    ]
    lengths = [[len(cell) for cell in column] for column in columns]
    for _ in range(max(LINE - sum(width) - GUTTER * len(width), 0)):
        breaks = [
            sum((length - 1) // wide for length in column if length)
            for column, wide in zip(lengths, width, strict=True)
        ]
        if not any(breaks):
            break
        width[breaks.index(max(breaks))] += 1
    wanted = [wide + GUTTER for wide in width]
    return [round(wide / sum(wanted), 4) for wide in wanted]


def has_long_word(text: str) -> bool:
    """Whether a text holds a word that must be broken on paper."""
    return len(text) > LONGEST and any(len(word) > LONGEST for word in text.split())
