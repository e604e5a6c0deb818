"""One import run: every named log read from where it was left, judged and committed in batches."""

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

from store.database.connection import Writer
from store.errors import InputError
from store.formats import registry
from store.importing import sources, upkeep
from store.importing.books import Books
from store.importing.containers.streams import Identity, Opened, identify
from store.importing.identity import Known, at_path
from store.importing.judges import Judges, Rules
from store.importing.moved.copies import Recognised, sort_out
from store.importing.moved.rotations import rotated
from store.importing.opening import Refused, archive_of, opened_logs
from store.importing.places.paths import stored_name
from store.importing.places.wanted import Wanted, files
from store.importing.preparing import Ending, Prepared, prepared
from store.importing.progress import Cause, Progress, Summary
from store.importing.reading import LogReader, Options
from store.importing.troubles import damage, unfit
from store.importing.turns import Turns
from store.importing.worker import LONG, WorkerError
from store.rules import catalogue
from store.rules.ledger import Changes
from store.times import now


class Run:
    """Imports into one database, in turns with others."""

    def __init__(
        self,
        writer: Writer,
        turns: Turns,
        rules: Rules,
        *,
        progress: Progress,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        """Set up a run.

        Args:
            writer: Of an up-to-date database.
            turns: On the same database.
            rules: Where they lie beside the built-in pack, and where their days begin.
            progress: Told after every batch.
            stop: Asked after every batch whether to end early, with everything so far committed.
        """
        self._writer = writer
        self._turns = turns
        self._rules = rules
        self._progress = progress
        self._stop = stop
        self._judges = Judges(writer.path, rules.zone)

    def over(self, wanted: Sequence[Wanted]) -> Summary:
        """Import what is new in the wanted files; may be called again.

        Returns:
            What was done. A log that cannot be read is a problem of the summary; the others go on.

        Raises:
            DatabaseBusy: Another import is at work, or another writer holds the database.
            DatabaseError: It cannot be written.
        """
        began = time.monotonic()
        self._summary = Summary()
        self._seen: set[tuple[int, int | str]] = set()
        self._looked_at: set[tuple[Identity, str]] = set()
        self._changes = Changes()
        with self._turns:
            self._begin()
            self._all(wanted)
            self._settle()
        self._summary.seconds = time.monotonic() - began
        return self._summary

    def _begin(self) -> None:
        """Begin a turn: nothing is remembered from the one before, but what is compared."""
        upkeep.count(self._writer)
        self._own = upkeep.own_files(self._writer)
        self._finished = upkeep.finished(self._writer.connection)
        refreshed = self._rules.refreshed(self._writer)
        for each in refreshed.problems:
            self._summary.note(str(each.location), each.message, Cause.CONFIGURATION)
        caught_up = catalogue.catch_up(
            self._writer, refreshed.active, self._rules.zone, now(), self._progress.judging
        )
        self._count(caught_up)
        self._judges.take(refreshed.active)
        self._books = Books(self._writer, refreshed.active)

    def _all(self, wanted: Sequence[Wanted]) -> None:
        """Import one file after the other; where somebody waits, let him have his turn."""
        self._tell_of_formats(wanted)
        for path, options in self._files(wanted):
            if self._stop():
                return
            while not self._guarded(path, options):
                self._pass_on()
                for moved in rotated(self._writer.connection, path):
                    self._guarded(moved, options)
            if self._turns.is_wanted:
                self._pass_on()

    def _pass_on(self) -> None:
        """Leave the database as another import wants it, let it have its turn, and begin anew."""
        self._settle()
        self._turns.pass_on()
        self._begin()

    def _settle(self) -> None:
        """Write what is only remembered yet."""
        self._books.close()
        errors = self._judges.errors
        if errors:
            with self._writer.transaction() as connection:
                catalogue.note_errors(connection, errors)

    def _tell_of_formats(self, wanted: Sequence[Wanted]) -> None:
        """Say what is wrong with the user's own formats; the others are in use all the same."""
        for folders in {each.options.format_folders for each in wanted} - {()}:
            for problem in registry.problems(folders):
                self._summary.note(str(problem.location), problem.message, Cause.CONFIGURATION)

    def _files(self, wanted: Sequence[Wanted]) -> Iterator[tuple[Path, Options]]:
        """Every file to look at; those that a named log was rotated to come before it."""
        for path, options in files(wanted):
            if self._is_finished(path):
                continue
            for moved in rotated(self._writer.connection, path):
                yield moved, options
            yield path, options

    def _is_finished(self, path: Path) -> bool:
        """Whether a glance is enough: a file that looks as it did when nothing of it was left."""
        known = self._finished.get(stored_name(path))
        with suppress(OSError):
            if known is not None and identify(path) == known:
                self._seen.add((known.device, known.inode))
                self._summary.sources = len(self._seen)
                return True
        return False

    def _guarded(self, path: Path, options: Options) -> bool:
        """Import one file; what goes wrong with it is noted, and the others go on.

        Returns:
            Whether that is done; if not, somebody else waits for a turn.
        """
        try:
            return self._file(path, options)
        except PermissionError as error:
            self._summary.note(path, error.strerror or "permission denied", Cause.PERMISSION)
        except OSError as error:
            self._summary.note(path, error.strerror or str(error), Cause.IO)
        except InputError as error:
            self._summary.note(path, error.message, Cause.IO)
        except WorkerError as error:
            self._summary.note(path, str(error), Cause.IO)
        return True

    def _file(self, path: Path, options: Options) -> bool:
        """Import what is new in one file, if anything is; as `_guarded`."""
        name = stored_name(path)
        archive = archive_of(path)
        found = identify(archive or path)
        place = (found.device, found.inode)
        mark = (found.device, name) if archive else place
        if place in self._own or not self._seen.isdisjoint((place, mark)):
            return True
        self._seen.add(mark)
        self._summary.sources = len(self._seen)
        connection = self._writer.connection
        known = at_path(connection, name)
        if (known and known.is_unchanged(found)) or sources.is_copy(connection, name, found):
            return True
        if self._logs(path, found, options):
            return True
        self._seen.discard(mark)
        return False

    def _logs(self, path: Path, found: Identity, options: Options) -> bool:
        """Import the logs of a file: an archive holds many; as `_guarded`."""
        held: list[Known | None] = []
        with opened_logs(path, self._stop) as logs:
            for log in logs:
                if self._stop():
                    return True
                if isinstance(log, Refused):
                    self._damaged(log.name, log.identity, "zip", log.problem)
                elif (found, log.name) not in self._looked_at and not self._log(log, options):
                    return False
                self._looked_at.add((found, log.name))
                held.append(at_path(self._writer.connection, log.name))
        if archive_of(path) is None:
            upkeep.note_archive(self._writer, stored_name(path), found, held)
        return True

    def _log(self, log: Opened, options: Options) -> bool:
        """Import what is new in one log, also in a changed archive; as `_guarded`."""
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
        with self._writer.transaction() as connection:
            sources.note_damage(connection, name, found, compression, problem)
        self._summary.note(name, problem)

    def _read(self, opened: Opened, recognised: Recognised, options: Options) -> bool:
        """Read a log to its present end; as `_guarded`."""
        name = opened.name
        source = recognised.source
        before = self._summary.lines
        problem = None
        with closing(self._answers(opened, recognised, options)) as answers:
            for answer in answers:
                if isinstance(answer, Ending):
                    problem = answer.problem or problem
                    if source is not None and self._summary.lines > before:
                        connection = self._writer.connection
                        misfit = unfit(connection, source, answer.format, options.format)
                        self._summary.note(name, misfit)
                        problem = problem or (misfit if answer.format else None)
                    self._summary.note(name, answer.problem)
                    self._end(source, opened, answer, problem)
                    return True
                source, changes = self._books.enter(name, source, answer)
                self._count(changes)
                unparsed = answer.facts.unparsed if answer.facts else 0
                self._summary.count(answer.records, unparsed, answer.consumed)
                problem = answer.problem or problem
                done = min(answer.position.offset, opened.identity.size)
                self._progress.advanced(self._summary.step(name, done, opened.identity.size))
                self._summary.note(name, answer.problem)
                if self._stop():
                    return True
                if self._turns.is_wanted and not opened.cannot_wait:
                    return False
        return True

    def _answers(
        self, opened: Opened, recognised: Recognised, options: Options
    ) -> Generator[Prepared | Ending, None, None]:
        """The log's pieces and its ending; those of a long log are made by a second process."""
        began = time.time_ns()
        done = recognised.known.offset if recognised.known else 0
        if opened.identity.size - done >= LONG:
            yield from self._judges.worker.answers(opened, recognised.known, options, began)
        else:
            reader = LogReader(opened, recognised.known, options, began)
            yield from prepared(reader, self._judges.judging, self._writer.connection)

    def _end(self, source: int | None, opened: Opened, end: Ending, problem: str | None) -> None:
        """Note that a log has been read to its present end, and what was wrong with it."""
        if source is not None:
            self._books.settle(source, opened, end, problem)
        elif end.problem:
            self._damaged(opened.name, opened.identity, opened.compression, end.problem)

    def _count(self, changes: Changes) -> None:
        self._changes.add(changes)
        self._summary.alerts_opened = len(self._changes.opened)
        self._summary.alerts_updated = len(self._changes.updated)
