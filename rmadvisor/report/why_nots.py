"""Word why a conclusion does not follow: the answer in a sentence, then the rules that would give it, nearest first.

In:     WhyNot, KnowledgeBase.
Out:    blocks.
"""

from __future__ import annotations

from collections.abc import Iterator

from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import Conclude, Require, Rule
from rmadvisor.reasoning.explanation.hurdles import (
    ALONGSIDE,
    COMBINED,
    COMBINING,
    COMPANY,
    LEADER,
    SECOND,
    FocusGap,
    Hurdle,
    Shift,
)
from rmadvisor.reasoning.explanation.why_not import ANSWER, CAPABILITY, COVERAGE, FACT, FOCUS, RULE, WhyNot
from rmadvisor.report.blocks import Block, Bullets, Heading, Pairs, Paragraph, Tree
from rmadvisor.report.premises import Row, indented, premise_rows, ways
from rmadvisor.report.values import effect_in_words, told
from rmadvisor.report.wording import MODELS

MOST = {"rules": 5, "against": 5}


def word_why_not(found: WhyNot, kb: KnowledgeBase) -> list[Block]:
    """The whole explanation."""
    if found.follows:
        return [Heading("It does follow"), Paragraph(f"{_as_it_is(found, kb)} {_proof_at(found)}")]
    blocks: list[Block] = [Heading(f"Why not{_called(found, kb)}"), *_instead(found, kb)]
    if found.focus is not None:
        blocks += _decision(found.focus, kb)
    if found.premise is not None:
        blocks.append(Tree(tuple(indented(premise_rows(found.premise, kb)))))
    if found.missing and found.kind != FOCUS:
        names = ", ".join(name.replace("_", " ") for name in found.missing)
        blocks.append(Paragraph(f"The hours say nothing yet: {names} are neither given nor assumed."))
    return [*blocks, *_rules(found, kb)]


def _called(found: WhyNot, kb: KnowledgeBase) -> str:
    """What was asked about, where it has a name in words; an id stands in the text below."""
    if found.kind == FOCUS:
        return " a hybrid" if found.about == COMBINED else f" {MODELS.get(found.about, 'any focus').lower()}"
    if found.kind == CAPABILITY:
        level = f" at level {found.wanted}" if found.wanted and found.wanted > 1 else ""
        return f" {kb.entries[found.about].title}{level}"
    return " a figure for customers per RM" if found.kind == COVERAGE else ""


def _as_it_is(found: WhyNot, kb: KnowledgeBase) -> str:
    """The conclusion that does follow."""
    if found.kind == FOCUS:
        return f"{MODELS[str(found.now)]} is what these answers give."
    if found.kind == CAPABILITY:
        more = f", which is more than level {found.wanted}" if (found.wanted or 1) < found.now != 1 else ""
        asked = more if "=" in found.conclusion else ""
        return f"{kb.entries[found.about].title} is required at level {found.now}{asked}."
    if found.kind == RULE:
        return f"Rule {found.about} fires: {_ended(kb.rule[found.about].because)}"
    if found.kind == COVERAGE:
        return "There is a figure for customers per RM."
    return f"{found.about} is {told(found.now, kb.vocabulary[found.about])}."


def _proof_at(found: WhyNot) -> str:
    if found.kind == ANSWER:
        return "It is your own answer."
    name = f"focus.{found.about}" if found.kind == FOCUS and found.about in MODELS else found.about
    return f"`rmadvisor why ANSWERS {name}` shows what it rests on."


def _instead(found: WhyNot, kb: KnowledgeBase) -> Iterator[Block]:
    """What holds in place of it."""
    if found.kind == ANSWER:
        fact = kb.vocabulary[found.about]
        now = "You have not answered it" if found.now is None else f"You answered {told(found.now, fact)}"
        yield Paragraph(
            f"{found.about} is an answer that you give, no rule concludes it. {now}. "
            f"`rmadvisor what-if ANSWERS {found.about}=...` shows what another answer would change."
        )
    elif found.kind == CAPABILITY:
        now = "No rule that fires asks for it." if found.now is None else f"It is required, but at level {found.now}."
        if not found.blocked:
            now += f" No rule ever asks for more than level {found.most}." if found.most else " No rule ever does."
        yield Paragraph(now)
    elif found.kind == FACT:
        fact = kb.vocabulary[found.about]
        wanted = "" if found.wanted is None else f", not {fact.label(found.wanted)}"
        yield Paragraph(f"{found.about} is {told(found.now, fact)}{wanted}.")
    elif found.kind == RULE:
        effects = [effect_in_words(effect, kb) for effect in kb.rule[found.about].then]
        yield Paragraph(f"{found.about} does not fire. It would give: {_ended('; '.join(effects))}")


# ---------------------------------------------------------------- the focus


def _decision(gap: FocusGap, kb: KnowledgeBase) -> Iterator[Block]:
    now = "nothing yet: nothing answered so far speaks for any focus" if gap.decided is None else MODELS[gap.decided]
    if gap.part:
        now += f", of which {gap.model} is a part; this is what keeps it from standing alone"
    certainties = ", ".join(f"{focus} {value:.2f}" for focus, value in gap.certainties)
    lacks = tuple(_hurdle(hurdle, gap) for hurdle in gap.hurdles)
    yield Pairs((("Recommended", (now,)), ("Certainty", (certainties,)), ("What is short", lacks)))
    if gap.against:
        yield Heading(f"What speaks against {gap.model}", 2)
        yield Bullets(tuple(_against(gap, kb)))


def _hurdle(hurdle: Hurdle, gap: FocusGap) -> str:
    has, needs, short = f"{hurdle.has:.2f}", f"{hurdle.needs:.2f}", f"{hurdle.short:.2f}"
    if hurdle.kind == LEADER:
        return f"{hurdle.focus} leads with {needs}: {gap.model} is {short} behind"
    if hurdle.kind == COMPANY:
        return f"{hurdle.focus} holds beside it with {has}; below {needs} it would not, so it is {short} too strong"
    if hurdle.kind == SECOND:
        return f"no second focus holds: {hurdle.focus} comes next with {has}, and would need {needs} (short by {short})"
    if hurdle.kind == ALONGSIDE:
        return f"for combining, {hurdle.focus}, with {has}, would need something that speaks for it too"
    if hurdle.kind == COMBINING:
        if gap.model == hurdle.focus:
            return f"or else: the evidence for combining has {has}, and would need {needs} (short by {short})"
        return f"the evidence for combining outweighs it, {needs} against {has}: short by {short}"
    return f"{hurdle.focus} has {has}, and counts only from {needs}: short by {short}"


def _against(gap: FocusGap, kb: KnowledgeBase) -> Iterator[str]:
    for piece in gap.against[: MOST["against"]]:
        facts = "; ".join(f"{name}: {told(value, kb.vocabulary[name])}" for name, value in piece.facts)
        yield f"{piece.certainty:+.2f} {piece.because} ({facts}) [{piece.rule}]"
    if len(gap.against) > MOST["against"]:
        yield f"{len(gap.against) - MOST['against']} more: `rmadvisor why ANSWERS focus.{gap.model}`"


# ---------------------------------------------------------------- rules and premises


def _rules(found: WhyNot, kb: KnowledgeBase) -> Iterator[Block]:
    if not found.blocked:
        return
    shown = found.blocked[: MOST["rules"]]
    many = len(found.blocked) > 1
    if found.kind != RULE:
        heading = "What would help" if found.kind == FOCUS else "What would give it"
        yield Heading(f"{heading}, the nearest rule first" if many else heading, 2)
    rows: list[Row] = []
    for blocked in shown:
        rows.append((1, f"{_says(blocked.rule, found, kb)}{blocked.rule.because} [{blocked.rule.id}]"))
        rows += ways(blocked, kb)
    yield Tree(tuple(rows))
    more = len(found.blocked) - len(shown)
    if more:
        yield Paragraph(f"{more} more {'rule' if more == 1 else 'rules'} would: --json has all of them.")


def _says(rule: Rule, found: WhyNot, kb: KnowledgeBase) -> str:
    """What the rule would give of what was asked about."""
    if found.focus is not None:
        return "".join(_gain(found.focus, shift) for shift in found.focus.shifts if shift.rule == rule.id)
    for effect in rule.then:
        if isinstance(effect, Require) and effect.capability == found.about:
            return f"level {effect.level}: "
        if isinstance(effect, Conclude) and effect.fact == found.about:
            return f"{kb.vocabulary[effect.fact].label(effect.value)}: "
    return ""


def _gain(gap: FocusGap, shift: Shift) -> str:
    """What one more rule would do for, or against, a focus."""
    side = "for" if shift.certainty > 0 else "against"
    now = dict(gap.certainties)[shift.focus]
    adds = f"which would make it {shift.would_be:.2f}"
    if shift.would_be == now:
        adds = "which adds nothing, as stronger evidence of its kind counts already"
    return f"{shift.certainty:+.2f} {side} {shift.focus}, {adds}: "


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", '"')) else f"{text}."
