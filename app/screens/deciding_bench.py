"""What can be decided on every tab: take back, make again, pin a record, hand over."""

import asyncio

from textual.notifications import SeverityLevel
from textual.screen import Screen

from app.output.shift_page import shift_markdown
from app.screens import pinning, telling, triage_reads
from app.screens.background import background
from app.screens.desk import Desk
from app.screens.outcome import deciding
from app.screens.pane import Pane
from store import triage
from store.triage import Done, cases
from widgets.view_models import Shown


class DecidingBench(Screen[None]):
    """A screen with panes on which decisions are made."""

    _desk: Desk

    @property
    def pane(self) -> Pane:
        """The tab in view."""
        raise NotImplementedError

    def _toast(self, text: Shown, severity: SeverityLevel = "information") -> None:
        raise NotImplementedError

    def action_undo(self) -> None:
        """Take back the last decision."""
        undoing = self._desk.decide(triage.undo, self._desk.database, self._desk.actor)
        background(self, "undo", self._confirm, undoing, "taken back")

    def action_redo(self) -> None:
        """Make again what was taken back last."""
        redoing = self._desk.decide(triage.redo, self._desk.database, self._desk.actor)
        background(self, "undo", self._confirm, redoing, "done again")

    async def _confirm(self, writing: "asyncio.Future[Done]", how: str) -> None:
        with deciding(self.pane):
            self._toast(telling.restored(await writing, how))

    def action_pin(self) -> None:
        """Pin the record under the cursor to a case."""
        event = self.pane.event_here
        if event is None:
            self._toast(self.pane.NOTHING_TO_PIN, "warning")
        else:
            pinning.ask(self, self._desk, event, self._pin)

    def _pin(self, decision: pinning.Decision) -> None:
        writing = self._desk.decide(decision, self._desk.database, self._desk.actor)
        background(self, "pinning", self._confirm_pin, writing)

    async def _confirm_pin(self, writing: "asyncio.Future[Done]") -> None:
        with deciding(self.pane):
            self._toast(telling.decided(await writing, self._desk.words))

    def action_hand_over(self) -> None:
        """Show what the next shift has to know."""
        background(self, "handover", self._show_handover)

    async def _show_handover(self) -> None:
        from app.screens.handover_screen import HandoverScreen

        with self.pane.reporting():
            found = await self._desk.lanes.counts.run(triage_reads.to_hand_over)
            lines = list(shift_markdown(found.shift, self._desk.actor.name))

            def take(handed: bool | None) -> None:
                if handed:
                    background(self, "hand over", self._hand_over, lines, found.shift.until)

            self.app.push_screen(HandoverScreen(self._desk, lines), take)

    async def _hand_over(self, lines: list[str], until: int) -> None:
        writing = self._desk.decide(
            cases.hand_over, self._desk.database, "\n".join(lines), until, self._desk.actor
        )
        with deciding(self.pane):
            await writing
            self._toast(
                self._desk.words(
                    "handed over; the next one begins here · {triage.undo} takes it back"
                )
            )
