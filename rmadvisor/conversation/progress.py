"""The recommendation in a few figures, and what changed in it from one step to the next, in a few words.

In:     Recommendation, Settled; two Gists.
Out:    Gist, small enough to be kept with every answer; sentences.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from rmadvisor.reasoning.memory import figure
from rmadvisor.reasoning.possible.survey import Settled
from rmadvisor.reasoning.recommendation import Recommendation
from rmadvisor.report.wording import span
from rmadvisor.sizing.ranges import Interval

TOP = 5
SETTLED = {"focus": "the focus", "coverage": "customers per RM", "capabilities": "what to train first",
           "warnings": "the warnings"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gist:
    """What a manager would say about the recommendation in one breath. Names and texts as they were shown then."""

    low: float | None
    high: float | None
    target: float | None
    rms_needed: float | None
    focus: str | None
    components: tuple[str, ...]
    train_first: Mapping[str, int]
    warnings: Mapping[str, str]
    settled: Mapping[str, bool]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"components": list(self.components)}

    @property
    def range(self) -> str:
        """Customers per RM in words."""
        if self.low is None and self.high is None:
            return "not known"
        plan = "" if self.target is None else f", plan with {figure(self.target)}"
        return span(Interval(self.low, self.high)) + plan

    @property
    def focus_in_words(self) -> str:
        if self.focus is None:
            return "not known"
        return f"hybrid of {' and '.join(self.components)}" if self.focus == "hybrid" else self.focus


def gist(rec: Recommendation, settled: Settled) -> Gist:
    """The gist of a recommendation."""
    needed = rec.coverage.rms_needed.target
    return Gist(
        low=rec.coverage.low,
        high=rec.coverage.high,
        target=rec.coverage.target,
        rms_needed=None if needed is None else round(needed, 1),
        focus=rec.focus.model,
        components=rec.focus.components,
        train_first={need.name: need.level for need in rec.capabilities[:TOP]},
        warnings={note.id: note.text for note in rec.warnings},
        settled={part: value for part, value in settled.as_dict().items() if part != "all"},
    )


def gist_from(data: Mapping[str, Any]) -> Gist:
    """A gist as it was kept."""
    return Gist(**{**data, "components": tuple(data["components"])})


def same_advice(before: Gist, now: Gist) -> bool:
    """Whether two gists recommend the same; what is settled is no part of the advice."""
    return {**before.as_dict(), "settled": None} == {**now.as_dict(), "settled": None}


def differences(before: Gist, now: Gist) -> tuple[str, ...]:
    """What changed, one sentence each; empty when nothing did."""
    said: list[str] = []
    if before.range != now.range:
        said.append(f"Customers per RM: {now.range} (was {before.range}).")
    if now.rms_needed is not None and before.rms_needed != now.rms_needed:
        was = "not known" if before.rms_needed is None else figure(before.rms_needed)
        said.append(f"RMs needed: {figure(now.rms_needed)} (was {was}).")
    if before.focus_in_words != now.focus_in_words:
        said.append(f"Focus: {now.focus_in_words} (was {before.focus_in_words}).")
    entered = [name for name in now.train_first if name not in before.train_first]
    if entered:
        said.append(f"Among the first {TOP} to train now: {', '.join(entered)}.")
    said += [f"{name}: level {level} (was {before.train_first[name]})."
             for name, level in now.train_first.items() if before.train_first.get(name, level) != level]  # fmt: skip
    said += [f"New warning: {text}" for rule, text in now.warnings.items() if rule not in before.warnings]
    said += [f"No longer a warning: {text}" for rule, text in before.warnings.items() if rule not in now.warnings]
    for part, name in SETTLED.items():
        if now.settled[part] != before.settled[part]:
            done = "Settled, no further answer can change it" if now.settled[part] else "Open again"
            said.append(f"{done}: {name}.")
    return tuple(said)
