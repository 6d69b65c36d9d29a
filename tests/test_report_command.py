"""`rmadvisor report`: what it takes, where it writes, what it says, and that nothing is ever half-written."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rmadvisor.conversation import export
from rmadvisor.knowledge.problems import BadInput
from tests.conftest import Command

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "affluent.yaml"
SIGNS = {".md": b"# ", ".html": b"<!DOCTYPE html>", ".pdf": b"%PDF-", ".docx": b"PK", ".json": b"{"}
TALK = b"segment=sme customers=500 rm_count=5\nquit\n"


@pytest.mark.parametrize("ending", SIGNS)
def test_each_ending_gives_its_format(run: Command, ending: str) -> None:
    """The name of the file decides; the command says where it wrote, and leaves nothing else behind."""
    done = run("report", EXAMPLE, "--to", f"board{ending}")
    assert (done.exit, done.stderr) == (0, "")
    assert f"board{ending}" in done.stdout
    assert (run.folder / f"board{ending}").read_bytes().startswith(SIGNS[ending])
    assert [path.name for path in run.folder.iterdir()] == [f"board{ending}"]


def test_json_is_the_document_of_advise(run: Command) -> None:
    """A .json report is what `advise --json` prints, byte for byte."""
    run("report", EXAMPLE, "--to", "a.json")
    assert (run.folder / "a.json").read_text(encoding="utf-8") == run("advise", EXAMPLE, "--json").stdout


def test_title_note_and_day_are_the_authors(run: Command) -> None:
    """They stand in the report as they were given, and the same day gives the same bytes from standard input."""
    words = ("--title", "RMs of <b>north</b>", "--note", "First.\n\nSecond.", "--date", "2026-03-01")
    assert run("report", "-", "--to", "a.html", *words, stdin=EXAMPLE.read_bytes()).exit == 0
    text = (run.folder / "a.html").read_text(encoding="utf-8")
    assert "<h1>RMs of &lt;b&gt;north&lt;/b&gt;</h1>" in text
    assert "<p>First.</p><p>Second.</p>" in text
    assert '<time datetime="2026-03-01">2026-03-01</time>' in text
    assert run("report", "-", "--to", "b.html", *words, stdin=EXAMPLE.read_bytes()).exit == 0
    assert (run.folder / "b.html").read_bytes() == (run.folder / "a.html").read_bytes()


def test_a_session_is_reported(run: Command) -> None:
    """A session is named as it was in the conversation; its report says so, and equals that of its answers."""
    database = run.folder / "s.db"
    run("--db", database, "chat", "--session", "bank one", stdin=TALK)
    done = run("--db", database, "report", "bank one", "--to", "a.json")
    assert (done.exit, done.stderr) == (0, "")
    written = json.loads((run.folder / "a.json").read_text(encoding="utf-8"))
    assert written["answers"] == {"segment": "sme", "customers": 500, "rm_count": 5}
    run("--db", database, "report", "bank one", "--to", "a.md")
    assert "session bank one" in (run.folder / "a.md").read_text(encoding="utf-8")
    wrong = run("--db", database, "report", "bank on", "--to", "b.md")
    assert wrong.exit == 2
    assert "did you mean 'bank one'?" in wrong.stderr
    run("--db", database, "sessions", "delete", "bank one")
    gone = run("--db", database, "report", "bank one", "--to", "b.md")
    assert gone.exit == 2
    assert "sessions restore" in gone.stderr


def test_a_file_wins_over_a_session_and_it_is_said(run: Command) -> None:
    """Where a file and a session have one name, the file is taken, with a word on stderr."""
    database = run.folder / "s.db"
    run("--db", database, "chat", "--session", "twice", stdin=TALK)
    (run.folder / "twice").write_text("segment: mass\n", encoding="utf-8")
    done = run("--db", database, "report", "twice", "--to", "a.json")
    assert done.exit == 0
    assert "there is a file and a session 'twice'; this is the file" in done.stderr
    assert json.loads((run.folder / "a.json").read_text(encoding="utf-8"))["answers"] == {"segment": "mass"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("report", EXAMPLE, "--to", "a.txt"), ".md, .html, .pdf, .docx, .json"),
        (("report", EXAMPLE, "--to", "-"), ".md, .html, .pdf, .docx, .json"),
        (("report", EXAMPLE), "--to"),
        (("report", EXAMPLE, "--to", "no/such/a.md"), "there is no folder"),
        (("report", EXAMPLE, "--to", "/proc/a.md"), "cannot be written"),
        (("report", "nobody", "--to", "a.md"), "neither a file nor a session 'nobody'"),
        (("report", "nobody.yaml", "--to", "a.md"), "there is no such file"),
        (("report", ".", "--to", "a.md"), "."),
        (("report", EXAMPLE, "--to", "a.md", "--date", "1.3.2026"), "write it as 2026-11-25"),
        (("report", EXAMPLE, "--to", "a.json", "--title", "x"), "leave --title and --note out"),
    ],
)
def test_what_cannot_be_done_is_said(run: Command, arguments: tuple[str | Path, ...], said: str) -> None:
    """Exit code 2, a message that names what is wrong, and no file."""
    done = run(*arguments)
    assert done.exit == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert list(run.folder.iterdir()) == []


def test_the_answers_are_never_written_over(run: Command) -> None:
    """A report does not take the place of the file that it is made from, nor of a folder."""
    answers = run.folder / "a.json"
    answers.write_text('{"segment": "sme"}', encoding="utf-8")
    done = run("report", "a.json", "--to", "./a.json")
    assert done.exit == 2
    assert "file of answers itself" in done.stderr
    assert answers.read_text(encoding="utf-8") == '{"segment": "sme"}'
    (run.folder / "folder.md").mkdir()
    assert "is a folder" in run("report", "a.json", "--to", "folder.md").stderr


def test_bad_answers_leave_the_old_report(run: Command) -> None:
    """Whatever is wrong with the answers, the report of before stays as it was."""
    (run.folder / "a.html").write_text("old", encoding="utf-8")
    done = run("report", "-", "--to", "a.html", stdin=b"segmnt: sme\n")
    assert done.exit == 2
    assert "did you mean 'segment'?" in done.stderr
    assert (run.folder / "a.html").read_text(encoding="utf-8") == "old"


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that fails half-way leaves what was there, and no remains; a link is written through."""
    old = tmp_path / "old.pdf"
    old.write_bytes(b"old")
    link = tmp_path / "link.pdf"
    link.symlink_to(old)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export.os, "fsync", full)
    with pytest.raises(BadInput, match="No space left on device"):
        export.write_file(link, b"new")
    assert old.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.pdf", "old.pdf"]
    monkeypatch.undo()
    export.write_file(link, b"new")
    assert link.is_symlink()
    assert old.read_bytes() == b"new"


def test_light_reports_load_no_heavy_writer(tmp_path: Path) -> None:
    """`advise` and an HTML report load neither the typesetter nor the writer of Word files."""
    for arguments in (
        ["advise", str(EXAMPLE), "--markdown"],
        ["report", str(EXAMPLE), "--to", str(tmp_path / "a.html")],
    ):
        code = (
            "import sys; sys.argv[1:] = " + repr(arguments) + "\nfrom rmadvisor.cli import main\n"
            "try: main()\nfinally: print({'typst', 'docx', 'lxml', 'jinja2'} & set(sys.modules), file=sys.stderr)"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stderr.strip().endswith("set()")
