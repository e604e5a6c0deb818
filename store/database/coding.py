"""Number the texts of a log's columns, and count how often and when each was seen.

A text is sent to the database once for a log and is a small number from then on. Counts are kept
here, where the columns are, and handed over when much has come together or the log has ended.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import compress
from typing import NamedTuple, TypeAlias

from store.database.tables import COUNTED

Key: TypeAlias = str | tuple[str, str | None]
"""A text or an address; a pair for an account (name and domain) and for a host name that stands in
the place of an address (the name and None)."""

_MOST = 150_000
"""Texts of a log after which the numbering begins anew."""


class Coded(NamedTuple):
    """A column of texts as codes."""

    start: int
    """How many texts of the column were sent before; 0: forget those."""
    keys: list[Key | None]
    """The new texts, whose codes go on from `start`."""
    codes: list[int]
    """For every event the code of its text."""


class Seen(NamedTuple):
    """How often texts were seen since the last time, and from when to when."""

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


def timeline(times: list[int], failures: list[int]) -> Timeline:
    """Bring a batch into the order of time; logs are nearly always in it already."""
    if times == sorted(times):
        return Timeline(times, failures, None)
    order = sorted(range(len(times)), key=times.__getitem__)
    return Timeline([times[at] for at in order], [failures[at] for at in order], order)


class Coder:
    """The columns of one log."""

    def __init__(self) -> None:
        self._columns: dict[str, _Column] = {}

    def encode(self, column: str, keys: Sequence[Key | None], batch: Timeline) -> Coded:
        """Number one column of a batch.

        Args:
            column: Of `events`.
            keys: For every event; None where it has no such text.
            batch: The times and failures of the same events.
        """
        known = self._columns.get(column)
        if known is None:
            known = self._columns[column] = _Column()
        return known.encode(keys, batch if column in COUNTED else None)

    @property
    def is_full(self) -> bool:
        """Whether it is time to hand over the counts and begin anew."""
        return sum(len(column.codes) for column in self._columns.values()) > _MOST

    def hand_over(self) -> dict[str, Seen]:
        """The counts by column; the numbering begins anew."""
        seen = {name: column.seen() for name, column in self._columns.items() if name in COUNTED}
        self._columns.clear()
        return seen


class _Codes(dict[Key | None, int]):
    """Gives every new text the next code."""

    def __missing__(self, key: Key | None) -> int:
        code = self[key] = len(self)
        return code


class _Column:
    """One column's codes and counts."""

    def __init__(self) -> None:
        self.codes = _Codes()
        self._events: Counter[int] = Counter()
        self._failures: Counter[int] = Counter()
        self._first: dict[int, int] = {}
        self._last: dict[int, int] = {}
        self._latest = -(1 << 63)

    def encode(self, keys: Sequence[Key | None], batch: Timeline | None) -> Coded:
        """Number a batch's texts, and count them."""
        start = len(self.codes)
        codes = list(map(self.codes.__getitem__, keys))
        fresh = list(self.codes)[start:] if len(self.codes) > start else []
        if batch is not None:
            in_time = codes if batch.order is None else [codes[at] for at in batch.order]
            self._count(in_time, batch)
            self._place(in_time, batch, start)
        return Coded(start, fresh, codes)

    def seen(self) -> Seen:
        """What has been counted."""
        codes = list(self._events)
        counts = (self._events, self._failures, self._first, self._last)
        return Seen(codes, *([count[code] for code in codes] for count in counts))

    def _count(self, codes: list[int], batch: Timeline) -> None:
        """Add up events and the weights of those that failed; nearly every weight is 0 or 1."""
        self._events.update(codes)
        self._failures.update(compress(codes, batch.failures))
        if max(batch.failures) > 1:
            for code, weight in zip(codes, batch.failures, strict=True):
                self._failures[code] += max(weight - 1, 0)

    def _place(self, codes: list[int], batch: Timeline, start: int) -> None:
        """Note first and last times; a dictionary keeps the last value given for a key."""
        times = batch.times
        if batch.order is None and times[0] >= self._latest:
            self._last.update(zip(codes, times, strict=True))
            self._note_first(codes, times, start)
        else:
            self._merge(codes, times)
        self._latest = max(self._latest, times[-1])

    def _note_first(self, codes: list[int], times: list[int], start: int) -> None:
        """Note when new codes came first, in a batch that is later than all before it.

        Codes are given in the order of a batch; where that is the order of time too, each new one
        comes first behind the one before it.
        """
        position = 0
        for code in range(start, len(self.codes)):
            try:
                position = codes.index(code, position)
            except ValueError:
                position = codes.index(code)
            self._first[code] = times[position]

    def _merge(self, codes: list[int], times: list[int]) -> None:
        """Note first and last times of a batch that is in part earlier than others."""
        last = dict(zip(codes, times, strict=True))
        first = dict(zip(reversed(codes), reversed(times), strict=True))
        for code, time in last.items():
            self._last[code] = max(time, self._last.get(code, time))
        for code, time in first.items():
            self._first[code] = min(time, self._first.get(code, time))
