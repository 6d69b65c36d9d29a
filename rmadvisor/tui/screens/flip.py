"""Flip: what it would take for a conclusion to be another, the fewest changes of answers that do it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from rmadvisor.conversation.showing import conclusion
from rmadvisor.conversation.view import View
from rmadvisor.conversation.wording import value_in_words
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import FOCUSES
from rmadvisor.reasoning.explanation.changes import Change
from rmadvisor.reasoning.explanation.flip import Flip, Flips
from rmadvisor.report.blocks import Bullets, Heading
from rmadvisor.report.flips import word_flips
from rmadvisor.report.values import called
from rmadvisor.tui.desk import Taken
from rmadvisor.tui.outline import Node, Outline, plain
from rmadvisor.tui.page import Page
from rmadvisor.tui.reader import as_content

LOOKING = "Looking for the fewest changes ..."
TOP = 5


class Flipping(Page):
    """The conclusions at the left, the ways to change one at the right."""

    TITLE = "What would it take?"
    AREAS: ClassVar[tuple[str, ...]] = ("page", "flip")
    TAKES_WORDS = True
    HELP = (
        "Choose a conclusion: the fewest answers that would have to change for it to change stand beside it, each "
        "proved. Tab goes there; Enter on a way tries it as a what-if. What you cannot change, such as the segment, is "
        "left out unless you press x."
    )

    def __init__(self, about: str = "") -> None:
        super().__init__()
        self.fixed_too = False
        self.asked = about or "focus"  # the name of a conclusion, or words for it

    def body(self) -> ComposeResult:
        with Horizontal(classes="sides"):
            yield Outline(id="list")
            yield Outline(id="ways")

    def on_mount(self) -> None:
        super().on_mount()
        self.set_focus(self.query_one("#list"))
        self._show()

    def moved(self, taken: Taken) -> None:
        self.entitle()
        self._show()

    def _show(self) -> None:
        view = self.desk_app.view
        if view is None:
            return
        outline = self.query_one("#list", Outline)
        outline.show(_goals(view, self.desk_app.desk.kb))
        if outline.node is None:
            outline.highlighted = 1
        self._look(self.asked)

    def asked_again(self, about: str) -> None:
        self._look(about or self.asked)

    def _look(self, goal: str) -> None:
        kb = self.desk_app.desk.kb
        self.asked = goal = goal if goal in kb.rule else conclusion(kb, goal)
        self.query_one("#ways", Outline).show([Node("looking", plain(LOOKING, "$foreground-muted"), heading=True)])
        self.run_worker(self._find(goal), group="flip", exclusive=True, exit_on_error=False)

    async def _find(self, goal: str) -> None:
        view, fixed_too = self.desk_app.view, self.fixed_too
        if view is None:
            return
        found = await self.desk_app.desk.aside(lambda advisor: advisor.flip(view.answers, goal, fixed_too))
        if (self.desk_app.view, self.asked, self.fixed_too) == (view, goal, fixed_too):
            self.query_one("#ways", Outline).show(_ways(found, self.desk_app.desk.kb))

    @on(Outline.Chosen, "#list")
    def _goal(self, event: Outline.Chosen) -> None:
        self._look(str(event.node.value))

    @on(Outline.Chosen, "#ways")
    def _way(self, event: Outline.Chosen) -> None:
        way = event.node.value
        if isinstance(way, Flip):
            changes = {change.fact: change.after for change in way.changes}
            self.desk_app.take(lambda d, s: d.what_if(s, changes), lambda view: self.desk_app.action_open("whatif"))

    def action_fixed(self) -> None:
        self.fixed_too = not self.fixed_too
        self._look(self.asked)


def _goals(view: View, kb: KnowledgeBase) -> Iterator[Node]:
    rec = view.recommendation
    yield Node("heading:focus", plain("The focus", "bold"), heading=True)
    yield Node("focus", plain("another than now"), value="focus")
    for focus in FOCUSES:
        yield Node(f"focus={focus}", plain(f"{focus}"), value=f"focus={focus}")
    if rec.warnings:
        yield Node("heading:warnings", plain("A warning that goes", "bold"), heading=True)
    for note in rec.warnings:
        yield Node(note.id, plain(note.text), value=note.id)
    if rec.capabilities:
        yield Node("heading:levels", plain("The level of a capability", "bold"), heading=True)
    for need in rec.capabilities[:TOP]:
        yield Node(need.id, plain(f"{need.name}, now {need.level}"), value=need.id)


def _ways(found: Flips, kb: KnowledgeBase) -> Iterator[Node]:
    for place, block in enumerate(word_flips(found, kb)):
        if isinstance(block, Bullets):
            for text, way in zip(block.items, found.flips, strict=True):
                yield Node(f"way:{text}", plain(_way(way, text.rpartition(" -> ")[2], kb)), value=way)
        elif isinstance(block, Heading):
            yield Node(f"text:{place}", plain(block.text, "bold $primary"), heading=True)
        else:
            yield Node(f"text:{place}", partial(as_content, [block]), heading=True)


def _way(way: Flip, then: str, kb: KnowledgeBase) -> str:
    """A way in the words of the questions and their choices, and what the conclusion becomes."""
    return f"{'; and '.join(_change(change, kb) for change in way.changes)}. Then: {then}"


def _change(change: Change, kb: KnowledgeBase) -> str:
    fact = kb.vocabulary.get(change.fact)
    before, after = change.before, change.after
    if fact is not None and fact.type == "choices" and isinstance(before, list) and isinstance(after, list):
        more = [f"with {fact.label(each)}" for each in after if each not in before]
        gone = [f"without {fact.label(each)}" for each in before if each not in after]
        return f"{called(change.fact)}: {', '.join([*more, *gone])}"
    was = "not answered" if before is None else value_in_words(fact, before)
    return f"{called(change.fact)}: {value_in_words(fact, after)} instead of {was}"
