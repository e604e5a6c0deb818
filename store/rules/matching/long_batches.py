"""Long batches: what rules ask of them is answered in numpy's arrays."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from store.model import KIND_KEYS, Fields, FieldValue, Kind, Record
from store.rules.matching.batches import Batch, Contents, Positions
from store.rules.matching.numbering import Numbers, Values, hourly
from store.rules.reading.fields import CALENDAR, WEIGHT, read_from

Flags: TypeAlias = npt.NDArray[np.bool_]

_BITS = 21
_KEYS = 63 // _BITS
"""So many numbers of so many bits fit one."""


_NO_FIELDS = frozenset({*KIND_KEYS, WEIGHT})


class Rows(NamedTuple):
    """What all records of a batch say under some keys, as one number for each."""

    keys: tuple[str, ...]
    values: tuple[Values, ...]
    """Of each key."""
    codes: Numbers

    @property
    def are_timeless(self) -> bool:
        """Whether they say nothing of the time of day."""
        return not any(key in CALENDAR for key in self.keys)

    def told(self, code: int) -> Iterator[FieldValue | None]:
        """The values that a number stands for, in the order of the keys."""
        last = len(self.keys) - 1
        mask = (1 << _BITS) - 1 if last else -1
        for at, values in enumerate(self.values):
            yield values.all[code >> _BITS * (last - at) & mask]


class LongBatch(Batch):
    """A sheet of so many records that numpy pays; positions in it are arrays, in order."""

    is_long = True

    def __init__(self, records: Sequence[Record], contents: Contents) -> None:
        """Take the records of a sheet, as `Batch` does."""
        super().__init__(records, contents)
        if self.sheet is None:
            raise LookupError("no sheet")
        self._own_sheet = self.sheet
        self._arrays: dict[tuple[str, str], Numbers] = {}
        self._numbers: dict[str, tuple[Values, Numbers] | None] = {}
        self._rows: dict[tuple[str, ...], Rows | None] = {}

    def plain(self, positions: Positions) -> Sequence[int]:
        """Positions as Python's own numbers."""
        listed: list[int] = np.asarray(positions, np.int64).tolist()
        return listed

    def packed(self, positions: Sequence[int]) -> Positions:
        """Python's own numbers as positions."""
        return np.asarray(positions, np.int64)

    def joined(self, pieces: Sequence[Positions]) -> Positions:
        """Positions one after the other."""
        arrays = [np.asarray(piece, np.int64) for piece in pieces]
        return arrays[0] if len(arrays) == 1 else np.concatenate([np.empty(0, np.int64), *arrays])

    def in_order(self, pieces: Sequence[Positions]) -> Positions:
        """Positions in their order."""
        return np.sort(self.joined(pieces))

    def marked(self, positions: Positions) -> Flags:
        """For every record whether it is at one of some positions."""
        flags: Flags = np.zeros(len(self._own_sheet), np.bool_)
        flags[np.asarray(positions, np.int64)] = True
        return flags

    def both(self, marked: Any, other: Any) -> Positions:  # noqa: ANN401 - as `marked` gives them
        """The positions that both have, in order."""
        return np.flatnonzero(marked & other)

    def by_kind(self, busy: Sequence[bool]) -> Iterable[tuple[int, Positions]]:
        """The records by the number of their kind, if there is anything to do for it."""
        kinds = self.array("kind")
        sizes = np.bincount(kinds, minlength=len(busy))
        order = np.argsort(kinds.astype(np.uint16) if len(busy) < 1 << 16 else kinds, kind="stable")
        ends = np.cumsum(sizes).tolist()
        for kind in np.flatnonzero(sizes).tolist():
            if busy[kind]:
                yield kind, order[ends[kind] - int(sizes[kind]) : ends[kind]]

    def times(self, positions: Positions) -> list[int]:
        """The times of some records."""
        listed: list[int] = self.array("time")[np.asarray(positions, np.int64)].tolist()
        return listed

    def array(self, sort: str, part: str = "") -> Numbers:
        """A column of numbers.

        Args:
            sort: `time` (µs UTC), `weight`, `kind` or `part`.
            part: Its name.
        """
        found = self._arrays.get((sort, part))
        if found is None:
            column = self._column((sort, part))
            found = self._arrays[sort, part] = np.asarray(column).astype(np.int64, copy=False)
        return found

    def numbered(self, keys: Sequence[str]) -> Rows | None:
        """What decides the values of some keys, in numbers; None where no numbers do."""
        wanted = tuple(keys)
        if wanted not in self._rows:
            self._rows[wanted] = self._numbered(wanted)
        return self._rows[wanted]

    def saying(self, rows: Rows, codes: Iterable[int]) -> list[Record]:
        """Records that say what some numbers stand for, and nothing else, but at no time."""
        return [_saying(dict(zip(rows.keys, rows.told(code), strict=True))) for code in codes]

    def _numbered(self, keys: Sequence[str]) -> Rows | None:
        read: dict[str, tuple[Values, Numbers]] = {}
        for key in keys:
            for each in read_from(key) or (None,):
                found = None if each is None else self._numbers_of(each)
                if each is None or found is None:
                    return None
                read[each] = found
        values = tuple(some for some, _ in read.values())
        if len(read) > 1 and (len(read) > _KEYS or any(len(each.all) >> _BITS for each in values)):
            return None
        codes: Numbers = np.zeros(len(self._own_sheet), np.int64)
        for at, (_, numbers) in enumerate(read.values()):
            codes = codes << _BITS | numbers if at else numbers
        return Rows(tuple(read), values, codes)

    def _numbers_of(self, key: str) -> tuple[Values, Numbers] | None:
        """The values of one key and their numbers; None where these would be too many."""
        if key not in self._numbers:
            values = self._contents.numbered.setdefault(key, Values())
            numbers = None if values.vary else self._read(key, values)
            self._numbers[key] = None if numbers is None or values.vary else (values, numbers)
        return self._numbers[key]

    def _read(self, key: str, values: Values) -> Numbers:
        sheet = self._own_sheet
        if key in KIND_KEYS:
            return values.of_kinds(sheet.kinds.kinds, key)[self.array("kind")]
        if key in CALENDAR:
            return hourly(self.array("time"), self._contents.calendars[key], values)
        if key == WEIGHT:
            return values.own(self.column(("weight", "")))
        layers = list(self._layers(key, values))
        numbers: Numbers = layers.pop() if layers else np.zeros(len(sheet), np.int64)
        for more in reversed(layers):
            numbers = np.where(numbers, numbers, more)
        return numbers

    def _layers(self, key: str, values: Values) -> Iterator[Numbers]:
        """What records say under a key, in numbers; of several the last tells."""
        sheet = self._own_sheet
        if key in self._own_keys:
            yield values.own([words.get(key) for words in self._own_words])
        for name, (_, fields) in sheet.parts.items():
            if self._contents.holds(name, key):
                yield values.of_part(name, fields, key)[self.array("part", name)]
        if key in sheet.singles:
            yield values.own(cast("Sequence[FieldValue | None]", sheet.singles[key]))


def _saying(said: dict[str, FieldValue | None]) -> Record:
    """A record that says something and nothing else."""
    kind = {KIND_KEYS[key]: value for key, value in said.items() if key in KIND_KEYS}
    fields: Fields = {
        key: value for key, value in said.items() if value is not None and key not in _NO_FIELDS
    }
    weight = said.get(WEIGHT, 1)
    return Record(0, b"", Kind(**kind), fields, 0, weight=weight)
