"""What an import owes to the database beside events: counts that a killed run left, and marks."""

import os
import sqlite3
import stat
from contextlib import suppress
from pathlib import Path

from store.database.connection import BESIDE, Writer
from store.database.newest import last_event
from store.database.tallies import make_up, uncounted_from
from store.importing.glance import Identity, identify
from store.importing.places.paths import stored_name
from store.times import now

LEFT = "left "
"""Before a name, the key of the setting that says which source was moved away from it."""


def count(writer: Writer) -> None:
    """Count what a run that was killed had not counted."""
    if uncounted_from(writer.connection) < last_event(writer.connection):
        with writer.transaction() as connection:
            make_up(connection)


_SNOOZED = "SELECT 1 FROM alerts WHERE status = 'snoozed' AND snoozed_until <= ?"
_LASTING = "SELECT 1 FROM alerts WHERE condition = 'firing' AND recovered_at < ?"


def wake(writer: Writer) -> None:
    """Make snoozed alerts new again whose time has come, and mark those that have recovered."""
    at = now()
    if writer.connection.execute(_LASTING, (at,)).fetchone():
        from store.rules.alerting import recovering  # noqa: PLC0415 - few alerts recover

        with writer.transaction() as connection:
            recovering.recover(connection, at)
    if writer.connection.execute(_SNOOZED, (at,)).fetchone():
        from store import triage  # noqa: PLC0415 - few runs decide anything

        with writer.transaction() as connection:
            triage.wake(connection, at)


def own_files(writer: Writer) -> frozenset[tuple[int, int]]:
    """What this process writes to, by device and inode: it may lie in a folder of logs.

    That is the database's files, and the files that the output goes to: to read what one says about
    what one reads would never end.
    """
    _, _, file = writer.connection.execute("PRAGMA database_list").fetchone()
    own: set[tuple[int, int]] = set()
    for ending in ("", *BESIDE):
        with suppress(OSError):
            found = identify(f"{file}{ending}")
            own.add((found.device, found.inode))
    for descriptor in (1, 2):
        with suppress(OSError):
            output = os.fstat(descriptor)
            if stat.S_ISREG(output.st_mode):
                own.add((output.st_dev, output.st_ino))
    return frozenset(own)


def is_new(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether the database knows no log by the name of a file."""
    row = connection.execute("SELECT 1 FROM sources WHERE path = ? LIMIT 1", (stored_name(path),))
    return row.fetchone() is None


def finished(connection: sqlite3.Connection) -> dict[str, Identity]:
    """The files that nothing is left of while they look the same, by their names.

    Those are not among them beside which a log may lie that was moved away and is written to yet.
    """
    rows = connection.execute(
        "SELECT path, device, inode, size, modified FROM copies UNION ALL "
        "SELECT path, device, inode, size, modified FROM sources "
        "WHERE id IN (SELECT max(id) FROM sources GROUP BY path) AND NOT waiting"
    )
    found = {path: Identity(*values) for path, *values in rows}
    moved = connection.execute("SELECT key FROM settings WHERE key GLOB ?", (f"{LEFT}*",))
    for (key,) in moved:
        found.pop(key.removeprefix(LEFT), None)
    return found
