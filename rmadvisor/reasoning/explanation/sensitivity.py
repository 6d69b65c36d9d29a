"""What each doubt costs: the unknowns, ranges, lists and assumptions of a consultation, one at a time let loose.

In:     KnowledgeBase, Findings (the consultation of record), an Engine for the many trials: the plain one is fastest.
Out:    Sensitivity: a row for each doubt with the lowest and the highest coverage target, RMs needed, the focuses that
        become possible and the warnings that come or go; the widest first. What is certain has no row.
How:    an assumed quantity goes over its plausible range, a range over its ends, a list or an unknown choice over its
        values; an unknown number, and what lies inside a range, over the cells between the thresholds of the rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rmadvisor.knowledge.answers import SKILLS, UNKNOWN, Answers, OneOf, Range, answers_from, plain
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.problems import BadInput
from rmadvisor.knowledge.rules import FOCUSES
from rmadvisor.reasoning.consultation import Findings, Note, consult
from rmadvisor.reasoning.engine import Engine
from rmadvisor.reasoning.explanation.trial_values import TrialValues
from rmadvisor.sizing.quantities import Quantity

BOOK = ("customers", "rm_count", "customers_per_rm")  # without these there is nothing to say on RMs needed
SAID_UNKNOWN, RANGE, LIST, ASSUMED = "unknown", "range", "list", "assumed"


@dataclass(frozen=True, slots=True)
class Reach:
    """A figure at its lowest and highest, and the values of the doubt that give them; None where it is never known."""

    low: float | None
    high: float | None
    at_low: Any
    at_high: Any

    @property
    def width(self) -> float:
        return 0.0 if self.low is None or self.high is None else self.high - self.low

    def as_dict(self) -> dict[str, Any]:
        low, high = (None if end is None else round(end, 2) for end in (self.low, self.high))
        return {"low": low, "high": high, "at_low": self.at_low, "at_high": self.at_high}


NOWHERE = Reach(None, None, None, None)


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that is not certain. `now` is the answer or the assumed figure, `tried` the values given in its place.

    `kinds`: unknown, range, list or assumed. `focuses` are the models that would follow, today's among them. Warnings
    that would come with any figure of the manager's own, also the assumed one, do not count as added.
    """

    fact: str
    kinds: tuple[str, ...]
    now: Any
    tried: tuple[Any, ...]
    target: Reach
    rms_needed: Reach
    focuses: tuple[str | None, ...]
    warnings_added: tuple[Note, ...]
    warnings_removed: tuple[Note, ...]

    @property
    def matters(self) -> bool:
        """Whether anything that is compared here depends on it."""
        moved = self.target.width or self.rms_needed.width or len(self.focuses) > 1
        return bool(moved or self.warnings_added or self.warnings_removed)

    def as_dict(self) -> dict[str, Any]:
        return {
            "fact": self.fact,
            "kinds": list(self.kinds),
            "now": self.now,
            "tried": list(self.tried),
            "target": self.target.as_dict(),
            "width": round(self.target.width, 2),
            "rms_needed": self.rms_needed.as_dict(),
            "focuses": list(self.focuses),
            "warnings_added": [{"id": note.id, "text": note.text} for note in self.warnings_added],
            "warnings_removed": [{"id": note.id, "text": note.text} for note in self.warnings_removed],
            "matters": self.matters,
        }


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Today's target, RMs needed and focus, and every doubt, the one that widens the target most at the head."""

    target: float | None
    rms_needed: float | None
    focus: str | None
    doubts: tuple[Doubt, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "target": self.target,
            "rms_needed": None if self.rms_needed is None else round(self.rms_needed, 2),
            "focus": self.focus,
            "doubts": [doubt.as_dict() for doubt in self.doubts],
        }


def sensitivity(kb: KnowledgeBase, findings: Findings, engine: Engine) -> Sensitivity:
    """Every doubt of a consultation, the widest first."""
    trials = _Trials(kb, findings, engine)
    doubts = [trials.doubt(name) for name in kb.vocabulary if _kinds(name, findings)]
    doubts.sort(key=_widest_first)
    coverage = findings.coverage
    return Sensitivity(coverage.target, coverage.rms_needed.target, findings.decision.model, tuple(doubts))


def _widest_first(doubt: Doubt) -> tuple[float, float, int, int]:
    warnings = len(doubt.warnings_added) + len(doubt.warnings_removed)
    return -doubt.target.width, -doubt.rms_needed.width, -len(doubt.focuses), -warnings


def _kinds(name: str, findings: Findings) -> tuple[str, ...]:
    """Why a fact is in doubt; () when it is not."""
    answer = findings.answers.values.get(name)
    said = {Range: RANGE, OneOf: LIST}.get(type(answer), SAID_UNKNOWN if answer is UNKNOWN else "")
    return tuple(kind for kind in (said, ASSUMED if _assumed(name, findings) else "") if kind)


def _assumed(name: str, findings: Findings) -> Quantity | None:
    quantity = findings.coverage.quantities.get(name)
    return quantity if quantity is not None and not quantity.own else None


class _Trials:
    """Trial consultations beside the one of record."""

    def __init__(self, kb: KnowledgeBase, findings: Findings, engine: Engine) -> None:
        self.kb, self.findings, self.engine = kb, findings, engine
        self.values = TrialValues(kb, findings)
        self.given = {name: plain(answer) for name, answer in findings.answers.values.items()}

    def doubt(self, name: str) -> Doubt:
        """One fact let loose, everything else as it is."""
        assumed = _assumed(name, self.findings)
        now = self.given.get(name) if assumed is None else assumed.value
        trials: list[tuple[Any, Findings]] = [(now, self.findings)]
        for value in self.values.of(name):
            answers = self._with(name, value)
            if answers is not None:
                trials.append((plain(answers.values[name]), consult(self.kb, self.engine, answers)))
        needed = self.findings.coverage.rms_needed
        sized = name not in BOOK or needed.low is not None or needed.high is not None
        models = {found.decision.model for _, found in trials}
        return Doubt(
            name,
            _kinds(name, self.findings),
            now,
            tuple(value for value, _ in trials[1:]),
            _reach((value, found.coverage.target) for value, found in trials),
            _reach((value, found.coverage.rms_needed.target) for value, found in trials) if sized else NOWHERE,
            tuple(model for model in (*FOCUSES, None) if model in models),
            *self._warnings([found for _, found in trials], {} if assumed is None else self._own(name, assumed)),
        )

    def _with(self, name: str, value: Any) -> Answers | None:
        """The answers with one of them certain; None where that contradicts the others."""
        given = {**self.given, name: value, SKILLS: dict(self.findings.answers.skills)}
        try:
            return answers_from(given, self.kb.vocabulary, self.kb.capabilities)
        except BadInput:
            return None

    def _own(self, name: str, assumed: Quantity) -> dict[str, Note]:
        """The warnings there would be if the assumed figure were the manager's own."""
        answers = self._with(name, assumed.value)
        found = self.findings if answers is None else consult(self.kb, self.engine, answers)
        return {note.id: note for note in found.warnings}

    def _warnings(self, trials: Iterable[Findings], own: dict[str, Note]) -> tuple[tuple[Note, ...], tuple[Note, ...]]:
        """Warnings that come in some trial, and those of today that go in some."""
        today = {note.id: note for note in self.findings.warnings}
        come: dict[str, Note] = {}
        gone: dict[str, Note] = {}
        for found in trials:
            warned = {note.id: note for note in found.warnings}
            come |= {name: note for name, note in warned.items() if name not in {**today, **own}}
            gone |= {name: note for name, note in today.items() if name not in warned}
        return tuple(come.values()), tuple(gone.values())


def _reach(pairs: Iterable[tuple[Any, float | None]]) -> Reach:
    known = [(figure, value) for value, figure in pairs if figure is not None]
    if not known:
        return NOWHERE
    low, high = min(known, key=lambda pair: pair[0]), max(known, key=lambda pair: pair[0])
    return Reach(low[0], high[0], low[1], high[1])
