"""Take over what another site's database holds: its events, each once, by their ids.

What was taken over lies in sources of its own, `SITE:PATH`. Only when all of a log is there does
its source know how far the log was read, and that as far as its records prove; a run that was
broken off is made good by the next one.
Alerts are not taken over, nor what was decided about them: the rules here judge the events anew.
Notes on entities are (`store.triage.remarks_taken`).
"""

import sqlite3
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from zstandard import ZstdError

from store.database import evidence, windows_records
from store.database.coding import Coder
from store.database.connection import Writer, create, import_lock, reader
from store.database.evidence import Raw, raw_records
from store.database.facts import facts
from store.database.ingest import Ingest
from store.database.recall import records
from store.database.tallies import make_up
from store.errors import ActionError, DatabaseError
from store.importing.believing import Position, believed
from store.importing.identity import NOWHERE
from store.importing.repeats import Repeats
from store.model import Parse, Record
from store.queries.documents import event_id
from store.times import now

_WINDOWS = "windows.eventlog"
_POSITION = (
    *("format", "compression", "size", "modified", "offset", "prefix", "prefix_size", "tail"),
    *("tail_size", "state", "last_time", "expected", "lost"),
)
"""What a source says of how far its log was read."""


@dataclass(slots=True)
class Taken:
    """What came of it."""

    events: int = 0
    """That were taken over."""
    known: int = 0
    """That were here already."""
    left: dict[str, int] = field(default_factory=dict)
    """How many were left to the import of a log that is read here as well, by its path here."""


class _Log(NamedTuple):
    """A log of the other site."""

    number: int
    """`sources.id` there."""
    path: str
    identity: bytes


class _Twin(NamedTuple):
    """A source here whose log begins with the same record."""

    number: int
    path: str
    offset: int
    is_read_here: bool
    """Whether it may go on by itself."""


def take_over(
    path: Path,
    other: Path,
    site: str,
    *,
    wait: float,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Taken:
    """Take over another database.

    Args:
        path: The database that gets the events.
        other: The one that they come from; it is only read.
        site: What the other one is called: names of its logs begin so.
        wait: Seconds to wait for an import to end.
        progress: Told how many events of how many were looked at.

    Raises:
        ActionError: It is the same database.
        DatabaseError: One of them is none of this version.
        DatabaseBusy: An import, or another writer, would not let go.
    """
    create(path)
    if path.samefile(other):
        raise ActionError(f"{other} is this database itself")
    with (
        closing(reader(other)) as theirs,
        import_lock(path, wait),
        Writer(path, wait) as writer,
    ):
        evidence.register(writer.connection)
        with writer.transaction() as connection:
            make_up(connection)
        joining = _Joining(writer, theirs, site, progress)
        for log in _logs(theirs):
            joining.take(log)
        return joining.finish()


def _logs(connection: sqlite3.Connection) -> list[_Log]:
    rows = connection.execute("SELECT id, path, identity FROM sources WHERE events + unparsed")
    return [_Log(*row) for row in rows]


@contextmanager
def _reading(log: _Log) -> Iterator[None]:
    """Say what is damaged, or never was what it says, in the other database.

    Raises:
        DatabaseError: A block does not hold what it should.
    """
    try:
        yield
    except (ArithmeticError, LookupError, TypeError, ValueError, ZstdError, sqlite3.Error) as wrong:
        raise DatabaseError(f"the events of {log.path} are damaged there: {wrong}") from wrong


class _Joining:
    """Takes over log after log."""

    def __init__(
        self,
        writer: Writer,
        theirs: sqlite3.Connection,
        site: str,
        progress: Callable[[int, int], None],
    ) -> None:
        self._writer = writer
        self._theirs = theirs
        self._site = site
        self._progress = progress
        self._ingest = Ingest()
        self._repeats = Repeats(writer.connection)
        self._taken = Taken()
        self._done = 0
        self._all = int(theirs.execute("SELECT ifnull(sum(events), 0) FROM blocks").fetchone()[0])

    def take(self, log: _Log) -> None:
        """Take over one log."""
        twins = self._twins(log)
        here = next((twin for twin in twins if twin.is_read_here), None)
        own = next((twin.number for twin in twins if twin.path == self._name(log)), None)
        coder = Coder()
        blocks = self._theirs.execute(
            "SELECT first_event, events, first_offset, sha256 FROM blocks WHERE source = ? "
            "ORDER BY first_offset, first_event",
            (log.number,),
        ).fetchall()
        for first, count, offset, digest in blocks:
            self._done += count
            if not self._has_block(twins, count, offset, digest):
                fresh, here = self._fresh(log, twins, here, (first, first + count - 1))
                own = self._enter(log, own, fresh, coder)
            else:
                self._taken.known += count
            self._progress(self._done, self._all)
        if own is not None:
            self._settle(log, own)

    def finish(self) -> Taken:
        """Write the counts; what came of all."""
        with self._writer.transaction() as connection:
            self._ingest.finish(connection)
        return self._taken

    def _name(self, log: _Log) -> str:
        return f"{self._site}:{log.path}"

    def _twins(self, log: _Log) -> list[_Twin]:
        rows = self._writer.connection.execute(
            "SELECT id, path, offset, device <> ? FROM sources WHERE identity = ?",
            (NOWHERE, log.identity),
        )
        return [_Twin(number, name, offset, bool(here)) for number, name, offset, here in rows]

    def _has_block(self, twins: Sequence[_Twin], count: int, offset: int, digest: bytes) -> bool:
        """Whether a block stands here as it is."""
        return any(
            self._writer.connection.execute(
                "SELECT 1 FROM blocks WHERE source = ? AND first_offset = ? AND events = ? "
                "AND sha256 = ?",
                (twin.number, offset, count, digest),
            ).fetchone()
            for twin in twins
        )

    def _fresh(
        self, log: _Log, twins: Sequence[_Twin], here: _Twin | None, events: tuple[int, int]
    ) -> tuple[list[Record], _Twin | None]:
        """The records of a block that are not here; and the twin, while it is the same log."""
        with _reading(log):
            placed = self._placed(log, events)
        offsets = [record.offset for _, record in placed]
        known = self._known(log, twins, (min(offsets), max(offsets)))
        fresh = [record for name, record in placed if name not in known]
        self._taken.known += len(placed) - len(fresh)
        if here is None:
            return fresh, None
        if any(record.offset < here.offset for record in fresh):
            return fresh, None  # the two only begin alike
        if fresh:
            self._taken.left[here.path] = self._taken.left.get(here.path, 0) + len(fresh)
        return [], here

    def _placed(self, log: _Log, events: tuple[int, int]) -> list[tuple[str, Record]]:
        """The records of a block where they lie in their log, each with its `event.id`."""
        if events[1] < events[0]:
            raise ValueError("a block without events")
        found = raw_records(self._theirs, range(events[0], events[1] + 1))
        told = records(self._theirs, *events)
        return [
            (event_id(log.identity, raw), record._replace(offset=raw.offset))
            for raw, record in zip(found, told, strict=True)
        ]

    def _known(self, log: _Log, twins: Sequence[_Twin], offsets: tuple[int, int]) -> set[str]:
        """The ids of what stands here in a stretch of a log."""
        return {
            event_id(log.identity, raw)
            for twin in twins
            for raw in self._stretch(twin.number, offsets)
        }

    def _stretch(self, source: int, offsets: tuple[int, int]) -> Iterator[Raw]:
        connection = self._writer.connection
        rows = connection.execute(
            "SELECT first_event, events FROM blocks WHERE source = ? AND first_offset <= ? "
            "AND first_offset >= ifnull((SELECT max(first_offset) FROM blocks WHERE source = ? "
            "AND first_offset <= ?), 0)",
            (source, offsets[1], source, offsets[0]),
        ).fetchall()
        for first, count in rows:
            yield from raw_records(connection, range(first, first + count))

    def _enter(
        self, log: _Log, own: int | None, fresh: Sequence[Record], coder: Coder
    ) -> int | None:
        """Write records; returns the source that they are of, if there is one yet."""
        keys = array("q")
        kept: Sequence[Record] = fresh
        if any(record.kind.dataset == _WINDOWS for record in fresh):
            sifted = self._repeats.sift(fresh)
            kept, keys = sifted.records, sifted.keys
            self._taken.known += sifted.repeated
        if not kept:
            return own
        unparsed = sum(record.kind.parse is Parse.NONE for record in kept)
        with self._writer.transaction() as connection:
            source = self._insert(connection, log) if own is None else own
            self._ingest.write(connection, source, facts(kept, coder))
            windows_records.add(connection, keys)
            connection.execute(
                "UPDATE sources SET events = events + ?, unparsed = unparsed + ?, last_import = ?, "
                "repeated = repeated + ? WHERE id = ?",
                (len(kept) - unparsed, unparsed, now(), len(fresh) - len(kept), source),
            )
        self._taken.events += len(kept)
        return source

    def _insert(self, connection: sqlite3.Connection, log: _Log) -> int:
        cursor = connection.execute(
            "INSERT INTO sources (path, compression, device, inode, size, modified, waiting, "
            "offset, prefix, prefix_size, tail, tail_size, identity, state) "
            "VALUES (?, 'none', ?, ?, 0, 0, 0, 0, x'', 0, x'', 0, ?, '{}')",
            (self._name(log), NOWHERE, NOWHERE, log.identity),
        )
        return int(cursor.lastrowid or 0)

    def _settle(self, log: _Log, own: int) -> None:
        """Note how far the log was read: whoever reads the same log here goes on behind that."""
        names = ", ".join(_POSITION)
        row = self._theirs.execute(
            f"SELECT {names} FROM sources WHERE id = ?", (log.number,)
        ).fetchone()
        said = dict(zip(_POSITION, row, strict=True))
        position = Position(said["offset"], said["tail"], said["tail_size"])
        with _reading(log):
            proved = believed(self._theirs, log.number, said["format"], position)
        if proved is None:
            return
        said |= proved._asdict()
        with self._writer.transaction() as connection:
            connection.execute(
                f"UPDATE sources SET {' = ?, '.join(_POSITION)} = ? WHERE id = ?",
                (*said.values(), own),
            )
