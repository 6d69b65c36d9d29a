"""Which column of a table is which fact, and what becomes of the others.

In:     the names of the columns, the KnowledgeBase.
Out:    Headings: the facts and present levels by column, and what to tell about the rest.
Errors: BadInput for names that are empty or given twice, and for a table without any fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.problems import BadInput, Problem
from rmadvisor.portfolio.columns.answers import SKILL
from rmadvisor.portfolio.results import RESULTS, SET_ASIDE

NEAR = 82  # how alike, of 100, a name must be to a fact's to be called a likely misspelling


@dataclass(frozen=True, slots=True)
class Headings:
    """`facts` maps a fact, or "skills.<capability>", to its column; `carried` are the places of the columns that go
    into the result as they are (facts among them); `notices` say what was made of the others."""

    columns: tuple[str, ...]
    facts: dict[str, int]
    carried: tuple[int, ...]
    notices: tuple[str, ...]

    @property
    def passengers(self) -> tuple[int, ...]:
        """The columns that are no facts, such as a branch or a region."""
        known = set(self.facts.values())
        return tuple(place for place in self.carried if place not in known)


def read_headings(columns: Sequence[str], kb: KnowledgeBase, file: str) -> Headings:
    """Match the names of the columns with the facts: case, blanks and hyphens do not count."""
    problems = [
        Problem(file, 0, 0, f"column {place} has no name", "name it in the first row, or remove it")
        for place, name in enumerate(columns, start=1)
        if not name.strip()
    ]
    seen: dict[str, str] = {}
    facts: dict[str, int] = {}
    carried: list[int] = []
    notices: list[str] = []
    written: list[str] = []  # columns of a plan, read in again
    for place, name in enumerate(columns):
        plain = plain_name(name)
        fact = fact_of(plain, kb)
        again = seen.setdefault(fact or plain, name)
        if name.strip() and again is not name:
            other = f" (as '{again}')" if again != name else ""
            problems.append(Problem(file, 0, 0, f"the column '{name}' is there twice{other}", "remove one of the two"))
        if fact is not None:
            facts[fact] = place
        elif name.strip() in (*RESULTS, *SET_ASIDE):
            written.append(name)
            continue
        else:
            notices += _stranger(name, plain, kb)
        carried.append(place)
    if problems:
        raise BadInput(problems)
    if not facts:
        asked = ", ".join([name for name, fact in kb.vocabulary.items() if fact.origin == "asked"][:4])
        near = " ".join(notices)
        raise BadInput(
            [
                Problem(
                    file,
                    0,
                    0,
                    f"no column is named as a fact, such as {asked}" + (f"; {near}" if near else ""),
                    "name the columns in the first row; `rmadvisor show facts` lists them all",
                )
            ]
        )
    if len(written) == 1:
        notices.insert(0, f"column '{written[0]}' is one that a plan writes: its old values are replaced")
    elif written:
        named = f"{len(written)} columns, such as '{written[0]}',"
        notices.insert(0, f"{named} are ones that a plan writes: their old values are replaced")
    return Headings(tuple(columns), facts, tuple(carried), tuple(notices))


def plain_name(name: str) -> str:
    """A heading as a fact would be written.

    >>> plain_name(" Customers per RM ")
    'customers_per_rm'
    """
    return "_".join(name.strip().lower().replace("-", " ").split())


def fact_of(plain: str, kb: KnowledgeBase) -> str | None:
    """The fact, or "skills.<capability>", that a plain name stands for."""
    if plain in kb.vocabulary and kb.vocabulary[plain].origin == "asked":
        return plain
    capability = plain.removeprefix(SKILL)
    return f"{SKILL}{capability}" if capability in kb.capabilities else None


def _stranger(name: str, plain: str, kb: KnowledgeBase) -> list[str]:
    """What to tell about a column that is no fact: nothing, unless it may be meant as one."""
    from rapidfuzz import fuzz, process

    if plain in kb.vocabulary:
        return [f"column '{name}' is worked out by the rules: the file's own values are carried along and not used"]
    if plain.startswith(SKILL):
        pool = [f"{SKILL}{capability}" for capability in kb.capabilities]
    else:
        pool = [*(n for n, fact in kb.vocabulary.items() if fact.origin == "asked"), *kb.capabilities]
    found = process.extractOne(plain, pool, scorer=fuzz.ratio, score_cutoff=NEAR)
    if found is None and not plain.startswith(SKILL):
        return []
    meant = f"; did you mean '{found[0]}'?" if found else "; `rmadvisor show capabilities` lists them"
    return [f"column '{name}' is no fact and is only carried along{meant}"]
