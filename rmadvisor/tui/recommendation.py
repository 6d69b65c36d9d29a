"""The recommendation as nodes of an outline, each opening to its proof; the words are those of the report.

In:     View, KnowledgeBase.
Out:    Nodes, whose children are brought when they are opened; the conclusion that a node's proof is asked by.
"""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from rmadvisor.conversation.view import View
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import FOCUSES
from rmadvisor.reasoning.memory import figure
from rmadvisor.reasoning.recommendation import CapabilityNeed, Recommendation
from rmadvisor.report.wording import VERDICTS, span
from rmadvisor.sizing.ranges import Interval
from rmadvisor.tui.drawing import Row, level, ranges, share
from rmadvisor.tui.lines import cut, hang
from rmadvisor.tui.outline import Draw, Node

WHY, ASK = "why:", "ask:"  # before the conclusion or the fact that a node stands for
LEAST_NAME = 10  # columns for the name of a capability
FIRST = 10  # lines of a kind; the others are behind "more"
ROOMY = 50  # columns from which on a capability has its level drawn and its priority beside it


def nodes(view: View, kb: KnowledgeBase) -> tuple[Node, ...]:
    """All lines of the recommendation."""
    return tuple(_nodes(view, kb))


def conclusion(node: Node) -> str:
    """The conclusion whose proof a node opens to; "" when there is none."""
    return node.id.removeprefix(WHY) if node.id.startswith(WHY) else ""


def _nodes(view: View, kb: KnowledgeBase) -> Iterator[Node]:
    rec = view.recommendation
    settled = view.settled.as_dict()
    yield from _warnings(rec, settled["warnings"])
    yield _heading("Customers per RM", settled["coverage"])
    known = rec.coverage.low is not None or rec.coverage.high is not None
    yield Node(f"{WHY}coverage", _coverage(rec), None if known else ())
    yield Node(f"{WHY}rms_needed", _needed(rec), None if rec.coverage.rms_needed.low is not None else ())
    yield _heading("Focus", settled["focus"])
    yield Node(f"{WHY}focus", _focus(view), None if rec.focus.model is not None else ())
    for focus in FOCUSES:
        evidence = rec.focus.certainty[focus]
        yield Node(f"{WHY}focus.{focus}", _certainty(focus, evidence, rec), None if evidence else ())
    yield _heading("Capabilities: level, gap, priority", settled["capabilities"])
    if not rec.capabilities:
        yield Node("none.capabilities", _text("No capability is required by any rule yet."))
    yield from _first("capabilities", [Node(f"{WHY}{need.id}", _capability(need), None) for need in rec.capabilities])
    if rec.advice:
        yield _heading("What to do", None)
    yield from _first("pieces of advice", [Node(f"{WHY}{note.id}", _text(note.text), None) for note in rec.advice])
    yield from _open(rec, kb)


def _first(what: str, found: list[Node]) -> Iterator[Node]:
    """The first of many lines; the others are opened together."""
    yield from found[:FIRST]
    if rest := found[FIRST:]:
        yield Node(f"more:{what}", _text(f"{len(rest)} more {what}"), tuple(rest))


def _heading(title: str, settled: bool | None) -> Node:
    def draw(width: int) -> Content:
        state = "" if settled is None else "settled" if settled else "open"
        gap = max(width - len(title) - len(state), 1)
        style = "$success" if settled else "$foreground-muted"
        return Content.assemble((cut(title, width - len(state) - 1), "bold"), " " * gap, (state, style))

    return Node(f"heading:{title}", draw, heading=True)


def _text(text: str, sign: str = "", style: str = "") -> Draw:
    return lambda width: Content.styled(hang(text, width, sign), style)


def _warnings(rec: Recommendation, settled: bool) -> Iterator[Node]:
    if not rec.warnings:
        return
    yield _heading("Warnings", settled)
    for note in rec.warnings:
        yield Node(f"{WHY}{note.id}", _text(note.text, "! ", "$warning"), None)


# ---------------------------------------------------------------- coverage


def _coverage(rec: Recommendation) -> Draw:
    coverage = rec.coverage
    if coverage.low is None and coverage.high is None:
        return _text("not known: say which segment the RMs serve")
    plan = "" if coverage.target is None else f", plan with {figure(coverage.target)}"
    rows = [
        Row("Advice", coverage.low, coverage.high, span(Interval(coverage.low, coverage.high)), coverage.target, True)
    ]
    if coverage.benchmark is not None:
        public = coverage.benchmark
        rows.append(
            Row("Published", public.low, public.high, span(Interval(public.low, public.high)), style="$secondary")
        )
    if coverage.workload.low is not None:
        hours = Interval(_whole(coverage.workload.low), _whole(coverage.workload.high))
        rows.append(Row("From hours", hours.low, hours.high, span(hours), style="$secondary"))
    if coverage.break_even is not None:
        pays = Interval(_whole(coverage.break_even.low), _whole(coverage.break_even.high))
        rows.append(Row("Pays from", pays.low, pays.high, span(pays), style="$accent"))
    if coverage.current is not None:
        rows.append(Row("Today", coverage.current.low, coverage.current.high, span(coverage.current), style="$accent"))

    def draw(width: int) -> Content:
        head = Content.styled(f"{span(Interval(coverage.low, coverage.high))}{plan}", "bold")
        lines = [head, ranges(rows, width)]
        if coverage.current is not None:
            today = "Today:" if coverage.verdict == "unknown" else "Today is"
            lines.append(Content(hang(f"{today} {VERDICTS[coverage.verdict]}.", width)))
        return Content("\n").join(lines)

    return draw


def _whole(number: float | None) -> float | None:
    return None if number is None else float(round(number))


def _needed(rec: Recommendation) -> Draw:
    needed = rec.coverage.rms_needed
    if needed.low is None and needed.high is None:
        return _text("RMs needed: not known; say how many customers there are")
    low, target, high = (None if n is None else round(n, 1) for n in (needed.low, needed.target, needed.high))
    ends = span(Interval(low, high))
    words = ends if target is None else f"{figure(target)} ({ends})"
    today = rec.answers.get("rm_count")
    now = f"; {today:g} today" if isinstance(today, int | float) else ""
    return lambda width: Content.styled(hang(f"RMs needed: {words}{now}", width), "bold")


# ---------------------------------------------------------------- focus


def _focus(view: View) -> Draw:
    rec = view.recommendation
    if rec.focus.model is None:
        return _text(f"not known: {rec.focus.reason}")
    words = view.gist.focus_in_words
    why = rec.focus.reason if rec.focus.model == "hybrid" else "it leads the others"
    return lambda width: Content(hang(f"{words[0].upper()}{words[1:]}: {why}", width)).stylize("bold", 0, len(words))


def _certainty(focus: str, value: float, rec: Recommendation) -> Draw:
    chosen = focus == rec.focus.model or focus in rec.focus.components

    def draw(width: int) -> Content:
        figures = f" {value:5.2f}"
        label = f"{'◆' if chosen else ' '} {focus:<9}"
        room = max(min(width - len(label) - len(figures), 40), 4)
        bar = (share(value, room), "$primary" if value >= 0 else "$error")
        return Content.assemble((label, "bold" if chosen else ""), bar, figures)

    return draw


# ---------------------------------------------------------------- capabilities


def _capability(need: CapabilityNeed) -> Draw:
    gap = "gap -" if need.gap is None else "no gap" if need.gap == 0 else f"gap {need.gap}"

    def draw(width: int) -> Content:
        tail = f" {level(need.level, need.current)} level {need.level}  {gap:<6}  {need.priority:>4.0f}"
        if width < ROOMY:
            tail = f" level {need.level} {gap}"
        room = max(width - len(tail), LEAST_NAME)
        return Content(f"{cut(need.name, room).ljust(room)}{tail}")

    return draw


# ---------------------------------------------------------------- what is open


def _open(rec: Recommendation, kb: KnowledgeBase) -> Iterator[Node]:
    questions = rec.open_questions
    yield _heading(f"Open questions: {len(questions)}, the most useful first" if questions else "Open questions", None)
    if not questions:
        yield Node("none.open", _text("No open question can change the recommendation."))
    most = max((question.impact for question in questions), default=0.0) or 1.0
    found = []
    for question in questions:
        draw = _question(kb.vocabulary[question.fact].question, max(question.impact / most, 0.0))
        found.append(Node(f"{ASK}{question.fact}", draw, value=question.fact))
    yield from _first("questions", found)


def _question(text: str, share_of: float) -> Draw:
    def draw(width: int) -> Content:
        bar = share(share_of, 5)
        return Content.assemble((f"{bar} ", "$primary"), hang(text, width, " " * 6)[6:])

    return draw
