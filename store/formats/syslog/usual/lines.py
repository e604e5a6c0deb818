"""Read the lines that auth logs consist of nearly alone, at a fraction of what any line costs.

A line is taken only if `envelopes.split`, `Stamps` and `Telling` would make the same of it: it is
ASCII, each part of its envelope stands where daemons put it, and its message was met before, whole
or by its shape. Everything else is left to them.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from store.formats.syslog.envelopes.stamps import Stamps
from store.formats.syslog.telling import Telling
from store.formats.syslog.usual.blocks import LINES, taken_apart
from store.formats.syslog.usual.sheets import SideBySide
from store.formats.syslog.usual.speakers import Speakers
from store.formats.syslog.usual.vocabulary import Vocabulary
from store.formats.syslog.usual.walk import Taken, Walk
from store.model import Record

if TYPE_CHECKING:
    from store.formats.syslog.usual.long.blocks import LongPieces


class UsualLines:
    """Reads the usual lines of one source."""

    def __init__(
        self, stamps: Stamps, telling: Telling, careful: Callable[[int, bytes], Record]
    ) -> None:
        """Begin.

        Args:
            stamps: Of the source.
            telling: Of the source.
            careful: Makes a record of any line by its offset and its bytes.
        """
        self._stamps = stamps
        self._telling = telling
        self._careful = careful
        self._begin()

    def _begin(self) -> None:
        self._vocabulary = Vocabulary()
        self._speakers = Speakers(self._telling, self._vocabulary)
        self._pieces: LongPieces | None = None

    def read(self, lines: Sequence[tuple[int, bytes]]) -> Sequence[Record]:
        """The records of a batch of lines, each attempt counted once."""
        self._make_room()
        sheets = SideBySide(self._vocabulary)
        for start in range(0, len(lines), LINES):
            some = lines[start : start + LINES]
            block = taken_apart([raw for _, raw in some], self._speakers)
            sheets.add(block, self._walk(block, some))
        self._telling.settle(sheets.claims(), sheets.columns.weights)
        return sheets.records(lines)

    def read_long(self, data: bytes, offset: int) -> Sequence[Record] | None:
        """The records of a long piece, each attempt counted once.

        Args:
            data: Lines, each with its LF and without CR before that; at least one.
            offset: Where the piece begins in its source.

        Returns:
            None where too few lines are as usual: nothing has been learned of them then.
        """
        self._make_room()
        block = self._long().take_apart(data, offset)
        if block is None:
            return None
        walk = self._walk(block, block.lines)
        columns = block.columns(walk.odd, walk.times, walk.flags)
        sheets = SideBySide(self._vocabulary, columns, block.claims(columns), walk.odd)
        self._telling.settle(sheets.claims(), sheets.columns.weights)
        return sheets.records(block.lines)

    def _long(self) -> "LongPieces":
        """What takes long pieces apart."""
        from store.formats.syslog.usual.long.blocks import LongPieces  # noqa: PLC0415 - numpy loads slowly

        if self._pieces is None:
            self._pieces = LongPieces(self._speakers, self._vocabulary)
        return self._pieces

    def _make_room(self) -> None:
        """Begin anew where too much is remembered."""
        if self._speakers.make_room():
            self._begin()

    def _walk(self, block: Taken, lines: Sequence[tuple[int, bytes]]) -> Walk:
        return Walk(block, self._stamps, self._telling, lambda at: self._careful(*lines[at]))
