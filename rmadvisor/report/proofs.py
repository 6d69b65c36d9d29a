"""Word a proof as a tree of lines: what follows, why, by which rule, on whose word."""

from __future__ import annotations

from collections.abc import Mapping

from rmadvisor.reasoning.explanation.proof import Proof
from rmadvisor.report.blocks import Block, Tree


def word_proof(proof: Proof, named: Mapping[str, str] | None = None, shown: set[Proof] | None = None) -> list[Block]:
    """The tree. What was shown once with all it rests on is only named the next time.

    `named` renames sources; `shown` is what stands above already, to which this proof is added.
    """
    rows: list[tuple[int, str]] = []
    _add(proof, 0, rows, set() if shown is None else shown, named or {})
    return [Tree(tuple(rows))]


def _add(proof: Proof, depth: int, rows: list[tuple[int, str]], shown: set[Proof], named: Mapping[str, str]) -> None:
    again = bool(proof.rests_on) and proof in shown
    shown.add(proof)
    rows.append((depth, _again(proof) if again else _line(proof, named)))
    if not again:
        for inner in proof.rests_on:
            _add(inner, depth + 1, rows, shown, named)


def _again(proof: Proof) -> str:
    rule = f"rule {proof.rule}, " if proof.rule and proof.rule != proof.says else ""
    return f"{proof.says} ({rule}shown above)"


def _line(proof: Proof, named: Mapping[str, str]) -> str:
    rule = f" (rule {proof.rule})" if proof.rule and proof.rule != proof.says else ""
    because = f": {proof.because}" if proof.because else ""
    cites = f" [{', '.join(named.get(cite, cite) for cite in proof.cites if cite)}]" if any(proof.cites) else ""
    return f"{proof.says}{rule}{because}{cites}"
