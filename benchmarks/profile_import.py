"""Tell where the time of an import goes: `python benchmarks/profile_import.py [LOG]`.

All steps of the reading and of the writing process, one after the other in this one process, each
in processor time of a record. Without a log: 200,000 lines of the access log that is measured.
"""

import gc
import pickle
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from typing import NamedTuple

from benchmarks.workshop import Workshop
from store.database.coding import Coder
from store.database.connection import Writer, create
from store.database.facts import Facts, facts
from store.database.ingest import Ingest
from store.importing.opening import Refused, opened_logs
from store.importing.options import Options
from store.importing.reading import LogReader, Piece
from store.importing.sources import insert
from store.rules.counting.judging import Active, Counted, Judging
from store.rules.engine import Engine
from store.rules.keeping import catalogue
from store.times import now

_LINES = 200_000
_READING = ("parse", "columns", "judging", "handing over")
_WRITING = ("taking over", "facts", "alerts", "commit", "counts")
_IDENTITY = bytes(16)


class Profile:
    """Adds up the processor time of steps."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.records = 0

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Count the time until the end of the context, but for that of steps within."""
        began, within = time.process_time(), self._total()
        yield
        self.seconds[name] += time.process_time() - began - (self._total() - within)

    def _total(self) -> float:
        return sum(self.seconds.values())

    def microseconds(self, *names: str) -> float:
        """What some steps take for a record."""
        return 1e6 * sum(self.seconds[name] for name in names) / max(self.records, 1)


class _Batch(NamedTuple):
    """What goes from the reading process to the writing one."""

    facts: Facts
    entries: list[Counted]


def profile(log: Path, database: Path) -> Profile:
    """Import a log into a new database, step by step.

    Raises:
        BlotterError: The log cannot be read.
        OSError: It is not there.
    """
    timed = Profile()
    create(database)
    with Writer(database) as writer:
        active = catalogue.refresh(writer, []).active
        with writer.transaction() as connection:
            source = insert(connection, str(log), _IDENTITY)
        writing = _Writing(writer, source, active, timed)
        for sent in _read(log, active, timed):
            writing.take(sent)
        writing.finish()
    return timed


def _read(log: Path, active: list[Active], timed: Profile) -> Iterator[bytes]:
    """The reading process: a log's batches as they are handed over."""
    judging, coder = Judging(active, UTC), Coder()
    for piece in _pieces(log, timed):
        records = piece.parsed.records
        if not records:
            continue
        timed.records += len(records)
        with timed.step("columns"):
            made = facts(records, coder)
        with timed.step("judging"):
            entries = judging.entries(records)
        with timed.step("handing over"):
            sent = pickle.dumps(_Batch(made, entries), protocol=pickle.HIGHEST_PROTOCOL)
        yield sent


def _pieces(log: Path, timed: Profile) -> Iterator[Piece]:
    """The pieces of what a file holds, as they are read."""
    with opened_logs(log) as logs:
        for each in logs:
            if isinstance(each, Refused):
                continue
            with timed.step("parse"):
                reader = LogReader(each, None, Options(UTC), time.time_ns())
                pieces = reader.pieces()
            while True:
                with timed.step("parse"):
                    piece = next(pieces, None)
                if piece is None:
                    break
                yield piece


class _Writing:
    """The writing process."""

    def __init__(self, writer: Writer, source: int, active: list[Active], timed: Profile) -> None:
        self._writer, self._source, self._timed = writer, source, timed
        self._ingest, self._engine = Ingest(), Engine(active)

    def take(self, sent: bytes) -> None:
        """Write a batch."""
        with self._timed.step("taking over"):
            batch: _Batch = pickle.loads(sent)  # noqa: S301 - made a moment ago
        with self._timed.step("commit"), self._writer.transaction() as connection:
            with self._timed.step("facts"):
                first = self._ingest.write(connection, self._source, batch.facts)
            with self._timed.step("alerts"):
                self._engine.apply(connection, first, batch.entries, now())

    def finish(self) -> None:
        """Write what was counted."""
        with self._timed.step("counts"), self._writer.transaction() as connection:
            self._ingest.finish(connection)


def show(timed: Profile) -> None:
    """Print microseconds of processor time, for a record."""
    print(f"{timed.records:,} records; microseconds of processor time for each\n")
    for process, names in (("reading", _READING), ("writing", _WRITING)):
        print(f"{process:<16}{timed.microseconds(*names):7.2f}")
        for name in names:
            print(f"  {name:<14}{timed.microseconds(name):7.2f}")


def main(arguments: list[str]) -> None:
    """Profile the import of the log that the command line names."""
    gc.disable()  # as the processes of an import do
    with tempfile.TemporaryDirectory(prefix="blotter-bench-") as folder:
        log = Path(arguments[0]) if arguments else Workshop(Path(folder)).access(_LINES)
        show(profile(log, Path(folder, "profile.db")))


if __name__ == "__main__":
    main(sys.argv[1:])
