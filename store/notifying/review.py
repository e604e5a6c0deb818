"""Look after the outbox: what waits, what is dead, and what becomes of it."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from store.errors import ActionError


@dataclass(frozen=True, slots=True)
class Row:
    """A delivery as lists show it."""

    id: int
    state: str
    """`waiting`, `sending`, `sent`, `dead` or `dropped`."""
    kind: str
    channel: str
    address: str
    subject: str
    alerts: int
    """How many alerts it tells of."""
    made: int
    """Microseconds since 1970 UTC, as all times here."""
    attempts: int
    next_at: int
    sent_at: int | None
    code: int | None
    answer: str | None
    """What the other side said last, or what went wrong."""
    message_id: str


@dataclass(frozen=True, slots=True)
class Held:
    """Notices that wait to become messages."""

    receiver: str
    why: str | None
    alerts: int
    due: int
    """Of the first of them (µs UTC)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with telling."""

    waiting: int
    """Deliveries that are under way."""
    dead: int
    """Deliveries that are not tried any more."""
    oldest: int | None
    """When the oldest message was made that is under way (µs UTC)."""


_SELECT = """
SELECT d.id, d.state, m.kind, d.channel, d.address, json_extract(m.payload, '$.subject'), m.alerts,
    m.made, d.attempts, d.next_at, d.sent_at, d.code, d.answer, m.message_id
FROM deliveries d JOIN messages m ON m.id = d.message
"""


def listing(
    connection: sqlite3.Connection, states: Sequence[str] = (), limit: int | None = None
) -> list[Row]:
    """Deliveries in some states, or all, the latest first."""
    rows = connection.execute(
        f"{_SELECT} WHERE ? = '[]' OR d.state IN (SELECT value FROM json_each(?)) "
        "ORDER BY d.id DESC LIMIT ?",
        (*[json.dumps(list(states))] * 2, -1 if limit is None else limit),
    )
    return [Row(*row) for row in rows]


def held(connection: sqlite3.Connection) -> list[Held]:
    """What waits to become messages, by receiver and by what keeps it."""
    rows = connection.execute(
        "SELECT receiver, held, count(DISTINCT alert), min(due) FROM notices "
        "WHERE receiver <> '' GROUP BY receiver, held ORDER BY receiver, held"
    )
    return [Held(*row) for row in rows]


def standing(connection: sqlite3.Connection) -> Standing:
    """How it stands with telling."""
    row = connection.execute(
        "SELECT ifnull(sum(d.state IN ('waiting', 'sending')), 0), "
        "ifnull(sum(d.state = 'dead'), 0), min(iif(d.state IN ('waiting', 'sending'), m.made, "
        "NULL)) FROM deliveries d JOIN messages m ON m.id = d.message "
        "WHERE d.state IN ('waiting', 'sending', 'dead')"
    ).fetchone()
    return Standing(*row)


def retry(connection: sqlite3.Connection, ids: Sequence[int], now: int) -> None:
    """Try deliveries again at once, dead and dropped ones too.

    Raises:
        ActionError: One was delivered, is being sent, or there is none.
    """
    _check(connection, ids, ("waiting", "dead", "dropped"), "tried again")
    _change(connection, ids, "waiting", now)


def drop(connection: sqlite3.Connection, ids: Sequence[int], now: int) -> None:
    """Let deliveries be; `retry` takes them up again.

    Raises:
        ActionError: One was delivered, is being sent, or there is none.
    """
    _check(connection, ids, ("waiting", "dead"), "dropped")
    _change(connection, ids, "dropped", now)


def ids_in(connection: sqlite3.Connection, state: str) -> list[int]:
    """All deliveries in a state."""
    rows = connection.execute("SELECT id FROM deliveries WHERE state = ? ORDER BY id", (state,))
    return [number for (number,) in rows]


def _check(
    connection: sqlite3.Connection, ids: Sequence[int], allowed: Sequence[str], what: str
) -> None:
    for number in ids:
        row = connection.execute("SELECT state FROM deliveries WHERE id = ?", (number,)).fetchone()
        if row is None:
            raise ActionError(f"there is no delivery {number}")
        if row[0] not in allowed:
            raise ActionError(f"delivery {number} is {row[0]} and cannot be {what}")


def _change(connection: sqlite3.Connection, ids: Sequence[int], state: str, now: int) -> None:
    connection.executemany(
        "UPDATE deliveries SET state = ?, next_at = ? WHERE id = ?",
        [(state, now, number) for number in ids],
    )
