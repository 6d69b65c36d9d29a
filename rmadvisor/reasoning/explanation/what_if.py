"""What other answers would change: the consultation before and after, side by side, and why.

In:     KnowledgeBase, Answers, changes as {fact or skills.<capability>: value}, or as arguments "fact=value".
Out:    WhatIf: both outcomes, what comes, goes and moves, and the rules that fire now and did not, and the reverse.
Errors: BadInput that names the argument, with the nearest right names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rmadvisor.knowledge.answers import SKILLS, Answers, answers_from, plain, read_answers
from rmadvisor.knowledge.conditions import base
from rmadvisor.knowledge.cursor import Document, shown
from rmadvisor.knowledge.documents import parse
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.problems import BadInput, Problem, did_you_mean
from rmadvisor.knowledge.rules import Conclude, effect_as_dict
from rmadvisor.reasoning.consultation import Findings, Note
from rmadvisor.reasoning.engine import Firing
from rmadvisor.reasoning.explanation.outcome import Figure, Outcome, figures, outcome
from rmadvisor.reasoning.memory import holds, value_as_data

TAKEN_AWAY = None  # the value of a change that takes an answer away
ONE_SKILL = f"{SKILLS}."


@dataclass(frozen=True, slots=True)
class Change:
    """A fact, a level or a text before and after; None where there was or is none."""

    name: str
    before: Any
    after: Any

    def as_dict(self) -> dict[str, Any]:
        return {"name": self.name, "before": self.before, "after": self.after}


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that fires only before or only after, on the facts whose change decides that."""

    rule: str
    because: str
    cites: tuple[str, ...]
    effects: tuple[Mapping[str, Any], ...]
    facts: tuple[Change, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "because": self.because,
            "cites": list(self.cites),
            "effects": [dict(effect) for effect in self.effects],
            "facts": [fact.as_dict() for fact in self.facts],
        }


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Before and after. `levels` are those of capabilities, `figures` the quantities behind the hours that differ.

    Notes under `reworded` stay, but tell other figures.
    """

    changes: tuple[Change, ...]
    before: Outcome
    after: Outcome
    levels: tuple[Change, ...]
    figures: tuple[tuple[Figure | None, Figure | None], ...]
    warnings_added: tuple[Note, ...]
    warnings_removed: tuple[Note, ...]
    advice_added: tuple[Note, ...]
    advice_removed: tuple[Note, ...]
    reworded: tuple[Change, ...]
    fires_now: tuple[RuleChange, ...]
    no_longer: tuple[RuleChange, ...]

    @property
    def nothing_changes(self) -> bool:
        """Whether all that is recommended stays as it is."""
        notes = (self.warnings_added, self.warnings_removed, self.advice_added, self.advice_removed, self.reworded)
        return self.before == self.after and not self.levels and not any(notes)

    def as_dict(self) -> dict[str, Any]:
        return {
            "changes": [change.as_dict() for change in self.changes],
            "nothing_changes": self.nothing_changes,
            "before": self.before.as_dict(),
            "after": self.after.as_dict(),
            "capabilities_changed": [change.as_dict() for change in self.levels],
            "figures_changed": [
                {"before": before and before.as_dict(), "after": after and after.as_dict()}
                for before, after in self.figures
            ],
            "warnings": {"added": _told(self.warnings_added), "removed": _told(self.warnings_removed)},
            "advice": {"added": _told(self.advice_added), "removed": _told(self.advice_removed)},
            "reworded": [change.as_dict() for change in self.reworded],
            "fires_now": [rule.as_dict() for rule in self.fires_now],
            "no_longer_fires": [rule.as_dict() for rule in self.no_longer],
        }


def _told(notes: Iterable[Note]) -> list[dict[str, str]]:
    return [{"id": note.id, "text": note.text} for note in notes]


# ---------------------------------------------------------------- reading changes


def read_changes(arguments: Iterable[str], kb: KnowledgeBase) -> dict[str, Any]:
    """The changes that arguments such as segment=[affluent, hnw], attrition=unknown, fact= or skills.crm_use=4 ask for.

    Raises BadInput with the faults of all arguments, each naming its own.
    """
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for argument in arguments:
        name, equals, text = argument.partition("=")
        name = name.strip()
        label = f"argument {shown(argument)}"
        if not equals:
            problems.append(Problem(label, 0, 0, "it changes nothing", "write fact=value, or fact= to take it away"))
        elif name in found:
            problems.append(Problem(label, 0, 0, f"'{name}' is given twice", "remove one of the two"))
        else:
            try:
                found[name] = _value(name, text, label, kb)
            except BadInput as bad:
                problems += bad.problems
    if problems:
        raise BadInput(problems)
    return found


def _value(name: str, text: str, label: str, kb: KnowledgeBase) -> Any:
    """The value of one argument, checked as if it stood in a file of its own; TAKEN_AWAY where there is none."""
    given = parse(text.encode("utf-8", "surrogateescape"), label).data if text.strip() else TAKEN_AWAY
    stands_in = {} if name == SKILLS else "unknown"  # so that the name is checked where there is no value
    document = Document(label, _nested(name, given if text.strip() else stands_in))
    read_answers(document, kb.vocabulary, kb.capabilities)
    return given


def _nested(name: str, value: Any) -> dict[str, Any]:
    """A change as an answers file would hold it."""
    return {SKILLS: {name.removeprefix(ONE_SKILL): value}} if name.startswith(ONE_SKILL) else {name: value}


def changed(kb: KnowledgeBase, answers: Answers, changes: Mapping[str, Any]) -> Answers:
    """The answers with the changes made. Raises BadInput for names and values that are none, and contradictions."""
    given: dict[str, Any] = {name: plain(answer) for name, answer in answers.values.items()}
    given[SKILLS] = dict(answers.skills)
    for name, value in changes.items():
        if name.startswith(ONE_SKILL) and isinstance(given.get(SKILLS, {}), Mapping):
            skill = {name.removeprefix(ONE_SKILL): "unknown" if value is TAKEN_AWAY else value}
            given[SKILLS] = {**given.get(SKILLS, {}), **skill}
        elif value is not TAKEN_AWAY:
            given[name] = value
        elif given.pop(name, None) is None and name not in (*kb.vocabulary, SKILLS):
            mend = did_you_mean(name, [n for n, fact in kb.vocabulary.items() if fact.origin == "asked"])
            raise BadInput([Problem("", 0, 0, f"unknown fact '{name}'", mend)])
    try:
        return answers_from(given, kb.vocabulary, kb.capabilities)
    except BadInput as bad:
        label = "the answers with these changes"
        raise BadInput(Problem(label, 0, 0, problem.what, problem.mend) for problem in bad.problems) from None


# ---------------------------------------------------------------- comparing


def what_if(kb: KnowledgeBase, before: Findings, after: Findings) -> WhatIf:
    """Two consultations side by side."""
    old_notes, new_notes = _notes(before), _notes(after)
    return WhatIf(
        changes=tuple(_changes(_answers(before), _answers(after))),
        before=outcome(before, kb),
        after=outcome(after, kb),
        levels=tuple(_changes(_levels(before), _levels(after))),
        figures=tuple(figures(before, after)),
        warnings_added=_only(after.warnings, before.warnings),
        warnings_removed=_only(before.warnings, after.warnings),
        advice_added=_only(after.advice, before.advice),
        advice_removed=_only(before.advice, after.advice),
        reworded=tuple(c for c in _changes(old_notes, new_notes) if c.before is not None and c.after is not None),
        fires_now=tuple(_rules(kb, after, before, now=True)),
        no_longer=tuple(_rules(kb, before, after, now=False)),
    )


def _answers(findings: Findings) -> dict[str, Any]:
    skills = {f"{ONE_SKILL}{name}": level for name, level in findings.answers.skills.items()}
    return {**{name: plain(answer) for name, answer in findings.answers.values.items()}, **skills}


def _levels(findings: Findings) -> dict[str, int]:
    return {need.capability: need.level for need in findings.requirements}


def _notes(findings: Findings) -> dict[str, str]:
    return {note.id: note.text for note in (*findings.warnings, *findings.advice)}


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[Change]:
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield Change(name, before.get(name), after.get(name))


def _only(notes: Iterable[Note], others: Iterable[Note]) -> tuple[Note, ...]:
    ids = {note.id for note in others}
    return tuple(note for note in notes if note.id not in ids)


def _rules(kb: KnowledgeBase, with_: Findings, without: Findings, now: bool) -> Iterable[RuleChange]:
    """Rules that fire only with one of the two, what others build on first."""
    others = {firing.rule.id for firing in without.firings}
    for firing in sorted(with_.firings, key=lambda firing: _order(firing, kb)):
        if firing.rule.id not in others:
            rule = firing.rule
            effects = tuple(effect_as_dict(effect) for effect in rule.then)
            facts = tuple(_deciding(kb, firing, with_, without, now))
            yield RuleChange(rule.id, rule.because, rule.cites, effects, facts)


def _order(firing: Firing, kb: KnowledgeBase) -> tuple[int, bool, int]:
    rule = firing.rule
    return kb.stage[rule.id], not any(isinstance(e, Conclude) for e in rule.then), kb.rank[rule.id]


def _deciding(kb: KnowledgeBase, firing: Firing, with_: Findings, without: Findings, now: bool) -> Iterable[Change]:
    """The facts on which it turns that a rule fires with one set of answers only."""
    for name in dict.fromkeys(base(test.fact) for test in firing.tests if not holds(test, without.memory)):
        fires, silent = (value_as_data(name, found.memory, kb.vocabulary) for found in (with_, without))
        yield Change(name, silent, fires) if now else Change(name, fires, silent)
