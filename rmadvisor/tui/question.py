"""The question as it stands on the screen: its text, its choices, and the line to type in, which always has the focus.

In:     Question, Vocabulary.
Out:    Composer.Key and Composer.Sentence; what is picked (by number or highlight) is handed to `pick`.
Keys:   digits pick while the line is empty; up and down move through the choices; where several apply, a digit or the
        space bar marks, Enter sends. The keys of the screen's actions that are signs work while the line is empty.
        A digit answers at once; when the keys after it, in the same burst, make it the beginning of a sentence
        ("12 RMs", "1,500"), that is taken back and all of it stands in the line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from rmadvisor.tui.lines import hang
from rmadvisor.tui.listing import Entry, Listing
from rmadvisor.tui.oneline import OneLine

if TYPE_CHECKING:
    from rmadvisor.conversation.asking import Question
    from rmadvisor.knowledge.vocabulary import Vocabulary

UNKNOWN = "unknown"
MOST_DIGITS = 9  # choices beyond the ninth are picked by arrows, mouse, or typed
BURST = 0.4  # seconds from key to key while somebody types on
SENTENCE = re.compile(r"\d+(?: +[^\W\d_]|[,.%-])")  # digits that are no choice: "12 R", "1,", "40-"
Pick = Callable[[str, Any], None]


class Composer(OneLine):
    """The line to type in. While it is empty, signs and arrows are keys of the screen."""

    class Key(Message):
        """A key that means something else while nothing is typed."""

        def __init__(self, key: str, burst: int, character: str = "") -> None:
            super().__init__()
            self.key, self.burst, self.character = key, burst, character

    class Sentence(Message):
        """What the keys of a burst picked is to be taken back: they begin a sentence, which stands in the line."""

        def __init__(self, burst: int) -> None:
            super().__init__()
            self.burst = burst

    KEYS = frozenset(("up", "down", "space", *"0123456789"))
    SIGNS = frozenset(("question_mark", "slash", "colon", "left", "right"))
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "wipe", "Clear the line", show=False)]

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.waiting: Callable[[], bool] = lambda: False  # whether the next question is not known yet
        self.burst, self.bursts, self.last = "", 0, 0.0  # what was typed on from a digit, which one, when
        self.over = -1  # the burst that turned out to be a sentence: its keys pick nothing any more

    async def _on_key(self, event: events.Key) -> None:
        self._note(event)
        if SENTENCE.fullmatch(self.burst):
            event.prevent_default().stop()
            self.value, self.burst, self.over = self.burst, "", self.bursts
            self.cursor_position = len(self.value)
            self.post_message(self.Sentence(self.bursts))
            return
        if self.value:
            if event.key in ("up", "down"):
                event.prevent_default().stop()
                self.post_message(self.Key(event.key, self.bursts))
            return
        later = event.is_printable and event.key not in self.SIGNS and self.waiting()
        if later or (event.key in self.KEYS and self.wants(event.key)):
            event.prevent_default().stop()
            self.post_message(self.Key(event.key, self.bursts, event.character or ""))
        elif event.key in self.SIGNS:
            event.prevent_default()  # it goes on to the bindings of the screen

    def _note(self, event: events.Key) -> None:
        """Keep what is typed in one burst from a digit on that picks something."""
        typed = event.character if event.is_printable and event.character else ""
        quick, self.last = event.time - self.last <= BURST, event.time
        if typed and quick and self.burst:
            self.burst += typed
            return
        self.bursts += 1
        picks = typed.isdigit() and not self.value and (self.waiting() or self.wants(event.key))
        self.burst = typed if picks else ""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        if not self.value and (key in self.SIGNS or (key in self.KEYS and self.wants(key))):
            return False
        return super().check_consume_key(key, character)

    def wants(self, key: str) -> bool:
        """Whether a key of an empty line is for the choices."""
        card = self.screen.query_one(QuestionCard)
        return key in ("up", "down") or card.takes(key)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In an empty line there is nowhere to move to: left and right are keys of the screen."""
        return bool(self.value) or action not in ("cursor_left", "cursor_right")

    def action_wipe(self) -> None:
        self.value = ""


class Hint(Static):
    """What would be made of what is typed, or how to answer. Only a refusal may need more lines than there are, so that
    typing moves nothing on the screen."""

    def __init__(self, text: str) -> None:
        super().__init__(text, id="hint", markup=False)
        self.told = text

    def tell(self, text: str, good: bool = True) -> None:
        wrong = not good
        if (text, wrong) == (self.told, self.has_class("-wrong")):
            return
        moves = wrong or self.has_class("-wrong")
        self.told = text
        self.set_class(wrong, "-wrong")
        self.update(Content(f"[!] {text}" if wrong else text), layout=moves)


class QuestionCard(Vertical):
    """The question and its choices."""

    def __init__(self, pick: Pick) -> None:
        """`pick` gets the fact and an answer: a choice, several, or "unknown"; before the next key is looked at."""
        super().__init__()
        self.pick = pick
        self.vocabulary: Vocabulary | None = None
        self.question: Question | None = None
        self.marked: set[str] = set()
        self.values: list[str] = []
        self._listed_at = 0  # columns

    def compose(self) -> ComposeResult:
        yield Static("", id="ask", markup=False)
        choices = Listing(id="choices")
        choices.can_focus = False
        yield choices

    # ------------------------------------------------------------ what is shown

    def ask(self, question: Question | None, vocabulary: Vocabulary) -> None:
        """Put a question, or show that there is none."""
        self.vocabulary = vocabulary
        self.question = question
        self.marked = set()
        self.values = []
        if question is None:
            self.query_one("#ask", Static).update("")
            self.query_one(Listing).put(())
            self.display = False
            return
        self.display = True
        if self.several and isinstance(question.now, list):
            self.marked = set(question.now)
        self.values = [value for value, _ in question.choices] + [UNKNOWN]
        self.query_one("#ask", Static).update(self._asked(question))
        self._list(self._now())

    @property
    def several(self) -> bool:
        return self.question is not None and self.question.type == "choices"

    def _asked(self, question: Question) -> Content:
        parts: list[Any] = [(question.text, "bold")]
        if question.unit:
            parts.append((f"\nUnit: {question.unit}.", "$foreground-muted"))
        if question.now is not None and self.vocabulary is not None:
            from rmadvisor.conversation.wording import value_in_words

            now = value_in_words(self.vocabulary.get(question.fact), question.now)
            parts.append((f"\nYour answer so far: {now}. Enter keeps it.", "$accent"))
        if question.again:
            parts.append(("\nYou skipped this before; skip again to leave it open.", "$foreground-muted"))
        return Content.assemble(*parts)

    def _now(self) -> int | None:
        now = None if self.question is None else self.question.now
        now = {True: "yes", False: "no"}.get(now, now) if isinstance(now, bool) else now
        return self.values.index(now) if isinstance(now, str) and now in self.values else None

    def _list(self, highlighted: int | None) -> None:
        choices = self.query_one(Listing)
        question = self.question
        if question is None:
            return
        labels = [label for _, label in question.choices] + ["I don't know"]
        width = self._room()
        entries = []
        for place, (value, label) in enumerate(zip(self.values, labels, strict=True)):
            key = "0" if value == UNKNOWN else str(place + 1) if place < MOST_DIGITS else " "
            if value == UNKNOWN and not question.choices:
                key = "-"
            mark = "" if not self.several or value == UNKNOWN else "[x] " if value in self.marked else "[ ] "
            head = f"{key} {mark}"
            lines = hang(label, width, " " * len(head))[len(head) :]
            style = "$foreground-muted" if value == UNKNOWN else ""
            entries.append(Entry(Content.assemble((head, "$accent"), (lines, style))))
        self._listed_at = width
        choices.put(entries, highlighted)

    def _room(self) -> int:
        return max(self.query_one(Listing).width - 2, 20)

    def on_resize(self, event: events.Resize) -> None:
        if self.question is not None and self._room() != self._listed_at:
            self._list(self.query_one(Listing).highlighted)

    # ------------------------------------------------------------ picking

    def takes(self, key: str) -> bool:
        """Whether a key of an empty line picks something here."""
        if self.question is None or not self.question.choices:
            return False
        if key == "space":
            return self.several
        return key == "0" or (key.isdigit() and int(key) <= min(len(self.question.choices), MOST_DIGITS))

    def press(self, key: str) -> None:
        """A key of the empty line."""
        choices = self.query_one(Listing)
        if key == "up":
            choices.action_move(-1)
        elif key == "down":
            choices.action_move(1)
        elif key == "space":
            if choices.highlighted is not None:
                self._pick(choices.highlighted)
        elif self.takes(key):
            self._pick(len(self.values) - 1 if key == "0" else int(key) - 1)

    def send(self) -> bool:
        """Enter on an empty line: send what is marked or highlighted. False when nothing is."""
        choices = self.query_one(Listing)
        place = choices.highlighted
        if self.question is None:
            return False
        if place is not None and self.values[place] == UNKNOWN:
            self._reply(UNKNOWN)
        elif self.several and self.marked:
            choices.highlighted = None  # seen at once, while what follows is worked out
            self._reply([value for value in self.values if value in self.marked])
        elif place is not None:
            self._reply([self.values[place]] if self.several else self.values[place])
        else:
            return False
        return True

    def _pick(self, place: int) -> None:
        value = self.values[place]
        if self.several and value != UNKNOWN:
            self.marked ^= {value}
            self._list(place)
        else:
            self.query_one(Listing).highlighted = place  # seen at once, while what follows is worked out
            self._reply(value)

    def mark(self, values: set[str]) -> None:
        """Mark these, and no others."""
        self.marked = set(values)
        self._list(self._now())

    def _reply(self, reply: Any) -> None:
        if self.question is not None:
            self.pick(self.question.fact, reply)

    def point(self, text: str) -> None:
        """Highlight the choice that begins as what is typed."""
        if self.question is None or not self.question.choices:
            return
        said = text.strip().lower()
        found = [i for i, (_, label) in enumerate(self.question.choices) if said and label.lower().startswith(said)]
        self.query_one(Listing).highlighted = found[0] if len(found) == 1 else self._now()

    def on_listing_selected(self, event: Listing.Selected) -> None:
        event.stop()
        self._pick(event.place)
