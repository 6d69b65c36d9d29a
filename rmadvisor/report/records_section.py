"""The end of the paper: the proof, the answers it rests on, its sources with their grades, and its versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.reasoning.explanation.proof import Proof
from rmadvisor.reasoning.recommendation import Recommendation
from rmadvisor.report.blocks import Block, Bullets, Heading, Pairs, Paragraph, Table
from rmadvisor.report.proofs import word_proof
from rmadvisor.report.values import in_plain, told
from rmadvisor.report.wording import GRADES

if TYPE_CHECKING:
    from rmadvisor.report.paper import Case


class Sources:
    """The sources of a recommendation, numbered in the order in which they are listed."""

    def __init__(self, rec: Recommendation, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.names = tuple(rec.citations)
        self.number = {name: f"{i}" for i, name in enumerate(self.names, 1)}

    def of(self, cites: Iterable[str]) -> str:
        """The numbers of some sources."""
        return ", ".join(sorted((self.number.get(cite, cite) for cite in cites), key=lambda n: (len(n), n)))

    def rows(self) -> Iterator[tuple[str, str, str, str]]:
        for name in self.names:
            entry = self.kb.entries.get(name)
            if name in self.kb.sections:
                publisher = self.kb.entries["guidance"].details["publisher"]
                yield self.number[name], title_of(name, self.kb), publisher, name
            elif entry is not None:
                details = entry.details
                publisher = details.get("publisher") or f"our reading, grade {details.get('grade', '-')}"
                yield self.number[name], title_of(name, self.kb), publisher, name


def proofs_section(proofs: tuple[tuple[str, Proof], ...], sources: Sources) -> Iterator[Block]:
    """From each conclusion down to the rules, the answers and the sources."""
    if not proofs:
        return
    yield Heading("Proof")
    yield Paragraph(
        "Each conclusion stands above what it rests on: rules with their reasons, and answers. Numbers in square"
        " brackets are sources."
    )
    shown: set[Proof] = set()
    for title, proof in proofs:
        yield Heading(title, 2)
        yield from word_proof(proof, sources.number, shown)


def records_section(rec: Recommendation, kb: KnowledgeBase, sources: Sources, case: Case) -> Iterator[Block]:
    """Answers, sources, versions."""
    rows = tuple(_answers(rec, kb))
    if rows:
        yield Heading("The answers it rests on")
        yield Table(("Fact", "Answer", "What it is"), rows, "All answers that were given")
    found = tuple(sources.rows())
    if found:
        yield Heading("Sources")
        yield Table((">No.", "Title", "Publisher", "Name"), found, "Sources, the guidance first")
        yield Bullets(tuple(f"Grade {grade}: {meaning}." for grade, meaning in GRADES.items()))
    yield from versions(case.date, case.program, rec.version, {"Answers": case.origin} if case.origin else {})
    yield Paragraph(
        "The same answers, program and knowledge always give this recommendation. The knowledge is named by a hash of"
        " its content; the method is described in docs/method.md of the program."
    )


def versions(date: str, program: str, knowledge: str, origin: Mapping[str, str], level: int = 1) -> Iterator[Block]:
    """What a paper was made with, and from what."""
    made = {"Date": date, "Program": program, "Knowledge": knowledge, **origin}
    yield Heading("Versions", level)
    yield Pairs(tuple((what, (which,)) for what, which in made.items()))


def title_of(cite: str, kb: KnowledgeBase) -> str:
    """The title of a source, or of a section of the guidance."""
    return f"The guidance: {kb.sections[cite]}" if cite in kb.sections else kb.entries[cite].title


def _answers(rec: Recommendation, kb: KnowledgeBase) -> Iterator[tuple[str, str, str]]:
    for name, value in rec.answers.items():
        if name == "skills":
            for capability, level in value.items():
                yield f"Present level: {kb.entries[capability].title}", f"{level}", "Level of the team today, 1 to 5"
        else:
            fact = kb.vocabulary[name]
            unit = f" {fact.unit}" if fact.numeric and value != "unknown" else ""
            yield in_plain(name), f"{told(value, fact)}{unit}", fact.meaning
