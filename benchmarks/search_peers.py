"""The systems that the search is measured beside, each set up as its manual says, on the same fields and stop words.

Title and terms weigh three times as much as the text wherever a system has such weights. Each one answers with the
positions of the records that it finds, best first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Protocol

from rmadvisor import Advisor
from rmadvisor.knowledge.search.contents import Contents, Record
from rmadvisor.knowledge.search.indexing import build
from rmadvisor.knowledge.search.records import contents_of
from rmadvisor.knowledge.search.searching import Searching
from rmadvisor.knowledge.search.synonyms import synonyms
from rmadvisor.knowledge.search.words import content, words


class System(Protocol):
    def build(self, records: Sequence[Record]) -> None: ...

    def search(self, text: str, most: int) -> list[int]: ...


def said(record: Record) -> tuple[str, str, str]:
    return record.title, " . ".join(record.terms), " ".join(record.passages)


def asked(text: str) -> list[str]:
    found = words(text)
    return content(found) or found


@cache
def _known() -> Contents:
    """What the built-in knowledge knows of how people say it; to read it is no part of building an index."""
    return contents_of(Advisor.load().kb)


class Ours:
    """What `rmadvisor search` does; `kinds` is whether the kind of an entry counts, `phrases` whether it knows how
    people say it (which is about our own knowledge and no help on other data)."""

    def __init__(self, kinds: bool = True, refuse: bool = True, phrases: bool = True) -> None:
        self.kinds, self.refuse = kinds, refuse
        self.said = _known() if phrases else _known()._replace(lines=(), concepts={})

    def build(self, records: Sequence[Record]) -> None:
        known = tuple(records if self.kinds else (record._replace(kind="term") for record in records))
        contents = self.said._replace(records=known, synonyms=synonyms(known))
        self.searching = Searching(contents, build((*known, *contents.lines), contents.concepts))
        self.places = {record.id: place for place, record in enumerate(records)}

    def search(self, text: str, most: int) -> list[int]:
        if self.refuse and self.searching.signs(text).relevance < 0:
            return []
        return [self.places[name] for name in self.searching.unjudged(text, most)]


class Fts5:
    """SQLite's full-text index with the Porter stemmer, any of the words."""

    def build(self, records: Sequence[Record]) -> None:
        import sqlite3

        self.database = sqlite3.connect(":memory:")
        self.database.execute("create virtual table found using fts5(title, terms, body, tokenize='porter unicode61')")
        rows = ((i, *said(record)) for i, record in enumerate(records))
        self.database.executemany("insert into found(rowid, title, terms, body) values (?, ?, ?, ?)", rows)

    def search(self, text: str, most: int) -> list[int]:
        match = " OR ".join(f'"{word}"' for word in asked(text))
        order = "select rowid from found where found match ? order by bm25(found, 3.0, 3.0, 1.0) limit ?"
        return [row[0] for row in self.database.execute(order, (match, most))] if match else []


class Bm25s:
    """bm25s with PyStemmer; it knows no fields, so that title and terms are written three times."""

    def build(self, records: Sequence[Record]) -> None:
        import bm25s
        import Stemmer

        self.bm25s, self.stemmer, self.size = bm25s, Stemmer.Stemmer("english"), len(records)
        texts = [" ".join((*[title] * 3, *[terms] * 3, body)) for title, terms, body in map(said, records)]
        tokens = bm25s.tokenize(texts, stopwords="en", stemmer=self.stemmer, show_progress=False)
        self.retriever = bm25s.BM25()
        self.retriever.index(tokens, show_progress=False)

    def search(self, text: str, most: int) -> list[int]:
        tokens = self.bm25s.tokenize(
            [" ".join(asked(text))], stopwords=[], stemmer=self.stemmer, show_progress=False, return_ids=False
        )
        found, scores = self.retriever.retrieve(tokens, k=min(most, self.size), show_progress=False)
        return [int(i) for i, score in zip(found[0], scores[0], strict=True) if score > 0]


class Whoosh:
    """whoosh-reloaded with stems, any of the words; `mend` is its own correction of the question."""

    def __init__(self, mend: bool) -> None:
        self.mend = mend

    def build(self, records: Sequence[Record]) -> None:
        from whoosh import analysis, fields, qparser
        from whoosh.filedb.filestore import RamStorage

        def field(boost: float) -> Any:
            return fields.TEXT(analyzer=analysis.StemmingAnalyzer(), field_boost=boost, spelling=boost == 1.0)

        schema = fields.Schema(place=fields.STORED, title=field(3.0), terms=field(3.0), body=field(1.0))
        index = RamStorage().create_index(schema)
        writer = index.writer()
        for place, record in enumerate(records):
            title, terms, body = said(record)
            writer.add_document(place=place, title=title, terms=terms, body=" ".join((title, terms, body)))
        writer.commit()
        self.searcher = index.searcher()
        self.parser = qparser.MultifieldParser(["title", "terms", "body"], schema, group=qparser.OrGroup, plugins=[])
        self.speller = qparser.QueryParser("body", schema, group=qparser.OrGroup, plugins=[])

    def search(self, text: str, most: int) -> list[int]:
        line = " ".join(asked(text))
        if self.mend:
            line = self.searcher.correct_query(self.speller.parse(line), line, maxdist=2, prefix=1).string
        return [hit["place"] for hit in self.searcher.search(self.parser.parse(line), limit=most)]


class Tantivy:
    """tantivy with English stems, any of the words; `fuzzy` allows one slip in each."""

    def __init__(self, fuzzy: bool) -> None:
        self.fuzzy = fuzzy

    def build(self, records: Sequence[Record]) -> None:
        import tantivy

        schema = tantivy.SchemaBuilder()
        schema.add_unsigned_field("place", stored=True)
        for name in ("title", "terms", "body"):
            schema.add_text_field(name, stored=False, tokenizer_name="en_stem")
        self.index = tantivy.Index(schema.build())
        writer = self.index.writer(50_000_000, 1)
        for place, record in enumerate(records):
            document = tantivy.Document()
            document.add_unsigned("place", place)
            for name, text in zip(("title", "terms", "body"), said(record), strict=True):
                document.add_text(name, text)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()
        self.searcher = self.index.searcher()

    def search(self, text: str, most: int) -> list[int]:
        names = ["title", "terms", "body"]
        fuzzy = {"fuzzy_fields": dict.fromkeys(names, (False, 1, True))} if self.fuzzy else {}
        boosts = {"title": 3.0, "terms": 3.0, "body": 1.0}
        query = self.index.parse_query(" ".join(asked(text)), names, field_boosts=boosts, **fuzzy)
        return [self.searcher.doc(address)["place"][0] for _, address in self.searcher.search(query, most).hits]


class RapidFuzz:
    """rapidfuzz alone, over the whole text of each record."""

    def __init__(self, scorer: str) -> None:
        self.scorer = scorer

    def build(self, records: Sequence[Record]) -> None:
        from rapidfuzz import fuzz, process, utils

        self.process, self.ratio = process, getattr(fuzz, self.scorer)
        self.prepare = utils.default_process
        self.texts = [self.prepare(" ".join(said(record))) for record in records]

    def search(self, text: str, most: int) -> list[int]:
        found = self.process.extract(self.prepare(text), self.texts, scorer=self.ratio, limit=most, score_cutoff=1)
        return [place for _, _, place in found]


SYSTEMS: dict[str, tuple[str, Callable[[], System]]] = {
    "ours": ("rmadvisor", Ours),
    "ours, kinds alike": ("rmadvisor", lambda: Ours(kinds=False)),
    "SQLite FTS5 porter": ("", Fts5),
    "bm25s": ("bm25s", Bm25s),
    "whoosh-reloaded": ("whoosh-reloaded", lambda: Whoosh(mend=False)),
    "whoosh + correction": ("whoosh-reloaded", lambda: Whoosh(mend=True)),
    "tantivy": ("tantivy", lambda: Tantivy(fuzzy=False)),
    "tantivy fuzzy": ("tantivy", lambda: Tantivy(fuzzy=True)),
    "rapidfuzz token_set": ("rapidfuzz", lambda: RapidFuzz("token_set_ratio")),
    "rapidfuzz WRatio": ("rapidfuzz", lambda: RapidFuzz("WRatio")),
}
