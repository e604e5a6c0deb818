"""What an import owes to alerts beside making them: silences, floods and others hide some."""

import sqlite3
from collections.abc import Collection

from store.database.connection import Writer
from store.rules.alerting import covering, floods
from store.rules.alerting.changes import Changes
from store.times import now


def hide(connection: sqlite3.Connection, changes: Changes) -> None:
    """Let silences, floods and other alerts hide what happened to some; nobody is told of that.

    Args:
        connection: In the transaction in which it happened.
        changes: What happened.
    """
    touched = changes.opened | changes.updated
    if touched:
        _silence(connection, changes, touched)
    touched = touched | changes.merged
    flooded = floods.fold(connection, touched, changes, now())
    if flooded:
        _silence(connection, changes, flooded)
    covering.cover(connection, touched | flooded, changes)


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
