"""Long batches: what rules ask of them is answered in numpy's arrays."""

from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from functools import partial
from itertools import repeat
from typing import Any, NamedTuple, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from store.model import KIND_KEYS, Fields, FieldValue, Kind, Record
from store.rules.matching.batches import Batch, Contents, Positions
from store.rules.matching.numbering import Numbers, Values, hourly
from store.rules.reading.fields import CALENDAR, WEIGHT, read_from

Flags: TypeAlias = npt.NDArray[np.bool_]

_BITS = 21
_MASK = (1 << _BITS) - 1
_KEYS = 63 // _BITS
"""So many numbers of so many bits fit one."""
_NOTHING = Record(0, b"", Kind(), {}, 0)


Reading: TypeAlias = Callable[[Numbers], Numbers]
"""Gives numbers for records, which are given by their positions."""


class Rows(NamedTuple):
    """What records of a batch say under some keys, as one number for each."""

    at: Reading
    basis: tuple[Sized, ...]
    """What the numbers were made by: while these are the same objects, equal numbers mean the
    same."""
    is_dense: bool
    """Whether all numbers are below the size of the only basis; 0 where there is none."""
    records: Callable[[Numbers], list[Record]] | None
    """Makes records that say what some of the numbers stand for, and nothing else; None where it
    takes a time to say it."""


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
        self._numbers: dict[str, tuple[Values, Reading] | None] = {}
        self._rows: dict[tuple[str, ...], Rows | None] = {}

    def close(self) -> None:
        """Let go of what reads the batch, and so refers to it; see `Batch.close`."""
        self._numbers.clear()
        self._rows.clear()

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
        return np.flatnonzero(self.marked(self.joined(pieces)))

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

    def varies(self, key: str) -> bool:
        """Whether what records say under a key is better looked at than remembered."""
        return self.has_own(key) and self.numbered((key,)) is None

    def array(self, sort: str, part: str = "") -> Numbers:
        """A column of numbers.

        Args:
            sort: `time` (µs UTC), `weight`, `kind` or `part`.
            part: Its name.
        """
        found = self._arrays.get((sort, part))
        if found is None:
            column = self._column((sort, part))
            found = self._arrays[sort, part] = np.asarray(column, np.int64)
        return found

    def numbered(self, keys: Sequence[str]) -> Rows | None:
        """What decides the values of some keys, in numbers; None where no numbers do."""
        wanted = tuple(keys)
        if wanted not in self._rows:
            self._rows[wanted] = self._numbered(wanted)
        return self._rows[wanted]

    def _numbered(self, keys: Sequence[str]) -> Rows | None:
        columns = self.columns(keys)
        if columns is None:
            return None
        part = self.only_part(columns)
        if part is not None:  # its codes are as good as what they stand for
            fields = self.fields(part)
            made = partial(_of_part, fields)
            return Rows(self.array("part", part).__getitem__, (fields,), True, made)
        read = dict.fromkeys(each for key in keys for each in read_from(key) or ())
        found = [self._numbers_of(key) for key in read]
        known = [each for each in found if each is not None]
        return _combined(tuple(read), known) if len(known) == len(found) else None

    def _numbers_of(self, key: str) -> tuple[Values, Reading] | None:
        """The values of one key and their numbers; None where these would be too many."""
        if key not in self._numbers:
            values = self._contents.numbered.setdefault(key, Values())
            self._numbers[key] = None if values.vary else (values, self._reading(key, values))
        return self._numbers[key]

    def _reading(self, key: str, values: Values) -> Reading:
        """Reads the numbers of one key."""
        if self.has_own(key):  # each record is read by itself, and only if it is asked for
            return _Own(len(self._own_sheet), partial(self._layered, key, values)).at
        if key in KIND_KEYS:
            table = values.of_kinds(self._own_sheet.kinds.kinds, key)
            return table[self.array("kind")].__getitem__
        if key in CALENDAR:
            read = self._contents.calendars[key]
            return lambda positions: hourly(self.array("time")[positions], read, values)
        if key == WEIGHT:
            return values.of_array(self.array("weight")).__getitem__
        return self._layered(key, values, np.arange(len(self._own_sheet))).__getitem__

    def _layered(self, key: str, values: Values, positions: Numbers) -> Numbers:
        """The numbers of what some records say under a key; of several layers the last tells."""
        layers = list(self._layers(key, values, positions))
        numbers: Numbers = layers.pop() if layers else np.zeros(len(positions), np.int64)
        for more in reversed(layers):
            numbers = np.where(numbers, numbers, more)
        return numbers

    def _layers(self, key: str, values: Values, positions: Numbers) -> Iterator[Numbers]:
        sheet = self._own_sheet
        if key in self._own_keys:
            words = map(self._own_words.__getitem__, positions.tolist())
            yield values.own([said.get(key) for said in words])
        for name, (_, fields) in sheet.parts.items():
            if self._contents.holds(name, key):
                yield values.of_part(name, fields, key)[self.array("part", name)[positions]]
        if key in sheet.singles:
            column = cast("Sequence[FieldValue | None]", sheet.singles[key])
            yield values.own(list(map(column.__getitem__, positions.tolist())))


class _Own:
    """Numbers of what each record says by itself, read when they are asked for."""

    def __init__(self, size: int, read: Reading) -> None:
        self._read = read
        self._numbers: Numbers = np.full(size, -1, np.int64)

    def at(self, positions: Numbers) -> Numbers:
        """The numbers of some records."""
        found = self._numbers[positions]
        if len(found) and found.min() < 0:
            new = positions[found < 0]
            self._numbers[new] = self._read(new)
            found = self._numbers[positions]
        return found


def _combined(keys: tuple[str, ...], found: Sequence[tuple[Values, Reading]]) -> Rows | None:
    """The numbers of several keys as one; None where they do not fit it."""
    values = tuple(some for some, _ in found)
    if len(found) > 1 and (len(found) > _KEYS or any(len(each) > _MASK for each in values)):
        return None
    timeless = frozenset(CALENDAR).isdisjoint(keys)
    made = partial(_of_values, keys, values) if timeless else None
    if len(found) == 1:
        return Rows(found[0][1], values, True, made)
    readings = [reading for _, reading in found]
    return Rows(partial(_packed, readings), values, not values, made)


def _packed(readings: Sequence[Reading], positions: Numbers) -> Numbers:
    """Several numbers of each record as one."""
    numbers: Numbers = np.zeros(len(positions), np.int64)
    for reading in readings:
        numbers = numbers << _BITS | reading(positions)
    return numbers


def _of_part(fields: Sequence[Fields], codes: Numbers) -> list[Record]:
    """Records that say what some codes of a part stand for."""
    return _saying(map(fields.__getitem__, codes.tolist()))


def _of_values(keys: Sequence[str], values: Sequence[Values], codes: Numbers) -> list[Record]:
    """Records that say what some numbers of several keys stand for."""
    columns = []
    for at, some in enumerate(values):
        numbers = codes >> _BITS * (len(values) - 1 - at)
        columns.append(some.listed(numbers & _MASK if at else numbers))
    rows = zip(*columns, strict=True) if columns else [()] * len(codes)
    said = [
        {key: value for key, value in zip(keys, row, strict=True) if value is not None}
        for row in rows
    ]
    if any(key in KIND_KEYS or key == WEIGHT for key in keys):
        return list(map(_sorted_out, said))
    return _saying(said)


def _saying(some: Iterable[Fields]) -> list[Record]:
    """Records that say this and nothing else: as Record(...), at a fourth of its cost."""
    offset, raw, kind, _, *marks = map(repeat, _NOTHING)
    rows = zip(offset, raw, kind, some, *marks, strict=False)
    return list(map(tuple.__new__, repeat(Record), rows))


def _sorted_out(said: dict[str, FieldValue]) -> Record:
    """A record that says something, in its kind and its weight too."""
    kind: dict[str, Any] = {KIND_KEYS[key]: said.pop(key) for key in {*said} & KIND_KEYS.keys()}
    weight = int(said.pop(WEIGHT, 1))
    return Record(0, b"", Kind(**kind), said, 0, weight=weight)
