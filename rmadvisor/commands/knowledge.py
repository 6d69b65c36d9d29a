"""Commands on the knowledge itself: show one thing of it, check all of it."""

from __future__ import annotations

import click

from rmadvisor.commands.streams import AS_JSON, NOTHING, Folders, folder, print_blocks, print_json, print_text, talk
from rmadvisor.knowledge.cursor import shown
from rmadvisor.knowledge.problems import BadInput, NoKnowledge, did_you_mean


@click.command()
@click.argument("name", metavar="ID")
@AS_JSON
@click.pass_obj
def show(folders: Folders, name: str, as_json: bool) -> int:
    """Show one entry, rule, fact, capability, source or section (guidance#1.retail), with what cites or uses it.

    `show capabilities`, `show rules` and the like list the ids of one kind."""
    from rmadvisor.report.exhibits import exhibit, names

    kb = folders.knowledge()
    found = exhibit(kb, name)
    if found is None:
        talk(f"there is no {shown(name)}; {did_you_mean(name, names(kb), 'try show capabilities')}")
        return NOTHING
    return print_json(found.as_dict()) if as_json else print_blocks(found.blocks)


@click.command()
@AS_JSON
@click.option("--deep", is_flag=True, help="Try the rules too: gaps, overlaps, rules that no answers reach.")
@click.option("--open", "open_in", metavar="DIR", help="With --deep: write the answers that show each finding to DIR.")
@click.option("--seconds", type=click.FloatRange(min=1), help="With --deep: the time there is, 60 without it.")
@click.pass_obj
def check(folders: Folders, as_json: bool, deep: bool, open_in: str | None, seconds: float | None) -> int:
    """Check kb/ and rules/ and print everything that is wrong, all at once."""
    from rmadvisor.knowledge.knowledge_base import load

    if not deep and (open_in is not None or seconds is not None):
        raise click.UsageError("--open and --seconds go with --deep: add it.")

    try:
        kb = load(folder(folders.kb), folder(folders.rules))
    except NoKnowledge:
        raise  # nothing was there to check: that is bad input, not a fault that was found
    except BadInput as bad:
        if as_json:
            print_json({"problems": [problem.as_dict() for problem in bad.problems]})
        else:
            print_text("".join(f"{problem}\n" for problem in bad.problems))
            talk(f"{len(bad.problems)} problem{'s' if len(bad.problems) > 1 else ''}.")
        return NOTHING
    if deep:
        from rmadvisor.commands.authoring import print_deep_check

        return print_deep_check(kb, as_json, open_in, seconds)
    from rmadvisor.knowledge.always_asked import always_asked

    asked = sum(fact.origin == "asked" for fact in kb.vocabulary.values())
    must = always_asked(kb)
    if as_json:
        counts = {"entries": len(kb.entries), "rules": len(kb.rules), "questions": asked}
        return print_json({"problems": [], **counts, "always_asked": must, "version": kb.version})
    from rmadvisor.report.blocks import Bullets, Heading, Paragraph

    return print_blocks(
        [
            Heading(f"Nothing is wrong: {len(kb.entries)} entries, {len(kb.rules)} rules, {asked} questions.", 2),
            Heading(f"Always asked: {len(must)} questions", 2),
            Paragraph(
                "Some rule looks at each of these alone, so every interview asks it; guard the rules to spare it."
            ),
            Bullets(tuple(f"{name}: {', '.join(rules)}" for name, rules in must.items())),
        ]
    )
