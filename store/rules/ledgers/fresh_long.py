"""Many new hits of a ledger, sorted in numpy's arrays."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from store.rules.ledgers.columns import Columns, Part
from store.rules.windows import Value


def columns_of(parts: Sequence[Part], first: int) -> Columns:
    """What a batch brings a ledger, as hits; as `fresh.sorted_out`."""
    groups = _joined([np.asarray(numbers)[np.asarray(some.groups)] for numbers, some in parts])
    times = _joined([np.asarray(some.times) for _, some in parts])
    events = _joined([np.asarray(some.records) for _, some in parts]) + first
    weights = _joined([np.asarray(some.weights) for _, some in parts])
    sizes = [len(some.records) for _, some in parts]
    slots = np.repeat([some.slot for _, some in parts], sizes)
    order = np.lexsort((events, slots, times, groups))
    return Columns(
        groups[order].tolist(),
        times[order].tolist(),
        slots[order].tolist(),
        events[order].tolist(),
        weights[order].tolist(),
        values=_values(parts, order),
    )


def edges(groups: Sequence[int]) -> Mapping[int, tuple[int, int]]:
    """For each of some groups, in order, where it begins and where it ends."""
    column = np.asarray(groups)
    starts = np.flatnonzero(np.diff(column, prepend=-1))
    ends = np.append(starts[1:], len(column))
    pairs = zip(starts.tolist(), ends.tolist(), strict=True)
    return dict(zip(column[starts].tolist(), pairs, strict=True))


def _joined(columns: Sequence[NDArray[np.generic]]) -> NDArray[np.int64]:
    """Columns one behind the other."""
    return np.concatenate(columns, dtype=np.int64)


def _values(parts: Sequence[Part], order: NDArray[np.intp]) -> Sequence[Value] | None:
    """What the hits say in the field that counts, if any says something."""
    if all(some.values is None for _, some in parts):
        return None
    said: list[Value] = []
    for _, some in parts:
        said += [None] * len(some.records) if some.values is None else some.values
    return list(map(said.__getitem__, order.tolist()))
