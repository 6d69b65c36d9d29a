"""The app under fingers: from a key to the repainted screen, how long a callback holds the loop, start to first paint.

    .venv/bin/python benchmarks/app.py [--answers N]

Keys are pressed in-process in the real app without a terminal: the time runs from the key to the first repaint that it
causes, and to the last; an answer is on disk by then, a search shows its results. Answering goes through questions with
their first choices or a figure; searching types each line below letter by letter. Each time stands beside the processor
time that was used, which other work on the machine changes less. `loop` is the processor time for which one callback
held it, so that no other key could be dealt with; what of it is ours is listed apart, the rest is drawn by Textual. The
start is measured in processes of their own under a pseudo-terminal. The yardstick is `python -c pass`.
"""

from __future__ import annotations

import argparse
import asyncio
import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from asyncio import events
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from typing import Any

from textual.events import Key

from rmadvisor import Advisor
from rmadvisor.conversation.sessions import Author, Sessions
from rmadvisor.tui.advice import Advice
from rmadvisor.tui.app import AdvisorApp
from rmadvisor.tui.desk import Desk
from rmadvisor.tui.question import Composer
from rmadvisor.tui.screens.guidance import Guidance

SIZES = ((80, 24), (140, 45))
STARTS = 7
LONG = 3.0  # seconds after which a key has had no effect that can be seen
SEARCHES = ("customers per rm", "cusomters per rm", "crm", "active listening", "mentee", "how many clients for hnw")
Times = tuple[float, float, float]  # first repaint, last repaint, processor time
Held = dict[str, list[float]]
QUIET = 0.08  # seconds without a repaint, after which a key has had all its effect


class Loop:
    """Notes how long each callback holds the loop."""

    def __init__(self) -> None:
        self.held: list[float] = []
        self._run = events.Handle._run

    def __enter__(self) -> Loop:
        def run(handle: events.Handle) -> None:
            before = time.thread_time()
            self._run(handle)
            self.held.append(time.thread_time() - before)

        events.Handle._run = run  # type: ignore[method-assign]
        return self

    def __exit__(self, *_: object) -> None:
        events.Handle._run = self._run  # type: ignore[method-assign]


@asynccontextmanager
async def app_of(size: tuple[int, int], folder: Path) -> AsyncIterator[AdvisorApp]:
    desk = Desk(Advisor.load, Sessions(folder / f"{size[0]}.db"), Author("bench", "1", lambda: "2026-01-02T00:00:00Z"))
    app = AdvisorApp(desk)
    async with app.run_test(size=size) as pilot:
        while app.view is None or app.busy:
            await asyncio.sleep(0.001)
        app.consult.query_one(Composer).cursor_blink = False
        await pilot.pause()
        yield app
    desk.close()


class Own:
    """Notes how long our own handlers hold the loop: all that is shown of an answer or a search is made there."""

    def __init__(self, app: AdvisorApp) -> None:
        self.held: Held = {}
        self._time("the next question", app.consult, "moved")
        self._time("the recommendation", app.consult.query_one(Advice), "draw")
        self._time("hits of a search", Guidance, "_show")
        self._time("an entry", Guidance, "_draw")

    def _time(self, what: str, owner: Any, name: str) -> None:
        plain = getattr(owner, name)

        def timed(*given: Any, **named: Any) -> None:
            before = time.thread_time()
            plain(*given, **named)
            self.held.setdefault(what, []).append(time.thread_time() - before)

        setattr(owner, name, timed)


class Eye:
    """Sees when the screen was drawn last."""

    def __init__(self, app: AdvisorApp) -> None:
        self.first, self.drawn = 0.0, 0.0
        display = app._display

        def seen(screen: Any, renderable: Any) -> None:
            display(screen, renderable)
            self.drawn = time.perf_counter()
            self.first = self.first or self.drawn

        app._display = seen  # type: ignore[method-assign]


async def key(app: AdvisorApp, eye: Eye, name: str) -> Times:
    """Seconds from a key to the first and the last repaint that it caused, and of processor time in all threads."""
    eye.first, before, used = 0.0, time.perf_counter(), time.process_time()
    app.post_message(Key(name, {"space": " "}.get(name)))  # only letters say by themselves what they write
    while not eye.first and time.perf_counter() - before < LONG:
        await asyncio.sleep(QUIET / 40)
    worked = before
    while time.perf_counter() - max(eye.drawn, worked) < QUIET:
        worked = time.perf_counter() if app.busy else worked
        await asyncio.sleep(QUIET / 40)
    return max(eye.first - before, 0.0), max(eye.drawn - before, 0.0), time.process_time() - used


async def answering(app: AdvisorApp, most: int) -> tuple[list[Times], list[Times]]:
    """Answer question after question with its first choices or a figure; the letters of figures are timed apart."""
    eye, answers, letters = Eye(app), [], []
    for i in range(most):
        view = app.view
        if view is None or view.question is None:
            break
        if view.question.choices:
            answers.append(await key(app, eye, str(1 + i % min(len(view.question.choices), 9))))
            if view.question.type == "choices":
                answers[-1] = await key(app, eye, "enter")
        else:
            letters += [await key(app, eye, digit) for digit in "12"]
            answers.append(await key(app, eye, "enter"))
        if app.view is view:  # refused: a figure that contradicts another
            await key(app, eye, "ctrl+u")
            await key(app, eye, "ctrl+n")
    return answers, letters


async def searching(app: AdvisorApp) -> list[Times]:
    """Type each search letter by letter into the line of the guidance, as it stands on top of the conversation."""
    eye, letters = Eye(app), []
    await key(app, eye, "f6")
    for words in SEARCHES:
        await key(app, eye, "ctrl+u")
        letters += [await key(app, eye, "space" if letter == " " else letter) for letter in words]
    await key(app, eye, "escape")
    return letters


def told(what: str, seconds: list[float]) -> str:
    ranked = sorted(seconds)
    worst = ranked[min(int(len(ranked) * 0.99), len(ranked) - 1)]
    return f"{what:<36} n {len(ranked):>4}   p50 {median(ranked) * 1e3:6.1f} ms   p99 {worst * 1e3:6.1f} ms"


def used(process: subprocess.Popen[bytes]) -> float:
    """Seconds of processor time of a process so far."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def start() -> tuple[float, float, float, float]:
    """Seconds from the start of a process to its first letters and to the first question, on a pseudo-terminal; and of
    processor time."""
    folder = tempfile.mkdtemp()
    main, other = pty.openpty()
    fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "PYTHONUTF8": "1"}
    before = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "rmadvisor.cli", "--db", f"{folder}/s.db"],
        stdin=other, stdout=other, stderr=other, env=environment, start_new_session=True,
    )  # fmt: skip
    os.close(other)
    seen, painted, worked = b"", 0.0, 0.0
    try:
        while b"serve?" not in seen and time.perf_counter() - before < 20:
            if select.select([main], [], [], 0.005)[0]:
                seen += os.read(main, 1 << 16)
            if not painted and b"rmadvisor" in seen:
                painted, worked = time.perf_counter() - before, used(process)
        return painted, time.perf_counter() - before, worked, used(process)
    finally:
        process.kill()
        process.wait()
        os.close(main)


def yardstick() -> float:
    """Seconds that `python -c pass` takes on this machine now."""
    found = []
    for _ in range(STARTS):
        before = time.perf_counter()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        found.append(time.perf_counter() - before)
    return median(found)


async def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--answers", type=int, default=40)
    most = arguments.parse_args().answers
    print(f"yardstick, python -c pass: {yardstick() * 1e3:.0f} ms; load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            print(f"{size[0]}x{size[1]}")
            async with app_of(size, Path(folder)) as app:
                own = Own(app)
                with Loop() as loop:
                    answers, letters = await answering(app, most)
                    searches = await searching(app)
                for what, times in (
                    ("answer", answers),
                    ("letter of a figure", letters),
                    ("search, a letter", searches),
                ):
                    done = "results drawn" if times is searches else "all drawn"
                    print(told(f"  {what}: first repaint", [first for first, _, _ in times]))
                    print(told(f"  {what}: {done}", [last for _, last, _ in times]))
                    print(told(f"  {what}: processor time", [used for _, _, used in times]))
                for name, held in own.held.items():
                    print(told(f"  ours on the loop: {name}", held) + f"   most {max(held) * 1e3:.1f} ms")
                print(told("  loop held by one callback", loop.held) + f"   most {max(loop.held) * 1e3:.1f} ms")
    starts = [start() for _ in range(STARTS)]
    for what, wall, worked in (("first letters", 0, 2), ("first question", 1, 3)):
        seconds = sorted(each[wall] for each in starts)
        print(
            f"start to {what:<16} median {median(seconds):.2f} s   worst of {STARTS} {seconds[-1]:.2f} s"
            f"   processor time, median {median(each[worked] for each in starts):.2f} s"
        )
    print(f"yardstick, python -c pass: {yardstick() * 1e3:.0f} ms; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    asyncio.run(main())
