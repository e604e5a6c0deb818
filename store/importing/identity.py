"""Know a log again, whatever it is called today.

A log is known by its beginning (a hash that covers more as the file grows) and by the bytes just
before the place up to which it has been read. Name, device and inode are hints that save work,
never proof: a log may be renamed, copied and truncated, compressed, moved to another disk, and
its inode used again.
"""

import sqlite3
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import NamedTuple

from store.formats.lines import cut
from store.importing.containers.streams import Stream
from store.importing.glance import Identity
from store.importing.upkeep import LEFT

PREFIX = 16 * 1024
"""Bytes of the beginning that are remembered at most: with the headers of a Windows event log,
which many share, also the first records and their checksums."""
TAIL = 1024
"""Bytes before the offset that are remembered at most."""

NOWHERE = 0
"""Device and inode of what came through a pipe that had a name."""

_COLUMNS = (
    "id, path, format, compression, device, inode, size, modified, waiting, offset, prefix, "
    "prefix_size, tail, tail_size, identity, state, last_time"
)


class Known(NamedTuple):
    """A source as the database knows it; the fields are the columns of `sources`."""

    id: int
    path: str
    format: str | None
    compression: str
    device: int
    inode: int
    size: int
    modified: int
    waiting: int
    offset: int
    prefix: bytes
    prefix_size: int
    tail: bytes
    tail_size: int
    identity: bytes
    state: str
    last_time: int | None

    @property
    def lay_nowhere(self) -> bool:
        """Whether it was read to its end through a pipe that had a name."""
        return not self.waiting and self.device == self.inode == NOWHERE

    def is_unchanged(self, found: Identity) -> bool:
        """Whether the file system says that nothing has happened since the last import."""
        return not self.waiting and found == Identity(
            self.device, self.inode, self.size, self.modified
        )


@dataclass(frozen=True, slots=True)
class Position:
    """How far a source has been read, and by what it is known again."""

    offset: int = 0
    beginning: bytes = b""
    """Its first bytes, up to `PREFIX`."""
    tail: bytes = b""
    """The bytes before the offset, up to `TAIL`."""
    last_time: int | None = None
    """Time of its latest record."""

    def after(self, consumed: bytes, last_time: int | None) -> "Position":
        """The position behind bytes that are done with."""
        missing = PREFIX - len(self.beginning)
        grows = self.offset == len(self.beginning)
        return replace(
            self,
            offset=self.offset + len(consumed),
            beginning=self.beginning + consumed[:missing] if grows else self.beginning,
            tail=(self.tail + consumed[-TAIL:])[-TAIL:],
            last_time=last_time,
        )


def digest(data: bytes) -> bytes:
    """The hash that identities are compared by."""
    return blake2b(data, digest_size=16).digest()


def at_path(connection: sqlite3.Connection, path: str) -> Known | None:
    """The source that was last read under this name."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM sources WHERE path = ? ORDER BY id DESC LIMIT 1", (path,)
    ).fetchone()
    return Known(*row) if row else None


def left(connection: sqlite3.Connection, path: str) -> Known | None:
    """The source that was last moved away from this name."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM sources WHERE id = (SELECT value FROM settings WHERE key = ?)",
        (LEFT + path,),
    ).fetchone()
    return Known(*row) if row else None


def recognise(connection: sqlite3.Connection, stream: Stream, path: str) -> Known | None:
    """The source that this stream continues, or None if it is new.

    Args:
        connection: Any connection to the database.
        stream: The log; is left anywhere.
        path: Its name: preferred among sources that fit equally well.
    """
    for known in same_beginning(connection, stream, path):
        if _same_tail(stream, known):
            return known
    return None


def continues(stream: Stream, known: Known) -> bool:
    """Whether a stream holds everything that has been read of a source."""
    stream.seek(0)
    return digest(stream.read(known.prefix_size)) == known.prefix and _same_tail(stream, known)


def same_first_record(connection: sqlite3.Connection, stream: Stream) -> list[Known]:
    """Sources that begin with this stream's first line, and reach further than its bytes.

    Their beginning covers more than there is in the stream, so its hash cannot be compared.
    """
    stream.seek(0)
    beginning = stream.read(PREFIX)
    lines = cut(beginning, 0, take_rest=False).lines
    if len(beginning) == PREFIX or not lines:
        return []
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM sources WHERE identity = ? AND prefix_size > ?",
        (digest(lines[0][1]), len(beginning)),
    )
    return [Known(*row) for row in rows]


def same_beginning(connection: sqlite3.Connection, stream: Stream, path: str) -> list[Known]:
    """Sources whose beginning is this stream's, the longest read first."""
    stream.seek(0)
    beginning = stream.read(PREFIX)
    sizes = connection.execute(
        "SELECT DISTINCT prefix_size FROM sources WHERE prefix_size BETWEEN 1 AND ?",
        (len(beginning),),
    ).fetchall()
    found: list[Known] = []
    for (size,) in sizes:
        rows = connection.execute(
            f"SELECT {_COLUMNS} FROM sources WHERE prefix_size = ? AND prefix = ?",
            (size, digest(beginning[:size])),
        )
        found.extend(Known(*row) for row in rows)
    return sorted(found, key=lambda known: (known.offset, known.path == path), reverse=True)


def _same_tail(stream: Stream, known: Known) -> bool:
    """Whether the bytes before the known offset are the remembered ones."""
    if not stream.seek(known.offset - known.tail_size):
        return False
    return digest(stream.read(known.tail_size)) == known.tail
