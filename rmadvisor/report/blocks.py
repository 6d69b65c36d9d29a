"""The few kinds of blocks that a report is made of; every writer knows these and nothing of what they say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labels, each with one or more lines that belong to it."""

    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns whose names begin with > hold figures and stand to the right."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """Lines with their depth, 0 for the root."""

    rows: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """From low to high on a scale that all bars of a chart share."""

    label: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars, one to a line, with a mark at the figure that holds today, where there is one."""

    rows: tuple[Bar, ...]
    mark: float | None
    unit: str


Block = Heading | Paragraph | Pairs | Bullets | Table | Tree | Bars
