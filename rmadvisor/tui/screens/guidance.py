"""Guidance: search as you type, topics to browse, and each entry with its sources, relations and rules.

What is looked at on the page below stands at the head when nothing is typed: one key from any question, figure or
capability to what is known about it, and one key back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from rmadvisor.advisor import Advisor
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.problems import BadInput
from rmadvisor.knowledge.search.hits import SearchResult
from rmadvisor.tui import entry, found
from rmadvisor.tui.desk import Taken
from rmadvisor.tui.looking import looked_at
from rmadvisor.tui.outline import Node, Outline
from rmadvisor.tui.page import Page
from rmadvisor.tui.searching import KINDS, SearchLine

MOST_HITS = 12
PAUSE = 0.1  # seconds without a key, after which the entry under the highlight is drawn beside the list
PROMPT = "Type words to search for: customers per RM, CRM, active listening ..."
BROWSE = "Type to search, or open a topic. Down goes to the list."
KEYS_OF_LISTS = ("space", "plus", "minus", "question_mark", "slash", "colon")


class Guidance(Page):
    """The search, the list, and the entry."""

    TITLE = "Guidance"
    AREAS: ClassVar[tuple[str, ...]] = ("page", "guidance")
    TAKES_WORDS = True
    HELP = (
        "Type any words: misspelt and unfinished ones are understood, and results follow every key. Up and Down go "
        "through them, Enter opens one. In an entry Enter opens what it names: sources, related entries, rules. Esc "
        "goes back step by step, in the end to where you came from, which stays as you left it."
    )

    def __init__(self, about: str = "") -> None:
        super().__init__()
        self.about = about
        self.result: SearchResult | None = None
        self.top: tuple[Node, ...] = ()  # what stands there while nothing is typed
        self.kinds = 0
        self.exact = False
        self.trail: list[tuple[str, int]] = []  # entries that were opened, each with the line it was left at
        self.root = ""  # the entry that the page was opened with: going back from it leaves
        self.shown = ""
        self.by_hand = False  # somebody opened the entry; otherwise it only follows the list

    def body(self) -> ComposeResult:
        yield SearchLine(PROMPT)
        yield Static(BROWSE, id="state", markup=False)
        with Horizontal(id="shelf"):
            yield Outline(id="found")
            with Vertical(id="book"):
                yield Outline(id="entry")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(SearchLine).focus()
        kb = self.desk_app.desk.kb
        if self.about and entry.known(kb, self.about):
            self._browse()
            self.root = self.about
            self._open(self.about)
        elif self.about:
            self.query_one(SearchLine).value = self.about
        else:
            self._browse()

    def moved(self, taken: Taken) -> None:
        """Perhaps the knowledge itself is another now."""
        self.entitle()
        self.top, self.shown = (), ""
        self._search()

    def asked_again(self, about: str) -> None:
        """The page is open already: search for something else."""
        self._close_book()
        line = self.query_one(SearchLine)
        line.value = about or line.value
        line.focus()

    # ------------------------------------------------------------ the list

    @property
    def words(self) -> str:
        return " ".join(self.query_one(SearchLine).value.split())

    @on(Input.Changed, "#words")
    def _typing(self) -> None:
        self.exact = False
        self._close_book()
        self._search()

    def _search(self) -> None:
        if self.words:
            self._aside(partial(self._find, self._asked()))
        else:
            self.result = None
            self._browse()

    def _aside(self, work: Callable[[], Awaitable[None]], what: str = "list") -> None:
        """Work out what is to be shown; the last thing asked for alone."""
        self.run_worker(work, group=what, exclusive=True, exit_on_error=False)

    def _asked(self) -> tuple[str, int, bool]:
        return self.words, self.kinds, self.exact

    async def _find(self, asked: tuple[str, int, bool]) -> None:
        """Search off the loop; when something else was typed meanwhile, what was found is stale and dropped."""
        words, kinds, exact = asked

        def look(advisor: Advisor) -> tuple[SearchResult, tuple[Node, ...]] | None:
            if asked != self._asked():
                return None
            result = advisor.search(words, MOST_HITS, kinds=KINDS[kinds][1], exact=exact)
            return result, tuple(found.hits(result) if result.hits else found.nearest(result, advisor.kb))

        try:
            seen = await self.desk_app.desk.aside(look)
        except BadInput as bad:
            self._tell("; ".join(str(problem) for problem in bad.problems))
            return
        if seen is not None and asked == self._asked() and self.is_attached:
            self._show(*seen)

    def _show(self, result: SearchResult, nodes: tuple[Node, ...]) -> None:
        self.result = result
        self._list(nodes)
        self._tell(found.told(result, self.kinds, self.exact, MOST_HITS))

    def _browse(self) -> None:
        """What is looked at on the page below, then everything by topic."""
        self._tell(BROWSE + (f" The search looks in {KINDS[self.kinds][0]}." if self.kinds else ""))
        self._aside(self._topics)

    async def _topics(self) -> None:
        if not self.top:
            self.top = await self.desk_app.desk.aside(self._looked_up)
        if not self.words and self.is_attached:
            self._list(self.top)

    def _looked_up(self, advisor: Advisor) -> tuple[Node, ...]:
        """Worked out once, off the loop: what is below the page stays as it is."""
        kb = advisor.kb
        behind = [name for name in looked_at(self) if entry.known(kb, name)]
        head: tuple[Node, ...] = ()
        if behind:
            head = (found.heading("What you were looking at"), *found.entries(behind, kb, "behind"))
            head += (found.heading("All topics"),)
        return (*head, *found.topics(advisor.topics(), kb, "topics"))

    def _list(self, nodes: tuple[Node, ...]) -> None:
        outline = self.query_one("#found", Outline)
        outline.highlighted = None
        outline.show(nodes)
        outline.scroll_home(animate=False)
        outline.action_first()
        self._follow()

    def _tell(self, text: str) -> None:
        self.query_one("#state", Static).update(Content(text), layout=False)

    # ------------------------------------------------------------ the entry

    @on(Outline.Highlighted, "#found")
    def _follow(self) -> None:
        """Where there is room, the entry under the highlight stands beside the list."""
        if not self.by_hand:
            self._aside(self._beside, "beside")

    async def _beside(self) -> None:
        """Once the keys pause: an entry is more to draw than a key may wait for, and nobody reads one in passing."""
        await asyncio.sleep(PAUSE)
        node = self.query_one("#found", Outline).node
        name = str(node.value or "") if node is not None else ""
        if not self.by_hand and self.query_one("#book").display:
            made = await self.desk_app.desk.aside(lambda advisor: self._lines_of(advisor.kb, name))
            if not self.by_hand and self.is_attached:
                self._draw(name, 0, made)

    def _lines_of(self, kb: KnowledgeBase, name: str) -> tuple[Node, ...]:
        hits = self.result.hits if self.result else ()
        return entry.nodes(kb, name, next((hit.matched for hit in hits if hit.id == name), ())) if name else ()

    def _draw(self, name: str, at: int = 0, made: tuple[Node, ...] | None = None) -> None:
        if name == self.shown and name:
            return
        self.shown = name
        outline = self.query_one("#entry", Outline)
        outline.highlighted = None
        outline.show(self._lines_of(self.desk_app.desk.kb, name) if made is None else made)
        outline.action_first()
        outline.scroll_home(animate=False)
        if at:
            outline.highlighted = at

    def _open(self, name: str) -> None:
        """Open an entry to read; the one read before is one step back."""
        outline = self.query_one("#entry", Outline)
        if self.by_hand and self.shown != name:
            self.trail.append((self.shown, outline.highlighted or 0))
        self.by_hand = True
        self._draw(name)
        self.set_class(True, "-reading")
        outline.focus()
        self.entitle()

    def _close_book(self) -> None:
        """Back to the list."""
        self.trail.clear()
        self.root = ""
        self.by_hand = False
        if self.has_class("-reading"):
            self.set_class(False, "-reading")
            self.query_one(SearchLine).focus()
            self.entitle()

    @on(Outline.Chosen)
    def _chosen(self, event: Outline.Chosen) -> None:
        self._open(str(event.node.value))

    @on(Input.Submitted, "#words")
    def _entered(self) -> None:
        self.query_one("#found", Outline).action_select()

    # ------------------------------------------------------------ moving about

    @on(SearchLine.Moved)
    def _moved(self, event: SearchLine.Moved) -> None:
        outline = self.query_one("#found", Outline)
        match event.key:
            case "up":
                outline.action_move(-1)
            case "down":
                outline.action_move(1)
            case "pageup":
                outline.action_page(-1)
            case _:
                outline.action_page(1)

    def on_key(self, event: events.Key) -> None:
        """What is typed while a list has the focus goes to the line."""
        line = self.query_one(SearchLine)
        if self.focused is line or event.character is None or not event.is_printable or event.key in KEYS_OF_LISTS:
            return
        event.stop()
        self._begin(events.Key(event.key, event.character))

    def on_paste(self, event: events.Paste) -> None:
        """So does what is pasted there."""
        event.stop()
        self._begin(events.Paste(event.text))

    def _begin(self, event: events.Key | events.Paste) -> None:
        """Begin another search with this; once it has the focus, for the line selects then what stands there."""
        self._close_book()
        self.set_focus(self.query_one(SearchLine))
        self.query_one(SearchLine).post_message(event)

    def action_close(self) -> None:
        """One step back: the entry before, the list, the page that it was opened from."""
        if self.trail:
            name, at = self.trail.pop()
            self._draw(name, at)
        elif self.has_class("-reading") and self.shown != self.root:
            self._close_book()
        else:
            self.dismiss()

    def action_find(self) -> None:
        """Back to the line, to search for something else."""
        self.asked_again("")
        self.query_one(SearchLine).select_all()

    def action_kind(self) -> None:
        """Search in one kind of knowledge only, the next one each time."""
        self.kinds = (self.kinds + 1) % len(KINDS)
        self._close_book()
        self._search()
        if not self.words:
            self.notify(f"The search looks in: {KINDS[self.kinds][0]}", timeout=2)

    def action_exact(self) -> None:
        """Take the words as they stand, or mend them again."""
        self.exact = not self.exact
        self._search()
