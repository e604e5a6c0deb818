"""Databases in memory made by the real writer: any events, in any blocks, of several logs."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC
from functools import cache
from typing import NamedTuple

import pytest
from hypothesis import strategies as st

from store.database import evidence, occurring, searching
from store.database.coding import Coder
from store.database.facts import facts
from store.database.ingest import Ingest
from store.database.migrations import migrate
from store.filters.grammar import parse
from store.model import Fields, Kind, Outcome, Record
from store.queries.conditions import events_where
from store.queries.order import Key
from store.queries.where import Where

SECOND = 1_000_000
NOW = 12 * SECOND
LOGS = ("/var/log/a.log", "/var/log/b.log", "/srv/c.log")

KINDS = (
    Kind("system.auth", action="login", outcome=Outcome.FAILURE),
    Kind("apache.access", outcome=Outcome.SUCCESS, status=200),
)
NAMES = st.sampled_from(["a", "b", "root"])
FIELDS: st.SearchStrategy[Fields] = st.fixed_dictionaries(
    {},
    optional={
        "source.ip": st.sampled_from(["192.0.2.1", "192.0.2.2", "198.51.100.9", "2001:db8::1"]),
        "source.domain": st.sampled_from(["example.com", "www.example.com"]),
        "user.name": NAMES,
        "user.domain": st.just("CORP"),
        "user.target.name": NAMES,
        "host.name": NAMES,
        "url.path": st.sampled_from(["/", "/a"]),
    },
)
TIMES = st.integers(0, 12).map(SECOND.__mul__) | st.integers(0, 3) | st.just(5 * SECOND + 1)
"""Few, so that many are equal."""


def record(kind: Kind, fields: Fields, time: int) -> Record:
    """Three bytes of a log."""
    return Record(0, b"abc", kind, fields, time)


class Batch(NamedTuple):
    """What one log has more of."""

    source: int
    """1 to 3."""
    records: list[Record]


BATCHES = st.lists(
    st.builds(
        Batch,
        st.integers(1, len(LOGS)),
        st.lists(
            st.builds(record, st.sampled_from(KINDS), FIELDS, TIMES),
            min_size=1,
            max_size=9,
        ),
    ),
    max_size=6,
)
BLOCK_SIZES = st.sampled_from([1, 4, 9, 1 << 19])
"""Bytes after which a block is closed; an event has three."""
LONG = st.sampled_from([1, 3, 256])
"""Events from which on a block is long."""


@cache
def _empty() -> bytes:
    """The pages of a database with nothing in it."""
    connection = sqlite3.connect(":memory:")
    migrate(connection)
    pages = connection.serialize()
    connection.close()
    return pages


@contextmanager
def history(
    batches: Sequence[Batch], block_bytes: int = 4, long: int = 3
) -> Iterator[sqlite3.Connection]:
    """A database of these batches, which were imported one after the other."""
    with (
        pytest.MonkeyPatch.context() as patch,
        sqlite3.connect(":memory:", isolation_level=None) as connection,
    ):
        patch.setattr(evidence, "BLOCK_BYTES", block_bytes)
        patch.setattr(occurring, "LONG", long)
        connection.deserialize(_empty())
        evidence.register(connection)
        searching.register(connection)
        occurring.register(connection)
        for path in LOGS:
            connection.execute(
                "INSERT INTO sources (path, compression, device, inode, size, modified, offset, "
                "prefix, prefix_size, tail, tail_size, identity, state) "
                "VALUES (?, 'none', 0, 0, 0, 0, 0, x'', 0, x'', 0, x'', '{}')",
                (path,),
            )
        ingest, coders = Ingest(), [Coder() for _ in LOGS]
        _fill(connection, batches, ingest, coders)
        yield connection
    connection.close()


def _fill(
    connection: sqlite3.Connection,
    batches: Sequence[Batch],
    ingest: Ingest,
    coders: Sequence[Coder],
) -> None:
    """Every batch as the whole of what is new in its log: numbered anew."""
    for source, records in batches:
        coders[source - 1].begin_anew()
        ingest.write(connection, source, facts(records, coders[source - 1]))
    ingest.finish(connection)


def where(text: str) -> Where:
    return events_where(parse(text), NOW, UTC)


def in_time(connection: sqlite3.Connection, condition: Where) -> list[Key]:
    """All events that a condition wants, found without blocks and sorted in memory."""
    rows = connection.execute(
        f"SELECT e.ts, e.id FROM events e {condition.clause()}", condition.parameters
    )
    return sorted(Key(*row) for row in rows)


_ONE_OF = st.sampled_from(
    [
        "ip:192.0.2.1",
        "ip:192.0.2.0/24",
        "ip:192.0.2.*",
        "ip:(192.0.2.2 or 2001:db8::/32)",
        "ip:example.com",
        "ip:203.0.113.1",
        "ip:(203.0.113.1 or *.example.com)",
        "ip:0.0.0.0/0",
        "ip:*",
        "domain:*",
        "domain:*example.com",
        "domain:(www.example.com or nobody)",
        "user:root",
        r"user:corp\a",
        "user:(a or b)",
        "user:nobody",
        "user:*",
        "user:r*",
        "target:root",
        "target:(a or nobody)",
        "target:*",
        "source:a.log",
        "source:(b.log or c.log)",
        "source:/var/log/*",
        "source:nowhere",
        "source:*",
        "since:12s",
        "since:7s",
        "since:0s",
        "until:7s",
        "until:12s",
        "until:6s",
        "outcome:failure",
        "status:200",
        "host:a",
        "path:/a",
        "id:1-9",
        "id:3",
        "abc",
        "*",
    ]
)
FILTERS = st.lists(st.builds("{}{}".format, st.sampled_from(["", "", "-"]), _ONE_OF), max_size=3)
FILTER_TEXTS = FILTERS.map(" ".join)
"""Filters of up to three terms over all that blocks know, and some that they do not."""
