"""The search on questions that it has not seen, and the weights of its decision that nothing is relevant.

    python benchmarks/search_folds.py [--folds 10] [--confused]

The questions of the phrasebook are dealt into folds; those of each fold are asked of an index without them. The
weights of relevance.py are fitted (logistic regression) on what all of these and our development questions showed.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import mean

import yaml
from measuring import machine_line, progress, table
from search_sets import QUESTIONS

from rmadvisor import Advisor
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.search.contents import ASKED
from rmadvisor.knowledge.search.indexing import build
from rmadvisor.knowledge.search.records import contents_of
from rmadvisor.knowledge.search.relevance import Signs
from rmadvisor.knowledge.search.searching import Searching

KEPT = 0.90  # of the questions with an answer, that are to find one


@dataclass(frozen=True)
class Seen:
    """One question: where it belongs (nothing when elsewhere), its signs, the entries of the guidance found first."""

    text: str
    right: frozenset[str]
    signs: Signs
    found: tuple[str, ...]

    @property
    def features(self) -> tuple[float, ...]:
        found = self.signs
        return (1.0, found.evidence, found.length, found.leaning, found.rivalry or 0.0)


def seen(searching: Searching, text: str, right: frozenset[str]) -> Seen:
    """What a search finds, whether it finds it relevant or not."""
    return Seen(text, right, searching.signs(text), tuple(searching.unjudged(text, 3)))


def unseen(kb: KnowledgeBase, folds: int) -> Iterator[Seen]:
    """Every question of the phrasebook, asked of an index without it and the others of its fold."""
    known = contents_of(kb)
    asked = known.lines
    for fold in range(folds):
        progress(f"fold {fold + 1} of {folds} ...")
        rest = tuple(line for i, line in enumerate(asked) if i % folds != fold)
        searching = Searching(known._replace(lines=rest), build((*known.records, *rest), known.concepts))
        for line in asked[fold::folds]:
            yield seen(searching, line.title, frozenset({line.id}) if line.kind == ASKED else frozenset())


def developed(advisor: Advisor) -> Iterator[Seen]:
    """Our development questions, asked of the whole index."""
    document = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
    carrying = {e.cites[0]: e.id for e in advisor.kb.entries.values() if e.kind == "guidance"}
    for group in document["on_topic"].values():
        for asked in group:
            right = frozenset(carrying[f"guidance#{section}"] for section in asked["sections"])
            yield seen(advisor.searching, asked["text"], right)
    for text in document["off_topic"]:
        yield seen(advisor.searching, text, frozenset())


def fitted(found: Sequence[Seen], rounds: int = 12, ridge: float = 1.0) -> list[float]:
    """Weights of the features by Newton's method; both sorts of questions weigh the same on the whole."""
    size = len(found[0].features)
    share = mean(bool(one.right) for one in found)
    weights = [0.0] * size
    for _ in range(rounds):
        gradient = [-ridge * w for w in weights]
        curve = [[ridge * (i == j) for j in range(size)] for i in range(size)]
        for one in found:
            x, y = one.features, float(bool(one.right))
            p = 1 / (1 + math.exp(-max(-30.0, min(30.0, sum(w * v for w, v in zip(weights, x, strict=True))))))
            much = 0.5 / share if y else 0.5 / (1 - share)
            for i in range(size):
                gradient[i] += much * (y - p) * x[i]
                for j in range(size):
                    curve[i][j] += much * p * (1 - p) * x[i] * x[j]
        weights = [w + step for w, step in zip(weights, _solved(curve, gradient), strict=True)]
    return weights


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gauss's elimination; the matrix is symmetric and positive."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i, row in enumerate(rows):
        pivot = row[i]
        row[:] = [value / pivot for value in row]
        for other in rows:
            if other is not row:
                times = other[i]
                other[:] = [a - times * b for a, b in zip(other, row, strict=True)]
    return [row[-1] for row in rows]


def show(name: str, found: Sequence[Seen]) -> None:
    on, off = [one for one in found if one.right], [one for one in found if not one.right]
    first = mean(bool(one.right & set(one.found[:1])) for one in on)
    three = mean(bool(one.right & set(one.found)) for one in on)
    both = mean(bool(one.right & set(one.found)) and one.signs.relevance >= 0 for one in on)
    kept = mean(one.signs.relevance >= 0 for one in on)
    away = mean(one.signs.relevance < 0 for one in off)
    print(f"\n{name}: {len(on)} questions with an answer, {len(off)} without")
    print(f"  ranked first {first:.3f}, among three {three:.3f}; not turned away {kept:.3f}, both {both:.3f}")
    print(f"  turned away of those without {away:.3f}")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--confused", action="store_true", help="list what was missed, and what was let in")
    options = parser.parse_args()
    advisor = Advisor.load()
    print(machine_line())
    apart = list(unseen(advisor.kb, options.folds))
    ours = list(developed(advisor))
    show("questions of the phrasebook, each unseen", apart)
    show("development questions", ours)
    weights = fitted([*apart, *ours])
    relevances = sorted(
        sum(w * v for w, v in zip(weights, one.features, strict=True)) for one in (*apart, *ours) if one.right
    )
    weights[0] -= relevances[int((1 - KEPT) * len(relevances))]
    print("\nWeights of relevance.py, fitted (BASE such that 90 % of the questions with an answer are kept):")
    print("  BASE, EVIDENCE, LENGTH, LEANING, RIVALRY =", ", ".join(f"{weight:.2f}" for weight in weights))
    away = mean(
        sum(w * v for w, v in zip(weights, o.features, strict=True)) < 0 for o in (*apart, *ours) if not o.right
    )
    print(f"  with them {away:.3f} of those without an answer are turned away")
    by = Counter(next(iter(one.right)) for one in apart if one.right)
    lost = Counter(next(iter(one.right)) for one in apart if one.right and not one.right & set(one.found))
    print(table(["entry", "questions", "not among three"], [[n, str(k), str(lost[n])] for n, k in by.items()]))
    if options.confused:
        for one in (*apart, *ours):
            if one.right and not one.right & set(one.found):
                print(f"MISSED {one.text} | {', '.join(one.right)} | {', '.join(one.found)}")
        for one in (*apart, *ours):
            if one.right and one.signs.relevance < 0:
                print(f"TURNED AWAY {one.text} | {one.signs}")
            if not one.right and one.signs.relevance >= 0:
                print(f"LET IN {one.text} | {one.signs}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
