"""Lists and counts of events: pages by key, never by offset; every list walks an index."""

import sqlite3
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

from store.database.evidence import encoding_of, in_utf8
from store.queries import order
from store.queries.event_values import in_short
from store.queries.order import Key, joined_ids
from store.queries.where import EVERYTHING, Where
from store.text import decode

_LONGEST = 2_000
"""Characters of a summary: more than any screen is wide."""

_SELECT = """
SELECT e.id, e.ts, k.dataset, k.outcome, k.action, a.text, u.text, h.text, k.status, k.code,
    k.program, k.method, p.text, substr(e.query, 1, 2000), substr(e.message, 1, 2000),
    CASE WHEN e.message IS NULL AND e.path IS NULL THEN substr(raw(e.id), 1, 2000) END, e.source,
    CASE WHEN e.message IS NULL AND k.code IS NOT NULL THEN e.extra END
FROM json_each(?) wanted CROSS JOIN events e ON e.id = wanted.value
LEFT JOIN kinds k ON k.id = e.kind LEFT JOIN addresses a ON a.id = e.address
LEFT JOIN accounts u ON u.id = e.account LEFT JOIN hosts h ON h.id = e.host
LEFT JOIN paths p ON p.id = e.path
"""

_BLOCKS = "SELECT first_event, first_event + events FROM blocks WHERE source = ? AND first_event"
_BLOCKS_BEFORE = f"{_BLOCKS} <= ? ORDER BY first_event DESC"
_BLOCKS_AFTER = (
    f"{_BLOCKS} >= (SELECT max(first_event) FROM blocks WHERE first_event <= ?) "
    "ORDER BY first_event"
)


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event as a list shows it. Texts are the log's own: not yet safe to draw."""

    id: int
    time: int
    """Microseconds since 1970 UTC."""
    dataset: str | None
    outcome: str | None
    action: str | None
    address: str | None
    """`source.ip`, or `source.domain`."""
    user: str | None
    host: str | None
    status: int | None
    code: str | None
    program: str | None
    summary: str
    """What happened, in one line: request, message, the values of a Windows event that brings none,
    or the beginning of the raw record."""
    path: str | None = None
    """`url.path`"""

    @property
    def key(self) -> Key:
        """Its place in the order of time."""
        return Key(self.time, self.id)


def page(
    connection: sqlite3.Connection,
    where: Where = EVERYTHING,
    *,
    after: Key | None = None,
    before: Key | None = None,
    newest_first: bool = False,
    limit: int,
) -> list[EventRow]:
    """One page of events.

    Args:
        connection: With the SQL functions of `store.database.connection.reader`.
        where: Over `events e`.
        after: Only later events: those that follow this one most closely.
        before: Only earlier events; without `after` those that precede this one most closely.
        newest_first: The order of the rows, whichever side the page lies on.
        limit: Most rows.
    """
    ids = order.page(
        connection, where, after=after, before=before, newest_first=newest_first, limit=limit
    )
    return rows(connection, ids)


def latest(connection: sqlite3.Connection, where: Where, limit: int) -> list[EventRow]:
    """The events that were stored last, in the order in which they were.

    Args:
        connection: As `page`.
        where: Over `events e`; it should bound their numbers.
        limit: Most rows.
    """
    # not by way of the blocks: the numbers lead to the events
    query = f"SELECT e.id FROM events e {where.clause()} ORDER BY e.id DESC LIMIT ?"
    found = connection.execute(query, (*where.parameters, limit))
    return rows(connection, [number for (number,) in found][::-1])


def rows(connection: sqlite3.Connection, ids: Sequence[int]) -> list[EventRow]:
    """The events with these ids, in this order; those that are gone are left out."""
    found = {
        row[0]: _event(connection, row) for row in connection.execute(_SELECT, (joined_ids(ids),))
    }
    return [found[each] for each in ids if each in found]


def stream(
    connection: sqlite3.Connection,
    where: Where,
    limit: int | None = None,
    *,
    newest_first: bool = False,
) -> Generator[EventRow, None, None]:
    """All events in the order of time; memory does not grow with their number."""
    for ids in order.chunks(connection, where, limit, newest_first=newest_first):
        yield from rows(connection, ids)


def around(connection: sqlite3.Connection, event: int, count: int) -> list[EventRow]:
    """The records around one, in its own source.

    Args:
        connection: For reading.
        event: `events.id`
        count: Most records before it, and most after it.

    Returns:
        Records in the order of the source, the event among them; empty where it does not exist.
    """
    row = connection.execute("SELECT source FROM events WHERE id = ?", (event,)).fetchone()
    if row is None:
        return []
    before = _neighbours(connection, row[0], event, -count)
    after = _neighbours(connection, row[0], event, count)
    return rows(connection, [*before[::-1], event, *after])


def path_of(connection: sqlite3.Connection, event: int) -> str | None:
    """The log file that an event stands in; None where there is no such event."""
    return _of_source(connection, "path", event)


def format_of(connection: sqlite3.Connection, event: int) -> str | None:
    """The format that its log was found to have; None: none."""
    return _of_source(connection, "format", event)


def _of_source(connection: sqlite3.Connection, column: str, event: int) -> str | None:
    row = connection.execute(
        f"SELECT s.{column} FROM events e JOIN sources s ON s.id = e.source WHERE e.id = ?",
        (event,),
    ).fetchone()
    return row[0] if row else None


def count(
    connection: sqlite3.Connection,
    where: Where = EVERYTHING,
    limit: int | None = None,
) -> int:
    """How many events there are; with `limit` counting stops there."""
    wanted = where.of_events()
    inner = f"SELECT 1 {wanted.sql} LIMIT ?"
    parameters = (*wanted.parameters, -1 if limit is None else limit)
    return int(connection.execute(f"SELECT count(*) FROM ({inner})", parameters).fetchone()[0])


def failures(connection: sqlite3.Connection, where: Where) -> int:
    """How many failed attempts events tell of: each record by its weight, as top lists count."""
    wanted = where.of_events()
    row = connection.execute(
        f"SELECT ifnull(sum(iif(e.failed, e.weight, 0)), 0) {wanted.sql}", wanted.parameters
    ).fetchone()
    return int(row[0])


def span(
    connection: sqlite3.Connection,
    where: Where = EVERYTHING,
) -> tuple[int, int] | None:
    """Times of the first and the last event; None where there is none."""
    if where.sql:
        wanted = where.of_events()
        sql, parameters = f"SELECT min(e.ts), max(e.ts) {wanted.sql}", wanted.parameters
    else:
        sql, parameters = "SELECT min(first_ts), max(last_ts) FROM blocks", ()
    first, last = connection.execute(sql, parameters).fetchone()
    return None if first is None else (first, last)


def _neighbours(connection: sqlite3.Connection, source: int, event: int, count: int) -> list[int]:
    """Up to `count` ids after an event in its source, nearest first; before it where negative.

    Blocks know the runs of ids that belong to a source; walking the events would pass through those
    of all others.
    """
    blocks = connection.execute(_BLOCKS_BEFORE if count < 0 else _BLOCKS_AFTER, (source, event))
    found: list[int] = []
    for first, end in blocks:
        if count < 0:
            found += range(min(event, end) - 1, first - 1, -1)
        else:
            found += range(max(event + 1, first), end)
        if len(found) >= abs(count):
            break
    return found[: abs(count)]


def _event(connection: sqlite3.Connection, row: tuple[Any, ...]) -> EventRow:
    raw, source, extra = row[-3:]
    if raw and b"\0" in raw:
        raw = in_utf8(raw, encoding_of(connection, source))
    method, path, query, message = row[11:15]
    if raw and raw.lstrip().startswith(b"<") and (values := in_short(extra)):
        message = values[:_LONGEST]
    return EventRow(*(*row[:11], _summary(method, path, query, message, raw), path))


def _summary(
    method: str | None, path: str | None, query: str | None, message: str | None, raw: bytes | None
) -> str:
    """One line that says what happened."""
    if path is not None:
        request = f"{method} {path}" if method else path
        return (f"{request}?{query}" if query else request)[:_LONGEST]
    if message is not None:
        return message
    return decode(raw) if raw else ""
