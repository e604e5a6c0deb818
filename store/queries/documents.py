"""Events as documents of the Elastic Common Schema, and as the bytes that they were read from."""

import json
import sqlite3
from collections.abc import Generator, Iterator, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple, TypeAlias

from store.database.evidence import Raw, encoding_of, in_utf8, raw_records
from store.model import FieldValue, TimeFlag
from store.queries import order
from store.queries.order import joined_ids
from store.queries.where import Where
from store.text import decode
from store.times import iso

Document: TypeAlias = dict[str, FieldValue | list[str]]
"""Flat and dotted; a key that has no value is absent."""

COLUMNS = {
    "event.dataset": "k.dataset",
    "event.category": "k.category",
    "event.action": "k.action",
    "event.outcome": "k.outcome",
    "event.code": "k.code",
    "event.parse": "k.parse",
    "host.name": "h.text",
    "source.ip": "iif(a.packed IS NULL, NULL, a.text)",
    "source.domain": "iif(a.packed IS NULL, a.text, NULL)",
    "source.port": "e.port",
    "source.geo.country_iso_code": "l.country",
    "source.geo.city_name": "l.city",
    "source.as.number": "l.asn",
    "source.as.organization.name": "l.organization",
    "user.name": "u.text",
    "user.domain": "u.domain",
    "user.target.name": "t.text",
    "process.name": "k.program",
    "process.pid": "e.pid",
    "http.request.method": "k.method",
    "http.request.referrer": "r.text",
    "http.version": "k.version",
    "http.response.status_code": "k.status",
    "http.response.body.bytes": "e.size",
    "url.path": "p.text",
    "url.query": "e.query",
    "url.domain": "s.text",
    "user_agent.original": "g.text",
    "apache.error.module": "k.module",
    "winlog.channel": "k.channel",
    "winlog.provider_name": "k.provider",
    "winlog.record_id": "e.record",
    "log.level": "k.level",
    "message": "e.message",
}
"""Where each key is found, in the order in which a document shows them."""

JOINS = """
LEFT JOIN kinds k ON k.id = e.kind LEFT JOIN addresses a ON a.id = e.address
LEFT JOIN hosts h ON h.id = e.host LEFT JOIN accounts u ON u.id = e.account
LEFT JOIN accounts t ON t.id = e.target LEFT JOIN paths p ON p.id = e.path
LEFT JOIN referrers r ON r.id = e.referrer LEFT JOIN agents g ON g.id = e.agent
LEFT JOIN hosts s ON s.id = e.site LEFT JOIN address_places l ON l.address = e.address
"""
"""What the columns come from, beside `events e`."""

_SELECT = f"""
SELECT e.id, e.ts, e.weight, e.flags, e.extra, {", ".join(COLUMNS.values())}
FROM json_each(?) wanted CROSS JOIN events e ON e.id = wanted.value
{JOINS}
"""


class _Source(NamedTuple):
    path: str
    identity: bytes
    encoding: str | None


def ecs(
    connection: sqlite3.Connection,
    where: Where,
    limit: int | None = None,
    *,
    newest_first: bool = False,
) -> Generator[Document, None, None]:
    """Documents in the order of time, as a stream: memory does not grow with their number.

    Args:
        connection: For reading; no other thread may use it meanwhile.
        where: Over `events e`.
        limit: Most documents; None: all.
        newest_first: The latest first.
    """
    sources: dict[int, _Source] = {}
    for ids in order.chunks(connection, where, limit, newest_first=newest_first):
        yield from _documents(connection, ids, sources)


def document(connection: sqlite3.Connection, event: int) -> Document | None:
    """One event's document; None where there is no such event."""
    exists = connection.execute("SELECT 1 FROM events WHERE id = ?", (event,)).fetchone()
    return next(_documents(connection, [event], {}), None) if exists else None


def of(connection: sqlite3.Connection, ids: Sequence[int]) -> Iterator[Document]:
    """The documents of some events, in the order of the ids."""
    return _documents(connection, ids, {})


def raw(
    connection: sqlite3.Connection,
    where: Where,
    limit: int | None = None,
    *,
    newest_first: bool = False,
) -> Generator[bytes, None, None]:
    """The bytes of events in the order of time, without line ends; otherwise like `ecs`."""
    for ids in order.chunks(connection, where, limit, newest_first=newest_first):
        yield from (found.raw for found in _evidence(connection, ids))


def event_id(identity: bytes, evidence: Raw) -> str:
    """`event.id`: the same for the same bytes at the same place of the same log.

    Args:
        identity: `sources.identity`
        evidence: The record and where it stands.

    Returns:
        Hexadecimal BLAKE2b (16 bytes) over identity, offset (8 bytes, little-endian) and record.
    """
    digest = blake2b(identity, digest_size=16)
    digest.update(evidence.offset.to_bytes(8, "little", signed=True))
    digest.update(evidence.raw)
    return digest.hexdigest()


def _documents(
    connection: sqlite3.Connection, ids: Sequence[int], sources: dict[int, _Source]
) -> Iterator[Document]:
    rows = {row[0]: row for row in connection.execute(_SELECT, (joined_ids(ids),))}
    for event, found in zip(ids, _evidence(connection, ids), strict=True):
        if found.source not in sources:
            sources[found.source] = _source(connection, found.source)
        yield _document(rows[event], found, sources[found.source])


def _evidence(connection: sqlite3.Connection, ids: Sequence[int]) -> Iterator[Raw]:
    """Raw records in the order of the ids, read block by block whatever that order is.

    Where it is the order of the blocks, one block is held at a time: a record may have megabytes.
    """
    rising = sorted(ids)
    if rising == list(ids):
        yield from raw_records(connection, rising)
    else:
        found = dict(zip(rising, raw_records(connection, rising), strict=True))
        yield from (found[event] for event in ids)


def _source(connection: sqlite3.Connection, number: int) -> _Source:
    row = connection.execute("SELECT path, identity FROM sources WHERE id = ?", (number,))
    path, identity = row.fetchone()
    return _Source(path, identity, encoding_of(connection, number))


def _document(row: tuple[Any, ...], evidence: Raw, source: _Source) -> Document:
    _, time, weight, flags, extra, *columns = row
    found: Document = {"@timestamp": iso(time), "event.id": event_id(source.identity, evidence)}
    found.update(
        {key: value for key, value in zip(COLUMNS, columns, strict=True) if value is not None}
    )
    found.update(_codes(found))
    if flags:
        found["event.time_flags"] = TimeFlag(flags).names
    found["related.weight"] = weight
    found["log.file.path"] = source.path
    found["log.offset"] = evidence.offset
    if extra is not None:
        found = {**_known(json.loads(extra)), **found}
    found["event.original"] = decode(in_utf8(evidence.raw, source.encoding))
    return found


def _known(extra: Document) -> Document:
    """Fields without those for which Windows writes a hyphen: it stands for nothing there.

    Rules see them as they are, for Sigma's ask for them.
    """
    return {key: value for key, value in extra.items() if value != "-"}


def _codes(found: Document) -> Document:
    """`event.code` under the names that its family gives it."""
    code = found.get("event.code")
    if not isinstance(code, str):
        return {}
    if found.get("event.dataset") == "apache.error":
        return {"apache.error.code": code}
    if found.get("event.dataset") == "windows.eventlog" and code.isascii() and code.isdigit():
        return {"winlog.event_id": int(code)}
    return {}
