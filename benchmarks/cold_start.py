"""How long a command takes from a cold shell, and what it spends that on.

    python benchmarks/cold_start.py [--runs 15] [--json FILE]

Each run is a new process. The cache of the parsed knowledge lies in a folder of this benchmark's own, not the user's.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from answer_sets import EXAMPLES
from measuring import Samples, machine, machine_line, progress, table, version

GOAL, SEARCH_GOAL = 0.35, 0.3  # seconds
IMPORT_RUNS, MOST_SHOWN = 5, 10
ADVISE = ("advise", str(EXAMPLES / "affluent.yaml"))
SEARCH, SEARCHED = ("search", "negociation", "skills"), "rmadvisor search, warm cache"
BARE, WARM, NO_CACHE = "python -c pass", "rmadvisor advise, warm cache", "rmadvisor advise, no cache"
IMPORT_LINE = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \| *(\S+)$")


def script() -> list[str]:
    """The command as a shell would start it; the module where no script is installed beside this Python."""
    installed = Path(sys.executable).parent / "rmadvisor"
    return [str(installed)] if installed.is_file() else [sys.executable, "-m", "rmadvisor.cli"]


def run(command: Sequence[str], environment: Mapping[str, str], samples: Samples) -> None:
    """Run a command to its end in a new process; its own CPU time is counted, not this process's."""
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    samples.wall.append(1000 * (time.perf_counter() - started))
    samples.cpu.append(1000 * (used.ru_utime + used.ru_stime))
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed with exit code {process.returncode}")


def imports(command: Sequence[str], environment: Mapping[str, str]) -> tuple[int, list[tuple[str, float, float]]]:
    """(modules imported, [(module, own ms, ms with what it imports in turn)], the most expensive first).

    Medians of a few runs, as -X importtime shows each module once.
    """
    own: dict[str, list[int]] = {}
    total: dict[str, list[int]] = {}
    for _ in range(IMPORT_RUNS):
        done = subprocess.run(
            [sys.executable, "-X", "importtime", *command], env=environment, capture_output=True, text=True, check=True
        )
        for line in done.stderr.splitlines():
            if found := IMPORT_LINE.match(line):
                own.setdefault(found[3], []).append(int(found[1]))
                total.setdefault(found[3], []).append(int(found[2]))
    rows = [(name, median(times) / 1000, median(total[name]) / 1000) for name, times in own.items()]
    return len(rows), sorted(rows, key=lambda row: -row[1])


def show(figures: Mapping[str, Samples], modules: int, bare_modules: int, costly: Sequence[Any]) -> None:
    print(machine_line())
    print(", ".join(f"{name} {version(name)}" for name in ("rmadvisor", "durable-rules", "click", "pyyaml")))
    base = figures[BARE]
    rows = [
        (
            name,
            f"{times.median_wall:.0f}",
            f"{min(times.wall):.0f}",
            f"{times.median:.0f}",
            f"{times.median_wall / base.median_wall:.1f}",
            f"{times.median / base.median:.1f}",
            str(len(times.wall)),
        )
        for name, times in figures.items()
    ]
    print(table(("ms", "wall", "least wall", "CPU", "x bare wall", "x bare CPU", "runs"), rows))
    print(f"\nModules imported: {modules}, of which bare Python itself {bare_modules}. The most expensive:")
    shown = [(name, f"{own:.1f}", f"{total:.1f}") for name, own, total in costly[:MOST_SHOWN]]
    print(table(("module", "own ms", "with its imports"), shown))
    seconds = figures[WARM].median_wall / 1000
    verdict = "met" if seconds <= GOAL else "MISSED"
    print(f"\nGoal {verdict}: advise from a cold shell at most {GOAL} s of wall time, found {seconds:.3f}")
    seconds = figures[SEARCHED].median_wall / 1000
    verdict = "met" if seconds <= SEARCH_GOAL else "MISSED"
    print(f"Goal {verdict}: search from a cold shell at most {SEARCH_GOAL} s of wall time, found {seconds:.3f}")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=15, help="new processes for each line (15)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs takes a number from 1")
    with tempfile.TemporaryDirectory() as folder:
        plain = {name: value for name, value in os.environ.items() if name != "RMADVISOR_NO_CACHE"}
        warm = {**plain, "XDG_CACHE_HOME": folder}  # where platformdirs looks on Linux
        lines = {
            BARE: ([sys.executable, "-c", "pass"], warm),
            WARM: ([*script(), *ADVISE], warm),
            NO_CACHE: ([*script(), *ADVISE], {**warm, "RMADVISOR_NO_CACHE": "1"}),
            SEARCHED: ([*script(), *SEARCH], warm),
        }
        for command, environment in lines.values():
            run(command, environment, Samples())  # fills the cache, and the system's own
        figures = {name: Samples() for name in lines}
        for number in range(options.runs):
            progress(f"Run {number + 1} of {options.runs} ...")
            for name, (command, environment) in lines.items():
                run(command, environment, figures[name])
        modules, costly = imports(["-m", "rmadvisor.cli", *ADVISE], warm)
        bare_modules, _ = imports(["-c", "pass"], warm)
    show(figures, modules, bare_modules, costly)
    if options.json:
        document = {
            "machine": machine(),
            "rows": {name: {"wall": times.wall, "cpu": times.cpu} for name, times in figures.items()},
            "modules": modules,
            "bare_modules": bare_modules,
            "imports": [{"module": name, "own": own, "total": total} for name, own, total in costly],
            "goal": {"at_most": GOAL, "median": figures[WARM].median_wall / 1000},
        }
        options.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
