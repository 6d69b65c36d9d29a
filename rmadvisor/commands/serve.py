"""Serve the app to browsers."""

from __future__ import annotations

import asyncio
import errno
import sys
from pathlib import Path

import click

from rmadvisor.commands.streams import BAD_INPUT, DONE, INTERRUPTED, Folders, talk

HERE = "127.0.0.1"


@click.command()
@click.option(
    "--host", default=HERE, show_default=True, help="The address to answer on; others than this need --token."
)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free one.")
@click.option("--token", envvar="RMADVISOR_TOKEN", help="What visitors must know; better given as RMADVISOR_TOKEN.")
@click.option("--tabs", type=click.IntRange(1, 500), default=20, show_default=True, help="At most so many windows.")
@click.pass_obj
def serve(folders: Folders, host: str, port: int, token: str | None, tabs: int) -> int:
    """Serve the app to browsers, until Ctrl-C. Each visitor has sessions of his own, known by a cookie."""
    try:
        from rmadvisor.web.door import SHORTEST, Door, file_of, is_this_machine
        from rmadvisor.web.server import Server, Serving
    except ImportError as missing:
        talk(f"{missing.name} is not installed; rmadvisor serve needs: pip install 'rmadvisor[serve]'")
        return BAD_INPUT
    local = is_this_machine(host)
    if token is None and not local:
        talk(f"{host!r} can be reached from elsewhere: set a token in RMADVISOR_TOKEN, or leave --host out.")
        return BAD_INPUT
    if token is not None and len(token) < SHORTEST:
        talk(f"the token is too easy to guess: take {SHORTEST} letters or more, such as from: openssl rand -hex 16")
        return BAD_INPUT
    folders.knowledge()  # what is wrong with it is said here, not in every window
    visitors = _folder(folders)
    before = [*(("--kb", folders.kb) if folders.kb else ()), *(("--rules", folders.rules) if folders.rules else ())]

    def line(visitor: str) -> list[str]:
        own = visitors / file_of(visitor)
        return [sys.executable, "-m", "rmadvisor.cli", *before, "--db", str(own)]

    def started(at: int) -> None:
        shown = f"[{host}]" if ":" in host else host
        with_token = "" if token is None else "/?token=YOUR-TOKEN"
        talk(f"open http://{shown}:{at}{with_token} in a browser; Ctrl-C ends it. Sessions: {visitors}")

    try:
        open_tabs, interrupted = asyncio.run(Server(Serving(host, port, Door(token, local), line, tabs)).run(started))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            talk(f"port {port} on {host} is in use: name another with --port, or --port 0 for any free one.")
        else:
            talk(f"cannot answer on {host}, port {port}: {error.strerror or error}; name another --host or --port.")
        return BAD_INPUT
    talk(f"stopped; {open_tabs} window{'' if open_tabs == 1 else 's'} ended. Every answer is kept.")
    return INTERRUPTED if interrupted else DONE


def _folder(folders: Folders) -> Path:
    """Where visitors' files lie: beside the file of sessions, readable by this user only."""
    file = folders.sessions().path
    found = file.with_name(f"{file.stem}-visitors")
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found.resolve()
