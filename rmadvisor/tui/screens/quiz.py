"""Quiz: choose a topic, answer one question at a time with a digit, read the worked answer, see what to read next."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from rmadvisor.knowledge.problems import BadInput
from rmadvisor.quiz.question import QuizQuestion
from rmadvisor.quiz.quiz import Score, score
from rmadvisor.quiz.topics import FAMILIES, find, topics
from rmadvisor.tui import entry
from rmadvisor.tui.actions import Action
from rmadvisor.tui.found import heading
from rmadvisor.tui.lines import hang
from rmadvisor.tui.outline import Draw, Node, Outline, plain
from rmadvisor.tui.page import Page

COUNT = 10
EVERYTHING = "everything"
CHOOSE = "What shall the questions be about? Enter begins; ten questions, each with its answer explained."
KEYS = {"skip": ("asking",), "finish": ("asking", "told"), "again": ("score",)}  # the stages where a key does something
NOTHING = "There is nothing to ask about that. Choose another topic."


def new_seed() -> int:
    """Other questions each time."""
    return secrets.randbelow(10_000)


class Quiz(Page):
    """Topics, then questions, then the score; one list shows each in turn."""

    TITLE = "Quiz"
    AREAS: ClassVar[tuple[str, ...]] = ("page", "quiz")
    TAKES_WORDS = True
    HELP = (
        "Choose a topic; a digit answers a question, and the worked answer says why, with its sources. s leaves a "
        "question out, f finishes with your score. The score lists what to read next; Enter opens it in the guidance, "
        "and Esc there comes back. Esc here finishes first, then goes to the topics, then leaves."
    )

    def __init__(self, about: str = "") -> None:
        super().__init__()
        self.about = about
        self.topic: str | None = None
        self.questions: tuple[QuizQuestion, ...] = ()
        self.given: list[int | None] = []
        self.stage = "topics"  # then "making", "asking", "told", "score"

    def body(self) -> ComposeResult:
        yield Static("", classes="lead", id="lead", markup=False)
        yield Outline(id="list")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(Outline).focus()
        self._choose()
        if self.about:
            self._begin_about(self.about)

    def asked_again(self, about: str) -> None:
        if about:
            self._begin_about(about)

    def _begin_about(self, typed: str) -> None:
        found = find(self.desk_app.desk.kb, typed)
        if found:
            self._begin(typed)
        else:
            self._lead(f"There is no topic '{typed}' to ask about. {CHOOSE}")

    def _lead(self, text: str) -> None:
        self.query_one("#lead", Static).update(Content(text))

    def _show(self, nodes: Iterator[Node] | list[Node], at: str = "") -> None:
        outline = self.query_one(Outline)
        outline.highlighted = None
        outline.show(nodes)
        outline.action_first()
        outline.scroll_home(animate=False)
        places = [place for place, (_, node, _) in enumerate(outline.shown) if node.id == at]
        if places:
            outline.highlighted = places[0]
        self.entitle()

    # ------------------------------------------------------------ topics

    def _choose(self) -> None:
        self.stage = "topics"
        kb = self.desk_app.desk.kb
        self._lead(CHOOSE)
        nodes = [Node(EVERYTHING, plain("Everything"), value=EVERYTHING), heading("Kinds of questions")]
        for name, title in topics(kb).items():
            if name == next((n for n in topics(kb) if n not in FAMILIES), ""):
                nodes.append(heading("Or one subject"))
            nodes.append(Node(name, plain(title), value=name))
        self._show(nodes, self.topic or EVERYTHING)

    def _begin(self, topic: str | None) -> None:
        self.stage, self.topic = "making", topic
        self._lead("Making the questions ...")
        self._show([])
        self.run_worker(self._make(topic, new_seed()), group="quiz", exclusive=True, exit_on_error=False)

    async def _make(self, topic: str | None, seed: int) -> None:
        try:
            made = await self.desk_app.desk.aside(lambda advisor: advisor.quiz(topic, seed, COUNT))
        except BadInput as bad:
            self._choose()
            self._lead("; ".join(str(problem) for problem in bad.problems))
            return
        if self.stage != "making" or self.topic != topic:
            return
        if not made:
            self._choose()
            self._lead(NOTHING)
            return
        self.questions, self.given = made, []
        self._ask()

    # ------------------------------------------------------------ questions

    @property
    def question(self) -> QuizQuestion:
        """The question that is asked, or whose answer is told."""
        return self.questions[len(self.given) - (self.stage == "told")]

    def _ask(self) -> None:
        if len(self.given) == len(self.questions):
            self._finish()
            return
        self.stage = "asking"
        question = self.question
        self._lead(f"Question {len(self.given) + 1} of {len(self.questions)}. A digit answers.")
        nodes = [Node("question", plain(question.text, "bold"), heading=True), Node("gap", plain(""), heading=True)]
        nodes += [Node(f"choice:{i}", _choice(i, text), value=i) for i, text in enumerate(question.choices)]
        self._show(nodes)

    def _answer(self, choice: int | None) -> None:
        question = self.question
        self.stage = "told"
        self.given.append(choice)
        verdict = "Left out." if choice is None else "Right." if choice == question.answer else "Not right."
        self._lead(f"Question {len(self.given)} of {len(self.questions)}. {verdict} Enter goes on.")
        self._show(list(self._told(question, choice)), "next")

    def _told(self, question: QuizQuestion, choice: int | None) -> Iterator[Node]:
        """The worked answer, what it stands on, and the way on."""
        kb = self.desk_app.desk.kb
        yield Node("question", plain(question.text, "bold"), heading=True)
        for i, text in enumerate(question.choices):
            sign = "right" if i == question.answer else "yours" if i == choice else ""
            yield Node(f"choice:{i}", _choice(i, text, sign), heading=True)
        yield Node("gap", plain(""), heading=True)
        yield Node("why", plain(question.explanation))
        last = len(self.given) == len(self.questions)
        yield Node("next", plain("To your score" if last else "Next question", "bold $accent"), value="next")
        sources = [name for name in (*question.read, *question.source) if entry.known(kb, name)]
        if sources:
            yield heading("Read more")
        for name in dict.fromkeys(sources):
            yield Node(f"read:{name}", entry.link(name, entry.title_of(kb, name)), value=name)

    # ------------------------------------------------------------ the score

    def _finish(self) -> None:
        self.stage = "score"
        result = score(self.questions, self.given)
        out = self.given.count(None)
        left = f" {out} left out." if out else ""
        praise = " Nothing was missed." if result.asked and not result.read else ""
        self._lead(f"Score: {result.right} right of {result.asked} answered.{left}{praise}")
        self._show(list(self._scored(result)))

    def _scored(self, result: Score) -> Iterator[Node]:
        kb = self.desk_app.desk.kb
        names = topics(kb)
        for topic, ids in result.read.items():
            right, asked = result.by_topic[topic]
            yield heading(f"Read next on {names.get(topic, topic)} ({right} of {asked} right)")
            for name in ids:
                if entry.known(kb, name):
                    yield Node(f"{topic}/{name}", entry.link(name, entry.title_of(kb, name)), value=name)
        if result.by_topic:
            yield heading("By topic")
        for topic, (right, asked) in result.by_topic.items():
            yield Node(f"topic:{topic}", plain(f"{right} of {asked}  {names.get(topic, topic)}"))
        yield heading("And now")
        yield Node("again", plain("New questions on the same topic", "$accent"), value="again")
        yield Node("topics", plain("Another topic", "$accent"), value="topics")

    # ------------------------------------------------------------ keys

    def offered(self) -> tuple[Action, ...]:
        """Only what does something at this stage."""
        idle = {name for name, stages in KEYS.items() if self.stage not in stages}
        return tuple(a for a in super().offered() if a.area != "quiz" or a.name not in idle)

    @on(Outline.Chosen)
    def _chosen(self, event: Outline.Chosen) -> None:
        value = event.node.value
        if self.stage == "topics":
            self._begin(None if value == EVERYTHING else str(value))
        elif self.stage == "asking":
            self._answer(int(value))
        elif value == "next":
            self._ask()
        elif value == "again":
            self._begin(self.topic)
        elif value == "topics":
            self._choose()
        else:
            self.desk_app.action_open("guidance", str(value))

    def on_key(self, event: events.Key) -> None:
        if event.key.isdigit() and self.stage == "asking":
            event.stop()
            if 1 <= int(event.key) <= len(self.question.choices):
                self._answer(int(event.key) - 1)

    def action_skip(self) -> None:
        if self.stage == "asking":
            self._answer(None)

    def action_finish(self) -> None:
        if self.stage in ("asking", "told"):
            self._finish()

    def action_again(self) -> None:
        if self.stage == "score":
            self._begin(self.topic)

    def action_close(self) -> None:
        """One step back: the score, the topics, the page that it was opened from."""
        if self.stage in ("asking", "told") and any(choice is not None for choice in self.given):
            self._finish()
        elif self.stage == "topics":
            self.dismiss()
        else:
            self._choose()


def _choice(place: int, text: str, sign: str = "") -> Draw:
    """A choice behind its digit; once it is told, whether it is right and whether it was chosen."""
    said = {"right": "right: ", "yours": "your choice: "}.get(sign, "")
    style = {"right": "bold $success", "yours": "$error"}.get(sign, "")

    def draw(width: int) -> Content:
        head = f"{place + 1} "
        lines = hang(f"{said}{text}", width, head)[len(head) :]
        return Content.assemble((head, "$accent"), (lines, style))

    return draw
