"""How wide the columns of a table are on paper: no word is broken that could be kept whole."""

from __future__ import annotations

from rmadvisor.report.blocks import Table

MOST = 48  # letters from which on more text does not ask for more width


def widths(table: Table) -> list[float]:
    """Shares of the width, adding up to 1, from the longest word and the usual length of each column.

    >>> widths(Table(("A", ">B"), (("a long text of many words", "1"),)))[0] > 0.6
    True
    """
    wanted = []
    for i, name in enumerate(table.head):
        cells = [name.lstrip(">"), *(row[i] for row in table.rows)]
        longest_word = max(len(word) for cell in cells for word in (cell.split() or [""]))
        longest_cell = max(map(len, cells))
        usual = sum(map(len, cells[1:])) / max(len(table.rows), 1)
        wanted.append(max(min(longest_word, 24) + 1.5, min(longest_cell, 12), min(usual, MOST)))
    return [round(width / sum(wanted), 4) for width in wanted]
