"""What was found out about the records of long batches, looked up in numpy's arrays."""

from collections.abc import Callable, Hashable, Iterator, Sequence, Sized
from operator import is_
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from store.model import Record
from store.rules.matching.long_batches import LongBatch, Rows
from store.rules.matching.numbering import Numbers

T = TypeVar("T", bound=Hashable)

_MOST = 20_000
"""Results that are remembered of one sort; when there are more, all are forgotten."""

_BITS = 63
_MOST_ROWS = 50_000
"""Numbers of several keys whose results are."""

_UNLIKE = frozenset({str, bool, tuple, type(None)})
"""Types of results that equal none of another type."""


class Told(NamedTuple, Generic[T]):
    """What is so of some records."""

    results: list[T]
    """What is so of any record."""
    at: Numbers
    """For every record the position of its result."""

    def sorted_out(self, positions: Numbers) -> Iterator[tuple[T, Numbers]]:
        """The results that say something, each with the records of which it is so.

        Args:
            positions: Of the records.
        """
        for number in np.flatnonzero(np.bincount(self.at)).tolist():
            if self.results[number]:
                yield self.results[number], positions[self.at == number]


class _Asked(NamedTuple):
    """Of which records something is asked."""

    batch: LongBatch
    rows: Rows
    positions: Numbers
    codes: Numbers
    """For each of them its number."""

    def one_of_each(self, codes: Numbers) -> list[int]:
        """For each of some numbers the position of a record that has it."""
        known = dict(zip(self.codes.tolist(), self.positions.tolist(), strict=True))
        return list(map(known.__getitem__, codes.tolist()))


class _Results(Generic[T]):
    """Results, each once."""

    def __init__(self) -> None:
        self.all: list[T] = []
        self._numbers: dict[object, int] = {}

    def numbers(self, results: Sequence[T]) -> list[int]:
        """Where some results stand; those that are new are added."""
        keys: Sequence[object] = results
        if not _UNLIKE.issuperset(map(type, results)):
            keys = [(type(each), each) for each in results]
        known = self._numbers
        for key, result in dict(zip(keys, results, strict=True)).items():
            if key not in known:
                known[key] = len(self.all)
                self.all.append(result)
        return list(map(known.__getitem__, keys))


class LongMemory(Generic[T]):
    """Finds things out about values, each once."""

    def __init__(self, find: Callable[[Sequence[Record]], Sequence[T]]) -> None:
        """Begin; `find` finds it out for records."""
        self._find = find
        self._forget(())

    def told(self, batch: LongBatch, rows: Rows, positions: Numbers) -> Told[T]:
        """What is so of some records of a batch, given by their positions."""
        same = len(rows.basis) == len(self._basis) and all(map(is_, rows.basis, self._basis))
        if not same or len(self._results.all) > _MOST or len(self._known) > _MOST_ROWS:
            self._forget(rows.basis)
        asked = _Asked(batch, rows, positions, rows.at(positions))
        at = self._dense(asked) if rows.is_dense else self._scattered(asked)
        return Told(self._results.all, at)

    def _forget(self, basis: tuple[Sized, ...]) -> None:
        self._basis = basis
        self._results: _Results[T] = _Results()
        self._table = np.empty(0, np.int32)
        """For each number that of its result; -1: unknown. There are many such tables."""
        self._known: dict[int, int] = {}
        """The same where numbers are scattered."""

    def _dense(self, asked: _Asked) -> Numbers:
        """Where the results of some records stand."""
        more = max([1, *map(len, asked.rows.basis)]) - len(self._table)
        if more > 0:
            self._table = np.concatenate([self._table, np.full(more, -1, np.int32)])
        at = self._table[asked.codes]
        if len(at) and at.min() < 0:
            unknown = np.sort(asked.codes[at < 0])  # np.unique would load numpy.ma: 20 ms
            new = unknown[np.flatnonzero(np.diff(unknown, prepend=-1))]
            self._table[new] = self._learned(asked, new)
            at = self._table[asked.codes]
        return at.astype(np.int64)

    def _scattered(self, asked: _Asked) -> Numbers:
        """The same, where numbers are too far apart for a table."""
        distinct, at = np.unique(asked.codes, return_inverse=True)
        numbers = list(map(self._known.get, distinct.tolist()))
        if None in numbers:
            new = distinct[[number is None for number in numbers]]
            self._known.update(zip(new.tolist(), self._learned(asked, new), strict=True))
            numbers = list(map(self._known.get, distinct.tolist()))
        return np.array(numbers, np.int64)[at]

    def _learned(self, asked: _Asked, new: Numbers) -> list[int]:
        """Where the results of new numbers stand, when they have been found out."""
        made = asked.rows.records
        records = made(new) if made else asked.batch.some(asked.one_of_each(new))
        return self._results.numbers(self._find(records))


def with_flags(rows: Rows, positions: Numbers, flags: Sequence[Sequence[bool]]) -> Rows | None:
    """What some records say, and what is so of each besides, as one number.

    Args:
        rows: What they say.
        positions: Of the records.
        flags: Of each thing besides for which of them it is so.

    Returns:
        None where that does not fit a number.
    """
    codes = rows.at(positions)
    if int(codes.max(initial=0)) >> _BITS - len(flags):
        return None
    for some in flags:
        codes = codes << 1 | np.array(some, np.bool_)
    return Rows(lambda _: codes, rows.basis, False, None)


def joined(parts: Sequence[Told[str]], join: Callable[[Sequence[str]], T]) -> Told[T]:
    """What several things that are so of the same records make together.

    Args:
        parts: What is so of them, at least one thing.
        join: Makes the result of one record.
    """
    at = parts[0].at
    rows: list[tuple[str, ...]] = [(result,) for result in parts[0].results]
    for part in parts[1:]:  # numbered anew with each: all together they might not fit a number
        codes = at * len(part.results) + part.at
        distinct, at = np.unique(codes, return_inverse=True)
        pairs = (divmod(code, len(part.results)) for code in distinct.tolist())
        rows = [(*rows[before], part.results[result]) for before, result in pairs]
    return Told(list(map(join, rows)), at)


def numbered(results: Sequence[T]) -> Told[T]:
    """What is so of some records, in their order."""
    found: _Results[T] = _Results()
    at = np.array(found.numbers(results), np.int64)
    return Told(found.all, at)
