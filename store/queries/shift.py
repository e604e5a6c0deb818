"""What happened since the last hand-over, for whoever comes next."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from store.queries import alerts
from store.queries.alerts import AlertRow
from store.queries.shown import SHOWN
from store.queries.silence_of_sources import SilentSource, silent
from store.queries.where import Where

_DAY = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Deed:
    """How often somebody did something."""

    actor: str
    verb: str
    count: int
    """Decisions, however many alerts each was about."""


@dataclass(frozen=True, slots=True)
class Expiring:
    """A silence that is about to end."""

    id: int
    until: int
    filter: str
    owner: str


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch of time at the desk."""

    since: int
    """Microseconds since 1970 UTC, as all times here."""
    until: int
    new: list[AlertRow]
    """Opened since, and not closed."""
    regressed: list[AlertRow]
    """Closed once, and open again by new evidence."""
    still_open: list[AlertRow]
    """Opened before, and not closed."""
    never_looked_at: int
    """Alerts that nobody has decided anything about."""
    closed: Mapping[str, int]
    """Alerts that were closed since, by reason."""
    expiring: list[Expiring]
    """Silences that end within a day."""
    silent: list[SilentSource]
    deeds: list[Deed]


def shift(connection: sqlite3.Connection, since: int, until: int) -> Shift:
    """What happened from one point in time to another.

    Args:
        connection: With the SQL functions of `store.database.connection.reader`.
        since: The beginning (µs UTC).
        until: The end.
    """
    not_closed = f"a.status <> 'closed' AND {SHOWN}"

    def listed(sql: str, *values: int) -> list[AlertRow]:
        return alerts.listing(connection, Where(f"{not_closed} AND {sql}", values))

    return Shift(
        since,
        until,
        new=listed("a.opened_at >= ? AND a.reopened = 0", since),
        regressed=listed("a.reopened > 0"),
        still_open=listed("a.opened_at < ? AND a.reopened = 0", since),
        never_looked_at=_count(connection, f"{not_closed} AND a.decision = 0"),
        closed=_closed(connection, since, until),
        expiring=_expiring(connection, until),
        silent=silent(connection),
        deeds=_deeds(connection, since, until),
    )


def _count(connection: sqlite3.Connection, condition: str) -> int:
    row = connection.execute(
        f"SELECT count(*) FROM alerts a WHERE a.merged_into IS NULL AND {condition}"
    ).fetchone()
    return int(row[0])


def _closed(connection: sqlite3.Connection, since: int, until: int) -> dict[str, int]:
    rows = connection.execute(
        "SELECT a.reason, count(*) FROM alerts a WHERE a.status = 'closed' AND EXISTS ("
        "SELECT 1 FROM actions d WHERE d.id = a.decision AND d.at >= ? AND d.at < ?) "
        "AND a.reason IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1",
        (since, until),
    )
    return dict(rows.fetchall())


def _expiring(connection: sqlite3.Connection, now: int) -> list[Expiring]:
    rows = connection.execute(
        "SELECT id, until, filter, owner FROM silences "
        "WHERE lifted IS NULL AND until > ? AND until <= ? ORDER BY until",
        (now, now + _DAY),
    )
    return [Expiring(*row) for row in rows]


def _deeds(connection: sqlite3.Connection, since: int, until: int) -> list[Deed]:
    rows = connection.execute(
        "SELECT actor, verb, count(DISTINCT batch) FROM actions "
        "WHERE at >= ? AND at < ? GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2",
        (since, until),
    )
    return [Deed(*row) for row in rows]
