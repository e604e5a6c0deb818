"""Which records of long batches count in which group, in numpy's arrays; no database."""

from array import array
from collections import defaultdict
from collections.abc import Hashable, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from store.rules.counting.entering import Columns
from store.rules.counting.grouping import Grouping
from store.rules.counting.valuing import Valuing
from store.rules.counting.weighing_long import long_weights
from store.rules.matching.batches import Positions
from store.rules.matching.long_batches import Flags, LongBatch
from store.rules.matching.numbering import Numbers
from store.rules.windows import Value


class _Entered(NamedTuple):
    """Records that count, side by side."""

    records: Numbers
    """Their positions."""
    groups: Numbers
    """For each the position of its group among the keys."""
    keys: Sequence[str]
    values: Numbers | None
    """For each the position of what it says among what is said, where that is asked for."""
    said: Sequence[Value]


class LongEntering:
    """Enters the records of a long batch: see `Entering`."""

    def __init__(self, batch: LongBatch) -> None:
        self._batch = batch
        self._entered: defaultdict[Hashable, list[_Entered]] = defaultdict(list)
        self._known: dict[tuple[int, Grouping, Valuing | None], _Entered] = {}
        self._columns: dict[tuple[object, ...], Columns] = {}

    def enter(
        self, place: Hashable, positions: Positions, grouping: Grouping, valuing: Valuing | None
    ) -> None:
        """Enter records that count in a place."""
        known = (id(positions), grouping, valuing)
        if known not in self._known:
            records = np.asarray(positions, np.int64)
            self._known[known] = self._found(records, grouping, valuing)
        self._entered[place].append(self._known[known])

    def columns(self, place: Hashable, *, by_weight: bool) -> Columns:
        """What was entered in a place; the same records in the same groups are laid out once."""
        entered = self._entered[place]
        known = (by_weight, *map(id, entered))
        if known not in self._columns:
            whole = entered[0] if len(entered) == 1 else self._together(entered)
            self._columns[known] = self._laid_out(whole, by_weight=by_weight)
        return self._columns[known]

    def _found(self, records: Numbers, grouping: Grouping, valuing: Valuing | None) -> _Entered:
        """Records that have a group, and a value if that is asked for."""
        keys, groups = grouping.numbered(self._batch, records)
        values: Numbers | None = None
        said: Sequence[Value] = ()
        kept = _saying(keys, groups, "")
        if valuing is not None:
            said, values = valuing.numbered(self._batch, records)
            kept &= _saying(said, values, None)
        if not kept.all():
            records, groups = records[kept], groups[kept]
            values = None if values is None else values[kept]
        return _Entered(records, groups, keys, values, said)

    def _together(self, entered: Sequence[_Entered]) -> _Entered:
        """What was entered in several goes: of a record the last counts, where it came first."""
        keys = _offsets([each.keys for each in entered])
        said = _offsets([each.said for each in entered])
        records = np.concatenate([each.records for each in entered])
        order = np.arange(len(records))
        last, first = np.full((2, len(self._batch.records)), -1, np.int64)
        last[records] = order
        first[records[::-1]] = order[::-1]
        kept = last[records[np.sort(first[first >= 0])]]
        groups = np.concatenate([each.groups + at for each, at in zip(entered, keys, strict=True)])
        values = [
            each.values + at
            for each, at in zip(entered, said, strict=True)
            if each.values is not None
        ]
        return _Entered(
            records[kept],
            groups[kept],
            [key for each in entered for key in each.keys],
            np.concatenate(values)[kept] if values else None,
            [value for each in entered for value in each.said],
        )

    def _laid_out(self, entered: _Entered, *, by_weight: bool) -> Columns:
        keys, groups = _in_order(entered.keys, entered.groups)
        records, values = entered.records, entered.values
        weighed = long_weights(self._batch, records, by_weight=by_weight)
        return Columns(
            keys,
            array("I", groups.astype(np.uint32).tobytes()),
            array("I", records.astype(np.uint32).tobytes()),
            array("q", self._batch.array("time")[records].tobytes()),
            array("q", weighed.tobytes()),
            None if values is None else list(map(entered.said.__getitem__, values.tolist())),
        )


def _saying(results: Sequence[object], at: Numbers, nothing: object) -> Flags:
    """For each of some records whether it says something.

    Args:
        results: What any record says; only those that occur are looked at, for many are remembered.
        at: For each record the position of its result.
        nothing: The result of those that say nothing.
    """
    occurring = np.flatnonzero(np.bincount(at)).tolist()
    silent = [number for number in occurring if results[number] == nothing]
    return np.isin(at, silent, invert=True) if silent else np.ones(len(at), np.bool_)


def _offsets(lists: Sequence[Sequence[object]]) -> list[int]:
    """Where each of some lists begins when they stand one behind the other."""
    return [0, *accumulate(map(len, lists))][:-1]


def _in_order(keys: Sequence[str], groups: Numbers) -> tuple[list[str], Numbers]:
    """The groups that occur, in the order in which they are met, and for each record its place."""
    first = np.full(len(keys), -1, np.int64)
    first[groups[::-1]] = np.arange(len(groups))[::-1]
    present = np.flatnonzero(first >= 0)
    met = present[np.argsort(first[present])]
    names = {key: number for number, key in enumerate(dict.fromkeys(keys[at] for at in met))}
    table = np.zeros(len(keys), np.int64)
    table[met] = [names[keys[at]] for at in met]
    return list(names), table[groups]
