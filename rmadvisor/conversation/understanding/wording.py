"""What was understood, in lines for a person."""

from __future__ import annotations

import textwrap
from typing import Any

from rmadvisor.conversation.understanding.understood import Understood
from rmadvisor.report.terminal import line_width


def understood_in_words(found: Understood) -> list[str]:
    """What was found in a text: each fact as in an answers file, with the words that said it."""
    lines: list[str] = []
    for each in found.facts:
        lines += _fill(f"{each.fact}: {_as_in_a_file(each.value)}   (from: {_shown(each.text)})", "", "  ")
    for unclear in found.unclear:
        lines += _fill(f"Unclear: {_shown(unclear.text)} may be {' or '.join(unclear.candidates)}.", "", "  ")
    return lines or _fill("No fact was found. Say it as in: 12 RMs for 5,000 affluent clients, no CRM")


def _as_in_a_file(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join("null" if each is None else _as_in_a_file(each) for each in value) + "]"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.12g}" if isinstance(value, int | float) else str(value)


def _shown(text: str) -> str:
    """Typed text as one line that a terminal shows and does not obey."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _fill(text: str, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(text, line_width(), initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
