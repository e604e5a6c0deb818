"""Lines that lie in one piece of a log, known by where they begin and end."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import overload


class Spans(Sequence[tuple[int, bytes]]):
    """Offset and bytes of every line, made when they are asked for."""

    def __init__(
        self,
        data: bytes,
        offset: int,
        starts: "array[int]",
        lengths: "array[int]",
        gaps: "array[int]",
    ) -> None:
        """Take lines that hold no LF, and between which there is nothing but LFs.

        Args:
            data: The piece.
            offset: Where it begins in its source.
            starts: Where in `data` each line begins, rising.
            lengths: Of the lines, in bytes.
            gaps: Bytes between each line and the one before it.
        """
        self.data = data
        self._offset = offset
        self._gaps = gaps
        self.starts = starts
        self.lengths = lengths

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, position: int) -> tuple[int, bytes]: ...
    @overload
    def __getitem__(self, position: slice) -> list[tuple[int, bytes]]: ...
    def __getitem__(self, position: int | slice) -> tuple[int, bytes] | list[tuple[int, bytes]]:
        if isinstance(position, slice):
            return [self[at] for at in range(*position.indices(len(self)))]
        start = self.starts[position]
        return self._offset + start, self.data[start : start + self.lengths[position]]

    def at(self, places: Iterable[int]) -> list[int]:
        """The positions of the lines that hold some places of the piece."""
        return [bisect_right(self.starts, place) - 1 for place in places]

    def offset(self, position: int) -> int:
        """Where a line begins in its source."""
        return self._offset + self.starts[position]

    def gaps(self, first: int, end: int) -> "array[int]":
        """Bytes between each of some lines and the one before it; 0 for the first of them."""
        gaps = self._gaps[first:end]
        gaps[0] = 0
        return gaps

    def joined(self, first: int, end: int) -> bytes:
        """The bytes of some lines, one behind the other; at least one."""
        last = end - 1
        return self.data[self.starts[first] : self.starts[last] + self.lengths[last]].replace(
            b"\n", b""
        )
