"""Tell a log that goes on from a copy of one."""

import sqlite3
from pathlib import Path
from typing import NamedTuple

from store.database.aging import removed_up_to
from store.database.evidence import Raw, raw_record, raw_records
from store.errors import InputError
from store.formats.registry import formats
from store.importing.containers.streams import Opened, Stream, open_log
from store.importing.identity import (
    TAIL,
    Known,
    continues,
    recognise,
    same_beginning,
    same_first_record,
)
from store.importing.opening import reopened
from store.rotation import is_rotated_from

_STEP = 1024 * 1024


class Recognised(NamedTuple):
    """What an opened log turned out to be."""

    known: Known | None
    """The source that it continues; None: it is new."""
    is_copy: bool = False
    """It holds nothing that the source has not given already, and the source lives elsewhere."""
    is_branch: bool = False
    """It goes on from where the source has been read to, and the source lives elsewhere: what is
    new in it becomes a source of its own, for the other file may go on differently."""

    @property
    def source(self) -> int | None:
        """`sources.id` of the source that its records belong to; None: of a new one."""
        return None if self.known is None or self.is_branch else self.known.id


def sort_out(connection: sqlite3.Connection, opened: Opened, path: str) -> Recognised:
    """Find out which source an opened log is.

    Args:
        connection: Any connection to the database.
        opened: The log.
        path: Its absolute name.
    """
    stream = opened.stream()
    known = recognise(connection, stream, path)
    if known is None:
        return _older_copy(connection, stream, path)
    if known.path == path or not _lives_elsewhere(known, opened):
        return Recognised(known)
    stream.seek(known.offset)
    if not stream.read(1):
        is_copy = _is_copy_of(stream, known, path)
        return Recognised(known if is_copy else None, is_copy=is_copy)
    longer = not _is_binary(known) and _is_copy_of(stream, known, path)
    # what comes through a pipe is the log itself, on its way: no other file that may differ
    return Recognised(known if longer else None, is_branch=longer and not opened.cannot_wait)


def _is_binary(known: Known) -> bool:
    """Whether a source is in a format that cannot be read on from anywhere.

    A Windows event log that breaks off within a chunk is the beginning of the whole one byte for
    byte; the rest of that chunk would be lost.
    """
    format_ = formats().get(known.format or "")
    return format_ is not None and format_.binary


def holds(path: Path, known: Known) -> bool:
    """Whether the file at a path holds everything that has been read of a source."""
    try:
        opened = open_log(path)
    except (OSError, InputError):
        return False
    try:
        return continues(opened.stream(), known)
    finally:
        opened.close()


def _lives_elsewhere(known: Known, opened: Opened) -> bool:
    """Whether the source's own file is still where it was last seen, and still holds it.

    A log that was copied and truncated is the same file, and another log.
    """
    with reopened(known.path) as there:
        if there is None:
            return False
        place = (there.identity.device, there.identity.inode)
        elsewhere = place != (opened.identity.device, opened.identity.inode)
        same = place == (known.device, known.inode) and elsewhere
        return same and continues(there.stream(), known)


def _is_copy_of(stream: Stream, known: Known, path: str) -> bool:
    """Whether a stream and the source's own file are copies of one log, one of them longer.

    They are if the stream ends inside the file with the bytes that lie there, or the file is as a
    whole the stream's beginning: a long file, or one that the log is just being copied to, to be
    truncated then. If not, the two only begin alike, and are two logs.
    """
    size = _length(stream)
    with reopened(known.path) as opened:
        if opened is None:
            return False
        other = opened.stream()
        length = _length(other)
        if length < size:
            likely = length >= TAIL or is_rotated_from(known.path, path)
            return likely and _same_bytes(stream, other, 0, length)
        return _same_bytes(stream, other, 0, size)


def _same_bytes(one: Stream, other: Stream, start: int, end: int) -> bool:
    """Whether two streams hold the same from one offset to another."""
    one.seek(start)
    other.seek(start)
    sizes = (min(_STEP, end - at) for at in range(start, end, _STEP))
    return all(one.read(size) == other.read(size) for size in sizes)


def _older_copy(connection: sqlite3.Connection, stream: Stream, path: str) -> Recognised:
    """Whether a log is an earlier state of a source: it begins the same, and ends inside it.

    The proof is the last record of the source that the file could hold: the same bytes lie there,
    and behind them nothing but the beginning of the next one. Where these records have been removed
    because of their age, the beginning has to do: they are not to come back.
    """
    alike = same_beginning(connection, stream, path)
    candidates = [*alike, *same_first_record(connection, stream)]
    size = _length(stream) if candidates else 0
    for known in candidates:
        if size < known.offset and _ends_within(connection, stream, known, size):
            return Recognised(known, is_copy=True)
    for known in alike:
        if size < known.offset and size <= removed_up_to(connection, known.id):
            return Recognised(known, is_copy=True)
    return Recognised(None)


def _length(stream: Stream) -> int:
    stream.seek(0)
    size = 0
    while chunk := stream.read(_STEP):
        size += len(chunk)
    return size


def _ends_within(connection: sqlite3.Connection, stream: Stream, known: Known, size: int) -> bool:
    """Whether a stream of that size ends the way the source goes on at that place."""
    blocks = connection.execute(
        "SELECT first_event, events FROM blocks WHERE source = ? AND first_offset < ? "
        "ORDER BY first_event DESC LIMIT 2",
        (known.id, size),
    )
    for first, events in blocks:
        found = list(raw_records(connection, range(first, first + events)))
        whole = [each for each in found if each.offset + len(each.raw) <= size]
        if whole:
            following = _following(connection, known.id, first + len(whole))
            return _agrees(stream, whole[-1], following, size)
    return False


def _following(connection: sqlite3.Connection, source: int, event: int) -> Raw | None:
    """The next record of a source from an event on."""
    row = connection.execute(
        "SELECT max(first_event, ?) FROM blocks WHERE source = ? AND first_event + events > ? "
        "ORDER BY first_event LIMIT 1",
        (event, source, event),
    ).fetchone()
    return raw_record(connection, row[0]) if row else None


def _agrees(stream: Stream, last: Raw, following: Raw | None, size: int) -> bool:
    """Whether a record lies in a stream, and behind it only what lies there in the source."""
    stream.seek(last.offset)
    same = stream.read(len(last.raw)) == last.raw
    rest = stream.read(size - last.offset - len(last.raw))
    gap = following.offset - last.offset - len(last.raw) if following else len(rest)
    begun = following is None or following.raw.startswith(rest[gap:])
    return same and begun and not rest[:gap].strip(b"\r\n")
