"""One window of a browser: the process that runs the app for it, which ends with it.

In:     the command and its environment; what the browser sends.
Out:    what the app draws.
Rules:  sizes are held to what a screen can have; the process leads a group of its own, and all of it is ended.
"""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from textual_serve.app_service import AppService

from rmadvisor.tui.start import SERVER

MOST_COLUMNS, MOST_ROWS = 300, 120
GRACE = 2.0  # seconds to leave by itself
PRIVATE = ("RMADVISOR_TOKEN",)  # of the server, not of what it runs


def held(size: Any, most: int, usual: int) -> int:
    """A size as a screen can have it.

    >>> [held(size, 300, 80) for size in (120, "90", 200_000, -5, None, "many", 1e400)]
    [120, 90, 300, 1, 80, 80, 80]
    """
    try:
        return min(max(int(size), 1), most)
    except (TypeError, ValueError, OverflowError):
        return usual


class Tab(AppService):
    """A window, and its process."""

    def __init__(self, line: Sequence[str], visitor: str, **how: Any) -> None:
        super().__init__("rmadvisor", **how)
        self.line, self.visitor = line, visitor

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        environment = self._build_environment(width=width, height=height)
        for name in PRIVATE:
            environment.pop(name, None)
        environment[SERVER] = str(os.getpid())
        self._process = await asyncio.create_subprocess_exec(
            *self.line, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment, start_new_session=True
        )
        self._stdin = self._process.stdin
        return self._process

    async def start(self, width: Any, height: Any) -> None:
        await super().start(held(width, MOST_COLUMNS, 80), held(height, MOST_ROWS, 24))

    async def set_terminal_size(self, width: Any, height: Any) -> None:
        await super().set_terminal_size(held(width, MOST_COLUMNS, 80), held(height, MOST_ROWS, 24))

    async def stop(self) -> None:
        """Ask it to leave; after a moment's grace end it with all that it started. Every answer is on disk already."""
        task, self._task = self._task, None
        process = self._process
        if task is None or process is None:
            return
        await self._download_manager.cancel_app_downloads(self.app_service_id)
        with suppress(TimeoutError):
            await asyncio.wait_for(self.send_meta({"type": "quit"}), GRACE)
        await asyncio.wait({task}, timeout=GRACE)
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), GRACE / 4)
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
