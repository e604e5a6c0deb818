"""Events in the order of time: which come next, without reading more of them than are wanted.

Only times and ids are sorted and walked; what a row shows is fetched for the rows that are shown.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from store.queries.where import Where

_AT_ONCE = 2_000
"""Events that a stream fetches together: their evidence shares blocks, their memory is bounded."""


class Key(NamedTuple):
    """The place of an event in the order of time."""

    time: int
    """Microseconds since 1970 UTC."""
    id: int
    """`events.id`, which orders events of one instant."""


def page(
    connection: sqlite3.Connection,
    where: Where,
    *,
    after: Key | None,
    before: Key | None,
    newest_first: bool,
    limit: int,
) -> list[int]:
    """The ids of a page.

    Args:
        connection: For reading.
        where: Over `events e`.
        after: Only later events: those that follow this one most closely.
        before: Only earlier events; without `after` those that precede this one most closely.
        newest_first: The order of the result.
        limit: Most rows.
    """
    falling = newest_first if (after is None) == (before is None) else before is not None
    conditions, parameters = [], list(where.parameters)
    for key, sign in ((after, ">"), (before, "<")):
        if key is not None:
            conditions.append(f"(e.ts, e.id) {sign} (?, ?)")
            parameters += key
    rows = connection.execute(
        f"SELECT e.id FROM events e {where.clause(*conditions)} {_ordered(falling)} LIMIT ?",
        (*parameters, limit),
    )
    found = [int(row[0]) for row in rows]
    return found if falling == newest_first else found[::-1]


def chunks(
    connection: sqlite3.Connection, where: Where, limit: int | None, *, newest_first: bool
) -> Iterator[list[int]]:
    """The ids of all events, a few at a time, as one consistent view of the database.

    Args:
        connection: For reading; no other thread may use it meanwhile.
        where: Over `events e`.
        limit: Most events; None: all.
        newest_first: Their order.
    """
    cursor = connection.execute(
        f"SELECT e.id FROM events e {where.clause()} {_ordered(newest_first)} LIMIT ?",
        (*where.parameters, -1 if limit is None else limit),
    )
    while rows := cursor.fetchmany(_AT_ONCE):
        yield [int(row[0]) for row in rows]


def joined_ids(ids: Iterable[int]) -> str:
    """Ids as the JSON list that `json_each(?)` takes: one bound value for any number of them."""
    return f"[{','.join(map(str, ids))}]"


def _ordered(falling: bool) -> str:
    return "ORDER BY e.ts DESC, e.id DESC" if falling else "ORDER BY e.ts, e.id"
