"""The answer sets that the benchmarks run on: random ones from a fixed seed, and the examples.

In:     the knowledge base.
Out:    Answers, checked like a manager's; and the facts that a consultation on them gives an engine, stage by stage.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rmadvisor.knowledge.answers import Answers, OneOf, Range, Unknown, answers_from, read_answers
from rmadvisor.knowledge.documents import read
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.vocabulary import Fact
from rmadvisor.reasoning.consultation import Findings, consult
from rmadvisor.reasoning.engine import Engine, Firing, Session
from rmadvisor.reasoning.memory import Value

SEED = 20_280
FEWEST, MOST = 15, 40  # facts answered
MOST_SKILLS = 10
UNKNOWN_SHARE, RANGE_SHARE = 0.1, 0.25  # of the answers, where answers may be uncertain
EXAMPLES = Path(__file__).resolve().parent.parent / "examples"

# Figures that a bank could give; a fact that is not listed is drawn between 1 and 100.
PLAUSIBLE: Mapping[str, tuple[float, float]] = {
    "customers": (200, 30_000),
    "rm_count": (2, 150),
    "customers_per_rm": (10, 2_000),
    "products_offered": (2, 60),
    "products_per_customer": (1, 8),
    "segments_served": (1, 6),
    "attrition": (1, 30),
    "contacts_per_year": (1, 24),
    "hours_per_contact": (0.2, 6),
    "service_hours": (0.2, 40),
    "new_customer_share": (0, 30),
    "onboarding_hours": (1, 40),
    "working_days": (180, 240),
    "hours_per_day": (6, 9),
    "client_time_share": (20, 75),
    "digital_share": (0, 90),
    "remote_share": (0, 100),
    "support_ratio": (0, 2),
    "revenue_per_customer": (50, 60_000),
    "rm_cost": (30_000, 300_000),
    "target_cost_income": (30, 80),
}

Plain = str | bool | int  # a certain fact as any engine takes it; numbers in ticks


def random_answers(kb: KnowledgeBase, count: int, uncertain: bool = False) -> list[Answers]:
    """As many answer sets, the same in every run; with ranges, lists and unknowns where they may be uncertain."""
    rng = random.Random(SEED)
    asked = [fact for fact in kb.vocabulary.values() if fact.origin == "asked"]
    found = []
    for _ in range(count):
        chosen = rng.sample(asked, rng.randint(FEWEST, min(MOST, len(asked))))
        given = {fact.name: _draw(rng, fact, uncertain) for fact in chosen}
        if "customers" in given and "rm_count" in given:
            given.pop("customers_per_rm", None)  # it would have to agree with the other two
        skills = rng.sample(list(kb.capabilities), rng.randint(0, min(MOST_SKILLS, len(kb.capabilities))))
        given["skills"] = {name: rng.randint(1, 5) for name in skills}
        found.append(answers_from(given, kb.vocabulary, kb.capabilities))
    return found


def _draw(rng: random.Random, fact: Fact, uncertain: bool) -> Any:
    kind = rng.random() if uncertain else 1.0
    if kind < UNKNOWN_SHARE:
        return "unknown"
    if fact.type == "yes_no":
        return rng.random() < 0.5
    if fact.type == "choices":
        return rng.sample(list(fact.choices), rng.randint(1, len(fact.choices)))
    ranged = kind < UNKNOWN_SHARE + RANGE_SHARE
    if fact.type == "choice":
        choices = list(fact.choices)
        return rng.sample(choices, 2) if ranged and len(choices) > 2 else rng.choice(choices)
    low, high = PLAUSIBLE.get(fact.name, (1, 100))
    drawn = sorted(rng.uniform(low, min(high, fact.at_most)) for _ in range(2 if ranged else 1))
    rounded = [round(figure) if fact.type == "count" else round(figure, 1) for figure in drawn]
    return rounded if ranged else rounded[0]


def example_answers(kb: KnowledgeBase) -> list[Answers]:
    """The examples as they stand."""
    return [read_answers(read(path), kb.vocabulary, kb.capabilities) for path in sorted(EXAMPLES.glob("*.yaml"))]


def certain(answers: Answers, kb: KnowledgeBase) -> Answers:
    """The same answers without ranges, lists and unknowns, which other engines do not know."""
    given: dict[str, Any] = {}
    for name, answer in answers.values.items():
        if isinstance(answer, Range):
            ends = [end for end in (answer.low, answer.high) if end is not None]
            middle = sum(ends) / len(ends)
            given[name] = round(middle) if kb.vocabulary[name].type == "count" else middle
        elif isinstance(answer, OneOf):
            given[name] = answer.values[0]
        elif not isinstance(answer, Unknown):
            given[name] = answer
    if "customers" in given and "rm_count" in given:
        given.pop("customers_per_rm", None)
    return answers_from({**given, "skills": answers.skills}, kb.vocabulary, kb.capabilities)


def stages_of(kb: KnowledgeBase, engine: Engine, answers: Answers) -> tuple[list[dict[str, Value]], Findings]:
    """What a consultation gives its engine, one mapping a stage, and what it found."""
    recorder = _Recorder(engine)
    findings = consult(kb, recorder, answers)
    return recorder.stages, findings


def as_plain(facts: Mapping[str, Value]) -> dict[str, Plain]:
    """Certain facts in the form that any engine takes."""
    found: dict[str, Plain] = {}
    for name, value in facts.items():
        first, *others = set(value) if isinstance(value, tuple) else value
        assert not others, f"{name} is uncertain"
        found[name] = first
    return found


class _Recorder:
    """An engine that writes down what it is given."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.stages: list[dict[str, Value]] = []

    @contextmanager
    def session(self) -> Iterator[_Recorded]:
        with self.engine.session() as session:
            yield _Recorded(session, self.stages)


class _Recorded:
    def __init__(self, session: Session, stages: list[dict[str, Value]]) -> None:
        self.session, self.stages = session, stages
        self.memory = session.memory

    def extend(self, facts: Mapping[str, Value]) -> list[Firing]:
        self.stages.append(dict(facts))
        return self.session.extend(facts)
