"""Events in the order of time: which come next, without reading more of them than are wanted.

Blocks know the earliest and the latest time in them. The order of time is walked in windows: as far
as some blocks reach, their events and those of every block that reaches into the window are sorted,
and no others are looked at. Only times and ids are sorted and walked; what a row shows is fetched
for the rows that are shown.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import NamedTuple

from store.queries.where import EVERYTHING, Where, all_of

_AT_ONCE = 2_000
"""Events that a stream fetches together: their evidence shares blocks, their memory is bounded."""

_FEWEST, _MOST = 4, 64
"""Blocks that reach into a window: few at first, more where few of their events are wanted."""

_LAST_ID = (1 << 63) - 1


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
    ends = (before, after) if falling else (after, before)
    found = list(islice(_walk(connection, where, ends, _FALLING if falling else _RISING), limit))
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
    with _one_view(connection):
        way = _FALLING if newest_first else _RISING
        ids = islice(_walk(connection, where, (None, None), way), limit)
        while some := list(islice(ids, _AT_ONCE)):
            yield some


def joined_ids(ids: Iterable[int]) -> str:
    """Ids as the JSON list that `json_each(?)` takes: one bound value for any number of them."""
    return f"[{','.join(map(str, ids))}]"


@contextmanager
def _one_view(connection: sqlite3.Connection) -> Iterator[None]:
    """See the database as it is now until the end, whatever others commit meanwhile."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.rollback()


class _Way(NamedTuple):
    """A direction through time."""

    edge: str
    """The column of `blocks` that the edges of windows are taken from."""
    order: str
    inside: str
    """How what lies in a window compares to its edge."""
    beyond: str
    """How what follows something compares to it."""
    last: int
    """The id that comes after all others of an instant."""


_FALLING = _Way("last_ts", "DESC", ">=", "<", 0)
_RISING = _Way("first_ts", "ASC", "<=", ">", _LAST_ID)


def _walk(
    connection: sqlite3.Connection, where: Where, ends: tuple[Key | None, Key | None], way: _Way
) -> Iterator[int]:
    """The ids of the events between two others, window by window."""
    start, stop = ends
    wanted = all_of([where, _on_side(stop, _RISING if way is _FALLING else _FALLING)])
    width = _FEWEST
    while True:
        rest = all_of([wanted, _on_side(start, way)])
        edge = _edge(connection, rest, start, width, way)
        yield from _ids(connection, rest.of_events(_up_to(edge, way)), way)
        if edge is None:
            return
        start = Key(edge, way.last)
        width = min(2 * width, _MOST)


def _ids(connection: sqlite3.Connection, wanted: Where, way: _Way) -> Iterator[int]:
    """What a window holds."""
    order = f"ORDER BY e.ts {way.order}, e.id {way.order}"
    for row in connection.execute(f"SELECT e.id {wanted.sql} {order}", wanted.parameters):
        yield int(row[0])


def _edge(
    connection: sqlite3.Connection, where: Where, start: Key | None, width: int, way: _Way
) -> int | None:
    """How far a window goes that so many further blocks reach into; None: to the end."""
    conditions, values = [where.blocks or "TRUE"], [*where.block_parameters]
    if start is not None:
        conditions.append(f"b.{way.edge} {way.beyond} ?")
        values.append(start.time)
    row = connection.execute(
        f"SELECT b.{way.edge} FROM blocks b WHERE {' AND '.join(conditions)} "
        f"ORDER BY b.{way.edge} {way.order} LIMIT 1 OFFSET ?",
        (*values, width - 1),
    ).fetchone()
    return None if row is None else int(row[0])


def _up_to(edge: int | None, way: _Way) -> Where:
    """What lies in a window with this edge."""
    if edge is None:
        return EVERYTHING
    return Where(f"e.ts {way.inside} ?", (edge,), f"b.{way.edge} {way.inside} ?", (edge,))


def _on_side(key: Key | None, way: _Way) -> Where:
    """What follows an event."""
    if key is None:
        return EVERYTHING
    other = "b.first_ts <= ?" if way is _FALLING else "b.last_ts >= ?"
    return Where(f"(e.ts, e.id) {way.beyond} (?, ?)", key, other, (key.time,))
