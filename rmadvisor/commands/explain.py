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
