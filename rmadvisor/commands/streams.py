"""What every command shares: where input is read and where results go. stdout is for results, stderr for talk.

Exit codes: 0 done, 1 nothing found or check failed, 2 bad input, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from rmadvisor.knowledge.problems import BadInput, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rmadvisor.advisor import Advisor
    from rmadvisor.authoring.reloading import Reloader
    from rmadvisor.conversation.sessions import Sessions
    from rmadvisor.conversation.understanding.lexicon import Lexicon
    from rmadvisor.knowledge.cache import Cache
    from rmadvisor.knowledge.cursor import Document
    from rmadvisor.knowledge.knowledge_base import KnowledgeBase
    from rmadvisor.knowledge.search.searching import Searching
    from rmadvisor.report.blocks import Block

DONE, NOTHING, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
ANSWERS = click.argument("answers", metavar="ANSWERS")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")


class Folders(NamedTuple):
    """The options that stand before the command."""

    kb: str | None
    rules: str | None
    db: str | None = None

    def knowledge(self) -> KnowledgeBase:
        """The knowledge in the folders given, or the built-in one. BadInput when something is wrong in it."""
        from rmadvisor.knowledge.knowledge_base import load

        return load(folder(self.kb), folder(self.rules), _cache())

    def advisor(self) -> Advisor:
        from rmadvisor.advisor import Advisor

        return Advisor(self.knowledge(), _cache())

    def searching(self) -> Searching:
        """The search over the knowledge, without the engine that a consultation needs."""
        from rmadvisor.knowledge.files import version_of
        from rmadvisor.knowledge.search.searching import searching_in

        return searching_in(version_of(folder(self.kb), folder(self.rules)), self.knowledge, _cache())

    def lexicon(self) -> Lexicon:
        """The words by which people give facts: all that a sentence needs."""
        from rmadvisor.conversation.understanding.kept import lexicon_of

        return lexicon_of(self.knowledge(), _cache())

    def reloader(self, kb: KnowledgeBase) -> Reloader:
        """What watches the files behind this knowledge."""
        from rmadvisor.authoring.reloading import Reloader

        return Reloader(kb, folder(self.kb), folder(self.rules), _cache())

    def sessions(self) -> Sessions:
        """The sessions in the file given, or in the platform's place for a user's data."""
        from rmadvisor.conversation.sessions import Sessions

        if self.db is not None:
            return Sessions(Path(self.db))
        from platformdirs import user_data_path

        return Sessions(user_data_path("rmadvisor", appauthor=False) / "sessions.db", make_folder=True)

    def command(self) -> str:
        """How this program was called, with the options that stand before the command: for messages to copy."""
        from shlex import quote

        given = {"--kb": self.kb, "--rules": self.rules, "--db": self.db}
        return " ".join(["rmadvisor", *(f"{name} {quote(value)}" for name, value in given.items() if value)])


def folder(name: str | None) -> Path | None:
    return None if name is None else Path(name)


def _cache() -> Cache | None:
    """Where parsed knowledge is kept between runs; none when RMADVISOR_NO_CACHE is set."""
    if os.environ.get("RMADVISOR_NO_CACHE"):
        return None
    from rmadvisor import __version__
    from rmadvisor.knowledge.cache import Cache

    return Cache(cache_folder(), __version__)


def cache_folder() -> Path:
    """The user's folder for what can be worked out again: what platformdirs says, which is asked for it where the rule
    is not as short as on Linux, for importing it takes 8 ms of every command."""
    if sys.platform != "linux":
        from platformdirs import user_cache_path

        return user_cache_path("rmadvisor", appauthor=False)
    named = os.environ.get("XDG_CACHE_HOME", "")
    return Path(named if os.path.isabs(named) else os.path.expanduser("~/.cache")) / "rmadvisor"


def read_input(name: str) -> Document:
    """The answers file, or standard input for -."""
    from rmadvisor.knowledge.documents import MOST_BYTES, parse, read

    if name != "-":
        return read(Path(name))
    if sys.stdin is None:
        raise BadInput([Problem("standard input", 0, 0, "it is closed", "name a file, or pipe the answers in")])
    if sys.stdin.isatty():
        talk("reading answers from the keyboard; end with Ctrl-D.")
    return parse(sys.stdin.buffer.read(MOST_BYTES + 1), "standard input")


def talk(text: str) -> None:
    """A message for the person at the terminal."""
    click.echo(f"rmadvisor: {text}", err=True)


def print_json(document: Any) -> int:
    import json

    return print_text(json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n")


def print_blocks(blocks: Iterable[Block]) -> int:
    from rmadvisor.report import text
    from rmadvisor.report.terminal import line_width

    return print_text(text.write(blocks, line_width()))


def print_text(text: str) -> int:
    """Write to stdout as UTF-8, also where the terminal claims less."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.flush()
    return DONE
