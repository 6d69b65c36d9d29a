"""Whether the app can run where it was started; imports nothing that draws, so that the answer costs nothing.

In:     the streams and the environment of the process.
Out:    "" or the reason why not, in words.
"""

from __future__ import annotations

import os
import sys
import threading
import time

SERVER = "RMADVISOR_SERVER"  # in the environment: the process that serves this app to a browser


def hindrance() -> str:
    """Why the app cannot run here. It is drawn on standard error and needs letters beyond ASCII for its lines."""
    if os.environ.get("TEXTUAL_DRIVER"):
        return ""  # it is drawn elsewhere, as in a browser
    for name, stream in (("standard input", sys.__stdin__), ("standard error", sys.__stderr__)):
        if stream is None or stream.closed or not stream.isatty():
            return f"{name} is no terminal"
    if sys.__stdout__ is None or not sys.__stdout__.isatty():
        return "standard output is no terminal"
    terminal = os.environ.get("TERM", "")
    if terminal in ("", "dumb", "unknown"):
        return f"the terminal ({terminal or 'TERM is not set'}) cannot move its cursor"
    encoding = (sys.__stderr__.encoding or "ascii").lower().replace("-", "") if sys.__stderr__ else "ascii"
    return "" if encoding.startswith("utf") else f"the terminal shows only {encoding} letters"


def leave_with_server() -> None:
    """End with the server even when that was killed and could tell nobody; every answer is on disk at any moment."""
    server = os.environ.get(SERVER, "")
    if not server.isdigit():
        return

    def watch() -> None:
        while os.getppid() == int(server):
            time.sleep(1.0)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
