"""Many records side by side, for logs of which nearly every line is like the others.

A sheet is a sequence of records like any other; it makes each record when it is asked for. Who
wants a column of all records gets it without any record being made: for a million lines that is
most of the work.
"""

from collections.abc import Iterator, Sequence
from typing import Any, overload

from store.model import Fields, Kind, Record

NOTHING: Fields = {}
"""The shared fields of a record that shares none."""


class Sheet(Sequence[Record]):
    """Records of weight 1 whose times are known and free of assumptions."""

    def __init__(
        self,
        lines: Sequence[tuple[int, bytes]],
        kinds: list[Kind],
        times: list[int],
        shared: Sequence[Sequence[Fields]],
        columns: dict[str, Sequence[Any]],
        odd: dict[int, Record],
    ) -> None:
        """Lay records side by side.

        Args:
            lines: Offset and bytes of every record.
            kinds: Of every record; `times` likewise (µs UTC).
            times: See `kinds`.
            shared: Columns of fields: the same object stands for many records. Not to be changed.
            columns: Columns of single values by ECS key; None where a record has none.
            odd: Records that are as they are, by position; the columns hold nothing for them.
        """
        self.lines = lines
        self.kinds = kinds
        self.times = times
        self._shared = shared
        self._columns = columns
        self._odd = odd

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, position: int) -> Record: ...
    @overload
    def __getitem__(self, position: slice) -> list[Record]: ...
    def __getitem__(self, position: int | slice) -> Record | list[Record]:
        if isinstance(position, slice):
            return [self._record(at) for at in range(*position.indices(len(self)))]
        return self._record(range(len(self))[position])

    def __iter__(self) -> Iterator[Record]:
        return map(self._record, range(len(self)))

    def values(self) -> dict[str, list[Any]]:
        """Every column by ECS key, None where a record has no such field."""
        columns = {key: list(column) for key, column in self._columns.items()}
        for shared in self._shared:
            distinct = {id(fields): fields for fields in shared}.values()
            for key in set[str]().union(*distinct):
                columns[key] = [fields.get(key) for fields in shared]
        for at, record in self._odd.items():
            for key, value in record.fields.items():
                columns.setdefault(key, [None] * len(self))[at] = value
        return columns

    def _record(self, at: int) -> Record:
        """Make one record."""
        if at in self._odd:
            return self._odd[at]
        fields: Fields = {}
        for shared in self._shared:
            fields.update(shared[at])
        for key, column in self._columns.items():
            if column[at] is not None:
                fields[key] = column[at]
        offset, raw = self.lines[at]
        return Record(offset, raw, self.kinds[at], fields, self.times[at])
