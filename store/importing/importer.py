"""One import run: every named log read from where it was left, judged and committed in batches."""

import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing, suppress
from pathlib import Path

from store.database.connection import Writer
from store.database.ingest import Ingest, make_indexes
from store.database.newest import last_event
from store.database.tables import EVENT_INDEXES
from store.database.tallies import make_up, uncounted_from
from store.errors import InputError
from store.importing import sources
from store.importing.copies import Recognised, rotated, sort_out
from store.importing.identity import at_path
from store.importing.paths import expand, stored_name
from store.importing.preparing import Ending, Prepared, prepared
from store.importing.progress import Cause, Problem, Progress, Step, Summary
from store.importing.reading import LogReader, Options
from store.importing.streams import Identity, Opened, identify, open_log
from store.importing.worker import LONG, Worker, WorkerError
from store.rules import catalogue
from store.rules.engine import Engine
from store.rules.judging import Judging
from store.rules.ledger import Changes
from store.times import now

_OWN_FILES = ("", "-wal", "-shm", ".lock", ".import-lock")


class Run:
    """One import run on one database; the caller holds the import lock."""

    def __init__(
        self,
        writer: Writer,
        options: Options,
        rules: Sequence[Path],
        *,
        progress: Progress,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        """Set up a run.

        Args:
            writer: Of an up-to-date database.
            options: What the user said about the logs.
            rules: Folders of rules beside the built-in pack.
            progress: Told after every batch.
            stop: Asked after every batch whether to end early, with everything so far committed.
        """
        self._writer = writer
        self._options = options
        self._rules = rules
        self._progress = progress
        self._stop = stop
        self._summary = Summary()
        self._seen: set[tuple[int, int]] = set()
        self._ingest = Ingest()

    def over(self, named: Sequence[str]) -> Summary:
        """Import what is new in the named files, folders and patterns.

        Returns:
            What was done. A log that cannot be read is a problem of the summary; the others go on.

        Raises:
            DatabaseBusy: Another writer holds the database.
            DatabaseError: It cannot be written.
        """
        began = time.monotonic()
        self._prepare()
        for path in self._files(named):
            if self._stop():
                break
            self._guarded(path)
        self._finish()
        self._summary.seconds = time.monotonic() - began
        return self._summary

    def _prepare(self) -> None:
        """Bring rules up to date, and indexes unless the table is about to be filled."""
        connection = self._writer.connection
        if connection.execute("SELECT 1 FROM events LIMIT 1").fetchone():
            self._index()
            self._make_up()
        refreshed = catalogue.refresh(self._writer, self._rules)
        for each in refreshed.problems:
            self._problem(str(each.location), each.message, Cause.CONFIGURATION)
        zone = self._options.zone
        caught_up = catalogue.catch_up(
            self._writer, refreshed.active, zone, now(), self._progress.judging
        )
        self._count(caught_up)
        self._engine = Engine(refreshed.active)
        self._judging = Judging(refreshed.active, zone)
        self._worker = Worker(refreshed.active, self._options)

    def _finish(self) -> None:
        """Leave the database as the next reader wants it."""
        if self._summary.lines:
            with self._writer.transaction() as connection:
                self._ingest.finish(connection)
            self._index()
        errors = {**self._judging.errors, **self._worker.errors}
        if errors:
            with self._writer.transaction() as connection:
                catalogue.note_errors(connection, errors)

    def _index(self) -> None:
        rows = self._writer.connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'events'"
        )
        if EVENT_INDEXES.keys() - {name for (name,) in rows}:
            with self._writer.transaction() as connection:
                make_indexes(connection)

    def _make_up(self) -> None:
        """Count what a run that was killed had not counted."""
        connection = self._writer.connection
        if uncounted_from(connection) < last_event(connection):
            with self._writer.transaction() as transaction:
                make_up(transaction)

    def _files(self, named: Iterable[str]) -> Iterable[Path]:
        """Every file to look at; those that a named log was rotated to come before it."""
        for path in expand(named):
            yield from rotated(self._writer.connection, path)
            yield path

    def _guarded(self, path: Path) -> None:
        """Import one file; what goes wrong with it is noted, and the others go on."""
        try:
            self._file(path)
        except PermissionError as error:
            self._problem(path, error.strerror or "permission denied", Cause.PERMISSION)
        except OSError as error:
            self._problem(path, error.strerror or str(error), Cause.IO)
        except InputError as error:
            self._problem(path, error.message, Cause.IO)
        except WorkerError as error:
            self._problem(path, str(error), Cause.IO)

    def _file(self, path: Path) -> None:
        """Import what is new in one file, if anything is."""
        found = identify(path)
        mark = (found.device, found.inode)
        if mark in self._seen or self._is_database(found):
            return
        self._seen.add(mark)
        name = stored_name(path)
        connection = self._writer.connection
        known = at_path(connection, name)
        self._summary.sources += 1
        if (known and known.is_unchanged(found)) or sources.is_copy(connection, name, found):
            return
        opened = open_log(path)
        try:
            recognised = sort_out(connection, opened, name)
            if recognised.is_copy and recognised.known:
                with self._writer.transaction() as transaction:
                    sources.note_copy(transaction, name, opened.identity, recognised.known.id)
            else:
                self._read(name, opened, recognised)
        finally:
            opened.close()

    def _read(self, name: str, opened: Opened, recognised: Recognised) -> None:
        """Read a log to its present end."""
        source = recognised.known.id if recognised.known else None
        before = self._summary.lines
        if self._ingest.is_uncounted:
            with self._writer.transaction() as connection:
                self._ingest.finish(connection)
        with closing(self._answers(opened, recognised)) as answers:
            for answer in answers:
                if isinstance(answer, Ending):
                    lines = self._summary.lines - before
                    self._end(name, source, opened, answer, lines=lines)
                    return
                source = self._commit(name, source, answer)
                done = min(answer.position.offset, opened.identity.size)
                self._tell(name, done, opened.identity.size)
                if answer.problem:
                    self._problem(name, answer.problem, Cause.DATA)
                if self._stop():
                    return

    def _answers(
        self, opened: Opened, recognised: Recognised
    ) -> Generator[Prepared | Ending, None, None]:
        """The log's pieces and its ending; those of a long log are made by a second process."""
        began = time.time_ns()
        done = recognised.known.offset if recognised.known else 0
        if opened.identity.size - done >= LONG:
            yield from self._worker.answers(opened, recognised.known, began)
        else:
            reader = LogReader(opened, recognised.known, self._options, began)
            yield from prepared(reader, self._judging)

    def _commit(self, name: str, source: int | None, piece: Prepared) -> int:
        """Write one piece: events, evidence, position and alerts together."""
        changes = Changes()
        with self._writer.transaction() as connection:
            if source is None:
                source = sources.insert(connection, name, piece.identity)
            if piece.facts is not None:
                first = self._ingest.write(connection, source, piece.facts)
                changes = self._engine.apply(connection, first, piece.entries, now())
                catalogue.mark(connection, first + piece.records - 1)
            sources.advance(connection, source, piece)
        self._count(changes)
        self._count_records(piece)
        return source

    def _end(
        self, name: str, source: int | None, opened: Opened, end: Ending, *, lines: int
    ) -> None:
        """Note that a log has been read to its present end, and what was wrong with it."""
        if source is not None:
            with self._writer.transaction() as connection:
                if self._ingest.is_uncounted:
                    self._ingest.count(connection, end.seen)
                sources.settle(connection, source, name, opened, end, now())
        if end.problem:
            self._problem(name, end.problem, Cause.DATA)
        if end.format is None and lines:
            self._problem(name, "in no known log format; its lines are kept", Cause.DATA)

    def _count(self, changes: Changes) -> None:
        self._summary.alerts_opened += changes.opened
        self._summary.alerts_updated += changes.updated

    def _count_records(self, piece: Prepared) -> None:
        unparsed = piece.facts.unparsed if piece.facts else 0
        self._summary.lines += piece.records
        self._summary.unparsed += unparsed
        self._summary.events += piece.records - unparsed
        self._summary.bytes += piece.consumed

    def _tell(self, path: str, done: int, total: int) -> None:
        summary = self._summary
        self._progress.advanced(Step(path, done, total, summary.lines, summary.alerts_opened))

    def _problem(self, path: Path | str, error: str, cause: Cause) -> None:
        self._summary.problems.append(Problem(str(path), error, cause))

    def _is_database(self, found: Identity) -> bool:
        """Whether a file is part of the database, lying in a folder of logs."""
        _, _, file = self._writer.connection.execute("PRAGMA database_list").fetchone()
        for suffix in _OWN_FILES:
            with suppress(OSError):
                own = identify(Path(f"{file}{suffix}"))
                if (own.device, own.inode) == (found.device, found.inode):
                    return True
        return False
