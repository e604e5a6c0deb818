"""Records as they were read, back from the rows that they became."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from store.model import Fields, Kind, Outcome, Parse, Record

_SELECT = f"""
SELECT e.id, e.ts, e.flags, e.weight, e.source, e.extra,
    {", ".join(f"k.{name}" for name in Kind._fields)},
    a.packed IS NOT NULL, a.text, h.text, u.text, u.domain, t.text, p.text, e.query, e.size,
    r.text, g.text, s.text, e.port, e.pid, e.record, e.message
FROM events e JOIN kinds k ON k.id = e.kind
LEFT JOIN addresses a ON a.id = e.address LEFT JOIN hosts h ON h.id = e.host
LEFT JOIN accounts u ON u.id = e.account LEFT JOIN accounts t ON t.id = e.target
LEFT JOIN paths p ON p.id = e.path LEFT JOIN referrers r ON r.id = e.referrer
LEFT JOIN agents g ON g.id = e.agent LEFT JOIN hosts s ON s.id = e.site
WHERE e.id BETWEEN ? AND ?
"""
_IN_ORDER = f"{_SELECT} ORDER BY e.id"
_BETWEEN = f"{_SELECT} AND e.ts BETWEEN ? AND ? ORDER BY e.id"

_KEYS = (
    "host.name",
    "user.name",
    "user.domain",
    "user.target.name",
    "url.path",
    "url.query",
    "http.response.body.bytes",
    "http.request.referrer",
    "user_agent.original",
    "url.domain",
    "source.port",
    "process.pid",
    "winlog.record_id",
    "message",
)
"""The ECS keys of the columns behind the address, in their order."""


def records(connection: sqlite3.Connection, first: int, last: int) -> Iterator[Record]:
    """The records of a range of events, in the order of their ids.

    Args:
        connection: With the SQL function `raw` registered.
        first: The first `events.id`.
        last: The last one.

    Yields:
        Records equal to those that were written, but for their offset (-1) and the formats' own
        marks (role, attempt).
    """
    for event, record in _records(connection.execute(_IN_ORDER, (first, last))):
        yield record._replace(raw=_raw(connection, event))


def records_of_a_time(
    connection: sqlite3.Connection,
    events: tuple[int, int],
    times: tuple[int, int],
    *,
    bare: bool = False,
) -> Iterator[tuple[int, Record]]:
    """The records of a time among a range of events, by `events.id` and in its order.

    Args:
        connection: With the SQL function `raw` registered.
        events: The first `events.id` and the last one.
        times: The first and the last point in time (µs UTC).
        bare: Whether nobody wants the bytes that were read: to unpack them takes half of the time.

    Yields:
        Records as `records` gives them; bare ones hold no bytes.
    """
    for event, record in _records(connection.execute(_BETWEEN, (*events, *times))):
        yield event, record if bare else record._replace(raw=_raw(connection, event))


def _records(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, Record]]:
    """Records without their bytes, by `events.id`."""
    kinds: dict[tuple[Any, ...], Kind] = {}
    width = len(Kind._fields)
    for row in rows:
        event, time, flags, weight, _, extra = row[:6]
        key = row[6 : 6 + width]
        kind = kinds.get(key) or kinds.setdefault(key, _kind(key))
        fields = _fields(row[6 + width :], extra)
        yield event, Record(-1, b"", kind, fields, time, flags, weight)


def _kind(values: tuple[Any, ...]) -> Kind:
    kind = Kind(*values)
    return kind._replace(
        parse=Parse(kind.parse), outcome=None if kind.outcome is None else Outcome(kind.outcome)
    )


def _fields(columns: tuple[Any, ...], extra: str | None) -> Fields:
    is_address, source, *values = columns
    fields: Fields = {} if extra is None else json.loads(extra)
    if source is not None:
        fields["source.ip" if is_address else "source.domain"] = source
    fields.update(
        {key: value for key, value in zip(_KEYS, values, strict=True) if value is not None}
    )
    return fields


def _raw(connection: sqlite3.Connection, event: int) -> bytes:
    return bytes(connection.execute("SELECT raw(?)", (event,)).fetchone()[0])
