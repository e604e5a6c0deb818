"""Screens over the workbench on which decisions are made: to pin, to note, to take back."""

import asyncio
import sqlite3
from collections.abc import Callable
from typing import TypeVar

from app.screens import pinning, telling
from app.screens.background import background
from app.screens.desk import Desk
from app.screens.full_screen import FullScreen
from store import triage
from store.errors import BlotterError
from widgets.view_models import Shown

T = TypeVar("T")


class DecidingScreen(FullScreen):
    """What is decided is said, whatever comes of it, and the screen reads anew."""

    _desk: Desk

    @property
    def event_here(self) -> int | None:
        """The number of the record under the cursor; None: none is."""
        return None

    def renew(self) -> None:
        """Read anew what a decision may have changed; each screen its own way."""

    def decide(self, decision: pinning.Decision) -> None:
        """Carry a decision out."""
        writing = self._desk.decide(decision, self._desk.database, self._desk.actor)
        self.confirm(writing, lambda done: telling.decided(done, self._desk.words))

    def confirm(self, writing: "asyncio.Future[T]", told: Callable[[T], Shown]) -> None:
        """Await something that is being written, and say what came of it."""
        background(self, f"decision-{id(writing)}", self._confirm, writing, told)

    async def _confirm(self, writing: "asyncio.Future[T]", told: Callable[[T], Shown]) -> None:
        try:
            self.notify(told(await writing), markup=False, timeout=4)
        except (BlotterError, sqlite3.Error, OSError) as error:
            self.complain(telling.trouble(error, self._desk.words))
        finally:
            self.renew()

    def complain(self, why: Shown) -> None:
        """Say why something could not be done."""
        self.notify(why, severity="warning", markup=False, timeout=4)

    def action_undo(self) -> None:
        """Take back the last decision."""
        undoing = self._desk.decide(triage.undo, self._desk.database, self._desk.actor)
        self.confirm(undoing, lambda done: telling.restored(done, "taken back"))

    def action_redo(self) -> None:
        """Make again what was taken back last."""
        redoing = self._desk.decide(triage.redo, self._desk.database, self._desk.actor)
        self.confirm(redoing, lambda done: telling.restored(done, "done again"))

    def action_pin(self) -> None:
        """Pin the record under the cursor to a case."""
        event = self.event_here
        if event is None:
            self.complain(Shown("No record under the cursor to be pinned."))
        else:
            pinning.ask(self, self._desk, event, self.decide)
