"""How often, and from when to when, each value of a dimension was seen.

Counting is cheap in memory and dear in rows, so a run counts in memory and writes at its end, or
when much has come together. A mark in the database says up to which event has been counted; what
a run that was killed had not written is counted again from the events themselves.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from store.database.counting import Seen
from store.database.newest import last_event
from store.database.tables import COUNTED

_MOST = 200_000
"""Values counted in memory before they are written."""

_MANY = 2_000
"""Values whose counts change so much that indexes of all counts may be quicker made anew."""

_MARK = "tallied"

_UPDATE = (
    "UPDATE {table} SET events = events + ?, failures = failures + ?, "
    "first_seen = min(ifnull(first_seen, ?), ?), last_seen = max(ifnull(last_seen, ?), ?) "
    "WHERE id = ?"
)


class Tallies:
    """The counts of a run."""

    def __init__(self) -> None:
        self._tables: dict[str, dict[int | None, list[int]]] = {column: {} for column in COUNTED}
        self._upto: int | None = None

    def add(self, column: str, numbers: Sequence[int | None], seen: Seen) -> None:
        """Count one column.

        Args:
            column: One of `COUNTED`.
            numbers: For each of `seen.codes` the number of its text; what has None is not counted.
            seen: How often each was seen.
        """
        table = self._tables[column]
        for number, *fresh in zip(numbers, *seen[1:], strict=True):
            kept = table.get(number)
            table[number] = fresh if kept is None else _together(kept, fresh)
        table.pop(None, None)

    def reached(self, event: int) -> None:
        """Everything up to this event has been counted."""
        self._upto = event

    @property
    def is_much(self) -> bool:
        """Whether it is time to write."""
        return sum(len(table) for table in self._tables.values()) > _MOST

    def write(self, connection: sqlite3.Connection) -> None:
        """Write what has been counted and begin anew; inside a transaction."""
        if self._upto is None:
            return
        for column, counts in self._tables.items():
            table = COUNTED[column]
            with _set_aside(connection, _indexes(connection, table, len(counts))):
                connection.executemany(
                    _UPDATE.format(table=table),
                    [
                        (events, failures, first, first, last, last, number)
                        for number, (events, failures, first, last) in counts.items()
                    ],
                )
        _set_mark(connection, self._upto)
        self._tables = {column: {} for column in COUNTED}
        self._upto = None


def _indexes(connection: sqlite3.Connection, table: str, changed: int) -> Mapping[str, str]:
    """The indexes that are quicker made anew than changed, and what makes them: of counts.

    Args:
        connection: To the database.
        table: A dimension.
        changed: How many of its rows are going to count more.
    """
    if changed < _MANY:
        return {}
    (rows,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    if changed * 2 < rows:
        return {}
    return dict(
        connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND name IN (?, ?)",
            (f"{table}_events", f"{table}_failures"),
        ).fetchall()
    )


@contextmanager
def _set_aside(connection: sqlite3.Connection, indexes: Mapping[str, str]) -> Iterator[None]:
    """Do without indexes, and make them anew afterwards; inside a transaction."""
    for name in indexes:
        connection.execute(f"DROP INDEX {name}")
    yield
    for statement in indexes.values():
        connection.execute(statement)


def make_up(connection: sqlite3.Connection) -> None:
    """Count the events that a run which was killed had committed and not counted.

    Inside a transaction, before anything is counted in memory.
    """
    counted = uncounted_from(connection)
    newest = last_event(connection)
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


def _together(one: list[int], other: list[int]) -> list[int]:
    """Events, failures, first and last time of two logs."""
    return [one[0] + other[0], one[1] + other[1], min(one[2], other[2]), max(one[3], other[3])]
