"""What a manager asks to see in a conversation, as text: proofs, obstacles, turning points, sources, terms, guidance.

In:     KnowledgeBase, View; what it is about, as typed.
Out:    text of whole lines.
Errors: BadInput for a conclusion that is none, with the nearest names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rmadvisor.conversation.lookup import meaning, related
from rmadvisor.conversation.view import View
from rmadvisor.conversation.wording import fill
from rmadvisor.knowledge.entries import Entry
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.report import text
from rmadvisor.report.blocks import Block
from rmadvisor.report.terminal import line_width
from rmadvisor.report.values import called

if TYPE_CHECKING:
    from rmadvisor.reasoning.explanation.proof import Proof

_MOST_HITS = 2
_MOST_OPEN = 5
_DEEPEST = 2  # levels of a proof that are shown unasked
IN_FULL = "Type 'why this in full' for what each line rests on."


def proof(kb: KnowledgeBase, view: View, whole: bool = False) -> str:
    """Why the focus is what it is; why the customers per RM are, where there is no focus yet. Unless the whole of it is
    asked for, only what it rests on directly."""
    from rmadvisor.reasoning.explanation.proof import prove
    from rmadvisor.report.proofs import word_proof

    for conclusion in ("focus", "coverage"):
        found = prove(kb, view.recommendation, conclusion)
        if found is not None:
            shown = _lines(word_proof(found if whole else _gist(found)))
            return shown if whole else f"{shown}\n{IN_FULL}"
    return "Nothing follows yet: answer a question first."


def _gist(found: Proof, depth: int = 0) -> Proof:
    """A proof without its lowest lines: what a line rests on is given down to the second level."""
    inner = tuple(_gist(each, depth + 1) for each in found.rests_on) if depth < _DEEPEST else ()
    return replace(found, rests_on=inner)


def obstacles(kb: KnowledgeBase, view: View, about: str) -> str:
    """What blocks a conclusion."""
    from rmadvisor.reasoning.consultation import consult
    from rmadvisor.reasoning.explanation.why_not import why_not
    from rmadvisor.reasoning.plain import plain_engine
    from rmadvisor.report.why_nots import word_why_not

    findings = consult(kb, plain_engine(kb), view.answers)
    return _lines(word_why_not(why_not(kb, findings, conclusion(kb, about)), kb))


def turning_points(kb: KnowledgeBase, view: View) -> str:
    """The fewest answers that would change the focus; what could still decide it, where it is undecided."""
    from rmadvisor.reasoning.explanation.flip import flip, read_goal
    from rmadvisor.report.flips import word_flips

    found = flip(kb, view.answers, read_goal(kb, "focus"), False)
    open_ones = [called(each.fact) for each in view.recommendation.open_questions[:_MOST_OPEN]]
    if view.recommendation.focus.model is None and not found.flips and open_ones:
        told = f"The focus is undecided: too little is known. Answers to these could decide it: {', '.join(open_ones)}."
        return "\n".join(fill(told))
    return _lines(word_flips(found, kb))


def sources_of(kb: KnowledgeBase, view: View) -> str:
    """The sources that the recommendation so far stands on."""
    from rmadvisor.report.doubts import sources

    shown = _lines(sources(view.recommendation, kb, None))
    return shown if shown.strip() else "No source is used yet: answer a question first."


def term(kb: KnowledgeBase, about: str) -> str | None:
    """What a term means; None when the glossary does not know it."""
    entry = meaning(kb, about)
    return None if entry is None else _entry(entry)


def found(kb: KnowledgeBase, question: str, search: Callable[[str], Any] | None) -> str:
    """What the guidance says about a question, with its source."""
    if search is not None:
        hits = search(question).hits[:_MOST_HITS]
        if hits:
            return "\n".join(line for hit in hits for line in fill(f"{hit.title}: {hit.text} [{', '.join(hit.cites)}]"))
    else:
        entry = related(kb, question)
        if entry is not None:
            return _entry(entry)
    return "The guidance says nothing of that. Type ? for all you can type."


def _entry(entry: Entry) -> str:
    return "\n".join(fill(f"{entry.title}: {entry.text} [{', '.join(entry.cites) or entry.id}]"))


def conclusion(kb: KnowledgeBase, about: str) -> str:
    """The name of a conclusion, from the words for it: "a product focus", "negotiation"."""
    said = about.lower().strip(" ?.!")
    for lead in ("a ", "an ", "the ", "by "):
        said = said.removeprefix(lead)
    bare = said.removesuffix(" focus").removesuffix(" model").removesuffix(" specialists").strip()
    entry = meaning(kb, said) or meaning(kb, bare)
    if entry is not None and entry.kind == "capability":
        return entry.id
    name = bare.replace(" ", "_").replace("-", "_")
    return next((capability.id for capability in kb.capabilities.values() if capability.title.lower() == said), name)


def _lines(blocks: list[Block]) -> str:
    return text.write(blocks, line_width()).strip("\n")
