"""What a search answers with: hits with their passages, and topics to browse when there are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Topic:
    """A heading to browse under: the ids of what belongs to it, and narrower topics."""

    id: str
    title: str
    entries: tuple[str, ...]
    children: tuple[Topic, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        children = [child.as_dict() for child in self.children]
        return {"id": self.id, "title": self.title, "entries": list(self.entries), "children": children}


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. `text` is its best passage; `matched` the words that answer, as they stand there; the spans are
    places [start, end) in title and text. `terms` are those of its other names that answer, `used_by` ids of rules,
    `asked` a question that people ask which led to it."""

    id: str
    kind: str
    title: str
    text: str
    cites: tuple[str, ...]
    score: float
    matched: tuple[str, ...]
    title_spans: tuple[Span, ...]
    text_spans: tuple[Span, ...]
    terms: tuple[str, ...]
    related: tuple[str, ...]
    used_by: tuple[str, ...]
    asked: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title,
            "text": self.text,
            "cites": list(self.cites),
            "score": self.score,
            "matched": list(self.matched),
            "kind": self.kind,
            "title_spans": [list(span) for span in self.title_spans],
            "text_spans": [list(span) for span in self.text_spans],
            "terms": list(self.terms),
            "related": list(self.related),
            "used_by": list(self.used_by),
            "asked": self.asked,
        }


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`corrected` is the question with its misspellings mended, None when nothing was. `nearest` are topics to browse
    when nothing was found, `elsewhere` the subject that the question is more like, where one is known."""

    query: str
    corrected: str | None
    hits: tuple[Hit, ...]
    nearest: tuple[Topic, ...]
    elsewhere: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "query": self.query,
            "corrected": self.corrected,
            "hits": [hit.as_dict() for hit in self.hits],
            "nearest": [
                {"id": topic.id, "title": topic.title, "entries": list(topic.entries)} for topic in self.nearest
            ],
            "elsewhere": self.elsewhere,
        }
