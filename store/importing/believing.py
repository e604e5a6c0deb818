"""How far another database is believed to have read a log: as far as its records prove it.

A log that is imported here later goes on where the other one says that it ended. If that were taken
on trust, who made the other database could hide from us whatever our own copy of the log holds.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from store.database.evidence import Raw, raw_records
from store.importing.identity import TAIL, digest

_BINARY = frozenset({"windows.evtx"})
"""Formats whose records are not the bytes of the file."""
_CHUNK = 64 * 1024
"""Bytes in which such a format keeps its records: as far as one may reach behind the last."""
_LINE_ENDS = {0: b"", 1: b"\n", 2: b"\r\n"}
"""What lies between two records that are lines, by its length."""


class Position(NamedTuple):
    """Where the reading of a log goes on, and what lies before that."""

    offset: int
    tail: bytes
    """Hash of the bytes before it."""
    tail_size: int


def believed(
    theirs: sqlite3.Connection, source: int, format_: str | None, said: Position
) -> Position | None:
    """How far a log is to be taken as read; None: no further than its records here.

    Args:
        theirs: The other database.
        source: `sources.id` there.
        format_: The log's format.
        said: What the other database says.

    Raises:
        ValueError, KeyError, ...: Its records are damaged.
    """
    last = _last(theirs, source)
    if not last:
        return None
    end = last[-1].offset + len(last[-1].raw)
    if format_ in _BINARY:
        return said if 0 <= said.offset - end <= _CHUNK else None
    if _proves(last, said):
        return said
    tail = last[-1].raw[-TAIL:]
    return Position(end, digest(tail), len(tail))


def _last(theirs: sqlite3.Connection, source: int) -> Sequence[Raw]:
    """The last records of a log, in order; enough to fill the bytes that are remembered."""
    row = theirs.execute(
        "SELECT first_event, events FROM blocks WHERE source = ? "
        "ORDER BY first_offset DESC, first_event DESC LIMIT 1",
        (source,),
    ).fetchone()
    if row is None:
        return []
    first, events = row
    behind = first + events
    return list(raw_records(theirs, range(max(first, behind - TAIL), behind)))


def _proves(last: Sequence[Raw], said: Position) -> bool:
    """Whether the records end where it is said, in the bytes whose hash is said."""
    if not 0 < said.tail_size <= TAIL:
        return False
    found = b""
    for piece in _backwards(last, said.offset):
        found = piece + found
        if len(found) >= said.tail_size:
            return digest(found[-said.tail_size :]) == said.tail
    return len(found) == said.offset and digest(found) == said.tail


def _backwards(last: Sequence[Raw], behind: int) -> Iterator[bytes]:
    """Records with the line ends behind them, the last first, up to what is no line end."""
    for each in reversed(last):
        gap = _LINE_ENDS.get(behind - each.offset - len(each.raw))
        if gap is None:
            return
        yield each.raw + gap
        behind = each.offset
