"""Count how often, and from when to when, the numbers of a log's records are seen."""

from array import array
from collections import Counter
from collections.abc import Sequence
from itertools import repeat
from typing import NamedTuple, Protocol


class Seen(NamedTuple):
    """How often numbers were seen since the last time, and from when to when."""

    codes: list[int]
    events: list[int]
    failures: list[int]
    """The sums of the weights of the events that failed."""
    first: list[int]
    last: list[int]
    """Times in microseconds UTC; a text that was seen before may have its very first one."""


_NEVER = (1 << 63) - 1
LONG = 4_096
"""Events of a batch from which on it pays to load what counts long ones."""


class Counts:
    """The counts of one part of a log's records, by number."""

    def __init__(self) -> None:
        self.events = array("q")
        self.failures = array("q")
        self.first = array("q")
        self.last = array("q")

    def seen(self) -> Seen:
        """What has been counted."""
        codes = [code for code, events in enumerate(self.events) if events]
        counts = (self.events, self.failures, self.first, self.last)
        return Seen(codes, *([count[code] for code in codes] for count in counts))

    def grow(self, numbers: int) -> None:
        """Make room for so many numbers."""
        more = numbers - len(self.events)
        self.events.extend(repeat(0, more))
        self.failures.extend(repeat(0, more))
        self.first.extend(repeat(_NEVER, more))
        self.last.extend(repeat(-_NEVER, more))


class Batch(Protocol):
    """When the events of a batch were, and what they add to failures."""

    def add(self, counts: Counts, codes: Sequence[int]) -> None:
        """Count what a part says of the batch.

        Args:
            counts: Of the part, with room for all its numbers.
            codes: For every event its number.
        """


class ShortBatch(NamedTuple):
    """A batch that is counted by itself first: its few numbers stay close together in memory."""

    times: list[int]
    """Rising."""
    failures: list[int]
    """The weight of every event that failed, else 0."""
    order: list[int] | None
    """Positions in the batch; None: it was in that order."""

    def add(self, counts: Counts, codes: Sequence[int]) -> None:
        """Count what a part says of the batch; see `Batch`."""
        in_time = codes if self.order is None else [codes[at] for at in self.order]
        last = dict(zip(in_time, self.times, strict=True))  # which keeps the last time given
        first = dict(zip(reversed(in_time), reversed(self.times), strict=True))
        for code, events in Counter(in_time).items():
            counts.events[code] += events
            counts.first[code] = min(counts.first[code], first[code])
            counts.last[code] = max(counts.last[code], last[code])
        for code, failed in zip(in_time, self.failures, strict=True):
            counts.failures[code] += failed


def short_batch(times: Sequence[int], failures: Sequence[int]) -> ShortBatch:
    """Bring a batch into the order of time; logs are nearly always in it already."""
    rising = sorted(times)
    if rising == list(times):
        return ShortBatch(rising, list(failures), None)
    order = sorted(range(len(times)), key=times.__getitem__)
    return ShortBatch(rising, [failures[at] for at in order], order)
