"""Find what is wrong across files: names that lead nowhere, figures and texts that do not fit what they are named for.

In:     Sources.
Out:    the problems are reported on the cursors of the items that cause them.
Never:  stops at the first problem.
"""

from __future__ import annotations

from collections.abc import Mapping

from rmadvisor.knowledge import conflicts
from rmadvisor.knowledge.answers import read_answer
from rmadvisor.knowledge.conditions import In, Within
from rmadvisor.knowledge.cursor import Cursor, shown
from rmadvisor.knowledge.entries import UNSAID, Entry
from rmadvisor.knowledge.phrasebook import check_phrases
from rmadvisor.knowledge.policy import BOUNDS
from rmadvisor.knowledge.problems import did_you_mean
from rmadvisor.knowledge.rules import (
    ASSUMABLE,
    PLACEHOLDER,
    Advise,
    Assume,
    Band,
    Prioritise,
    Require,
    Rule,
    Warn,
)
from rmadvisor.knowledge.sources import Sources
from rmadvisor.knowledge.vocabulary import Fact
from rmadvisor.knowledge.words import check_groups

NEEDED = (*ASSUMABLE, "customers", "rm_count", "customers_per_rm", "revenue_per_customer", "rm_cost")


def check(sources: Sources) -> None:
    """Report everything that only shows when all files are seen together."""
    entries = {entry.id: entry for entry, _ in sources.entries}
    _names(sources)
    _policy(sources)
    _references(sources, entries)
    check_phrases(sources.phrases, entries, [name for name, entry in entries.items() if entry.kind not in UNSAID])
    vocabulary = sources.vocabulary
    _training(sources, vocabulary)
    for rule, cursor in sources.rules:
        _effects(rule, cursor, entries, vocabulary)
    conflicts.check(sources, entries)
    _words(sources, entries)


def _words(sources: Sources, entries: Mapping[str, Entry]) -> None:
    """A phrase may name the groups of words that there are; a group those above it."""
    known: list[str] = []
    for group, cursor in sources.groups:
        if group.name in known:
            cursor.at("group").fail(f"the group '{group.name}' is there twice", "rename or join one of the two")
        check_groups(cursor.at("words"), known)
        for name in group.terms:
            if name not in entries:
                cursor.at("terms").fail(f"there is no entry '{name}'", did_you_mean(name, entries))
        known.append(group.name)
    for _, cursor in sources.facts:
        if cursor.has("words"):
            check_groups(cursor.at("words"), known)


def _names(sources: Sources) -> None:
    """Entries and rules share one space of names; facts and parameters have their own."""
    for items, key in (([*sources.entries, *sources.rules], "id"), (sources.facts, "name"), (sources.policy, "name")):
        seen: dict[str, Cursor] = {}
        for _, cursor in items:
            name = cursor.value[key]
            if not isinstance(name, str):
                continue  # that was reported
            if name in seen:
                cursor.at(key).fail(
                    f"'{name}' is there twice (also {seen[name].where})", "rename or remove one of the two"
                )
            seen.setdefault(name, cursor)
    facts = {fact.name: fact for fact, _ in sources.facts}
    asked = [name for name, fact in facts.items() if fact.origin == "asked"]
    for fact, cursor in sources.facts:
        if fact.together:
            _each(cursor.at("together"), asked, "together")
        if fact.words.unnamed_with:
            _each(cursor.at("words").at("unnamed_with"), asked, "unnamed_with")
    for name in NEEDED:
        if name not in facts or not facts[name].numeric or facts[name].origin != "asked":
            sources.documents[-1].root().fail(f"the sizing needs the asked number '{name}'", "declare it under 'facts'")


def _policy(sources: Sources) -> None:
    given = {parameter.name for parameter, _ in sources.policy}
    for name in BOUNDS:
        if name not in given:
            sources.documents[-1].root().fail(f"the policy parameter '{name}' is missing", "add it under 'policy'")


def _references(sources: Sources, entries: Mapping[str, Entry]) -> None:
    sections = {
        f"{entry.id}#{section}" for entry in entries.values() for section in entry.details.get("sections") or ()
    }
    groups = [name for name, entry in entries.items() if entry.kind == "group"]
    for items in (sources.entries, sources.rules, sources.policy):
        for item, cursor in items:
            if cursor.has("cites"):
                _each(cursor.at("cites"), (*entries, *sections), "cites")
            if isinstance(item, Entry):
                for key, kind in (("related", ""), ("pools", "figure")):
                    if cursor.has(key):
                        _each(cursor.at(key), [n for n, e in entries.items() if kind in ("", e.kind)], key)
                if item.kind == "capability" and entries.get(item.details["group"], item).kind != "group":
                    cursor.at("group").fail(
                        f"'{item.details['group']}' is not a capability group",
                        did_you_mean(item.details["group"], groups, "name a group entry"),
                    )


def _each(cursor: Cursor, known: object, key: str) -> None:
    names = set(known)  # type: ignore[call-overload]
    for element in cursor.elements():
        if isinstance(element.value, str) and element.value not in names:
            element.fail(
                f"{key}: there is no '{element.value}'", did_you_mean(element.value, names, "correct or remove it")
            )


def _training(sources: Sources, vocabulary: Mapping[str, Fact]) -> None:
    """Exercises with one text both right and wrong, and situations with answers that nobody could give."""
    asked = [name for name, fact in vocabulary.items() if fact.origin == "asked"]
    for entry, cursor in sources.entries:
        if entry.kind == "exercise" and set(entry.details["right"]) & set(entry.details["wrong"]):
            cursor.at("wrong").fail("a choice is both right and wrong", "remove it from one of the two lists")
        if entry.kind == "situation":
            for name, values in cursor.at("facts").items():
                if name not in asked:
                    mend = did_you_mean(str(name), asked)
                    values.fail(f"facts: there is no question about {shown(name)}", mend, key=True)
                    continue
                if not [read_answer(vocabulary[name], element) for element in values.elements()]:
                    values.fail(f"{name}: no answer is listed", "list those that are plausible")


def _effects(rule: Rule, cursor: Cursor, entries: Mapping[str, Entry], vocabulary: Mapping[str, Fact]) -> None:
    if not isinstance(cursor.value["then"], list) or len(rule.then) != len(cursor.value["then"]):
        return  # an effect could not be read; that was reported
    for i, effect in enumerate(rule.then):
        place = cursor.at("then").at(i)
        match effect:
            case Band(benchmark=name):
                figure = entries.get(name)
                if figure is None or figure.kind != "figure" or figure.details["quantity"] != "customers_per_rm":
                    figures = [n for n, e in entries.items() if e.kind == "figure"]
                    place.fail(f"'{name}' is no figure of customers_per_rm", did_you_mean(name, figures))
            case Assume(quantity=quantity, default=name):
                default = entries.get(name)
                if default is None or default.kind != "default" or default.details["quantity"] != quantity:
                    defaults = [n for n, e in entries.items() if e.kind == "default"]
                    place.fail(f"'{name}' is no default of {quantity}", did_you_mean(name, defaults))
            case Require(capability=name) | Prioritise(capability=name):
                if name not in entries or entries[name].kind != "capability":
                    capabilities = [n for n, e in entries.items() if e.kind == "capability"]
                    place.fail(f"'{name}' is no capability", did_you_mean(name, capabilities))
            case Advise(text=text) | Warn(text=text):
                _placeholders(rule, text, place, vocabulary)


def _placeholders(rule: Rule, text: str, cursor: Cursor, vocabulary: Mapping[str, Fact]) -> None:
    tested = set.intersection(*({t.fact for t in tests if isinstance(t, In | Within)} for tests in rule.when or ((),)))
    for name in PLACEHOLDER.findall(text):
        if name in vocabulary and name not in tested and name not in SIZED and not name.startswith(("level.", "gap.")):
            cursor.fail(
                f"{{{name}}} may not be known when the rule fires", f"add '{name}: {{known: true}}' to its tests"
            )


# Figures that the sizing works out; where one is not known the text says so.
SIZED = (
    "coverage_low",
    "coverage_target",
    "coverage_high",
    "workload_low",
    "workload_high",
    "benchmark_low",
    "benchmark_high",
    "break_even",
    "rms_needed",
    "customers_per_rm",
)
