"""Draw the pictures of the app in docs/ and refresh the table of keys in docs/app.md: both come from the app itself."""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path

from rmadvisor import Advisor
from rmadvisor.conversation.recorded import Recorded
from rmadvisor.conversation.sessions import Author, Sessions
from rmadvisor.knowledge.documents import read
from rmadvisor.tui.actions import ACTIONS, Action, keys_in_words
from rmadvisor.tui.app import AdvisorApp
from rmadvisor.tui.desk import Desk

DOCS = Path(__file__).resolve().parent
AUTHOR = Author("manager", "1", lambda: "2026-01-02T09:00:00Z")
SESSION = "Affluent 2027"
ANSWERS = 16  # of the example that are given before the picture is taken
TABLE = re.compile(r"(<!-- keys -->\n).*?(<!-- end of keys -->\n)", re.DOTALL)
FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)

# name: size, colours, keys
PICTURES: dict[str, tuple[tuple[int, int], str, tuple[str, ...]]] = {
    "app": ((132, 38), "dark", ("f2",)),
    "app-proof": ((100, 32), "light", ("tab", "home", "enter", "down", "down", "enter")),
    "app-what-if": ((112, 32), "dark", ("f4", "home", "down", "enter", "1")),
    "app-doubts": ((100, 26), "dark", ("f5", "enter")),
    "app-guidance": ((132, 34), "light", ("f6", *(letter.replace(" ", "space") for letter in "cusomters per rm"))),
    "app-small": ((80, 24), "high-contrast", ()),
}


async def picture(advisor: Advisor, size: tuple[int, int], colours: str, keys: tuple[str, ...]) -> str:
    """The app after some keys, as an SVG that needs nothing from elsewhere."""
    with tempfile.TemporaryDirectory() as folder:
        sessions = Sessions(Path(folder) / "s.db")
        recorded = Recorded.start(advisor.dialogue(), sessions, SESSION, AUTHOR)
        example = read(DOCS.parent / "examples" / "affluent.yaml").data
        given = dict([pair for pair in example.items() if pair[0] != "skills"][:ANSWERS])
        recorded.do(recorded.dialogue.answer_all(recorded.state, given))
        app = AdvisorApp(Desk(lambda: Advisor(advisor.kb), sessions, AUTHOR), colours)
        async with app.run_test(size=size) as pilot:
            for key in ("", "1", *keys):
                if key:
                    await pilot.press(key)
                await pilot.pause(0.2)
                while app.view is None or app.busy or app.workers._workers:
                    await pilot.pause(0.05)
            drawn = app.export_screenshot(title="rmadvisor")
        app.desk.close()
    return FONT.sub("", re.sub(r"terminal-\d+", "terminal", drawn)).replace("Fira Code", "DejaVu Sans Mono")


def row(action: Action) -> str:
    """A line of the table of keys."""
    does = action.does + (f"; or type `{'`, `'.join(action.words)}`" if action.words else "")
    return f"| {action.area} | {action.label} | {keys_in_words(action.keys) or 'in the commands'} | {does} |\n"


def table() -> str:
    return "| where | action | keys | what it does |\n|---|---|---|---|\n" + "".join(row(action) for action in ACTIONS)


def main() -> None:
    advisor = Advisor.load()
    for name, (size, colours, keys) in PICTURES.items():
        drawn = asyncio.run(picture(advisor, size, colours, keys))
        (DOCS / f"{name}.svg").write_text(drawn, encoding="utf-8")
    page = DOCS / "app.md"
    page.write_text(TABLE.sub(lambda m: m[1] + table() + m[2], page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
