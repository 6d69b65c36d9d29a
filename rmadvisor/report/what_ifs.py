"""Word what other answers would change: before and after side by side, what comes and goes, then why.

In:     WhatIf, KnowledgeBase.
Out:    blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import Advise, Effect, Warn
from rmadvisor.reasoning.explanation.outcome import Figure, Outcome
from rmadvisor.reasoning.explanation.what_if import ONE_SKILL, Change, RuleChange, WhatIf
from rmadvisor.reasoning.memory import figure
from rmadvisor.report.blocks import Block, Bullets, Heading, Paragraph, Table
from rmadvisor.report.values import effect_in_words, told
from rmadvisor.report.wording import MODELS, VERDICTS, span
from rmadvisor.sizing.ranges import Interval

MOST = {"levels": 10, "notes": 6, "rules": 8, "effects": 2}
SAME = "the same"


def word_what_if(found: WhatIf, kb: KnowledgeBase) -> list[Block]:
    """The whole comparison."""
    asked = tuple(_answer(change, kb) for change in found.changes)
    blocks: list[Block] = [Heading("What if"), Bullets(asked or ("these are the answers that you gave already",))]
    if found.nothing_changes:
        blocks.append(Paragraph("Nothing changes: every line of the recommendation stays as it is."))
        if found.fires_now or found.no_longer or found.figures:
            blocks.append(Paragraph("On the way to it these differ, to no effect."))
    else:
        blocks += [Heading("Before and after"), _side_by_side(found.before, found.after)]
        blocks += [*_levels(found, kb), *_notes(found)]
    return [*blocks, *_reasons(found, kb)]


def _answer(change: Change, kb: KnowledgeBase) -> str:
    """An answer that differs: what it would be, and what it is."""
    if change.name.startswith(ONE_SKILL):
        title = kb.entries[change.name.removeprefix(ONE_SKILL)].title
        before, after = (f"level {v}" if v is not None else "not given" for v in (change.before, change.after))
        return f"present level in {title}: {after} instead of {before}"
    return f"{change.name}: {_instead(change, kb, 'not answered')}"


def _instead(change: Change, kb: KnowledgeBase, missing: str) -> str:
    fact = kb.vocabulary[change.name]
    before, after = (missing if v is None else told(v, fact) for v in (change.before, change.after))
    return f"{after} instead of {before}"


# ---------------------------------------------------------------- side by side


def _side_by_side(before: Outcome, after: Outcome) -> Table:
    pairs = zip(_lines(before), _lines(after), strict=True)
    rows = ((label, old, SAME if new == old else new) for (label, old), (_, new) in pairs)
    return Table(("Line", "Before", "After"), tuple(rows))


def _lines(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """What is recommended, line by line."""
    coverage, needed = outcome.coverage, outcome.rms_needed
    plan = "" if coverage.target is None else f", plan with {figure(coverage.target)}"
    known = coverage.low is not None or coverage.high is not None
    yield "Customers per RM", span(coverage) + plan if known else "not known"
    yield "RMs needed", _rms(needed)
    yield "Today's book", VERDICTS[outcome.verdict].partition(":")[0] if outcome.current else "not known"
    yield "Focus", _focus(outcome)
    ranked = sorted(outcome.certainty, key=lambda pair: -pair[1])
    yield "Certainty", ", ".join(f"{focus} {value:.2f}" for focus, value in ranked)
    for i in range(5):
        if i < len(outcome.top):
            _, title, level, _ = outcome.top[i]
            yield ("Train first" if i == 0 else ""), f"{i + 1}. {title}: level {level}"
        else:
            yield ("Train first" if i == 0 else ""), "-"


def _rms(needed: Interval) -> str:
    if needed.low is None and needed.high is None:
        return "not known"
    low, target, high = (None if n is None else round(n, 1) for n in (needed.low, needed.target, needed.high))
    ends = span(Interval(low, high))
    return ends if target is None else f"{figure(target)} ({ends})"


def _focus(outcome: Outcome) -> str:
    if outcome.model is None:
        return "not known"
    if len(outcome.components) > 1:
        return f"{MODELS[outcome.model]} of {', '.join(outcome.components[:-1])} and {outcome.components[-1]}"
    return MODELS[outcome.model]


# ---------------------------------------------------------------- what comes and goes


def _levels(found: WhatIf, kb: KnowledgeBase) -> Iterator[Block]:
    if found.levels:
        yield Heading("Capabilities at another level", 2)
        yield from _listed([_level(change, kb) for change in found.levels], MOST["levels"])


def _level(change: Change, kb: KnowledgeBase) -> str:
    title = kb.entries[change.name].title
    if change.after is None:
        return f"{title}: no longer required (level {change.before} before)"
    return f"{title}: level {change.after}, " + (
        "not required before" if change.before is None else f"{change.before} before"
    )


def _notes(found: WhatIf) -> Iterator[Block]:
    new_and_gone = [f"new: {note.text}" for note in found.warnings_added]
    new_and_gone += [f"gone: {note.text}" for note in found.warnings_removed]
    if new_and_gone:
        yield Heading("Warnings that come or go", 2)
        yield from _listed(new_and_gone, 2 * MOST["notes"])
    for title, notes in (("New advice", found.advice_added), ("Advice that falls away", found.advice_removed)):
        if notes:
            yield Heading(title, 2)
            yield from _listed([note.text for note in notes], MOST["notes"])
    if found.reworded:
        yield Heading("Stays, with other figures", 2)
        yield from _listed([str(change.after) for change in found.reworded], MOST["notes"])


def _listed(items: Sequence[str], most: int) -> Iterator[Block]:
    """The first items, and how many more there are."""
    yield Bullets(tuple(items[:most]))
    if len(items) > most:
        yield Paragraph(f"{len(items) - most} more: add --json.")


# ---------------------------------------------------------------- why


def _reasons(found: WhatIf, kb: KnowledgeBase) -> Iterator[Block]:
    if not (found.figures or found.fires_now or found.no_longer):
        return
    yield Heading("Why")
    if found.figures:
        yield Heading("Figures behind the hours", 2)
        yield Table(("Line", ">Before", ">After"), tuple(_figures(before, after) for before, after in found.figures))
    for title, rules in (("Rules that fire now", found.fires_now), ("Rules that no longer fire", found.no_longer)):
        if rules:
            yield Heading(title, 2)
            yield from _listed([_rule(rule, kb) for rule in rules], MOST["rules"])


def _figures(before: Figure | None, after: Figure | None) -> tuple[str, str, str]:
    known = before or after
    name = known.fact.replace("_", " ").capitalize() if known else ""
    return name, _figure(before), _figure(after)


def _figure(quantity: Figure | None) -> str:
    if quantity is None:
        return "none"
    value = span(Interval(quantity.low, quantity.high)) if quantity.value is None else figure(quantity.value)
    return f"{value} ({'yours' if quantity.own else 'assumed'})"


def _rule(rule: RuleChange, kb: KnowledgeBase) -> str:
    """What the rule gives, why, and on which facts it turns."""
    effects = list(dict.fromkeys(_gives(effect, kb) for effect in kb.rule[rule.rule].then))
    gives = "; ".join(effects[: MOST["effects"]])
    gives += f" and {len(effects) - MOST['effects']} more" if len(effects) > MOST["effects"] else ""
    facts = "; ".join(f"{fact.name}: {_instead(fact, kb, 'not known')}" for fact in rule.facts)
    return f"{gives}: {rule.because}{f' ({facts})' if facts else ''} [{rule.rule}]"


def _gives(effect: Effect, kb: KnowledgeBase) -> str:
    """An effect; the text of advice and warnings stands above."""
    kinds = {Advise: "advice", Warn: "a warning"}
    return kinds.get(type(effect)) or effect_in_words(effect, kb)
