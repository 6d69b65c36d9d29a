"""What several tests share: the built-in advisor, the command run as a user runs it, and texts that mark a place."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from rmadvisor import Advisor

# The same examples in every run: what passes here passes elsewhere. HYPOTHESIS_PROFILE=explore looks for new ones, and
# for many more of them.
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "repeatable")
settings.register_profile("repeatable", derandomize=True, max_examples=50)
settings.register_profile("explore", derandomize=False, max_examples=250)
settings.load_profile(PROFILE)


def examples(few: int) -> int:
    """So many examples of a test that takes long; five times as many when exploring."""
    return 5 * few if PROFILE == "explore" else few


os.environ.pop("COLUMNS", None)  # lines are as wide as where there is no terminal, wherever the tests run

MARK = "^^"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    exit: int
    stdout: str
    stderr: str


@dataclass(frozen=True, slots=True)
class Command:
    """The command, run in a process of its own, in an empty folder, with a cache that no user shares."""

    folder: Path
    environment: dict[str, str]

    @staticmethod
    def line(*arguments: str | Path) -> list[str]:
        return [sys.executable, "-m", "rmadvisor.cli", *map(str, arguments)]

    def __call__(self, *arguments: str | Path, stdin: bytes = b"", **environment: str) -> Ended:
        done = subprocess.run(
            self.line(*arguments),
            input=stdin,
            capture_output=True,
            cwd=self.folder,
            env=self.environment | environment,
            check=False,
        )
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


class Called(Command):
    """The command, called in this process: the same words and exit codes in a fraction of the time, wherever a process
    of its own is not the point."""

    def __call__(self, *arguments: str | Path, stdin: bytes = b"", **environment: str) -> Ended:
        from rmadvisor.cli import main

        given, out, err = (io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8") for raw in (stdin, b"", b""))
        with pytest.MonkeyPatch.context() as patch:
            for name in set(os.environ) - set(self.environment):
                patch.delenv(name)
            for name, value in (self.environment | environment).items():
                patch.setenv(name, value)
            patch.chdir(self.folder)
            patch.setattr(sys, "argv", ["rmadvisor", *map(str, arguments)])
            for name, stream in (("stdin", given), ("stdout", out), ("stderr", err)):
                patch.setattr(sys, name, stream)
            with pytest.raises(SystemExit) as ended:
                main()
        told = []
        for stream in (out, err):
            stream.flush()
            told.append(stream.buffer.getvalue().decode())  # type: ignore[attr-defined]
        return Ended(ended.value.code, *told)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def advisor() -> Advisor:
    """The built-in knowledge, read from YAML."""
    return Advisor.load()


@pytest.fixture(scope="session")
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder that the first run fills and the later ones use."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def run(tmp_path: Path, cache_home: Path) -> Command:
    """The command as a user runs it."""
    folder = tmp_path / "working-directory"
    folder.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RMADVISOR_")}
    return Command(folder, environment | {"XDG_CACHE_HOME": str(cache_home)})


@pytest.fixture
def call(run: Command) -> Called:
    """The command, called in this process."""
    return Called(run.folder, run.environment)


def marked(text: str) -> tuple[str, int, int]:
    """A text without its mark ^^, and the line and column at which the mark stood."""
    before, mark, after = text.partition(MARK)
    assert mark, "the text marks no place"
    return before + after, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
