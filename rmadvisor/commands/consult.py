"""Commands on one consultation: the recommendation and its explanations."""

from __future__ import annotations

import click

from rmadvisor.commands.streams import (
    ANSWERS,
    AS_JSON,
    NOTHING,
    Folders,
    print_blocks,
    print_json,
    print_text,
    read_input,
    talk,
)


@click.command()
@ANSWERS
@AS_JSON
@click.option("--markdown", "as_markdown", is_flag=True, help="Print the whole report as Markdown.")
@click.pass_obj
def advise(folders: Folders, answers: str, as_json: bool, as_markdown: bool) -> int:
    """Give the recommendation that follows from a file of answers."""
    if as_json and as_markdown:
        raise click.UsageError("--json and --markdown exclude each other: choose one.")
    document = read_input(answers)
    advisor = folders.advisor()
    given = advisor.answers(document)
    recommendation = advisor.consult(given)
    if as_json:
        return print_json(recommendation.as_dict())
    from rmadvisor.report.wording import word

    if not as_markdown:
        return print_blocks(word(recommendation, advisor.kb, brief=True))
    from rmadvisor.report import markdown
    from rmadvisor.report.sensitivities import word_sensitivity

    doubts = word_sensitivity(advisor.sensitivity(recommendation.findings.answers), advisor.kb)
    return print_text(markdown.write(word(recommendation, advisor.kb, brief=False, doubts=doubts)))


@click.command()
@ANSWERS
@click.argument("conclusion", default="focus")
@AS_JSON
@click.pass_obj
def why(folders: Folders, answers: str, conclusion: str, as_json: bool) -> int:
    """Prove a conclusion: coverage, rms_needed, focus, one focus (product, focus.hybrid), a capability, a fact, or the
    id of a rule, advice or warning."""
    document = read_input(answers)
    advisor = folders.advisor()
    proof = advisor.why(advisor.consult(advisor.answers(document)), conclusion)
    if proof is None:
        if as_json:
            print_json(None)
        talk(f"'{conclusion}' does not follow from these answers.")
        return NOTHING
    if as_json:
        return print_json(proof.as_dict())
    from rmadvisor.report.proofs import word_proof

    return print_blocks(word_proof(proof))


@click.command("next")
@ANSWERS
@AS_JSON
@click.option("--all", "everything", is_flag=True, help="Show also what may still follow from these answers.")
@click.pass_obj
def next_(folders: Folders, answers: str, as_json: bool, everything: bool) -> int:
    """Say which question to answer next, why it is asked and what it can still change; or that all is settled."""
    document = read_input(answers)
    advisor = folders.advisor()
    given = advisor.answers(document)
    question = advisor.next_question(given)
    possible = advisor.possible(given) if everything else None
    if as_json:
        return print_json({**question.as_dict(), **({"possible": possible.as_dict()} if possible else {})})
    from rmadvisor.report.possibilities import word_overview
    from rmadvisor.report.questions import word_question

    blocks = word_question(question, advisor.kb)
    return print_blocks(blocks + (word_overview(possible, advisor.kb) if possible else []))
