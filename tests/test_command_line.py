"""The command line as a whole: help, misspelt words, streams, signals, and what it takes to start."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rmadvisor.cli import HOMES
from tests.conftest import Called, Command

COMMANDS = tuple(HOMES)
ANSWERS = b"segment: hnw\ncustomers: 300\n"


# ---------------------------------------------------------------- help
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_lists_every_command_with_a_sentence(call: Called, flag: str) -> None:
    """Whoever asks for help is told all commands and the options before them."""
    ended = call(flag)
    lines = [line.split(maxsplit=1) for line in ended.stdout.splitlines()]
    told = {words[0] for words in lines if len(words) == 2 and words[0] in COMMANDS}
    assert (ended.exit, ended.stderr, told) == (0, "", set(COMMANDS))
    assert [option for option in ("--kb", "--rules", "--version") if option not in ended.stdout] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_its_own_help(call: Called, command: str) -> None:
    """`-h` of a command tells its arguments and its options, and the help of both spellings is the same."""
    ended = call(command, "-h")
    assert (ended.exit, ended.stderr) == (0, "")
    assert ended.stdout.startswith(f"Usage: rmadvisor {command} [OPTIONS]")
    assert call(command, "--help") == ended


def test_help_fits_into_80_columns(call: Called) -> None:
    """Help is readable on the narrowest usual terminal."""
    lines = [line for ended in (call("-h"), call("why", "-h")) for line in ended.stdout.splitlines()]
    assert [line for line in lines if len(line) > 80] == []


@pytest.mark.parametrize(
    ("columns", "least", "most"), [("60", 56, 60), ("97", 90, 97), ("400", 95, 100), ("wide", 75, 80)]
)
def test_lines_are_as_wide_as_columns_says(columns: str, least: int, most: int, run: Command) -> None:
    """COLUMNS sets the width up to what is readable; what is no number is not taken, and a pipe has 80."""
    for arguments in (("advise", "-"), ("search", "crm", "system"), ("why", "-", "focus"), ("show", "crm_use")):
        longest = max(map(len, run(*arguments, stdin=ANSWERS, COLUMNS=columns).stdout.splitlines()))
        assert least - 5 <= longest <= most, (arguments, longest)


def test_lines_are_as_wide_as_the_terminal(run: Command) -> None:
    """A wide terminal is used, up to what is readable."""
    import fcntl
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 92, 0, 0))
    with subprocess.Popen(run.line("show", "crm_use"), stdout=theirs, env=run.environment) as process:
        os.close(theirs)
        text = b""
        while True:
            try:
                text += os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
        assert process.wait() == 0
    os.close(ours)
    assert 86 <= max(map(len, text.decode().splitlines())) <= 92


def test_the_version_is_told(run: Command) -> None:
    """`--version` tells the version of the package."""
    from rmadvisor import __version__

    ended = run("--version")
    assert (ended.exit, ended.stdout, ended.stderr) == (0, f"rmadvisor {__version__}\n", "")


# ---------------------------------------------------------------- misspelt and missing words
MISUSED = {
    "a misspelt command": (("advice", "-"), "'advise'"),
    "a command like no other": (("qqqq",), "'qqqq'"),
    "a misspelt option": (("advise", "-", "--jsn"), "--json"),
    "an unknown option": (("show", "crm_use", "--qqqq"), "--qqqq"),
    "a misspelt option before the command": (("--rule", "x", "check"), "--rules"),
    "no answers": (("advise",), "ANSWERS"),
    "no id": (("show",), "ID"),
    "a word too many": (("check", "now"), "now"),
    "two forms at once": (("advise", "-", "--json", "--markdown"), "--markdown"),
    "a folder left out": (("--kb",), "--kb"),
}


@pytest.mark.parametrize("case", MISUSED)
def test_a_misused_command_is_bad_input_and_says_what_was_meant(case: str, call: Called) -> None:
    """A wrong call ends in 2, prints no result, and names the word at fault or the right one."""
    arguments, word = MISUSED[case]
    ended = call(*arguments, stdin=ANSWERS)
    assert (ended.exit, ended.stdout) == (2, "")
    assert word in ended.stderr
    assert "Traceback" not in ended.stderr


FOLDERS = {
    "a folder that is not there": "nowhere",
    "a file": "file.yaml",
    "a folder without YAML": "empty",
}


@pytest.mark.parametrize("option", ["--kb", "--rules"])
@pytest.mark.parametrize("command", [("advise", "-"), ("show", "crm_use"), ("check",)])
@pytest.mark.parametrize("case", FOLDERS)
def test_a_wrong_folder_is_bad_input(
    case: str, command: tuple[str, ...], option: str, call: Called, tmp_path: Path
) -> None:
    """A folder of knowledge that is none ends in 2 and is named, whatever the command."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.yaml").write_text("[]")
    folder = tmp_path / FOLDERS[case]
    ended = call(option, folder, *command, stdin=ANSWERS)
    assert (ended.exit, ended.stdout) == (2, "")
    assert str(folder) in ended.stderr
    assert "Traceback" not in ended.stderr


# ---------------------------------------------------------------- results
def test_advise_as_json_is_one_document_and_nothing_else(run: Command) -> None:
    """`--json` prints one document on standard output and not a word beside it."""
    ended = run("advise", "-", "--json", stdin=ANSWERS)
    document = json.loads(ended.stdout)
    assert (ended.exit, ended.stderr) == (0, "")
    assert document["answers"] == {"segment": "hnw", "customers": 300}


def test_the_same_answers_give_the_same_words(run: Command) -> None:
    """Two runs differ in nothing: no clock, no chance, no order of a set shows."""
    once = run("advise", "-", stdin=ANSWERS, PYTHONHASHSEED="1")
    again = run("advise", "-", stdin=ANSWERS, PYTHONHASHSEED="2")
    assert (once.exit, once) == (0, again)


@pytest.mark.parametrize("name", ["segment", "focus.segment", "focus=segment"])
def test_a_focus_is_proved_by_any_of_its_names(name: str, call: Called) -> None:
    """why takes a focus as why-not and flip do."""
    ended = call("why", "-", name, stdin=b"segment: hnw\n")
    assert (ended.exit, ended.stdout.partition(":")[0]) == (0, "segment focus")


def test_a_conclusion_that_does_not_follow_ends_with_1(call: Called) -> None:
    """`why` of something that the answers do not lead to finds nothing, and prints null as JSON."""
    ended = call("why", "-", "warning.nothing", stdin=ANSWERS)
    silent = call("why", "-", "customers_per_rm", "--json", stdin=b"segment: hnw\n")
    assert (ended.exit, ended.stdout) == (2, "")
    assert (silent.exit, silent.stdout) == (1, "null\n")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_results_are_utf_8_whatever_the_terminal_claims(run: Command, encoding: str) -> None:
    """A terminal that claims less than UTF-8 is no reason to fail."""
    ended = run("show", "sources", PYTHONIOENCODING=encoding, LC_ALL="C", PYTHONUTF8="0")
    assert (ended.exit, ended.stderr) == (0, "")
    assert ended == run("show", "sources")


def test_a_message_about_an_odd_name_reaches_a_terminal_of_ascii(run: Command) -> None:
    """A name that the terminal cannot show is still complained of."""
    ended = run("show", "größe", PYTHONIOENCODING="ascii", LC_ALL="C", PYTHONUTF8="0")
    assert (ended.exit, ended.stdout) == (1, "")
    assert ended.stderr.startswith("rmadvisor: there is no ")


def test_a_command_writes_nothing_beside_its_result(call: Called) -> None:
    """The folder in which a command runs stays as it was."""
    for arguments in (("advise", "-"), ("why", "-", "focus"), ("show", "crm_use"), ("check",)):
        call(*arguments, stdin=ANSWERS)
    assert list(call.folder.iterdir()) == []


# ---------------------------------------------------------------- streams and signals
@pytest.mark.parametrize("arguments", [("show", "rules"), ("check",), ("-h",), ("show", "crm_use", "--json")])
def test_a_reader_that_leaves_is_no_error(run: Command, arguments: tuple[str, ...]) -> None:
    """`| head -1` closes the pipe early: the command ends quietly and well."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        run.line(*arguments), stdout=writing, stderr=subprocess.PIPE, env=run.environment, cwd=run.folder, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_first_line_of_a_long_result_can_be_had_alone(run: Command) -> None:
    """A shell that asks for pipes without failures gets the line and no complaint."""
    line = " ".join([*run.line("show", "rules"), "| head -1"])
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], capture_output=True, env=run.environment, cwd=run.folder, check=False
    )
    assert (done.returncode, done.stdout.count(b"\n"), done.stderr) == (0, 1, b"")


def test_a_closed_standard_input_is_bad_input(run: Command) -> None:
    """`-` without any standard input is told, not stumbled over."""
    line = " ".join([*run.line("advise", "-"), "<&-"])
    done = subprocess.run(["bash", "-c", line], capture_output=True, env=run.environment, cwd=run.folder, check=False)
    assert (done.returncode, done.stdout, b"Traceback" in done.stderr) == (2, b"", False)
    assert done.stderr.startswith(b"rmadvisor: standard input")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_is_told_in_one_line(run: Command) -> None:
    """A result that cannot be written is no success and no traceback."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            run.line("show", "rules"),
            stdout=full, stderr=subprocess.PIPE, env=run.environment, cwd=run.folder, check=False,
        )  # fmt: skip
    assert done.returncode != 0
    assert done.stderr.startswith(b"rmadvisor: ")
    assert done.stderr.count(b"\n") == 1


def test_ctrl_c_while_answers_are_awaited_ends_with_130(run: Command) -> None:
    """At a terminal the command says that it waits; Ctrl-C ends it with 130, a short word and no traceback."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        run.line("advise", "-"),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=run.environment,
        cwd=run.folder,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert process.stderr is not None
    waiting = process.stderr.readline()
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate()
    os.close(ours)
    os.close(theirs)
    assert waiting == b"rmadvisor: reading answers from the keyboard; end with Ctrl-D.\n"
    assert (process.returncode, stdout, stderr.strip()) == (130, b"", b"rmadvisor: interrupted.")


# ---------------------------------------------------------------- what it takes to start
HEAVY = {"textual", "rich", "numpy", "duckdb", "pandas", "pytest", "hypothesis", "rapidfuzz"}
CALLED = "import rmadvisor.cli\nsys.argv = {!r}\ntry:\n    rmadvisor.cli.main()\nexcept SystemExit:\n    pass"
LOADED = "import sys\n{}\nprint(sorted({{name.partition('.')[0] for name in sys.modules}} & {!r}), file=sys.stderr)"


def loaded(run: Command, code: str, among: set[str]) -> str:
    """Which of these packages a program has loaded at its end."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(code, among)],
        input=ANSWERS, capture_output=True, env=run.environment, cwd=run.folder, check=True,
    )  # fmt: skip
    return done.stderr.decode().strip()


def test_the_command_line_starts_without_the_rooms_that_it_does_not_enter(run: Command) -> None:
    """Importing the commands loads no terminal interface, no numbers, no tests, no YAML and no rule engine."""
    among = HEAVY | {"yaml", "durable_rules_engine", "platformdirs"}
    assert loaded(run, "import rmadvisor.cli", among) == "[]"


def test_a_recommendation_needs_nothing_heavy(run: Command) -> None:
    """A whole run of `advise` loads nothing that it does not use."""
    code = CALLED.format(["rmadvisor", "advise", "-"])
    assert loaded(run, code, HEAVY) == "[]"


def test_show_needs_no_rule_engine(run: Command) -> None:
    """Looking something up does not start the engine."""
    code = CALLED.format(["rmadvisor", "show", "crm_use"])
    assert loaded(run, code, HEAVY | {"durable_rules_engine"}) == "[]"


def test_without_a_command_it_asks(run: Command) -> None:
    """`rmadvisor` alone starts the questions; when nobody types anything it ends with what follows from nothing."""
    ended = run("--db", "sessions.db", stdin=b"")
    assert (ended.exit, ended.stderr) == (0, "")
    assert "Which customers does this group" in ended.stdout
    assert "RECOMMENDATION" in ended.stdout
