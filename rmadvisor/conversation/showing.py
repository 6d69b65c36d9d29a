"""What a manager asks to see in a conversation, as text: proofs, obstacles, turning points, sources, terms, guidance.

In:     KnowledgeBase, View; what it is about, as typed.
Out:    text of whole lines.
Errors: BadInput for a conclusion that is none, with the nearest names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rmadvisor.conversation.lookup import meaning, related
from rmadvisor.conversation.view import View
from rmadvisor.conversation.wording import fill
from rmadvisor.knowledge.entries import Entry
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.report import text
from rmadvisor.report.blocks import Block
from rmadvisor.report.terminal import line_width

_MOST_HITS = 2


def proof(kb: KnowledgeBase, view: View) -> str:
    """Why the focus is what it is; why the customers per RM are, where there is no focus yet."""
    from rmadvisor.reasoning.explanation.proof import prove
    from rmadvisor.report.proofs import word_proof

    for conclusion in ("focus", "coverage"):
        found = prove(kb, view.recommendation, conclusion)
        if found is not None:
            return _lines(word_proof(found))
    return "Nothing follows yet: answer a question first."


def obstacles(kb: KnowledgeBase, view: View, about: str) -> str:
    """What blocks a conclusion."""
    from rmadvisor.reasoning.consultation import consult
    from rmadvisor.reasoning.explanation.why_not import why_not
    from rmadvisor.reasoning.plain import plain_engine
    from rmadvisor.report.why_nots import word_why_not

    findings = consult(kb, plain_engine(kb), view.answers)
    return _lines(word_why_not(why_not(kb, findings, _conclusion(kb, about)), kb))


def turning_points(kb: KnowledgeBase, view: View) -> str:
    """The fewest answers that would change the focus."""
    from rmadvisor.reasoning.explanation.flip import flip, read_goal
    from rmadvisor.report.flips import word_flips

    return _lines(word_flips(flip(kb, view.answers, read_goal(kb, "focus"), False), kb))


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


def _conclusion(kb: KnowledgeBase, about: str) -> str:
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
