"""Questions on figures: public ranges, what is plausible for a segment, and how far a source can be trusted.

In:     KnowledgeBase; `consult`, which solves a consultation.
Out:    Makers. A wrong range is the range of other customers; a wrong figure lies outside what is plausible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any

from rmadvisor.knowledge.entries import Entry
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.quiz.question import MOST_CHOICES, Draft, Maker, gives_away
from rmadvisor.quiz.topics import belongs_to
from rmadvisor.reasoning.memory import figure, from_to
from rmadvisor.reasoning.recommendation import Recommendation
from rmadvisor.report.wording import GRADES

Consult = Callable[[Mapping[str, Any]], Recommendation]
APART = 1.3  # a wrong figure lies at least by this factor outside what is plausible
PUBLISHED = ("A", "B", "C")
FACTORS = (0.2, 0.4, 2.5, 5.0)  # for want of other segments' figures


def figures(kb: KnowledgeBase, consult: Consult) -> Iterator[Maker]:
    """All of them; usual values only where they are those of a segment, for the others are the same for everybody."""
    served = {entry.details["name"] for entry in kb.entries.values() if entry.kind == "segment"}
    for entry in kb.entries.values():
        if entry.kind == "segment":
            yield Maker(f"range.{entry.id}", "range", (entry.id, "figures"), _range(kb, consult, entry))
        elif entry.kind == "default" and set(entry.details["segments"]) <= served:
            yield Maker(
                f"usual.{entry.id}", entry.details["quantity"], belongs_to(kb, entry, "figures"), _usual(kb, entry)
            )
        elif entry.kind == "figure" and _graded(kb, entry):
            yield Maker(f"grade.{entry.id}", "grade", belongs_to(kb, entry, "figures"), _grade(kb, entry))


def _graded(kb: KnowledgeBase, entry: Entry) -> bool:
    """Whether a figure is one of customers per RM that somebody published and that is used here."""
    details = entry.details
    per_rm = details["quantity"] == "customers_per_rm" and details["grade"] in PUBLISHED
    return per_rm and details.get("use", True) and bool(_sources(kb, entry))


def _range(kb: KnowledgeBase, consult: Consult, entry: Entry) -> Callable[[Random], Draft | None]:
    """The public range of customers per RM in a segment, as a consultation on nothing but the segment finds it."""

    def public(segment: Entry) -> tuple[str, tuple[Entry, ...], str] | None:
        benchmark = consult({"segment": segment.details["name"]}).coverage.benchmark
        if benchmark is None:
            return None
        return from_to(benchmark.low, benchmark.high), benchmark.figures, benchmark.weakest_grade

    def draft(random: Random) -> Draft | None:
        right = public(entry)
        others = [public(other) for other in kb.entries.values() if other.kind == "segment" and other is not entry]
        wrong = list({found[0]: None for found in others if found and right and found[0] != right[0]})
        if right is None or not wrong:
            return None
        random.shuffle(wrong)
        lines = [f"- {found.title} [{', '.join(found.cites)}]" for found in right[1]]
        said = f"{right[0]} customers per RM. The figures behind it:\n" + "\n".join(lines)
        said += f"\nThe weakest of them is graded {right[2]} ({GRADES[right[2]]})."
        asks = f"Which range of customers per RM is published for these customers: {entry.title}?"
        read = (entry.id, *(found.id for found in right[1][:2]))
        cites = tuple(dict.fromkeys(cite for found in right[1] for cite in found.cites))
        return Draft(asks, right[0], tuple(wrong), said, read, cites, {"segment": entry.details["name"]})

    return draft


def _usual(kb: KnowledgeBase, entry: Entry) -> Callable[[Random], Draft | None]:
    """A figure that is plausible for a quantity, among figures that are not."""
    low, high = entry.details["plausible"]
    value, unit, quantity = (entry.details[key] for key in ("value", "unit", "quantity"))

    def draft(random: Random) -> Draft | None:
        same = [
            e.details["value"]
            for e in kb.entries.values()
            if e.details.get("quantity") == quantity and e.kind == "default"
        ]
        scaled = [value * factor for factor in random.sample(FACTORS, len(FACTORS))]
        most = 100 if unit.startswith("%") else kb.vocabulary[quantity].at_most
        outside = [n for n in [*random.sample(same, len(same)), *scaled] if n < low / APART or high * APART < n <= most]
        wrong = tuple(dict.fromkeys(_with_unit(n, unit) for n in outside if n > 0))
        if len(wrong) < MOST_CHOICES - 1:
            return None
        where = f"{entry.title}: {_with_unit(value, unit)} is assumed while nobody gives a figure; {figure(low)} to "
        said = (
            f"{where}{figure(high)} is plausible. Grade: {entry.details['grade']} ({GRADES[entry.details['grade']]}).\n"
        )
        asks = f"Which of these figures is plausible?\n{entry.title}"
        return Draft(asks, _with_unit(value, unit), wrong, said + entry.text, (entry.id,), entry.cites)

    return draft


def _with_unit(number: float, unit: str) -> str:
    return f"{figure(number)}{unit if unit.startswith('%') else ' ' + unit}"


def _grade(kb: KnowledgeBase, entry: Entry) -> Callable[[Random], Draft | None]:
    """How far a figure can be trusted, given where it comes from."""

    def draft(random: Random) -> Draft | None:
        details, grade = entry.details, entry.details["grade"]
        wrong = [f"{other}: {meaning}" for other, meaning in GRADES.items() if other in PUBLISHED and other != grade]
        when = f", {details['year']:g}" if details["year"] is not None else ""
        said = f"{entry.title} ({details['region']}{when}).\n{entry.text}"
        source = "; ".join(_sources(kb, entry))
        asks, right = f"{said}\nSource: {source}\nWhich grade does this figure deserve?", f"{grade}: {GRADES[grade]}"
        if gives_away(asks, right, wrong):
            return None
        why = f"Grade {right}. " + " ".join(kb.entries[cite].text for cite in entry.cites[:1])
        return Draft(asks, right, tuple(wrong), why, (entry.id, *entry.cites[:1]), entry.cites)

    return draft


def _sources(kb: KnowledgeBase, entry: Entry) -> list[str]:
    """The outside sources of a figure in words."""
    cited = [kb.entries[cite] for cite in entry.cites if cite in kb.entries]
    return [f"{e.title}, {e.details['publisher']}" for e in cited if e.kind == "source" and e.details["url"]]
