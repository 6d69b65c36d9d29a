"""What is told in the conversation: how it was opened, what a step led to, why a question is asked, what is behind it.

In:     Opened, Taken, View.
Out:    parts for `said`.
"""

from __future__ import annotations

from rmadvisor.conversation import wording
from rmadvisor.conversation.dialogue import Dialogue
from rmadvisor.conversation.view import View
from rmadvisor.knowledge.vocabulary import Vocabulary
from rmadvisor.tui.desk import Opened, Taken
from rmadvisor.tui.said import ASIDE, DONE, GOOD, QUIET, Part


def opening(opened: Opened) -> Part:
    """A greeting, or what became of the consultation since."""
    if opened.fresh:
        return ["Every answer is kept as you give it. Type a command at any time; F1 explains."], QUIET
    count = len(opened.view.state.given)
    lines = [f"Session {opened.name}: you gave {count} answer{'' if count == 1 else 's'} so far."]
    if opened.since is not None:
        lines += wording.since_in_words(opened.since)
    if opened.view.state.trying:
        lines.append("You were trying a what-if: keep takes it over, drop forgets it.")
    return lines, QUIET


def consequences(taken: Taken) -> Part:
    """What changed with a step, and which answers became idle."""
    lines = [f"· {text}" for text in taken.changes]
    lines += [f"· {fact} is set aside: it can change nothing now. Your answer is kept." for fact in taken.aside]
    return lines, GOOD


def settled(view: View) -> Part:
    more = "No further answer changes what matters." if view.question else "No further answer changes anything."
    return [f"Settled. {more} Tab goes to the recommendation; you may go on, change answers, or leave."], DONE


def why(view: View, vocabulary: Vocabulary) -> Part:
    """Why the open question is asked, and what stands in for the answer while there is none."""
    if view.question is None:
        return [], ASIDE
    assumed = ""
    for assumption in view.recommendation.assumptions:
        if assumption.fact == view.question.fact:
            said = wording.value_in_words(vocabulary.get(assumption.fact), assumption.value)
            assumed = f"Without your figure, {said} is assumed."
    return wording.why_in_words(view.question, assumed), ASIDE


def behind(view: View, dialogue: Dialogue) -> Part:
    """The guidance behind the open question."""
    lines = [] if view.question is None else wording.passages_in_words(dialogue.guidance(view.question.fact))
    return lines, ASIDE
