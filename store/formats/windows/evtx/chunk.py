"""The inside of a `.evtx` chunk: what it promises, and where its records stand.

Source of the layout: the libyal "Windows XML Event Log (EVTX) format" description.
"""

import struct
from dataclasses import dataclass
from typing import NamedTuple
from zlib import crc32

SIZE = 65_536
"""Bytes of a chunk."""
MAGIC = b"ElfChnk\0"
"""How a chunk begins."""
RECORDS_AT = 512
"""Where a chunk's records begin."""
RECORD_MAGIC = b"**\0\0"
"""How a record begins."""
SMALLEST = 28
"""Bytes of a record with nothing in it."""
_MOST = (SIZE - RECORDS_AT) // SMALLEST
_BEGINNING = struct.Struct("<4sI")
_NUMBERS_END = 56
"""A chunk that was cut off before this has no readable promise."""


class Place(NamedTuple):
    """A stretch of a chunk."""

    start: int
    size: int
    known: bool = True
    """Whether it is a record; if not, it is damage between records."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk's bytes: 64 KiB, or fewer where the file ends inside it."""

    raw: bytes

    @property
    def numbers(self) -> tuple[int, int] | None:
        """The numbers of its first and last record, as the header says; None where it has none."""
        if not self.promised:
            return None
        first, last = struct.unpack_from("<QQ", self.raw, 24)
        return int(first), int(last)

    @property
    def promised(self) -> int | None:
        """Records that the header speaks of; None where it says nothing that can be true."""
        if len(self.raw) < _NUMBERS_END:
            return None
        first, last = struct.unpack_from("<QQ", self.raw, 24)
        count: int = last - first + 1
        if last == 2**64 - 1:
            return 0
        return count if 0 <= count <= _MOST else None

    @property
    def end(self) -> int | None:
        """Where the header says that the last record ends; None where that cannot be true."""
        if len(self.raw) < _NUMBERS_END:
            return None
        (free,) = struct.unpack_from("<I", self.raw, 48)
        return int(free) if RECORDS_AT <= free <= SIZE else None

    @property
    def sound(self) -> bool:
        """Whether the records are all there and have the checksum that the header gives."""
        end = self.end
        if end is None or end > len(self.raw):
            return False
        (checksum,) = struct.unpack_from("<I", self.raw, 52)
        return int(checksum) == crc32(self.raw[RECORDS_AT:end])

    def places(self) -> list[Place]:
        """Every record whose bytes are all there, and the damage between them, in order.

        After damage the next record is looked for, as far as the header says that records go;
        beyond that lie leftovers of older chunks.
        """
        raw, end = self.raw, self.end
        limit = min(len(raw), SIZE if end is None else end)
        places: list[Place] = []
        begun = _BEGINNING.unpack_from
        at = RECORDS_AT
        while at + SMALLEST <= limit:
            magic, size = begun(raw, at)
            if magic == RECORD_MAGIC and SMALLEST <= size <= limit - at:
                behind = at + size
                if raw[behind - 4 : behind] == raw[at + 4 : at + 8]:  # as nearly every record is
                    places.append(Place(at, size))
                    at = behind
                    continue
            place = self._place(at, limit, search=end is not None)
            if place is None:
                break
            places.append(place)
            at += place.size
        return places

    def _place(self, at: int, limit: int, *, search: bool) -> Place | None:
        """The record or the damage that begins here."""
        size = self._size(at, limit)
        if size and self._closed(at, size, limit):
            return Place(at, size)
        following = self._next(at + SMALLEST, limit) if search else None
        if size and (following is None or following >= at + size):
            return Place(at, size)
        return None if following is None else Place(at, following - at, known=False)

    def _size(self, at: int, limit: int) -> int:
        """Bytes of the record that begins here, 0 if none does."""
        if self.raw[at : at + 4] != RECORD_MAGIC:
            return 0
        size = int.from_bytes(self.raw[at + 4 : at + 8], "little")
        return size if size >= SMALLEST and at + size <= limit else 0

    def _closed(self, at: int, size: int, limit: int) -> bool:
        """Whether a record ends as it says: with its size once more, or before the next one."""
        end = at + size
        again = int.from_bytes(self.raw[end - 4 : end], "little") == size
        return again or end == limit or self.raw[end : end + 4] == RECORD_MAGIC

    def _next(self, at: int, limit: int) -> int | None:
        """Where the next whole record begins."""
        while (at := self.raw.find(RECORD_MAGIC, at, limit)) >= 0:
            size = self._size(at, limit)
            if size and self._closed(at, size, limit):
                return at
            at += 1
        return None


def readable(raw: bytes, places: list[Place]) -> bytes:
    """A copy of a chunk that a reader can walk through from end to end.

    Args:
        raw: The chunk's bytes.
        places: What is in it.

    Returns:
        64 KiB in which damage looks like a record, the records end where the last place ends, and
        no table points anywhere (names and templates stand in the records).
    """
    copy = bytearray(raw.ljust(SIZE, b"\0"))
    copy[: len(MAGIC)] = MAGIC
    end = places[-1].start + places[-1].size if places else RECORDS_AT
    struct.pack_into("<I", copy, 40, 128)
    struct.pack_into("<I", copy, 48, end)
    copy[128:RECORDS_AT] = bytes(RECORDS_AT - 128)
    for place in places:
        if not place.known:
            struct.pack_into("<4sI", copy, place.start, RECORD_MAGIC, place.size)
    return bytes(copy)


def has_sound_header(raw: bytes) -> bool:
    """Whether bytes begin with a chunk header, by its checksum; the magic itself may be damaged."""
    if len(raw) < RECORDS_AT:
        return False
    checksum = crc32(raw[128:RECORDS_AT], crc32(raw[8:120], crc32(MAGIC)))
    return int.from_bytes(raw[124:128], "little") == checksum and any(raw[8:120])
