"""What a typed line asks for: a command of the conversation, or a reply to the question.

In:     the line; the question that is open, whose own choices win over the words of commands.
Out:    Intent. One table of commands: the help is made from it, so the two cannot disagree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from rmadvisor.conversation.asking import Question
from rmadvisor.conversation.replies import words_of

# name: (the words for it, what it does)
COMMANDS: dict[str, tuple[tuple[str, ...], str]] = {
    "help": (("?", "help", "h"), "show this list"),
    "why": (("why", "why do you ask"), "say why this is asked, and how to find the answer"),
    "guidance": (("guidance", "g"), "show the guidance behind the question"),
    "don't know": (("don't know",), "answer that it is not known; it is not asked again"),
    "skip": (("skip", "s"), "put the question off to the end"),
    "back": (("back", "b"), "return to the question before; its answer stands until you give another"),
    "change": (("change FACT", "FACT=VALUE"), "change any answer, by name or by its number in the list of answers"),
    "clear": (("clear FACT",), "take an answer back, as if it had never been asked"),
    "answers": (("answers", "a"), "list your answers"),
    "what if": (("what if FACT=VALUE ...",), "try changes on the side; then keep or drop"),
    "keep": (("keep",), "keep what was tried"),
    "drop": (("drop",), "forget what was tried"),
    "so far": (("so far",), "show the recommendation so far"),
    "undo": (("undo", "u"), "take back the last step, whatever it was"),
    "restart": (("restart",), "begin again without answers; undo brings them back"),
    "finish": (("finish", "done", "stop"), "show the recommendation and stop; what is open stays open"),
    "quit": (("quit", "q", "exit"), "leave now; everything is kept"),
}
_PLAIN = {
    words_of(word) or word: name for name, (words, _) in COMMANDS.items() for word in words if word == word.lower()
}
_ARROW_KEYS = re.compile(r"\x1b[\[O][0-9;]*[A-Za-z~]")
_WITH_FACT = re.compile(r"(?P<verb>change|clear)\s+(?P<fact>[^=]+?)(?:\s*(?:=|\s+to\s+)\s*(?P<value>.+))?", re.I)
_WHAT_IF = re.compile(r"what[\s-]*if\b\s*(?P<changes>.*)", re.I)
_NAME = re.compile(r"(?:^|(?<=[\s,;]))(?P<name>[A-Za-z][\w.]*)\s*=\s*")


@dataclass(frozen=True, slots=True)
class Intent:
    """`name` is a command of the table, "reply", or "nothing"; `facts` are the values it gives, as typed."""

    name: str
    text: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


def intent_of(line: str, question: Question | None) -> Intent:
    """What a line asks for."""
    typed = _ARROW_KEYS.sub("", line)
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in typed).split())
    if not text:
        return Intent("nothing")
    if question is not None and words_of(text) in _own_words(question):
        return Intent("reply", text)
    name = _PLAIN.get(text.lower().rstrip("?!.") or text)
    if name is not None:
        return Intent(name)
    if what_if := _WHAT_IF.fullmatch(text):
        return Intent("what if", what_if["changes"], assignments(what_if["changes"]))
    if with_fact := _WITH_FACT.fullmatch(text):
        fact, value = with_fact["fact"], with_fact["value"]
        return Intent(with_fact["verb"].lower(), fact, {fact: value} if value else {})
    facts = assignments(text)
    return Intent("change", text, facts) if facts else Intent("reply", text)


def _own_words(question: Question) -> set[str]:
    return {words_of(word) for choice in question.choices for word in choice}


def assignments(text: str) -> dict[str, str]:
    """The values of "name=value name=value ..."; empty when the text is not of that form.

    >>> assignments("segment=affluent, client_time_share = 40 to 50")
    {'segment': 'affluent', 'client_time_share': '40 to 50'}
    """
    marks = list(_NAME.finditer(text))
    if not marks or marks[0].start() != 0:
        return {}
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return {mark["name"]: text[mark.end() : end].strip(" ,;") for mark, end in zip(marks, ends, strict=True)}
