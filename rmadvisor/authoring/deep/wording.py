"""A deep check in words, and as a folder of answers files that show what it found."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from rmadvisor.authoring.answers_files import written
from rmadvisor.authoring.deep.checking import DeepCheck
from rmadvisor.authoring.deep.flaws import Flaw
from rmadvisor.report.terminal import line_width


def word_deep_check(found: DeepCheck) -> str:
    """What is wrong, the faults first, each with the answers that show it."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: DeepCheck) -> Iterator[str]:
    faults = [flaw for flaw in found.flaws if flaw.fault]
    others = [flaw for flaw in found.flaws if not flaw.fault]
    for title, flaws in (("FAULTS", faults), ("TO JUDGE", others)):
        if flaws:
            yield f"{title}: {len(flaws)}"
            for flaw in flaws:
                yield ""
                yield from _flaw(flaw)
            yield ""
    yield "RULES REACHED"
    yield from _wrapped(f"Some answers reach {len(found.reached)} of {found.rules} rules; --open DIR writes them down.")
    if not found.flaws:
        yield from _wrapped("No gap, no overlap and no rule out of reach was found.")
    if found.left_out:
        yield "NOT LOOKED AT, for want of time or because there are too many"
        for text in found.left_out:
            yield from _wrapped(f"- {text}")


def _flaw(flaw: Flaw) -> Iterator[str]:
    place = f"{flaw.where}: " if flaw.where else ""
    yield from textwrap.wrap(f"{place}{flaw.kind}: {flaw.what}; {flaw.mend}.", line_width(), break_on_hyphens=False,
                             break_long_words=False)  # fmt: skip
    if flaw.answers is not None:
        yield from _wrapped(f"shown by ({flaw.seen}):" if flaw.seen else "shown by:")
        yield from (f"    {line}" for line in written(flaw.answers).splitlines())


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, line_width(), initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)


def as_files(found: DeepCheck) -> dict[str, str]:
    """{name: answers file}: one for each flaw that answers show, one in rules/ for each rule that answers reach."""
    files = {}
    for i, flaw in enumerate(found.flaws, 1):
        if flaw.answers is not None:
            above = [f"{flaw.kind}: {flaw.what}; {flaw.mend}.", *([f"Found: {flaw.seen}."] if flaw.seen else [])]
            files[f"{i:02d}-{flaw.kind.replace(' ', '-')}.yaml"] = written(flaw.answers, above)
    for rule, answers in found.reached.items():
        files[f"rules/{rule}.yaml"] = written(answers, [f"{rule} fires on these answers."])
    return files
