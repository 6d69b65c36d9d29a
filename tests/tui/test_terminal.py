"""The app in a real terminal: from the first answer over a killed process to the session gone on with."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Command

TMUX = shutil.which("tmux")
PATIENCE = 30.0  # seconds for something to appear


class Terminal:
    """A terminal of its own under tmux."""

    def __init__(self, run: Command, folder: Path, size: tuple[int, int] = (80, 24)) -> None:
        self.server = f"rmadvisor-test-{os.getpid()}-{time.monotonic_ns()}"
        width, height = map(str, size)
        inside = {name: run.environment[name] for name in ("XDG_CACHE_HOME",)}
        self.command = shlex.join(run.line("--db", folder / "s.db"))
        self.tmux(
            "new-session", "-d", "-x", width, "-y", height, "-s", "t", "-c", str(run.folder),
            *(part for name, value in inside.items() for part in ("-e", f"{name}={value}")),
            "-e", f"PYTHONPATH={Path.cwd()}", "env PS1='ready$ ' TERM=screen-256color LC_ALL=C.UTF-8 bash --norc",
        )  # fmt: skip
        self.wait("ready$")

    def tmux(self, *words: str) -> str:
        done = subprocess.run([TMUX or "tmux", "-L", self.server, *words], capture_output=True, text=True, check=True)
        return done.stdout

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.tmux("send-keys", "-t", "t", key)

    def start(self, prefix: str = "") -> None:
        self.tmux("send-keys", "-t", "t", "-l", f"clear; {prefix}{self.command}; echo left with $?")
        self.keys("Enter")

    @property
    def screen(self) -> str:
        return self.tmux("capture-pane", "-p", "-t", "t")

    def wait(self, text: str, gone: bool = False) -> str:
        """The screen once a text stands on it, or no longer does."""
        end = time.monotonic() + PATIENCE
        while (text in self.screen) is gone:
            assert time.monotonic() < end, f"waited for {text!r} in:\n{self.screen}"
            time.sleep(0.03)
        return self.screen

    def kill_app(self) -> None:
        """End the app as a crash would, by its own number."""
        shell = self.tmux("display-message", "-p", "-t", "t", "#{pane_pid}").strip()
        children = Path(f"/proc/{shell}/task/{shell}/children").read_text().split()
        for child in children:
            os.kill(int(child), signal.SIGKILL)

    def close(self) -> None:
        subprocess.run([TMUX or "tmux", "-L", self.server, "kill-server"], capture_output=True, check=False)


@pytest.fixture
def terminal(run: Command, tmp_path: Path) -> Iterator[Terminal]:
    if TMUX is None:
        pytest.skip("tmux is not installed: apt install tmux")
    made = Terminal(run, tmp_path)
    yield made
    made.close()


def test_a_consultation_in_a_terminal(terminal: Terminal) -> None:
    """Start, answer, ask why, open a proof, change an answer, be killed, go on where it stood, and leave by Ctrl-Q."""
    terminal.start()
    terminal.wait("Which customers does this group")
    terminal.keys("2")
    terminal.wait("plan with")
    terminal.keys("F2")
    terminal.wait("Why: ")
    terminal.keys("Tab", "Enter")
    terminal.wait("because: ")
    terminal.keys("Tab")
    terminal.wait("Type a figure")
    terminal.keys("change segment", "Enter")
    terminal.wait("Your answer so far: Affluent")
    terminal.keys("5")
    terminal.wait("Noted: segment is Small and medium-sized")
    terminal.keys("C-c")
    terminal.wait("Copied the recommendation")
    terminal.kill_app()
    terminal.wait("left with")
    terminal.tmux("send-keys", "-t", "t", "-l", "reset")
    terminal.keys("Enter")
    terminal.start()
    terminal.wait("Go on where you left off")
    terminal.keys("1")
    terminal.wait("you gave 1 answer so far")
    terminal.keys("F3")
    terminal.wait("segment: Small and medium-sized")
    terminal.keys("Escape", "C-q")
    assert "left with 0" in terminal.wait("left with")
    assert "is kept" in terminal.screen


def test_it_follows_the_size_of_the_terminal(terminal: Terminal) -> None:
    """Made narrow and wide while it runs, it shows the same question, and takes an answer."""
    terminal.start()
    terminal.wait("Which customers does this group")
    for width, height in ((50, 14), (200, 60), (30, 8), (80, 24)):
        terminal.tmux("resize-window", "-t", "t", "-x", str(width), "-y", str(height))
        terminal.wait("F1 Help")
    terminal.wait("Which customers does this group")
    terminal.keys("7")
    terminal.wait("1 answered")
    terminal.keys("F10")
    terminal.wait("left with 0")


@pytest.mark.parametrize(
    ("prefix", "reason"),
    [("TERM=dumb ", "cannot move its cursor"), ("PYTHONIOENCODING=ascii ", "shows only ascii letters")],
)
def test_where_it_cannot_be_drawn_the_lines_ask(terminal: Terminal, prefix: str, reason: str) -> None:
    """A terminal without a cursor or without letters beyond ASCII gets one line that says so, and the plain lines."""
    terminal.start(prefix)
    shown = terminal.wait("0" if prefix == "" else "7. Large")
    assert reason in " ".join(shown.split())
    terminal.keys("quit", "Enter")
    terminal.wait("left with 0")
