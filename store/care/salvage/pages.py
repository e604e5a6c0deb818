"""The pages of a database file, read without SQLite, and past any damage.

https://www.sqlite.org/fileformat2.html: pages 1.2, the freelist 1.5, the write-ahead log 4.
"""

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from store.errors import DatabaseError

MAGIC = b"SQLite format 3\0"
_USUAL = 4096
_SIZES = frozenset(1 << power for power in range(9, 17))
_WAL = 0x377F0682
_FRAME = struct.Struct(">IIII")


class Pages:
    """The pages as they were committed last: those of the write-ahead log before the file's."""

    def __init__(self, path: Path) -> None:
        """Open a file; nobody may write to it meanwhile.

        Raises:
            DatabaseError: It cannot be read, or there is nothing in it.
        """
        try:
            self._file = path.open("rb")
        except OSError as wrong:
            raise DatabaseError(f"{path}: {wrong.strerror}") from wrong
        head = self._file.read(100)
        self.is_readable = head.startswith(MAGIC) and len(head) == 100
        """Whether the file's header is what it should be."""
        size = int.from_bytes(head[16:18], "big")
        size = 65536 if size == 1 else size
        self.size = size if self.is_readable and size in _SIZES else _USUAL
        """Bytes of a page."""
        self.usable = self.size - (head[20] if self.is_readable else 0)
        """Bytes of it that are used."""
        self._log = _opened(path.with_name(f"{path.name}-wal"))
        self._frames = self._committed()
        self.count = max(self._file.seek(0, os.SEEK_END) // self.size, 0, *self._frames)
        """How many pages there are."""
        if not self.count:
            self._close()
            raise DatabaseError(f"{path}: not one page in it")

    def __enter__(self) -> "Pages":
        """The pages themselves."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the files."""
        self._close()

    def __getitem__(self, number: int) -> bytes:
        """A page, from 1 on.

        Raises:
            ValueError: There is none of that number, or it cannot be read.
        """
        if not 1 <= number <= self.count:
            raise ValueError(number)
        at = self._frames.get(number)
        file: BinaryIO = self._file
        offset = (number - 1) * self.size
        if at is not None and self._log is not None:
            file, offset = self._log, at
        try:
            file.seek(offset)
            page = file.read(self.size)
        except OSError as wrong:  # a bad sector
            raise ValueError(number) from wrong
        if len(page) != self.size:
            raise ValueError(number)
        return page

    @property
    def version(self) -> int | None:
        """`PRAGMA user_version`; None: the header is damaged."""
        if not self.is_readable:
            return None
        return int.from_bytes(self[1][60:64], "big")

    def free(self) -> Iterator[int]:
        """The pages that hold nothing any more, as far as their list can be read."""
        seen: set[int] = set()
        trunk = int.from_bytes(self[1][32:36], "big") if self.is_readable else 0
        while trunk and trunk not in seen:
            seen.add(trunk)
            yield trunk
            try:
                page = self[trunk]
            except ValueError:
                return
            trunk, leaves = struct.unpack_from(">II", page)
            if leaves > self.usable // 4 - 2:
                return
            yield from struct.unpack_from(f">{leaves}I", page, 8)

    def _close(self) -> None:
        self._file.close()
        if self._log:
            self._log.close()

    def _committed(self) -> dict[int, int]:
        """Where in the write-ahead log the latest committed version of a page begins.

        Frames of an older round of the log have other salts (4.1).
        """
        if self._log is None:
            return {}
        head = self._log.read(32)
        if len(head) < 32 or int.from_bytes(head[:4], "big") & ~1 != _WAL:
            return {}
        found: dict[int, int] = {}
        open_frames: dict[int, int] = {}
        at = 32
        while len(frame := self._log.read(24)) == 24 and frame[8:16] == head[16:24]:
            page, commits, *_ = _FRAME.unpack_from(frame)
            open_frames[page] = at + 24
            if commits:
                found |= open_frames
                open_frames = {}
            at += 24 + self.size
            self._log.seek(at)
        return found


def _opened(path: Path) -> BinaryIO | None:
    try:
        return path.open("rb")
    except FileNotFoundError:
        return None
