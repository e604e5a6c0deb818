"""The rules that an import judges by, made ready for both of its processes."""

from collections.abc import Mapping
from datetime import tzinfo
from pathlib import Path
from typing import NamedTuple

from store.database.connection import Writer
from store.importing.worker import Worker
from store.rules.catalogue import Refreshed, refresh
from store.rules.judging import Active, Judging
from store.rules.placeholders import NO_PLACEHOLDERS, Placeholders
from store.rules.switches import Switches


class Rules(NamedTuple):
    """The rules that an import judges by, beside the built-in pack."""

    folders: tuple[Path, ...]
    """Files of rules, or folders with such files."""
    zone: tzinfo
    """Where days begin."""
    placeholders: Placeholders = NO_PLACEHOLDERS
    """What stands for `%name%` in a rule, beside what is built in."""
    switches: Switches = ()
    """What is switched on and off."""

    def refreshed(self, writer: Writer) -> Refreshed:
        """Those in force in a database, compiled anew where their files changed."""
        return refresh(writer, self.folders, self.placeholders, self.switches)


class Judges:
    """The rules in force, made ready to judge records here and in a second process."""

    def __init__(self, database: Path, zone: tzinfo) -> None:
        self._database = database
        self._zone = zone
        self._active: list[Active] | None = None

    def take(self, active: list[Active]) -> None:
        """Make rules ready, unless they are."""
        if active != self._active:
            self._active = active
            self.judging = Judging(active, self._zone)
            self.worker = Worker(self._database, active, self._zone)

    @property
    def errors(self) -> Mapping[int, str]:
        """Rules that had to be switched off, by `rules.id`, and why."""
        return {**self.judging.errors, **self.worker.errors}
