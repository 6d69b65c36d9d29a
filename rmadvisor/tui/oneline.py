"""A line of text to type in or paste into: a paste goes in whole, its lines joined, or not at all, which is said.

In:     keys and pastes.
Out:    Textual's messages of an Input. What does not fit changes nothing that stood there.
"""

from __future__ import annotations

from time import monotonic

from textual import events
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

SEEN = 5.0  # seconds that a notice stands there


class OneLine(Input):
    """A line of at most `max_length` characters."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False)  # a letter more moves nothing on the screen
    told_full = 0.0  # when it was last said that no more goes in

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default().stop()  # Textual's own would keep the first line only
        self.paste(event.text)

    def paste(self, text: str) -> None:
        """Put a text in the place of what is selected, or where the cursor is."""
        pasted = joined(text)
        start, end = sorted(self.selection)
        length = len(self.value) - (end - start) + len(pasted)
        most = self.max_length or length
        if length <= most:
            self.replace(pasted, start, end)
            return
        room = f", and {most - length + len(pasted):,} are left" if len(self.value) > end - start else ""
        text = f"Too long to paste: {len(pasted):,} characters. A line holds {most:,}{room}. Nothing was put in."
        self.notify(text, severity="warning", markup=False, timeout=SEEN)

    def restricted(self) -> None:
        """A letter too many was typed: said once, however long the key is held."""
        if monotonic() - self.told_full > SEEN:
            self.told_full = monotonic()
            text = f"The line is full: it holds {self.max_length or 0:,} characters."
            self.notify(text, severity="warning", markup=False, timeout=SEEN)


def joined(text: str) -> str:
    r"""All lines of a text as one, a space between them.

    >>> joined("We have 12 RMs\n\n  for 4,000 clients\n")
    'We have 12 RMs for 4,000 clients'
    """
    lines = [line.replace("\t", " ") for line in text.splitlines() if line.strip()]
    return " ".join(line.strip() for line in lines) if len(lines) > 1 else "".join(lines)
