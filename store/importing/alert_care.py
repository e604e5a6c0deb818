"""What an import owes to alerts beside making them: silences and floods hide some."""

import sqlite3
from collections.abc import Collection

from store.database.connection import Writer
from store.rules import floods
from store.rules.alerts import Changes
from store.times import now


def hide(connection: sqlite3.Connection, changes: Changes) -> None:
    """Let silences and floods hide what happened to alerts; nobody who is told of `changes` hears.

    Args:
        connection: In the transaction in which it happened.
        changes: What happened.
    """
    touched = changes.opened | changes.updated
    if touched:
        _silence(connection, changes, touched)
    flooded = floods.fold(connection, touched | changes.merged, changes, now())
    if flooded:
        _silence(connection, changes, flooded)


def _silence(connection: sqlite3.Connection, changes: Changes, alerts: Collection[int]) -> None:
    """Let silences hide some alerts."""
    if not connection.execute("SELECT 1 FROM silences LIMIT 1").fetchone():
        return
    from store import silences  # noqa: PLC0415 - the filter language, which few runs need

    hidden = silences.apply(connection, alerts, now())
    changes.opened -= hidden
    changes.updated -= hidden


def hide_late(writer: Writer, changes: Changes) -> None:
    """Hide what rules found in stored events; see `hide`."""
    if changes.opened or changes.updated or changes.merged:
        with writer.transaction() as connection:
            hide(connection, changes)
