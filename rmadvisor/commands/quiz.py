"""The command that asks a learner questions in plain lines, or prints them with their answers for a trainer."""

from __future__ import annotations

import io
import re
import secrets
import sys
from shlex import quote
from typing import TYPE_CHECKING

import click

from rmadvisor.commands.streams import (
    AS_JSON,
    DONE,
    INTERRUPTED,
    NOTHING,
    Folders,
    print_blocks,
    print_json,
    print_text,
    talk,
)
from rmadvisor.knowledge.cursor import shown
from rmadvisor.knowledge.problems import did_you_mean

if TYPE_CHECKING:
    from rmadvisor.quiz.question import QuizQuestion

MOST_QUESTIONS, MOST_SEED, MOST_LETTERS = 200, 10**9, 1000
LISTED = re.compile(r" *(-|\d\.?) ")
FINISH, SKIP = ("finish", "f", "quit", "q"), ("skip", "s", "")
HOW = "Type the number of your choice. skip leaves a question out, finish ends with your score."


@click.command()
@click.argument("topic", required=False)
@click.option(
    "--count", type=click.IntRange(1, MOST_QUESTIONS), default=10, show_default=True, help="How many questions."
)
@click.option("--seed", type=click.IntRange(0, MOST_SEED), help="The same number gives the same questions again.")
@click.option("--list", "listing", is_flag=True, help="List the topics.")
@AS_JSON
@click.pass_obj
def quiz(folders: Folders, topic: str | None, count: int, seed: int | None, listing: bool, as_json: bool) -> int:
    """Ask questions on TOPIC, or on everything, each with a worked answer; in the end your score and what to read.

    TOPIC is a family of questions (guidance, capabilities, focuses, terms, figures, cases), or a section, capability
    group, focus or segment; quiz --list lists them. With --json the questions and answers are printed, for material of
    your own.
    """
    from rmadvisor.quiz.topics import find, names, topics

    advisor = folders.advisor()
    known = topics(advisor.kb)
    if listing:
        return _list(known, as_json)
    if topic is not None and not find(advisor.kb, topic):
        mend = did_you_mean(topic, names(advisor.kb), "quiz --list lists the topics")
        talk(f"there is no topic {shown(topic)} to ask about; {mend}")
        return NOTHING
    seed = secrets.randbelow(10_000) if seed is None else seed
    questions = advisor.quiz(topic, seed, count)
    if not questions:
        talk("the knowledge base holds nothing to ask about that; quiz --list lists the topics")
        return NOTHING
    if as_json:
        return print_json({"topic": topic, "seed": seed, "questions": [question.as_dict() for question in questions]})
    again = f"{folders.command()} quiz {f'{quote(topic)} ' if topic is not None else ''}--seed {seed} --count {count}"
    about = " and ".join(known[name] for name in find(advisor.kb, topic)) if topic is not None else "Everything"
    return _Asking(questions, known, folders.command()).run(about, count, again)


def _list(known: dict[str, str], as_json: bool) -> int:
    if as_json:
        return print_json({"topics": [{"id": name, "title": title} for name, title in known.items()]})
    from rmadvisor.report.blocks import Heading, Pairs, Paragraph

    rows = tuple((name, (title,)) for name, title in known.items())
    return print_blocks([Heading("Topics"), Pairs(rows), Paragraph("The last part of a name will do, or a title.")])


class _Asking:
    """Asks the questions one by one and keeps what was chosen."""

    def __init__(self, questions: tuple[QuizQuestion, ...], topics: dict[str, str], command: str) -> None:
        self.questions, self.topics, self.command = questions, topics, command
        self.given: list[int | None] = []
        self.input = sys.stdin.buffer if sys.stdin is not None else io.BytesIO()
        self.echo = not self.input.isatty()

    def run(self, about: str, wanted: int, again: str) -> int:
        """Ask until all is asked or the learner finishes; the exit code."""
        count = len(self.questions)
        there_are = "" if count >= wanted else " (there are no more on this)"
        self._say(f"{about}: {count} question{'s' if count > 1 else ''}{there_are}. {HOW}")
        code = DONE
        try:
            for number, question in enumerate(self.questions, 1):
                self._say("", f"Question {number} of {count}", *question.text.split("\n"))
                self._say(*(f"  {i}. {choice}" for i, choice in enumerate(question.choices, 1)))
                if not self._take(question):
                    break
        except KeyboardInterrupt:
            print_text("\n")
            code = INTERRUPTED
        self._tell_score()
        self._say(f"The same questions again: {again}")
        return code

    def _take(self, question: QuizQuestion) -> bool:
        """Read until there is a choice, and tell the answer; False when the learner is done."""
        count = len(question.choices)
        while True:
            line = self._read(f"Your choice, 1 to {count}: ")
            if line is None or line in FINISH:
                return False
            if line in SKIP:
                self.given.append(None)
                self._say(f"Skipped. The answer is {self._answer(question)}")
                return True
            if line.isascii() and line.isdigit() and len(line) < 4 and 1 <= int(line) <= count:
                self._tell(question, int(line) - 1)
                return True
            self._say(
                f"Not taken: {shown(line)} is none of the choices; type a number from 1 to {count}, skip or finish."
            )

    def _tell(self, question: QuizQuestion, choice: int) -> None:
        """Whether it was right, the worked answer, and what it stands on."""
        self.given.append(choice)
        verdict = "Right." if choice == question.answer else f"Not right. The answer is {self._answer(question)}"
        self._say(verdict, *question.explanation.split("\n"))
        if question.source:
            self._say(f"Sources: {', '.join(question.source)}")

    @staticmethod
    def _answer(question: QuizQuestion) -> str:
        return f"{question.answer + 1}: {question.choices[question.answer]}"

    def _tell_score(self) -> None:
        """The score, and what to read for each topic with a miss."""
        from rmadvisor.quiz.quiz import score

        result = score(self.questions, self.given)
        self._say("", f"Score: {result.right} right of {result.asked} answered.")
        skipped = self.given.count(None)
        self._say(*([f"Skipped: {skipped}."] if skipped else []))
        if result.asked and not result.read:
            self._say("Nothing was missed.")
        for topic, ids in result.read.items():
            right, asked = result.by_topic[topic]
            self._say(f"Read next on {self.topics.get(topic, topic)} ({right} of {asked} right):")
            self._say(*(f"  {self.command} show {name}" for name in ids))

    def _read(self, prompt: str) -> str | None:
        """A line as typed, in small letters; None at the end of input. What a pipe says is repeated."""
        print_text(prompt)
        raw = self.input.readline(MOST_LETTERS)
        if not raw:
            print_text("\nThe input has ended.\n")
            return None
        line = " ".join("".join(c for c in raw.decode("utf-8", "replace") if c.isprintable()).split()).lower()
        if self.echo:
            print_text(f"{line}\n")
        return line

    @staticmethod
    def _say(*lines: str) -> None:
        """Lines filled to the width of a terminal; what is listed hangs under its own mark."""
        from rmadvisor.conversation.wording import fill

        hung = [(line, " " * mark.end() if (mark := LISTED.match(line)) else "") for line in lines]
        print_text("".join(f"{part}\n" for line, indent in hung for part in fill(line, "", indent)))
