"""The words beside the facts: what is wrong with them is told at its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rmadvisor import BadInput
from rmadvisor.knowledge.knowledge_base import load
from tests.conftest import MARK, marked

GOOD = Path(__file__).parent / "good"
FACT = "    meaning: Segment\n"
COUNT = "    meaning: Customers\n"
GROUP = "words:\n  - group: client\n    words: [customer, client]\n"


@pytest.mark.parametrize(
    ("before", "after", "words", "says"),
    [
        (FACT, "      {MARK}abuot: [segment]\n", "", "unknown key 'abuot'"),
        (FACT, "      about: [{MARK}3]\n", "", "'about' must list texts, found 3"),
        (FACT, "      about: [segment, {MARK}segment]\n", "", "is listed twice"),
        (
            FACT,
            '      about: [{MARK}"{{clients}} group"]\n',
            GROUP,
            "no group of words 'clients'; did you mean 'client'",
        ),
        (FACT, '      about: [{MARK}"(a|b segment"]\n', GROUP, "do not match; close each"),
        (FACT, "      means:\n        {MARK}mas: [everyday]\n", "", "'mas' is none of the values; did you mean 'mass'"),
        (FACT, "      denied: {{mass: {MARK}poor}}\n", "", "'poor' is none of the values"),
        (COUNT, '      means:\n        {MARK}"few": [few]\n', "", "'few' is no figure"),
        (COUNT, "      per: {{{MARK}decade: 1}}\n", "", "'decade' is no period"),
        (
            FACT,
            "      about: [segment]\n",
            'words:\n  - group: a\n    words: [{MARK}"{{b}}"]\n',
            "no group of words 'b'",
        ),
        (FACT, "      about: [segment]\n", GROUP + "  - group: {MARK}client\n    words: [x]\n", "is there twice"),
        (
            FACT,
            "      about: [segment]\n",
            GROUP + "    terms: {MARK}[term.nothing]\n",
            "there is no entry 'term.nothing'",
        ),
    ],
)
def test_a_fault_in_the_words_is_told_at_its_place(
    tmp_path: Path, before: str, after: str, words: str, says: str
) -> None:
    """Unknown keys, groups, values and periods, brackets and doubles: file, line, column, and how to mend it."""
    shutil.copytree(GOOD, tmp_path, dirs_exist_ok=True)
    facts = tmp_path / "rules" / "facts.yaml"
    text = facts.read_text(encoding="utf-8").replace(before, f"{before}    words:\n{after.format(MARK=MARK)}", 1)
    files = {"facts.yaml": text, "words.yaml": words.format(MARK=MARK)}
    place: tuple[str, int, int] | None = None
    for name, content in files.items():
        if MARK in content:
            content, line, column = marked(content)
            place = (name, line, column)
        if content:
            (tmp_path / "rules" / name).write_text(content, encoding="utf-8")
    with pytest.raises(BadInput) as bad:
        load(tmp_path / "kb", tmp_path / "rules")
    (problem,) = bad.value.problems
    assert says in str(problem)
    assert place is not None
    assert (Path(problem.file).name, problem.line, problem.column) == place


def test_a_bank_can_bring_its_own_words(tmp_path: Path) -> None:
    """Words are data: a bank's own phrase is understood without a change of code."""
    from rmadvisor import Advisor

    shutil.copytree(GOOD, tmp_path, dirs_exist_ok=True)
    facts = tmp_path / "rules" / "facts.yaml"
    own = f'{FACT}    words:\n      means:\n        hnw: ["{{people}} of means"]\n'
    facts.write_text(facts.read_text(encoding="utf-8").replace(FACT, own, 1), encoding="utf-8")
    groups = "words:\n  - group: people\n    words: [ladies and gentlemen, folk]\n"
    (tmp_path / "rules" / "words.yaml").write_text(groups, encoding="utf-8")
    advisor = Advisor.load(tmp_path / "kb", tmp_path / "rules")
    assert advisor.understand("we serve folk of means").values == {"segment": "hnw"}
    assert advisor.understand("not ladies and gentlemen of means").values == {}
