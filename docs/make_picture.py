"""Draw the README's picture and refresh its excerpt: both are what `rmadvisor advise examples/affluent.yaml` prints."""

from __future__ import annotations

import re
from pathlib import Path
from xml.sax.saxutils import escape

from rmadvisor import Advisor
from rmadvisor.knowledge.documents import read
from rmadvisor.report import text
from rmadvisor.report.wording import word

ROOT = Path(__file__).resolve().parent.parent
EXCERPT = re.compile(r"(begins with\n\n```\n).*?(```\n)", re.DOTALL)
LINE, CHARACTER, MARGIN = 18, 8.4, 16


def output() -> str:
    """What the command prints."""
    advisor = Advisor.load()
    recommendation = advisor.consult(advisor.answers(read(ROOT / "examples" / "affluent.yaml")))
    return text.write(word(recommendation, advisor.kb, brief=True))


def answer(printed: str) -> str:
    """Its first part: the recommendation, before it says why."""
    return printed.partition("\n\nWHY\n")[0] + "\n"


def picture(shown: str) -> str:
    """The lines as an SVG that needs nothing from elsewhere."""
    lines = shown.splitlines()
    width, height = 80 * CHARACTER + 2 * MARGIN, len(lines) * LINE + 2 * MARGIN
    rows = "\n".join(
        f'<text x="{MARGIN}" y="{MARGIN + LINE * i + 13}" xml:space="preserve">{escape(line)}</text>'
        for i, line in enumerate(lines)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img"'
        ' aria-label="The recommendation as it is printed in a terminal">\n'
        f'<rect width="{width:g}" height="{height:g}" rx="8" fill="#1d2330"/>\n'
        f'<g font-family="monospace" font-size="14" fill="#e8ecf4">\n{rows}\n</g>\n</svg>\n'
    )


def main() -> None:
    shown = answer(output())
    (ROOT / "docs" / "picture.svg").write_text(picture(shown), encoding="utf-8")
    readme = ROOT / "README.md"
    before = readme.read_text(encoding="utf-8")
    readme.write_text(EXCERPT.sub(lambda m: m[1] + shown + m[2], before), encoding="utf-8")


if __name__ == "__main__":
    main()
