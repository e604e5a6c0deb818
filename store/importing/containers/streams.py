"""An open log file, and its bytes from any offset, compressed or not.

Devices, pipes and sockets are refused before anything is read from them: a log folder belongs to
many.
"""

import os
import stat
from pathlib import Path
from typing import NamedTuple, Protocol

from store.errors import InputError, Location
from store.importing.containers.compressed import Compressed, Promise
from store.importing.containers.spool import Feed, Growing
from store.importing.containers.unpackers import HEAD, compression_of
from store.importing.glance import Identity, identity_of


class Stream(Protocol):
    """A log's bytes after decompression."""

    problem: str | None
    """Why the bytes end early, in one sentence."""

    @property
    def growing(self) -> bool:
        """Whether more may come than there is now, so that a short read is not yet the end."""

    def seek(self, offset: int) -> bool:
        """Go to an offset; False where the stream is shorter than that."""

    def read(self, size: int) -> bytes:
        """Up to `size` bytes from here; fewer only at the end."""


class Part(NamedTuple):
    """Where in an archive a log lies, and how it was packed there."""

    compression: str
    """A key of `unpackers.UNPACKERS`."""
    start: int
    """Offset of its packed bytes."""
    packed: int
    """How many there are."""
    promise: Promise


class Opened(NamedTuple):
    """An open log; what it is made of may go to another process, unless it has a feed."""

    descriptor: int
    identity: Identity
    compression: str
    """`none`, `gzip`, `bzip2`, `xz`, `zstd` or `zip`."""
    name: str = ""
    """What the database calls it: an absolute name, `ARCHIVE!/NAME` or `-`."""
    part: Part | None = None
    """For a log in an archive."""
    inner: str = "none"
    """How a log in an archive is compressed besides."""
    feed: Feed | None = None
    """For a pipe that more may come through."""
    is_once: bool = False
    """Nobody will write to it any more: it came through a pipe."""

    def stream(self) -> Stream:
        """The log's bytes, from the beginning."""
        if self.feed is not None:
            return _unpacked(Growing(self.feed), self.compression)
        if self.part is None:
            return _unpacked(Plain(self.descriptor), self.compression)
        compression, start, packed, promise = self.part
        whole = Compressed(Plain(self.descriptor, start, packed), compression, promise)
        return _unpacked(whole, self.inner)

    @property
    def cannot_wait(self) -> bool:
        """Whether it has to be read to its end at once: its bytes cannot be had a second time."""
        return self.feed is not None or self.is_once

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will come, so that the end is the end of the last line."""
        return not self.feed.stopped if self.feed is not None else self.is_once

    def close(self) -> None:
        """Close the file."""
        os.close(self.descriptor)


def open_log(path: Path) -> Opened:
    """Open a regular file for reading.

    Raises:
        OSError: It is not there, or may not be read.
        InputError: It is no regular file.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        os.close(descriptor)
        raise InputError(f"{kind_of(found.st_mode)}, not a file", Location(str(path)))
    try:
        head = os.pread(descriptor, HEAD, 0)
    except OSError:
        os.close(descriptor)
        raise
    return Opened(descriptor, identity_of(found), compression_of(head))


class Plain:
    """An uncompressed file, or a part of a file."""

    growing = False

    def __init__(self, descriptor: int, start: int = 0, size: int | None = None) -> None:
        self.problem: str | None = None
        self._descriptor = descriptor
        self._start = start
        self._size = size
        self._at = 0

    def seek(self, offset: int) -> bool:
        """Go to an offset."""
        self._at = offset
        size = os.fstat(self._descriptor).st_size if self._size is None else self._size
        return size >= offset

    def read(self, size: int) -> bytes:
        """Up to `size` bytes from here."""
        pieces: list[bytes] = []
        if self._size is not None:
            size = min(size, self._size - self._at)
        while size > 0:
            piece = os.pread(self._descriptor, size, self._start + self._at)
            if not piece:
                break
            pieces.append(piece)
            self._at += len(piece)
            size -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _unpacked(stream: Stream, compression: str) -> Stream:
    return stream if compression in ("none", "zip") else Compressed(stream, compression)


def kind_of(mode: int) -> str:
    """The kind of a thing that is no regular file."""
    kinds = {
        stat.S_IFDIR: "a folder",
        stat.S_IFIFO: "a FIFO",
        stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
    }
    return kinds.get(stat.S_IFMT(mode), "a special file")
