"""What is to be shipped next: events in the order in which they were stored.

That order is that of their ids, and an event that is committed later has a higher one; so one
number says exactly what is done.
"""

import sqlite3
from typing import NamedTuple

from store.database.newest import last_event
from store.queries import documents
from store.queries.documents import Document
from store.queries.where import Where

_WINDOW = 50_000
"""Ids that are looked through at once where a filter wants few of them."""


class Batch(NamedTuple):
    """Some events, and how far one is when they have arrived."""

    documents: list[Document]
    last: int
    """The id up to which nothing else is wanted."""


def following(connection: sqlite3.Connection, where: Where, event: int, most: int) -> Batch | None:
    """The events that follow one.

    Args:
        connection: For reading; not in a transaction.
        where: Over `events e`: which are wanted.
        event: The last one that is done with.
        most: Most documents.

    Returns:
        A batch, which may be empty where there were only events that are not wanted; None where
        nothing follows.
    """
    connection.execute("BEGIN")
    try:
        newest = last_event(connection)
        if newest <= event:
            return None
        end = min(event + _WINDOW, newest)
        ids = _wanted(connection, where, (event + 1, end), most)
        if len(ids) == most:
            end = ids[-1]
        return Batch(list(documents.of(connection, ids)), end)
    finally:
        connection.rollback()


def _wanted(
    connection: sqlite3.Connection, where: Where, ids: tuple[int, int], most: int
) -> list[int]:
    between = Where(
        "e.id BETWEEN ? AND ?",
        ids,
        "b.first_event <= ? AND b.first_event + b.events > ?",
        ids[::-1],
    )
    wanted = where.of_events(between)
    rows = connection.execute(
        f"SELECT e.id {wanted.sql} ORDER BY e.id LIMIT ?", (*wanted.parameters, most)
    )
    return [int(row[0]) for row in rows]
