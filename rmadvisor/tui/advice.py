"""The recommendation beside the conversation: it follows every answer, and each of its lines opens to its proof.

In:     the app's View, when it is asked to follow.
Out:    an Outline; Chosen with the fact of an open question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import on

from rmadvisor.tui.outline import Node, Outline

if TYPE_CHECKING:
    from rmadvisor.conversation.view import View
    from rmadvisor.tui.app import AdvisorApp


class Advice(Outline):
    """The lines of the recommendation."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.view: View | None = None  # what is shown

    @property
    def desk_app(self) -> AdvisorApp:
        return cast("AdvisorApp", self.app)

    def follow(self) -> None:
        """Show the recommendation as it is now, once the next question stands there: it can be answered meanwhile."""
        self.call_after_refresh(self.draw)

    def draw(self) -> None:
        from rmadvisor.tui.recommendation import nodes

        view = self.desk_app.view
        if view is not None and view is not self.view:
            self.view = view
            self.show(nodes(view, self.desk_app.desk.kb), keep_open=True)

    @on(Outline.Wanted)
    def _wanted(self, event: Outline.Wanted) -> None:
        from rmadvisor.tui.recommendation import conclusion

        view, asked = self.desk_app.view, conclusion(event.node)
        if view is not None and asked:
            self.run_worker(self._prove(event.node, asked, view), group="proof", exit_on_error=False)

    async def _prove(self, node: Node, asked: str, view: View) -> None:
        from rmadvisor.tui.proofs import under

        desk = self.desk_app.desk
        proof = await desk.aside(lambda advisor: advisor.why(view.recommendation, asked))
        if self.desk_app.view is view:  # otherwise it is stale
            self.fill(node.id, () if proof is None else under(proof, desk.kb, node.id))
