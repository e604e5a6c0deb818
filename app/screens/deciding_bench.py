"""What can be decided on every tab: take back, make again, pin a record, hand over."""

import asyncio

from textual.notifications import SeverityLevel
from textual.screen import Screen

from app.screens import telling, triage_reads
from app.screens.asking import ChoiceScreen
from app.screens.background import background
from app.screens.desk import Desk
from app.screens.outcome import deciding
from app.screens.pane import Pane
from store import triage
from store.queries.cases import CaseRow
from store.queries.order import Key
from store.triage import Done, cases
from widgets.view_models import Shown, shown


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
        spot = self.pane.spot
        if isinstance(spot, Key):
            background(self, "pin", self._ask_case, spot.id)
        else:
            self._toast(
                self._desk.words("Pinning is for records: {tab.events} shows them."), "warning"
            )

    async def _ask_case(self, event: int) -> None:
        with self.pane.reporting():
            found = await self._desk.lanes.details.run(triage_reads.open_cases)

            def take(number: int | None) -> None:
                if number is not None:
                    background(self, "pinning", self._pin, event, found[number].id)

            if not found:
                self._toast(
                    self._desk.words("No case is open: {tab.cases}, then {cases.new}, opens one."),
                    "warning",
                )
            elif len(found) == 1:
                take(0)
            else:
                choices = [_named(case) for case in found]
                self.app.push_screen(ChoiceScreen(Shown("Pin to which case?"), choices), take)

    async def _pin(self, event: int, case: int) -> None:
        writing = self._desk.decide(cases.pin, self._desk.database, case, [event], self._desk.actor)
        with deciding(self.pane):
            self._toast(telling.decided(await writing, self._desk.words))

    def action_hand_over(self) -> None:
        """Show what the next shift has to know."""
        background(self, "handover", self._show_handover)

    async def _show_handover(self) -> None:
        from app.output.shift_page import shift_markdown
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


def _named(case: CaseRow) -> Shown:
    return shown(f"{case.id} {case.title}")
