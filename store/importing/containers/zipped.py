"""The directory of a zip archive, read entry by entry (PKWARE APPNOTE 4.3, 4.5.3).

Nothing is unpacked to disk, so a name may be whatever it likes. What a directory claims is checked
before it is believed: it may be longer than any memory, and its entries may lie over each other.
"""

import os
import struct
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, NamedTuple

from store.errors import DamagedError, InputError, Location

_MOST = 100_000
"""Entries that are read of one archive."""
_MOST_BYTES = 64 << 20
"""Bytes of the longest directory that is read."""

_END = struct.Struct("<4s4H2LH")
_END64_PLACE = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_LONGEST_COMMENT = 0xFFFF
_IN_EXTRA = 0xFFFFFFFF
"""Stands for a number that is too long for its field: the extra field has it."""

_ZIP64: Final = 0x0001
_UNIX_TIME: Final = 0x5455
_ENCRYPTED = 0x1
_UTF8 = 0x800
_UNIX = 3
_KIND, _REGULAR = 0o170000, 0o100000
_METHODS: Final = {0: "stored", 8: "deflate", 12: "bzip2", 14: "lzma", 93: "zstd", 95: "xz"}


class Entry(NamedTuple):
    """A file in an archive."""

    name: str
    compression: str | None
    """What it is packed by; None: by something that cannot be read."""
    start: int
    """Offset of its header in the archive; see `data_start`."""
    packed: int
    size: int
    crc: int
    modified: int
    """Nanoseconds since 1970 UTC (its local time taken as UTC where there is no other); 0: none."""
    is_encrypted: bool
    overlaps: bool
    """Something else claims some of the same bytes, as happens only in a trap or a ruin."""


class _Place(NamedTuple):
    """Where a directory lies."""

    start: int
    size: int


def entries(descriptor: int, path: str) -> list[Entry]:
    """The regular files of an archive, in the order of its directory.

    Args:
        descriptor: The open archive.
        path: Its name, for messages.

    Raises:
        DamagedError: Its directory is missing or damaged.
        InputError: It holds too many files.
        OSError: It cannot be read.
    """
    try:
        place = _directory(descriptor)
        if place is None:
            raise DamagedError("the archive is cut off: its directory is missing", Location(path))
        if place.size > _MOST_BYTES:
            raise InputError("the archive's directory is too long", Location(path))
        found = list(_parsed(os.pread(descriptor, place.size, place.start)))
    except (struct.error, UnicodeDecodeError, IndexError) as error:
        raise DamagedError("the archive's directory is damaged", Location(path)) from error
    if len(found) > _MOST:
        raise InputError(f"the archive holds more than {_MOST} files", Location(path))
    return _checked(found, place.start)


def data_start(descriptor: int, entry: Entry) -> int | None:
    """Where an entry's data begins; None where its header is not there."""
    header = os.pread(descriptor, _LOCAL.size, entry.start)
    if len(header) < _LOCAL.size or not header.startswith(b"PK\3\4"):
        return None
    name, extra = _LOCAL.unpack(header)[-2:]
    return int(entry.start + _LOCAL.size + name + extra)


def _directory(descriptor: int) -> _Place | None:
    """Where the end record says that the directory is."""
    size = os.fstat(descriptor).st_size
    start = max(size - _END.size - _LONGEST_COMMENT, 0)
    last = os.pread(descriptor, size - start, start)
    at = last.rfind(b"PK\5\6", 0, max(len(last) - _END.size + 4, 0))
    if at < 0:
        return None
    _, _, _, _, _, length, offset, _ = _END.unpack_from(last, at)
    if _IN_EXTRA in (length, offset):
        return _directory64(descriptor, start + at)
    return _Place(offset, length)


def _directory64(descriptor: int, end: int) -> _Place | None:
    """Where the zip64 end record says that the directory is."""
    if end < _END64_PLACE.size:
        return None
    place = os.pread(descriptor, _END64_PLACE.size, end - _END64_PLACE.size)
    mark, _, at, _ = _END64_PLACE.unpack(place)
    if mark != b"PK\6\7" or at >= end:
        return None
    fields = _END64.unpack(os.pread(descriptor, _END64.size, at))
    if fields[0] != b"PK\6\6" or fields[-1] >= end:
        return None
    return _Place(fields[-1], fields[-2])


def _parsed(directory: bytes) -> Iterator[Entry]:
    """Every regular file that a directory lists, and one more than `_MOST` at most."""
    at = 0
    for _ in range(_MOST + 1):
        if at >= len(directory):
            return
        fields = _ENTRY.unpack_from(directory, at)
        name_size, extra_size, comment_size = fields[10:13]
        if fields[0] != b"PK\1\2":
            raise IndexError
        at += _ENTRY.size
        name = directory[at : at + name_size]
        extra = directory[at + name_size : at + name_size + extra_size]
        at += name_size + extra_size + comment_size
        if not name.endswith(b"/") and _is_regular(fields[1] >> 8, fields[15] >> 16):
            yield _entry(fields, name, extra)


def _is_regular(system: int, mode: int) -> bool:
    """Whether an entry is a file, and no link or device, as far as it was packed by a Unix."""
    return system != _UNIX or mode & _KIND in (0, _REGULAR)


def _entry(fields: tuple[int, ...], name: bytes, extra: bytes) -> Entry:
    flags, method, clock, day, crc, packed, size = fields[3:10]
    extras = dict(_extras(extra))
    wide = extras.get(_ZIP64, b"")
    numbers = []
    for number in (size, packed, fields[16]):
        if number == _IN_EXTRA and len(wide) >= 8:
            numbers.append(int.from_bytes(wide[:8], "little"))
            wide = wide[8:]
        else:
            numbers.append(number)
    return Entry(
        name.decode("utf-8" if flags & _UTF8 or _is_utf8(name) else "cp437", "backslashreplace"),
        _METHODS.get(method),
        start=numbers[2],
        packed=numbers[1],
        size=numbers[0],
        crc=crc,
        modified=_modified(extras.get(_UNIX_TIME, b""), day, clock),
        is_encrypted=bool(flags & _ENCRYPTED),
        overlaps=False,
    )


def _is_utf8(name: bytes) -> bool:
    """Whether a name reads as UTF-8: many packers write it so and do not say it."""
    try:
        name.decode()
    except UnicodeDecodeError:
        return False
    return True


def _extras(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """The parts of an extra field (APPNOTE 4.5.1)."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, at)
        yield kind, extra[at + 4 : at + 4 + size]
        at += 4 + size


def _modified(unix: bytes, day: int, clock: int) -> int:
    """When an entry was last written: Info-ZIP's Unix time, else MS-DOS's local one."""
    if len(unix) >= 5 and unix[0] & 1:
        return int.from_bytes(unix[1:5], "little") * 1_000_000_000
    date = (1980 + (day >> 9), day >> 5 & 15, day & 31)
    time = (clock >> 11, clock >> 5 & 63, (clock & 31) * 2)
    try:
        moment = datetime(*date, *time, tzinfo=UTC)
    except ValueError:
        return 0
    return int(moment.timestamp()) * 1_000_000_000 if date > (1980, 1, 1) else 0


def _checked(found: list[Entry], directory: int) -> list[Entry]:
    """The same entries, with those marked that lie over another one, or the directory."""
    bad: set[int] = set()
    behind, holder = 0, -1
    for index in sorted(range(len(found)), key=lambda index: found[index].start):
        entry = found[index]
        if entry.start < behind:
            bad |= {index, holder}
        end = entry.start + _LOCAL.size + entry.packed
        if end > directory:
            bad.add(index)
        if end > behind:
            behind, holder = end, index
    return [
        entry._replace(overlaps=True) if index in bad else entry
        for index, entry in enumerate(found)
    ]
