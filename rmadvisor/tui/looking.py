"""What a page shows, as ids of the knowledge: the way from any question, figure or capability to the guidance on it.

In:     the page above it.
Out:    ids; some may be none of the knowledge.
"""

from __future__ import annotations

import re

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.tui.outline import Outline
from rmadvisor.tui.page import Page
from rmadvisor.tui.recommendation import ASK, conclusion

MOST = 12  # ids; a screen has not many more lines


def looked_at(page: Page) -> list[str]:
    """The ids of what the page below this one shows: what is highlighted there, the open question, its terms."""
    app = page.desk_app
    stack = app.screen_stack
    below = stack[stack.index(page) - 1] if page in stack and stack.index(page) else None
    kb, names = app.desk.kb, []
    node = below.focused.node if isinstance(below, Page) and isinstance(below.focused, Outline) else None
    if node is not None:
        names += [str(node.value or ""), conclusion(node), node.id.removeprefix(ASK)]
        names = [_subject(kb, name) for name in names]
    question = app.view.question if app.view is not None and below is app.consult else None
    if question is not None:
        names += [question.fact, *terms_in(kb, f"{question.text} {question.help}")]
        names += [cite for name in kb.used_by.get(question.fact, ()) if name in kb.rule for cite in kb.rule[name].cites]
    return [name for name in dict.fromkeys(names) if name][:MOST]


def _subject(kb: KnowledgeBase, name: str) -> str:
    return name.removeprefix("skills.") if name.removeprefix("skills.") in kb.entries else name


def terms_in(kb: KnowledgeBase, text: str) -> list[str]:
    """The words of the glossary that stand in a text."""
    return [
        e.id
        for e in kb.entries.values()
        if e.kind == "term"
        and any(
            re.search(rf"(?i)\b{re.escape(word)}(?:s|es)?\b", text) for word in (e.title, *e.terms) if len(word) > 1
        )
    ]
