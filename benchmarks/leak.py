"""Whether memory or time grows when one process consults again and again through durable-rules.

    python benchmarks/leak.py [--consultations 10000] [--json FILE]

Memory is judged over the second half: a leak of some 200 bytes a consultation shows. In the first half it takes one
step of 6 MB, anywhere from the 250th to the 1,750th consultation, and no other in 25,000; the table has it. The
machine's own speed changes while this runs, so time is judged against a yardstick that runs along: the plain fixed
point, every tenth time.
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

from rmadvisor import Advisor
from rmadvisor.reasoning.consultation import consult
from rmadvisor.reasoning.plain import PlainEngine

SETS, PARTS = 199, 10  # a prime, so that the yardstick runs over all of them too
YARDSTICK_EVERY = 10
HALF = PARTS // 2 - 1
MOST_MEMORY = 1.0  # MB of growth in the second half that still counts as none: the allocator's own noise
MOST_TIME = 1.10  # last three parts to first three, each against the yardstick


@dataclass
class Part:
    """One tenth: consultations done by its end, resident memory then (MB), time of one (ms of CPU and of wall)."""

    done: int
    memory: float
    median: float
    p99: float
    median_wall: float
    yardstick: float

    @property
    def relative(self) -> float:
        return self.median / self.yardstick


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
    advisor = Advisor.load()
    yardstick = PlainEngine(advisor.kb.rules, advisor.kb.stage)
    answers = random_answers(advisor.kb, SETS)
    each = consultations // PARTS
    parts = []
    for number in range(PARTS):
        samples, beside = Samples(), Samples()
        for i in range(number * each, (number + 1) * each):
            given = answers[i % SETS]
            samples.take(lambda given=given: advisor.consult(given))
            if i % YARDSTICK_EVERY == 0:
                beside.take(lambda given=given: consult(advisor.kb, yardstick, given))
        times = (samples.median, samples.p99, samples.median_wall, beside.median)
        del samples, beside
        gc.collect()
        parts.append(Part((number + 1) * each, resident(), *times))
        progress(f"{parts[-1].done} consultations ...")
    advisor.close()
    return parts


def verdict(parts: list[Part]) -> tuple[float, float, bool]:
    """(MB grown in the second half, relative time of the last three parts to the first three, whether it grows)."""
    grown = parts[-1].memory - parts[HALF].memory
    slower = median(part.relative for part in parts[-3:]) / median(part.relative for part in parts[:3])
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
    print(f"durable-rules {version('durable-rules')}; Advisor.consult over {SETS} answer sets in turn")
    rows = [
        (str(p.done), f"{p.memory:.1f}", f"{p.median:.3f}", f"{p.p99:.3f}", f"{p.median_wall:.3f}", f"{p.relative:.2f}")
        for p in parts
    ]
    print(table(("consultations", "resident MB", "median CPU ms", "p99 CPU ms", "median wall ms", "x yardstick"), rows))
    print(
        f"\nMemory {'GROWS' if grown > MOST_MEMORY else 'does not grow'}: {grown:+.2f} MB "
        f"from consultation {parts[HALF].done} to {parts[-1].done} (up to {MOST_MEMORY} MB is the allocator's noise); "
        f"{parts[-1].memory - parts[0].memory:+.2f} MB from consultation {parts[0].done}."
    )
    print(
        f"Time {'GROWS' if slower > MOST_TIME else 'does not grow'}: against the yardstick, the last three medians "
        f"are {slower:.2f} times the first three (up to {MOST_TIME} is the machine's noise)."
    )
    if options.json:
        document = {"machine": machine(), "parts": [asdict(p) for p in parts], "grown_mb": grown, "slower": slower}
        options.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return int(grows)


if __name__ == "__main__":
    sys.exit(main())
