"""What an import owes to alerts beside making them: silences hide, and snoozed ones wake."""

import sqlite3

from store.database.connection import Writer
from store.rules.alerts import Changes
from store.times import now


def hide(connection: sqlite3.Connection, changes: Changes) -> None:
    """Let silences hide what happened to alerts; who is told of `changes` is not told of that.

    Args:
        connection: In the transaction in which it happened.
        changes: What happened.
    """
    touched = changes.opened | changes.updated
    if not touched or not connection.execute("SELECT 1 FROM silences LIMIT 1").fetchone():
        return
    from store import silences  # noqa: PLC0415 - the filter language, which few runs need

    hidden = silences.apply(connection, touched, now())
    changes.opened -= hidden
    changes.updated -= hidden


def hide_late(writer: Writer, changes: Changes) -> None:
    """Hide what rules found in stored events; see `hide`."""
    if changes.opened or changes.updated:
        with writer.transaction() as connection:
            hide(connection, changes)
