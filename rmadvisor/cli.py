"""The commands. stdout is for results, stderr for talk; this room alone writes to either.

Exit codes: 0 done, 1 nothing found or check failed, 2 bad input, 130 interrupted.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rmadvisor.knowledge.problems import BadInput, did_you_mean

if TYPE_CHECKING:
    from rmadvisor.advisor import Advisor
    from rmadvisor.knowledge.cache import Cache
    from rmadvisor.knowledge.documents import Document
    from rmadvisor.knowledge.knowledge_base import KnowledgeBase

DONE, NOTHING, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
ANSWERS = click.argument("answers", metavar="ANSWERS")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="ANSWERS is a YAML or JSON file of answers, or - for standard input. Start with: "
    "rmadvisor advise examples/affluent.yaml",
)
@click.option("--kb", metavar="DIR", help="A bank's own knowledge base in place of the built-in one.")
@click.option("--rules", metavar="DIR", help="A bank's own rules in place of the built-in ones.")
@click.version_option(package_name="rmadvisor", message="rmadvisor %(version)s")
@click.pass_context
def cli(context: click.Context, kb: str | None, rules: str | None) -> None:
    """How many customers one Relationship Manager should cover, which focus RMs should have, and which capabilities
    they need: every conclusion explained, every figure with its source."""
    context.obj = {"kb": kb, "rules": rules}


@cli.command()
@ANSWERS
@AS_JSON
@click.option("--markdown", "as_markdown", is_flag=True, help="Print the whole report as Markdown.")
@click.pass_obj
def advise(folders: dict[str, str | None], answers: str, as_json: bool, as_markdown: bool) -> int:
    """Give the recommendation that follows from a file of answers."""
    if as_json and as_markdown:
        raise click.UsageError("--json and --markdown exclude each other: choose one.")
    document = _read(answers)
    advisor = _advisor(folders)
    recommendation = advisor.consult(advisor.answers(document))
    if as_json:
        return _json(recommendation.as_dict())
    from rmadvisor.report import markdown, text
    from rmadvisor.report.wording import word

    blocks = word(recommendation, advisor.kb, brief=not as_markdown)
    return _print(markdown.write(blocks) if as_markdown else text.write(blocks))


@cli.command()
@ANSWERS
@click.argument("conclusion", default="focus")
@AS_JSON
@click.pass_obj
def why(folders: dict[str, str | None], answers: str, conclusion: str, as_json: bool) -> int:
    """Prove a conclusion: coverage, rms_needed, focus, focus.product, a capability, a fact, or the id of a rule,
    advice or warning."""
    document = _read(answers)
    advisor = _advisor(folders)
    proof = advisor.why(advisor.consult(advisor.answers(document)), conclusion)
    if proof is None:
        if as_json:
            _json(None)
        click.echo(f"rmadvisor: '{conclusion}' does not follow from these answers.", err=True)
        return NOTHING
    if as_json:
        return _json(proof.as_dict())
    from rmadvisor.report import text
    from rmadvisor.report.proofs import word_proof

    return _print(text.write(word_proof(proof)))


@cli.command()
@click.argument("name", metavar="ID")
@AS_JSON
@click.pass_obj
def show(folders: dict[str, str | None], name: str, as_json: bool) -> int:
    """Show one entry, rule, fact, capability, source or section (guidance#1.retail), with what cites or uses it.

    `show capabilities`, `show rules` and the like list the ids of one kind."""
    from rmadvisor.report.exhibits import exhibit, names

    kb = _knowledge(folders)
    found = exhibit(kb, name)
    if found is None:
        click.echo(
            f"rmadvisor: there is no '{name}'; {did_you_mean(name, names(kb), 'try show capabilities')}", err=True
        )
        return NOTHING
    if as_json:
        return _json(found.as_dict())
    from rmadvisor.report import text

    return _print(text.write(found.blocks))


@cli.command()
@AS_JSON
@click.pass_obj
def check(folders: dict[str, str | None], as_json: bool) -> int:
    """Check kb/ and rules/ and print everything that is wrong, all at once."""
    from rmadvisor.knowledge.knowledge_base import load

    try:
        kb = load(_folder(folders["kb"]), _folder(folders["rules"]))
    except BadInput as bad:
        if as_json:
            _json({"problems": [problem.as_dict() for problem in bad.problems]})
        else:
            _print("".join(f"{problem}\n" for problem in bad.problems))
            click.echo(f"rmadvisor: {len(bad.problems)} problems.", err=True)
        return NOTHING
    if as_json:
        return _json({"problems": [], "entries": len(kb.entries), "rules": len(kb.rules), "version": kb.version})
    asked = sum(fact.origin == "asked" for fact in kb.vocabulary.values())
    return _print(f"Nothing is wrong: {len(kb.entries)} entries, {len(kb.rules)} rules, {asked} questions.\n")


def _read(name: str) -> Document:
    """The answers file, or standard input for -."""
    from rmadvisor.knowledge.documents import MOST_BYTES, parse, read

    if name != "-":
        return read(Path(name))
    if sys.stdin.isatty():
        click.echo("rmadvisor: reading answers from the keyboard; end with Ctrl-D.", err=True)
    return parse(sys.stdin.buffer.read(MOST_BYTES + 1), "standard input")


def _advisor(folders: dict[str, str | None]) -> Advisor:
    from rmadvisor.advisor import Advisor

    return Advisor(_knowledge(folders))


def _knowledge(folders: dict[str, str | None]) -> KnowledgeBase:
    from rmadvisor.knowledge.knowledge_base import load

    return load(_folder(folders["kb"]), _folder(folders["rules"]), _cache())


def _cache() -> Cache | None:
    """Where parsed knowledge is kept between runs; none when RMADVISOR_NO_CACHE is set."""
    if os.environ.get("RMADVISOR_NO_CACHE"):
        return None
    from platformdirs import user_cache_path

    from rmadvisor import __version__
    from rmadvisor.knowledge.cache import Cache

    return Cache(user_cache_path("rmadvisor", appauthor=False), __version__)


def _folder(name: str | None) -> Path | None:
    return None if name is None else Path(name)


def _json(document: Any) -> int:
    return _print(json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n")


def _print(text: str) -> int:
    """Write to stdout as UTF-8, also where the terminal claims less."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.flush()
    return DONE


def main() -> None:
    """Run a command and leave with its exit code; a person's mistake never shows a traceback."""
    try:
        code = cli.main(prog_name="rmadvisor", standalone_mode=False)
    except BadInput as bad:
        for problem in bad.problems:
            click.echo(f"rmadvisor: {problem}", err=True)
        code = BAD_INPUT
    except click.ClickException as error:
        error.show()
        code = BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        click.echo("rmadvisor: interrupted.", err=True)
        code = INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader left: `| head` is no error
        code = DONE
    sys.exit(code)


if __name__ == "__main__":
    main()
