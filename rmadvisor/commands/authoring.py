"""Commands for those who change rules and entries: run the cases, compare two states, check deeply."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rmadvisor.commands.streams import AS_JSON, DONE, NOTHING, Folders, folder, print_json, print_text, talk

if TYPE_CHECKING:
    from rmadvisor.knowledge.knowledge_base import KnowledgeBase


def print_deep_check(kb: KnowledgeBase, as_json: bool, open_in: str | None, seconds: float | None) -> int:
    """Check deeply and print what was found; exit code 1 when there is a fault."""
    from rmadvisor.authoring.answers_files import write_folder
    from rmadvisor.authoring.deep.checking import SECONDS, deep_check
    from rmadvisor.authoring.deep.wording import as_files, word_deep_check

    progress, done = _progress()
    try:
        found = deep_check(kb, seconds or SECONDS, progress)
    finally:
        done()
    if open_in is not None:
        files = as_files(found)
        write_folder(Path(open_in), files)
        talk(f"{len(files)} answers files are in {open_in}.")
    if as_json:
        print_json(found.as_dict())
    else:
        print_text(word_deep_check(found))
    return NOTHING if found.faults else DONE


def _progress() -> tuple[Callable[[str, int, int], None], Callable[[], None]]:
    """A line on stderr that tells how far long work is, and what wipes it out; nothing where no person looks."""
    if not sys.stderr.isatty():
        return (lambda part, done, total: None), (lambda: None)

    def show(part: str, done: int, total: int) -> None:
        sys.stderr.write(f"\r\x1b[K{part}: {done} of {total}")
        sys.stderr.flush()

    def wipe() -> None:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()

    return show, wipe


@click.command("test")
@click.argument("path", required=False, metavar="[PATH]")
@click.option("--coverage", is_flag=True, help="List the rules that fire in no case.")
@AS_JSON
@click.pass_obj
def run_cases(folders: Folders, path: str | None, coverage: bool, as_json: bool) -> int:
    """Run the cases kept beside the rules (rules/cases), or those in a file or folder: does what they expect follow?"""
    from rmadvisor.authoring.case_runs import run_cases as run
    from rmadvisor.authoring.case_wording import word_runs
    from rmadvisor.authoring.cases import case_files, read_cases

    kb = folders.knowledge()
    files = case_files(folder(folders.rules), folder(path))
    if not files:
        where = path or "the folder cases inside the rules"
        talk(f"there are no cases in {where}; write one as docs/authoring.md shows.")
        return NOTHING
    runs = run(kb, read_cases(files, kb))
    if as_json:
        print_json(runs.as_dict())
    else:
        print_text(word_runs(runs, kb, coverage))
    return NOTHING if runs.failures else DONE


@click.command()
@click.argument("old")
@click.argument("new")
@click.argument("answers", nargs=-1, metavar="[ANSWERS]...")
@AS_JSON
@click.pass_obj
def diff(folders: Folders, old: str, new: str, answers: tuple[str, ...], as_json: bool) -> int:
    """Tell what changed between two states of the knowledge, and which situations would get another recommendation.

    OLD and NEW are folders that hold kb/ and rules/, or git revisions of the folder you are in, as in: diff HEAD~1 .

    The situations are the saved sessions and the answers files named, without such files the examples and cases of
    NEW."""
    from rmadvisor.authoring.changes import changes
    from rmadvisor.authoring.diff_wording import Comparison, word_comparison
    from rmadvisor.authoring.outcomes import outcomes
    from rmadvisor.authoring.situations import from_files, from_folder, from_sessions
    from rmadvisor.authoring.states import read_state

    before, after = (read_state(name, folder(folders.kb), folder(folders.rules)) for name in (old, new))
    for state in (before, after):
        for part in state.borrowed:
            talk(f"{state.name} holds no {part}/, so the {part}/ in force is taken for it.")
    named = from_files(map(Path, answers)) if answers else from_folder(after.folder or Path())
    situations = [*from_sessions(folders.sessions()), *named]
    changed = changes(before, after)
    progress, done = _progress()
    try:
        found = Comparison(before, after, changed, outcomes(before.kb, after.kb, changed, situations, progress))
    finally:
        done()
    return print_json(found.as_dict()) if as_json else print_text(word_comparison(found))
