"""Count how often, and from when to when, the numbers of a log's records are seen."""

from collections import Counter
from collections.abc import Sequence
from itertools import compress
from typing import NamedTuple


class Seen(NamedTuple):
    """How often numbers were seen since the last time, and from when to when."""

    codes: list[int]
    events: list[int]
    failures: list[int]
    """The sums of the weights of the events that failed."""
    first: list[int]
    last: list[int]
    """Times in microseconds UTC; a text that was seen before may have its very first one."""


class Timeline(NamedTuple):
    """A batch in the order of time."""

    times: list[int]
    failures: list[int]
    """The weight of every event that failed, else 0."""
    order: list[int] | None
    """Positions in the batch; None: it was in that order."""
    heaviest: int
    """The greatest of the failures."""


def timeline(times: list[int], failures: list[int]) -> Timeline:
    """Bring a batch into the order of time; logs are nearly always in it already."""
    if times == sorted(times):
        return Timeline(times, failures, None, max(failures))
    order = sorted(range(len(times)), key=times.__getitem__)
    in_time = [times[at] for at in order], [failures[at] for at in order]
    return Timeline(*in_time, order, max(failures))


_NEVER = (1 << 63) - 1


class Counts:
    """The counts of one part of a log's records.

    A batch is counted by itself first: its few numbers stay close together in memory.
    """

    def __init__(self) -> None:
        self._events: list[int] = []
        self._failures: list[int] = []
        self._first: list[int] = []
        self._last: list[int] = []
        self._latest = -_NEVER

    def seen(self) -> Seen:
        """What has been counted."""
        codes = [code for code, events in enumerate(self._events) if events]
        counts = (self._events, self._failures, self._first, self._last)
        return Seen(codes, *([count[code] for code in codes] for count in counts))

    def add(self, codes: Sequence[int], numbers: int, batch: Timeline) -> None:
        """Add a batch.

        Args:
            codes: For every record its number.
            numbers: How many numbers there are by now.
            batch: The times and failures of the same records.
        """
        self._grow(numbers)
        in_time = codes if batch.order is None else [codes[at] for at in batch.order]
        events = Counter(in_time)
        last = dict(zip(in_time, batch.times, strict=True))  # which keeps the last time given
        is_later = batch.times[0] >= self._latest
        if not (is_later and all(self._events[code] for code in events)):
            self._note_first(in_time, batch.times)
        for code, time in last.items():
            self._last[code] = time if is_later else max(time, self._last[code])
        _add(self._events, events)
        self._fail(in_time, batch)
        self._latest = max(self._latest, batch.times[-1])

    def _grow(self, numbers: int) -> None:
        more = numbers - len(self._events)
        self._events += [0] * more
        self._failures += [0] * more
        self._first += [_NEVER] * more
        self._last += [-_NEVER] * more

    def _fail(self, codes: Sequence[int], batch: Timeline) -> None:
        """Add up the weights of the events that failed; nearly every weight is 0 or 1."""
        if not batch.heaviest:
            return
        _add(self._failures, Counter(compress(codes, batch.failures)))
        if batch.heaviest > 1:
            for code, weight in zip(codes, batch.failures, strict=True):
                self._failures[code] += max(weight - 1, 0)

    def _note_first(self, codes: Sequence[int], times: list[int]) -> None:
        """Note first times, from the last to the first."""
        first = dict(zip(reversed(codes), reversed(times), strict=True))
        for code, time in first.items():
            self._first[code] = min(time, self._first[code])


def _add(counts: list[int], more: Counter[int]) -> None:
    for code, number in more.items():
        counts[code] += number
