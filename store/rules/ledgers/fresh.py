"""New hits of a ledger side by side, in the order in which it holds them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise, repeat
from typing import TypeAlias, TypeVar

from store.rules import arrays
from store.rules.ledgers.columns import Columns, Part
from store.rules.windows import Row

Weighing: TypeAlias = Callable[[Sequence[int]], Sequence[int]]
"""Gives for the weights of hits what each of them comes to."""

S = TypeVar("S", bound=Sequence[object])


def by_weight(weights: Sequence[int]) -> Sequence[int]:
    """Hits come to what they weigh: how often they count."""
    return weights


def by_number(weights: Sequence[int]) -> Sequence[int]:
    """Each hit comes to one."""
    return [1] * len(weights)


def at_most(weights: Sequence[int]) -> Sequence[int]:
    """Hits come to no less than how often they count, and to no less than one."""
    return [weight or 1 for weight in weights]


@dataclass(frozen=True)
class Fresh:
    """New hits by their group."""

    columns: Columns
    bounds: Mapping[int, tuple[int, int]]
    """For each group where its hits begin in the columns, and where they end."""

    @cached_property
    def is_mixed(self) -> bool:
        """Whether one event may be several hits: there are several slots, or windows."""
        return self.columns.sinces is not None or len(set(self.columns.slots)) > 1

    def first(self, group: int) -> int:
        """The time of a group's earliest hit (µs UTC)."""
        return self.columns.times[self.bounds[group][0]]

    def last(self, group: int) -> int:
        """The time of its latest hit."""
        return self.columns.times[self.bounds[group][1] - 1]

    def events(self, group: int) -> tuple[int, int]:
        """The lowest and the highest number of the events that are its hits."""
        start, end = self.bounds[group]
        some = self.columns.events[start:end]
        return min(some), max(some)

    def goes_back(self, group: int) -> bool:
        """Whether its hits come newest first."""
        start, end = self.bounds[group]
        return self.columns.events[start] > self.columns.events[end - 1]

    def hits(self, group: int) -> list[Row]:
        """A group's hits, in order."""
        return list(self._rows(*self.bounds[group]))

    @cached_property
    def rows(self) -> Sequence[Row]:
        """All hits, in order."""
        return list(self._rows(0, len(self.columns.groups)))

    def sums(self, weigh: Weighing) -> Sequence[int]:
        """What the hits before each come to, and at the end what all do."""
        return list(accumulate(weigh(self.columns.weights), initial=0))

    def _rows(self, start: int, end: int) -> Iterator[Row]:
        *numbers, sinces, values = self.columns
        return zip(
            *[column[start:end] for column in numbers],
            repeat(None) if sinces is None else sinces[start:end],
            repeat(None) if values is None else values[start:end],
            strict=False,
        )


def sorted_out(parts: Sequence[Part], first: int) -> Fresh:
    """What a batch brings a ledger, as hits.

    Args:
        parts: Of different slots.
        first: `events.id` of the batch's first record.
    """
    if arrays.pay(sum(len(part.counted.records) for part in parts)):
        from store.rules.ledgers.fresh_long import columns_of, edges  # noqa: PLC0415 - numpy loads slowly

        columns = columns_of(parts, first)
        return Fresh(columns, edges(columns.groups))
    return of_rows(sorted(row for part in parts for row in _rows(part, first)))


def of_rows(rows: Sequence[Row]) -> Fresh:
    """Hits as columns.

    Args:
        rows: One at least, sorted.
    """
    columns = Columns(*zip(*rows, strict=True))
    sinces, values = unless_nothing(columns.sinces), unless_nothing(columns.values)
    return Fresh(columns._replace(sinces=sinces, values=values), _bounds(columns.groups))


def _rows(part: Part, first: int) -> Iterable[Row]:
    """What a batch brings a slot, in the order of the batch."""
    numbers, some = part
    return zip(
        map(numbers.__getitem__, some.groups),
        some.times,
        repeat(some.slot),
        map(first.__add__, some.records),
        some.weights,
        repeat(None),
        repeat(None) if some.values is None else some.values,
        strict=False,
    )


def unless_nothing(column: S | None) -> S | None:
    """A column, but none of nothing."""
    return None if column is None or {None}.issuperset(column) else column


def _bounds(groups: Sequence[int]) -> Mapping[int, tuple[int, int]]:
    """For each of some groups, in order, where it begins and where it ends."""
    later = [at for at, (one, other) in enumerate(pairwise(groups), 1) if one != other]
    edges = pairwise((0, *later, len(groups)))
    return {groups[start]: (start, end) for start, end in edges}
