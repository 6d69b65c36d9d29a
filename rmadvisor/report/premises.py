"""Word the premises of a rule that did not fire: what fails, by how much, what holds, and the way back to the answers.

In:     Blocked and Premise, KnowledgeBase.
Out:    rows of a Tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rmadvisor.knowledge.conditions import base
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.vocabulary import Fact
from rmadvisor.reasoning.explanation.premises import Blocked, Premise, Way
from rmadvisor.reasoning.memory import figure
from rmadvisor.report.values import told, wish

MOST_WAYS = 2
Row = tuple[int, str]


def ways(blocked: Blocked, kb: KnowledgeBase) -> Iterator[Row]:
    """The nearest way with all its premises, failing ones first, and what other ways would need."""
    near = blocked.nearest
    for premise in (*near.failing, *(p for p in near.premises if p.holds)):
        yield from indented(premise_rows(premise, kb))
    for way in [way for way in blocked.ways[1:] if not _needs_silence(way)][:MOST_WAYS]:
        yield 2, "or instead: " + "; ".join(_short(premise, kb) for premise in way.failing)


def _needs_silence(way: Way) -> bool:
    """Whether a way would need an answer to be taken back; nobody goes that way."""
    return any(premise.must_be == {"known": False} for premise in way.failing)


def indented(rows: Iterable[Row]) -> Iterator[Row]:
    return ((depth + 2, text) for depth, text in rows)


def _short(premise: Premise, kb: KnowledgeBase) -> str:
    return f"{base(premise.fact)} would have to {wish(premise.must_be, kb.vocabulary[base(premise.fact)])}"


def premise_rows(premise: Premise, kb: KnowledgeBase) -> Iterator[Row]:
    """One premise; a derived fact that fails is followed back by its nearest rule."""
    fact = kb.vocabulary[base(premise.fact)]
    now, wanted = _now(premise, kb), wish(premise.must_be, fact)
    if premise.holds:
        yield 0, f"holds: {fact.name} {now}"
        return
    vague = premise.state == "partly"
    it = "it would" if not vague else "all of it would" if fact.numeric else "it would surely"
    yield 0, f"fails: {fact.name} {now}; {it} have to {wanted}{_apart(premise, kb)}"
    if premise.behind:
        nearest = premise.behind[0]
        yield 1, f"for that: {nearest.rule.because} [{nearest.rule.id}]"
        for inner in nearest.nearest.failing:
            yield from ((depth + 2, text) for depth, text in premise_rows(inner, kb))
        others = len(premise.behind) - 1
        if others:
            also = "another rule" if others == 1 else f"one of {others} other rules"
            yield 1, f"or by {also}: `why-not ANSWERS {_name(premise, fact)}`"


def _name(premise: Premise, fact: Fact) -> str:
    """What to ask `why-not` about a derived fact, or about the level of a capability."""
    if fact.origin == "levels":
        return fact.name.partition(".")[2]
    return f"{fact.name}={premise.must_be[0]}" if isinstance(premise.must_be, list) else fact.name


def _now(premise: Premise, kb: KnowledgeBase) -> str:
    """What the fact is, after its name."""
    fact = kb.vocabulary[base(premise.fact)]
    if premise.state == "not answered":
        given = f" (give {premise.rests_on[0]})" if fact.origin == "levels" and premise.rests_on else ""
        return f"is not answered{given}"
    if premise.state == "unknown":
        return "was answered 'unknown'"
    if premise.state == "open":
        return {"rules": "is not concluded", "levels": "is not required", "focus": "is not decided"}.get(
            fact.origin, "cannot be worked out"
        )
    if premise.unit == "chosen" and isinstance(premise.now, int):
        return f"has {premise.now} of the choices"
    worked_out = " (customers / rm_count)" if premise.rests_on and fact.origin == "asked" else ""
    return f"is {told(premise.now, fact)}{worked_out}"


def _apart(premise: Premise, kb: KnowledgeBase) -> str:
    """By how much a premise fails, and where to look on."""
    see = f"see `why-not ANSWERS {premise.see}`" if premise.see.startswith("focus") else ""
    see = f"see `why ANSWERS {premise.see}`" if premise.see in ("coverage", "focus") else see
    if premise.distance is None:
        return f" ({see})" if see else ""
    fact = kb.vocabulary[base(premise.fact)]
    if premise.unit == "certainty":
        return f" ({premise.distance:.2f} behind in certainty; {see})"
    unit = " percentage points" if fact.type == "percent" else f" {premise.unit}"
    unit = "" if premise.unit == "chosen" or premise.distance == 1 else unit
    away = "exactly at the limit" if premise.distance == 0 else f"{figure(premise.distance)}{unit} away"
    return f" ({'; '.join(part for part in (away, see) if part)})"
