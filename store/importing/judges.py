"""The rules that an import judges by, made ready for both of its processes."""

from dataclasses import replace
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from store.knowledge.address_book import book_of, stamp
from store.knowledge.files import NO_KNOWLEDGE, Knowledge
from store.rules.counting.judging import Active, Judging
from store.times import machine_zone

if TYPE_CHECKING:
    from store.importing.containers.streams import Opened
    from store.importing.identity import Known
    from store.importing.options import Options
    from store.importing.worker import Task


class Judges:
    """The rules in force, made ready to judge records here and in a second process."""

    def __init__(
        self, database: Path, zone: tzinfo | None, knowledge: Knowledge = NO_KNOWLEDGE
    ) -> None:
        """Take the database, the zone of `Rules`, and the user's files about addresses."""
        self.zone = zone or machine_zone()
        """Where the rules' days begin."""
        self.knowledge = knowledge
        self.book = book_of(knowledge)
        """What is known of addresses."""
        self._database = database
        self._stamp = stamp(knowledge)
        self._active: list[Active] | None = None
        self._judging: Judging | None = None

    def take(self, active: list[Active]) -> None:
        """Make rules ready, unless they are and the files about addresses are the same."""
        changed = stamp(self.knowledge)
        if changed != self._stamp:
            self._stamp, self.book, self._active = changed, book_of(self.knowledge), None
        if active != self._active:
            self._active = active
            self._judging = None

    @property
    def judging(self) -> Judging:
        """Judges in this process; made when there is a log that is not long."""
        if self._judging is None:
            self._judging = Judging(self._active or [], self.zone, self.book)
        return self._judging

    def task(self, opened: "Opened", known: "Known | None", options: "Options", now: int) -> "Task":
        """What a second process has to know to read and judge a log as this one would.

        Args:
            opened: The log.
            known: What the database knows of it; None: it is new.
            options: What the user said.
            now: The clock, in nanoseconds since 1970 UTC.
        """
        from store.importing.reading import format_of  # noqa: PLC0415 - most logs are short
        from store.importing.worker import Task  # noqa: PLC0415

        found = format_of(opened, known, options)
        plain, name = replace(options, format=None), found.name if found else None
        judged = self.zone, self._active or [], self.knowledge
        return Task(self._database, opened, known, plain, name, *judged, now)
