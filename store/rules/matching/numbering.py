"""What the records of a log say under a key, numbered: equal numbers, the same value.

A sheet numbers what a part of a record says as a whole, so that two parts in which a key may stand
make a pair of numbers for each of its values. Here a value has one number wherever it stands, and
rules that ask for it look at as many numbers as there are values.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from store.model import KIND_KEYS, Fields, FieldValue, Kind

Numbers: TypeAlias = npt.NDArray[np.int64]

_HOUR = 3_600_000_000
_MOST = 20_000
"""Values of a key from which on those that stand in single records are not numbered any more."""

_PLAIN = frozenset({str, type(None)})
"""Types of values that equal none of another type."""


class Values:
    """The values of one key, each with its number; 0 is none."""

    def __init__(self) -> None:
        self.all: list[FieldValue | None] = [None]
        """By their numbers."""
        self._numbers: dict[object, int] = {None: 0}
        self._tables: dict[str, tuple[Sequence[object], Numbers]] = {}
        """By the name of a part: what its codes stand for, and the number for each."""

        self.vary = False
        """Whether single records say so many that numbers are no use."""

    def __len__(self) -> int:
        return len(self.all)

    def listed(self, numbers: Numbers) -> list[FieldValue | None]:
        """The values that numbers stand for."""
        return list(map(self.all.__getitem__, numbers.tolist()))

    def own(self, values: Sequence[FieldValue | None]) -> Numbers:
        """The numbers of what single records say."""
        numbers = self._numbered(values)
        self.vary = self.vary or len(self.all) > _MOST
        return numbers

    def of_array(self, values: Numbers) -> Numbers:
        """The numbers of what all records say, which are numbers themselves."""
        distinct, at = np.unique(values, return_inverse=True)
        return self._numbered(distinct.tolist())[at]

    def of_part(self, name: str, fields: list[Fields], key: str) -> Numbers:
        """For each code of a part the number of what it says under the key."""
        known = self._known(name, fields)
        return self._grown(name, fields, (said.get(key) for said in fields[len(known) :]))

    def of_kinds(self, kinds: list[Kind], key: str) -> Numbers:
        """For each code of a kind the number of what it says under one of the kind's keys."""
        at = Kind._fields.index(KIND_KEYS[key])
        return self._grown("", kinds, (kind[at] for kind in kinds[len(self._known("", kinds)) :]))

    def _known(self, name: str, meaning: Sequence[object]) -> Numbers:
        meant, numbers = self._tables.get(name, (None, None))
        return np.empty(0, np.int64) if numbers is None or meant is not meaning else numbers

    def _grown(
        self, name: str, meaning: Sequence[object], more: Iterable[FieldValue | None]
    ) -> Numbers:
        known, fresh = self._known(name, meaning), self._numbered(more)
        numbers = np.concatenate([known, fresh]) if len(fresh) else known
        self._tables[name] = meaning, numbers
        return numbers

    def _numbered(self, values: Iterable[FieldValue | None]) -> Numbers:
        some = list(values)
        if not _PLAIN.issuperset(map(type, some)):
            return np.fromiter(map(self.number, some), np.int64, len(some))
        found = list(map(self._numbers.get, some))
        if None in found:
            pairs = zip(found, some, strict=True)
            found = [self.number(value) if at is None else at for at, value in pairs]
        return np.array(found, np.int64)

    def number(self, value: FieldValue | None) -> int:
        """The number of a value; 1 is not 1.0."""
        key = value if type(value) in _PLAIN else (type(value), value)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.all)
            self.all.append(value)
        return number


def hourly(times: Numbers, read: Callable[[int], FieldValue | None], values: Values) -> Numbers:
    """The numbers of what a wall clock says at some times (µs UTC).

    Args:
        times: In any order.
        read: Tells what it says at a time; the same at both ends of an hour, and within.
        values: Number it.
    """
    hours, at = np.unique(times // _HOUR, return_inverse=True)
    begins = [values.number(read(hour * _HOUR)) for hour in hours.tolist()]
    ends = [values.number(read(hour * _HOUR + _HOUR - 1)) for hour in hours.tolist()]
    numbers: Numbers = np.array(begins, np.int64)[at]
    uneven = np.flatnonzero(numbers != np.array(ends, np.int64)[at])
    numbers[uneven] = [values.number(read(time)) for time in times[uneven].tolist()]
    return numbers
