"""What analysts wrote of an address, user, host, agent or path."""

import sqlite3
from dataclasses import dataclass

KINDS = ("ip", "user", "host", "agent", "path")
"""What there are notes on."""
_CASED = ("path", "agent")
"""Kinds of which two may differ in letter case only."""
_COLUMNS = "id, at, owner, text, kind, value"


@dataclass(frozen=True, slots=True)
class Remark:
    """A note. Its text is an analyst's: not yet safe to draw."""

    id: int
    at: int
    """Microseconds since 1970 UTC."""
    owner: str
    text: str
    kind: str
    """`ip`, `user`, `host`, `agent` or `path`."""
    value: str
    """Which of them."""


def remarks(connection: sqlite3.Connection, kind: str, value: str) -> list[Remark]:
    """The notes on an entity, the latest first.

    Args:
        connection: For reading.
        kind: `ip`, `user`, `host`, `agent` or `path`.
        value: Which of them; users and hosts in any letter case.
    """
    exactly = "AND value = ?2" if kind in _CASED else ""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM remarks WHERE kind = ?1 AND value = ?2 COLLATE NOCASE "
        f"{exactly} AND status = 'given' ORDER BY id DESC",
        (kind, value),
    )
    return [Remark(*row) for row in rows]


def listing(connection: sqlite3.Connection, limit: int | None = None) -> list[Remark]:
    """The notes on all entities, the latest first; at most `limit` of them."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM remarks WHERE status = 'given' ORDER BY id DESC LIMIT ?",
        (-1 if limit is None else limit,),
    )
    return [Remark(*row) for row in rows]
