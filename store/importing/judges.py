"""The rules that an import judges by, made ready for both of its processes."""

from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from store.rules.judging import Active, Judging
from store.times import machine_zone

if TYPE_CHECKING:
    from store.importing.worker import Worker


class Judges:
    """The rules in force, made ready to judge records here and in a second process."""

    def __init__(self, database: Path, zone: tzinfo | None) -> None:
        """Take the database, and the zone of `Rules`."""
        self.zone = zone or machine_zone()
        """Where the rules' days begin."""
        self._database = database
        self._active: list[Active] | None = None
        self._worker: Worker | None = None

    def take(self, active: list[Active]) -> None:
        """Make rules ready, unless they are."""
        if active != self._active:
            self._active = active
            self.judging = Judging(active, self.zone)
            self._worker = None

    @property
    def worker(self) -> "Worker":
        """Judges in a second process; made when there is a long log."""
        if self._worker is None:
            from store.importing.worker import Worker  # noqa: PLC0415 - most logs are short

            self._worker = Worker(self._database, self._active or [], self.zone)
        return self._worker
