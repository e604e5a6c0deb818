"""Notices what changed in the database, whoever changed it, and has the screen drawn anew."""

import sqlite3
from dataclasses import dataclass

from textual.message import Message
from textual.widget import Widget

from app.lanes import GivenUpError
from app.screens.background import Repeated
from app.screens.desk import Desk
from store.errors import BlotterError
from store.queries import overview
from store.queries.overview import Overview

PERIOD = 0.25
"""Seconds between two looks: one look is a page read."""
_NEVER = -1
"""In place of a version, before there was one."""


class Watch(Widget):
    """Looks four times a second; it draws nothing itself."""

    DEFAULT_CSS = "Watch { display: none; }"

    @dataclass
    class Changed(Message):
        """Somebody committed."""

        overview: Overview

    class Unread(Message):
        """Nothing can be read so far."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._version = _NEVER
        self._looking = Repeated(self, "look", self._compare)

    def on_mount(self) -> None:
        """Begin to look."""
        self.set_interval(PERIOD, self._looking.ask)
        self.call_after_refresh(self._looking.ask)

    async def _compare(self) -> None:
        try:
            version = await self._desk.lanes.watch.run(overview.data_version)
            if version != self._version:
                found = await self._desk.lanes.watch.run(overview.overview)
                self._version = version
                self.post_message(self.Changed(found))
        except GivenUpError:
            return
        except (BlotterError, sqlite3.Error):  # no database yet, or a moment's trouble
            if self._version == _NEVER:
                self.post_message(self.Unread())
