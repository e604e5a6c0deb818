"""The hits of one group side by side, with what those before each of them weigh."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise, repeat
from typing import TypeVar, cast

from store.rules.ledgers.fresh import Fresh, unless_nothing
from store.rules.windows import Row, Value

T = TypeVar("T")


def _numbers(some: Iterable[int] = ()) -> "array[int]":
    """A column of numbers, in a quarter of the memory of a list."""
    return array("q", some)


@dataclass(slots=True)
class Track:
    """A group's hits, in order, which may become more; `Hit` says what the columns are."""

    group: int
    times: "array[int]" = field(default_factory=_numbers)
    slots: "array[int]" = field(default_factory=_numbers)
    events: "array[int]" = field(default_factory=_numbers)
    sums: "array[int]" = field(default_factory=lambda: _numbers([0]))
    """What the hits before each weigh, but for a number that is the same for all; one more."""
    sinces: list[int | None] | None = None
    values: list[Value] | None = None
    is_mixed: bool = False
    """Whether one event may be several hits: there are several slots, or windows."""

    def __len__(self) -> int:
        return len(self.times)

    def at(self, time: int) -> int:
        """The position of the first hit at a point in time or behind it."""
        return bisect_left(self.times, time)

    def weights(self, start: int = 0) -> list[int]:
        """How often each hit counts, from a position on."""
        return [after - before for before, after in pairwise(self.sums[start:])]

    def rows(self, start: int = 0) -> list[Row]:
        """The hits from a position on, as rows of the ledger."""
        return list(
            zip(
                repeat(self.group),
                self.times[start:],
                self.slots[start:],
                self.events[start:],
                self.weights(start),
                repeat(None) if self.sinces is None else self.sinces[start:],
                repeat(None) if self.values is None else self.values[start:],
                strict=False,
            )
        )

    def weight(self, first: int, last: int) -> tuple[int, int]:
        """How often hits count, and how many events they are, from one point in time to another."""
        start = self.at(first)
        end = bisect_right(self.times, last, lo=start)
        weight = self.sums[end] - self.sums[start]
        if not self.is_mixed:
            return weight, end - start
        return weight, len({event for event in self.events[start:end] if event > 0})

    def extend(self, fresh: Fresh) -> bool:
        """Add new hits of the group, if all are behind these; says whether they are."""
        columns, (start, end) = fresh.columns, fresh.bounds[self.group]
        earliest = columns.times[start], columns.slots[start], columns.events[start]
        if self.times and (self.times[-1], self.slots[-1], self.events[-1]) >= earliest:
            return False
        self.is_mixed |= fresh.is_mixed
        self.sinces = _longer(self.sinces, len(self.times), columns.sinces, start, end)
        self.values = _longer(self.values, len(self.times), columns.values, start, end)
        self.times.extend(columns.times[start:end])
        self.slots.extend(columns.slots[start:end])
        self.events.extend(columns.events[start:end])
        self.sums.extend(accumulate(columns.weights[start:end], initial=self.sums.pop()))
        return True

    def precede(self, fresh: Fresh) -> bool:
        """Add new hits of the group, if all are before these; says whether they are."""
        columns, (start, end) = fresh.columns, fresh.bounds[self.group]
        latest = columns.times[end - 1], columns.slots[end - 1], columns.events[end - 1]
        if not self.times or latest >= (self.times[0], self.slots[0], self.events[0]):
            return False
        own, weights = len(self.times), columns.weights[start:end]
        self.is_mixed |= fresh.is_mixed
        self.sinces = _longer(_part(columns.sinces, start, end), end - start, self.sinces, 0, own)
        self.values = _longer(_part(columns.values, start, end), end - start, self.values, 0, own)
        self.times[:0] = _numbers(columns.times[start:end])
        self.slots[:0] = _numbers(columns.slots[start:end])
        self.events[:0] = _numbers(columns.events[start:end])
        self.sums[:1] = _numbers(accumulate(weights, initial=self.sums[0] - sum(weights)))
        return True

    def behind(self, time: int) -> "Track":
        """The hits at a point in time or behind it, apart."""
        return self._cut(self.at(time), len(self.times))

    def before(self, time: int) -> "Track":
        """The hits at a point in time or before it, apart."""
        return self._cut(0, bisect_right(self.times, time))

    def _cut(self, start: int, end: int) -> "Track":
        return Track(
            self.group,
            self.times[start:end],
            self.slots[start:end],
            self.events[start:end],
            self.sums[start : end + 1],
            _part(self.sinces, start, end),
            _part(self.values, start, end),
            self.is_mixed,
        )


def begun(fresh: Fresh, group: int) -> Track:
    """A group's new hits."""
    track = Track(group)
    track.extend(fresh)
    return track


def track_of(group: int, rows: Sequence[Row]) -> Track:
    """The hits of a group.

    Args:
        group: `groups.id`
        rows: One at least, in order.
    """
    _, times, slots, events, weights, sinces, values = zip(*rows, strict=True)
    return Track(
        group,
        _numbers(times),
        _numbers(slots),
        _numbers(events),
        _numbers(accumulate(weights, initial=0)),
        _part(unless_nothing(sinces), 0, len(rows)),
        _part(unless_nothing(values), 0, len(rows)),
        is_mixed=len(set(slots)) > 1 or unless_nothing(sinces) is not None,
    )


def with_more(track: Track, fresh: Fresh) -> Track:
    """The hits of a group and its new ones; the track itself, where it goes on with these."""
    if track.extend(fresh) or track.precede(fresh):
        return track
    return track_of(track.group, sorted([*track.rows(), *fresh.hits(track.group)]))


def values_of(track: Track) -> Sequence[Value]:
    """What each hit says in the field that counts."""
    return [None] * len(track) if track.values is None else track.values


def _part(column: Sequence[T] | None, start: int, end: int) -> list[T] | None:
    return None if column is None else list(column[start:end])


def _longer(
    own: list[T] | None, size: int, more: Sequence[T] | None, start: int, end: int
) -> list[T] | None:
    """A column with what it goes on with, either of which may hold nothing."""
    if own is None and more is None:
        return None
    column = [cast("T", None)] * size if own is None else own
    column += [cast("T", None)] * (end - start) if more is None else more[start:end]
    return column
