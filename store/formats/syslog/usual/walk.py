"""Go through the lines of a block in their order: what one line means may depend on those before.

Times do, and so does all that is read with care. Nothing else is done here, so that most lines are
passed by the hour.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import compress, pairwise
from operator import ne

from store.formats.syslog.envelopes.stamps import Stamps
from store.formats.syslog.telling import Telling
from store.formats.syslog.usual.blocks import Block
from store.formats.syslog.usual.speakers import NOBODY
from store.formats.syslog.usual.stamping import parts
from store.model import Record


class Walk:
    """A way through a block."""

    def __init__(
        self, block: Block, stamps: Stamps, telling: Telling, careful: Callable[[int], Record]
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
        self._is_one_host = len({each[0] for each in block.speakers} - {NOBODY[0]}) == 1
        hours = block.hours
        self._turns = list(compress(range(1, len(hours)), map(ne, hours[1:], hours)))
        begin = 0
        while begin < len(hours):
            begin = self._go(begin)
        self._note(len(hours))

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
        spoken = self._block.spoken
        return odd.union(at for at, each in enumerate(spoken) if each[0].seldom.is_orphan)

    def _stretches(self, begin: int, odd: set[int]) -> Iterator[tuple[int, int]]:
        """Where lines begin and end that share their hour, or are odd."""
        size = len(self.times)
        ends = {begin, size, *self._turns, *odd, *(at + 1 for at in odd)}
        return pairwise(sorted(each for each in ends if begin <= each <= size))

    def _hour(self, at: int) -> tuple[int, int] | None:
        """The time at which a line's hour begins, and its flags; None where that is not plain."""
        found = parts(self._block.hours[at])
        return found and self._stamps.hour(*found)

    def _pass(self, start: int, end: int, hour: int, flags: int) -> None:
        """Give lines of an hour their time."""
        self.times[start:end] = times = [hour + each for each in self._block.within[start:end]]
        self.flags[start:end] = [flags] * len(times)
        self._stamps.passed(times[-1])

    def _read_with_care(self, lines: Iterable[int]) -> None:
        for at in lines:
            self._note(at)
            self._noted = at + 1
            self.odd[at] = self._careful(at)

    def _note(self, end: int) -> None:
        """Let `telling` know what each host said last before a line."""
        begin, self._noted = self._noted, end
        who = self._block.speakers
        if self._is_one_host:
            latest: Iterable[int] = range(max(begin, end - 1), end)
        else:
            hosts = [each[0] for each in who[begin:end]]
            latest = sorted(dict(zip(hosts, range(begin, end), strict=True)).values())
        for at in latest:
            place = who[at][5]
            if place is not None:
                message = self._block.messages[at]
                self._telling.remember((place.host, place.tag, who[at][1], message))
