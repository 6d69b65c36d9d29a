"""What it would take: the smallest sets of changed answers, compared with trying everything."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rmadvisor import Advisor, BadInput
from rmadvisor.knowledge.documents import read
from rmadvisor.knowledge.vocabulary import TICKS
from rmadvisor.reasoning.consultation import consult
from rmadvisor.reasoning.plain import PlainEngine
from rmadvisor.reasoning.possible.cells import units
from rmadvisor.report import text
from rmadvisor.report.flips import word_flips
from tests.conftest import examples
from tests.strategies import answer

ADVISOR = Advisor.load()
KB = ADVISOR.kb
PLAIN = PlainEngine(KB.rules, KB.stage)
UNITS = units(KB)
SMALL = [
    "product_complexity",
    "products_offered",
    "customer_similarity",
    "tailoring",
    "lifecycle_goal",
    "strategic_priority",
]
EXAMPLES = sorted((Path(__file__).resolve().parent.parent / "examples").glob("*.yaml"))


def model(given_answers: dict[str, Any]) -> str | None:
    return consult(KB, PLAIN, ADVISOR.answers(given_answers)).decision.model


def sample(cell: tuple[int, int]) -> float:
    """A plain number inside a cell, whole where there is one."""
    low, high = cell
    whole = -(-low // TICKS) * TICKS
    return (whole if whole <= high else low) / TICKS


def others(name: str, today: Any) -> list[Any]:
    """One answer from each other cell of a question."""
    fact = KB.vocabulary[name]
    if fact.type == "yes_no":
        return [not today]
    if not fact.numeric:
        return [choice for choice in fact.choices if choice != today]
    cells = [cell for cell in UNITS[name].cells if isinstance(cell, tuple)]
    values = [sample(cell) for cell in cells if not cell[0] <= round(today * 10_000) <= cell[1]]
    return (
        [int(v) for v in values if v == int(v)] if fact.type == "count" else values
    )  # some cells hold no whole number


@given(
    st.fixed_dictionaries({name: answer(KB.vocabulary[name], vague=False) for name in SMALL}),
    st.sampled_from(["focus", "hybrid", "product", "activity"]),
)
@settings(deadline=None, max_examples=examples(8), suppress_health_check=list(HealthCheck))
def test_flips_are_those_that_trying_everything_finds(given_answers: dict[str, Any], wanted: str) -> None:
    """The facts changed by all smallest flips of up to three answers are those of a search through all cells."""
    now = model(given_answers)
    found = ADVISOR.flip(given_answers, wanted, fixed_too=True)
    if wanted == now:
        assert not found.flips
        return
    good = (lambda m: m != now) if wanted == "focus" else (lambda m: m == wanted)
    expected: list[frozenset[str]] = []
    for size in (1, 2, 3):
        for names in itertools.combinations(given_answers, size):
            values = itertools.product(*(others(name, given_answers[name]) for name in names))
            expected += [
                frozenset(names) for v in values if good(model({**given_answers, **dict(zip(names, v, strict=True))}))
            ]
        if expected:
            break
    assert sorted(map(sorted, expected)) == sorted(sorted(c.fact for c in flip.changes) for flip in found.flips)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("conclusion", ["focus", "crm_use", "hybrid"])
def test_each_flip_does_what_it_says(path: Path, conclusion: str) -> None:
    """Making the changes of a flip gives the conclusion that it promises, and never touches what is fixed."""
    given_answers = ADVISOR.consult(ADVISOR.answers(read(path))).answers
    found = ADVISOR.flip(given_answers, conclusion)
    for flip in found.flips:
        changed = {**given_answers, **{change.fact: change.after for change in flip.changes}}
        advice = ADVISOR.consult(changed)
        levels = {need.id: need.level for need in advice.capabilities}
        becomes = advice.focus.model if conclusion != "crm_use" else levels.get("crm_use")
        assert becomes == flip.becomes
        assert becomes != found.now
        assert not any(KB.vocabulary[change.fact].fixed for change in flip.changes)


def test_warnings_can_be_flipped_away() -> None:
    """A warning that is given now names the answers without which it would not be."""
    given_answers = {"segment": "hnw", "customers": 3600, "rm_count": 6}
    warning = ADVISOR.consult(given_answers).warnings[0].id
    found = ADVISOR.flip(given_answers, warning, fixed_too=True)
    assert found.now is True
    assert all(flip.becomes is False for flip in found.flips)


def test_a_wrong_name_is_told() -> None:
    """A conclusion that does not exist is refused with the nearest names."""
    with pytest.raises(BadInput, match="hybrid"):
        ADVISOR.flip({"segment": "mass"}, "hybird")


def test_what_is_too_much_to_try_is_not_called_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where cases stay undecided and may not be tried, the search says up to how many answers it was complete."""
    given_answers = read(next(path for path in EXAMPLES if path.stem == "affluent"))
    warning = "coverage.warn.hours-above-public"
    whole = ADVISOR.flip(ADVISOR.answers(given_answers), warning)
    monkeypatch.setattr("rmadvisor.reasoning.explanation.flip.MOST_TRIED", 0)
    cut = ADVISOR.flip(ADVISOR.answers(given_answers), warning)
    assert (whole.flips, cut.flips) == ((), ())
    assert cut.searched == 1 < whole.searched
    words = " ".join(text.write(word_flips(cut, KB)).split())
    assert "No change of one answer does it: all of them were looked at. Larger changes are too many" in words
