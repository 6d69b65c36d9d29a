"""The columns that a plan writes beside those of the file, and how each is told from what follows.

In:     the staged rows (columns/reading.py); the KnowledgeBase.
Out:    SQL for DuckDB.
"""

from __future__ import annotations

from collections.abc import Iterator

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import FOCUSES, QUANTITIES
from rmadvisor.portfolio.columns.capabilities import LEVEL_BITS, PER_WORD, key_of
from rmadvisor.portfolio.columns.memory import WIDTH
from rmadvisor.portfolio.columns.notes import notes
from rmadvisor.portfolio.columns.reading import TRAINED_FIRST
from rmadvisor.portfolio.sql import identifier, text

ENDS = ("low", "target", "high")
STAGED = (
    *(f"coverage_{end}" for end in ENDS),
    "basis",
    "agreement",
    "benchmark",
    "benchmark_low",
    "benchmark_high",
    "workload_low",
    "workload_high",
    "own",
    "current_low",
    "current_high",
    "verdict",
    *(f"rms_needed_{end}" for end in ENDS),
    "rms_there",
    "break_even_low",
    "break_even_high",
    "focus",
    "focus_parts",
    "margin",
    "clear",
    *(f"certainty {focus}" for focus in FOCUSES),
    *(f"train {place}" for place in range(1, TRAINED_FIRST + 1)),
)

FOR_TOTALS = (
    "coverage_low",
    "coverage_high",
    "benchmark",
    "agreement",
    "workload_low",
    "own",
    "current_low",
    "current_high",
    "verdict",
    *(f"rms_needed_{end}" for end in ENDS),
    "rms_there",
    "focus",
    "clear",
)


def staged(kb: KnowledgeBase, rows_too: bool) -> tuple[str, ...]:
    """The columns of what follows that totals are made from, and those that rows are told with."""
    kinds = ("warnings", "advice") if rows_too else ("warnings",)
    words = [f"{kind} {n}" for kind in kinds for n in range(_words(kb, kind))]
    packs = [f"{what} {n}" for what in ("levels", "gaps") for n in range(-(-len(kb.capabilities) // PER_WORD))]
    return (*(STAGED if rows_too else FOR_TOTALS), *words, *packs)


def _words(kb: KnowledgeBase, kind: str) -> int:
    return max(-(-len(notes(kb, kind)) // WIDTH), 1)


RESULTS = (
    *(f"coverage_{end}" for end in ENDS),
    "coverage_basis",
    "coverage_agreement",
    "benchmark",
    "benchmark_low",
    "benchmark_high",
    "workload_low",
    "workload_high",
    "own_quantities",
    "current_low",
    "current_high",
    "verdict",
    *(f"rms_needed_{end}" for end in ENDS),
    "rms_missing",
    "break_even_low",
    "break_even_high",
    "focus",
    "focus_parts",
    "focus_margin",
    "focus_clear",
    *(f"certainty_{focus}" for focus in FOCUSES),
    *(f"train_{n}{part}" for n in range(1, TRAINED_FIRST + 1) for part in ("", "_level", "_gap")),
    "warnings",
    "advice",
    "consult",
)
NOTES_AT_ONCE = 4  # bits of notes that are looked up together
SET_ASIDE = ("set_aside_row", "set_aside_because")  # what the file of rows set aside has beside its own columns


def result_columns(kb: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """(name, SQL) of every column that a plan adds to a row."""
    key = key_of(kb)
    at_place, at_level, _ = key.shifts
    names = "[" + ", ".join(text(name) for name in reversed(key.capabilities)) + "]"
    told = {
        "coverage_basis": "basis",
        "coverage_agreement": "agreement",
        "own_quantities": "own",
        "rms_missing": "round(rms_needed_target - rms_there, 2)",
        "focus_margin": "round(margin, 4)",
        "focus_clear": '"clear"',
        **{f"rms_needed_{end}": f"round(rms_needed_{end}, 2)" for end in ENDS},
        **{f"certainty_{focus}": f'round("certainty {focus}", 4)' for focus in FOCUSES},
        **{name: f"round({name}, 2)" for name in ("workload_low", "workload_high", "current_low", "current_high")},
        **{name: f"round({name}, 2)" for name in ("break_even_low", "break_even_high")},
        "warnings": note_ids(kb, "warnings"),
        "advice": note_ids(kb, "advice"),
        "consult": f"nullif(concat_ws('; ', {', '.join(reasons(kb))}), '')",
    }
    for n in range(1, TRAINED_FIRST + 1):
        train = f'"train {n}"'
        place = f"(({train} >> {at_place}) & {(1 << key.place_bits) - 1})"
        told[f"train_{n}"] = f"CASE WHEN {train} > 0 THEN ({names})[{place} + 1] END"
        told[f"train_{n}_level"] = f"CASE WHEN {train} > 0 THEN ({train} >> {at_level}) & {(1 << LEVEL_BITS) - 1} END"
        told[f"train_{n}_gap"] = f"CASE WHEN {train} & 7 > 0 THEN ({train} & 7) - 1 END"
    for name in RESULTS:
        yield name, told.get(name, identifier(name))


def note_ids(kb: KnowledgeBase, kind: str) -> str:
    """SQL for the ids of the notes that a row got, as a;b: looked up a few bits at a time, as a case for each note
    costs three times as much."""
    names = notes(kb, kind)
    if not names:
        return "NULL::VARCHAR"
    parts = []
    for first in range(0, len(names), WIDTH):
        for shift in range(0, min(WIDTH, len(names) - first), NOTES_AT_ONCE):
            some = names[first + shift : first + min(shift + NOTES_AT_ONCE, WIDTH)]
            texts = [
                "".join(f";{name}" for i, name in enumerate(some) if mask >> i & 1) for mask in range(1 << len(some))
            ]
            bits = f'("{kind} {first // WIDTH}" >> {shift}) & {len(texts) - 1}'
            parts.append(f"[{', '.join(map(text, texts))}][({bits}) + 1]")
    return f"nullif(substr(concat({', '.join(parts)}), 2), '')"


def reasons(kb: KnowledgeBase) -> list[str]:
    """SQL for each reason to look into a row: its words where it holds, NULL elsewhere. What is far, and what is mostly
    assumed, is what the policy says of planning."""
    margin = kb.policy["coverage.planning_margin"] / 100
    enough = kb.policy["coverage.own_share"] / 100 * len(QUANTITIES)
    over = "round(100 * (current_low / nullif(coverage_high, 0) - 1))::BIGINT"
    under = "round(100 * (1 - current_high / nullif(coverage_low, 0)))::BIGINT"
    return [
        "CASE WHEN agreement IN ('workload_below', 'workload_above') THEN 'hours disagree with public range' END",
        f"CASE WHEN current_low > coverage_high * {1 + margin} THEN 'books ' || {over} || ' % over the range' END",
        f"CASE WHEN current_high < coverage_low * {1 - margin} THEN 'books ' || {under} || ' % under the range' END",
        "CASE WHEN focus IS NULL THEN 'no focus follows' WHEN NOT \"clear\" THEN 'focus is a narrow choice' END",
        f"CASE WHEN workload_low IS NULL THEN 'hours unknown' WHEN own < {enough} THEN 'hours mostly assumed' END",
    ]
