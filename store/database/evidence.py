"""Evidence blocks: the raw bytes of every event, compressed, with where they came from.

A block holds the records of consecutive events of one source. It keeps their lengths and the gaps
between them (line ends, empty lines, XML envelopes), so every record's offset is known to the byte.
"""

import hashlib
import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, chain
from operator import add, sub
from typing import NamedTuple, Protocol, TypeVar

import zstandard

from store.database.expanding import expanded
from store.formats.spans import Spans
from store.text import decode

T = TypeVar("T")

BLOCK_BYTES = 512 * 1024
"""Raw bytes after which a block is closed."""

_LEVEL = 1
"""Of zstd: on access logs it packs closer than level 3, at half its cost."""
_MOST_GAP = (1 << 31) - 1
_MOST_BYTES = 1 << 26
"""Upper bound for decompression: a damaged block, or a stranger's, must not fill the memory. The
record that reaches `BLOCK_BYTES` closes a block, and a record is a few MiB at most."""
WIDE = ("utf-16-le", "utf-16-be")
"""Encodings that search has to know of."""


class Block(NamedTuple):
    """A block as it is stored."""

    first_offset: int
    events: int
    size: int
    spans: bytes
    data: bytes
    sha256: bytes


class Raw(NamedTuple):
    """One event's evidence."""

    raw: bytes
    source: int
    """`sources.id`"""
    offset: int
    """Of the first byte, in the decompressed source."""


class Opened(NamedTuple):
    """A block taken apart."""

    source: int
    """`sources.id`"""
    first_event: int
    data: bytes
    """The records, one behind the other."""
    ends: list[int]
    """Of the records in `data`."""
    offsets: list[int]
    """Of the records in the decompressed source."""

    def record(self, event: int) -> Raw:
        """The evidence of one of its events."""
        index = event - self.first_event
        start = self.ends[index - 1] if index else 0
        return Raw(self.data[start : self.ends[index]], self.source, self.offsets[index])


class _Lines(Protocol):
    """Records of one source, as blocks take them."""

    lengths: "array[int]"
    """Of the records, in bytes."""

    def offset(self, position: int) -> int:
        """Where a record begins in the source."""

    def gaps(self, first: int, end: int) -> "array[int]":
        """Bytes between each of some records and the one before it; 0 for the first of them."""

    def joined(self, first: int, end: int) -> bytes:
        """The bytes of some records, one behind the other."""


class _Listed:
    """Records that are given one by one; see `_Lines`."""

    def __init__(self, lines: Sequence[tuple[int, bytes]]) -> None:
        self._offsets = [offset for offset, _ in lines]
        self._raws = [raw for _, raw in lines]
        self.lengths = array("I", map(len, self._raws))

    def offset(self, position: int) -> int:
        return self._offsets[position]

    def joined(self, first: int, end: int) -> bytes:
        return b"".join(self._raws[first:end])

    def gaps(self, first: int, end: int) -> "array[int]":
        """Rendered records may be longer than what they stand for: a gap may not fit its bytes."""
        offsets, lengths = self._offsets[first:end], self.lengths[first:end]
        gaps = list(map(sub, offsets, chain(offsets[:1], map(add, offsets, lengths))))
        if min(gaps) < -_MOST_GAP or max(gaps) > _MOST_GAP:
            gaps = [max(-_MOST_GAP, min(gap, _MOST_GAP)) for gap in gaps]
        return array("i", gaps)


def pack(lines: Sequence[tuple[int, bytes]]) -> Iterator[Block]:
    """Compress records into blocks of about `BLOCK_BYTES`.

    Args:
        lines: Offset and bytes of each record of one source, in their order.
    """
    held: _Lines = lines if isinstance(lines, Spans) else _Listed(lines)
    ends = list(accumulate(held.lengths))
    start = done = 0
    while start < len(ends):
        end = min(bisect_left(ends, done + BLOCK_BYTES) + 1, len(ends))
        yield _block(held, start, end)
        start, done = end, ends[end - 1]


def _block(lines: _Lines, first: int, end: int) -> Block:
    """One block of some records."""
    spans = lines.lengths[first:end].tobytes() + lines.gaps(first, end).tobytes()
    data = lines.joined(first, end)
    compressor = zstandard.ZstdCompressor(level=_LEVEL)
    return Block(
        lines.offset(first),
        end - first,
        len(data),
        compressor.compress(spans),
        compressor.compress(data),
        hashlib.sha256(data).digest(),
    )


def without_bytes(events: int) -> tuple[bytes, bytes]:
    """Spans and data of a block whose records are all empty."""
    compressor = zstandard.ZstdCompressor(level=_LEVEL)
    return compressor.compress(bytes(8 * events)), compressor.compress(b"")


def raw_record(connection: sqlite3.Connection, event: int) -> Raw:
    """The evidence of one event.

    Raises:
        KeyError: There is no such event.
    """
    return load(connection, event).record(event)


def raw_records(connection: sqlite3.Connection, events: Iterable[int]) -> Iterator[Raw]:
    """The evidence of many events, block by block: quick when neighbours follow each other."""
    current: Opened | None = None
    for event in events:
        if current is None or not 0 <= event - current.first_event < len(current.ends):
            current = load(connection, event)
        yield current.record(event)


def encoding_of(connection: sqlite3.Connection, source: int) -> str | None:
    """`utf-16-le` or `utf-16-be` if a source's reader found it to be that; None: any other."""
    row = connection.execute(
        "SELECT json_extract(state, '$.encoding') FROM sources WHERE id = ?", (source,)
    ).fetchone()
    return row[0] if row and row[0] in WIDE else None


def in_utf8(raw: bytes, encoding: str | None) -> bytes:
    """A record's bytes as `store.text.decode` takes them: in UTF-8, if they are in UTF-16.

    Args:
        raw: The bytes.
        encoding: From `encoding_of`.
    """
    return raw if encoding is None else raw.decode(encoding, "backslashreplace").encode()


def readable(connection: sqlite3.Connection, event: int) -> bytes:
    """One event's record as `in_utf8` gives it.

    Raises:
        KeyError: There is no such event.
    """
    found = raw_record(connection, event)
    return in_utf8(found.raw, encoding_of(connection, found.source))


class _Memory:
    """What a connection has read of blocks lately."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._opened = lru_cache(maxsize=8)(lambda first: load(connection, first))
        self._whereabouts = Whereabouts(connection)

    def record(self, event: int) -> Raw:
        """An event's evidence."""
        return self._whereabouts.asked(event, self._opened).record(event)

    def text(self, event: int) -> str:
        """Its text."""
        found = self.record(event)
        raw = in_utf8(found.raw, encoding_of(self._connection, found.source))
        return decode(raw).replace("\0", "\u2400")


class Whereabouts:
    """In which block events lie; quick for neighbours."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._range = (0, 0)

    def asked(self, event: int, of: Callable[[int], T]) -> T:
        """What there is to say of the block of an event, by its first one.

        Raises:
            KeyError: There is no such block, `of` says.
        """
        try:
            return of(self._block_of(event))
        except KeyError:  # old events have been removed, and what is left lies in other blocks
            self._range = (0, 0)
            return of(self._block_of(event))

    def _block_of(self, event: int) -> int:
        if not self._range[0] <= event < self._range[1]:
            row = self._connection.execute(
                "SELECT first_event, first_event + events FROM blocks WHERE first_event <= ? "
                "ORDER BY first_event DESC LIMIT 1",
                (event,),
            ).fetchone()
            if row is None:
                raise KeyError(event)
            self._range = row
        return self._range[0]


def register(connection: sqlite3.Connection) -> None:
    """Give a connection the SQL functions that read evidence.

    `raw(event)`: the record's bytes. `raw_text(event)`: its text, in which NULs are drawn, as LIKE
    would see nothing behind one. Both are NULL where there is no such event: after an outer join.
    """
    memory = _Memory(connection)
    connection.create_function("raw", 1, _or_null(lambda event: memory.record(event).raw))
    connection.create_function("raw_text", 1, _or_null(memory.text))


def _or_null(told: Callable[[int], T]) -> Callable[[object], T | None]:
    """What is told of an event, for SQL."""

    def asked(event: object) -> T | None:
        try:
            return told(event) if isinstance(event, int) else None
        except LookupError:  # there is no such block, or no such record in it
            return None

    return asked


def load(connection: sqlite3.Connection, event: int) -> Opened:
    """The block that an event lies in, taken apart.

    Raises:
        KeyError: There is no such event.
    """
    row = connection.execute(
        "SELECT source, first_event, events, first_offset, spans, data FROM blocks "
        "WHERE first_event <= ? ORDER BY first_event DESC LIMIT 1",
        (event,),
    ).fetchone()
    if row is None or not row[1] <= event < row[1] + row[2]:
        raise KeyError(event)
    source, first_event, events, first_offset, spans, data = row
    plain = expand(data)
    return _take_apart(source, first_event, events, first_offset, expand(spans), plain)


def _take_apart(
    source: int, first_event: int, events: int, first_offset: int, spans: bytes, data: bytes
) -> Opened:
    ends = ends_in(spans, events)
    moved = accumulate(array("i", spans[4 * events :]), initial=first_offset)
    next(moved)  # what the first record's own gap is added to
    offsets = list(map(add, moved, chain((0,), ends)))
    return Opened(source, first_event, data, ends, offsets)


def ends_in(spans: bytes, events: int) -> list[int]:
    """Where each record of a block ends in its data.

    Args:
        spans: The expanded column: a length and a gap of four bytes each for every record.
        events: How many records there are.

    Raises:
        ValueError: It is damaged.
    """
    if len(spans) != 8 * events:
        raise ValueError("damaged spans")
    return list(accumulate(array("I", spans[: 4 * events])))


def expand(packed: bytes) -> bytes:
    """The bytes of a column of `blocks`.

    Raises:
        ZstdError: They are damaged, or more than any block holds.
    """
    return expanded(packed, _MOST_BYTES)
