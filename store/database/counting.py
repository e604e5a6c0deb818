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


class Counts:
    """The counts of one part of a log's records."""

    def __init__(self) -> None:
        self._events: Counter[int] = Counter()
        self._failures: Counter[int] = Counter()
        self._first: dict[int, int] = {}
        self._last: dict[int, int] = {}
        self._latest = -(1 << 63)

    def seen(self) -> Seen:
        """What has been counted."""
        codes = list(self._events)
        counts = (self._events, self._failures, self._first, self._last)
        return Seen(codes, *([count[code] for code in codes] for count in counts))

    def add(self, codes: Sequence[int], batch: Timeline) -> None:
        """Add a batch.

        Args:
            codes: For every record its number.
            batch: The times and failures of the same records.
        """
        in_time = codes if batch.order is None else [codes[at] for at in batch.order]
        self._count(in_time, batch)
        self._place(in_time, batch)

    def _count(self, codes: Sequence[int], batch: Timeline) -> None:
        """Add up events and the weights of those that failed; nearly every weight is 0 or 1."""
        self._events.update(codes)
        self._failures.update(compress(codes, batch.failures))
        if batch.heaviest > 1:
            for code, weight in zip(codes, batch.failures, strict=True):
                self._failures[code] += max(weight - 1, 0)

    def _place(self, codes: Sequence[int], batch: Timeline) -> None:
        """Note first and last times; a dictionary keeps the last value given for a key."""
        times = batch.times
        if times[0] < self._latest:
            self._merge(codes, times)
        else:
            self._last.update(zip(codes, times, strict=True))
            self._note_first(codes, times)
        self._latest = max(self._latest, times[-1])

    def _note_first(self, codes: Sequence[int], times: list[int]) -> None:
        """Note when numbers came first, in a batch that is later than all before it."""
        known = self._first
        fresh = [at for at, old in enumerate(map(known.__contains__, codes)) if not old]
        for at in fresh:
            known.setdefault(codes[at], times[at])

    def _merge(self, codes: Sequence[int], times: list[int]) -> None:
        """Note first and last times of a batch that is in part earlier than others."""
        last = dict(zip(codes, times, strict=True))
        first = dict(zip(reversed(codes), reversed(times), strict=True))
        for code, time in last.items():
            self._last[code] = max(time, self._last.get(code, time))
        for code, time in first.items():
            self._first[code] = min(time, self._first.get(code, time))
