"""Commands that ask further: why not, what if, and what moves the result most."""

from __future__ import annotations

import click

from rmadvisor.commands.streams import ANSWERS, AS_JSON, Folders, print_blocks, print_json, read_input


@click.command("why-not")
@ANSWERS
@click.argument("conclusion")
@AS_JSON
@click.pass_obj
def why_not(folders: Folders, answers: str, conclusion: str, as_json: bool) -> int:
    """Say what blocks a conclusion: a focus (product, focus.hybrid), a capability (crm_use, crm_use=5), a fact that
    rules conclude (product_range=wide), or the id of a rule, advice or warning."""
    document = read_input(answers)
    advisor = folders.advisor()
    found = advisor.why_not(advisor.answers(document), conclusion)
    if as_json:
        return print_json(found.as_dict())
    from rmadvisor.report.why_nots import word_why_not

    return print_blocks(word_why_not(found, advisor.kb))


@click.command("what-if")
@ANSWERS
@click.argument("changes", metavar="FACT=VALUE...", nargs=-1, required=True)
@AS_JSON
@click.pass_obj
def what_if(folders: Folders, answers: str, changes: tuple[str, ...], as_json: bool) -> int:
    """Show before and after, were some answers others.

    Values are written as in an answers file: attrition=12, attrition=unknown, "client_time_share=[40, 50]",
    skills.crm_use=4. fact= alone takes an answer away."""
    from rmadvisor.reasoning.explanation.what_if import read_changes

    document = read_input(answers)
    advisor = folders.advisor()
    found = advisor.what_if(advisor.answers(document), read_changes(changes, advisor.kb))
    if as_json:
        return print_json(found.as_dict())
    from rmadvisor.report.what_ifs import word_what_if

    return print_blocks(word_what_if(found, advisor.kb))


@click.command()
@ANSWERS
@AS_JSON
@click.pass_obj
def sensitivity(folders: Folders, answers: str, as_json: bool) -> int:
    """Rank what is unknown, given as a range or assumed by how much it moves the result."""
    document = read_input(answers)
    advisor = folders.advisor()
    found = advisor.sensitivity(advisor.answers(document))
    if as_json:
        return print_json(found.as_dict())
    from rmadvisor.report.sensitivities import word_sensitivity

    return print_blocks(word_sensitivity(found, advisor.kb))


@click.command()
@ANSWERS
@click.argument("conclusion", default="focus")
@click.option("--fixed", is_flag=True, help="Look also at what you cannot change, such as the segment.")
@AS_JSON
@click.pass_obj
def flip(folders: Folders, answers: str, conclusion: str, fixed: bool, as_json: bool) -> int:
    """Find the fewest answers that would have to change for a conclusion to change: focus, focus=hybrid, a capability
    (crm_use, crm_use=5), or the id of a warning or advice."""
    document = read_input(answers)
    advisor = folders.advisor()
    found = advisor.flip(advisor.answers(document), conclusion, fixed)
    if as_json:
        return print_json(found.as_dict())
    from rmadvisor.report.flips import word_flips

    return print_blocks(word_flips(found, advisor.kb))
