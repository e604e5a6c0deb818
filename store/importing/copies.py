"""Tell a log that goes on from a copy of one, and find where a log was rotated to."""

import sqlite3
from collections.abc import Iterator
from glob import escape
from pathlib import Path
from typing import NamedTuple

from store.database.evidence import raw_record
from store.importing.identity import TAIL, Known, at_path, recognise, same_beginning
from store.importing.streams import Opened, Stream, identify, open_log

_STEP = 1024 * 1024


class Recognised(NamedTuple):
    """What an opened log turned out to be."""

    known: Known | None
    """The source that it continues; None: it is new."""
    is_copy: bool = False
    """It holds nothing that the source has not given already, and the source lives elsewhere."""


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
        return Recognised(known, is_copy=True)
    return Recognised(known if _is_within(stream, Path(known.path)) else None)


def rotated(connection: sqlite3.Connection, path: Path) -> Iterator[Path]:
    """The files that a log was moved or copied to, if something else lies in its place now.

    Looked for beside it, by the names that logrotate gives: `access.log.1`,
    `access.log-20261109.gz`. Only a file that continues the source is given, so nothing new is
    read that was not asked for.
    """
    known = at_path(connection, str(path.absolute()))
    if known is None or _is_in_place(known, path):
        return
    for sibling in sorted(path.parent.glob(f"{escape(path.name)}[.-]*")):
        if sibling.is_file() and _continues(connection, sibling, known):
            yield sibling


def _is_in_place(known: Known, path: Path) -> bool:
    """Whether the file at a path may still be the source, as far as the file system tells."""
    try:
        found = identify(path)
    except OSError:
        return False
    same = (found.device, found.inode) == (known.device, known.inode)
    return same and (known.compression != "none" or found.size >= known.offset)


def _continues(connection: sqlite3.Connection, sibling: Path, known: Known) -> bool:
    try:
        opened = open_log(sibling)
    except OSError:
        return False
    try:
        found = recognise(connection, opened.stream(), str(sibling.absolute()))
    finally:
        opened.close()
    return found is not None and found.id == known.id


def _lives_elsewhere(known: Known, opened: Opened) -> bool:
    """Whether the source's own file is still where it was last seen."""
    try:
        found = identify(Path(known.path))
    except OSError:
        return False
    here = (opened.identity.device, opened.identity.inode)
    there = (found.device, found.inode)
    return there == (known.device, known.inode) and there != here and found.size > 0


def _is_within(stream: Stream, original: Path) -> bool:
    """Whether a stream ends inside another file with the bytes that lie there.

    If not, the two only begin alike, and are two logs.
    """
    size = _length(stream)
    start = max(size - TAIL, 0)
    try:
        opened = open_log(original)
    except OSError:
        return False
    try:
        other = opened.stream()
        stream.seek(start)
        return other.seek(start) and other.read(size - start) == stream.read(size - start)
    finally:
        opened.close()


def _older_copy(connection: sqlite3.Connection, stream: Stream, path: str) -> Recognised:
    """Whether a log is an earlier state of a source: it begins the same, and ends inside it.

    The proof is the last record of the source that the file could hold: the same bytes lie there.
    """
    size = _length(stream)
    for known in same_beginning(connection, stream, path):
        if size < known.offset and _same_record(connection, stream, known, size):
            return Recognised(known, is_copy=True)
    return Recognised(None)


def _length(stream: Stream) -> int:
    stream.seek(0)
    size = 0
    while chunk := stream.read(_STEP):
        size += len(chunk)
    return size


def _same_record(connection: sqlite3.Connection, stream: Stream, known: Known, size: int) -> bool:
    """Whether the last record of a source that ends within `size` lies in the stream as well."""
    blocks = connection.execute(
        "SELECT first_event, events FROM blocks WHERE source = ? AND first_offset < ? "
        "ORDER BY first_event DESC",
        (known.id, size),
    )
    for first, events in blocks:
        for event in range(first + events - 1, first - 1, -1):
            found = raw_record(connection, event)
            if found.offset + len(found.raw) <= size:
                stream.seek(found.offset)
                return stream.read(len(found.raw)) == found.raw
    return False
