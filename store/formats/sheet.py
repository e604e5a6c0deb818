"""Many records side by side, for logs of which nearly every line is like the others.

A sheet is a sequence of records like any other; it makes each record when it is asked for. Who
wants something of all records gets numbers and what they stand for without any record being made:
for a million lines that is most of the work.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple, cast, overload

from store.model import Fields, FieldValue, Kind, Record, Role

NOTHING: Fields = {}
"""The shared fields of a record that shares none."""
REST = ""
"""The column of a sheet's singles that holds fields: what a record says in words of its own, under
keys that no column of the database is for."""
_UNMARKED = (1, 0, None, None)


class Shared(NamedTuple):
    """A part of what records say, where the same is said again and again."""

    codes: Sequence[int]
    """For every record the position of its fields."""
    fields: list[Fields]
    """What the codes stand for. The reader's own: it grows with the log, and what stands in it is
    not changed; a reader that begins anew begins another list."""


class Kinds(NamedTuple):
    """The kinds of records."""

    codes: Sequence[int]
    """For every record the position of its kind."""
    kinds: list[Kind]
    """As `Shared.fields`."""


class Marks(NamedTuple):
    """What counting attempts, and assuming times, leave on records."""

    weights: Sequence[int]
    flags: Sequence[int]
    """`TimeFlag` values, added up."""
    roles: Sequence[Role | None]
    attempts: Sequence[str | None]
    timeless: Set[int] = frozenset()
    """Positions of records without a time of their own: anything may stand in place of it."""


class Sheet(Sequence[Record]):
    """Records, nearly all of which have a time of their own."""

    def __init__(
        self,
        lines: Sequence[tuple[int, bytes]],
        times: Sequence[int],
        kinds: Kinds,
        parts: Mapping[str, Shared],
        singles: Mapping[str, Sequence[FieldValue | Fields | None]],
        marks: Marks | None = None,
    ) -> None:
        """Lay records side by side.

        Args:
            lines: Offset and bytes of every record.
            times: Of every record (µs UTC).
            kinds: Of every record.
            parts: What the records say, by the name of the part: their fields are the union of all
                parts'. A sheet of one log has the same parts as the others.
            singles: Columns of single values, by ECS key; None where a record has none. Numbers
                are below 2**63. `REST` may be among them.
            marks: Of every record; None: all weigh 1, and nothing was assumed of their times.
        """
        self.lines = lines
        self.times = times
        self.kinds = kinds
        self.parts = parts
        self.singles = singles
        self.marks = marks
        self.timeless: Set[int] = marks.timeless if marks else frozenset()
        self._parts = tuple(parts.values())
        plain = cast("Mapping[str, Sequence[FieldValue | None]]", singles)
        self._singles = tuple((key, column) for key, column in plain.items() if key != REST)
        self._rest = cast("Sequence[Fields] | None", singles.get(REST))

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, position: int) -> Record: ...
    @overload
    def __getitem__(self, position: slice) -> list[Record]: ...
    def __getitem__(self, position: int | slice) -> Record | list[Record]:
        if isinstance(position, slice):
            return [self.record(at) for at in range(*position.indices(len(self)))]
        return self.record(range(len(self))[position])

    def __iter__(self) -> Iterator[Record]:
        return map(self.record, range(len(self)))

    def record(self, at: int) -> Record:
        """The record at a position from the beginning, made anew."""
        rest = self._rest
        fields: Fields = rest[at].copy() if rest else {}  # as it is often most of them
        for codes, said in self._parts:
            fields.update(said[codes[at]])
        for key, column in self._singles:
            value = column[at]
            if value is not None:
                fields[key] = value
        offset, raw = self.lines[at]
        kind = self.kinds.kinds[self.kinds.codes[at]]
        weight, flags, role, attempt = self._marked(at)
        # as Record(...), at half its cost
        time = None if at in self.timeless else self.times[at]
        marked = (time, flags, weight, role, attempt)
        return tuple.__new__(Record, (offset, raw, kind, fields, *marked))

    def timed(self, times: Sequence[int], flags: Sequence[int]) -> "Sheet":
        """The sheet with other times, all of them known, and other `TimeFlag` values."""
        marks = self.marks and self.marks._replace(flags=flags, timeless=frozenset())
        return Sheet(self.lines, times, self.kinds, self.parts, self.singles, marks)

    def _marked(self, at: int) -> tuple[int, int, Role | None, str | None]:
        """Weight, flags, role and attempt of a record."""
        marks = self.marks
        if marks is None:
            return _UNMARKED
        return marks.weights[at], marks.flags[at], marks.roles[at], marks.attempts[at]
