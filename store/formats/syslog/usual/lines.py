"""Read the lines that auth logs consist of nearly alone, at a fraction of what any line costs.

A line is taken only if `envelopes.split`, `Stamps` and `Telling` would make the same of it: it is
ASCII, each part of its envelope stands where daemons put it, and its message was met before, whole
or by its shape. Everything else is left to them.
"""

from collections.abc import Callable, Sequence

from store.formats.syslog.envelopes.stamps import Stamps
from store.formats.syslog.telling import Telling
from store.formats.syslog.usual.blocks import LINES, Block, taken_apart
from store.formats.syslog.usual.sheets import SideBySide
from store.formats.syslog.usual.speakers import Speakers
from store.formats.syslog.usual.vocabulary import Vocabulary
from store.formats.syslog.usual.walk import Walk
from store.model import Record


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

    def read(self, lines: Sequence[tuple[int, bytes]]) -> Sequence[Record]:
        """The records of a batch of lines, each attempt counted once."""
        if self._speakers.make_room():
            self._begin()
        sheets = SideBySide(self._vocabulary)
        for start in range(0, len(lines), LINES):
            some = lines[start : start + LINES]
            block = taken_apart([raw for _, raw in some], self._speakers)
            sheets.add(block, self._walk(block, some))
        self._telling.settle(sheets.claims(), sheets.columns.weights)
        return sheets.records(lines)

    def _walk(self, block: Block, lines: Sequence[tuple[int, bytes]]) -> Walk:
        return Walk(block, self._stamps, self._telling, lambda at: self._careful(*lines[at]))
