"""The outcome of cases in words: what failed at its place, how many passed, which rules no case makes fire."""

from __future__ import annotations

from collections.abc import Iterator

from rmadvisor.authoring.case_runs import Runs
from rmadvisor.knowledge.knowledge_base import KnowledgeBase


def word_runs(runs: Runs, kb: KnowledgeBase, coverage: bool) -> str:
    """Failures first, then the sum; with `coverage` the rules that fired in no case, file by file."""
    return "".join(f"{line}\n" for line in _lines(runs, kb, coverage))


def _lines(runs: Runs, kb: KnowledgeBase, coverage: bool) -> Iterator[str]:
    yield from map(str, runs.failures)
    failed = sum(1 for run in runs.runs if run.failures)
    fired = runs.rules - len(runs.never)
    share = f"{100 * fired // runs.rules} %" if runs.rules else "none"
    passed = f"{len(runs.runs) - failed} of {len(runs.runs)} cases pass"
    yield f"{passed}; {fired} of {runs.rules} rules ({share}) fire in some."
    if coverage:
        for name in runs.never:
            yield f"{kb.rule[name].where}: {name} fires in no case"
    elif runs.never:
        yield "The rules that fire in none: rmadvisor test --coverage"
