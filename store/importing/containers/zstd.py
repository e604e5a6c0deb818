"""Decompress one Zstandard frame block by block (RFC 8878 3.1), so that memory stays bounded.

A block gives at most 128 KiB, so one that is fed whole to the library cannot swell to more. The
frame's own bounds are read here: where it ends, whether it was cut off, how much memory it wants.
"""

from typing import Final

import zstandard

_FRAME: Final = b"\x28\xb5\x2f\xfd"
_SKIPPABLE: Final = b"\x2a\x4d\x18"
"""The last three bytes of a skippable frame's magic number; the first is 0x50 to 0x5F."""

_WINDOW = 128 << 20
"""Bytes that a frame may want to look back; what `zstd` itself takes without `--memory`."""

_CHECKSUM = 4
_LAST = 1
_RLE = 1
"""Kind of a block that holds one byte, to be repeated."""


def begins_frame(head: bytes) -> bool | None:
    """Whether these four bytes begin a frame; None: they are too few to tell."""
    skippable = 0x50 <= head[0] <= 0x5F if head else True
    if len(head) < len(_FRAME):
        begun = _FRAME.startswith(head) or (skippable and _SKIPPABLE.startswith(head[1:]))
        return None if begun else False
    return head == _FRAME or (skippable and head[1:] == _SKIPPABLE)


class ZstdFrame:
    """One frame, in the manner of `bz2.BZ2Decompressor`."""

    def __init__(self) -> None:
        self._inner = zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj()
        self._input = bytearray()
        self._out = b""
        self._unit = self._magic
        self._skip = 0
        self._has_checksum = False
        self._starved = True
        self._ended = False

    @property
    def eof(self) -> bool:
        """Whether the frame's end has been reached and all of it given."""
        return self._ended and not self._out

    @property
    def needs_input(self) -> bool:
        """Whether it can give nothing more before it is fed."""
        return self._starved and not self._out

    @property
    def unused_data(self) -> bytes:
        """What it was fed with behind the frame."""
        return bytes(self._input) if self._ended else b""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Take some bytes, give at most `max_length`.

        Raises:
            zstandard.ZstdError: The frame is damaged, or wants too much memory.
        """
        self._input += data
        self._starved = False
        while not self._out and not self._ended and not self._starved:
            self._starved = not self._unit()
        given, self._out = self._out[:max_length], self._out[max_length:]
        return given

    def _magic(self) -> bool:
        """Take the magic number and what is needed to know the frame's header by."""
        if len(self._input) < 8:
            return False
        if self._input[:4] == _FRAME:
            self._unit = self._header
        else:
            self._skip = int.from_bytes(self._input[4:8], "little")
            del self._input[:8]
            self._unit = self._skipped
        return True

    def _skipped(self) -> bool:
        """Pass over the content of a skippable frame."""
        passed = min(self._skip, len(self._input))
        del self._input[:passed]
        self._skip -= passed
        self._ended = not self._skip
        return self._ended

    def _header(self) -> bool:
        """Take the frame's header (RFC 8878 3.1.1.1)."""
        size = zstandard.frame_header_size(bytes(self._input[:8]))
        if len(self._input) < size:
            return False
        header = bytes(self._input[:size])
        parameters = zstandard.get_frame_parameters(header)
        if parameters.window_size > _WINDOW:
            raise zstandard.ZstdError(f"a window of {parameters.window_size >> 20} MiB is too wide")
        self._has_checksum = parameters.has_checksum
        self._feed(size)
        self._unit = self._block
        return True

    def _block(self) -> bool:
        """Take a block (RFC 8878 3.1.1.2) and, if it is the last one, the checksum."""
        if len(self._input) < 3:
            return False
        header = int.from_bytes(self._input[:3], "little")
        size = 3 + (1 if header >> 1 & 3 == _RLE else header >> 3)
        if len(self._input) < size:
            return False
        self._feed(size)
        if header & _LAST:
            self._unit = self._checksum
        return True

    def _checksum(self) -> bool:
        """Take the checksum, if there is one."""
        size = _CHECKSUM if self._has_checksum else 0
        if len(self._input) < size:
            return False
        self._feed(size)
        self._ended = True
        return True

    def _feed(self, size: int) -> None:
        """Give the library that many bytes of what has come."""
        data = bytes(self._input[:size])
        del self._input[:size]
        if data:
            self._out = self._inner.decompress(data)
