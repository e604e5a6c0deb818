"""How far events were shipped to each receiver, in the database that they come from."""

import sqlite3
from pathlib import Path
from typing import NamedTuple

from store.database.connection import Writer

_WAIT = 60.0
"""Seconds to wait for another writer."""


class Progress(NamedTuple):
    """How far one receiver got."""

    event: int = 0
    """The last event that is done with; 0: none."""
    sent: int = 0
    """How many were taken."""
    refused: int = 0
    """How many the receiver would not take."""
    place: int | None = None
    """Of a file: how many bytes of it are done with."""


def load(connection: sqlite3.Connection, name: str) -> Progress:
    """The progress of a shipment; that of a new one where there is none of this name."""
    row = connection.execute(
        "SELECT event, sent, refused, place FROM shipments WHERE name = ?", (name,)
    ).fetchone()
    return Progress() if row is None else Progress(*row)


def note(path: Path, name: str, progress: Progress, now: int) -> None:
    """Note a shipment's progress; it is on the disk when this returns.

    Args:
        path: The database.
        name: Of the shipment.
        progress: How far it is.
        now: The clock (µs UTC).

    Raises:
        DatabaseBusy: Another writer would not let go.
        DatabaseError: The disk is full, …
    """
    with Writer(path, _WAIT, durable=True) as writer, writer.transaction() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO shipments (name, event, sent, refused, place, updated) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (name, *progress, now),
        )
