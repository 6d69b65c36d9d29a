"""What all benchmarks share: the clock, the figures, the table, and a line that says what they ran on.

CPU time is the measure of record, as it leaves out the time in which other work had the processor; wall time stands
beside it.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import Any

MILLION = 1_000_000


@dataclass
class Samples:
    """Times of one thing, each in milliseconds of CPU and of wall time."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def take(self, work: Callable[[], Any]) -> Any:
        """Do it once on the clock."""
        wall, cpu = time.perf_counter_ns(), time.process_time_ns()
        result = work()
        cpu_after, wall_after = time.process_time_ns(), time.perf_counter_ns()
        self.cpu.append((cpu_after - cpu) / MILLION)
        self.wall.append((wall_after - wall) / MILLION)
        return result

    @property
    def median(self) -> float:
        return median(self.cpu)

    @property
    def p99(self) -> float:
        return percentile(self.cpu, 99)

    @property
    def median_wall(self) -> float:
        return median(self.wall)


def percentile(values: Sequence[float], share: int) -> float:
    """The nearest-rank percentile.

    >>> percentile([4, 1, 3, 2], 50), percentile([4, 1, 3, 2], 99)
    (2, 4)
    """
    return sorted(values)[max(-(-len(values) * share // 100) - 1, 0)]


def version(package: str) -> str | None:
    """The version installed of a package; None when it is not."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def machine() -> dict[str, Any]:
    """What the figures were taken on, and how busy it was."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "load": [round(share, 1) for share in os.getloadavg()] if hasattr(os, "getloadavg") else None,
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def machine_line() -> str:
    """The machine as one line for people."""
    on = machine()
    load = "" if on["load"] is None else f", load {'/'.join(map(str, on['load']))}"
    return f"{on['processor']}, {on['cores']} cores{load}; {on['system']}; {on['python']}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns under each other: the first to the left, the others to the right."""
    lines = [list(head), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def progress(text: str) -> None:
    """Talk for the person who waits; stdout is for the figures."""
    print(text, file=sys.stderr, flush=True)
