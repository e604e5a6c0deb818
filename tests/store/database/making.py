"""Databases made by the real writer, for the tests of this folder."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC
from functools import partial
from pathlib import Path

from store.database import evidence, searching
from store.database.coding import Coder
from store.database.connection import Writer, reader
from store.database.facts import facts
from store.database.ingest import Ingest
from store.formats.registry import formats
from store.importing.reading import placed
from store.importing.sources import insert
from store.model import UNPARSED, Context, FieldValue, Kind, Outcome, Record

HIT = Kind("apache.access", action="http-request", outcome=Outcome.SUCCESS, status=200)
FAILED = Kind("system.auth", action="login", outcome=Outcome.FAILURE, program="sshd")


def record(
    raw: bytes = b"raw",
    kind: Kind = UNPARSED,
    time: int | None = 0,
    weight: int = 1,
    **fields: FieldValue,
) -> Record:
    """A record; `url_path="/x"` stands for the field `url.path`."""
    named = {key.replace("_", "."): value for key, value in fields.items()}
    return Record(0, raw, kind, named, time, weight=weight)


def in_a_row(records: Sequence[Record]) -> list[Record]:
    """The records as lines of one log."""
    out, offset = [], 0
    for each in records:
        out.append(each._replace(offset=offset))
        offset += len(each.raw) + 1
    return out


def samples() -> list[Record]:
    """The records of every format's own lines."""
    context = Context(UTC, 1_750_000_000_000_000)
    out: list[Record] = []
    for each in formats().values():
        reader = each.open(context, {}, partial(iter, [each.sample]))
        parsed = reader.read(each.sample, 0, at_end=True, take_rest=True)
        out += placed(parsed.records, None, 0)
    return out


def write(
    writer: Writer, records: Sequence[Record], ingest: Ingest | None = None, *, finish: bool = True
) -> int:
    """Write records as one source; returns the id of the first event."""
    at_work = ingest or Ingest()
    with writer.transaction() as connection:
        source = insert(connection, "/var/log/a.log", bytes(16))
        first = at_work.write(connection, source, facts(in_a_row(records), Coder()))
        if finish:
            at_work.finish(connection)
    return first


def written(path: Path, records: Sequence[Record]) -> None:
    """Write records into an existing database, from the outside."""
    with Writer(path) as writer:
        write(writer, records)


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A reader that is closed at the end."""
    connection = reader(path)
    try:
        yield connection
    finally:
        connection.close()


def packed_alone(records: Sequence[Record]) -> sqlite3.Connection:
    """A database in memory that holds nothing but the blocks of these records, from event 1."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute(
        "CREATE TABLE blocks (source, first_event, events, first_offset, size, spans, data, sha256)"
    )
    first = 1
    for block in evidence.pack([(each.offset, each.raw) for each in records]):
        connection.execute(
            "INSERT INTO blocks VALUES (7, ?, ?, ?, ?, ?, ?, ?)",
            (first, block.events, block.first_offset, *block[2:]),
        )
        first += block.events
    evidence.register(connection)
    searching.register(connection)
    return connection
