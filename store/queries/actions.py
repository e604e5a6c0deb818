"""What analysts did, as the audit list shows it."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One thing that was done to one alert, case or silence."""

    id: int
    at: int
    """Microseconds since 1970 UTC."""
    actor: str
    host: str
    tty: str | None
    verb: str
    kind: str
    """`alert`, `case`, `silence` or `handover`."""
    number: int
    """Which of them."""
    before: Mapping[str, str | int | None]
    """The changed columns as they were."""
    after: Mapping[str, str | int | None]
    batch: int
    """The first action of one command."""
    undo_of: int | None
    """The action that this one took back, or made again."""
    chain: str
    """The hash of this row and all before it, in hexadecimal."""


def audit(connection: sqlite3.Connection, limit: int | None = None) -> Iterator[AuditRow]:
    """All actions, the latest first.

    Args:
        connection: Any connection to the database.
        limit: The most of them; None: all.
    """
    rows = connection.execute(
        "SELECT id, at, actor, host, tty, verb, kind, ifnull(number, alert), before, after, batch, "
        "undo_of, lower(hex(chain)) FROM actions ORDER BY id DESC LIMIT ?",
        (-1 if limit is None else limit,),
    )
    for row in rows:
        yield AuditRow(*(*row[:8], json.loads(row[8]), json.loads(row[9]), *row[10:]))
