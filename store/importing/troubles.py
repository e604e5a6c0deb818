"""Find out what is wrong with a log as a whole."""

import sqlite3

from store.formats.interface import Format
from store.importing import sources
from store.importing.containers.streams import Opened

_STEP = 1024 * 1024


def damage(log: Opened) -> str | None:
    """Why a compressed log ends early, in one sentence; None: it is whole."""
    if log.compression == "none":
        return None
    stream = log.stream()
    while stream.read(_STEP):
        pass
    return stream.problem


def unfit(
    connection: sqlite3.Connection, source: int, found: str | None, forced: Format | None
) -> str | None:
    """Why the format of a log that something was read of cannot be the right one; None: it may be.

    Args:
        connection: Any connection to the database.
        source: `sources.id`
        found: Name of the format that the log was read in.
        forced: The one that the user named, if that was so.
    """
    if found is None:
        return "in no known log format; its lines are kept"
    events, unparsed = sources.understood(connection, source)
    if forced is None or events or not unparsed:
        return None
    return f"none of its {unparsed:,} records is in the format {forced.name}"
