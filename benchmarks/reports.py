"""How long a report takes in each format, and how large it is.

    python benchmarks/reports.py [--rounds 5] [--json FILE]

The paper (consultation, doubts, flips, proofs, wording) is made once for all formats; each format is then written from
it. CPU time, median over the five examples and all rounds; the first report of a process also loads its writer.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from measuring import Samples, machine, machine_line, progress, table, version

from rmadvisor import Advisor
from rmadvisor.knowledge.documents import read
from rmadvisor.report import formats

EXAMPLES = sorted((Path(__file__).resolve().parent.parent / "examples").glob("*.yaml"))
DAY = "2026-11-25"
PAPER = "the paper itself"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="times each example is written (5)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error("--rounds takes a number from 1")
    advisor = Advisor.load()
    answers = [advisor.answers(read(path)) for path in EXAMPLES]
    names = (PAPER, *formats.ENDINGS)
    first, later = ({name: Samples() for name in names} for _ in range(2))
    sizes: dict[str, list[int]] = {name: [] for name in names}
    for number in range(options.rounds):
        progress(f"Round {number + 1} of {options.rounds} ...")
        for given in answers:
            taken = later if first[PAPER].cpu else first
            document, recommendation = taken[PAPER].take(lambda given=given: advisor.paper(given, DAY))
            data = recommendation.as_dict()
            for ending in formats.ENDINGS:
                content, _ = taken[ending].take(lambda e=ending, d=document, r=data: formats.write(d, r, e))
                sizes[ending].append(len(content))
    print(machine_line())
    print(", ".join(f"{name} {version(name)}" for name in ("rmadvisor", "typst", "python-docx")))
    rows = [
        (
            name,
            f"{later[name].median:.0f}",
            f"{max(later[name].cpu):.0f}",
            f"{first[name].cpu[0]:.0f}",
            f"{max(sizes[name]) // 1000}" if sizes[name] else "",
        )
        for name in names
    ]
    print(table(("ms of CPU time", "median", "max", "first", "kB, largest"), rows))
    if options.json:
        figures = {name: {"first": first[name].cpu, "later": later[name].cpu, "bytes": sizes[name]} for name in names}
        text = json.dumps({"machine": machine(), "rows": figures}, indent=1) + "\n"
        options.json.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
