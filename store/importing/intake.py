"""Take logs in that something may be new in: each is read, judged and committed in batches."""

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from store.errors import DamagedError, InputError, WorkerError
from store.importing import alert_care, sources, unusual
from store.importing.books import Books
from store.importing.containers.streams import Opened
from store.importing.entry import Entry
from store.importing.foreseeing import LONG, Foresight
from store.importing.glance import Identity, identify
from store.importing.identity import Known, at_path
from store.importing.judges import Judges
from store.importing.means import Account, Means
from store.importing.moved import rotations
from store.importing.moved.copies import Recognised, sort_out
from store.importing.opening import Refused, archive_of, opened_logs
from store.importing.options import Options
from store.importing.places.paths import stored_name
from store.importing.preparing import Ending, Prepared, prepared
from store.importing.progress import Cause
from store.importing.reading import LogReader
from store.importing.troubles import damage
from store.rules.keeping import catalogue, catching_up
from store.rules.thresholds.placing import placed
from store.times import now


class Intake:
    """Takes in the logs of one run, turn by turn."""

    def __init__(
        self, means: Means, account: Account, judges: Judges, foresight: Foresight
    ) -> None:
        """Set it up; `begin` makes it ready.

        Args:
            means: What the run works with.
            account: What it keeps account of.
            judges: The rules of the run before, made ready.
            foresight: Has who reads long logs.
        """
        self._means = means
        self._writer = means.writer
        self._account = account
        self._judges = judges
        self._foresight = foresight
        self._looked_at: set[tuple[Identity, str]] = set()

    def begin(self, own: frozenset[tuple[int, int]]) -> None:
        """Begin a turn: nothing is remembered from the one before, but what is compared.

        Args:
            own: Files that this process writes to, by device and inode.
        """
        self._own = own
        refreshed = catalogue.refresh(
            self._writer,
            self._means.rules.folders,
            self._means.rules.placeholders,
            self._means.rules.switches,
            self._judges.knowledge,
        )
        for each in refreshed.problems:
            self._account.summary.note(str(each.location), each.message, Cause.CONFIGURATION)
        self._active = refreshed.active
        late = catalogue.late(self._writer.connection, refreshed.active)
        judging = catalogue.in_time(refreshed.active, late)
        self._judges.take(judging)
        self._books = Books(self._writer, placed(judging, self._judges.zone), late)

    def catch_up(self, stop: Callable[[], bool]) -> bool:
        """Let rules that are new judge what is stored; returns whether they have seen it all.

        Args:
            stop: Asked after every batch whether to leave the rest for another time.
        """
        self.settle()
        zone, book = self._judges.zone, self._judges.book
        asked = self._writer, self._active, zone, now(), self._means.progress.judging, stop
        found = catching_up.catch_up(*asked, book=book)
        alert_care.hide_late(self._writer, found)
        self._account.count(found)
        return not catalogue.late(self._writer.connection, self._active)

    def settle(self) -> None:
        """Write what is only remembered yet."""
        self._books.close()

    def weigh(self) -> None:
        """Look at what is unusual, now that everything that there is has been read."""
        self._account.count(
            unusual.weigh(self._writer, self._active, self._judges.zone, self._judges.book)
        )

    def rotated(self, path: Path) -> Iterator[Path]:
        """The files that a log was rotated to since it was last read, the oldest first."""
        return rotations.rotated(self._writer.connection, path)

    def take(self, path: Path, options: Options) -> bool:
        """Import one file; what goes wrong with it is noted, and the others go on.

        Returns:
            Whether that is done; if not, somebody else waits for a turn.
        """
        try:
            return self._file(path, options)
        except PermissionError as error:
            self._account.summary.note(
                path, error.strerror or "permission denied", Cause.PERMISSION
            )
        except OSError as error:
            self._account.summary.note(path, error.strerror or str(error), Cause.IO)
        except InputError as error:
            cause = Cause.DATA if isinstance(error, DamagedError) else Cause.IO
            self._account.summary.note(path, error.message, cause)
        except WorkerError as error:
            self._account.summary.note(path, str(error), Cause.IO)
        return True

    def _file(self, path: Path, options: Options) -> bool:
        """Import what is new in one file, if anything is; as `take`."""
        name = stored_name(path)
        archive = archive_of(path)
        found = identify(archive or path)
        place = (found.device, found.inode)
        mark = (found.device, name) if archive else place
        if place in self._own or self._account.has_seen(place, mark):
            return True
        self._account.see(mark)
        connection = self._writer.connection
        known = at_path(connection, name)
        if (known and known.is_unchanged(found)) or sources.is_copy(connection, name, found):
            return True
        if self._logs(path, found, options):
            return True
        self._account.forget(mark)
        return False

    def _logs(self, path: Path, found: Identity, options: Options) -> bool:
        """Import the logs of a file: an archive holds many; as `take`."""
        held: list[Known | None] = []
        with opened_logs(path, self._means.stop) as logs:
            for log in logs:
                if self._means.stop():
                    return True
                if isinstance(log, Refused):
                    self._damaged(log.name, log.identity, log.compression, log.problem)
                elif (found, log.name) not in self._looked_at and not self._log(log, options):
                    return False
                self._looked_at.add((found, log.name))
                held.append(at_path(self._writer.connection, log.name))
        if archive_of(path) is None:
            self._note_archive(stored_name(path), found, held)
        return True

    def _log(self, log: Opened, options: Options) -> bool:
        """Import what is new in one log, also in a changed archive; as `take`."""
        connection = self._writer.connection
        known = at_path(connection, log.name)
        if known and known.is_unchanged(log.identity) and log.part is None:
            return True
        recognised = sort_out(connection, log, log.name)
        if recognised.is_copy and recognised.known:
            problem = damage(log)
            if problem:
                self._damaged(log.name, log.identity, log.compression, problem)
            else:
                with self._writer.transaction() as transaction:
                    sources.note_copy(transaction, log.name, log.identity, recognised.known.id)
            return True
        return self._read(log, recognised, options)

    def _damaged(self, name: str, found: Identity, compression: str, problem: str) -> None:
        """Note that nothing new could be read of a log."""
        self._books.note_damage(name, found, compression, problem)
        self._account.summary.note(name, problem)

    def _read(self, opened: Opened, recognised: Recognised, options: Options) -> bool:
        """Read a log to its present end; as `take`."""
        entry = Entry(self._means, self._account, self._books, opened, recognised.source)
        with closing(self._answers(opened, recognised, options)) as answers:
            return entry.over(answers, options)

    def _answers(
        self, opened: Opened, recognised: Recognised, options: Options
    ) -> Generator[Prepared | Ending | None, None, None]:
        """The log's pieces and its ending; None whenever the next one takes a while.

        Those of a long log are made by a second process.
        """
        began = time.time_ns()
        done = recognised.known.offset if recognised.known else 0
        if opened.identity.size - done >= LONG:
            task = self._judges.task(opened, recognised.known, options, began)
            yield from self._foresight.worker.answers(task)
        else:
            reader = LogReader(opened, recognised.known, options, began)
            for answer in prepared(reader, self._judges.judging, self._writer.connection):
                yield answer
                yield None

    def _note_archive(self, path: str, found: Identity, held: Sequence[Known | None]) -> None:
        """Remember an archive of which every log has been read, so that the next run passes by.

        Args:
            path: The archive, or a file that is one log: that one remembers itself.
            found: The archive's file.
            held: The sources of its logs; None for what could not be read.
        """
        known = [each for each in held if each]
        if known and not any(each.path == path or each.waiting for each in known):
            with self._writer.transaction() as connection:
                sources.note_copy(connection, path, found, known[0].id)
