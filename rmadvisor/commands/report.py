"""The command that writes a consultation as a paper for the board."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rmadvisor.commands.streams import Folders, print_text, read_input, talk
from rmadvisor.knowledge.problems import BadInput, did_you_mean

if TYPE_CHECKING:
    from rmadvisor.advisor import Advisor
    from rmadvisor.knowledge.answers import Answers
    from rmadvisor.report.blocks import Document

EARLIEST = date(1970, 1, 1)  # no file format of ours knows an earlier day
FILE_ENDINGS = (".yaml", ".yml", ".json")
TABLE_ENDINGS = (".csv", ".parquet", ".xlsx")


def _date(context: click.Context, parameter: click.Parameter, text: str | None) -> str:
    """The day that the report bears; today unless it was given."""
    if text is None:
        return date.today().isoformat()
    with suppress(ValueError):
        day = date.fromisoformat(text)
        if day >= EARLIEST:
            return day.isoformat()
    raise click.BadParameter(f"{text!r} is no day from {EARLIEST} on; write it as 2026-11-25.")


@click.command()
@click.argument("name", metavar="SESSION|ANSWERS|TABLE")
@click.option(
    "--to", "target", metavar="FILE", required=True, help="Where to write: FILE.md, .html, .pdf, .docx or .json."
)
@click.option("--title", default="", metavar="TEXT", help="The title of the report.")
@click.option("--note", default="", metavar="TEXT", help="A note of yours, shown behind the first page.")
@click.option("--date", "day", metavar="DAY", callback=_date, help="The day it bears, as 2026-11-25; else today.")
@click.option("--by", metavar="COLUMN", help="Of a table: add up by a column, as in `rmadvisor plan`.")
@click.pass_obj
def report(folders: Folders, name: str, target: str, title: str, note: str, day: str, by: str | None) -> int:
    """Write a kept session or a file of answers as a report for the board: the answer on one page, then figures with
    charts, the proof, the doubts and the sources. A table (.csv, .parquet, .xlsx) is planned as `rmadvisor plan` does,
    and the totals are the report.

    A report of that name is written over; whatever goes wrong, the old one stays. The same answers, day and knowledge
    give the same file, byte for byte."""
    from rmadvisor.conversation.export import write_file
    from rmadvisor.conversation.refusal import refusal
    from rmadvisor.report.formats import ending_of, write

    path = Path(target)
    ending = ending_of(path)
    if ending == ".json" and (title or note):
        raise click.UsageError("a .json report holds the recommendation alone: leave --title and --note out.")
    if path.is_dir():
        raise refusal(f"{path} is a folder", "name a file in it")
    if not path.absolute().parent.is_dir():
        raise refusal(f"there is no folder {path.parent}", "make it, or name another")
    if path.exists() and Path(name).exists() and path.samefile(name):
        raise refusal(f"{path} is the file of answers itself", "name another file for the report")
    is_table = Path(name).suffix.lower() in TABLE_ENDINGS
    if by is not None and not is_table:
        raise click.UsageError("--by adds up the rows of a table; a consultation has none.")
    advisor = folders.advisor()
    if is_table:
        document, data = _planned(advisor, name, by, title, note, day)
    else:
        answers, origin = _given(folders, advisor, name)
        document, recommendation = advisor.paper(answers, day, title, note, origin)
        data = recommendation.as_dict()
    content, given_up = write(document, data, ending)
    write_file(path, content)
    if given_up:
        talk(f"{given_up}.")
    return print_text(f"The report is written to {path}.\n")


def _planned(
    advisor: Advisor, name: str, by: str | None, title: str, note: str, day: str
) -> tuple[Document, dict[str, Any]]:
    """The plan for the groups of RMs in a table."""
    from rmadvisor import __version__
    from rmadvisor.commands.portfolio import planned
    from rmadvisor.report.blocks import Paragraph
    from rmadvisor.report.paper import sheet
    from rmadvisor.report.plans import word_plan
    from rmadvisor.report.records_section import versions

    found = planned(advisor, name, by=by)
    blocks = word_plan(found, advisor.kb, drawn=True)
    if note:
        blocks.insert(1, Paragraph(note))
    program = f"rmadvisor {__version__}"
    blocks += versions(day, program, found.version, {"Table": Path(name).name}, level=2)
    heading = title.strip() or "Plan for groups of Relationship Managers"
    return sheet(heading, Path(name).name, day, program, blocks), found.as_dict()


def _given(folders: Folders, advisor: Advisor, name: str) -> tuple[Answers, str]:
    """The answers of a file or of a session, and where they come from."""
    if name == "-":
        return advisor.answers(read_input(name)), "standard input"
    is_name = Path(name).name == name
    if Path(name).exists() and not Path(name).is_dir():
        with suppress(BadInput):  # a file of sessions that cannot be read is no matter here
            if is_name and any(session.name == name for session in folders.sessions().all()):
                talk(f"there is a file and a session '{name}'; this is the file. Rename one of them for the session.")
        return advisor.answers(read_input(name)), Path(name).name
    kept = [session.name for session in folders.sessions().all()]
    if name in kept:
        return _of_session(folders, advisor, name)
    if not is_name or name.lower().endswith(FILE_ENDINGS) or Path(name).exists():
        return advisor.answers(read_input(name)), Path(name).name
    from rmadvisor.conversation.refusal import refusal

    if any(session.name == name for session in folders.sessions().all(deleted=True)):
        folders.sessions().named(name)  # refuses, and says how to bring it back
    mend = did_you_mean(name, kept, "see: rmadvisor sessions list") if kept else "name a file, or start: rmadvisor chat"
    raise refusal(f"there is neither a file nor a session '{name}'", mend)


def _of_session(folders: Folders, advisor: Advisor, name: str) -> tuple[Answers, str]:
    from rmadvisor.conversation.recorded import view_of

    store = folders.sessions()
    view = view_of(advisor.dialogue(), store.log(store.named(name)))
    for bad in view.unfit:
        talk(f"{bad.fact} is left out, as it no longer fits: {bad.reason}.")
    return view.answers, f"session {name}"
