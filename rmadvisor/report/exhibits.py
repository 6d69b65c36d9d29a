"""Show one thing that is known: an entry, a rule, a fact, a policy parameter or a section, with what cites or uses it.

In:     KnowledgeBase, an id.
Out:    Exhibit, or None when there is no such id.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rmadvisor.knowledge.conditions import Missing, Test, base
from rmadvisor.knowledge.entries import KINDS, Entry
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.policy import Parameter
from rmadvisor.knowledge.rules import Effect, Rule, effect_as_dict
from rmadvisor.knowledge.vocabulary import Fact, Vocabulary
from rmadvisor.reasoning.explanation.thresholds import must_be
from rmadvisor.reasoning.memory import figure
from rmadvisor.report.blocks import Block, Bullets, Heading, Pairs, Paragraph

MOST_WORDS = 24  # shown of those by which an entry is found; --json has all
MOST_ASKED = 4  # of the questions that people ask
PLURALS = {
    **{f"{kind}s": kind for kind in KINDS if kind not in ("capability", "focus", "guidance")},
    "capabilities": "capability",
    "focuses": "focus",
    "guidance": "guidance",
    "rules": "rule",
    "facts": "fact",
    "policy": "parameter",
}


@dataclass(frozen=True, slots=True)
class Exhibit:
    """What is shown. `data` is its content, `used_by` the ids of everything that cites or uses it."""

    id: str
    kind: str
    data: dict[str, Any]
    used_by: tuple[str, ...]
    blocks: tuple[Block, ...]

    def as_dict(self) -> dict[str, Any]:
        return {"id": self.id, "kind": self.kind, **self.data, "used_by": list(self.used_by)}


def names(kb: KnowledgeBase) -> list[str]:
    """Everything that can be shown."""
    facts = [name for name, fact in kb.vocabulary.items() if fact.origin != "levels"]
    return [*kb.entries, *kb.sections, *kb.rule, *facts, *kb.parameters, *PLURALS]


def exhibit(kb: KnowledgeBase, name: str) -> Exhibit | None:
    """One thing by its id; a plural such as `capabilities` lists the ids of a kind."""
    if name in PLURALS and name not in kb.entries:
        return _listing(kb, name)
    if name in kb.sections:
        return _section(kb, name)
    if name in kb.entries:
        return _entry(kb, kb.entries[name])
    if name in kb.rule:
        return _rule(kb, kb.rule[name])
    if name in kb.vocabulary:
        return _fact(kb, kb.vocabulary[name])
    return _parameter(kb, kb.parameters[name]) if name in kb.parameters else None


def used_by(kb: KnowledgeBase, name: str) -> tuple[str, ...]:
    """The ids of the entries, rules and parameters that cite, name, test or set something.

    A guidance entry stands for the sections that it cites: what cites them uses it.
    """
    entry = kb.entries.get(name)
    names = (name, *entry.cites) if entry is not None and entry.kind == "guidance" else (name,)
    return tuple(dict.fromkeys(user for one in names for user in kb.used_by.get(one, ()) if user != name))


def _listing(kb: KnowledgeBase, name: str) -> Exhibit:
    kind = PLURALS[name]
    found: list[tuple[str, str]]
    if kind == "rule":
        found = [(rule.id, rule.because) for rule in kb.rules]
    elif kind == "fact":
        found = [(fact.name, fact.meaning) for fact in kb.vocabulary.values() if fact.origin != "levels"]
    elif kind == "parameter":
        found = [(parameter.name, f"{parameter.value:g}") for parameter in kb.parameters.values()]
    else:
        found = [(entry.id, entry.title) for entry in kb.entries.values() if entry.kind == kind]
    items = Bullets(tuple(f"{item}: {title}" for item, title in found))
    blocks = (Heading(f"{len(found)} {name}"), items, Paragraph("`rmadvisor show ID` shows one of them."))
    return Exhibit(name, "list", {"ids": [item for item, _ in found]}, (), blocks)


def _section(kb: KnowledgeBase, name: str) -> Exhibit:
    """A section of a source: the entries that carry it, then everything else that cites it."""
    users = used_by(kb, name)
    carrying = [kb.entries[u] for u in users if u in kb.entries and kb.entries[u].kind == "guidance"]
    blocks: list[Block] = [Heading(kb.sections[name]), Pairs((("Id", (name,)), ("Kind", ("section of a source",))))]
    for entry in carrying:
        blocks += [Heading(entry.title, 2), Paragraph(entry.text)]
    data = {"title": kb.sections[name], "text": "\n".join(entry.text for entry in carrying)}
    return Exhibit(name, "section", data, users, (*blocks, *_users(kb, users)))


def _entry(kb: KnowledgeBase, entry: Entry) -> Exhibit:
    users = used_by(kb, entry.id)
    details = [(key.replace("_", " ").capitalize(), _detail(value)) for key, value in entry.details.items()]
    rows = [
        ("Id", (entry.id,)),
        ("Kind", (entry.kind,)),
        *((label, lines) for label, lines in details if lines),
        ("Sources", tuple(_titled(kb, cite) for cite in entry.cites)),
        ("Also called" if entry.kind == "term" else "Found by", (_listed(entry.terms),)),
        ("People ask", tuple(f"- {line}" for line in kb.phrasebook.asked.get(entry.id, ())[:MOST_ASKED])),
        ("See also", tuple(_titled(kb, other) for other in entry.related)),
        ("Written in", (entry.where,)),
    ]
    kept = tuple((label, lines) for label, lines in rows if lines and any(lines))
    data = {
        "title": entry.title,
        "text": entry.text,
        "cites": list(entry.cites),
        "terms": list(entry.terms),
        "related": list(entry.related),
        **entry.details,
    }
    blocks = (Heading(entry.title), Paragraph(entry.text), Pairs(kept), *_users(kb, users))
    return Exhibit(entry.id, entry.kind, data, users, blocks)


def _listed(words: tuple[str, ...]) -> str:
    """Words by which a thing is found: the first ones, for some entries have a hundred."""
    more = f", and {len(words) - MOST_WORDS} more" if len(words) > MOST_WORDS else ""
    return ", ".join(words[:MOST_WORDS]) + more


def _detail(value: Any) -> tuple[str, ...]:
    """A field of an entry as lines."""
    if value is None or value == ():
        return ()
    if isinstance(value, dict):
        return tuple(f"{key} {_either(text)}" for key, text in value.items())
    if isinstance(value, tuple) and all(isinstance(v, int | float) for v in value):
        return (f"{figure(value[0])} to {figure(value[1])}",)
    if isinstance(value, tuple):
        return tuple(f"- {text}" for text in value) if len(value) > 1 else value
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    return (f"{value:g}" if isinstance(value, float) else str(value),)


def _either(value: Any) -> str:
    """A value, or the values of which any may hold."""
    return " or ".join(_detail(each)[0] for each in value) if isinstance(value, tuple) else str(value)


def _titled(kb: KnowledgeBase, cite: str) -> str:
    if cite in kb.sections:
        return f"{cite}: {kb.sections[cite]}"
    entry = kb.entries.get(cite)
    if entry is None:
        return cite
    publisher = entry.details.get("publisher")
    return f"{cite}: {entry.title}{', ' + publisher if publisher else ''}"


def _rule(kb: KnowledgeBase, rule: Rule) -> Exhibit:
    when = tuple(
        "always" if not tests else "; ".join(condition(test, kb.vocabulary) for test in tests) for tests in rule.when
    )
    lines = tuple(f"or: {text}" if i else text for i, text in enumerate(when))
    effects = tuple(_effect_line(effect) for effect in rule.then)
    rows = (
        ("Id", (rule.id,)),
        ("Kind", ("rule",)),
        ("When", lines),
        ("Then", effects),
        ("Sources", tuple(_titled(kb, cite) for cite in rule.cites)),
        ("Written in", (rule.where,)),
    )
    data = {
        "when": list(when),
        "then": [effect_as_dict(effect) for effect in rule.then],
        "because": rule.because,
        "cites": list(rule.cites),
    }
    return Exhibit(rule.id, "rule", data, (), (Heading(rule.because), Pairs(rows)))


def _effect_line(effect: Effect) -> str:
    ((kind, what),) = effect_as_dict(effect).items()
    if isinstance(what, dict):
        what = ", ".join(f"{key} {value}" for key, value in what.items())
    return f"{kind} {what}"


def condition(test: Test, vocabulary: Vocabulary) -> str:
    """A test in words.

    >>> condition(Missing("attrition"), {"attrition": None})
    'attrition is not known'
    """
    name = base(test.fact)
    if isinstance(test, Missing):
        return f"{name} is not known"
    fact = vocabulary[name]
    found = must_be(test, fact)
    if isinstance(found, list):
        return f"{name} is " + " or ".join(fact.label(value) for value in found)
    if "size" in found:
        name, found = f"{name} (how many)", found["size"]
    (first, *rest) = found.items()
    if first[0] == "known":
        return f"{name} is known"
    if first[0] in ("includes", "without"):
        return f"{name} {first[0]} {fact.label(first[1])}"
    return f"{name} " + " and ".join(f"{kind.replace('_', ' ')} {figure(bound)}" for kind, bound in (first, *rest))


def _fact(kb: KnowledgeBase, fact: Fact) -> Exhibit:
    users = used_by(kb, fact.name)
    origin = {
        "asked": "asked",
        "rules": "concluded by rules",
        "sizing": "worked out by the sizing",
        "focus": "decided from the evidence",
        "levels": "from the capabilities required",
    }
    rows = (
        ("Id", (fact.name,)),
        ("Kind", (f"fact, {origin[fact.origin]}",)),
        ("Type", (f"{fact.type}{', ' + fact.unit if fact.unit else ''}",)),
        ("Question", (fact.question,)),
        ("How to answer", (fact.help,)),
        ("Why we ask", (fact.why,)),
        ("Choices", tuple(f"{choice}: {label}" for choice, label in fact.choices.items())),
        ("Written in", (fact.where,)),
    )
    kept = tuple((label, lines) for label, lines in rows if lines and any(lines))
    data = {
        "meaning": fact.meaning,
        "from": fact.origin,
        "type": fact.type,
        "unit": fact.unit,
        "choices": dict(fact.choices),
        "question": fact.question,
        "help": fact.help,
        "why": fact.why,
    }
    return Exhibit(fact.name, "fact", data, users, (Heading(fact.meaning), Pairs(kept), *_users(kb, users)))


def _parameter(kb: KnowledgeBase, parameter: Parameter) -> Exhibit:
    rows = (
        ("Id", (parameter.name,)),
        ("Kind", ("policy parameter",)),
        ("Value", (f"{parameter.value:g}",)),
        ("Sources", tuple(_titled(kb, cite) for cite in parameter.cites)),
        ("Written in", (parameter.where,)),
    )
    data = {"value": parameter.value, "because": parameter.because, "cites": list(parameter.cites)}
    return Exhibit(parameter.name, "parameter", data, (), (Heading(parameter.because), Pairs(rows)))


def _users(kb: KnowledgeBase, users: Iterable[str]) -> list[Block]:
    """What cites or uses a thing: the rules with their reasons apart from the rest."""
    listed = tuple(users)
    if not listed:
        return [Paragraph("Nothing cites or uses it yet.")]
    rules = tuple(f"{user}: {kb.rule[user].because}" for user in listed if user in kb.rule)
    others = ", ".join(user for user in listed if user not in kb.rule)
    blocks: list[Block] = [Heading("Cited or used by", 2), Paragraph(others)] if others else []
    return [*blocks, Heading("Rules that use it", 2), Bullets(rules)] if rules else blocks
