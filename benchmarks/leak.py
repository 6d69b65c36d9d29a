"""Whether memory or time grows when one process consults again and again through durable-rules.

    python benchmarks/leak.py [--consultations 10000] [--json FILE]

The first tenth is the warm-up: growth is judged from its end to the end of the last tenth.
Exit code 1 when memory or time grows.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from answer_sets import random_answers
from measuring import Samples, machine, machine_line, progress, table, version

from rmadvisor.knowledge.knowledge_base import load
from rmadvisor.reasoning.consultation import consult
from rmadvisor.reasoning.durable import DurableEngine

SETS, PARTS = 200, 10
MOST_MEMORY = 1.0  # MB of growth that still counts as none: the allocator's own noise
MOST_TIME = 1.10  # last three parts to first three


@dataclass
class Part:
    """One tenth: consultations done by its end, resident memory then (MB), time of one (ms of CPU, ms of wall)."""

    done: int
    memory: float
    median: float
    p99: float
    median_wall: float


def resident() -> float:
    """The memory this process holds now, in MB."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    except OSError:  # no Linux: the most it ever held, which shows growth as well
        import resource

        unit = 2**20 if sys.platform == "darwin" else 2**10
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def measure(consultations: int) -> list[Part]:
    kb = load()
    engine = DurableEngine(kb.rules)
    answers = random_answers(kb, SETS)
    each = consultations // PARTS
    parts = []
    for number in range(PARTS):
        samples = Samples()
        for i in range(number * each, (number + 1) * each):
            samples.take(lambda given=answers[i % SETS]: consult(kb, engine, given))
        times = (samples.median, samples.p99, samples.median_wall)
        del samples
        gc.collect()
        parts.append(Part((number + 1) * each, resident(), *times))
        progress(f"{parts[-1].done} consultations ...")
    engine.close()
    return parts


def verdict(parts: list[Part]) -> tuple[float, float, bool]:
    """(MB grown after the warm-up, time of the last three parts to the first three, whether that is growth)."""
    grown = parts[-1].memory - parts[0].memory
    slower = median(part.median for part in parts[-3:]) / median(part.median for part in parts[:3])
    return grown, slower, grown > MOST_MEMORY or slower > MOST_TIME


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--consultations", type=int, default=10_000, help="in one process (10000)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    if options.consultations < PARTS:
        parser.error(f"--consultations takes a number from {PARTS}")
    parts = measure(options.consultations)
    grown, slower, grows = verdict(parts)
    print(machine_line())
    print(f"durable-rules {version('durable-rules')}; whole consultations over {SETS} answer sets in turn")
    rows = [(str(p.done), f"{p.memory:.1f}", f"{p.median:.3f}", f"{p.p99:.3f}", f"{p.median_wall:.3f}") for p in parts]
    print(table(("consultations", "resident MB", "median CPU ms", "p99 CPU ms", "median wall ms"), rows))
    print(
        f"\nMemory {'GROWS' if grown > MOST_MEMORY else 'does not grow'}: {grown:+.2f} MB "
        f"from consultation {parts[0].done} to {parts[-1].done} (up to {MOST_MEMORY} MB is the allocator's noise)."
    )
    print(
        f"Time {'GROWS' if slower > MOST_TIME else 'does not grow'}: the last three medians are {slower:.2f} times "
        f"the first three (up to {MOST_TIME} is the machine's noise)."
    )
    if options.json:
        document = {"machine": machine(), "parts": [asdict(p) for p in parts], "grown_mb": grown, "slower": slower}
        options.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return int(grows)


if __name__ == "__main__":
    sys.exit(main())
