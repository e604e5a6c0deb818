"""Small databases with records, alerts and decisions at chosen times."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path

from store.database.coding import Coder
from store.database.connection import Writer, reader
from store.database.facts import facts
from store.database.ingest import Ingest
from store.model import UNPARSED, Fields, Kind, Outcome, Record
from store.reports.figures import Figures
from store.reports.gathering import gather
from store.reports.periods import Period, containing
from tests.store.database.fresh import fresh

SECOND = 1_000_000
HOUR = 3600
DAY = 24 * HOUR
MONDAY = 1_794_182_400
"""2026-11-09T00:00:00Z, as all times here in seconds: the week that is reported on begins."""
NOW = (MONDAY + 8 * DAY) * SECOND
"""A day after it (µs UTC)."""

OK = Kind("apache.access", category="web", outcome=Outcome.SUCCESS, status=200)
MISSING = OK._replace(outcome=Outcome.FAILURE, status=404)
BROKEN = OK._replace(outcome=Outcome.FAILURE, status=500)
DENIED = OK._replace(outcome=Outcome.FAILURE, status=401)
LOGIN = Kind("system.auth", category="authentication", action="login", outcome=Outcome.FAILURE)


def record(
    second: int,
    kind: Kind = OK,
    address: str | None = "192.0.2.1",
    user: str | None = None,
    site: str | None = None,
    weight: int = 1,
) -> Record:
    """A record so many seconds after Monday."""
    fields = {"source.ip": address, "user.name": user, "url.domain": site}
    said: Fields = {key: value for key, value in fields.items() if value is not None}
    return Record(0, b"x", kind, said, (MONDAY + second) * SECOND, 0, weight)


def unread(second: int) -> Record:
    """A record that no format understood."""
    return Record(0, b"?", UNPARSED, {}, (MONDAY + second) * SECOND)


def database(path: Path, *logs: Sequence[Record], names: Sequence[str] = ()) -> Path:
    """A database with some logs; `log 1` lies at `/logs/1.log` unless `names` say otherwise."""
    fresh(path)
    ingest = Ingest()
    with Writer(path) as writer, writer.transaction() as connection:
        for number, records in enumerate(logs, start=1):
            name = names[number - 1] if names else f"/logs/{number}.log"
            source(connection, number, name)
            if records:
                ingest.write(connection, number, facts(records, Coder()))
        ingest.finish(connection)
    return path


def source(connection: sqlite3.Connection, number: int, path: str) -> None:
    """A row of `sources`."""
    connection.execute(
        "INSERT INTO sources (id, path, format, compression, device, inode, size, modified, "
        "offset, prefix, prefix_size, tail, tail_size, identity, state, last_import) "
        "VALUES (?, ?, 'apache.access', 'none', 1, ?, 1, 0, 1, x'', 0, x'', 0, ?, '{}', ?)",
        (number, path, number, bytes([number]) * 16, NOW),
    )


@contextmanager
def changing(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection in a transaction."""
    with Writer(path) as writer, writer.transaction() as connection:
        yield connection


def rule(connection: sqlite3.Connection, title: str, tags: Sequence[str] = ()) -> int:
    """A row of `rules`."""
    cursor = connection.execute(
        "INSERT INTO rules (uuid, hash, active, title, severity, spec) "
        "VALUES (?, 'h', 1, ?, 'high', ?)",
        (f"uuid of {title}", title, json.dumps({"tags": list(tags)})),
    )
    return int(cursor.lastrowid or 0)


def alert(
    connection: sqlite3.Connection,
    number: int,
    second: int,
    *,
    severity: str = "high",
    opened: int | None = None,
    address: str | None = None,
    **columns: object,
) -> int:
    """An alert of a rule that began so many seconds after Monday; opened a minute later."""
    key = json.dumps({"source.ip": address} if address else {})
    connection.execute("INSERT OR IGNORE INTO groups (rule, key) VALUES (?, ?)", (number, key))
    at = MONDAY + second
    values = {
        "rule": number,
        "grp": connection.execute("SELECT max(id) FROM groups WHERE key = ?", (key,)).fetchone()[0],
        "severity": severity,
        "first_seen": at * SECOND,
        "last_seen": at * SECOND,
        "opened_at": (at + 60 if opened is None else MONDAY + opened) * SECOND,
        "count": 5,
        "peak": 5,
        "evidence": 5,
        **columns,
    }
    marks = ", ".join("?" * len(values))
    cursor = connection.execute(
        f"INSERT INTO alerts ({', '.join(values)}) VALUES ({marks})", list(values.values())
    )
    found = int(cursor.lastrowid or 0)
    if address:
        connection.execute("INSERT INTO alert_groups VALUES ('source.ip', ?, ?)", (address, found))
    return found


_BECAME = {
    "acknowledge": {"status": "acknowledged"},
    "close": {"status": "closed", "reason": "benign"},
    "redo": {"status": "closed", "reason": "benign"},
    "undo": {"status": "new"},
}


def action(
    connection: sqlite3.Connection,
    number: int,
    verb: str,
    second: int,
    undo_of: int | None = None,
) -> int:
    """A row of `actions`, so many seconds after Monday."""
    cursor = connection.execute(
        "INSERT INTO actions (at, actor, host, verb, alert, before, after, batch, undo_of) "
        "VALUES (?, 'ann', 'soc1', ?, ?, '{}', ?, 1, ?)",
        ((MONDAY + second) * SECOND, verb, number, json.dumps(_BECAME[verb]), undo_of),
    )
    return int(cursor.lastrowid or 0)


def figures(path: Path, period: Period | None = None, zone=UTC, now: int = NOW) -> Figures:
    """The report on the week, or another period."""
    connection = reader(path)
    try:
        week = period or containing("week", MONDAY * SECOND, zone)
        return gather(connection, week, zone, "UTC", now)
    finally:
        connection.close()
