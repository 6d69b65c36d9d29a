"""The command that holds a conversation in plain lines, and who holds it."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from shlex import quote
from typing import TYPE_CHECKING

import click

from rmadvisor.commands.streams import INTERRUPTED, Folders, print_text, talk

if TYPE_CHECKING:
    from rmadvisor.conversation.dialogue import Dialogue
    from rmadvisor.conversation.recorded import Recorded, Since
    from rmadvisor.conversation.sessions import Author, Sessions


@click.command()
@click.option("--session", "name", metavar="NAME", help="Go on with a session, or start one of this name.")
@click.pass_obj
def chat(folders: Folders, name: str | None) -> int:
    """Answer questions in plain lines; each answer is kept."""
    from rmadvisor.conversation.refusal import Unusable

    try:
        kept = {session.name for session in folders.sessions().all()}
    except Unusable:  # told when the conversation begins
        kept = set()
    return converse(folders, name, fresh=name not in kept)


def converse(folders: Folders, name: str | None, fresh: bool) -> int:
    """Hold a conversation, new or kept."""
    from rmadvisor.commands.lines import Lines  # it loads all that a conversation needs, which other commands need not
    from rmadvisor.conversation.recorded import Recorded

    advisor = folders.advisor()
    sessions, dialogue, by = folders.sessions(), advisor.dialogue(), author()
    since: Since | None = None
    if fresh:
        recorded = _started(dialogue, sessions, name, by)
    else:
        recorded, since = Recorded.resume(dialogue, sessions, name or "", by)
    command = folders.command()
    try:
        return Lines(recorded, advisor.hearing(dialogue), command).run(fresh, since)
    except KeyboardInterrupt:
        print_text("\n")
        again = f"{command} chat --session {quote(recorded.session.name)}"
        if recorded.unkept:
            talk("interrupted; the last answers were not kept, as the session file could not be used")
        else:
            talk(f"interrupted; every answer is kept. Go on with: {again}")
        return INTERRUPTED


def _started(dialogue: Dialogue, sessions: Sessions, name: str | None, by: Author) -> Recorded:
    """A new session; in memory, with a warning, where the session file cannot be used."""
    from rmadvisor.conversation.recorded import Recorded
    from rmadvisor.conversation.refusal import Unusable

    today = by.clock()[:10]
    try:
        return Recorded.start(dialogue, sessions, name or sessions.free_name(today), by)
    except Unusable as why:
        talk(f"{why.problems[0]}. The conversation goes on in memory: nothing of it is kept")
        return Recorded.start_unkept(dialogue, name or today, by, why)


def author() -> Author:
    """The person at the keyboard, this program, and the time of day."""
    from rmadvisor import __version__
    from rmadvisor.conversation.sessions import Author

    try:
        who = getpass.getuser()
    except (OSError, KeyError, ImportError):  # a system that knows no names
        who = "unknown"
    return Author(who, __version__, lambda: datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
