"""Everything that can be done by a key, in one table: keys, footer, help, command palette and documents come from here.

In:     the area that an action belongs to: everywhere, or one that screens name in their AREAS.
Out:    Textual bindings for areas; the actions of areas; keys as a person reads them.
Rules:  no action has one key only, and one of them at least is swallowed by no terminal, tmux or browser; `words` may
        be typed instead where there is a line to type in. An action without keys stands in the command palette.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textual.binding import Binding, BindingType

EVERYWHERE = "everywhere"
_NAMES = {
    "question_mark": "?", "slash": "/", "colon": ":", "left": "Left", "right": "Right", "space": "Space",
    "enter": "Enter", "escape": "Esc", "tab": "Tab", "shift+tab": "Shift-Tab", "pageup": "PgUp", "pagedown": "PgDn",
    "delete": "Del", "ctrl+underscore": "Ctrl-_",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Action:
    """`label` is for the footer, `does` a clause for help and palette; `footer` is its rank for room there, 0 for none.

    `also` are further words that somebody may look for it by. `opens` names the page that it opens, `says` is what it
    says in the conversation; otherwise the screen (everywhere: the app) has a method action_<name>.
    """

    area: str
    name: str
    keys: tuple[str, ...]
    label: str
    does: str
    words: tuple[str, ...] = ()
    also: str = ""
    opens: str = ""
    says: str = ""
    footer: int = 0
    palette: bool = True

    @property
    def call(self) -> str:
        """The action in Textual's words."""
        if self.opens:
            return f"app.open('{self.opens}')"
        if self.says:
            return f"screen.hear('{self.says}')"
        return f"app.{self.name}" if self.area == EVERYWHERE else f"screen.{self.name}"


# fmt: off
ACTIONS: tuple[Action, ...] = (
    Action(EVERYWHERE, "help", ("f1", "question_mark"), "Help", "explain what can be done where you are", footer=1,
           also="explanation manual keys shortcuts keyboard how"),
    Action("page", "close", ("escape", "ctrl+o"), "Back", "go back to where you were", footer=3, palette=False,
           also="return previous close"),
    Action("consult", "why", ("f2", "ctrl+y"), "Why ask", "say why this is asked and how to find the answer", footer=3,
           also="reason explain question"),
    Action("consult", "behind", ("f12", "ctrl+j"), "Guidance behind it", "show the guidance behind the question",
           also="source sources background explain"),
    Action("consult", "skip", ("ctrl+n", "right"), "Skip", "put the question off to the end", says="skip",
           also="later next postpone leave out pass"),
    Action("consult", "back", ("ctrl+o", "left"), "Back", "return to the question before", footer=6, says="back",
           also="previous earlier last question"),
    Action("consult", "undo", ("ctrl+z", "ctrl+underscore"), "Undo", "take back the last step", footer=7, says="undo",
           also="revert mistake wrong"),
    Action("consult", "look", ("tab", "shift+tab"), "Advice", "go to the recommendation, and back", footer=2,
           also="result proof tree conclusion why"),
    Action("consult", "answers", ("f3", "ctrl+r"), "Answers", "list your answers and change any of them",
           opens="answers", footer=5, also="change edit correct modify given inputs facts"),
    Action("consult", "whatif", ("f4", "ctrl+t"), "What if", "try other answers, before and after side by side",
           opens="whatif", footer=9, also="whatif scenario simulate compare test"),
    Action("consult", "flip", ("f7", "ctrl+f"), "Flip", "find the fewest answers that would change a conclusion",
           ("flip", "what would it take"), opens="flip", footer=11, also="opposite reverse counterfactual turn"),
    Action("consult", "doubts", ("f5", "ctrl+d"), "Doubts", "rank what is unknown or assumed by what it moves",
           ("doubts", "sensitivity"), opens="doubts", footer=12, also="tornado chart uncertainty assumptions risk"),
    Action("consult", "report", (), "Report", "read the whole recommendation", ("report",), opens="report",
           also="result summary print show advice pdf"),
    Action("consult", "keep", (), "Keep", "keep what is being tried", says="keep",
           also="accept apply what-if whatif scenario"),
    Action("consult", "drop", (), "Drop", "forget what is being tried", says="drop",
           also="discard cancel reject what-if whatif scenario"),
    Action("consult", "restart", (), "Begin again", "begin again; undo brings the answers back", says="restart",
           also="restart reset new start over clear"),
    Action("consult", "scroll_up", ("pageup", "ctrl+up"), "Up", "scroll the conversation up", palette=False),
    Action("consult", "scroll_down", ("pagedown", "ctrl+down"), "Down", "scroll the conversation down", palette=False),
    Action("answers", "open_up", ("enter", "c"), "Change", "change the answer, or answer the question", footer=4,
           palette=False),
    Action("answers", "clear", ("delete", "x"), "Take back", "take the answer back: it is open again", footer=5,
           also="remove delete clear erase"),
    Action("whatif", "open_up", ("enter", "t"), "Try", "try another answer to this question", footer=4, palette=False),
    Action("whatif", "keep", ("k", "plus"), "Keep", "keep what is being tried", footer=5,
           also="accept apply what-if whatif scenario"),
    Action("whatif", "drop", ("d", "delete"), "Drop", "forget what is being tried", footer=6,
           also="discard cancel reject what-if whatif scenario"),
    Action("whatif", "other", ("tab", "shift+tab"), "Other side", "go from the list to the comparison and back",
           also="switch pane column next"),
    Action("flip", "open_up", ("enter", "t"), "Look, or try", "look at a conclusion; try a way as a what-if", footer=4,
           palette=False),
    Action("flip", "fixed", ("x", "f"), "Fixed too", "look also at what you cannot change", footer=5,
           also="unchangeable constraints given all"),
    Action("flip", "other", ("tab", "shift+tab"), "Other side", "go from the conclusions to the ways and back",
           also="switch pane column next"),
    Action("doubts", "open_up", ("enter", "a"), "Open, or answer", "open a doubt; answer its question", footer=4,
           palette=False),
    Action("guidance", "kind", ("f3", "ctrl+r"), "In one kind", "search in one kind only: guidance, rules, figures",
           footer=5, also="filter narrow type only"),
    Action("guidance", "exact", ("f4", "ctrl+t"), "As typed", "search for the words as you typed them, or mend them",
           footer=6, also="exactly literal verbatim spelling correct"),
    Action("guidance", "find", ("f5", "ctrl+f"), "Search again", "go back to the line and search for something else",
           footer=7, also="new find query"),
    Action("guidance", "other", ("tab", "shift+tab"), "Other side", "go from the search to the list and the entry",
           also="switch pane column next"),
    Action("quiz", "open_up", ("enter", "space"), "Choose", "choose a topic or an answer; go on", footer=4,
           palette=False),
    Action("quiz", "skip", ("s", "f5"), "Leave out", "leave this question out", footer=5, also="skip pass next later"),
    Action("quiz", "finish", ("f", "f4"), "Finish", "finish, with your score so far", footer=6,
           also="end stop result quit"),
    Action("quiz", "again", ("a", "f3"), "Once more", "ask new questions on the same topic", footer=7,
           also="again repeat retry restart new"),
    Action("sessions", "open_up", ("enter", "space"), "Go on", "go on with this session where it stood", footer=4,
           palette=False),
    Action("sessions", "fresh", ("n", "f4"), "New", "begin a new consultation", footer=9,
           also="start create another restart"),
    Action("sessions", "rename", ("r", "f2"), "Rename", "give the session another name", footer=6,
           also="title change edit call"),
    Action("sessions", "delete", ("d", "delete"), "Delete", "delete the session; undo brings it back", footer=5,
           also="remove erase trash throw away"),
    Action("sessions", "undo", ("u", "ctrl+z"), "Undo", "bring back what was deleted last", footer=7,
           also="restore recover undelete revert"),
    Action("sessions", "export", ("e", "f5"), "Export", "write the session to a JSON file, to keep or to verify",
           footer=8, also="save download copy backup share"),
    Action("sessions", "report", ("m", "f3"), "Report", "write its report for the board: PDF, Word, HTML", footer=10,
           also="save print export docx document download paper"),
    Action("start", "fresh", ("n", "0"), "New", "begin a new consultation", footer=4,
           also="start create another restart"),
    Action("start", "open_up", ("enter", "space"), "Go on", "go on with the session", footer=3, palette=False),
    Action(EVERYWHERE, "guidance", ("f6", "ctrl+g", "slash"), "Guidance", "search and browse what is known",
           ("search",), opens="guidance", footer=4, also="find look up knowledge topics tree glossary sources library"),
    Action(EVERYWHERE, "sessions", ("f8", "ctrl+s"), "Sessions",
           "list, resume, rename, delete and export sessions, write reports", ("sessions",), opens="sessions",
           footer=13, also="save open load print reports pdf word docx json history files consultations"),
    Action(EVERYWHERE, "quiz", ("f9", "ctrl+l"), "Quiz", "questions with worked answers, for trainers and learners",
           ("quiz",), opens="quiz", footer=14, also="training exercise test learn practise practice"),
    Action(EVERYWHERE, "palette", ("ctrl+p", "colon"), "Commands", "find a command by its name or what it does",
           footer=8, palette=False),
    Action(EVERYWHERE, "copy", ("ctrl+c", "f11"), "Copy", "copy what is selected, else the recommendation", ("copy",),
           also="clipboard"),
    Action(EVERYWHERE, "colours", (), "Colours", "change between dark, light and high contrast", ("colours",),
           also="colors theme mode appearance style"),
    Action(EVERYWHERE, "leave", ("ctrl+q", "f10"), "Leave", "leave; everything is kept", footer=1,
           also="quit exit close end stop bye save"),
)
# fmt: on


def actions(*areas: str) -> tuple[Action, ...]:
    """The actions of some areas, in the order of the table."""
    return tuple(action for action in ACTIONS if action.area in areas)


def bindings(*areas: str) -> list[BindingType]:
    """Bindings for a screen; keys that no line of text needs come before whatever has the focus."""
    return [
        Binding(key, action.call, action.label, show=False, priority=_is_function_key(key) or key.startswith("ctrl+"))
        for action in actions(*areas)
        for key in action.keys
    ]


def _is_function_key(key: str) -> bool:
    return key[0] == "f" and key[1:].isdigit()


def key_in_words(key: str) -> str:
    """A key as a person reads it.

    >>> [key_in_words(key) for key in ("f1", "ctrl+q", "question_mark", "d")]
    ['F1', 'Ctrl-Q', '?', 'd']
    """
    if key in _NAMES:
        return _NAMES[key]
    if _is_function_key(key):
        return key.upper()
    *held, last = key.split("+")
    return "-".join((*(name.capitalize() for name in held), last.capitalize() if held else last))


def keys_in_words(keys: Iterable[str]) -> str:
    return ", ".join(key_in_words(key) for key in keys)
