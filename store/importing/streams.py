"""Open a log file and read it from any offset, compressed or not.

Devices, pipes and sockets are refused before anything is read from them: a log folder belongs to
many.
"""

import os
import stat
import zlib
from pathlib import Path
from typing import NamedTuple, Protocol

from store.errors import InputError, Location

_GZIP_MAGIC = b"\x1f\x8b"
_STEP = 256 * 1024
"""Compressed bytes read at a time."""


class Identity(NamedTuple):
    """What the file system says of a file."""

    device: int
    inode: int
    size: int
    modified: int
    """Nanoseconds since 1970 UTC."""


class Stream(Protocol):
    """A log's bytes after decompression."""

    problem: str | None
    """Why the bytes end early, in one sentence."""

    def seek(self, offset: int) -> bool:
        """Go to an offset; False where the stream is shorter than that."""

    def read(self, size: int) -> bytes:
        """Up to `size` bytes from here; fewer only at the end."""


class Opened(NamedTuple):
    """An open log file."""

    descriptor: int
    identity: Identity
    compression: str
    """`none` or `gzip`."""

    def stream(self) -> Stream:
        """The file's bytes, from the beginning."""
        return GzipStream(self.descriptor) if self.compression == "gzip" else Plain(self.descriptor)

    def close(self) -> None:
        """Close the file."""
        os.close(self.descriptor)


def identify(path: Path) -> Identity:
    """Look at a file without opening it.

    Raises:
        OSError: It is not there, or may not be looked at.
    """
    return _identity(path.stat())


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
        raise InputError(f"{_what(found.st_mode)}, not a file", Location(str(path)))
    try:
        gzip = os.pread(descriptor, 2, 0) == _GZIP_MAGIC
    except OSError:
        os.close(descriptor)
        raise
    return Opened(descriptor, _identity(found), "gzip" if gzip else "none")


class Plain:
    """An uncompressed file."""

    def __init__(self, descriptor: int) -> None:
        self.problem: str | None = None
        self._descriptor = descriptor
        self._at = 0

    def seek(self, offset: int) -> bool:
        """Go to an offset."""
        self._at = offset
        return os.fstat(self._descriptor).st_size >= offset

    def read(self, size: int) -> bytes:
        """Up to `size` bytes from here."""
        pieces: list[bytes] = []
        while size > 0:
            piece = os.pread(self._descriptor, size, self._at)
            if not piece:
                break
            pieces.append(piece)
            self._at += len(piece)
            size -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)


class GzipStream:
    """A gzip file (RFC 1952) of any number of members; what is whole before damage is given.

    Never holds more than what was asked for, however much a few bytes would swell to.
    """

    def __init__(self, descriptor: int) -> None:
        self.problem: str | None = None
        self._descriptor = descriptor
        self._restart()

    def seek(self, offset: int) -> bool:
        """Go to an offset, by decompressing up to it."""
        if offset < self._at:
            self._restart()
        while self._at < offset:
            if not self.read(min(offset - self._at, _STEP)):
                return False
        return True

    def read(self, size: int) -> bytes:
        """Up to `size` decompressed bytes from here."""
        out = bytearray()
        while len(out) < size and not self._done:
            out += self._some(size - len(out))
        self._at += len(out)
        return bytes(out)

    def _restart(self) -> None:
        self._raw_at = 0
        self._at = 0
        self._input = b""
        self._member = zlib.decompressobj(wbits=31)
        self._done = False

    def _some(self, size: int) -> bytes:
        """A few decompressed bytes, or none and a step forward."""
        if not self._input:
            self._input = os.pread(self._descriptor, _STEP, self._raw_at)
            self._raw_at += len(self._input)
            if not self._input:
                return self._finish("the compressed data ends before its end mark")
        before = self._member.copy()
        try:
            piece = self._member.decompress(self._input, size)
        except zlib.error as error:
            return self._salvage(before, size, f"damaged compressed data: {error}")
        self._input = self._member.unconsumed_tail
        if self._member.eof:
            self._next_member()
        return piece

    def _salvage(self, member: "zlib._Decompress", size: int, problem: str) -> bytes:
        """What comes out before the damage: zlib keeps it back, unless it is fed byte by byte."""
        out = bytearray()
        for at in range(len(self._input)):
            try:
                out += member.decompress(self._input[at : at + 1], size - len(out))
            except zlib.error:
                break
            if len(out) == size:  # not there yet: the next call goes on
                self._member = member
                self._input = member.unconsumed_tail + self._input[at + 1 :]
                return bytes(out)
        self._finish(problem)
        return bytes(out)

    def _next_member(self) -> None:
        """Go on behind a finished member: another one, padding, or the end."""
        rest = self._member.unused_data.lstrip(b"\0")
        while len(rest) < len(_GZIP_MAGIC):
            more = os.pread(self._descriptor, _STEP, self._raw_at)
            if not more:
                break
            self._raw_at += len(more)
            rest = (rest + more).lstrip(b"\0")
        self._input = rest
        if rest.startswith(_GZIP_MAGIC):
            self._member = zlib.decompressobj(wbits=31)
        else:
            self._done = True

    def _finish(self, problem: str) -> bytes:
        self._done = True
        self.problem = problem
        return b""


def _identity(found: os.stat_result) -> Identity:
    return Identity(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def _what(mode: int) -> str:
    """The kind of a thing that is no regular file."""
    kinds = {
        stat.S_IFDIR: "a folder",
        stat.S_IFIFO: "a FIFO",
        stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
    }
    return kinds.get(stat.S_IFMT(mode), "a special file")
