"""The command line: finds the command that was called, and turns what went wrong into an exit code and a message."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click

from rmadvisor.commands.streams import BAD_INPUT, DONE, INTERRUPTED, Folders, talk
from rmadvisor.knowledge.problems import BadInput
from rmadvisor.report.terminal import MOST

# Where each command is at home; its module is imported only when the command is called, or when help lists them all.
HOMES = {
    "advise": "consult",
    "next": "consult",
    "why": "consult",
    "why-not": "explain",
    "what-if": "explain",
    "flip": "explain",
    "sensitivity": "explain",
    "report": "report",
    "plan": "portfolio",
    "chat": "talk",
    "sessions": "sessions",
    "search": "search",
    "topics": "search",
    "understand": "words",
    "show": "knowledge",
    "quiz": "quiz",
    "serve": "serve",
    "check": "knowledge",
    "test": "authoring",
    "diff": "authoring",
}


NAMES = {"next": "next_", "test": "run_cases"}  # where the command's own name is taken in Python


class Commands(click.Group):
    """The commands by name, loaded on demand."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(HOMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in HOMES:
            return None
        module = import_module(f"rmadvisor.commands.{HOMES[cmd_name]}")
        command: click.Command = getattr(module, NAMES.get(cmd_name, cmd_name.replace("-", "_")))
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] not in HOMES and not args[0].startswith("-"):
            from rmadvisor.knowledge.problems import did_you_mean

            mend = did_you_mean(args[0], HOMES, "`rmadvisor --help` lists the commands")
            raise click.UsageError(f"there is no command '{args[0]}'; {mend}", ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": MOST},
    epilog="ANSWERS is a YAML or JSON file of answers, or - for standard input. Start with: "
    "rmadvisor advise examples/affluent.yaml",
)
@click.option("--kb", metavar="DIR", help="A bank's own knowledge base in place of the built-in one.")
@click.option("--rules", metavar="DIR", help="A bank's own rules in place of the built-in ones.")
@click.option("--db", metavar="FILE", help="The file of sessions in place of the one in your data folder.")
@click.version_option(package_name="rmadvisor", message="rmadvisor %(version)s")
@click.pass_context
def cli(context: click.Context, kb: str | None, rules: str | None, db: str | None) -> int:
    """How many customers one Relationship Manager should cover, which focus RMs should have, and which capabilities
    they need: every conclusion explained, every figure with its source. Without a command it asks you: in the app, or
    line by line where there is no terminal."""
    context.obj = Folders(kb, rules, db)
    if context.invoked_subcommand is None:
        from rmadvisor.commands.app import open_app
        from rmadvisor.commands.talk import chat

        code = open_app(context.obj)
        return code if code is not None else int(context.invoke(chat) or DONE)
    return DONE


def main() -> None:
    """Run a command and leave with its exit code; a person's mistake never shows a traceback."""
    try:
        code = cli.main(prog_name="rmadvisor", standalone_mode=False)
    except BadInput as bad:
        for problem in bad.problems:
            talk(str(problem))
        code = BAD_INPUT
    except click.ClickException as error:
        error.show()
        code = BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        talk("interrupted.")
        code = INTERRUPTED
    except (BrokenPipeError, SystemExit):  # SystemExit: what click makes of it
        _let_go_of_stdout()  # the reader left: `| head` is no error
        code = DONE
    except OSError as error:
        _let_go_of_stdout()
        talk(f"the result cannot be written: {error.strerror or error}; make room, or send it elsewhere.")
        code = BAD_INPUT
    sys.exit(code)


def _let_go_of_stdout() -> None:
    """What is still buffered goes nowhere, so that leaving does not stumble over it once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
