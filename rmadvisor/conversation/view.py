"""What a front end shows of a conversation: the question, the recommendation so far, and what is settled."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rmadvisor.conversation.answered import Unfit
from rmadvisor.conversation.asking import Question
from rmadvisor.conversation.progress import Gist
from rmadvisor.conversation.state import State
from rmadvisor.knowledge.answers import Answers
from rmadvisor.reasoning.possible.interview import NextQuestion
from rmadvisor.reasoning.possible.survey import Settled
from rmadvisor.reasoning.recommendation import Recommendation


@dataclass(frozen=True, slots=True)
class View:
    """A state with all that follows from it. `question` is None when no question is left that can change anything;
    `unfit` are answers that the knowledge in force cannot use."""

    state: State
    answers: Answers
    unfit: tuple[Unfit, ...]
    recommendation: Recommendation
    following: NextQuestion
    question: Question | None
    gist: Gist

    @property
    def settled(self) -> Settled:
        return self.following.settled

    def of(self, state: State) -> View:
        """The same for a state that differs only in how it was reached."""
        return replace(self, state=state)
