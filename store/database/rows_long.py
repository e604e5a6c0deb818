"""Lay the facts of long batches out in rows: in numpy's arrays, where they are numbers."""

from array import array
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from store.database.rows import NOTHING, Flat

_Numbers: TypeAlias = npt.NDArray[np.int64]
_Column: TypeAlias = _Numbers | Sequence[Any]

_TEXTS = frozenset({"query", "message", "extra"})
"""Columns of texts."""


class LongRows:
    """Makes rows of long batches; see `rows.Rows`."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], array[int]] = {}
        """What numbers stand for, by part and column."""

    def moments(self, times: Sequence[int]) -> dict[str, _Column]:
        """See `Rows`."""
        seconds, micros = np.divmod(np.asarray(times, np.int64), 1_000_000)
        return {"second": seconds, "micro": micros} if micros.any() else {"second": seconds}

    def taken(self, place: tuple[str, str], values: Sequence[Any], codes: Sequence[int]) -> _Column:
        """See `Rows`."""
        if place[1] in _TEXTS:
            return list(map(values.__getitem__, codes))
        known = self._known.setdefault(place, array("q"))
        fresh = values[len(known) :]
        known.extend([NOTHING if value is None else value for value in fresh])
        taken: _Numbers = np.frombuffer(known, np.int64)[np.asarray(codes, np.uint32)]
        return taken

    def forget(self, part: str) -> None:
        """See `Rows`."""
        for place in [place for place in self._known if place[0] == part]:
            del self._known[place]

    def together(self, one: _Column, other: _Column) -> _Column:
        """See `Rows`."""
        if isinstance(other, np.ndarray):
            return np.where(other == NOTHING, _numbers(one), other)
        pairs = zip(one, other, strict=True)
        return [first if second is None else second for first, second in pairs]

    def flat(self, columns: Mapping[str, _Column]) -> Flat:
        """See `Rows`."""
        found = list(columns.values())
        rows = np.zeros((len(found[0]), len(found)), np.int64)
        for at, column in enumerate(found):
            if isinstance(column, np.ndarray):
                rows[:, at] = column
        flat: list[Any] = rows.ravel().tolist()
        for at, column in enumerate(found):
            if not isinstance(column, np.ndarray):
                flat[at :: len(found)] = [NOTHING if text is None else text for text in column]
        return Flat(flat, frozenset(name for name in columns if _has_gaps(columns[name])))


def _has_gaps(column: _Column) -> bool:
    """Whether some row has no value in a column."""
    if isinstance(column, np.ndarray):
        return bool((column == NOTHING).any())
    return None in column


def _numbers(column: _Column) -> _Numbers:
    """A column as an array."""
    if isinstance(column, np.ndarray):
        return column
    return np.array([NOTHING if value is None else value for value in column], np.int64)
