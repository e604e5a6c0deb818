"""What an import owes to the database beside events: counts that a killed run left, and marks."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from store.database.connection import Writer
from store.database.newest import last_event
from store.database.tallies import make_up, uncounted_from
from store.importing import sources
from store.importing.identity import Known
from store.importing.streams import Identity, identify

_OWN_FILES = ("", "-wal", "-shm", ".lock", ".import-lock", ".import-queue")


def count(writer: Writer) -> None:
    """Count what a run that was killed had not counted."""
    if uncounted_from(writer.connection) < last_event(writer.connection):
        with writer.transaction() as connection:
            make_up(connection)


def note_archive(writer: Writer, path: str, found: Identity, held: Sequence[Known | None]) -> None:
    """Remember an archive of which every log has been read, so that the next run passes by.

    Args:
        writer: Of the database.
        path: The archive, or a file that is one log: that one remembers itself.
        found: The archive's file.
        held: The sources of its logs; None for what could not be read.
    """
    known = [each for each in held if each]
    if known and not any(each.path == path or each.waiting for each in known):
        with writer.transaction() as connection:
            sources.note_copy(connection, path, found, known[0].id)


def is_database(writer: Writer, found: Identity) -> bool:
    """Whether a file is part of the database, lying in a folder of logs."""
    _, _, file = writer.connection.execute("PRAGMA database_list").fetchone()
    for ending in _OWN_FILES:
        with suppress(OSError):
            own = identify(Path(f"{file}{ending}"))
            if (own.device, own.inode) == (found.device, found.inode):
                return True
    return False
