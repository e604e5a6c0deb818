"""One import run: every named log looked at, and what may be new in them taken in.

Most runs find nothing new. What it takes to read and judge a log is imported, and made ready, when
a log has to be read.
"""

import math
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from store.importing import upkeep
from store.importing.foreseeing import Foresight
from store.importing.glance import identify
from store.importing.known import is_due
from store.importing.means import Account, Means
from store.importing.options import Options
from store.importing.places.paths import stored_name
from store.importing.places.wanted import Wanted, files
from store.importing.progress import Cause, Summary
from store.rules.alerting import rhythms
from store.rules.keeping.standing import is_in_force, is_late
from store.times import now

if TYPE_CHECKING:
    from store.importing.intake import Intake
    from store.importing.judges import Judges


class Run:
    """Imports into one database, in turns with others."""

    def __init__(self, means: Means, patience: float = math.inf) -> None:
        """Set up a run.

        Args:
            means: What it works with.
            patience: Seconds that new rules may judge what is stored before something new is
                looked for again.
        """
        self._means = means
        self._patience = patience
        self._foresight = means.foresight or Foresight()
        self.is_behind = False
        """Whether rules have yet to judge what is stored."""

    def over(self, wanted: Sequence[Wanted]) -> Summary:
        """Import what is new in the wanted files; may be called again.

        Returns:
            What was done. A log that cannot be read is a problem of the summary; the others go on.

        Raises:
            DatabaseBusy: Another import is at work, or another writer holds the database.
            DatabaseError: It cannot be written.
        """
        began = time.monotonic()
        self._account = Account()
        self._intake: Intake | None = None
        with self._means.turns:
            self._begin()
            self._all(wanted)
            self._foresight.end()
            self._catch_up()
            self._settle()
            self._note_places()
            self._weigh()
            self._listen(wanted)
        self._account.summary.seconds = time.monotonic() - began
        return self._account.summary

    def _begin(self) -> None:
        """Begin a turn: nothing is remembered from the one before, but what is compared."""
        writer, rules = self._means.writer, self._means.rules
        upkeep.count(writer)
        upkeep.wake(writer)
        self._own = upkeep.own_files(writer)
        self._finished = upkeep.finished(writer.connection)
        self._is_ready = False
        asked = rules.folders, rules.placeholders, rules.switches, self._means.knowledge
        if not is_in_force(writer.connection, *asked):
            self._ready()

    def _ready(self) -> "Intake":
        """What takes logs in, made ready once in a turn."""
        if self._intake is None:
            from store.importing.intake import Intake  # noqa: PLC0415 - most runs read nothing

            made_ready = self._judges, self._foresight
            self._intake = Intake(self._means, self._account, *made_ready)
        if not self._is_ready:
            self._intake.begin(self._own)
            self._is_ready = True
        return self._intake

    @cached_property
    def _judges(self) -> "Judges":
        """The rules, made ready; the next run compares them with those that are in force then."""
        from store.importing.judges import Judges  # noqa: PLC0415 - most runs judge nothing

        means = self._means
        return Judges(means.writer.path, means.rules.zone, means.knowledge)

    def _all(self, wanted: Sequence[Wanted]) -> None:
        """Import one file after the other; where somebody waits, let him have his turn."""
        self._tell_of_formats(wanted)
        for path, options in self._files(wanted):
            if self._means.stop():
                return
            while not self._ready().take(path, options):
                self._pass_on()
                for moved in self._ready().rotated(path):
                    self._ready().take(moved, options)
            if self._means.turns.is_wanted:
                self._pass_on()

    def _catch_up(self) -> None:
        """Now that everything new is in, let new rules judge what was there before."""
        end = time.monotonic() + self._patience
        turns, stop = self._means.turns, self._means.stop

        def is_over() -> bool:
            return stop() or time.monotonic() > end

        self.is_behind = is_late(self._means.writer.connection)
        while self.is_behind and not is_over():
            self.is_behind = not self._ready().catch_up(lambda: is_over() or turns.is_wanted)
            if self.is_behind and turns.is_wanted:
                self._pass_on()

    def _note_places(self) -> None:
        """Look up addresses that are new, now that they are stored."""
        writer, knowledge = self._means.writer, self._means.knowledge
        if is_due(writer.connection, knowledge):
            from store.importing import knowing  # noqa: PLC0415 - few users have any files

            for wrong in knowing.note(writer, knowledge, now()):
                self._account.summary.note(str(wrong.location), wrong.message, Cause.CONFIGURATION)

    def _pass_on(self) -> None:
        """Leave the database as another import wants it, let it have its turn, and begin anew."""
        self._settle()
        self._means.turns.pass_on()
        self._begin()

    def _settle(self) -> None:
        """Write what is only remembered yet."""
        if self._intake and self._is_ready:
            self._intake.settle()

    def _weigh(self) -> None:
        """Look at what is unusual; what has been read only in part yet is none of that."""
        if self._intake and self._is_ready:
            self._intake.weigh()

    def _listen(self, wanted: Sequence[Wanted]) -> None:
        """Tell of logs that are read as they grow, and were found silent."""
        silent = rhythms.silent(self._means.writer.connection, now())
        if silent:
            from store.importing import silence  # noqa: PLC0415 - most logs have something to say

            opened = silence.tell(self._means.writer, silent, wanted, self._means.rules.switches)
            self._account.summary.alerts_opened += opened

    def _tell_of_formats(self, wanted: Sequence[Wanted]) -> None:
        """Say what is wrong with the user's own formats; the others are in use all the same."""
        for folders in {each.options.format_folders for each in wanted} - {()}:
            from store.formats import registry  # noqa: PLC0415 - few users have any

            for problem in registry.problems(folders):
                self._account.summary.note(
                    str(problem.location), problem.message, Cause.CONFIGURATION
                )

    def _files(self, wanted: Sequence[Wanted]) -> Iterator[tuple[Path, Options]]:
        """Every file to look into; those that a named log was rotated to come before it."""
        connection = self._means.writer.connection
        for path, options in files(wanted, self._is_finished):
            if not self._foresight.has_begun and upkeep.is_new(connection, path):
                self._foresight.look([path])
            for moved in self._ready().rotated(path):
                yield moved, options
            yield path, options

    def _is_finished(self, path: str) -> bool:
        """Whether a glance is enough: a file that looks as it did when nothing of it was left."""
        known = self._finished.get(stored_name(path))
        with suppress(OSError):
            if known is not None and identify(path) == known:
                self._account.see((known.device, known.inode))
                return True
        return False
