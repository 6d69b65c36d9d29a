"""A comparison of two states in words: what changed, then which situations it changes and why."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rmadvisor.authoring.answers_files import flow
from rmadvisor.authoring.changes import Change, Field
from rmadvisor.authoring.outcomes import Outcome
from rmadvisor.authoring.states import State
from rmadvisor.report.terminal import line_width

MOST = {"changes": 40, "situations": 20, "differences": 8, "reasons": 6, "letters": 300}
PLURALS = {
    "entry": "entries",
    "fact": "facts",
    "rule": "rules",
    "policy": "policy parameters",
    "words": "groups of words",
    "phrases": "lists of phrases",
}
SINGULAR = {"policy": "policy parameter", "words": "group of words", "phrases": "list of phrases"}
KINDS = {"session": "session", "example": "example", "case": "case", "file": "file"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that `diff` tells."""

    old: State
    new: State
    changes: tuple[Change, ...]
    outcomes: tuple[Outcome, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "old": {"name": self.old.name, "version": self.old.kb.version},
            "new": {"name": self.new.name, "version": self.new.kb.version},
            "changes": [change.as_dict() for change in self.changes],
            "situations": len(self.outcomes),
            "changed": sum(not outcome.same for outcome in self.outcomes),
            "outcomes": [outcome.as_dict() for outcome in self.outcomes],
        }


def word_comparison(found: Comparison) -> str:
    """What changed and what it changes."""
    return "".join(f"{line}\n" for line in (*_changes(found.changes), "", *_outcomes(found.outcomes)))


def _changes(changes: Sequence[Change]) -> Iterator[str]:
    if not changes:
        yield "NOTHING CHANGED in entries, facts, rules, policy and words."
        return
    counts = Counter((change.kind, change.how) for change in changes)
    sums = (f"{count} {_many(kind, count)} {how}" for (kind, how), count in counts.items())
    yield from textwrap.wrap(f"CHANGED: {', '.join(sums)}", line_width())
    for change in changes[: MOST["changes"]]:
        title = f": {change.title}" if change.how != "changed" else ""
        yield from _wrapped(f"{change.where}: {change.kind} {change.id} {change.how}{title}", 2)
        for field in change.fields:
            for text in _field(field):
                yield from _wrapped(text, 6)
    if len(changes) > MOST["changes"]:
        yield f"  and {len(changes) - MOST['changes']} more: add --json"


def _field(field: Field) -> Iterator[str]:
    """A field before and after; of a list of texts only what differs."""
    before, after = field.before, field.after
    if not all(isinstance(side, list) and all(isinstance(each, str) for each in side) for side in (before, after)):
        yield f"{field.name} was: {_value(before)}"
        yield f"{field.name} now: {_value(after)}"
        return
    gone = [each for each in before if each not in after]
    new = [each for each in after if each not in before]
    if gone:
        yield f"{field.name} no longer: {_value(gone)}"
    if new:
        yield f"{field.name} now also: {_value(new)}"
    if not gone and not new:
        yield f"{field.name} in another order: {_value(after)}"


def _many(kind: str, count: int) -> str:
    return SINGULAR.get(kind, kind) if count == 1 else PLURALS[kind]


def _value(value: Any) -> str:
    if value is None:
        return "none"
    text = value if isinstance(value, str) else flow(value)
    return text if len(text) <= MOST["letters"] else text[: MOST["letters"]] + " ..."


def _outcomes(outcomes: Sequence[Outcome]) -> Iterator[str]:
    if not outcomes:
        yield from _wrapped(
            "SITUATIONS: none were there to compare; name answers files, or keep sessions, examples or cases.", 0
        )
        return
    others = [outcome for outcome in outcomes if not outcome.same]
    counts = Counter(outcome.situation.kind for outcome in outcomes)
    of = ", ".join(f"{count} {KINDS[kind]}{'' if count == 1 else 's'}" for kind, count in counts.items())
    if not others:
        yield from _wrapped(f"SITUATIONS: none of {of} would get another recommendation.", 0)
    else:
        yield from _wrapped(f"SITUATIONS: {len(others)} of {len(outcomes)} ({of}) would get another recommendation.", 0)
    for outcome in others[: MOST["situations"]]:
        yield ""
        yield from _wrapped(f"{KINDS[outcome.situation.kind]} {outcome.situation.name}", 2)
        yield from _listed(outcome.differences, MOST["differences"])
        for bad in outcome.unfit:
            yield from _wrapped(f"- {bad.fact} fits only one of the two: {bad.reason}", 4)
        if outcome.reasons:
            yield "    because of"
            yield from _listed([f"{r.id} ({r.how}): {r.why}" for r in outcome.reasons], MOST["reasons"], 6)
    if len(others) > MOST["situations"]:
        yield f"\n  and {len(others) - MOST['situations']} more: add --json"
    yield from _unusable([outcome for outcome in outcomes if outcome.unusable])


def _unusable(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Answers that were left out with the old rules and with the new, so that the comparison is one without them."""
    texts = [
        f"{KINDS[outcome.situation.kind]} {outcome.situation.name}: {bad.reason}"
        for outcome in outcomes
        for bad in outcome.unusable
    ]
    if texts:
        yield ""
        yield from _wrapped("Compared without these answers, which neither of the two can take:", 0)
        yield from _listed(texts, MOST["situations"], 2)


def _listed(texts: Sequence[str], most: int, indent: int = 4) -> Iterator[str]:
    for text in texts[:most]:
        yield from _wrapped(f"- {text}", indent)
    if len(texts) > most:
        yield f"{' ' * indent}- and {len(texts) - most} more: add --json"


def _wrapped(text: str, indent: int) -> list[str]:
    return textwrap.wrap(text, line_width(), initial_indent=" " * indent, subsequent_indent=" " * (indent + 2),
                         break_on_hyphens=False, break_long_words=False)  # fmt: skip
