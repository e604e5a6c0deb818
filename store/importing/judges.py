"""The rules that an import judges by, made ready for both of its processes."""

from collections.abc import Mapping
from datetime import tzinfo
from pathlib import Path

from store.importing.worker import Worker
from store.rules.judging import Active, Judging
from store.times import machine_zone


class Judges:
    """The rules in force, made ready to judge records here and in a second process."""

    def __init__(self, database: Path, zone: tzinfo | None) -> None:
        """Take the database, and the zone of `Rules`."""
        self.zone = zone or machine_zone()
        """Where the rules' days begin."""
        self._database = database
        self._active: list[Active] | None = None

    def take(self, active: list[Active]) -> None:
        """Make rules ready, unless they are."""
        if active != self._active:
            self._active = active
            self.judging = Judging(active, self.zone)
            self.worker = Worker(self._database, active, self.zone)

    @property
    def errors(self) -> Mapping[int, str]:
        """Rules that had to be switched off, by `rules.id`, and why."""
        return {**self.judging.errors, **self.worker.errors}
