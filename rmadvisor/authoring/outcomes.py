"""What a change of the knowledge does to known situations: each is consulted before and after, and compared.

In:     two KnowledgeBases; situations, each a name and the answers given (saved sessions, examples, cases).
Out:    Outcome for each: what differs in the recommendation, and which changes and rules are behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rmadvisor.authoring.changes import Change
from rmadvisor.authoring.deep.flaws import Progress, silent
from rmadvisor.conversation.answered import Unfit, fitting
from rmadvisor.conversation.progress import differences, gist, same_advice
from rmadvisor.knowledge.answers import Answers
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import effect_as_dict
from rmadvisor.reasoning.consultation import consult
from rmadvisor.reasoning.durable import DurableEngine
from rmadvisor.reasoning.possible.survey import survey
from rmadvisor.reasoning.recommendation import Recommendation, recommend

ORDER = ("rule", "policy", "fact", "entry")  # in which changes are told as reasons; how people say things is none
# Fields that are words alone: no recommendation turns on them.
WORDS = frozenset(
    ("because", "cites", "text", "terms", "related", "title", "meaning", "question", "help", "why", "group")
)


@dataclass(frozen=True, slots=True)
class Situation:
    """Answers that somebody gave: `kind` is session, example, case or file."""

    kind: str
    name: str
    given: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reason:
    """A change behind another recommendation, or a rule that fires only before or only after."""

    id: str
    how: str
    why: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One situation before and after. `unfit` are answers that one of the two cannot take, `unusable`
    those that neither can."""

    situation: Situation
    same: bool
    differences: tuple[str, ...]
    reasons: tuple[Reason, ...]
    unfit: tuple[Unfit, ...]
    unusable: tuple[Unfit, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.situation.kind,
            "name": self.situation.name,
            "same": self.same,
            "differences": list(self.differences),
            "reasons": [{"id": r.id, "how": r.how, "why": r.why} for r in self.reasons],
            "unfit": [each.as_dict() for each in self.unfit],
            "unusable": [each.as_dict() for each in self.unusable],
        }


def outcomes(
    old: KnowledgeBase,
    new: KnowledgeBase,
    changed: Iterable[Change],
    situations: Iterable[Situation],
    progress: Progress = silent,
) -> tuple[Outcome, ...]:
    """Consult on every situation with both."""
    behind = {change.id: change for change in changed if change.kind in ORDER}
    engines = DurableEngine(old.rules), DurableEngine(new.rules)
    found = []
    try:
        situations = tuple(situations)
        for done, situation in enumerate(situations):
            progress("situations", done, len(situations))
            found.append(_outcome(situation, (old, new), engines, behind))
    finally:
        for engine in engines:
            engine.close()
    return tuple(found)


def _outcome(
    situation: Situation,
    kbs: tuple[KnowledgeBase, KnowledgeBase],
    engines: tuple[DurableEngine, DurableEngine],
    changed: Mapping[str, Change],
) -> Outcome:
    (before, bad_before), (after, bad_after) = (fitting(situation.given, kb) for kb in kbs)
    pairs = zip(kbs, engines, (before, after), strict=True)
    was, now = (recommend(kb, consult(kb, engine, answers)) for kb, engine, answers in pairs)
    gists = tuple(
        gist(rec, survey(kb, answers).settled)
        for kb, rec, answers in zip(kbs, (was, now), (before, after), strict=True)
    )
    more = (*_levels(was, now), *_advice(was, now))
    unfit = (*_only(bad_before, bad_after), *_only(bad_after, bad_before))
    if same_advice(*gists) and not more and not unfit:
        return Outcome(situation, True, (), (), (), bad_after)
    unusable = tuple(unfit for unfit in bad_after if unfit.fact in {each.fact for each in bad_before})
    reasons = tuple(_reasons(was, now, (before, after), changed))
    return Outcome(situation, False, (*differences(*gists), *more), reasons, unfit, unusable)


def _only(some: Iterable[Unfit], others: Iterable[Unfit]) -> Iterator[Unfit]:
    names = {unfit.fact for unfit in others}
    return (unfit for unfit in some if unfit.fact not in names)


def _levels(was: Recommendation, now: Recommendation) -> Iterator[str]:
    """Levels of capabilities that differ, beyond those to train first, which are told already."""
    before, after = ({need.name: need.level for need in rec.capabilities} for rec in (was, now))
    first = {need.name for rec in (was, now) for need in rec.capabilities[:5]}
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name) and name not in first:
            level, old = after.get(name, "no longer required"), before.get(name, "not required")
            yield f"{name}: {f'level {level}' if name in after else level} (was {old})."


def _advice(was: Recommendation, now: Recommendation) -> Iterator[str]:
    """Advice that comes or goes; advice and warnings that stay and are worded otherwise."""
    before, after = _texts(was), _texts(now)
    warned = {note.id for rec in (was, now) for note in rec.warnings}  # that these come or go is told already
    for name, texts in after.items():
        for text in texts:
            if name in before and text not in before[name]:
                yield f"Worded otherwise [{name}]: {text}"
            elif name not in before and name not in warned:
                yield f"New advice: {text}"
    for name, texts in before.items():
        if name not in after and name not in warned:
            yield from (f"No longer advised: {text}" for text in texts)


def _texts(rec: Recommendation) -> dict[str, list[str]]:
    """All notes by the rule that gives them; one rule may give several."""
    found: dict[str, list[str]] = {}
    for note in (*rec.warnings, *rec.advice):
        found.setdefault(note.id, []).append(note.text)
    return found


def _reasons(
    was: Recommendation, now: Recommendation, answers: tuple[Answers, Answers], changed: Mapping[str, Change]
) -> Iterator[Reason]:
    """The changes that this situation meets, then the unchanged rules that fire only before or only after."""
    used = _used(was) | _used(now) | set(answers[0].values) | set(answers[1].values)
    before = {step.rule: step for step in was.proof}
    after = {step.rule: step for step in now.proof}
    for name, change in sorted(changed.items(), key=lambda pair: ORDER.index(pair[1].kind)):
        met = change.kind == "policy" or name in used
        if met and _matters(change, name in before and name in after):
            fields = ", ".join(field.name for field in change.fields)
            yield Reason(name, change.how, f"{change.kind} {change.how}{f' in {fields}' if fields else ''}")
    for name, step in after.items():
        if name not in before and name not in changed:
            yield Reason(name, "fires now", step.because)
    for name, step in before.items():
        if name not in after and name not in changed:
            yield Reason(name, "no longer fires", step.because)


def _matters(change: Change, fires_in_both: bool) -> bool:
    """Whether a change can bear on a recommendation, and is more than other words."""
    if change.how != "changed":
        return True
    fields = {field.name for field in change.fields if not field.name.startswith("words.")}
    return bool(fields - WORDS - ({"when"} if fires_in_both else set()))


def _used(rec: Recommendation) -> set[str]:
    """The ids of everything that a recommendation stands on."""
    names = {step.rule for step in rec.proof} | {assumption.source for assumption in rec.assumptions}
    names |= {entry.id for entry in (rec.coverage.benchmark.figures if rec.coverage.benchmark else ())}
    names |= {need.id for need in rec.capabilities}
    effects = (effect_as_dict(effect) for firing in rec.findings.firings for effect in firing.rule.then)
    names |= {next(iter(effect["conclude"])) for effect in effects if "conclude" in effect}
    return names
