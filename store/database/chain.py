"""The chain through the table of actions: each row holds a hash of itself and of the row before.

Whoever changes, removes or inserts a row afterwards breaks it. Who can write to the database can
make a whole new chain: against that helps to keep its head elsewhere, and to look for it again.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

COLUMNS = (
    *("id", "at", "actor", "host", "tty", "verb", "kind", "alert", "number"),
    *("before", "after", "batch", "undo_of"),
)
"""What a link is made of, in this order."""
HEAD = "actions head"
"""The key of the setting that holds number and hash of the latest row."""

Values: TypeAlias = Sequence[str | int | None]
_SELECT = f"SELECT {', '.join(COLUMNS)}, chain FROM actions ORDER BY id"


@dataclass(frozen=True, slots=True)
class Audit:
    """What a look at the whole chain found."""

    entries: int
    head: str
    """The hash of the latest row, in hexadecimal; empty where there is none."""
    broken: int | None
    """The first row that does not fit; 0: rows are missing at the end; None: all fit."""
    seen: bool
    """Whether the hash that was looked for is there."""


def link(before: bytes, values: Values) -> bytes:
    """The hash of a row: SHA-256 over the hash of the row before it and its values.

    Args:
        before: The hash of the row before; empty for the first.
        values: The columns `COLUMNS`.
    """
    import hashlib  # noqa: PLC0415 - an import for nothing does without
    import json  # noqa: PLC0415

    text = json.dumps(list(values), separators=(",", ":"))
    return hashlib.sha256(before + text.encode("ascii")).digest()


def add(connection: sqlite3.Connection, action: int) -> None:
    """Give the latest row its link.

    Args:
        connection: In the transaction that wrote the row.
        action: `actions.id`; no row is later.
    """
    row = connection.execute(
        "SELECT chain FROM actions WHERE id < ? ORDER BY id DESC LIMIT 1", (action,)
    ).fetchone()
    *values, _ = connection.execute(
        f"SELECT {', '.join(COLUMNS)}, chain FROM actions WHERE id = ?", (action,)
    ).fetchone()
    found = link(bytes(row[0] or b"") if row else b"", values)
    connection.execute("UPDATE actions SET chain = ? WHERE id = ?", (found, action))
    _keep_head(connection, action, found)


def make_up(connection: sqlite3.Connection) -> None:
    """Give every row its link; for rows from before there was a chain."""
    before, last = b"", 0
    for *values, _ in connection.execute(_SELECT).fetchall():
        before, last = link(before, values), int(values[0])
        connection.execute("UPDATE actions SET chain = ? WHERE id = ?", (before, last))
    if last:
        _keep_head(connection, last, before)


def audit(connection: sqlite3.Connection, expected: str | None = None) -> Audit:
    """Follow the chain from its beginning.

    Args:
        connection: Any connection to the database.
        expected: A hash that has to be in it: a head that was noted earlier.
    """
    before, count, last, seen = b"", 0, 0, expected is None
    for *values, stored in connection.execute(_SELECT):
        before = link(before, values)
        if stored != before:
            return Audit(count, before.hex(), int(str(values[0])), seen=False)
        count, last = count + 1, int(str(values[0]))
        seen = seen or before.hex() == expected
    kept = connection.execute("SELECT value FROM settings WHERE key = ?", (HEAD,)).fetchone()
    whole = kept is None if not count else kept is not None and kept[0] == _head(last, before)
    return Audit(count, before.hex(), None if whole else 0, seen)


def _keep_head(connection: sqlite3.Connection, action: int, found: bytes) -> None:
    connection.execute(
        "INSERT INTO settings VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (HEAD, _head(action, found)),
    )


def _head(action: int, found: bytes) -> str:
    return f"{action} {found.hex()}"
