"""Doubts: what is unknown, given as a range or assumed, as a tornado: what moves the result most is at the head."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.reasoning.explanation.sensitivity import Sensitivity
from rmadvisor.report.blocks import Bar, Bars, Pairs, Paragraph
from rmadvisor.report.sensitivities import word_sensitivity
from rmadvisor.report.values import called
from rmadvisor.tui.desk import Taken
from rmadvisor.tui.drawing import tornado
from rmadvisor.tui.outline import Draw, Node, Outline, plain
from rmadvisor.tui.page import Page
from rmadvisor.tui.reader import as_told_here

TITLE = "Customers per RM to plan with, one doubt at a time"
LOOKING = "Trying every doubt at its ends ..."


class Doubts(Page):
    """The tornado."""

    TITLE = "What the doubts cost"
    AREAS: ClassVar[tuple[str, ...]] = ("page", "doubts")
    HELP = (
        "Each bar says between which figures the customers to plan with would move, were that one doubt cleared up; "
        "the mark is the figure as things stand. Enter opens a doubt to what else hangs on it, and to its question."
    )

    def body(self) -> ComposeResult:
        yield Outline(id="list")

    def on_mount(self) -> None:
        super().on_mount()
        outline = self.query_one(Outline)
        self.set_focus(outline)
        outline.show([Node("looking", plain(LOOKING, "$foreground-muted"), heading=True)])
        self._look()

    def moved(self, taken: Taken) -> None:
        self.entitle()
        self._look()

    def _look(self) -> None:
        self.run_worker(self._find(), group="doubts", exclusive=True, exit_on_error=False)

    async def _find(self) -> None:
        view = self.desk_app.view
        if view is None:
            return
        found = await self.desk_app.desk.aside(lambda advisor: advisor.sensitivity(view.answers))
        if self.desk_app.view is view:
            outline = self.query_one(Outline)
            outline.show(_nodes(found, self.desk_app.desk.kb))
            outline.action_first()

    @on(Outline.Chosen)
    def _chosen(self, event: Outline.Chosen) -> None:
        fact = str(event.node.value)
        self.dismiss()
        self.desk_app.take(lambda d, s: d.turn_to(s, fact))


def _nodes(found: Sensitivity, kb: KnowledgeBase) -> Iterator[Node]:
    """The words of the report, its bars drawn one to a doubt, and what hangs on each under it."""
    told: dict[str, tuple[str, ...]] = {}
    bars = Bars((), None, "")
    blocks = word_sensitivity(found, kb)
    for block in blocks:
        if isinstance(block, Pairs):
            told |= dict(block.rows)
        elif isinstance(block, Bars):
            bars = block
    drawn = {bar.label for bar in bars.rows}
    for place, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            yield Node(f"text:{place}", plain(_with_names(block.text, told)), heading=True)
        elif isinstance(block, Bars):
            yield Node(f"text:{place}", plain(TITLE, "bold"), heading=True)
            for bar in block.rows:
                yield _doubt(bar.label, _bar(bar, block), told, kb)
        elif isinstance(block, Pairs):
            for name, _ in block.rows:
                if name not in drawn:
                    yield _doubt(name, plain(called(name)), told, kb)


def _doubt(name: str, draw: Draw, told: dict[str, tuple[str, ...]], kb: KnowledgeBase) -> Node:
    lines = (kb.vocabulary[name].question, *told.get(name, ()))
    answer = Node(f"{name}/answer", plain("Answer this question now", "$accent"), value=name)
    return Node(name, draw, (*(Node(f"{name}/{i}", plain(line)) for i, line in enumerate(lines)), answer))


def _bar(bar: Bar, bars: Bars) -> Draw:
    labels = max(len(called(each.label)) for each in bars.rows)
    bar = replace(bar, label=called(bar.label))
    return lambda width: tornado(bar, bars, labels, width)


def _with_names(text: str, names: Iterable[str]) -> str:
    """A sentence of the report with its facts called as in a sentence."""
    for name in names:
        text = re.sub(rf"\b{re.escape(name)}\b", called(name), text)
    return as_told_here(text)
