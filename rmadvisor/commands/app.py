"""Start the app, or say in a line why it cannot be and hold the conversation in plain lines instead."""

from __future__ import annotations

import os

from rmadvisor.commands.streams import BAD_INPUT, DONE, Folders, talk
from rmadvisor.commands.talk import author
from rmadvisor.knowledge.problems import BadInput, Problem


def open_app(folders: Folders) -> int | None:
    """Run the app; None when this is no place for it."""
    from rmadvisor.tui.start import hindrance, leave_with_server

    if reason := hindrance():
        if os.isatty(0):
            talk(f"{reason}, so here is the conversation in plain lines (rmadvisor chat).")
        return None
    from rmadvisor.tui.app import AdvisorApp
    from rmadvisor.tui.desk import Desk
    from rmadvisor.tui.themes import COLOURS

    colours = os.environ.get("RMADVISOR_COLOURS") or COLOURS[0]
    if colours not in COLOURS:
        mend = f"set it to one of {', '.join(COLOURS)}"
        raise BadInput([Problem("", 0, 0, f"RMADVISOR_COLOURS is '{colours}', which is none", mend)])
    leave_with_server()
    desk = Desk(folders.advisor, folders.sessions(), author(), folders.reloader)
    app = AdvisorApp(desk, colours)
    try:
        app.run()
    finally:
        desk.close()
    if app.failed is not None:
        raise app.failed
    if desk.name:
        talk(f"session {desk.name} is kept. Go on with: {folders.command()}")
    return BAD_INPUT if app.return_code == BAD_INPUT else DONE
