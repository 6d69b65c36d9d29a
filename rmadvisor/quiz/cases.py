"""Questions about made-up groups of RMs, which the engine answers.

In:     KnowledgeBase; `consult`, which solves a consultation.
Out:    Makers. A case is used only where the engine's answer is clear, and every wrong choice wrong by the engine too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from rmadvisor.knowledge.conditions import base, facts_of
from rmadvisor.knowledge.entries import Entry
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import Support
from rmadvisor.quiz.figures import Consult
from rmadvisor.quiz.groups import CUSTOMERS, POSTS, SEGMENT, drawn, in_words, known, rounded, told_by
from rmadvisor.quiz.proofs import why_coverage, why_first, why_focus, why_rule
from rmadvisor.quiz.question import MOST_CHOICES, Draft, Maker
from rmadvisor.reasoning.recommendation import Recommendation
from rmadvisor.report.wording import MODELS

VARIANTS = 4  # cases of each kind and situation that a quiz can choose from
TRIES = 8  # groups that are made up in search of a clear one
FACTS = 6  # told of a group when its focus is asked for
CLEAR, CLOSE = 0.2, 0.1  # leads in certainty at which one focus is surely the answer, and surely none alone
FAR = 1.25  # factor by which a book lies beyond every range when it is surely too large or too small
AHEAD = 20.0  # points by which a capability leads when it is surely the first to train
VERDICTS = {
    "over": "Too many: the books are larger than recommended",
    "within": "About right: the books lie within the recommended range",
    "under": "Few: the RMs could cover more",
}
REASONS = "These are reasons for or against a focus. Only one of them rests on the facts above. Which?"


def cases(kb: KnowledgeBase, consult: Consult) -> Iterator[Maker]:
    """All kinds of questions about every situation."""
    kinds = {"focus": _focus, "books": _books, "posts": _posts, "first": _first, "applies": _applies}
    for situation in (entry for entry in kb.entries.values() if entry.kind == "situation"):
        topics = (*(name for name in situation.related if kb.entries[name].kind == "segment"), "cases")
        for kind, draft in kinds.items():
            for n in range(1, VARIANTS + 1):
                yield Maker(f"case.{kind}.{situation.id}.{n}", situation.id, topics, draft(kb, consult, situation))


def _focus(kb: KnowledgeBase, consult: Consult, situation: Entry) -> Callable[[Random], Draft | None]:
    """Which focus the evidence speaks for."""
    telling = told_by(kb, Support)

    def draft(random: Random) -> Draft | None:
        wanted = random.choice(list(MODELS))
        found: Draft | None = None
        for _ in range(TRIES):
            case = drawn(situation, random, FACTS, telling)
            rec = consult(case)
            model, margin = rec.focus.model, rec.focus.margin
            if model is None or margin is None or (margin < CLEAR if model in rec.focus.components else margin > CLOSE):
                continue
            wrong = tuple(title for name, title in MODELS.items() if name != model)
            said, cites = why_focus(kb, rec)
            asks = f"{in_words(kb, situation, case)}\nWhich focus does the evidence speak for?"
            read = known(kb, f"focus.{model}", *situation.related)
            found = Draft(asks, MODELS[model], wrong, said, read, cites, case)
            if model == wanted:
                break
        return found

    return draft


def _books(kb: KnowledgeBase, consult: Consult, situation: Entry) -> Callable[[Random], Draft | None]:
    """Whether the books are too large, about right or too small."""

    def draft(random: Random) -> Draft | None:
        wanted = random.choice(list(VERDICTS))
        for _ in range(TRIES):
            case = drawn(situation, random, 2, always=(SEGMENT, POSTS))
            if POSTS not in case:
                return None
            coverage = consult(case).coverage
            public = coverage.benchmark
            if coverage.low is None or coverage.high is None or coverage.target is None:
                continue
            if public is None or public.low is None or public.high is None:
                continue
            book = {
                "over": max(coverage.high, public.high) * FAR,
                "within": coverage.target,
                "under": min(coverage.low, public.low) / FAR,
            }[wanted]
            each = rounded(book * random.uniform(1.0, 1.3) ** {"over": 1, "within": 0, "under": -1}[wanted])
            case = {**case, CUSTOMERS: each * case[POSTS]}
            rec = consult(case)
            if rec.coverage.verdict != wanted or rec.coverage.disagreement is not None:
                continue
            wrong = tuple(text for name, text in VERDICTS.items() if name != wanted)
            said, cites = why_coverage(kb, rec)
            asks = f"{in_words(kb, situation, case)}\nHow large are the books?"
            return Draft(asks, VERDICTS[wanted], wrong, said, known(kb, *situation.related), cites, case)
        return None

    return draft


def _posts(kb: KnowledgeBase, consult: Consult, situation: Entry) -> Callable[[Random], Draft | None]:
    """How many RMs a number of customers takes."""

    def draft(random: Random) -> Draft | None:
        case = drawn(situation, random, 2)
        planned = consult(case).coverage.target
        if planned is None:
            return None
        case = {**case, CUSTOMERS: rounded(planned * random.randint(6, 24))}
        rec = consult(case)
        needed = rec.coverage.rms_needed
        if needed.low is None or needed.high is None or needed.target is None or rec.coverage.disagreement:
            return None
        right = max(1, round(needed.target))
        others = [round(needed.low / 3), round(needed.low / 6), round(needed.high * 2.5), round(needed.high * 5)]
        random.shuffle(others)
        wrong = tuple(dict.fromkeys(str(n) for n in others if n >= 1 and not needed.low <= n <= needed.high))
        if not needed.low <= right <= needed.high or len(wrong) < MOST_CHOICES - 1:
            return None
        said, cites = why_coverage(kb, rec)
        asks = f"{in_words(kb, situation, case)}\nRoughly how many RMs should the bank plan with?"
        return Draft(asks, str(right), wrong, said, known(kb, *situation.related), cites, case)

    return draft


def _first(kb: KnowledgeBase, consult: Consult, situation: Entry) -> Callable[[Random], Draft | None]:
    """Which of four capabilities should be trained first, when all four stand at the same level today."""

    def draft(random: Random) -> Draft | None:
        for _ in range(TRIES):
            case = drawn(situation, random, FACTS)
            needs = consult(case).capabilities
            if len(needs) < MOST_CHOICES * 2:
                continue
            top = random.choice(needs[:3])
            later = [n.id for n in needs[MOST_CHOICES:] if n.priority <= top.priority - AHEAD and n.level < top.level]
            if len(later) < MOST_CHOICES - 1:
                continue
            wrong = random.sample(later, MOST_CHOICES - 1)
            level = kb.policy["priority.assumed_level"]
            case = {**case, "skills": dict.fromkeys((top.id, *wrong), int(level))}
            rec = consult(case)
            asks = f"{in_words(kb, situation, case)}\nThe team stands at level {level:g} of 5 in all four of these. "
            said, cites = why_first(kb, rec, top.id, wrong)
            titles = tuple(kb.entries[name].title for name in wrong)
            if not _leads(rec, top.id, wrong):
                continue
            read = (top.id, *known(kb, *situation.related)[:1])
            return Draft(f"{asks}Which should be trained first?", top.name, titles, said, read, cites, case)
        return None

    return draft


def _leads(rec: Recommendation, first: str, others: list[str]) -> bool:
    points = {need.id: need.priority for need in rec.capabilities}
    return all(points[first] >= points[other] + AHEAD for other in others)


def _applies(kb: KnowledgeBase, consult: Consult, situation: Entry) -> Callable[[Random], Draft | None]:
    """Which of several reasons counts in this case: the one whose rule fires. Rules that look at more than what is told
    are left out, for nobody could follow them."""
    rules = [rule for rule in kb.with_effect(Support) if rule.when != ((),)]

    def draft(random: Random) -> Draft | None:
        case = drawn(situation, random, FACTS)
        rec = consult(case)
        fired = {step.rule for step in rec.proof}
        decided = [rule for rule in rules if {SEGMENT} != set(facts_of(rule.when)) <= set(case)]
        right = [rule for rule in decided if rule.id in fired]
        if not right:
            return None
        chosen = random.choice(right)
        about = {base(name) for name in facts_of(chosen.when)}
        wrong = [rule for rule in decided if rule.id not in fired and rule.because != chosen.because]
        random.shuffle(wrong)
        wrong.sort(key=lambda rule: not about & {base(name) for name in facts_of(rule.when)})  # the nearest first
        texts = tuple(dict.fromkeys(rule.because for rule in wrong))
        if len(texts) < MOST_CHOICES - 1 or chosen.because in {rule.because for rule in wrong}:
            return None
        said, cites = why_rule(kb, rec, chosen)
        asks = f"{in_words(kb, situation, case)}\n{REASONS}"
        return Draft(asks, chosen.because, texts, said, known(kb, *situation.related), cites, case)

    return draft
