"""Write a batch that has been made into columns: facts, dimensions and evidence."""

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Any

from store.database import tables
from store.database.coding import Seen
from store.database.dimensions import Accounts, Addresses, Dimension
from store.database.evidence import Block, pack
from store.database.facts import Facts
from store.database.newest import last_event
from store.database.tallies import Tallies, make_up
from store.model import Kind

_INSERT_BLOCK = (
    "INSERT INTO blocks (source, first_event, events, first_offset, size, spans, data, sha256) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


class Ingest:
    """Writes batches; remembers dimensions, and counts, between them."""

    def __init__(self) -> None:
        accounts, hosts = Accounts(), Dimension("hosts")
        self._dimensions: dict[str, Dimension] = {
            "host": hosts,
            "address": Addresses(),
            "account": accounts,
            "target": accounts,
            "path": Dimension("paths"),
            "referrer": Dimension("referrers"),
            "agent": Dimension("agents"),
            "site": hosts,
        }
        self._kinds: dict[Kind, int] = {}
        self._tallies = Tallies()
        self._numbers: dict[str, list[int | None]] = {}
        self._last = 0
        self._uncounted = False

    def write(self, connection: sqlite3.Connection, source: int, batch: Facts) -> int:
        """Write a batch and return the id of its first event; the others follow in order.

        Args:
            connection: In a transaction of the writer. If that is rolled back, this object has to
                be thrown away: it remembers what is not there.
            source: `sources.id`
            batch: At least one record.
        """
        first = last_event(connection) + 1
        _insert(connection, first, source, self._columns(connection, batch))
        _insert_blocks(connection, first, source, pack(batch.lines))
        self._last = first + len(batch.times) - 1
        self._uncounted = True
        if batch.seen is not None:
            self.count(connection, batch.seen)
        return first

    def count(self, connection: sqlite3.Connection, seen: dict[str, Seen]) -> None:
        """Take over the counts of a log, up to the last event that was written; as `write`."""
        for column, fresh in seen.items():
            numbers = self._numbers[column]
            self._tallies.add(column, [numbers[code] for code in fresh.codes], fresh)
        self._tallies.reached(self._last)
        self._uncounted = False
        if self._tallies.is_much:
            self._tallies.write(connection)

    def finish(self, connection: sqlite3.Connection) -> None:
        """Write what has been counted in memory; inside a transaction.

        Also to be called before the next log where one ended early: what its reader had counted is
        gone, and is counted anew from the events.
        """
        self._tallies.write(connection)
        if self._uncounted:
            make_up(connection)
            self._uncounted = False

    @property
    def is_uncounted(self) -> bool:
        """Whether events were written whose counts have not come."""
        return self._uncounted

    def _columns(self, connection: sqlite3.Connection, batch: Facts) -> dict[str, Sequence[Any]]:
        """The columns of `events`, texts replaced by their numbers."""
        kinds = [self._kind(connection, kind) for kind in batch.kinds]
        columns: dict[str, Sequence[Any]] = {
            "ts": batch.times,
            "kind": [kinds[code] for code in batch.kind_codes],
            **batch.plain,
        }
        for column, coded in batch.dimensions.items():
            numbers = self._numbers[column] if coded.start else []
            numbers += self._dimensions[column].numbers(connection, coded.keys)
            self._numbers[column] = numbers
            columns[column] = [numbers[code] for code in coded.codes]
        return columns

    def _kind(self, connection: sqlite3.Connection, kind: Kind) -> int:
        if not self._kinds:
            self._kinds = _stored_kinds(connection)
        number = self._kinds.get(kind)
        if number is None:
            marks = ", ".join("?" * len(kind))
            cursor = connection.execute(
                f"INSERT INTO kinds ({', '.join(Kind._fields)}) VALUES ({marks})", kind
            )
            number = self._kinds[kind] = int(cursor.lastrowid or 0)
        return number


def make_indexes(connection: sqlite3.Connection) -> None:
    """Make the indexes of the fact table that come late and are missing.

    The first import of an empty database leaves them until its end, and every run looks again, so a
    run that was killed is made up for.
    """
    present = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    for name, statement in tables.EVENT_INDEXES.items():
        if name not in present:
            connection.execute(statement)


def _insert(
    connection: sqlite3.Connection, first: int, source: int, columns: dict[str, Sequence[Any]]
) -> None:
    """Write the facts; binding a column that no event has would cost as much as one that all do."""
    size = len(columns["ts"])
    names = ", ".join(("id", "source", *columns))
    marks = ", ".join("?" * (len(columns) + 2))
    connection.executemany(
        f"INSERT INTO events ({names}) VALUES ({marks})",
        zip(range(first, first + size), repeat(source, size), *columns.values(), strict=True),
    )


def _insert_blocks(
    connection: sqlite3.Connection, event: int, source: int, blocks: Iterable[Block]
) -> None:
    for block in blocks:
        connection.execute(
            _INSERT_BLOCK,
            (
                source,
                event,
                block.events,
                block.first_offset,
                block.size,
                block.spans,
                block.data,
                block.sha256,
            ),
        )
        event += block.events


def _stored_kinds(connection: sqlite3.Connection) -> dict[Kind, int]:
    rows = connection.execute(f"SELECT id, {', '.join(Kind._fields)} FROM kinds")
    return {Kind(*values): number for number, *values in rows}
