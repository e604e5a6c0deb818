"""Read raw records that were lost again from their logs, where these still hold them.

A block's hash tells whether what lies in a log today is what was read then; nothing else is taken.
"""

import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from typing import NamedTuple

from store.care.salvage.records import Value
from store.database import occurring
from store.database.evidence import pack
from store.errors import InputError
from store.formats.lines import cut
from store.importing.containers.streams import Stream
from store.importing.verification.verifying import sources_at
from store.importing.verification.whereabouts import logs_at, places

_MOST = 64 * 1024 * 1024
"""Bytes of the longest block that is believed."""
_ENDS = 4
"""Bytes that lie between two records at most, on average, to be found."""


class _Torn(NamedTuple):
    """A block whose bytes were lost: the first columns of its row."""

    first_event: int
    events: int
    source: int
    first_ts: int
    last_ts: int
    first_offset: int
    size: int
    sha256: bytes


def refill(new: sqlite3.Connection, rows: Sequence[Sequence[Value]]) -> int:
    """Make blocks anew whose records still lie in their logs.

    Args:
        new: The new database, with all that was saved.
        rows: The first columns of blocks that were lost.

    Returns:
        How many could be made.
    """
    known = {each.id: each for each in sources_at(new, ())}
    count = 0
    for torn in filter(None, map(_torn, rows)):
        source = known.get(torn.source)
        lines = None if source is None else _found(list(places(new, source)), torn)
        if lines is not None:
            _enter(new, torn, lines)
            count += 1
    return count


def _torn(row: Sequence[Value]) -> _Torn | None:
    """A row's first columns, if they make sense."""
    *numbers, digest = row[: len(_Torn._fields)]
    whole = [each for each in numbers if isinstance(each, int)]
    if len(whole) != len(_Torn._fields) - 1 or not isinstance(digest, bytes):
        return None
    torn = _Torn._make((*whole, digest))
    makes_sense = 0 < torn.events <= torn.size <= _MOST and torn.first_offset >= 0
    return torn if makes_sense else None


def _found(names: Sequence[str], torn: _Torn) -> list[tuple[int, bytes]] | None:
    """The records of a block, from the first log that holds them."""
    for name in names:
        with suppress(OSError, InputError), closing(logs_at(name)) as logs:
            for log in logs:
                lines = _lines(log.stream(), torn)
                if lines is not None:
                    return lines
    return None


def _lines(stream: Stream, torn: _Torn) -> list[tuple[int, bytes]] | None:
    """The records of a block as a log has them; None where it has others."""
    if not stream.seek(torn.first_offset):
        return None
    data = stream.read(torn.size + _ENDS * torn.events)
    lines = cut(data, torn.first_offset, take_rest=True).lines[: torn.events]
    digest = hashlib.sha256(b"".join(line for _, line in lines)).digest()
    return lines if len(lines) == torn.events and digest == torn.sha256 else None


def _enter(new: sqlite3.Connection, torn: _Torn, lines: list[tuple[int, bytes]]) -> None:
    """Enter a block, as one or, if it has to be, as several."""
    first = torn.first_event
    for block in pack(lines):
        new.execute(
            "INSERT OR IGNORE INTO blocks (first_event, events, source, first_ts, last_ts, "
            "first_offset, size, sha256, spans, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(first, block.events, torn.source, torn.first_ts, torn.last_ts),
                *(block.first_offset, block.size, block.sha256, block.spans, block.data),
            ),
        )
        occurring.post(new, first, first + block.events - 1)
        first += block.events
