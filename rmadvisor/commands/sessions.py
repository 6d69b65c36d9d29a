"""Commands on kept sessions: list, show, resume, rename, delete, restore, export, verify."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from rmadvisor.commands.streams import AS_JSON, DONE, NOTHING, Folders, print_json, print_text, read_input, talk
from rmadvisor.commands.talk import author, converse

if TYPE_CHECKING:
    from rmadvisor.conversation.sessions import Record, Session
    from rmadvisor.conversation.state import State
    from rmadvisor.conversation.view import View

NAME = click.argument("name", metavar="NAME")


@click.group(invoke_without_command=True)
@click.pass_context
def sessions(context: click.Context) -> int:
    """List, show, resume, export and delete kept sessions."""
    if context.invoked_subcommand is None:
        return int(context.invoke(list_sessions))
    return DONE


@sessions.command("list")
@click.option("--deleted", is_flag=True, help="List those that were deleted.")
@AS_JSON
@click.pass_obj
def list_sessions(folders: Folders, deleted: bool = False, as_json: bool = False) -> int:
    """List the sessions, the one changed last at the head."""
    from rmadvisor.conversation.progress import gist_from

    store = folders.sessions()
    found = [(session, store.log(session)) for session in store.all(deleted)]
    if as_json:
        return print_json({"sessions": [_as_dict(session, log) for session, log in found]})
    if not found:
        none = (
            "No session was deleted.\n" if deleted else f"No sessions yet. Start one with: {folders.command()} chat\n"
        )
        return print_text(none)
    lines = []
    for session, log in found:
        kept = next((record.gist for record in reversed(log) if record.gist), None)
        advice = f"customers per RM {gist_from(kept).range}" if kept else "nothing followed yet"
        count = len(_state(log).consultation.given)
        lines.append(f"{session.name}: {count} answer{'' if count == 1 else 's'}, changed {session.changed}; {advice}")
    return print_text("".join(f"{line}\n" for line in lines))


@sessions.command()
@NAME
@AS_JSON
@click.pass_obj
def show(folders: Folders, name: str, as_json: bool) -> int:
    """Show a session: its answers, what follows from them, and who said what when."""
    from rmadvisor.conversation import wording
    from rmadvisor.conversation.answered import as_answers_file, as_given

    session, log, view = _found(folders, name)
    tried = _state(log)
    if as_json:
        return print_json(
            {
                **_as_dict(session, log),
                "answers": as_answers_file(as_given(view.answers)),
                "set_aside": [bad.as_dict() for bad in view.unfit],
                "skipped": list(view.state.skipped),
                "trying": as_answers_file(tried.given) if tried.trying else None,
                "recommendation": view.gist.as_dict(),
                "log": [record.as_dict() for record in log],
            }
        )
    dialogue = folders.advisor().dialogue()
    lines = [f"Session {session.name}, started {session.created}, changed {session.changed}."]
    lines += ["", "Answers:", *wording.answers_in_words(view, dialogue.kb.vocabulary, dialogue.set_aside(view.state))]
    lines += ["", "What follows:", *wording.gist_in_words(view.gist), "", "What happened:"]
    lines += [line for record in log for line in wording.record_in_words(record, dialogue.kb.vocabulary)]
    return print_text("".join(f"{line}\n" for line in lines))


@sessions.command()
@NAME
@click.pass_obj
def resume(folders: Folders, name: str) -> int:
    """Go on with a session, as `rmadvisor chat --session NAME` does."""
    return converse(folders, name, fresh=False)


@sessions.command()
@NAME
@click.argument("new", metavar="NEW")
@click.pass_obj
def rename(folders: Folders, name: str, new: str) -> int:
    """Give a session another name."""
    folders.sessions().rename(name, new, author(), folders.knowledge().version)
    return print_text(f"Session {name} is now called {new}.\n")


@sessions.command()
@NAME
@click.pass_obj
def delete(folders: Folders, name: str) -> int:
    """Delete a session; `rmadvisor sessions restore NAME` brings it back."""
    folders.sessions().delete(name, author(), folders.knowledge().version)
    return print_text(
        f"Session {name} is deleted. Bring it back with: {folders.command()} sessions restore {quote(name)}\n"
    )


@sessions.command()
@NAME
@click.pass_obj
def restore(folders: Folders, name: str) -> int:
    """Bring a deleted session back."""
    folders.sessions().restore(name, author(), folders.knowledge().version)
    return print_text(f"Session {name} is back.\n")


@sessions.command()
@NAME
@click.option("--to", "target", metavar="FILE", help="Where to write; - is standard output. Otherwise NAME.json.")
@click.option("--replace", "replacing", is_flag=True, help="Write over the file when there is one.")
@click.pass_obj
def export(folders: Folders, name: str, target: str | None, replacing: bool) -> int:
    """Write one JSON file with the answers, the log, the versions and the recommendation."""
    from rmadvisor import __version__
    from rmadvisor.conversation.export import exported, printed, write_new

    session, log, view = _found(folders, name)
    text = printed(exported(session, log, view, __version__))
    if target == "-":
        return print_text(text)
    path = Path(target or f"{session.name}.json")
    write_new(path, text, replacing)
    return print_text(f"Session {name} is written to {path}.\n")


@sessions.command()
@click.argument("file", metavar="FILE")
@click.pass_obj
def verify(folders: Folders, file: str) -> int:
    """Work the recommendation of an exported session out again, and compare."""
    from rmadvisor.conversation.export import verified

    differs = verified(read_input(file), folders.advisor().consult)
    for text in differs:
        talk(text)
    return NOTHING if differs else print_text("The recommendation is reproduced byte for byte.\n")


def _found(folders: Folders, name: str) -> tuple[Session, tuple[Record, ...], View]:
    from rmadvisor.conversation.recorded import view_of

    store = folders.sessions()
    session = store.named(name)
    log = store.log(session)
    return session, log, view_of(folders.advisor().dialogue(), log)


def _state(log: tuple[Record, ...]) -> State:
    from rmadvisor.conversation.state import replay

    return replay(record.event for record in log)


def _as_dict(session: Session, log: tuple[Record, ...]) -> dict[str, Any]:
    return {
        "name": session.name,
        "created": session.created,
        "changed": session.changed,
        "deleted": session.deleted,
        "answered": len(_state(log).consultation.given),
        "program": log[-1].program,
        "knowledge": log[-1].knowledge,
    }
