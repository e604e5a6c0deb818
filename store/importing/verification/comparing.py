"""Compare the evidence of a source with a log, block by block.

What a record's own bytes are is what is compared. The bytes between the records (line ends, empty
lines, an export's envelope) are no evidence; only how many there are is known.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC
from operator import attrgetter
from typing import NamedTuple, Protocol

import zstandard

from store.database.evidence import Raw, raw_records
from store.formats.interface import Format
from store.importing.containers.streams import Stream
from store.model import Context

_STEP = 1024 * 1024
_LONGEST_RUN = 4 * _STEP
"""Bytes of a log that are held at a time, unless a single record is longer."""
_WIDEST_GAP = 64 * 1024
"""Bytes between two records that are read along with them."""
_DAMAGE = (zstandard.ZstdError, ValueError, IndexError, MemoryError)
"""What comes of a stored block that is not what it was."""


class Comparison(NamedTuple):
    """What came of comparing a source with a log."""

    blocks: int = 0
    """Stored blocks of the source."""
    damaged: int = 0
    """Blocks that are not what they were when they were stored; these cannot be compared."""
    differing: int = 0
    """Blocks of which the log holds something else."""
    missing: int = 0
    """Blocks that lie, wholly or partly, behind the log's end."""
    same: int = 0
    """Records that lie in the log where they were read."""
    first: int | None = None
    """Offset of the first byte that differs or is missing."""

    @property
    def is_whole(self) -> bool:
        """Whether the log holds everything that could be compared."""
        return not self.differing and not self.missing


class Held(Protocol):
    """A log that evidence is compared with."""

    def of(self, records: Sequence[Raw]) -> Iterator[bytes | None]:
        """What lies where each record was read.

        Fewer bytes than it has, or none, where the log ends; None where something else lies there.
        Asked for records in the order of their offsets.
        """


class Block(NamedTuple):
    """A stored block."""

    offset: int
    """Of its first record in the source."""
    records: list[Raw] | None
    """In the order of their offsets; None: the block is damaged."""


class PlainHeld:
    """A log whose records lie in it as they are."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def of(self, records: Sequence[Raw]) -> Iterator[bytes | None]:
        """The bytes in the records' places; see `Held`."""
        for run in _runs(records):
            start = run[0].offset
            ends = [offset + len(raw) - start for raw, _, offset in run]
            there = self._stream.read(max(ends)) if self._stream.seek(start) else b""
            yield from [
                there[each.offset - start : end] for each, end in zip(run, ends, strict=True)
            ]


class RenderedHeld:
    """A binary log, whose records are rendered again."""

    def __init__(self, stream: Stream, format_: Format) -> None:
        """Begin at its beginning.

        Args:
            stream: Of the log.
            format_: Its format.
        """
        self._found = _rendered(stream, format_)
        self._next = next(self._found, None)

    def of(self, records: Sequence[Raw]) -> Iterator[bytes | None]:
        """The records rendered from the same places; see `Held`."""
        for each in records:
            while self._next is not None and self._next[0] < each.offset:
                self._next = next(self._found, None)
            if self._next is None:
                yield b""
            else:
                yield self._next[1] if self._next[0] == each.offset else None


def _rendered(stream: Stream, format_: Format) -> Iterator[tuple[int, bytes]]:
    """Offset and bytes of the records of a binary log."""
    reader = format_.open(Context(UTC, 0), {}, lambda: iter(()))
    stream.seek(0)
    rest, offset, at_end = b"", 0, False
    while not at_end:
        fresh = stream.read(_STEP)
        at_end = len(fresh) < _STEP
        rest += fresh
        parsed = reader.read(rest, offset, at_end=at_end, take_rest=at_end)
        yield from sorted((record.offset, record.raw) for record in parsed.records)
        rest = rest[parsed.consumed :]
        offset += parsed.consumed


def _runs(records: Sequence[Raw]) -> Iterator[list[Raw]]:
    """The records in groups that are read at once; those of a usual block are one."""
    if records and records[-1].offset - records[0].offset <= _LONGEST_RUN // 2:
        yield list(records)
        return
    run: list[Raw] = []
    end = 0
    for each in records:
        far = each.offset - end > _WIDEST_GAP
        if run and (far or each.offset + len(each.raw) - run[0].offset > _LONGEST_RUN):
            yield run
            run = []
        run.append(each)
        end = max(end, each.offset + len(each.raw))
    if run:
        yield run


def blocks_of(connection: sqlite3.Connection, source: int) -> Iterator[Block]:
    """The stored blocks of a source in the order of their offsets, each checked against its hash.

    No transaction is kept open between two blocks; what is pruned meanwhile is left out.

    Args:
        connection: Any connection to the database.
        source: `sources.id`
    """
    mark = (-1 << 63, 0)
    while True:
        row = connection.execute(
            "SELECT first_offset, first_event, events, size, sha256 FROM blocks "
            "WHERE source = ? AND (first_offset, first_event) > (?, ?) "
            "ORDER BY first_offset, first_event LIMIT 1",
            (source, *mark),
        ).fetchone()
        if row is None:
            return
        offset, first, events, size, sha256 = row
        mark = (offset, first)
        try:
            records = list(raw_records(connection, range(first, first + events)))
        except KeyError:
            continue
        except _DAMAGE:
            yield Block(offset, None)
            continue
        data = b"".join([each.raw for each in records])
        sound = len(data) == size and hashlib.sha256(data).digest() == sha256
        yield Block(offset, sorted(records, key=attrgetter("offset")) if sound else None)


def compare(
    blocks: Iterator[Block], held: Held | None, told: Callable[[], None] = lambda: None
) -> Comparison:
    """Compare stored blocks with a log.

    Args:
        blocks: Of one source.
        held: The log; None: only look whether the blocks are sound.
        told: Called after every block.
    """
    total = Comparison()
    for block in blocks:
        total = _with(total, block, held)
        told()
    return total


def _with(total: Comparison, block: Block, held: Held | None) -> Comparison:
    """The account with one more block."""
    total = total._replace(blocks=total.blocks + 1)
    if block.records is None:
        return total._replace(damaged=total.damaged + 1)
    if held is None:
        return total
    found = list(held.of(block.records))
    if found == [each.raw for each in block.records]:
        return total._replace(same=total.same + len(found))
    odd = [pair for pair in zip(block.records, found, strict=True) if pair[0].raw != pair[1]]
    differs = any(there is None or not each.raw.startswith(there) for each, there in odd)
    first = _first(*odd[0]) if total.first is None else total.first
    return total._replace(
        differing=total.differing + differs,
        missing=total.missing + (not differs),
        same=total.same + len(found) - len(odd),
        first=first,
    )


def _first(record: Raw, there: bytes | None) -> int:
    """Offset of the first byte of a record that is another one, or missing."""
    pairs = zip(record.raw, there or b"", strict=False)
    place = next((at for at, (one, other) in enumerate(pairs) if one != other), None)
    return record.offset + (len(there or b"") if place is None else place)


def samples(blocks: Iterator[Block], most: int = 16, size: int = 512) -> list[bytes]:
    """A few records from the first and the last sound block, to look for in a log that shifted.

    Args:
        blocks: Of one source.
        most: How many records, at most.
        size: Bytes of each, at most.
    """
    ends: list[list[Raw]] = []
    for block in blocks:
        if block.records:
            ends = [*ends[:1], block.records]
    records = [each.raw[:size] for end in ends for each in _spread(end, most // len(ends))]
    return list(dict.fromkeys(each for each in records if each.strip()))


def _spread(records: list[Raw], most: int) -> list[Raw]:
    return records[:: -(-len(records) // most)]


def found_in(stream: Stream, needles: Sequence[bytes]) -> int:
    """How many of some texts a stream holds anywhere."""
    missing = set(needles)
    overlap = max(map(len, missing), default=1) - 1
    stream.seek(0)
    rest = b""
    while missing and (fresh := stream.read(_STEP)):
        rest += fresh
        missing = {each for each in missing if each not in rest}
        rest = rest[-overlap:] if overlap else b""
    return len(set(needles)) - len(missing)


def lines_before(stream: Stream, offset: int) -> int:
    """How many lines end before an offset."""
    stream.seek(0)
    lines = 0
    while offset > 0 and (piece := stream.read(min(offset, _STEP))):
        lines += piece.count(b"\n")
        offset -= len(piece)
    return lines
