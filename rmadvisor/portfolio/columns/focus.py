"""The focus in columns: evidence as whole weights, and the policy that decides.

In:     Memory with what the sizing tells; the `support` effects.
Out:    columns "weight <focus>", "certainty <focus>", "focus", "focus_parts" (in order, as a;b), "margin", "clear",
        and the facts that rules can test.
Same:   reasoning/focus.py: the weights are whole numbers, so the decision is the same to the last unit.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from functools import reduce
from itertools import pairwise, permutations

import ibis

from rmadvisor.knowledge.conditions import Alternatives
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import FOCUSES, MILLION, Support, weight
from rmadvisor.portfolio.columns.answers import Choice, Known, Members, mask_of
from rmadvisor.portfolio.columns.literals import Column, figure, whole
from rmadvisor.portfolio.columns.memory import Memory
from rmadvisor.reasoning.focus import PURE

Piece = tuple[Alternatives, Support]


def weigh(memory: Memory, kb: KnowledgeBase) -> None:
    """The evidence for each focus: a sum of weights, of one group the strongest piece alone."""
    pieces: dict[str, list[Piece]] = {focus: [] for focus in FOCUSES}
    for rule in sorted(kb.rules, key=lambda rule: (kb.stage[rule.id], kb.rank[rule.id])):
        for effect in rule.then:
            if isinstance(effect, Support):
                pieces[effect.focus].append((rule.when, effect))
    memory.add(
        {f"weight {focus}": reduce(operator.add, _parts(memory, found), whole(0)) for focus, found in pieces.items()}
    )


def _parts(memory: Memory, pieces: list[Piece]) -> Iterator[Column]:
    groups: dict[str, list[Piece]] = {}
    for when, piece in pieces:
        groups.setdefault(piece.group or f" {len(groups)}", []).append((when, piece))
    for members in groups.values():
        members.sort(key=lambda pair: -abs(pair[1].weight))
        yield memory.first(((when, whole(piece.weight)) for when, piece in members), whole(0))


def decide(memory: Memory, kb: KnowledgeBase) -> None:
    """One focus that leads clearly, or a hybrid of those that hold together, or nothing."""
    least, strong, narrow = (weight(kb.policy[f"focus.{name}"]) for name in ("least", "strong", "margin"))
    weights = {focus: memory[f"weight {focus}"] for focus in PURE}
    orders = list(permutations(range(len(PURE))))

    def stands(order: tuple[int, ...]) -> Column:
        """Whether the focuses rank in this order; a tie goes to the earlier name."""
        pairs = pairwise(order)
        sides = [
            weights[PURE[a]] >= weights[PURE[b]] if a < b else weights[PURE[a]] > weights[PURE[b]] for a, b in pairs
        ]
        return reduce(operator.and_, sides)

    memory.add({"order": ibis.cases(*((stands(order), whole(i)) for i, order in enumerate(orders)))})
    at = memory["order"]

    def ranked(place: int) -> Column:
        return ibis.cases(
            *((at == i, memory[f"weight {PURE[order[place]]}"]) for i, order in enumerate(orders)), else_=whole(0)
        )

    memory.add({"first": ranked(0), "second": ranked(1), "third": ranked(2)})
    first, second, third, hybrid = (memory[name] for name in ("first", "second", "third", "weight hybrid"))

    def close(one: Column) -> Column:
        return (one >= least) & ((first - one <= narrow) | (one >= strong))

    counting = first >= least
    two, three = close(second), close(third)
    mixed = (second > 0) & (hybrid >= least) & (hybrid > first)
    # How many of the ranked focuses are parts: as bits of their places, 1 first, 2 second, 4 third.
    memory.add(
        {
            "places": ibis.cases(
                (counting & two & three, whole(7)),
                (counting & two, whole(3)),
                (counting & three, whole(5)),
                (mixed, whole(3)),
                (counting, whole(1)),
                else_=whole(0),
            ),
            "leads": first - second > narrow,
        }
    )
    places, at = memory["places"], memory["order"]
    parts = [
        ((at == i) & (places == kept), [PURE[order[place]] for place in range(3) if kept >> place & 1])
        for i, order in enumerate(orders)
        for kept in (1, 3, 5, 7)
    ]
    none = places == 0
    leader = ibis.cases(*((at == i, PURE[order[0]]) for i, order in enumerate(orders)))
    memory.add(
        {
            **{f"certainty {focus}": _certainty(memory[f"weight {focus}"]) for focus in FOCUSES},
            "focus": ibis.cases((none, ibis.null("string")), (places == 1, leader), else_="hybrid"),
            "focus_parts": ibis.cases(*((where, ";".join(names)) for where, names in parts)),
            "margin": ibis.cases((~none, _certainty(memory["first"]) - _certainty(memory["second"]))),
            "clear": memory["leads"] & ~none,
        }
    )


def _certainty(total: Column) -> Column:
    share = total.cast("float64") / float(MILLION)
    return share.sign() * (figure(1.0) - (-share.abs()).exp())


def told(memory: Memory, kb: KnowledgeBase) -> dict[str, Known]:
    """What the decision tells the rules."""
    facts: dict[str, Known] = {}
    vocabulary = kb.vocabulary
    focus, parts = memory["focus"], memory["focus_parts"]
    if "focus" in vocabulary:
        masks = [(focus == model, whole(mask_of(vocabulary["focus"], (model,)))) for model in FOCUSES]
        facts["focus"] = Choice(ibis.cases(*masks))
    if "focus_parts" in vocabulary:
        bits = [(parts.contains(name), mask_of(vocabulary["focus_parts"], (name,))) for name in PURE]
        mask = reduce(operator.or_, [ibis.cases((held, whole(bit)), else_=whole(0)) for held, bit in bits])
        facts["focus_parts"] = Members(ibis.cases((parts.notnull(), mask)))
    if "focus_margin" in vocabulary:
        masks = [
            (memory["clear"], whole(mask_of(vocabulary["focus_margin"], ("clear",)))),
            (focus.notnull(), whole(mask_of(vocabulary["focus_margin"], ("narrow",)))),
        ]
        facts["focus_margin"] = Choice(ibis.cases(*masks))
    return facts
