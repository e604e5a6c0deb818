"""What was found out about the records of long batches, looked up in numpy's arrays."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from operator import is_
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from store.model import Record
from store.rules.matching.long_batches import LongBatch, Rows
from store.rules.matching.numbering import Numbers, Values

T = TypeVar("T", bound=Hashable)

_MOST = 20_000
"""Results that are remembered of one sort; when there are more, all are forgotten."""


class Told(NamedTuple, Generic[T]):
    """What is so of some records."""

    results: list[T]
    """What is so of any record, each once; the memory's own."""
    at: Numbers
    """For every record the position of its result."""

    def sorted_out(self, positions: Numbers) -> Iterator[tuple[T, Numbers]]:
        """The results that say something, each with the records of which it is so.

        Args:
            positions: Of the records.
        """
        for number in np.unique(self.at).tolist():
            if self.results[number]:
                yield self.results[number], positions[self.at == number]


class LongMemory(Generic[T]):
    """Finds things out about values, each once."""

    def __init__(self, find: Callable[[Sequence[Record]], Sequence[T]]) -> None:
        """Begin; `find` finds it out for records."""
        self._find = find
        self._forget(())

    def told(self, batch: LongBatch, rows: Rows, positions: Numbers) -> Told[T]:
        """What is so of some records of a batch, given by their positions."""
        values = rows.values
        same = len(values) == len(self._values) and all(map(is_, values, self._values))
        if not same or len(self._results) > _MOST or len(self._known) > _MOST:
            self._forget(values)
        codes = rows.codes[positions]
        if len(values) == 1:
            return Told(self._results, self._of_values(batch, rows, positions, codes))
        return Told(self._results, self._of_rows(batch, rows, positions, codes))

    def _forget(self, values: tuple[Values, ...]) -> None:
        self._values = values
        self._results: list[T] = []
        self._numbers: dict[tuple[type, T], int] = {}
        self._table: Numbers = np.empty(0, np.int64)
        """For each number of the only key that of its result; -1: unknown."""
        self._known: dict[int, int] = {}
        """The same for numbers of several keys."""

    def _of_values(
        self, batch: LongBatch, rows: Rows, positions: Numbers, codes: Numbers
    ) -> Numbers:
        """Numbers of results, where one key decides."""
        more = len(rows.values[0].all) - len(self._table)
        if more > 0:
            self._table = np.concatenate([self._table, np.full(more, -1, np.int64)])
        at = self._table[codes]
        new = np.unique(codes[at < 0])
        if not len(new):
            return at
        some = _one_of_each(codes, positions)
        self._table[new] = self._learned(batch, rows, new.tolist(), some)
        return self._table[codes]

    def _of_rows(self, batch: LongBatch, rows: Rows, positions: Numbers, codes: Numbers) -> Numbers:
        """Numbers of results, where several keys decide, or none."""
        distinct, at = np.unique(codes, return_inverse=True)
        listed = distinct.tolist()
        new = [code for code in listed if code not in self._known]
        if new:
            found = self._learned(batch, rows, new, _one_of_each(codes, positions))
            self._known.update(zip(new, found, strict=True))
        return np.fromiter(map(self._known.__getitem__, listed), np.int64)[at]

    def _learned(
        self, batch: LongBatch, rows: Rows, codes: list[int], some: Callable[[], dict[int, int]]
    ) -> list[int]:
        """Numbers of what is found out about new values."""
        if rows.are_timeless:
            records = batch.saying(rows, codes)
        else:
            records = batch.some(list(map(some().__getitem__, codes)))
        return list(map(self._number, self._find(records)))

    def _number(self, result: T) -> int:
        key = type(result), result  # as 1 is not 1.0
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._results)
            self._results.append(result)
        return number


def numbered(results: Sequence[T]) -> Told[T]:
    """What is so of some records, in their order."""
    known: dict[tuple[type, T], int] = {}
    at = [known.setdefault((type(each), each), len(known)) for each in results]
    return Told([result for _, result in known], np.array(at, np.int64))


def _one_of_each(codes: Numbers, positions: Numbers) -> Callable[[], dict[int, int]]:
    """For each number a record that has it."""
    return lambda: dict(zip(codes.tolist(), positions.tolist(), strict=True))
