"""The rows of `sources`: how far each log has been read, written with the events themselves."""

import json
import sqlite3

from store.importing.containers.streams import Opened
from store.importing.glance import Identity
from store.importing.identity import NOWHERE, at_path, digest
from store.importing.places.paths import STDIN, stored_name
from store.importing.preparing import Ending, Prepared
from store.importing.upkeep import LEFT
from store.times import now


def insert(connection: sqlite3.Connection, path: str, identity: bytes) -> int:
    """Add a source that nothing has been read of; returns its number.

    It takes the place of one of the same name that never could be read.
    """
    connection.execute(
        "DELETE FROM sources WHERE path = ? AND NOT prefix_size AND NOT expected AND NOT waiting",
        (path,),
    )
    cursor = connection.execute(
        "INSERT INTO sources (path, compression, device, inode, size, modified, waiting, offset, "
        "prefix, prefix_size, tail, tail_size, identity, state) "
        "VALUES (?, 'none', 0, 0, 0, 0, 1, 0, x'', 0, x'', 0, ?, '{}')",
        (path, identity),
    )
    return int(cursor.lastrowid or 0)


def advance(connection: sqlite3.Connection, source: int, piece: Prepared) -> None:
    """Note what has been read, in the transaction that writes the records."""
    position = piece.position
    unparsed = piece.facts.unparsed if piece.facts else 0
    connection.execute(
        "UPDATE sources SET waiting = 1, offset = ?, prefix = ?, prefix_size = ?, tail = ?, "
        "tail_size = ?, last_time = ?, format = ?, state = ?, events = events + ?, "
        "unparsed = unparsed + ?, repeated = repeated + ?, expected = expected + ?, "
        "lost = lost + ?, "
        "error = coalesce(?, error) WHERE id = ?",
        (
            position.offset,
            digest(position.beginning),
            len(position.beginning),
            digest(position.tail),
            len(position.tail),
            position.last_time,
            piece.format,
            json.dumps(piece.state, separators=(",", ":")),
            piece.records - unparsed,
            unparsed,
            piece.repeated,
            piece.expected,
            piece.lost,
            piece.problem,
            source,
        ),
    )


def settle(
    connection: sqlite3.Connection,
    source: int,
    path: str,
    opened: Opened,
    end: Ending,
    problem: str | None,
) -> None:
    """Note that a source has been read to its present end.

    Args:
        connection: In a transaction.
        source: `sources.id`
        path: Where it is now.
        opened: What the file system said before it was read.
        end: How the reading ended. If something is left waiting, the next run looks again.
        problem: What was wrong with it this time; None: what was wrong before is mended, unless
            records were lost.
    """
    connection.execute(
        "UPDATE sources SET waiting = ?, format = ?, last_import = ?, "
        "error = coalesce(?, iif(lost, error, NULL)) WHERE id = ?",
        (end.waiting, end.format, now(), problem, source),
    )
    (before,) = connection.execute("SELECT path FROM sources WHERE id = ?", (source,)).fetchone()
    if path == before or not opened.cannot_wait:  # what came through a pipe lies nowhere
        _place(connection, source, path, opened)


def _place(connection: sqlite3.Connection, source: int, path: str, opened: Opened) -> None:
    """Note where a source is now, and that its former place is free."""
    connection.execute(
        "INSERT OR REPLACE INTO settings (key, value) "
        "SELECT ? || path, id FROM sources WHERE id = ? AND path <> ?",
        (LEFT, source, path),
    )
    found = opened.identity
    if opened.cannot_wait and path != stored_name(STDIN):
        found = found._replace(device=NOWHERE, inode=NOWHERE)
    _stands(connection, source, path, found, opened.compression)


def _stands(
    connection: sqlite3.Connection, source: int, path: str, found: Identity, compression: str
) -> None:
    """Write down what the file system says of a source."""
    connection.execute(
        "UPDATE sources SET path = ?, device = ?, inode = ?, size = ?, modified = ?, "
        "compression = ? WHERE id = ?",
        (path, *found, compression, source),
    )


def note_damage(
    connection: sqlite3.Connection, path: str, found: Identity, compression: str, problem: str
) -> None:
    """Note that nothing new could be read of a log, and why; one that is new gets its row too.

    Args:
        connection: In a transaction.
        path: The log's name.
        found: What the file system says of it.
        compression: As in `Opened`.
        problem: What is wrong with it.
    """
    known = at_path(connection, path)
    source = known.id if known else insert(connection, path, b"")
    connection.execute(
        "UPDATE sources SET waiting = 0, last_import = ?, error = ? WHERE id = ?",
        (now(), problem, source),
    )
    _stands(connection, source, path, found, compression)


def understood(connection: sqlite3.Connection, source: int) -> tuple[int, int]:
    """How many of a source's records a format understood, and how many none did."""
    row: tuple[int, int] = connection.execute(
        "SELECT events, unparsed FROM sources WHERE id = ?", (source,)
    ).fetchone()
    return row


def note_copy(connection: sqlite3.Connection, path: str, found: Identity, source: int) -> None:
    """Remember that a file holds nothing that its source has not given already."""
    connection.execute(
        "INSERT OR REPLACE INTO copies (path, device, inode, size, modified, source) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (path, *found, source),
    )


def is_copy(connection: sqlite3.Connection, path: str, found: Identity) -> bool:
    """Whether this unchanged file was found to be a copy before."""
    row = connection.execute(
        "SELECT 1 FROM copies WHERE path = ? AND device = ? AND inode = ? AND size = ? "
        "AND modified = ?",
        (path, *found),
    ).fetchone()
    return row is not None
