"""What batches are for rules that ask how much is usual, as it goes to the database."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

from store.rules.matching.batches import Batch, Positions

if TYPE_CHECKING:
    from store.rules.matching.long_batches import LongBatch
    from store.rules.matching.numbering import Numbers

HOLE = 86_400_000_000
"""Microseconds: a log is not known to be read where it has no record for that long (a day is what
is missing where one of daily logs is)."""


Instant: TypeAlias = tuple[int, int, int]
"""A hit: its time (µs UTC); `events.id`, or the position in its batch before that is known; how
many times it counts."""


class Tally(NamedTuple):
    """What a batch is for one group of a rule."""

    rule: int
    """`rules.id`"""
    key: str
    """The group: fields and values as JSON."""
    first: int
    """Time of the earliest hit (µs UTC)."""
    last: int
    """Of the latest."""
    total: int
    """Hits by weight."""
    counts: Mapping[int, int]
    """Of a baseline: hits by the number of their bucket."""
    instants: Sequence[Instant]
    """Of an absence: in order, for each stretch the first and the last."""


class Covered(NamedTuple):
    """A time in which records of a dataset came, none longer than `HOLE` after the other."""

    dataset: str
    first: int
    last: int


class Heard(NamedTuple):
    """What a batch is for all rules that ask how much is usual."""

    tallies: list[Tally]
    covered: list[Covered]


class Grouping(Protocol):
    """How records are grouped."""

    def keys(self, batch: Batch, positions: Positions) -> Iterable[tuple[int, str]]:
        """The groups of some records; those are left out that belong to none."""

    def numbered(self, batch: "LongBatch", positions: "Numbers") -> "tuple[Sequence[str], Numbers]":
        """Groups, and for each of some records the position of its own; empty: it has none."""
