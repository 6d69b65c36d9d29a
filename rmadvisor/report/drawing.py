"""Draw a chart as SVG: rows of bars on one scale, in black, greys and hatching, so that it can be printed in black.

In:     Bars, and a name that is unique in the document.
Out:    an element tree; texts are only ever texts in it. Units: pixels of a drawing 680 wide.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from rmadvisor.reasoning.memory import figure
from rmadvisor.report.blocks import Bar, Bars
from rmadvisor.report.numbering import bar_in_words, in_words

WIDTH = 680
LEFT, RIGHT = 265, 125  # the columns of the labels and of the figures
LETTERS = {LEFT: 38, RIGHT: 16}  # that fit into them
LINE, GAP, TOP, FOOT = 16, 9, 26, 40
INK, PALE = "#1a1a1a", "#767676"
OPEN = 8  # the length of the tip of a bar that goes on
TICKS = 5  # lines of the scale, about


@dataclass(frozen=True, slots=True)
class Scale:
    """From figures to pixels."""

    low: float
    high: float

    def at(self, number: float) -> float:
        part = (number - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return round(LEFT + min(max(part, 0.0), 1.0) * (WIDTH - LEFT - RIGHT), 2)

    def lines(self) -> Iterator[float]:
        """Round figures along the scale."""
        rough = (self.high - self.low) / TICKS
        if rough <= 0:
            yield self.low
            return
        size = 10.0 ** math.floor(math.log10(rough))
        step = next(size * n for n in (1, 2, 5, 10) if size * n >= rough)
        first = math.ceil(self.low / step - 1e-9)
        for i in range(first, math.floor(self.high / step + 1e-9) + 1):
            yield i * step


def svg(bars: Bars, name: str) -> str:
    """The drawing as a file of its own."""
    return tostring(draw(bars, name), encoding="unicode")


def draw(bars: Bars, name: str) -> Element:
    """The drawing."""
    scale = _scale(bars)
    heights = [LINE * max(len(_lines(bar.label, LEFT)), len(_lines(bar_in_words(bar), RIGHT))) for bar in bars.rows]
    bottom = TOP + sum(heights) + GAP * len(heights)
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {WIDTH} {bottom + FOOT}",
                           "role": "img", "aria-labelledby": f"{name}-title {name}-desc", "font-size": "12.5",
                           "font-family": "'Source Sans Pro', 'Segoe UI', Arial, sans-serif", "fill": INK})  # fmt: skip
    SubElement(root, "title", {"id": f"{name}-title"}).text = bars.title or bars.unit
    SubElement(root, "desc", {"id": f"{name}-desc"}).text = in_words(bars)
    _hatching(root, name)
    for number in scale.lines():
        x = scale.at(number)
        _line(root, x, TOP - 4, x, bottom, "#c8c8c8")
        _text(root, x, bottom + 14, figure(number), "middle")
    _text(root, (LEFT + WIDTH - RIGHT) / 2, bottom + 31, bars.unit, "middle")
    y = float(TOP)
    for bar, height in zip(bars.rows, heights, strict=True):
        middle = y + height / 2 + GAP / 2
        _column(root, LEFT - 10, middle, _lines(bar.label, LEFT), "end", bar.strong)
        _column(root, WIDTH - RIGHT + 10, middle, _lines(bar_in_words(bar), RIGHT), "start", bar.strong)
        _bar(root, bar, scale, middle, f"url(#{name}-hatch)")
        y += height + GAP
    if bars.mark is not None:
        x = scale.at(bars.mark)
        _line(root, x, TOP - 6, x, bottom, INK, "4 3")
        _text(root, x, TOP - 10, bars.mark_label or f"today {figure(bars.mark)}", "middle")
    return root


def _scale(bars: Bars) -> Scale:
    if bars.ends:
        return Scale(*bars.ends)
    marks = [bars.mark, *(end for bar in bars.rows for end in (bar.low, bar.high, bar.at))]
    known = [number for number in marks if number is not None] or [0.0]
    low, high = min(known), max(known)
    room = (high - low) * 0.05 or max(abs(high), 1.0) * 0.05
    return Scale(low - room, high + room)


def _lines(text: str, column: int) -> list[str]:
    return textwrap.wrap(text, LETTERS[column], break_on_hyphens=False) or [""]


def _bar(root: Element, bar: Bar, scale: Scale, y: float, hatch: str) -> None:
    low = scale.low if bar.low is None else bar.low
    high = scale.high if bar.high is None else bar.high
    left, right = scale.at(low), scale.at(high)
    if bar.at is None or low != high:
        fill = "#3d3d3d" if bar.strong else hatch
        left, right = (left + (OPEN if bar.low is None else 0), right - (OPEN if bar.high is None else 0))
        box = {"x": left, "y": y - 7, "width": max(round(right - left, 2), 1), "height": 14}
        SubElement(root, "rect", {**{key: f"{value:g}" for key, value in box.items()}, "fill": fill, "stroke": INK})
        if bar.low is None:
            _shape(root, ((left, y - 7), (left - OPEN, y), (left, y + 7)), INK)
        if bar.high is None:
            _shape(root, ((right, y - 7), (right + OPEN, y), (right, y + 7)), INK)
    if bar.at is not None:
        x = scale.at(bar.at)
        _shape(root, ((x, y - 8), (x + 7, y), (x, y + 8), (x - 7, y)), INK if low == high else "#ffffff")


def _shape(root: Element, points: tuple[tuple[float, float], ...], fill: str) -> None:
    where = " ".join(f"{x:g},{y:g}" for x, y in points)
    SubElement(root, "polygon", {"points": where, "fill": fill, "stroke": INK, "stroke-width": "1.5"})


def _line(root: Element, x1: float, y1: float, x2: float, y2: float, ink: str, dashes: str = "") -> None:
    ends = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
    line = SubElement(root, "line", {**{key: f"{value:g}" for key, value in ends.items()}, "stroke": ink})
    if dashes:
        line.set("stroke-dasharray", dashes)


def _column(root: Element, x: float, middle: float, lines: list[str], anchor: str, strong: bool) -> None:
    first = middle - LINE * (len(lines) - 1) / 2 + 4.5
    for i, line in enumerate(lines):
        _text(root, x, first + LINE * i, line, anchor, strong)


def _text(root: Element, x: float, y: float, text: str, anchor: str, strong: bool = False) -> None:
    element = SubElement(root, "text", {"x": f"{x:g}", "y": f"{y:g}", "text-anchor": anchor})
    if strong:
        element.set("font-weight", "bold")
    element.text = text


def _hatching(root: Element, name: str) -> None:
    pattern = SubElement(SubElement(root, "defs"), "pattern", {"id": f"{name}-hatch", "width": "6", "height": "6",
                         "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"})  # fmt: skip
    SubElement(pattern, "rect", {"width": "6", "height": "6", "fill": "#ffffff"})
    SubElement(pattern, "rect", {"width": "2", "height": "6", "fill": PALE})
