"""The coverage that is still possible, in the consultation as it stands and one answer ahead.

In:     the boxes in which each rule may and must fire (see possible.py), the answers, the questions still open.
Out:    {box: Bounds}: box 0, and every box in which the coverage may be bounded otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence

from rmadvisor.knowledge.answers import Answers
from rmadvisor.knowledge.conditions import CEILING, In, Test, Within
from rmadvisor.knowledge.entries import Entry
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import ASSUMABLE, QUANTITIES, Adjust, Assume, Band, Rule
from rmadvisor.knowledge.vocabulary import MOST, TICKS, ticks
from rmadvisor.reasoning.possible.cells import Box
from rmadvisor.reasoning.possible.leads import Boxes, bits, differ
from rmadvisor.sizing.bounds import BOOK, FIGURES, MONEY, Bounds, bound, governing
from rmadvisor.sizing.ends import Ends, Pair, Pinned, answered_ends, assumed_ends, either

SIZED_BY = (*QUANTITIES, *BOOK, *MONEY)
WORDS = {  # what is told in words, by the name that rules test
    "relative_book_size": "book_size",
    "coverage_agreement": "agreement",
    "workload_basis": "basis",
    "break_even_position": "break_even_position",
}


class SizingRules:
    """The rules that bear on the sizing, by what they give: made once for a rule set."""

    def __init__(self, kb: KnowledgeBase, order: Sequence[Rule]) -> None:
        self.defaults: dict[str, list[tuple[int, float]]] = {name: [] for name in ASSUMABLE}
        self.factors: dict[str, list[tuple[int, float]]] = {name: [] for name in ASSUMABLE}
        self.bands: list[tuple[int, Entry]] = []
        for i, rule in enumerate(order):
            for effect in rule.then:
                match effect:
                    case Assume(quantity=name, default=default):
                        self.defaults[name].append((i, float(kb.entries[default].details["value"])))
                    case Adjust(quantity=name, factor=factor):
                        self.factors[name].append((i, factor))
                    case Band(benchmark=name):
                        self.bands.append((i, kb.entries[name]))


class CoverageBounds:
    """One reading of the sizing."""

    def __init__(
        self,
        kb: KnowledgeBase,
        rules: SizingRules,
        answers: Answers,
        open_: frozenset[str],
        may: Sequence[Boxes],
        must: Sequence[Boxes],
    ) -> None:
        self.kb, self.rules, self.answers, self.open = kb, rules, answers, open_
        self.may, self.must = may, must
        self.now: dict[str, Ends] = {}

    def all(self, boxes: Sequence[Box | None], live: Boxes, everywhere: Boxes) -> dict[int, Bounds]:
        """The bounds in box 0, and in every live box that has its own."""
        changed = {name: self._changed(name, everywhere) for name in ASSUMABLE}
        of_bands: Boxes = 0
        for i, _ in self.rules.bands:
            of_bands |= differ(self.may[i], everywhere) | differ(self.must[i], everywhere)
        bands = self._bands(0)
        self.now = {name: self._ends(name, 0, {}) for name in ASSUMABLE}
        found = {0: bound(self.kb, self.answers, self.now, bands, self.open, {})}
        open_quantities = [name for name in QUANTITIES if name in self.open]
        if len(open_quantities) > 1:
            return found  # one answer cannot bound what another question leaves boundless
        worth = of_bands
        for boxes_of in changed.values():
            worth |= boxes_of
        for number in bits(live & ~1):
            box = boxes[number]
            if box is None or (open_quantities and box.fact not in open_quantities):
                continue
            pinned = self._pinned(box)
            if worth >> number & 1 or pinned:
                q = {
                    name: self._ends(name, number, pinned)
                    if changed[name] >> number & 1 or name in pinned
                    else self.now[name]
                    for name in ASSUMABLE
                }
                published = self._bands(number) if of_bands >> number & 1 else bands
                found[number] = bound(self.kb, self.answers, q, published, self.open, pinned)
        return found

    def _changed(self, name: str, everywhere: Boxes) -> Boxes:
        """The boxes in which a quantity may be assumed otherwise than in box 0."""
        found: Boxes = 0
        for i, _ in (*self.rules.defaults[name], *self.rules.factors[name]):
            if self.may[i]:
                found |= differ(self.may[i], everywhere) | differ(self.must[i], everywhere)
        return found

    def _pinned(self, box: Box) -> dict[str, Pair | None]:
        if box.fact not in SIZED_BY:
            return {}
        cell = box.cell
        return {box.fact: (cell[0] / TICKS, cell[1] / TICKS) if isinstance(cell, tuple) else None}

    def _ends(self, name: str, box: int, pinned: Pinned) -> Ends:
        own = answered_ends(self.kb, self.answers, name, self.open, pinned)
        if own is not None and (name not in self.open or name in pinned):
            return own
        return either(own, assumed_ends(self.kb, name, self._live(name, box), self._factors(name, box)))

    def _live(self, name: str, box: int) -> list[tuple[float, bool]]:
        return [(v, bool(self.must[i] >> box & 1)) for i, v in self.rules.defaults[name] if self.may[i] >> box & 1]

    def _factors(self, name: str, box: int) -> list[tuple[float, bool]]:
        return [(f, bool(self.must[i] >> box & 1)) for i, f in self.rules.factors[name] if self.may[i] >> box & 1]

    def _bands(self, box: int) -> list[Entry | None]:
        return governing(
            [(figure, bool(self.must[i] >> box & 1)) for i, figure in self.rules.bands if self.may[i] >> box & 1]
        )


def size_test(test: Test, bounds: Bounds) -> tuple[bool, bool]:
    """Whether a test on what the sizing works out may and must pass."""
    if isinstance(test, In) and test.fact in WORDS:
        possible: frozenset[str | None] = getattr(bounds, WORDS[test.fact])
        return not possible.isdisjoint(test.values), possible <= test.values
    if isinstance(test, Within) and test.fact in FIGURES:
        pair: Pair | None = getattr(bounds, FIGURES[test.fact])
        if pair is None:
            return False, False
        low, high = (CEILING if number > MOST else ticks(number) for number in pair)
        # Only where bounds meet in a figure is it sure that there is one.
        sure = 0 < low == high < CEILING and not bounds.unsaid
        sure = sure and not (bounds.no_target and test.fact in ("coverage_target", "rms_needed"))
        return high >= test.low and low <= test.high, sure and test.low <= low <= test.high
    return True, False
