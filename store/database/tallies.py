"""How often, and from when to when, each value of a dimension was seen.

Counting is cheap in memory and dear in rows, so a run counts in memory and writes at its end, or
when much has come together. A mark in the database says up to which event has been counted; what
a run that was killed had not written is counted again from the events themselves.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from typing import NamedTuple, TypeVar

COUNTED = {
    "address": "addresses",
    "account": "accounts",
    "path": "paths",
    "agent": "agents",
    "host": "hosts",
}
"""Columns of `events` that are counted, and the dimension that each refers to."""

Value = TypeVar("Value")

_MOST = 200_000
"""Values counted in memory before they are written."""

_MARK = "tallied"

_UPDATE = (
    "UPDATE {table} SET events = events + ?, failures = failures + ?, "
    "first_seen = min(ifnull(first_seen, ?), ?), last_seen = max(ifnull(last_seen, ?), ?) "
    "WHERE id = ?"
)


class Seen(NamedTuple):
    """The part of a batch of events that all its tallies share."""

    times: Sequence[int]
    """Of every event, in the order of the batch."""
    failures: Sequence[int]
    """The weight of every event that failed, else 0."""
    order: Sequence[int] | None
    """Positions of the events in the order of time; None: they came in that order."""

    def in_time(self, column: Sequence[Value]) -> Sequence[Value]:
        """A column of the batch in the order of time."""
        return column if self.order is None else [column[at] for at in self.order]


class _Table:
    """Counts of one dimension, not yet written."""

    def __init__(self) -> None:
        self.events: Counter[int | None] = Counter()
        self.failures: Counter[int | None] = Counter()
        self.first: dict[int | None, int] = {}
        self.last: dict[int | None, int] = {}

    def add(self, numbers: Sequence[int | None], batch: Seen) -> None:
        """Count a batch's column."""
        numbers, times = batch.in_time(numbers), batch.in_time(batch.times)
        failures = batch.in_time(batch.failures)
        self.events.update(numbers)
        self.failures.update(compress(numbers, failures))
        for number, weight in zip(compress(numbers, failures), filter(None, failures), strict=True):
            if weight != 1:
                self.failures[number] += weight - 1
        _keep(self.last, dict(zip(numbers, times, strict=True)), max)
        _keep(self.first, dict(zip(reversed(numbers), reversed(times), strict=True)), min)

    def rows(self) -> Iterable[tuple[int | None, ...]]:
        """Parameters of the statement that writes them."""
        self.events.pop(None, None)
        for number, events in self.events.items():
            first, last = self.first[number], self.last[number]
            yield events, self.failures[number], first, first, last, last, number


class Tallies:
    """The counts of a run."""

    def __init__(self) -> None:
        self._tables = {column: _Table() for column in COUNTED}
        self._upto: int | None = None

    def add(self, column: str, numbers: Sequence[int | None], batch: Seen) -> None:
        """Count one column of a batch, if it is one that is counted.

        Args:
            column: Of `events`.
            numbers: For every event the number of its value, in the order of the batch.
            batch: The times and failures of the same events.
        """
        if column in COUNTED:
            self._tables[column].add(numbers, batch)

    def reached(self, event: int) -> None:
        """Everything up to this event has been counted."""
        self._upto = event

    @property
    def is_much(self) -> bool:
        """Whether it is time to write."""
        return sum(len(table.events) for table in self._tables.values()) > _MOST

    def write(self, connection: sqlite3.Connection) -> None:
        """Write what has been counted and begin anew; inside a transaction."""
        if self._upto is None:
            return
        for column, table in self._tables.items():
            connection.executemany(_UPDATE.format(table=COUNTED[column]), table.rows())
        _set_mark(connection, self._upto)
        self._tables = {column: _Table() for column in COUNTED}
        self._upto = None


def make_up(connection: sqlite3.Connection) -> None:
    """Count the events that a run which was killed had committed and not counted.

    Inside a transaction, before anything is counted in memory.
    """
    counted = uncounted_from(connection)
    newest = connection.execute("SELECT ifnull(max(id), 0) FROM events").fetchone()[0]
    if newest <= counted:
        return
    for column, table in COUNTED.items():
        rows = connection.execute(
            f"SELECT count(*), sum(failed * weight), min(ts), min(ts), max(ts), max(ts), {column} "
            f"FROM events WHERE id > ? AND {column} IS NOT NULL GROUP BY {column}",
            (counted,),
        ).fetchall()
        connection.executemany(_UPDATE.format(table=table), rows)
    _set_mark(connection, newest)


def uncounted_from(connection: sqlite3.Connection) -> int:
    """The last event that the tallies include."""
    row = connection.execute("SELECT value FROM settings WHERE key = ?", (_MARK,)).fetchone()
    return int(row[0]) if row else 0


def _set_mark(connection: sqlite3.Connection, event: int) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", (_MARK, str(event))
    )


def _keep(
    kept: dict[int | None, int], fresh: dict[int | None, int], which: Callable[[int, int], int]
) -> None:
    """Merge times by value, keeping the earlier or the later of two."""
    for number in fresh.keys() & kept.keys():
        fresh[number] = which(fresh[number], kept[number])
    kept.update(fresh)
