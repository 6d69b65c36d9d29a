"""The one facade: what the command line, the app and a Python user call.

>>> from rmadvisor import Advisor
>>> advisor = Advisor.load()
>>> advice = advisor.consult({"segment": "affluent", "customers": 3000})
>>> advice.coverage.low <= advice.coverage.target <= advice.coverage.high
True
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rmadvisor.knowledge.answers import Answers, answers_from, read_answers
from rmadvisor.knowledge.cache import Cache
from rmadvisor.knowledge.cursor import Document
from rmadvisor.knowledge.knowledge_base import KnowledgeBase, load
from rmadvisor.reasoning.consultation import consult
from rmadvisor.reasoning.durable import DurableEngine
from rmadvisor.reasoning.recommendation import Recommendation, recommend

if TYPE_CHECKING:
    from collections.abc import Callable

    from rmadvisor.conversation.dialogue import Dialogue
    from rmadvisor.conversation.hearing import Hearing
    from rmadvisor.conversation.understanding.lexicon import Lexicon
    from rmadvisor.conversation.understanding.understood import Understood
    from rmadvisor.knowledge.search.hits import SearchResult, Topic
    from rmadvisor.knowledge.search.searching import Searching
    from rmadvisor.portfolio.plan import Plan
    from rmadvisor.quiz.question import QuizQuestion
    from rmadvisor.reasoning.explanation.flip import Flips
    from rmadvisor.reasoning.explanation.proof import Proof
    from rmadvisor.reasoning.explanation.sensitivity import Sensitivity
    from rmadvisor.reasoning.explanation.what_if import WhatIf
    from rmadvisor.reasoning.explanation.why_not import WhyNot
    from rmadvisor.reasoning.possible.interview import NextQuestion
    from rmadvisor.reasoning.possible.overview import Overview
    from rmadvisor.report.blocks import Document as Paper


class Advisor:
    """The knowledge, loaded and checked, with an engine that is made on the first consultation."""

    def __init__(self, kb: KnowledgeBase, cache: Cache | None = None) -> None:
        self.kb = kb
        self._cache = cache
        self._engine: DurableEngine | None = None
        self._searching: Searching | None = None
        self._lexicon: Lexicon | None = None

    @classmethod
    def load(cls, kb: str | Path | None = None, rules: str | Path | None = None, cache: Cache | None = None) -> Advisor:
        """The built-in knowledge, or a bank's own folders. Raises BadInput with everything that is wrong in them."""
        return cls(load(Path(kb) if kb else None, Path(rules) if rules else None, cache), cache)

    @property
    def engine(self) -> DurableEngine:
        if self._engine is None:
            self._engine = DurableEngine(self.kb.rules)
        return self._engine

    def another(self) -> Advisor:
        """The same knowledge with an engine of its own: an engine belongs to the thread that uses it."""
        other = Advisor(self.kb, self._cache)
        other._searching, other._lexicon = self._searching, self._lexicon
        return other

    def close(self) -> None:
        """Free the engine; the next consultation makes a new one."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    def answers(self, given: Answers | Mapping[str, Any] | Document) -> Answers:
        """Answers checked against the vocabulary. Raises BadInput with everything that is wrong in them."""
        if isinstance(given, Answers):
            return given
        read = read_answers if isinstance(given, Document) else answers_from
        return read(given, self.kb.vocabulary, self.kb.capabilities)  # type: ignore[arg-type]

    def consult(self, answers: Answers | Mapping[str, Any]) -> Recommendation:
        """The recommendation that follows from the answers."""
        given = self.answers(answers)
        return recommend(self.kb, consult(self.kb, self.engine, given))

    def next_question(
        self, answers: Answers | Mapping[str, Any], skipped: frozenset[str] = frozenset()
    ) -> NextQuestion:
        """The question whose answer can change most, and what is settled; its `fact` is None when nothing is left."""
        from rmadvisor.reasoning.possible.interview import next_question

        given = self.answers(answers)
        return next_question(self.kb, given, skipped)

    def possible(self, answers: Answers | Mapping[str, Any]) -> Overview:
        """What may still follow: every conclusion certain, possible or impossible, every figure an interval."""
        from rmadvisor.reasoning.possible.overview import overview

        return overview(self.kb, self.answers(answers))

    def flip(self, answers: Answers | Mapping[str, Any], conclusion: str = "focus", fixed_too: bool = False) -> Flips:
        """The fewest answers that must change for a conclusion to change. Raises BadInput for a name that is none."""
        from rmadvisor.reasoning.explanation.flip import flip, read_goal

        given = self.answers(answers)
        return flip(self.kb, given, read_goal(self.kb, conclusion), fixed_too)

    def why(self, recommendation: Recommendation, conclusion: str) -> Proof | None:
        """The proof of one conclusion, None when it does not follow. Raises BadInput for a name that is none."""
        from rmadvisor.reasoning.explanation.proof import prove

        return prove(self.kb, recommendation, conclusion)

    @property
    def searching(self) -> Searching:
        """The search over this knowledge; its index is read from the cache or built when it is first used."""
        if self._searching is None:
            from rmadvisor.knowledge.search.searching import searching

            self._searching = searching(self.kb, self._cache)
        return self._searching

    def search(
        self,
        words: str,
        limit: int = 10,
        *,
        kinds: Iterable[str] = (),
        cites: Iterable[str] = (),
        topic: str | None = None,
        exact: bool = False,
    ) -> SearchResult:
        """What is known about these words, best first; misspellings are mended unless `exact`.

        `kinds`, `cites` (sources or sections) and a `topic` keep only hits of those. When nothing is relevant there are
        no hits but the nearest topics. Raises BadInput for filters that name nothing, and for a text that is longer
        than 1,000 characters.
        """
        return self.searching.search(words, limit, kinds, cites, topic, exact)

    def topics(self) -> tuple[Topic, ...]:
        """Everything that is known, as a tree to browse."""
        return self.searching.topics

    def why_not(self, answers: Answers | Mapping[str, Any], conclusion: str) -> WhyNot:
        """What blocks a conclusion, or that it does follow. Raises BadInput for a name that is none."""
        from rmadvisor.reasoning.explanation.why_not import why_not

        given = self.answers(answers)
        return why_not(self.kb, consult(self.kb, self.engine, given), conclusion)

    def dialogue(self) -> Dialogue:
        """The conversation that front ends run; its states are values."""
        from rmadvisor.conversation.dialogue import Dialogue

        return Dialogue(self.kb, self.consult)

    def quiz(self, topic: str | None = None, seed: int = 1, count: int = 10) -> tuple[QuizQuestion, ...]:
        """Up to `count` questions with worked answers, on one topic or on everything; the same for the same seed.

        Raises BadInput for a topic that there is none of.
        """
        from rmadvisor.quiz.quiz import make_quiz

        return make_quiz(self.kb, self.consult, topic, seed, count)

    def understand(self, text: str, asked: str | None = None) -> Understood:
        """The facts in plain words; a bare reply ("about 40") is read for the fact that is `asked`."""
        from rmadvisor.conversation.understanding.reading import understand

        return understand(self.lexicon, text, asked)

    @property
    def lexicon(self) -> Lexicon:
        """The words by which people give facts, made on first use."""
        if self._lexicon is None:
            from rmadvisor.conversation.understanding.kept import lexicon_of

            self._lexicon = lexicon_of(self.kb, self._cache)
        return self._lexicon

    def hearing(self, dialogue: Dialogue) -> Hearing:
        """What front ends ask what to do about a typed line."""
        from rmadvisor.conversation.hearing import Hearing

        return Hearing(dialogue, self.understand, getattr(self, "search", None))

    def what_if(self, answers: Answers | Mapping[str, Any], changes: Mapping[str, Any]) -> WhatIf:
        """What other answers would change: {fact: value}, {"skills.<capability>": level}; None takes an answer away.

        Raises BadInput for names and values that are none, and for answers that contradict each other then.
        """
        from rmadvisor.reasoning.explanation.what_if import changed, what_if

        given = self.answers(answers)
        other = changed(self.kb, given, changes)
        return what_if(self.kb, consult(self.kb, self.engine, given), consult(self.kb, self.engine, other))

    def sensitivity(self, answers: Answers | Mapping[str, Any]) -> Sensitivity:
        """What is unknown, a range, a list or assumed, ranked by how much it moves the result."""
        from rmadvisor.reasoning.explanation.sensitivity import sensitivity
        from rmadvisor.reasoning.plain import plain_engine

        given = self.answers(answers)
        return sensitivity(self.kb, consult(self.kb, self.engine, given), plain_engine(self.kb))

    def paper(
        self,
        answers: Answers | Mapping[str, Any],
        date: str,
        title: str = "",
        note: str = "",
        origin: str = "",
    ) -> tuple[Paper, Recommendation]:
        """The report for the board and the recommendation that it is about. `date` is ISO 8601; `title` and `note` are
        the author's words, `origin` says where the answers come from. `rmadvisor.report.formats` writes it."""
        from rmadvisor import __version__
        from rmadvisor.report.paper import Case, paper, to_prove

        given = self.answers(answers)
        recommendation = self.consult(given)
        proofs = ((heading, self.why(recommendation, name)) for heading, name in to_prove(recommendation))
        case = Case(
            recommendation,
            self.sensitivity(given),
            self.flip(given),
            tuple((heading, proof) for heading, proof in proofs if proof is not None),
            date,
            f"rmadvisor {__version__}",
            title,
            note,
            origin,
        )
        return paper(case, self.kb), recommendation

    def plan(
        self,
        file: str | Path,
        out: str | Path | None = None,
        by: str | None = None,
        backend: str | None = None,
        progress: Callable[[str, float | None], None] | None = None,
    ) -> Plan:
        """The recommendation for every row of a csv, parquet or xlsx file, into `out`, with totals (`by` a column).

        Needs the extra `portfolio`. Raises BadInput for a file that cannot be worked on; bad rows are set aside.
        """
        from rmadvisor.portfolio.database import silent
        from rmadvisor.portfolio.plan import plan

        return plan(self.kb, Path(file), Path(out) if out else None, by, backend, progress or silent, self._cache)
