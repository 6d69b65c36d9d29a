"""A proof as nodes of an outline: what follows, because of what, by which rule, on which facts, on whose word.

In:     Proof, KnowledgeBase.
Out:    Nodes, down to the text of each source.
"""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.reasoning.explanation.proof import Proof
from rmadvisor.report.exhibits import exhibit
from rmadvisor.tui.lines import hang
from rmadvisor.tui.outline import Draw, Node


def under(proof: Proof, kb: KnowledgeBase, above: str) -> tuple[Node, ...]:
    """What stands under a statement: its reason, what it rests on, its sources."""
    reason = (Node(f"{above}/because", _labelled("because", proof.because)),) if proof.because else ()
    return (*reason, *_under(proof, kb, above))


def _under(proof: Proof, kb: KnowledgeBase, above: str) -> Iterator[Node]:
    if proof.rule:
        yield Node(f"{above}/rule", _labelled("rule", proof.rule))
    for place, inner in enumerate(proof.rests_on):
        name = f"{above}/{place}"
        yield Node(name, _said(inner), tuple(_under(inner, kb, name)))
    for cite in dict.fromkeys(cite for cite in proof.cites if cite):
        yield source(cite, kb, above)


def source(cite: str, kb: KnowledgeBase, above: str) -> Node:
    """A source by its id; it opens to its own words."""
    name = f"{above}/{cite}"
    found = exhibit(kb, cite)
    if found is None:
        return Node(name, _labelled("source", cite))
    title = str(found.data.get("title") or found.data.get("meaning") or "")
    text = str(found.data.get("text") or found.data.get("because") or "")
    words = f"{cite}: {title}" if title else cite
    inner = (Node(f"{name}/text", lambda width: Content.styled(hang(text, width), "italic")),) if text else ()
    return Node(name, _labelled("source", words), inner)


def _said(proof: Proof) -> Draw:
    """A statement with its reason."""
    because = f": {proof.because}" if proof.because else ""
    return lambda width: Content(hang(f"{proof.says}{because}", width))


def _labelled(label: str, text: str) -> Draw:
    def draw(width: int) -> Content:
        wrapped = hang(f"{label}: {text}", width, "", "  ")
        return Content.assemble((wrapped[: len(label) + 1], "$foreground-muted"), wrapped[len(label) + 1 :])

    return draw
