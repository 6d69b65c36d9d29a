"""Which open questions can still matter, and for what: from what is undecided back to the answers behind it.

A fact that is not reached can change nothing: that is proved. A fact that is reached may, by these bounds, change
something.

In:     Possibilities.
Out:    for each goal (focus, coverage, capabilities, warnings, rest) the boxes in which each question is relevant.
Method: all goals are followed at once. A set of boxes has a lane for each goal, side by side in one whole number, and
        what holds in a box holds in that box of every lane.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import xor

from rmadvisor.knowledge.rules import (
    QUANTITIES,
    Advise,
    Prioritise,
    Support,
    Warn,
)
from rmadvisor.reasoning.possible.leads import Boxes
from rmadvisor.reasoning.possible.reading import Possibilities
from rmadvisor.sizing.bounds import BOOK, MONEY

GOALS = ("focus", "coverage", "capabilities", "warnings", "rest")
TOP = 5  # the capabilities of highest priority that a settled recommendation fixes
# What a fact worked out by the sizing rests on beside the quantities of the workload.
RESTS_ON = {
    "relative_book_size": BOOK,
    "rms_needed": BOOK,
    "break_even": MONEY,
    "break_even_position": MONEY,
}


class Relevance:
    """One reading followed backwards."""

    def __init__(self, possible: Possibilities) -> None:
        self.possible, self.network = possible, possible.network
        self.width = len(self.network.boxes)
        self.lanes = sum(1 << self.width * i for i in range(len(GOALS)))
        self.undecided = list(map(xor, possible.may, possible.must))  # what must fire also may
        self.waiting = [
            (may and may ^ must) or 0 for may, must in zip(possible.test_may, possible.test_must, strict=True)
        ]
        self.top, self.wavering = top_capabilities(possible)

    def of_goals(self) -> dict[str, dict[str, Boxes]]:
        """For each goal the boxes in which each open question is relevant to it."""
        network = self.network
        lane = {goal: self.width * i for i, goal in enumerate(GOALS)}
        everywhere = {goal: network.all << lane[goal] for goal in GOALS}
        rules = [0] * len(network.order)
        for name in self.wavering:
            self._level(rules, name, everywhere["capabilities"])
            for i, _ in network.prioritising.get(name, ()):
                rules[i] |= everywhere["capabilities"]
        _add(rules, network.of_effect(Warn), everywhere["warnings"])
        _add(rules, network.of_effect(Advise, Prioritise), everywhere["rest"])
        for name in network.requiring:
            self._level(rules, name, everywhere["rest"])
        facts = dict.fromkeys((*BOOK, *MONEY), everywhere["rest"])
        focus = self.unsettled_focus() << lane["focus"]
        found = self._back(rules, facts, focus, self.unsettled_coverage() << lane["coverage"])
        return {
            goal: {name: own for name, boxes in found.items() if (own := boxes >> lane[goal] & network.all)}
            for goal in GOALS
        }

    def behind(self, rules: Iterable[int], focus: bool) -> set[str]:
        """The open questions that some of these rules, or the focus, rest on."""
        wanted = [0] * len(self.network.order)
        _add(wanted, tuple(rules), 1)
        return {name for name, boxes in self._back(wanted, {}, int(focus), 0).items() if boxes & 1}

    def unsettled_focus(self) -> Boxes:
        """The boxes in which more than one model is possible."""
        outlooks = self.possible.outlooks
        found = self.network.all if len(outlooks[0].models) > 1 else 0
        for box, seen in outlooks.items():
            found = found | 1 << box if len(seen.models) > 1 else found & ~(1 << box)
        return found

    def unsettled_coverage(self) -> Boxes:
        """The boxes in which the range can still move by more than the tolerance."""
        tolerance = self.possible.kb.policy["coverage.tolerance"] / 100
        bounds = self.possible.bounds
        found = 0 if bounds[0].within(tolerance) else self.network.all
        for box, seen in bounds.items():
            found = found & ~(1 << box) if seen.within(tolerance) else found | 1 << box
        return found

    def _back(self, rules: list[Boxes], facts: dict[str, Boxes], focus: Boxes, sizing: Boxes) -> dict[str, Boxes]:
        """Follow what is needed from the last rule to the first."""
        network, undecided, waits, lanes = self.network, self.undecided, self.waiting, self.lanes
        stage = 3
        for i in range(len(network.order) - 1, -1, -1):
            now = network.stage_of[i]
            while stage > now:  # everything of a later stage is known by here
                if stage == 3:
                    self._levels(rules, facts)
                elif stage == 2:
                    focus |= self._needed(facts, "focus")
                    _add(rules, network.of_effect(Support), focus)
                elif stage == 1:
                    sizing |= self._needed(facts, "sizing")
                    self._size(rules, facts, sizing)
                stage -= 1
            need = rules[i]
            for name in network.concludes[i]:
                need |= facts.get(name, 0)
            if need and undecided[i]:
                need &= undecided[i] * lanes
                for test, name in network.looks_at[i]:
                    if waits[test]:
                        facts[name] = facts.get(name, 0) | need & waits[test] * lanes
        if stage > 0:  # no rule of an earlier stage: what is needed is still to be handed on
            self._size(rules, facts, sizing)
        # Where a question is looked at as answered it is none of those that are left.
        left = {name: facts.get(name, 0) & ~(network.of_fact[name] * lanes) for name in self.possible.open_facts}
        return {name: boxes for name, boxes in left.items() if boxes}

    def _needed(self, facts: Mapping[str, Boxes], kind: str) -> Boxes:
        found = 0
        for name, boxes in facts.items():
            if self.network.origin[name] == kind:
                found |= boxes
        return found

    def _levels(self, rules: list[Boxes], facts: Mapping[str, Boxes]) -> None:
        """A level or gap that is looked at rests on the rules that require its capability."""
        for name, boxes in facts.items():
            if self.network.origin[name] == "levels":
                self._level(rules, name.partition(".")[2], boxes)

    def _level(self, rules: list[Boxes], capability: str, boxes: Boxes) -> None:
        """A level rests on the rules that ask for more than is asked for in any case; the others add but a reason."""
        must = self.possible.must
        for _, numbers in self.network.at_level.get(capability, ()):  # those of the highest level first
            for i in numbers:
                if must[i]:
                    boxes &= ~(must[i] * self.lanes)
            for i in numbers:
                rules[i] |= boxes

    def _size(self, rules: list[Boxes], facts: dict[str, Boxes], sizing: Boxes) -> None:
        """What the sizing rests on: the quantities, the rules about those that are assumed, the book and the money."""
        if sizing:
            own = {name for name in QUANTITIES if name not in self.possible.open_facts and name in self.possible.memory}
            wanted = set(QUANTITIES) - own
            for i, quantities in self.network.sized_by:
                if quantities is None or not wanted.isdisjoint(quantities):
                    rules[i] |= sizing
            for name in QUANTITIES:
                facts[name] = facts.get(name, 0) | sizing
        for name, behind in RESTS_ON.items():
            for asked in behind:
                if facts.get(name):
                    facts[asked] = facts.get(asked, 0) | facts[name]
        self._money(rules, facts)

    def _money(self, rules: list[Boxes], facts: Mapping[str, Boxes]) -> None:
        """The break-even, where it is looked at, rests also on what is assumed where no limit of cost was given."""
        needed = facts.get("break_even", 0) | facts.get("break_even_position", 0)
        _add(rules, self.network.assuming_money, needed)


def _add(rules: list[Boxes], numbers: tuple[int, ...], boxes: Boxes) -> None:
    if boxes:
        for i in numbers:
            rules[i] |= boxes


def top_capabilities(possible: Possibilities, box: int = 0) -> tuple[tuple[str, ...] | None, frozenset[str]]:
    """The five capabilities of highest priority if they and their levels are certain, else None; those that waver."""
    ranked = []
    for order, name in enumerate(possible.kb.capabilities):
        levels = possible.level(name, box)
        low_level, high_level = levels
        if high_level:
            low, high = possible.priority(name, box, levels)
            ranked.append((low if low_level else float("-inf"), high, low_level, high_level, -order, name))
    ranked.sort(reverse=True)
    first, rest = ranked[:TOP], ranked[TOP:]
    fixed = all(low == high and least == most for low, high, least, most, _, _ in first)
    if fixed and all(a[0] > b[1] or (a[0] == b[1] and (a[3], a[4]) > (b[3], b[4])) for a in first for b in rest):
        return tuple([row[5] for row in first]), frozenset()
    bar = min([row[0] for row in first], default=0.0)
    unsure = [row[5] for row in ranked if row[1] >= bar and (row[0] != row[1] or row[2] != row[3])]
    return None, frozenset(unsure)
