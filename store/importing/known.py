"""Whether something is to be looked up about addresses: mostly nothing is."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from store.knowledge.files import Knowledge

ASKED = "places"
"""The setting that says up to which address which files were asked, each on a line of its own."""


def is_due(connection: sqlite3.Connection, knowledge: Knowledge) -> bool:
    """Whether there are addresses that the user's files were not asked about, or newer lists."""
    lists = connection.execute(
        "SELECT name, path, modified, upto FROM lists WHERE modified IS NOT NULL"
    ).fetchall()
    last = newest(connection)
    wanted = [(name, str(path), modified(path), last) for name, path in knowledge.lists]
    if set(lists) != set(wanted):
        return True
    names = [str(path) for path in knowledge.databases]
    return bool(names) and asked_upto(connection, names) < last


def asked_upto(connection: sqlite3.Connection, names: Sequence[str]) -> int:
    """Up to which address (`addresses.id`) these MMDB files have been asked."""
    row = connection.execute("SELECT value FROM settings WHERE key = ?", (ASKED,)).fetchone()
    upto, *asked = row[0].split("\n") if row else ("0",)
    return int(upto) if asked == list(names) else 0


def modified(path: Path) -> int | None:
    """When a file was written, in nanoseconds since 1970 UTC; None where it cannot be seen."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None


def newest(connection: sqlite3.Connection) -> int:
    """The highest `addresses.id`."""
    (found,) = connection.execute("SELECT ifnull(max(id), 0) FROM addresses").fetchone()
    return int(found)
