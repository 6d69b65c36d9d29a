"""Start the app, or say in a line why it cannot be and hold the conversation in plain lines instead."""

from __future__ import annotations

import os

from rmadvisor.commands.streams import BAD_INPUT, DONE, Folders, talk
from rmadvisor.commands.talk import author


def open_app(folders: Folders) -> int | None:
    """Run the app; None when this is no place for it."""
    from rmadvisor.tui.start import hindrance

    if reason := hindrance():
        if os.isatty(0):
            talk(f"{reason}, so here is the conversation in plain lines (rmadvisor chat).")
        return None
    from rmadvisor.tui.app import AdvisorApp
    from rmadvisor.tui.desk import Desk

    desk = Desk(folders.advisor, folders.sessions(), author())
    app = AdvisorApp(desk)
    try:
        app.run()
    finally:
        desk.close()
    if app.failed is not None:
        raise app.failed
    if desk.name:
        talk(f"session {desk.name} is kept. Go on with: {folders.command()}")
    return BAD_INPUT if app.return_code == BAD_INPUT else DONE
