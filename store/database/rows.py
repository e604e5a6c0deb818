"""Lay the facts of a batch out in rows, as one list of values."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, Protocol, TypeAlias

Column: TypeAlias = Any
"""Values of one column, row by row, as the one who lays out wants them."""

NOTHING = -(1 << 63)
"""Stands for NULL in the rows of long batches. Python's sqlite3 looks for an adapter of every
None that is bound, which takes as long as four numbers do."""

NULLED = f"nullif(?, {NOTHING})"
"""What is bound in SQL where `NOTHING` may stand for NULL."""


class Flat(NamedTuple):
    """The rows of a batch."""

    values: list[Any]
    """All of them, row after row."""
    gapped: frozenset[str]
    """The columns in which `NOTHING` stands for NULL."""


class Rows(Protocol):
    """Makes columns, and rows of them."""

    def moments(self, times: Sequence[int]) -> dict[str, Column]:
        """The columns of times (µs UTC): seconds, and microseconds unless all of them are 0."""

    def taken(self, place: tuple[str, str], values: Sequence[Any], codes: Sequence[int]) -> Column:
        """A column of what numbers stand for.

        Args:
            place: Part and column: what a number stands for there never changes until the part's
                numbers begin anew.
            values: What each number stands for; None for nothing.
            codes: The numbers, row by row.
        """

    def together(self, one: Column, other: Column) -> Column:
        """A column that two parts have to do with: the other's value where it has one."""

    def flat(self, columns: Mapping[str, Column]) -> Flat:
        """The rows."""


class ShortRows:
    """Makes rows of batches that are not long; see `Rows`."""

    def moments(self, times: Sequence[int]) -> dict[str, Column]:
        """See `Rows`."""
        seconds = [time // 1_000_000 for time in times]
        micros = [time % 1_000_000 for time in times]
        return {"second": seconds, "micro": micros} if any(micros) else {"second": seconds}

    def taken(self, _place: tuple[str, str], values: Sequence[Any], codes: Sequence[int]) -> Column:
        """See `Rows`."""
        return map(values.__getitem__, codes)

    def together(self, one: Iterable[Any], other: Iterable[Any]) -> Column:
        """See `Rows`."""
        pairs = zip(one, other, strict=True)
        return [first if second is None else second for first, second in pairs]

    def flat(self, columns: Mapping[str, Column]) -> Flat:
        """See `Rows`."""
        return Flat(list(chain.from_iterable(zip(*columns.values(), strict=True))), frozenset())
