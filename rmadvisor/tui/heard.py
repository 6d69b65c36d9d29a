"""What a typed line asks for: a step of the dialogue, something to show, or a page of the app.

In:     the line, the View that it was typed at, the Hearing; the table of actions, whose words may be typed.
Out:    Heard: a step with what to say once it is taken, something to say at once, or the name of what to show.
Errors: BadInput, in words for the manager.
This is the one place where the app reads language; what is no action of the app is read by `conversation.hearing`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rmadvisor.conversation import wording
from rmadvisor.conversation.dialogue import Dialogue
from rmadvisor.conversation.hearing import AskedBack, Hearing
from rmadvisor.conversation.intents import Intent, intent_of
from rmadvisor.conversation.refusal import refusal
from rmadvisor.conversation.state import State, after
from rmadvisor.conversation.view import View
from rmadvisor.knowledge.problems import BadInput
from rmadvisor.tui.actions import ACTIONS
from rmadvisor.tui.desk import Step

Told = Callable[[State], list[str]]
TRIED = "This is only tried: keep takes it over, drop forgets it."
MOST_READ = 200  # letters of a line that is read for facts while it is still being typed


@dataclass(frozen=True, slots=True)
class Heard:
    """`step` is to be taken, and `told` says it then; or `says` is the answer; or `show` names an action, `about` what
    it is asked about. `back` is the question that the line left open, to be handed in with the next one."""

    step: Step | None = None
    told: Told = lambda state: []
    says: tuple[str, ...] = ()
    show: str = ""
    about: str = ""
    back: AskedBack | None = None


def heard(line: str, view: View, hearing: Hearing, back: AskedBack | None = None) -> Heard:
    """What a line asks for at this point of the conversation."""
    said = " ".join(line.lower().split())
    for action in ACTIONS:
        for word in action.words:
            if said == word or said.startswith(f"{word} "):
                return Heard(show=action.name, about=line.strip()[len(word) :].strip())
    found = hearing.hear(view, line, back)
    if found.command is not None:
        return _of_intent(found.command, view, hearing.dialogue)
    lines = tuple(found.text.splitlines())
    event = None if found.state is None else found.state.event
    if event is None:
        return Heard(says=lines, back=found.back)
    tried = (TRIED,) if found.trying else ()
    return Heard(lambda d, s: after(s, event), lambda s: [*lines, *tried], back=found.back)


def _of_intent(intent: Intent, view: View, dialogue: Dialogue) -> Heard:
    name = intent.name
    if name in ("reply", "change", "what if", "clear"):
        return _with_facts(intent, view, dialogue)
    if name == "nothing":
        if view.question is None or not view.state.turned:
            raise refusal("nothing was typed", "type an answer, or move to one with the arrow keys")
        return Heard(lambda d, s: d.turn_to(s, ""), lambda s: ["Kept."] if s.given else [])
    steps: dict[str, tuple[Step, Told]] = {
        "don't know": (lambda d, s: d.dont_know(s), _noted(dialogue)),
        "skip": (lambda d, s: d.skip(s), lambda s: ["Skipped; it is asked again at the end."]),
        "back": (lambda d, s: d.back(s), lambda s: []),
        "keep": (lambda d, s: d.keep(s), lambda s: ["Kept."]),
        "drop": (lambda d, s: d.drop(s), lambda s: ["Dropped; your answers are as before."]),
        "undo": (lambda d, s: d.undo(s), lambda s: wording.undone_in_words(s.said, dialogue.kb.vocabulary)),
        "restart": (lambda d, s: d.restart(s), lambda s: ["Begun again; undo brings the answers back."]),
    }
    if name in steps:
        return Heard(*steps[name])
    shows = {"guidance": "behind", "so far": "report", "finish": "report", "quit": "leave"}
    return Heard(show=shows.get(name, name))


def _with_facts(intent: Intent, view: View, dialogue: Dialogue) -> Heard:
    if intent.name == "clear":
        fact = _fact(intent.text, view, dialogue)
        return Heard(lambda d, s: d.clear(s, fact), lambda s: [f"Taken back: {fact} is open again."])
    if intent.name == "reply":
        if view.question is None:
            raise refusal("no question is open", "look at your answers, or try what if FACT=VALUE")
        return answered(view.question.fact, intent.text, dialogue)
    facts = {_fact(given, view, dialogue): value for given, value in intent.facts.items()}
    if intent.name == "what if":
        if not facts:
            return Heard(show="whatif")
        return Heard(
            lambda d, s: d.what_if(s, facts),
            lambda s: [*_noted(dialogue)(s), TRIED],
        )
    if not facts:
        fact = _fact(intent.text, view, dialogue)
        return Heard(lambda d, s: d.turn_to(s, fact))
    return Heard(lambda d, s: d.answer_all(s, facts), _noted(dialogue))


def answered(fact: str, reply: object, dialogue: Dialogue) -> Heard:
    """An answer to a question."""
    return Heard(lambda d, s: d.answer(s, fact, reply), _noted(dialogue))


def checked(line: str, view: View, hearing: Hearing) -> tuple[bool, str]:
    """What would be made of a line that is still being typed: whether it can be taken, and how it is understood."""
    dialogue = hearing.dialogue
    if view.question is None or not line.strip():
        return True, ""
    intent = intent_of(line, view.question)
    if intent.name not in ("reply", "change") or any(line.lower().startswith(w) for a in ACTIONS for w in a.words):
        return True, ""
    if intent.name == "change":
        return fits(intent.facts, view, dialogue) if intent.facts else (True, "")
    good, text = fits({view.question.fact: intent.text}, view, dialogue)
    if good or len(line) > MOST_READ:
        return good, text
    facts = hearing.understand(line, view.question.fact).values
    if facts:
        return True, wording.brief(facts, dialogue.kb.vocabulary)
    return (True, "") if " " in line.strip() else (False, text)  # more than a word may ask for something


def fits(replies: Mapping[str, str], view: View, dialogue: Dialogue) -> tuple[bool, str]:
    """Whether replies to questions can be taken, and how they are understood."""
    try:
        state = dialogue.answer_all(view.state, replies)
    except BadInput as bad:
        return False, str(bad.problems[0])
    vocabulary = dialogue.kb.vocabulary
    return True, "; ".join(wording.value_in_words(vocabulary.get(name), value) for name, value in state.said.items())


def _noted(dialogue: Dialogue) -> Told:
    return lambda state: wording.taken_in_words(state.said, dialogue.kb.vocabulary)


def _fact(said: str, view: View, dialogue: Dialogue) -> str:
    """A fact by name, or by its number in the list of answers."""
    given = list(view.state.given)
    if said.isascii() and said.isdigit() and len(said) < 9 and 1 <= int(said) <= len(given):
        return given[int(said) - 1]
    return said if said in given else dialogue.named(said)
