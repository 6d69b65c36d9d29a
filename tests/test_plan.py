"""`rmadvisor plan`: files in and out, bad rows, bad files, and nothing half-written."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

from rmadvisor import Advisor
from rmadvisor.knowledge.problems import BadInput
from tests.conftest import Command

pytest.importorskip("ibis", reason="the extra `portfolio` is not installed")
openpyxl: Any = pytest.importorskip("openpyxl", reason="the extra `portfolio` is not installed")

HEAD = "branch,region,segment,customers,rm_count,client_time_share,skills.crm_use\n"
ROWS = (
    HEAD
    + 'Lyon,South,affluent,3000,20,"[40, 50]",2\nParis,North,mass,50000,30,unknown,\nLille,North,hnw,400,10,60-70,3\n'
)


def _lines(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as opened:
        return list(csv.DictReader(opened))


def _write(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def _refused(advisor: Advisor, path: Path, **options: Any) -> str:
    """What is said of a file that cannot be worked on; nothing may be written."""
    before = set(path.parent.iterdir()) if path.parent.exists() else set()
    with pytest.raises(BadInput) as refused:
        advisor.plan(path, path.parent / "out.csv", **options)
    assert set(path.parent.iterdir()) == before
    return str(refused.value)


def test_totals_and_groups(advisor: Advisor, tmp_path: Path) -> None:
    """RMs needed and there are added up over all rows and by any column; each row's need is that of `advise`."""
    found = advisor.plan(_write(tmp_path / "groups.csv", ROWS), by="Region")
    needed = [
        advisor.consult(answers).coverage.rms_needed.target or 0
        for answers in (
            {
                "segment": "affluent",
                "customers": 3000,
                "rm_count": 20,
                "client_time_share": [40, 50],
                "skills": {"crm_use": 2},
            },
            {"segment": "mass", "customers": 50000, "rm_count": 30, "client_time_share": "unknown"},
            {
                "segment": "hnw",
                "customers": 400,
                "rm_count": 10,
                "client_time_share": [60, 70],
                "skills": {"crm_use": 3},
            },
        )
    ]
    assert found.rows == 3
    assert found.totals.rms_there == 60
    assert found.totals.rms_needed_target == pytest.approx(sum(needed), abs=0.01)
    assert found.totals.rms_missing == pytest.approx(sum(needed) - 60, abs=0.01)
    assert {group.group: group.rows for group in found.by} == {"North": 2, "South": 1}
    assert {group.group: group.rms_there for group in found.by} == {"North": 40, "South": 20}
    assert sum(group.rms_needed_target or 0 for group in found.by) == pytest.approx(sum(needed), abs=0.02)
    crm = next(gap for gap in found.gaps if gap.capability == "crm_use")
    assert (crm.rows, crm.rms, crm.levels, crm.rows_assumed) == (1, 20, 1, 1)


def test_three_kinds_of_files(advisor: Advisor, tmp_path: Path) -> None:
    """csv with commas or semicolons, xlsx and parquet say the same, and a plan comes out in all three kinds alike."""
    source = _write(tmp_path / "a.csv", ROWS)
    semicolons = _write(
        tmp_path / "b.csv",
        "\ufeff" + "\n".join(";".join(row) for row in csv.reader(ROWS.splitlines())) + "\n",
    )
    book = openpyxl.Workbook()
    for row in csv.reader(ROWS.splitlines()):
        book.active.append([float(cell) if cell.isdigit() else cell or None for cell in row])
    book.save(tmp_path / "c.xlsx")
    expected = advisor.plan(source, tmp_path / "out.csv").totals
    assert advisor.plan(source, tmp_path / "out.parquet").totals == expected
    assert advisor.plan(source, tmp_path / "out.xlsx").totals == expected
    assert advisor.plan(semicolons).totals == expected
    assert advisor.plan(tmp_path / "c.xlsx").totals == expected
    again = advisor.plan(tmp_path / "out.parquet")
    assert again.totals == expected, "a plan's own result can be planned again"
    assert any("old values are replaced" in notice for notice in again.notices)
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    rows = [[("" if cell is None else str(cell)) for cell in row] for row in sheet.iter_rows(values_only=True)]
    lines = _lines(tmp_path / "out.csv")
    assert rows[0] == list(lines[0])
    assert [row[rows[0].index("train_1")] for row in rows[1:]] == [line["train_1"] for line in lines]
    assert (tmp_path / "out.csv").stat().st_mode & 0o077 == 0o644 & 0o077 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


BAD = [
    ("customers", '"1,200"', "customers must be a number"),
    ("customers", "-5", "customers cannot be negative"),
    ("customers", "12.5", "count of whole"),
    ("customers", "1e400", "which no bank has"),
    ("customers", "nan", "customers must be a number"),
    ("customers", "1_000", "customers must be a number"),
    ("customers", "300-200", "runs from 300 down to 200"),
    ("rm_count", "twelve", "rm_count must be a number"),
    ("client_time_share", "130", "cannot be over 100"),
    ("client_time_share", '"[50, 160]"', "cannot be over 100"),
    ("segment", "afluent", "did you mean 'affluent'?"),
    ("segment", "mass;afluent", "did you mean 'affluent'?"),
    ("skills.crm_use", "9", "whole number from 1 to 5"),
    ("skills.crm_use", "2.5", "whole number from 1 to 5"),
]


@pytest.mark.parametrize("url", ["duckdb://", pytest.param("pyspark://local", marks=pytest.mark.slow)])
def test_another_backend(url: str, advisor: Advisor, tmp_path: Path) -> None:
    """The rules worked out elsewhere give the same file and the same totals."""
    pytest.importorskip(url.partition(":")[0], reason="that backend is not installed")
    source = _write(tmp_path / "groups.csv", ROWS + "Nice,South,sme,100,many,,\nBrest,West,uhnw,,2,,5\n")
    here = advisor.plan(source, tmp_path / "here.csv", by="region")
    there = advisor.plan(source, tmp_path / "there.csv", by="region", backend=url)
    assert (there.totals, there.by, there.gaps, there.consult) == (here.totals, here.by, here.gaps, here.consult)
    assert (tmp_path / "there.csv").read_bytes() == (tmp_path / "here.csv").read_bytes()
    assert (tmp_path / "there.set-aside.csv").read_bytes() == (tmp_path / "here.set-aside.csv").read_bytes()


def test_row_groups_of_any_size(advisor: Advisor, tmp_path: Path) -> None:
    """A file of one large row group, as other tools write it, is read in parts, and rows come out in their order."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    count = 70_000
    table = pa.table(
        {
            "n": list(reversed(range(count))),
            "segment": ["mass", "hnw", "sme", None, "nobody"] * (count // 5),
            "rm_count": [float(place % 7) for place in range(count)],
        }
    )
    parquet.write_table(table, tmp_path / "one.parquet", row_group_size=count)
    parquet.write_table(table, tmp_path / "many.parquet", row_group_size=5_000)
    one, many = (advisor.plan(tmp_path / f"{name}.parquet") for name in ("one", "many"))
    assert (one.rows, one.set_aside) == (count * 4 // 5, count // 5)
    assert (one.totals, one.gaps, one.consult) == (many.totals, many.gaps, many.consult)
    written = advisor.plan(tmp_path / "one.parquet", tmp_path / "out.parquet")
    assert written.totals == one.totals
    found = parquet.read_table(tmp_path / "out.parquet", columns=["n"])["n"].to_pylist()
    assert found == [n for n in reversed(range(count)) if (count - 1 - n) % 5 != 4]


def test_bad_rows_are_set_aside(advisor: Advisor, tmp_path: Path) -> None:
    """Each bad cell is told with its row, column and remedy; the row is set aside as it stood, the good ones go on."""
    good = next(csv.reader(["Nice,South,sme,900,8,50,3"]))
    names = HEAD.strip().split(",")
    lines = []
    for column, cell, _ in BAD:
        row = [*good]
        row[names.index(column)] = cell
        lines.append(",".join(row))
    content = HEAD + ",".join(good) + "\n" + "\n".join(lines) + "\ntoo,few\nNice,South,sme,900,8,50,3,too many\n"
    found = advisor.plan(_write(tmp_path / "a.csv", content), tmp_path / "out.csv")
    assert (found.rows, found.set_aside) == (1, len(BAD) + 2)
    for i, (column, _, what) in enumerate(BAD):
        complaint = found.complaints[i]
        assert (complaint.row, complaint.column) == (i + 3, column)
        assert what in f"{complaint.what}; {complaint.mend}"
    assert "fewer values" in found.complaints[len(BAD)].what
    assert "more values" in found.complaints[len(BAD) + 1].what
    aside = _lines(tmp_path / "out.set-aside.csv")
    assert [line["set_aside_row"] for line in aside] == [str(row) for row in range(3, len(BAD) + 5)]
    assert aside[0]["customers"] == "1,200"
    assert "write digits only" in aside[0]["set_aside_because"]
    assert len(_lines(tmp_path / "out.csv")) == 1


def test_contradictions_are_set_aside(advisor: Advisor, tmp_path: Path) -> None:
    """Customers, RMs and customers per RM that disagree by more than 5 % are a bad row, as for `advise`."""
    rows = ["segment,customers,rm_count,customers_per_rm"]
    cases = [
        (1000, 10, 100),
        (1000, 10, 105),
        (1000, 10, 106),
        (1000, 0, 5),
        (0, 0, 0),
        (1000, "8-12", 120),
        (1000, "8-12", 140),
    ]
    rows += [",".join(map(str, ("sme", *case))) for case in cases]
    found = advisor.plan(_write(tmp_path / "a.csv", "\n".join(rows) + "\n"))
    refused = []
    for i, (customers, rms, book) in enumerate(cases):
        count = [8, 12] if rms == "8-12" else rms
        try:
            advisor.answers({"customers": customers, "rm_count": count, "customers_per_rm": book})
        except BadInput:
            refused.append(i + 2)
    assert [complaint.row for complaint in found.complaints] == refused
    assert found.set_aside == len(refused) > 0


def test_nothing_becomes_a_formula(advisor: Advisor, tmp_path: Path) -> None:
    """Text that a spreadsheet would run is led by an apostrophe, in cells and in names of columns; numbers are not."""
    texts = ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1", "-5", "+33 6 12", "=", "plain"]
    content = "segment,=note\n" + "".join(f'sme,"{text}"\n' for text in texts)
    source = _write(tmp_path / "a.csv", content)
    advisor.plan(source, tmp_path / "out.csv")
    lines = _lines(tmp_path / "out.csv")
    assert [line["'=note"] for line in lines] == [
        "'=1+1", "'@SUM(A1)", "'+cmd|' /C calc'!A0", "'-2+3", "'\t=1", "-5", "'+33 6 12", "'=", "plain",
    ]  # fmt: skip
    advisor.plan(source, tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "b"}


def test_columns_that_are_no_facts(advisor: Advisor, tmp_path: Path) -> None:
    """A passenger is carried through; one that looks like a misspelt fact, or is worked out, is told."""
    source = _write(tmp_path / "a.csv", "Branch,segmnt,Customers per RM,client_type,skills.crm_usee\nLyon,sme,90,x,3\n")
    found = advisor.plan(source, tmp_path / "out.csv")
    assert found.facts == ("customers_per_rm",)
    assert found.carried == ("Branch", "segmnt", "client_type", "skills.crm_usee")
    told = " ".join(found.notices)
    assert "did you mean 'segment'?" in told
    assert "did you mean 'skills.crm_use'?" in told
    assert "'client_type' is worked out" in told
    assert "Branch" not in told
    assert _lines(tmp_path / "out.csv")[0]["Branch"] == "Lyon"


def test_files_that_are_no_tables(advisor: Advisor, tmp_path: Path) -> None:
    """Every file that cannot be worked on is refused with what is wrong, and nothing is written."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    folder = tmp_path / "files"
    folder.mkdir()
    assert "no such file" in _refused(advisor, folder / "none.csv")
    assert "is a folder" in _refused(advisor, folder)
    assert "file is empty" in _refused(advisor, _write(folder / "a.csv", ""))
    assert "file is empty" in _refused(advisor, _write(folder / "a2.csv", "\n \n"))
    assert "no rows" in _refused(advisor, _write(folder / "b.csv", HEAD))
    assert "no column is named as a fact" in _refused(advisor, _write(folder / "c.csv", "a,b\n1,2\n"))
    assert "is there twice" in _refused(advisor, _write(folder / "d.csv", "segment,Segment,customers\nsme,sme,3\n"))
    assert "column 2 has no name" in _refused(advisor, _write(folder / "e.csv", "segment,,customers\nsme,x,3\n"))
    assert "cannot read '.docx'" in _refused(advisor, _write(folder / "f.docx", "x"))
    assert "no Excel workbook" in _refused(advisor, _write(folder / "g.xlsx", "segment\nsme\n"))
    (folder / "h.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600)
    assert "protected by a password" in _refused(advisor, folder / "h.xlsx")
    (folder / "i.xlsx").write_bytes(b"PK\x03\x04" + b"0" * 600)
    assert "workbook is broken" in _refused(advisor, folder / "i.xlsx")
    (folder / "j.parquet").write_bytes(b"PAR1" + b"0" * 100 + b"PAR1")
    assert "parquet file is broken" in _refused(advisor, folder / "j.parquet")
    (folder / "k.parquet").write_bytes(b"PAR1" + b"0" * 100)
    assert "only part of one" in _refused(advisor, folder / "k.parquet")
    nested = pa.table({"segment": ["sme"], "product_lines": [["lending"]], "customers": [3]})
    parquet.write_table(nested, folder / "l.parquet")
    assert "'product_lines' holds lists or records" in _refused(advisor, folder / "l.parquet")
    parquet.write_table(pa.table({"segment": [{"a": 1}]}), folder / "m.parquet")
    assert "lists or records" in _refused(advisor, folder / "m.parquet")
    parquet.write_table(pa.table({"segment": ["sme"], "file_row_number": [1]}), folder / "m2.parquet")
    assert "give the column another name" in _refused(advisor, folder / "m2.parquet")
    (folder / "n.csv").write_bytes("segment,name\nsme,café\n".encode("latin-1"))
    assert "UTF-8" in _refused(advisor, folder / "n.csv")
    (folder / "o.csv").write_bytes(os.urandom(2000))
    assert "no text" in _refused(advisor, folder / "o.csv")
    openpyxl.Workbook().save(folder / "p.xlsx")
    assert "first sheet is empty" in _refused(advisor, folder / "p.xlsx")
    source = _write(folder / "q.csv", ROWS)
    assert "did you mean 'region'?" in _refused(advisor, source, by="regoin")
    assert "not installed" in _refused(advisor, source, backend="nix://x") or "cannot be reached" in _refused(
        advisor, source, backend="nix://x"
    )
    for out, what in (
        ("out.pdf", "cannot be written as"),
        ("nix/out.csv", "folder is not there"),
        ("q.csv", "file that is read"),
    ):
        with pytest.raises(BadInput, match=what):
            advisor.plan(source, folder / out)


def test_odd_but_right_tables(advisor: Advisor, tmp_path: Path) -> None:
    """Quoted line ends, blank lines, blanks around cells, capitals, UTF-16 and odd names in a path are no trouble."""
    content = '\n"note\nhere",Segment , customers\n"a\nb", AFFLUENT ,"  3000 "\n\n"c","[mass, Affluent]",Unknown\n'
    folder = tmp_path / "it's [odd] *"
    folder.mkdir()
    assert advisor.plan(_write(folder / "a?.csv", content)).rows == 2
    (tmp_path / "b.csv").write_bytes(ROWS.encode("utf-16"))
    assert advisor.plan(tmp_path / "b.csv").rows == 3


def test_columns_of_another_type_than_their_fact(advisor: Advisor, tmp_path: Path) -> None:
    """What a typed column cannot say is empty or set aside with the reason, and never stops the plan."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    nan, inf = float("nan"), float("inf")
    table = pa.table(
        {
            "segment": ["hnw", "mass", "sme", "affluent"],
            "sensitive_data": pa.array([None] * 4, pa.int64()),
            "market_stage": pa.array([None] * 4, pa.float64()),
            "product_lines": pa.nulls(4),
            "regulated_advice": pa.array([1, None, None, None]),
            "institution": pa.array([True, None, None, None]),
            "customers": pa.array([nan, inf, 3000.0, nan]),
            "rm_count": pa.array([nan, 20.0, 30.0, nan]),  # none is so great as to warn of what is not a number
            "hours_per_day": pa.array([None, None, True, None]),
            "skills.crm_use": pa.array([nan, 3.0, 2.5, nan]),
            "skills.prospecting": pa.array([None, True, None, None]),
        }
    )
    parquet.write_table(table, tmp_path / "a.parquet")
    found = advisor.plan(tmp_path / "a.parquet", tmp_path / "out.csv")
    assert [(complaint.row, complaint.column) for complaint in found.complaints] == [
        (1, "regulated_advice"), (1, "institution"), (2, "customers"), (2, "skills.prospecting"),
        (3, "hours_per_day"), (3, "skills.crm_use"),
    ]  # fmt: skip
    (row,) = _lines(tmp_path / "out.csv")
    assert (row["segment"], row["rms_needed_target"], row["current_low"]) == ("affluent", "", "")


def test_a_workbook_says_what_it_shows(advisor: Advisor, tmp_path: Path) -> None:
    """45 % is 45 where a fact is in percent, rows of empty cells are no groups, and numbers come out as numbers."""
    book = openpyxl.Workbook()
    rows = (["branch", "code", "segment", "customers", "client_time_share", "growth"],
            ["Lyon", "007", "affluent", 3000, 0.45, 0.1], [None, " ", None, None, None, None], [None] * 6,
            ["Nice", "12a", "hnw", 400, 60, 0.25])  # fmt: skip
    for row in rows:
        book.active.append(row)
    book.active["E2"].number_format = book.active["F2"].number_format = "0.0%"
    book.save(tmp_path / "a.xlsx")
    assert advisor.plan(tmp_path / "a.xlsx", tmp_path / "out.xlsx").rows == 2
    written = [row[:6] for row in openpyxl.load_workbook(tmp_path / "out.xlsx").active.iter_rows(values_only=True)]
    assert written == [
        tuple(rows[0]),
        ("Lyon", "007", "affluent", 3000, 45, 0.1),
        ("Nice", "12a", "hnw", 400, 60, 0.25),
    ]


def test_a_paper_says_what_it_rests_on(advisor: Advisor, run: Command) -> None:
    """The report of a plan names the public figures that govern the rows with their sources, and the versions."""
    source = _write(run.folder / "a.csv", ROWS)
    figures = {noted.id: noted.rows for noted in advisor.plan(source).figures}
    assert sum(figures.values()) == 3
    assert run("report", source, "--to", "paper.md").exit == 0
    paper = (run.folder / "paper.md").read_text(encoding="utf-8")
    for name in figures:
        assert advisor.kb.entries[name].title in paper
    assert advisor.kb.version in paper


def test_every_group_is_in_the_document(advisor: Advisor, run: Command) -> None:
    """The text shows the largest groups and says where the others are."""
    rows = "".join(f"B{place},affluent,{place + 1}\n" for place in range(60))
    source = _write(run.folder / "a.csv", "branch,segment,rm_count\n" + rows)
    assert len(advisor.plan(source, by="branch").by) == 60
    assert (
        "10 smaller groups are left out here: --json has all of them." in run("plan", source, "--by", "branch").stdout
    )


def test_a_full_disk(advisor: Advisor, tmp_path: Path, run: Command) -> None:
    """Where no file can grow any more, the message says so, the exit code is 2, and what was there stays."""
    source = _write(run.folder / "a.csv", HEAD + "Lyon,South,affluent,3000,20,50,2\n" * 5000)
    target = _write(run.folder / "out.csv", "old\n")
    limit = ["bash", "-c", 'ulimit -f 60; trap "" XFSZ; exec "$@"', "-"]
    for name in ("out.csv", "out.xlsx"):
        line = [*limit, *run.line("plan", source, "--out", target.with_name(name))]
        done = subprocess.run(line, cwd=run.folder, env=run.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 2, done.stderr
        assert "make room" in done.stderr
        assert "Traceback" not in done.stderr
    assert target.read_text(encoding="utf-8") == "old\n"
    assert {path.name for path in run.folder.iterdir()} == {"a.csv", "out.csv"}


def test_the_command(run: Command) -> None:
    """The command prints the totals, or one JSON document; notices and errors go to stderr."""
    source = _write(run.folder / "a.csv", ROWS.replace("branch", "custmers", 1))
    ended = run("plan", source, "--by", "region", "--json", "--out", "out.parquet")
    assert ended.exit == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert (found["rows"], found["by"]["column"], found["out"]) == (3, "region", "out.parquet")
    assert "did you mean 'customers'?" in ended.stderr
    text = run("plan", source, "--by", "region", "--out", "out.csv")  # of the same shape: the kept query serves
    assert text.exit == 0
    assert "RMs missing" in text.stdout
    assert max(map(len, text.stdout.splitlines())) <= 80
    missing = run("plan", "none.csv")
    assert (missing.exit, missing.stdout) == (2, "")
    assert "no such file" in missing.stderr


def test_ctrl_c(run: Command, tmp_path: Path) -> None:
    """Ctrl-C in the middle ends with 130 and leaves nothing behind."""
    source = _write(run.folder / "a.csv", HEAD + "Lyon,South,affluent,3000,20,50,2\n" * 400_000)
    work = tmp_path / "work"
    work.mkdir()
    process = subprocess.Popen(
        run.line("plan", source, "--out", run.folder / "out.csv"),
        cwd=run.folder,
        env=run.environment | {"TMPDIR": str(work)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    started = time.monotonic()
    while not list(work.glob("*/text.parquet")) and process.poll() is None and time.monotonic() - started < 60:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 130, stderr
    assert "interrupted" in stderr
    assert {path.name for path in run.folder.iterdir()} == {"a.csv"}
    assert not list(work.iterdir())


def test_what_a_killed_plan_left(advisor: Advisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next plan removes the work files of one that was killed, never those of one that is at work."""
    fcntl = pytest.importorskip("fcntl", reason="no locks on this system")
    work = tmp_path / "work"
    for name in ("rmadvisor-plan-killed", "rmadvisor-plan-busy", "rmadvisor-plan-new", "another"):
        (work / name).mkdir(parents=True)
        (work / name / "staged.parquet").write_bytes(b"0")
    (work / "rmadvisor-plan-killed" / "at-work").touch()
    (work / "rmadvisor-plan-linked").symlink_to(work / "another")
    monkeypatch.setattr(tempfile, "tempdir", str(work))
    with (work / "rmadvisor-plan-busy" / "at-work").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        advisor.plan(_write(tmp_path / "a.csv", ROWS))
    left = {path.name for path in work.iterdir()}
    assert left == {"rmadvisor-plan-busy", "rmadvisor-plan-new", "rmadvisor-plan-linked", "another"}
    assert (work / "another" / "staged.parquet").exists()


def test_other_commands_need_none_of_it(run: Command) -> None:
    """`advise` imports neither DuckDB nor Ibis nor what they bring."""
    code = (
        "import sys; sys.argv = ['rmadvisor', 'advise', '-'];\n"
        "from rmadvisor.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'duckdb', 'ibis', 'numpy', 'pandas', 'pyarrow', 'openpyxl'} & set(sys.modules)\n"
        "sys.exit(len(heavy))"
    )
    done = subprocess.run(
        [run.line()[0], "-c", code], input=b"segment: sme", env=run.environment, capture_output=True, check=False
    )
    assert done.returncode == 0


def test_the_charts_of_a_report(advisor: Advisor, tmp_path: Path) -> None:
    """The report of a plan draws RMs needed against RMs there, of all rows and each group, and the RMs of each gap."""
    from rmadvisor.report.plan_charts import gaps_chart, needed_chart

    found = advisor.plan(_write(tmp_path / "groups.csv", ROWS), by="region")
    needed, gaps = needed_chart(found), gaps_chart(found)
    assert needed is not None
    assert gaps is not None
    assert [bar.label for bar in needed.rows] == ["All rows", "North", "South"]
    assert (needed.rows[0].low, needed.rows[0].at) == (found.totals.rms_needed_low, 60)
    crm = next(bar for bar in gaps.rows if bar.label.startswith("CRM"))
    assert (crm.high, crm.strong) == (20, True)
