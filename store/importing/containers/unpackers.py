"""Decompress one member of a compressed file, bounded in memory, whatever packed it.

All have the face of `bz2.BZ2Decompressor`: fed with a little at a time, they give no more than is
asked for. A file's first bytes say which one it takes.
"""

import bz2
import lzma
import zlib
from collections.abc import Callable, Mapping
from typing import Final, Protocol

import zstandard

from store.importing.containers.zstd import ZstdFrame, begins_frame

HEAD: Final = 10
"""Bytes of a file's beginning that its compression is told by."""

_MEMORY = 100 << 20
"""Bytes that a dictionary of the LZMA family may take; `xz -9` takes 65 MiB."""

DAMAGE = (zlib.error, lzma.LZMAError, zstandard.ZstdError, OSError, ValueError, RuntimeError)
"""What an unpacker raises where the data is not what it takes; `bz2` raises an `OSError`."""


class Unpacker(Protocol):
    """Decompresses one member."""

    @property
    def eof(self) -> bool:
        """Whether the member's end mark has been reached."""

    @property
    def needs_input(self) -> bool:
        """Whether it can give nothing more before it is fed."""

    @property
    def unused_data(self) -> bytes:
        """What it was fed with behind the end mark."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Take some bytes, give at most `max_length`; raises one of `DAMAGE`."""


class _Deflate:
    """DEFLATE data, in the wrapping that `wbits` tells (zlib.h, inflateInit2)."""

    def __init__(self, wbits: int) -> None:
        self._inner = zlib.decompressobj(wbits=wbits)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


class _Stored:
    """Bytes that were packed as they are; their end is not marked."""

    def __init__(self) -> None:
        self._kept = b""
        self.eof = False
        self.unused_data = b""

    @property
    def needs_input(self) -> bool:
        return not self._kept

    def decompress(self, data: bytes, max_length: int) -> bytes:
        data = self._kept + data
        self._kept = data[max_length:]
        return data[:max_length]


class _ZipLzma:
    """LZMA as zip archives hold it (APPNOTE 5.8.8): version, size of properties, properties."""

    def __init__(self) -> None:
        self._head = b""
        self._inner: lzma.LZMADecompressor | None = None

    @property
    def eof(self) -> bool:
        return self._inner is not None and self._inner.eof

    @property
    def needs_input(self) -> bool:
        return self._inner is None or self._inner.needs_input

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data if self._inner else b""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        if self._inner is None:
            self._head += data
            if len(self._head) < 9:
                return b""
            self._inner = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[_lzma1(self._head)])
            data = self._head[9:]
        return self._inner.decompress(data, max_length)


def _lzma1(head: bytes) -> dict[str, int]:
    """The filter that the nine bytes before the data describe."""
    properties, dictionary = head[4], int.from_bytes(head[5:9], "little")
    if head[2:4] != b"\x05\0" or properties >= 225 or dictionary > _MEMORY:
        raise ValueError("LZMA properties that are not to be had")
    return {
        "id": lzma.FILTER_LZMA1,
        "lc": properties % 9,
        "lp": properties // 9 % 5,
        "pb": properties // 45,
        "dict_size": max(dictionary, 4096),
    }


UNPACKERS: Final[Mapping[str, Callable[[], Unpacker]]] = {
    "gzip": lambda: _Deflate(31),
    "bzip2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY),
    "zstd": ZstdFrame,
    "stored": _Stored,
    "deflate": lambda: _Deflate(-15),
    "lzma": _ZipLzma,
}
"""What each compression is undone by, one member at a time; the last three are those of zip."""

_MAGIC: Final = {"gzip": b"\x1f\x8b", "bzip2": b"BZh", "xz": b"\xfd7zXZ\0"}
_BZIP2 = (b"1AY&SY", b"\x17rE8P\x90")
"""What follows the level of a bzip2 stream: a block, or the end of an empty one."""


def compression_of(head: bytes) -> str:
    """What the beginning of a file says that packed it: a key of `UNPACKERS`, `zip` or `none`."""
    if head.startswith((b"PK\3\4", b"PK\5\6")):
        return "zip"
    if begins_frame(head[:4]) is True:
        return "zstd"
    for name, magic in _MAGIC.items():
        if head.startswith(magic):
            return "none" if name == "bzip2" and head[4:10] not in _BZIP2 else name
    return "none"


def begins_member(head: bytes, compression: str) -> bool | None:
    """Whether a further member begins with these bytes; None: they are too few to tell."""
    if compression == "zstd":
        return begins_frame(head[:4])
    magic = _MAGIC[compression]
    if head.startswith(magic):
        return True
    return None if magic.startswith(head) else False
