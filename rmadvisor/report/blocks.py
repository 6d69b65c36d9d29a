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
    """Labels, each with one or more lines that belong to it; `lead`: the first line says most."""

    rows: tuple[tuple[str, tuple[str, ...]], ...]
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns whose names begin with > hold figures and stand to the right. `caption` says what the table shows."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Tree:
    """Lines with their depth, 0 for the root."""

    rows: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """From low to high on a scale that all bars of a chart share; an end that is None lies beyond the scale.

    `at` is a figure to mark in it, `told` says the figures in words, and a strong bar is the one to look at first.
    """

    label: str
    low: float | None
    high: float | None
    at: float | None = None
    told: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars, one to a line, with a mark at the figure that holds today, where there is one.

    `title` says what is shown, `key` how to read the drawing, the labels what its mark and the marks in bars are;
    `ends` are those of the scale where the bars do not set them.
    """

    rows: tuple[Bar, ...]
    mark: float | None
    unit: str
    title: str = ""
    key: str = ""
    mark_label: str = ""
    at_label: str = ""
    ends: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """The place of the table of contents, at the head of a page where what stands before has a page of its own."""

    new_page: bool = True


Block = Heading | Paragraph | Pairs | Bullets | Table | Tree | Bars | Contents


@dataclass(frozen=True, slots=True)
class Document:
    """A report with its title page's words. `date` is ISO 8601, as the caller gave it; `program` made it."""

    title: str
    subtitle: str
    date: str
    program: str
    blocks: tuple[Block, ...]
