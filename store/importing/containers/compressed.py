"""Read a compressed file from any offset; what is whole before damage is given."""

import re
import zlib
from typing import NamedTuple, Protocol

from store.importing.containers.unpackers import DAMAGE, HEAD, UNPACKERS, begins_member

_STEP = 256 * 1024
"""Compressed bytes read, and bytes decompressed, at a time."""
_MOUTHFUL = 4096
"""Compressed bytes that an unpacker is fed with at a time: it copies what it leaves over."""
_CONTENT = re.compile(rb"[^\0]")

SWELL = 100 * 1024 * 1024
"""Decompressed bytes without any line end after which the ratio is looked at."""
RATIO = 200
"""How many times its packed size such a stretch may have; more is no log, but a trap."""

CUT = "the compressed data ends before its end mark"
_FOREIGN = "something else follows the compressed data, and was not read"
_BOMB = (
    f"stopped: {SWELL >> 20} MiB without a line end came out of less than a {RATIO}th of that size"
)


class Source(Protocol):
    """The packed bytes; any stream."""

    problem: str | None

    def seek(self, offset: int) -> bool:
        """Go to an offset."""

    def read(self, size: int) -> bytes:
        """Up to `size` bytes from here; none at the end."""


class Promise(NamedTuple):
    """What an archive's directory says of one of its logs."""

    size: int
    """Bytes after decompression."""
    crc: int
    """CRC-32 of these bytes."""


class _Place(NamedTuple):
    """A place in a compressed file from where on to go byte by byte."""

    at: int
    """Offset after decompression."""
    fed: int
    """Packed bytes before it, and before the mouthful that was being chewed there."""


class Compressed:
    """A stream of any number of compressed members, or the single one of a zip entry.

    Never holds more than what was asked for, however much a few bytes would swell to.
    """

    growing = False

    def __init__(self, source: Source, compression: str, promise: Promise | None = None) -> None:
        """Begin at the beginning.

        Args:
            source: The packed bytes.
            compression: A key of `UNPACKERS`.
            promise: What must come out, for an archive's entry.
        """
        self.problem: str | None = None
        self._source = source
        self._compression = compression
        self._promise = promise
        self._end: int | None = None
        self._careful: _Place | None = None
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
        """Up to `size` decompressed bytes from here; fewer only at the end."""
        out = bytearray()
        while len(out) < size and not self._done:
            out += self._some(min(size - len(out), _STEP))
        return bytes(out)

    def _restart(self) -> None:
        self._source.seek(0)
        self._input = b""
        self._from = 0
        self._fed = 0
        self._meal = 0
        self._at = 0
        self._crc = 0
        self._line_at = 0
        self._line_fed = 0
        self._member = UNPACKERS[self._compression]()
        self._done = self._end == 0 or (self._promise is not None and not self._promise.size)

    def _some(self, size: int) -> bytes:
        """A few decompressed bytes, or none and a step forward."""
        hungry = self._member.needs_input
        food = self._mouthful() if hungry else b""
        try:
            piece = self._member.decompress(food, self._bounded(size))
        except DAMAGE as error:
            self._damaged(f"damaged compressed data: {error}")
            return b""
        piece = self._counted(piece)
        if self._at == self._end:
            self._done = True
        elif self._member.eof:
            self._next_member()
        elif hungry and not food and not piece:
            self._run_out()
        return piece

    def _bounded(self, size: int) -> int:
        """How much may be asked for: never across a place where something is to be decided."""
        if self._careful and self._at >= self._careful.at:
            size = 1
        size = size if self._end is None else min(size, self._end - self._at)
        return min(size, SWELL - (self._at - self._line_at) % SWELL)

    def _mouthful(self) -> bytes:
        """The next packed bytes."""
        if self._from == len(self._input):
            self._input = self._source.read(_STEP)
            self._from = 0
        self._meal = self._fed
        size = _MOUTHFUL
        if self._careful:
            size = min(size, max(self._careful.fed - self._fed, 1))
        food = self._input[self._from : self._from + size]
        self._from += len(food)
        self._fed += len(food)
        return food

    def _counted(self, piece: bytes) -> bytes:
        """Note what came out; what is more than was promised is cut off."""
        kept = piece
        if self._promise:
            kept = piece[: self._promise.size - self._at]
            self._crc = zlib.crc32(kept, self._crc)
        self._at += len(kept)
        line = kept.rfind(b"\n") + 1
        if line:
            self._line_at = self._at - len(kept) + line
            self._line_fed = self._fed
        if len(kept) < len(piece):
            self._finish("the archive holds more of it than its directory says")
        elif kept and not line and not (self._at - self._line_at) % SWELL and self._is_bomb():
            self._finish(_BOMB)
        return kept

    def _is_bomb(self) -> bool:
        return self._at - self._line_at > RATIO * (self._fed - self._line_fed)

    def _damaged(self, problem: str) -> None:
        """Go back and come again byte by byte, for what the unpacker kept back; else end."""
        if self._careful:
            self._finish(problem)
            return
        self._careful = _Place(self._at, self._meal)
        self._restart()
        while self._at < self._careful.at and not self._done:
            self._some(min(self._careful.at - self._at, _STEP))

    def _next_member(self) -> None:
        """Go on behind a finished member: another one, padding, or the end."""
        behind = len(self._member.unused_data)
        self._from -= behind
        self._fed -= behind
        if self._promise:
            self._run_out()
            return
        head = self._behind_padding()
        begins = begins_member(head, self._compression)
        if begins:
            self._member = UNPACKERS[self._compression]()
        elif head:
            self._finish(CUT if begins is None else _FOREIGN)
        else:
            self._finish(None)

    def _behind_padding(self) -> bytes:
        """The first bytes that are not zero, or none at the end."""
        while True:
            content = _CONTENT.search(self._input, self._from)
            self._from = content.start() if content else len(self._input)
            head = self._input[self._from : self._from + HEAD]
            more = self._source.read(_STEP) if len(head) < HEAD else b""
            if not more:
                return head
            self._input = head + more
            self._from = 0

    def _run_out(self) -> None:
        """End where the packed bytes do, which is right for a zip entry that is whole."""
        promise = self._promise
        if promise is None or self._at < promise.size:
            self._finish(CUT)
        elif self._crc != promise.crc:
            self._finish("damaged compressed data: its checksum is another one")
        else:
            self._finish(None)

    def _finish(self, problem: str | None) -> None:
        self._done = True
        self._end = self._at if problem else None
        self.problem = problem or self._source.problem
