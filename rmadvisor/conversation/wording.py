"""The conversation in plain words: lines of text that are complete without colour, position or pictures.

In:     Question, View, Passages, Since; Vocabulary for the labels.
Out:    lines, none longer than the width of a terminal.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

from rmadvisor.conversation.asking import Passage, Question
from rmadvisor.conversation.intents import COMMANDS
from rmadvisor.conversation.progress import SETTLED, TOP, Gist
from rmadvisor.conversation.recorded import Since
from rmadvisor.conversation.sessions import Record
from rmadvisor.conversation.view import View
from rmadvisor.knowledge.vocabulary import Fact, Vocabulary
from rmadvisor.reasoning.memory import figure
from rmadvisor.report.terminal import line_width
from rmadvisor.report.values import called
from rmadvisor.report.wording import span
from rmadvisor.sizing.ranges import Interval

DID = {
    "started": "started the session",
    "resumed": "opened the session again",
    "renamed": "renamed the session:",
    "deleted": "deleted the session",
    "restored": "restored the session",
    "went back": "went back to",
    "turned": "turned to",
    "cleared": "took back",
    "tried": "tried what if",
    "kept": "kept what was tried:",
    "dropped": "dropped what was tried",
    "undone": "undid the last step",
    "restarted": "began again",
}


def fill(text: str, first: str = "", rest: str | None = None) -> list[str]:
    """A text as lines."""
    rest = first if rest is None else rest
    width = line_width()
    return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False) or [first]


def value_in_words(fact: Fact | None, value: Any) -> str:
    """An answer as a person reads it."""
    if value == "unknown":
        return "not known"
    if fact is None:
        return f"level {value}" if isinstance(value, int) else str(value)
    if fact.numeric:
        text = span(Interval(*value)) if isinstance(value, list) and len(value) == 2 else _figure(value)
        return f"{text} {'percent ' if fact.type == 'percent' else ''}{fact.unit}".strip()
    if isinstance(value, list):
        joint = ", " if fact.type == "choices" else " or "
        return joint.join(fact.label(each) for each in value) or "none"
    return fact.label(value)


def brief(facts: Mapping[str, Any], vocabulary: Vocabulary) -> str:
    """Answers in one line: "RM count 12, customers 5,000, segment affluent"."""
    return ", ".join(f"{called(name)} {_briefly(vocabulary.get(name), value)}" for name, value in facts.items())


def _briefly(fact: Fact | None, value: Any) -> str:
    if fact is None or value == "unknown":
        return value_in_words(fact, value)
    if fact.numeric:
        text = span(Interval(*value)) if isinstance(value, list) and len(value) == 2 else _figure(value)
        return f"{text} %" if fact.type == "percent" else text
    if isinstance(value, list):
        joint = " or " if fact.type == "choice" else " and "
        return joint.join(str(each).replace("_", " ") for each in value) or "none"
    return fact.label(value) if isinstance(value, bool) else str(value).replace("_", " ")


def _figure(value: Any) -> str:
    return figure(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def question_in_words(question: Question, vocabulary: Vocabulary) -> list[str]:
    """The question, its choices, what stands now, and what can be typed."""
    lines = fill(question.text)
    if question.unit:
        lines += fill(f"Unit: {question.unit}.", "  ")
    for number, (_, label) in enumerate(question.choices, 1):
        lines += fill(label, f"  {number}. ", "     ")
    if question.now is not None:
        now = value_in_words(vocabulary[question.fact], question.now)
        lines += fill(f"Your answer so far: {now}. Press Enter to keep it.")
    if question.again:
        lines += fill("You skipped this before; skip again to leave it open.")
    if question.together:
        pairs = " ".join(f"{name}=..." for name in (question.fact, *question.together))
        lines += fill(f"In one line, if you like: {pairs}")
    return lines + fill(f"{question.how} Or: don't know, skip, why, back; ? lists all.")


def why_in_words(question: Question, assumed: str) -> list[str]:
    lines = fill(f"Why: {question.why}") + fill(f"How to answer: {question.help}")
    if question.can_change:
        can = [SETTLED.get(part, part) for part in question.can_change]
        lines += fill(f"It can still change: {', '.join(can)}.")
    return lines + (fill(assumed) if assumed else [])


def passages_in_words(found: Iterable[Passage]) -> list[str]:
    lines: list[str] = []
    for passage in found:
        title = f"{passage.title}: " if passage.title else ""
        lines += fill(f"{title}{passage.text} [{', '.join(passage.cites)}]")
    return lines or ["No guidance speaks of this; it enters the arithmetic of hours and customers directly."]


def answers_in_words(view: View, vocabulary: Vocabulary, idle: Iterable[str]) -> list[str]:
    """The answers, numbered, with those set aside and the reason."""
    given = view.state.given
    if not given:
        return ["No answers yet."]
    unfit = {bad.fact: bad.reason for bad in view.unfit}
    aside = set(idle)
    lines = []
    for number, (name, value) in enumerate(given.items(), 1):
        lines += fill(f"{name}: {value_in_words(vocabulary.get(name), value)}", f"  {number}. ", "     ")
        if name in unfit:
            lines += fill(f"set aside, it does not fit today's questions: {unfit[name]}", "     ")
        elif name in aside:
            lines += fill("set aside, it can change nothing as things stand", "     ")
    if view.state.skipped:
        lines += fill(f"Skipped: {', '.join(view.state.skipped)}.")
    return lines


def taken_in_words(facts: Mapping[str, Any], vocabulary: Vocabulary) -> list[str]:
    """What was understood."""
    return [line for name, value in facts.items()
            for line in fill(f"Noted: {called(name)} is {value_in_words(vocabulary.get(name), value)}.")]  # fmt: skip


def gist_in_words(gist: Gist) -> list[str]:
    lines = fill(f"Customers per RM: {gist.range}.")
    if gist.rms_needed is not None:
        lines += fill(f"RMs needed: {figure(gist.rms_needed)}.")
    lines += fill(f"Focus: {gist.focus_in_words}.")
    if gist.train_first:
        named = ", ".join(f"{name} (level {level})" for name, level in gist.train_first.items())
        lines += fill(f"First {min(TOP, len(gist.train_first))} to train: {named}.")
    for text in gist.warnings.values():
        lines += fill(f"Warning: {text}")
    settled = [name for part, name in SETTLED.items() if gist.settled[part]]
    still = [name for part, name in SETTLED.items() if not gist.settled[part]]
    lines += fill(f"Settled: {', '.join(settled) or 'nothing yet'}. Open: {', '.join(still) or 'nothing'}.")
    return lines


def since_in_words(since: Since) -> list[str]:
    """What other knowledge made of the same answers."""
    what = " and ".join(
        name for name, new in (("the knowledge", since.knowledge), ("the program", since.program)) if new
    )
    lines = fill(f"Since this session was last open, {what} {'have' if ' and ' in what else 'has'} changed.")
    if since.same:
        return lines + fill("The recommendation is the same.")
    for bad in since.unfit:
        lines += fill(
            f"{called(bad.fact)} no longer fits and is set aside: {bad.reason}. Your answer is kept.", "  - ", "    "
        )
    if since.then is not None:
        lines += fill(f"Then: customers per RM {since.then.range}; focus {since.then.focus_in_words}.", "  - ", "    ")
        lines += fill(f"Now: customers per RM {since.now.range}; focus {since.now.focus_in_words}.", "  - ", "    ")
    for text in since.differences:
        lines += fill(text, "  - ", "    ")
    return lines


def undone_in_words(facts: Mapping[str, Any], vocabulary: Vocabulary) -> list[str]:
    """What taking a step back brought."""
    lines = []
    for name, value in facts.items():
        now = "is open again" if value is None else f"is {value_in_words(vocabulary.get(name), value)} again"
        lines += fill(f"Taken back: {called(name)} {now}.")
    return lines or ["The last step is taken back."]


def record_in_words(record: Record, vocabulary: Vocabulary) -> list[str]:
    """One line of the log."""
    event = record.event
    said = [name if value is None else f"{name} {value_in_words(vocabulary.get(name), value)}"
            for name, value in event.facts.items()]  # fmt: skip
    was = [value_in_words(vocabulary.get(name), value) for name, value in event.before.items() if value is not None]
    told = f" (was {', '.join(was)})" if was and event.kind in ("changed", "renamed") else ""
    did = DID.get(event.kind, event.kind)
    return fill(f"{record.at} {record.who} {did} {', '.join(said)}".rstrip() + told, "  ", "      ")


def help_in_words() -> list[str]:
    """Every command with its words."""
    lines = ["Answer the question, or type one of these:"]
    for words, does in COMMANDS.values():
        lines += fill(f"{' or '.join(words)}: {does}", "  ", "      ")
    levels = "A level of your team is given as skills.NAME=LEVEL, from 1 to 5."
    return lines + fill(f"Names of facts and their numbers stand in the list of answers. {levels}")
