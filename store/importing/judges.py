"""The rules that an import judges by, made ready for both of its processes."""

from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from store.knowledge.address_book import book_of, stamp
from store.knowledge.files import NO_KNOWLEDGE, Knowledge
from store.rules.judging import Active, Judging
from store.times import machine_zone

if TYPE_CHECKING:
    from store.importing.worker import Worker


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
        self._worker: Worker | None = None

    def take(self, active: list[Active]) -> None:
        """Make rules ready, unless they are and the files about addresses are the same."""
        changed = stamp(self.knowledge)
        if changed != self._stamp:
            self._stamp, self.book, self._active = changed, book_of(self.knowledge), None
        if active != self._active:
            self._active = active
            self._judging = self._worker = None

    @property
    def judging(self) -> Judging:
        """Judges in this process; made when there is a log that is not long."""
        if self._judging is None:
            self._judging = Judging(self._active or [], self.zone, self.book)
        return self._judging

    @property
    def worker(self) -> "Worker":
        """Judges in a second process; made when there is a long log."""
        if self._worker is None:
            from store.importing.worker import Worker  # noqa: PLC0415 - most logs are short

            self._worker = Worker(self._database, self._active or [], self.zone, self.knowledge)
        return self._worker
