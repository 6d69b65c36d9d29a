"""The command that holds a conversation in plain lines, and who holds it."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from shlex import quote
from typing import TYPE_CHECKING

import click

from rmadvisor.commands.streams import INTERRUPTED, Folders, print_text, talk

if TYPE_CHECKING:
    from rmadvisor.conversation.recorded import Since
    from rmadvisor.conversation.sessions import Author


@click.command()
@click.option("--session", "name", metavar="NAME", help="Go on with a session, or start one of this name.")
@click.pass_obj
def chat(folders: Folders, name: str | None) -> int:
    """Answer questions in plain lines; each answer is kept."""
    kept = {session.name for session in folders.sessions().all()}
    return converse(folders, name, fresh=name not in kept)


def converse(folders: Folders, name: str | None, fresh: bool) -> int:
    """Hold a conversation, new or kept."""
    from rmadvisor.commands.lines import Lines  # it loads all that a conversation needs, which other commands need not
    from rmadvisor.conversation.recorded import Recorded

    advisor = folders.advisor()
    sessions, dialogue, by = folders.sessions(), advisor.dialogue(), author()
    since: Since | None = None
    if fresh:
        recorded = Recorded.start(dialogue, sessions, name or sessions.free_name(by.clock()[:10]), by)
    else:
        recorded, since = Recorded.resume(dialogue, sessions, name or "", by)
    command = folders.command()
    try:
        return Lines(recorded, advisor.hearing(dialogue), command).run(fresh, since)
    except KeyboardInterrupt:
        print_text("\n")
        again = f"{command} chat --session {quote(recorded.session.name)}"
        talk(f"interrupted; every answer is kept. Go on with: {again}")
        return INTERRUPTED


def author() -> Author:
    """The person at the keyboard, this program, and the time of day."""
    from rmadvisor import __version__
    from rmadvisor.conversation.sessions import Author

    try:
        who = getpass.getuser()
    except (OSError, KeyError, ImportError):  # a system that knows no names
        who = "unknown"
    return Author(who, __version__, lambda: datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
