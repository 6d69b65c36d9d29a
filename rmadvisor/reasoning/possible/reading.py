"""What could still follow: the rules read over everything that the open questions may be answered with.

A reading looks at many boxes at once. Box 0 is the consultation as it stands; every other box pins one open question to
one of its cells. A set of boxes is the bits of one whole number, so one AND evaluates a test in all of them.

In:     a Network (a KnowledgeBase made ready) and Answers.
Out:    Possibilities: for every rule the boxes in which it may and in which it must fire; for the focus, the coverage
        and the levels what they may be.
Sound:  whatever a completion of the answers gives lies inside. Where a dependence is not followed, bounds are wider.
Source: docs/interview.md.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from rmadvisor.knowledge.answers import Answers
from rmadvisor.knowledge.answers import bounds as bounds_of
from rmadvisor.knowledge.conditions import In, Test, Within, base
from rmadvisor.knowledge.rules import Conclude, Rule
from rmadvisor.knowledge.vocabulary import ticks
from rmadvisor.reasoning.memory import holds, recall
from rmadvisor.reasoning.possible.batch import Batch
from rmadvisor.reasoning.possible.coverage_bounds import CoverageBounds, size_test
from rmadvisor.reasoning.possible.leads import (
    Boxes,
    Outlook,
    Span,
    bound_leads,
    differ,
    focus_test,
    outlook,
)
from rmadvisor.reasoning.possible.network import Network
from rmadvisor.sizing.bounds import Bounds
from rmadvisor.sizing.ends import Ends, Pair


class Possibilities:
    """One reading. `may[i]` and `must[i]` are the boxes in which rule i of the network's order may and must fire."""

    def __init__(
        self, network: Network, answers: Answers, batch: Batch | None = None, rules: Sequence[int] | None = None
    ) -> None:
        """Reads the boxes of a batch in place of those that look one answer ahead; at first only these rules, if any
        are named, which must hold all that they rest on (`Network.behind`)."""
        self.batch = batch
        self.everywhere = network.all if batch is None else batch.everywhere
        self.network, self.kb, self.answers = network, network.kb, answers
        self.memory = recall(answers, self.kb.vocabulary)
        closed = set(answers.values) | ({"customers_per_rm"} & set(self.memory) or _no_book(answers))
        asked = [name for name, fact in self.kb.vocabulary.items() if fact.origin == "asked"]
        self.open_facts = [name for name in asked if name not in closed] if batch is None or batch.rest_open else []
        self.live: Boxes = 1 if batch is None else batch.everywhere
        for name in self.open_facts if batch is None else ():
            self.live |= network.of_fact[name]
        self._open = frozenset(self.open_facts)
        self.test_may, self.test_must = self._answered()
        self.may = [0] * len(network.order)
        self.must = [0] * len(network.order)
        self.value_may: dict[str, dict[str | bool, Boxes]] = {}
        self.value_must: dict[str, dict[str | bool, Boxes]] = {}
        self.read(range(len(network.order)) if rules is None else rules)

    def read(self, numbers: Iterable[int]) -> None:
        """Read the rules of these numbers."""
        whens, concludes = self.network.whens, self.network.concludes
        everywhere, test_may, test_must = self.everywhere, self.test_may, self.test_must
        for i in numbers:
            may = must = 0
            for tests in whens[i]:
                one_may = one_must = everywhere
                for test in tests:
                    known = test_may[test]
                    if known is None:
                        known = self._evaluate(test)
                    one_may &= known
                    if not one_may:
                        break
                    one_must &= test_must[test]
                else:
                    may |= one_may
                    must |= one_must & one_may
            self.may[i], self.must[i] = may, must
            if may and concludes[i]:
                for effect in self.network.order[i].then:
                    if isinstance(effect, Conclude):
                        self._conclude(effect, may, must)

    def _answered(self) -> tuple[list[Boxes | None], list[Boxes]]:
        """The boxes in which each test on a question may pass, None for the other tests, and those in which it must."""
        network, batch, everywhere = self.network, self.batch, self.everywhere
        if batch is None:
            may, must = network.open_may.copy(), network.open_must.copy()
        else:  # what no box pins is open as in box 0, where no answer is looked at
            may = [boxes and (everywhere if boxes & 1 else 0) for boxes in network.open_may]
            must = [everywhere if boxes & 1 else 0 for boxes in network.open_must]
        for name, tests in network.tests_on.items():
            if name not in self._open:
                for i in tests:
                    may[i] = must[i] = everywhere if holds(network.tests[i], self.memory) else 0
        if batch is not None:
            for i, (passing, surely) in batch.tests.items():
                may[i], must[i] = passing, surely
        return may, must

    def _conclude(self, effect: Conclude, may: Boxes, must: Boxes) -> None:
        for table, boxes in ((self.value_may, may), (self.value_must, must)):
            values = table.setdefault(effect.fact, {})
            values[effect.value] = values.get(effect.value, 0) | boxes

    def _evaluate(self, number: int) -> Boxes:
        """A test on a fact that is not asked: worked out when first looked at, when all that it rests on is there."""
        test = self.network.tests[number]
        origin = self.kb.vocabulary[base(test.fact)].origin
        if origin == "rules":
            may, must = self._derived(test)
        elif origin == "sizing":
            may, must = self._sized(test)
        elif origin == "focus":
            may, must = self._focused(test)
        else:
            may, must = self._levelled(test)
        self.test_may[number], self.test_must[number] = may, must & may
        return may

    def _derived(self, test: Test) -> tuple[Boxes, Boxes]:
        may = must = 0
        if isinstance(test, In):
            surely = self.value_must.get(test.fact, {})
            elsewhere = 0  # boxes where the fact surely has a value that fails the test
            for value, boxes in surely.items():
                if value in test.values:
                    must |= boxes
                else:
                    elsewhere |= boxes
            for value, boxes in self.value_may.get(test.fact, {}).items():
                if value in test.values:
                    may |= boxes
            may &= ~elsewhere
        return may, must

    # ------------------------------------------------------------ the sizing

    @cached_property
    def bounds(self) -> dict[int, Bounds]:
        """The coverage in box 0, and in every box in which it may be bounded otherwise."""
        return self._sizing.all(self.network.boxes, self.live if self.batch is None else 1, self.everywhere)

    @cached_property
    def _sizing(self) -> CoverageBounds:
        return CoverageBounds(self.kb, self.network.sizing, self.answers, self._open, self.may, self.must)

    @property
    def quantities(self) -> Mapping[str, Ends]:
        """What the quantities that the sizing rests on may be in box 0."""
        return self._sizing.now if self.bounds else {}

    @cached_property
    def loose(self) -> Boxes:
        """The boxes of a batch whose coverage may be another than that of box 0; nothing is said about it there."""
        found = 0 if self.batch is None else self.batch.loose
        for i in self.network.sizing_rules if self.batch is not None else ():
            found |= differ(self.may[i], self.everywhere) | differ(self.must[i], self.everywhere)
        return found

    def _sized(self, test: Test) -> tuple[Boxes, Boxes]:
        may, must = self._spread({box: size_test(test, bounds) for box, bounds in self.bounds.items()})
        return may | self.loose, must & ~self.loose

    # ------------------------------------------------------------ the focus

    @cached_property
    def leads(self) -> dict[int, Span]:
        """The bounds of the evidence in box 0, and in every box where they are others."""
        return bound_leads(self.network.evidence, self.may, self.must, self.live, self.everywhere)

    @cached_property
    def outlooks(self) -> dict[int, Outlook]:
        """What the focus may be, in box 0 and in every box where the evidence differs."""
        seen: dict[Span, Outlook] = {}
        for span in self.leads.values():
            if span not in seen:
                seen[span] = outlook(span, self.network.limits)
        return {box: seen[span] for box, span in self.leads.items()}

    @cached_property
    def _alike(self) -> list[tuple[Outlook, Boxes]]:
        """The different outlooks, and the boxes of each."""
        first = self.outlooks[0]
        found: dict[Hashable, tuple[Outlook, Boxes]] = {}
        rest = self.everywhere
        for box, seen in self.outlooks.items():
            if box:
                key = seen.models, seen.margins, tuple(seen.parts.values())
                found[key] = seen, found.get(key, (seen, 0))[1] | 1 << box
                rest &= ~(1 << box)
        return [(first, rest), *found.values()]

    def _focused(self, test: Test) -> tuple[Boxes, Boxes]:
        may = must = 0
        for seen, boxes in self._alike:
            possible, certain = focus_test(test, seen)
            may |= boxes if possible else 0
            must |= boxes if certain else 0
        return may, must

    def _spread(self, found: Mapping[int, tuple[bool, bool]]) -> tuple[Boxes, Boxes]:
        """What was found for box 0 holds in all boxes but those that were looked at by themselves."""
        may, must = (self.everywhere if now else 0 for now in found[0])
        for box, (possible, certain) in found.items():
            may = may | 1 << box if possible else may & ~(1 << box)
            must = must | 1 << box if certain else must & ~(1 << box)
        return may, must

    # ------------------------------------------------------------ the levels

    def level(self, capability: str, box: int) -> tuple[int, int]:
        """The least and the highest level that may be required; 0 where it may not be required at all."""
        high = 0
        may, must, bit = self.may, self.must, 1 << box
        for level, numbers in self.network.at_level.get(capability, ()):  # the highest level first
            for i in numbers:
                if may[i] & bit:
                    high = high or level
                    if must[i] & bit:
                        return level, high
        return 0, high

    def _levelled(self, test: Test) -> tuple[Boxes, Boxes]:
        kind, _, capability = test.fact.partition(".")
        current = self.answers.skills.get(capability)
        if not isinstance(test, Within) or (kind == "gap" and current is None):
            return 0, 0
        shift = current if kind == "gap" and current is not None else 0
        may = must = 0
        # a level reaches `low` where a rule of at least that level may fire, and passes `high` where one above it must
        pairs = [(ticks(level - shift), i) for i, level in self.network.requiring.get(capability, ())]
        for level, i in pairs:
            if level >= test.low or (test.low <= 0 and kind == "gap"):
                may |= self.may[i]
                must |= self.must[i]
        for level, i in pairs:
            if level > test.high:
                may &= ~self.must[i]
                must &= ~self.may[i]
        return may, must

    def priority(self, capability: str, box: int, levels: tuple[int, int] | None = None) -> Pair:
        """The least and the most points that a capability's training priority may have, at levels from .. to."""
        policy, bit = self.kb.policy, 1 << box
        low_level, high_level = levels or self.level(capability, box)
        low_points = high_points = 0
        for i, by in self.network.prioritising.get(capability, ()):
            if self.may[i] & bit:
                sure = self.must[i] & bit
                low_points += by if sure else min(by, 0)
                high_points += by if sure else max(by, 0)
        current = self.answers.skills.get(capability)
        present = policy["priority.assumed_level"] if current is None else current

        def points(level: int, extra: int) -> float:
            gap = level - present
            found = policy["priority.per_level"] * level + policy["priority.per_gap"] * max(gap, 0)
            found += policy["priority.per_point"] * extra
            return found - (policy["priority.met"] if current is not None and gap <= 0 else 0)

        return points(max(low_level, 1), low_points), points(high_level, high_points)

    # ------------------------------------------------------------ in words

    def undecided(self, rules: Iterable[Rule]) -> Iterator[int]:
        """The numbers of those rules that may fire and need not, in box 0."""
        for rule in rules:
            i = self.network.index[rule.id]
            if (self.may[i] & ~self.must[i]) & 1:
                yield i


def _no_book(answers: Answers) -> set[str]:
    """Customers without any RM have no book: whatever figure were given for it would contradict them."""
    (fewest, _), (_, rms) = (bounds_of(answers.values.get(name)) for name in ("customers", "rm_count"))
    return {"customers_per_rm"} if fewest > 0 and rms == 0 else set()
