"""Everything answered that bears on the focus, and yet none can be recommended.

In:     Trial, the time there is.
Out:    Flaws: regions of one answer or two in which no focus was found in any of the answer sets tried, or the share of
        all, each opened as the fewest answers that settle it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from rmadvisor.authoring.deep.flaws import Budget, Flaw, Progress
from rmadvisor.authoring.deep.regions import behind, verified
from rmadvisor.authoring.deep.trying import Given, Trial
from rmadvisor.knowledge.answers import SKILLS, answers_from
from rmadvisor.knowledge.rules import QUANTITIES, Support
from rmadvisor.knowledge.vocabulary import TICKS
from rmadvisor.reasoning.consultation import Findings
from rmadvisor.reasoning.possible.leads import NONE
from rmadvisor.reasoning.possible.survey import survey

WHOLE_SETS, LEAST_SEEN = 400, 6
MOST_REGIONS = 8
Region = tuple[tuple[str, str], ...]  # (question, cell in words)


def focus_gaps(trial: Trial, budget: Budget, progress: Progress) -> Iterator[Flaw]:
    """Everything answered that bears on the focus, and yet none can be recommended."""
    kb = trial.kb
    names = [n for n in behind(trial, kb.with_effect(Support)) if n not in QUANTITIES]
    if not names:
        return
    seen: Counter[Region] = Counter()
    none: Counter[Region] = Counter()
    shown: dict[Region, Given] = {}
    without: list[Given] = []
    for done, whole in enumerate(trial.random(WHOLE_SETS, share=1.0, seed=7)):
        if done % 50 == 0:
            progress("focus of whole answer sets", done, WHOLE_SETS)
        if budget.over:
            budget.left_out.append(f"the focus of {WHOLE_SETS - done} of {WHOLE_SETS} whole answer sets")
            break
        given = {name: whole[name] for name in names if name in whole}
        found = trial.consult(given)
        if found is None:
            continue
        regions = list(_regions(trial, found, given))
        seen.update(regions)
        if found.decision.model is None:
            none.update(regions)
            without.append(given)
            for region in regions:
                shown.setdefault(region, given)
    told: list[Region] = []
    for region, count in sorted(none.items(), key=lambda pair: (len(pair[0]), -pair[1])):
        if count == seen[region] >= LEAST_SEEN and not any(set(wider) <= set(region) for wider in told):
            told.append(region)
            where = " and ".join(f"{name} is {value}" for name, value in region)
            yield _no_focus(trial, shown[region], f"no focus in any of {count} whole answer sets where {where}")
            if len(told) == MOST_REGIONS:
                return
    if without and not told:
        yield _no_focus(trial, without[0], f"no focus in {len(without)} of {WHOLE_SETS} whole answer sets")


def _regions(trial: Trial, found: Findings, given: Given) -> Iterator[Region]:
    """The regions of one answer and of two in which an answer set lies."""
    vocabulary = trial.kb.vocabulary
    labels = [(name, _label(trial, found, name)) for name in given if vocabulary[name].type != "choices"]
    for size in (1, 2):
        yield from combinations(labels, size)


def _label(trial: Trial, found: Findings, name: str) -> str:
    """The cell that an answer lies in, in words."""
    value = found.memory.get(name)
    if isinstance(value, tuple):
        cells = (cell for _, cell in trial.cells(name) if isinstance(cell, tuple))
        low, high = next(cell for cell in cells if cell[0] <= value[0] <= cell[1])
        return f"{low / TICKS:g} to {high / TICKS:g}"
    return ", ".join(map(str, value or ()))


def _no_focus(trial: Trial, whole: Given, what: str) -> Flaw:
    """The fewest of the answers that already prove it: no other answer can bring a focus about."""
    kb = trial.kb

    def proved(given: Given) -> bool:
        seen = survey(kb, answers_from(given, kb.vocabulary, kb.capabilities))
        return seen.possible.outlooks[0].models == {NONE}

    kept = {name: value for name, value in whole.items() if name != SKILLS}
    fully = proved(kept)
    if fully:
        for name in list(kept):
            fewer = {other: value for other, value in kept.items() if other != name}
            if proved(fewer):
                kept = fewer
        what += f"; {len(kept)} of these answers settle that there is none"
    where = next(rule.where for rule in kb.with_effect(Support))
    mend = "judge whether that is right; if not, some evidence is missing"
    return verified(trial, Flaw("no focus", False, what, mend, where, (), kept), "focus: none")
