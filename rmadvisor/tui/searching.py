"""The line that is searched in: keys of lists work from it, and signs are keys of the screen while it is empty; and the
kinds of knowledge that a search can be held to."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.message import Message

from rmadvisor.tui.oneline import OneLine

MOST_LETTERS = 200
KINDS = (
    ("everything", ()),
    ("guidance", ("guidance",)),
    ("capabilities", ("capability", "group")),
    ("focuses and segments", ("focus", "segment")),
    ("figures", ("figure", "default")),
    ("words", ("term",)),
    ("rules", ("rule",)),
    ("questions", ("fact",)),
    ("sources", ("source",)),
)


class SearchLine(OneLine):
    """A line to type words in."""

    class Moved(Message):
        """A key that moves through what was found."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    KEYS: ClassVar[frozenset[str]] = frozenset(("up", "down", "pageup", "pagedown"))
    SIGNS: ClassVar[frozenset[str]] = frozenset(("question_mark", "slash", "colon"))

    def __init__(self, placeholder: str) -> None:
        super().__init__(id="words", placeholder=placeholder, compact=True, max_length=MOST_LETTERS)

    async def _on_key(self, event: events.Key) -> None:
        if event.key in self.KEYS:
            event.prevent_default().stop()
            self.post_message(self.Moved(event.key))
        elif event.key in self.SIGNS and not self.value:
            event.prevent_default()  # it goes on to the bindings of the screen

    def check_consume_key(self, key: str, character: str | None) -> bool:
        if key in self.SIGNS and not self.value:
            return False
        return super().check_consume_key(key, character)
