"""What starting the app asks of its surroundings, and what it must not cost the other commands."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Command

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize("module", ["rmadvisor.cli", "rmadvisor", "rmadvisor.tui.start", "rmadvisor.commands.app"])
def test_nothing_else_imports_the_drawing(module: str) -> None:
    """The command line, the Python package and the guards at the start import no Textual."""
    code = f"import sys, json, {module}; print(json.dumps([m for m in sys.modules if m.split('.')[0] == 'textual']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT)
    assert json.loads(done.stdout) == []


def test_without_a_terminal_it_converses_in_lines(run: Command, tmp_path: Path) -> None:
    """A pipe gets the plain conversation, silently, as chat gives it."""
    ended = run("--db", tmp_path / "s.db", stdin=b"2\n")
    assert (ended.exit, ended.stderr) == (0, "")
    assert "Noted: segment is Affluent customers" in ended.stdout


def test_a_file_of_sessions_that_is_none_is_told(run: Command, tmp_path: Path) -> None:
    """A damaged file is told in words and left as it is; the conversation goes on in memory."""
    damaged = tmp_path / "s.db"
    damaged.write_text("this is no database " * 200)
    ended = run("--db", damaged, stdin=b"2\n")
    assert ended.exit == 0
    assert "it was left as it is" in ended.stderr
    assert "goes on in memory" in ended.stderr
