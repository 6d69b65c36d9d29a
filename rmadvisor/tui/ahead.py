"""Keys that come while a step is being taken, and digits that turn out to begin a sentence.

In:     keys as the line of the conversation reports them, each with its burst; whether a step is being taken.
Out:    each key once, in order, to the choices or to the line that stand there when its turn comes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from rmadvisor.tui.question import Composer, QuestionCard


@dataclass(slots=True)
class Burst:
    """Keys typed on from a digit: how many steps they took, and what was marked before."""

    number: int = 0
    steps: int = 0
    marked: frozenset[str] = frozenset()


class Ahead:
    """What was typed ahead; true while there is some."""

    def __init__(self, busy: Callable[[], bool]) -> None:
        self._busy = busy
        self._acts: deque[Callable[[], None]] = deque()
        self.burst = Burst()

    def __bool__(self) -> bool:
        return bool(self._acts)

    def clear(self) -> None:
        self._acts.clear()

    def soon(self, act: Callable[[], None]) -> None:
        """Do it now, or once the step that is being taken is done: what is typed ahead goes to the question then."""
        if self._busy():
            self._acts.append(act)
        else:
            act()

    def go_on(self) -> None:
        """Do what was typed ahead."""
        while self._acts and not self._busy():
            self._acts.popleft()()

    def press(self, key: Composer.Key, card: QuestionCard, line: Composer, typing: bool) -> None:
        """Give a key to the choices; to the line where something is typed, or the question takes no such key."""
        if key.burst == line.over:
            return
        if key.burst != self.burst.number:
            self.burst = Burst(key.burst, marked=frozenset(card.marked))
        if key.key in ("up", "down") or (card.takes(key.key) and not typing and not line.value):
            card.press(key.key)
        elif key.character:
            line.insert_text_at_cursor(key.character)

    def withdraw(self, number: int, card: QuestionCard) -> int:
        """A burst was no choice: take its marks back, and return how many steps it took."""
        if number != self.burst.number:  # none of its keys was looked at yet
            return 0
        if not self.burst.steps and card.several and card.marked != self.burst.marked:
            card.mark(set(self.burst.marked))
        return self.burst.steps
