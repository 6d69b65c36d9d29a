"""The search itself: a question in, hits out; one object holds the index and all that is made from it once.

In:     Contents and their Index.
Out:    SearchResult. Errors: BadInput for a question too long to be one, and for names of filters that are none.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from rmadvisor.knowledge.problems import BadInput, Problem, did_you_mean
from rmadvisor.knowledge.search import kept
from rmadvisor.knowledge.search.contents import ASKED, ELSEWHERE, Contents
from rmadvisor.knowledge.search.correction import Speller
from rmadvisor.knowledge.search.hits import Hit, SearchResult, Topic
from rmadvisor.knowledge.search.index import Index
from rmadvisor.knowledge.search.passages import best_passage, spans
from rmadvisor.knowledge.search.query import Query, read_query
from rmadvisor.knowledge.search.ranking import ranked
from rmadvisor.knowledge.search.relevance import OF_ITS_OWN, Signs, coverage, evidence, leaning, length, rivalry
from rmadvisor.knowledge.search.topics import walk
from rmadvisor.knowledge.search.words import WORD, root

if TYPE_CHECKING:
    from rmadvisor.knowledge.cache import Cache
    from rmadvisor.knowledge.knowledge_base import KnowledgeBase

NOWHERE = -1  # the position of what no record answers
MOST_LETTERS = 1000  # of a question
LOOKED_AT = 5  # of the best records, to see whether any answers
MOST_NEAREST = 5
LIKE = 0.5  # the share of a question that one elsewhere must hold to be told
# What a kind of thing counts: the guidance says it, some explain it, the others apply or support it.
WORTH = {"guidance": 1.8, **dict.fromkeys(("term", "capability", "group", "focus", "segment"), 1.0), "source": 0.65}
OTHERS = 0.75
ASKED_SO, ASKED_ELSEWHERE = 0.83, 1.0  # a question of the phrasebook beside the entry that answers it; one elsewhere
Pooled = tuple[float, int, str | None]  # the score of a record, its place, and the question that led to it
POOLED = 100  # of the best records and questions, that are brought together as entries


def searching(kb: KnowledgeBase, cache: Cache | None = None) -> Searching:
    """The search over a knowledge base; with a cache, its index is built once for the same content."""
    return searching_in(kb.version, lambda: kb, cache)


def searching_in(version: str, knowledge: Callable[[], KnowledgeBase], cache: Cache | None) -> Searching:
    """The search over the knowledge of this version, which is asked for only where nothing of it is kept."""
    made = kept.fetch(cache, version) if cache else None
    if made is None:
        from rmadvisor.knowledge.search.indexing import build
        from rmadvisor.knowledge.search.records import contents_of

        kb = knowledge()
        contents = contents_of(kb)
        made = contents, build((*contents.records, *contents.lines), contents.concepts)
        if cache:
            kept.keep(cache, kb.version, made)
    return Searching(*made)


class Searching:
    """Search in one knowledge base."""

    def __init__(self, contents: Contents, index: Index) -> None:
        self.contents, self.index = contents, index
        self.records, self.lines = records, lines = contents.records, contents.lines
        self._speller = Speller(index.spelt)
        place = {record.id: position for position, record in enumerate(records)} if lines else {}
        # What each position of the index stands for: a record, the record that answers a question, or none, elsewhere.
        self._owner = [
            *range(len(records)),
            *(place.get(line.id, NOWHERE) if line.kind == ASKED else NOWHERE for line in lines),
        ]
        self._worth = self._with_lines([WORTH.get(record.kind, OTHERS) for record in records], ASKED_ELSEWHERE)
        self._informed = any(line.kind == ELSEWHERE for line in lines)

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Everything that is known, as a tree to browse."""
        return self.contents.topics

    @cached_property
    def _topic(self) -> dict[str, Topic]:
        return {topic.id: topic for topic in walk(self.topics)}

    def search(
        self,
        text: str,
        limit: int = 10,
        kinds: Iterable[str] = (),
        cites: Iterable[str] = (),
        topic: str | None = None,
        exact: bool = False,
    ) -> SearchResult:
        """What answers the question, best first; nothing when nothing does."""
        if len(text) > MOST_LETTERS:
            raise _bad(f"the question has {len(text):,} characters, more than {MOST_LETTERS:,}", "ask for less at once")
        worth = self._allowed(tuple(kinds), tuple(cites), topic)
        query = self._read(text, exact)
        most = POOLED if limit <= POOLED // 5 else limit + len(self.lines)
        found = ranked(self.index, query.weights, self._worth, most)
        filtered = worth is not self._worth  # who chose a kind or a source knows where it is: any share will do
        named = [at for at in self._titled.get(" ".join(text.casefold().split()), ()) if worth[at] > 0]
        if not filtered and not named and self._signs(query, found).relevance < 0:
            return SearchResult(text, query.corrected, (), self._nearest(query), self._elsewhere(query, found))
        if filtered:
            found = ranked(self.index, query.weights, worth, most)
        roots = self._roots(query)
        pooled = self._pooled(query, found, limit)
        if named:
            pooled = self._with_named(named, pooled)[:limit]
        hits = [self._hit(roots, *one) for one in pooled]
        return SearchResult(text, query.corrected, tuple(hits), () if hits else self._nearest(query))

    def signs(self, text: str) -> Signs:
        """What speaks for and against that a question is answered here."""
        query = self._read(text, False)
        return self._signs(query, ranked(self.index, query.weights, self._worth, POOLED))

    def unjudged(self, text: str, limit: int) -> list[str]:
        """The ids of what a question finds, whether it is relevant or not."""
        query = self._read(text, False)
        found = ranked(self.index, query.weights, self._worth, POOLED)
        return [self.records[place].id for _, place, _ in self._pooled(query, found, limit)]

    def _read(self, text: str, exact: bool) -> Query:
        return read_query(text, self.index, self._speller, self.contents.synonyms, self.contents.concepts, exact)

    def _signs(self, query: Query, found: list[tuple[float, int]]) -> Signs:
        known = [(score, at) for score, at in found if self._owner[at] != NOWHERE]
        proof = max((evidence(self.index, query, at, self._worth[at]) for _, at in known[:LOOKED_AT]), default=0.0)
        if not self._informed:
            return Signs(proof, length(query), 0.0, None, False)
        elsewhere = next((score for score, at in found if self._owner[at] == NOWHERE), 0.0)
        rival = rivalry(known[0][0] if known else 0.0, elsewhere)
        return Signs(
            proof,
            length(query),
            leaning(self.index, query),
            rival,
            self._of_its_own(query, [at for _, at in known[:LOOKED_AT]]),
        )

    def _of_its_own(self, query: Query, known: list[int]) -> bool:
        """Whether one word of very few is by itself the name of something known, or all stand in one title, or the only
        word is one that is known and that nobody asks for elsewhere."""
        meant = [next(iter(part.answers), None) for part in query.parts]
        stems = {self.index.stems[number] for number in meant if number is not None}
        names = self.contents.synonyms
        least = OF_ITS_OWN.get(len(meant), math.inf)
        if any(self.index.odds[self.index.number[stem]] >= least and (stem,) in names for stem in stems):
            return True
        if known and len(stems) == len(meant) == 1 and self.index.odds[self.index.number[min(stems)]] >= 0:
            return True
        titles = (self.records[at].title for at in known if at < len(self.records))
        return None not in meant and any(stems <= set(map(root, WORD.findall(title))) for title in titles)

    def _pooled(self, query: Query, found: list[tuple[float, int]], limit: int) -> list[Pooled]:
        """(score, record, the question that led to it) of each record at its best; a question counts for its entry."""
        best: dict[int, float] = {}
        shares: dict[int, float] = {}
        asked: dict[int, str | None] = {}
        for score, at in found:
            owner = self._owner[at]
            if owner == NOWHERE or (owner not in best and len(best) == limit):
                continue
            if owner in asked or (at == owner and owner in best):
                continue
            share = coverage(self.index, query, at)
            if share > 0:
                best.setdefault(owner, score)
            if at == owner:
                shares[owner] = share
            else:  # only the best of its questions is told, and only where it holds more of what was typed
                asked[owner] = self.lines[at - len(self.records)].title if share > shares.get(owner, 0.0) else None
        return [(score, owner, asked.get(owner)) for owner, score in best.items()]

    @cached_property
    def _titled(self) -> dict[str, list[int]]:
        """The records of each title of several words, those that count most and that most rules use first."""
        found: dict[str, list[int]] = {}
        for place, record in enumerate(self.records):
            name = record.title.casefold().split()
            if len(name) > 1:
                found.setdefault(" ".join(name), []).append(place)
        for places in found.values():
            places.sort(key=lambda at: (-self._worth[at], -len(self.contents.rules.get(self.records[at].id, ()))))
        return found

    @staticmethod
    def _with_named(named: list[int], pooled: list[Pooled]) -> list[Pooled]:
        """What was asked for by its very title stands at the head."""
        score = max((score for score, _, _ in pooled), default=1.0)
        return [*((score, at, None) for at in named), *(one for one in pooled if one[1] not in named)]

    def _elsewhere(self, query: Query, found: list[tuple[float, int]]) -> str | None:
        """The subject that a question is most like, where it is like one."""
        most = (at for _, at in found if self._owner[at] == NOWHERE)
        at = next((at for at in most if coverage(self.index, query, at) >= LIKE), None)
        return None if at is None else self.lines[at - len(self.records)].id

    def _with_lines(self, worth: list[float], elsewhere: float) -> list[float]:
        """What records count, followed by what the questions count."""
        asked = (worth[at] * ASKED_SO if at != NOWHERE else elsewhere for at in self._owner[len(worth) :])
        return [*worth, *asked]

    # ------------------------------------------------------------ filters

    def _allowed(self, kinds: tuple[str, ...], cites: tuple[str, ...], topic: str | None) -> list[float]:
        """What each record counts; nought for those that a filter leaves out."""
        if not kinds and not cites and topic is None:
            return self._worth
        self._check("kind", kinds, {record.kind for record in self.records})
        cited = {cite for record in self.records for cite in record.cites}
        self._check(
            "source or section", cites, {*self.contents.sections, *cited, *(c.partition("#")[0] for c in cited)}
        )
        self._check("topic", () if topic is None else (topic,), self._topic)
        inside = None if topic is None else {topic, *self._topic[topic].entries}
        allowed = [
            worth
            if (not kinds or record.kind in kinds)
            and (not cites or any(c in cites or c.partition("#")[0] in cites for c in record.cites))
            and (inside is None or record.id in inside)
            else 0.0
            for record, worth in zip(self.records, self._worth, strict=False)
        ]
        return self._with_lines(allowed, 0.0)

    @staticmethod
    def _check(what: str, given: Iterable[str], known: Iterable[str]) -> None:
        names = sorted(known)
        problems = [
            Problem("", 0, 0, f"there is no {what} {name!r}", did_you_mean(name, names, "rmadvisor topics lists them"))
            for name in given
            if name not in names
        ]
        if problems:
            raise BadInput(problems)

    # ------------------------------------------------------------ results

    def _roots(self, query: Query) -> dict[str, float]:
        """What each stem that answers is worth in a passage."""
        return {
            self.index.stems[number]: part.idf * sure
            for part in query.parts
            for number, sure in (*part.others.items(), *part.answers.items())
        }

    def _hit(self, roots: dict[str, float], score: float, position: int, asked: str | None) -> Hit:
        record = self.records[position]
        text = best_passage(record.passages, roots)
        title_spans, text_spans = spans(record.title, roots), spans(text, roots)
        terms = tuple(term for term in record.terms if any(root(word) in roots for word in WORD.findall(term)))
        matched = [record.title[a:b] for a, b in title_spans] + [text[a:b] for a, b in text_spans]
        matched += [term[a:b] for term in terms for a, b in spans(term, roots)]
        once = {word.casefold(): word for word in reversed(matched)}
        return Hit(
            id=record.id,
            kind=record.kind,
            title=record.title,
            text=text,
            cites=record.cites,
            score=round(score, 4),
            matched=tuple(reversed(once.values())),
            title_spans=title_spans,
            text_spans=text_spans,
            terms=terms,
            related=record.related,
            used_by=self.contents.rules.get(record.id, ()),
            asked=asked,
        )

    def _nearest(self, query: Query) -> tuple[Topic, ...]:
        """The topics that hold a word of the question; the widest ones when none does."""
        worth = [1.0 if record.id in self._topic else 0.0 for record in self.records] + [0.0] * len(self.lines)
        found = [self._topic[self.records[i].id] for _, i in ranked(self.index, query.weights, worth, MOST_NEAREST)]
        return tuple(found) or self.topics


def _bad(what: str, mend: str) -> BadInput:
    return BadInput([Problem("", 0, 0, what, mend)])
