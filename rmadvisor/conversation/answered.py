"""The answers of a conversation: in the form of an answers file, checked by the same rules as one.

In:     the answers given so far, plain data by fact; a skill stands as skills.<capability>.
Out:    Answers for the consultation, and those that do not fit the knowledge of today, each with the reason.
Errors: BadInput for an answer that is impossible, alone or beside the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rmadvisor.knowledge.answers import SKILLS, Answers, answers_from, plain
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.problems import BadInput, Problem

SKILL = "skills."


@dataclass(frozen=True, slots=True)
class Unfit:
    """An answer that was given and cannot be used with the knowledge in force. It is kept."""

    fact: str
    value: Any
    reason: str

    def as_dict(self) -> dict[str, Any]:
        return {"fact": self.fact, "value": self.value, "reason": self.reason}


def as_answers_file(given: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as they would stand in an answers file.

    >>> as_answers_file({"segment": "sme", "skills.crm_use": 2})
    {'segment': 'sme', 'skills': {'crm_use': 2}}
    """
    facts = {name: value for name, value in given.items() if not name.startswith(SKILL)}
    skills = {name.removeprefix(SKILL): value for name, value in given.items() if name.startswith(SKILL)}
    return {**facts, SKILLS: skills} if skills else facts


def as_given(answers: Answers) -> dict[str, Any]:
    """Checked answers as a conversation holds them."""
    facts = {name: plain(value) for name, value in answers.values.items()}
    return {**facts, **{f"{SKILL}{name}": level for name, level in answers.skills.items()}}


def check(given: Mapping[str, Any], kb: KnowledgeBase) -> Answers:
    """The answers, when all of them can be used together."""
    try:
        return answers_from(as_answers_file(given), kb.vocabulary, kb.capabilities)
    except BadInput as bad:  # they are no file: a message about a place in one would only confuse
        raise BadInput([Problem("", 0, 0, problem.what, problem.mend) for problem in bad.problems]) from None


def check_one(name: str, value: Any, kb: KnowledgeBase) -> Any:
    """One answer by itself, in its plainest form."""
    found = as_given(check({name: value}, kb))
    return found.get(name, "unknown")  # a skill that is unknown is no answer to the rules, but it is one to us


def fitting(given: Mapping[str, Any], kb: KnowledgeBase) -> tuple[Answers, tuple[Unfit, ...]]:
    """All answers that can be used together, and the others; of those that contradict each other the later ones go."""
    try:
        return check(given, kb), ()
    except BadInput:
        pass
    good: dict[str, Any] = {}
    unfit: list[Unfit] = []
    for name, value in given.items():
        try:
            check({**good, name: value}, kb)
        except BadInput as bad:
            unfit.append(Unfit(name, value, "; ".join(problem.what for problem in bad.problems)))
        else:
            good[name] = value
    return check(good, kb), tuple(unfit)
