"""Go through the lines of a block in their order: what one line means may depend on those before.

Times do, and so does all that is read with care. Nothing else is done here, so that most lines are
passed by the hour.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Protocol

from store.formats.syslog.envelopes.stamps import Stamps
from store.formats.syslog.memory import Said
from store.formats.syslog.telling import Telling
from store.formats.syslog.usual.stamping import parts
from store.model import Record


class Taken(Protocol):
    """Lines that were taken apart."""

    @property
    def within(self) -> list[int]:
        """As `Stamped.within`."""

    @property
    def odd(self) -> set[int]:
        """Lines that have to be read with care."""

    def turns(self) -> list[int]:
        """The lines whose hour is not that of the line before, rising."""

    def hour(self, at: int) -> bytes:
        """A line's hour; see `stamping.parts`."""

    def orphans(self) -> Iterable[int]:
        """Lines of which an earlier one may tell where they come from."""

    def latest(self, begin: int, end: int) -> Iterable[Said]:
        """What each host said last in some lines, as far as it is plain who speaks, in order."""


class Walk:
    """A way through a block."""

    def __init__(
        self, block: Taken, stamps: Stamps, telling: Telling, careful: Callable[[int], Record]
    ) -> None:
        """Go through a block.

        Args:
            block: Its lines; at least one.
            stamps: Of the source; is asked for hours, and learns what was passed.
            telling: Of the source; learns what was said.
            careful: Reads the line at a position with care.
        """
        self.times = block.within[:]
        """Of every line that is not odd (µs UTC)."""
        self.flags = [0] * len(self.times)
        """`TimeFlag` values of every line that is not odd."""
        self.odd: dict[int, Record] = {}
        """The lines that were read with care, by their positions."""
        self._block = block
        self._stamps, self._telling, self._careful = stamps, telling, careful
        self._noted = 0
        """Up to which line `telling` knows what was said."""
        self._turns = block.turns()
        begin = 0
        while begin < len(self.times):
            begin = self._go(begin)
        self._note(len(self.times))

    def _go(self, begin: int) -> int:
        """Go on from a line; to where, for what is learned on the way may make others odd."""
        telling, knew = self._telling, self._telling.knows_peers
        odd = self._odd()
        for start, end in self._stretches(begin, odd):
            instant = None if start in odd else self._hour(start)
            if instant is None:
                self._read_with_care(range(start, end))
                if telling.knows_peers and not knew:
                    return end
            else:
                self._pass(start, end, *instant)
        return len(self.times)

    def _odd(self) -> set[int]:
        """The lines to be read with care, by what is known now."""
        odd = self._block.odd
        if not self._telling.knows_peers:
            return odd
        return odd.union(self._block.orphans())

    def _stretches(self, begin: int, odd: set[int]) -> Iterator[tuple[int, int]]:
        """Where lines begin and end that share their hour, or are odd."""
        size = len(self.times)
        ends = {begin, size, *self._turns, *odd, *(at + 1 for at in odd)}
        return pairwise(sorted(each for each in ends if begin <= each <= size))

    def _hour(self, at: int) -> tuple[int, int] | None:
        """The time at which a line's hour begins, and its flags; None where that is not plain."""
        found = parts(self._block.hour(at))
        return found and self._stamps.hour(*found)

    def _pass(self, start: int, end: int, hour: int, flags: int) -> None:
        """Give lines of an hour their time."""
        self.times[start:end] = times = [hour + each for each in self._block.within[start:end]]
        self.flags[start:end] = [flags] * len(times)
        self._stamps.passed(times[-1], len(times))

    def _read_with_care(self, lines: Iterable[int]) -> None:
        for at in lines:
            self._note(at)
            self._noted = at + 1
            self.odd[at] = self._careful(at)

    def _note(self, end: int) -> None:
        """Let `telling` know what each host said last before a line."""
        begin, self._noted = self._noted, end
        for said in self._block.latest(begin, end):
            self._telling.remember(said)
