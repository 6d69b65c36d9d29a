"""The command that reads plain words."""

from __future__ import annotations

import sys

import click

from rmadvisor.commands.streams import AS_JSON, BAD_INPUT, DONE, NOTHING, Folders, print_json, print_text, talk

MOST_LETTERS = 10_000  # of a text; what is longer is a document, not a sentence


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="TEXT...")
@AS_JSON
@click.pass_obj
def understand(folders: Folders, words: tuple[str, ...], as_json: bool) -> int:
    """Find the facts in plain words, such as "12 RMs for 5,000 affluent clients"; - reads standard input."""
    text = " ".join(words)
    if text == "-":
        text = "" if sys.stdin is None else sys.stdin.buffer.read(4 * MOST_LETTERS + 1).decode("utf-8", "replace")
    if not text.strip():
        talk("there is no text; write some words, such as: rmadvisor understand '12 RMs for 5,000 affluent clients'")
        return BAD_INPUT
    if len(text) > MOST_LETTERS:
        talk(f"the text has over {MOST_LETTERS:,} letters; give it in pieces")
        return BAD_INPUT
    from rmadvisor.conversation.understanding.reading import understand as read

    found = read(folders.lexicon(), text)  # no Advisor: its engine and all that follows from facts are not needed here
    done = DONE if found.facts else NOTHING
    if as_json:
        print_json(found.as_dict())
        return done
    from rmadvisor.conversation.understanding.wording import understood_in_words

    print_text("".join(f"{line}\n" for line in understood_in_words(found)))
    return done
