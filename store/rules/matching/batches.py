"""The records of a batch as judging asks for them: by the numbers of what they say.

On a sheet most values are decided by one number or two. What has been found out for these numbers
holds for every record that has them, in this batch and in the log's next ones.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import tzinfo
from functools import cached_property
from itertools import chain, compress
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, cast

from store.formats.sheet import NOTHING, REST, Sheet
from store.formats.spans import Spans
from store.model import KIND_KEYS, Fields, FieldValue, Record
from store.rules.reading.fields import CALENDAR, WEIGHT, calendar, read_from

if TYPE_CHECKING:
    from numpy import bool_
    from numpy.typing import NDArray

    from store.rules.matching.numbering import Numbers, Values

Positions: TypeAlias = "Sequence[int] | Numbers"
"""Of records in a batch; those of a long one are numbers of numpy."""
Marked: TypeAlias = "set[int] | NDArray[bool_]"
"""Positions among which others are looked for."""

_Name: TypeAlias = tuple[str, str]
"""Of a column: its sort, and a part's name or a key."""


class Columns(NamedTuple):
    """What decides the values of some keys, for every record of a sheet."""

    names: tuple[_Name, ...]
    meanings: tuple[object, ...]
    """What the numbers in them stand for: while these are the same objects, equal numbers mean the
    same."""


class Contents:
    """Which keys the parts of a log's sheets hold; what was looked through is not again."""

    def __init__(self, zone: tzinfo) -> None:
        """Begin.

        Args:
            zone: Whose wall clock `weekday`, `hour` and `date` are read from.
        """
        self._known: dict[str, tuple[list[Fields], int, set[str]]] = {}
        self.calendars: dict[str, Callable[[int], FieldValue | None]] = {
            key: calendar(key, zone) for key in CALENDAR
        }
        """How parts of the date are read from a time (µs UTC)."""
        self.numbered: dict[str, Values] = {}
        """By key the values that long batches have numbered."""

    def look(self, sheet: Sheet) -> None:
        """Look through what is new in a sheet's parts."""
        for name, (_, fields) in sheet.parts.items():
            seen, size, keys = self._known.get(name, (fields, 0, set[str]()))
            if seen is not fields:
                size, keys = 0, set()
                self.numbered = {}
            keys.update(*fields[size:])
            self._known[name] = fields, len(fields), keys

    def holds(self, part: str, key: str) -> bool:
        """Whether a part says anything under a key."""
        return key in self._known[part][2]


class Batch:
    """Records that are asked for one by one, some of them more than once."""

    is_long = False
    """Whether positions in it are numbers of numpy: see `LongBatch`."""

    def __init__(self, records: Sequence[Record], contents: Contents) -> None:
        """Take records.

        Args:
            records: Every one with a time.
            contents: Of the same log's earlier batches; those of another are forgotten.
        """
        self.sheet = records if isinstance(records, Sheet) else None
        """The sheet that they stand on, if they do."""
        self.records = records
        self._contents = contents
        self._made: dict[int, Record] = {}
        self._plain: dict[_Name, Sequence[Any]] = {}
        self._sayable: dict[str, bool] = {}
        if self.sheet is not None:
            contents.look(self.sheet)

    def close(self) -> None:
        """Let go of all that refers to the batch: an import collects no garbage."""

    def record(self, position: int) -> Record:
        """The record at a position from the beginning."""
        if self.sheet is None:
            return self.records[position]
        record = self._made.get(position)
        if record is None:
            record = self._made[position] = self.sheet.record(position)
        return record

    def some(self, positions: Sequence[int]) -> list[Record]:
        """Some of the records."""
        one = self.records.__getitem__ if self.sheet is None else self.record
        return list(map(one, positions))

    def plain(self, positions: Positions) -> Sequence[int]:
        """Positions as Python's own numbers."""
        return cast("Sequence[int]", positions)

    def packed(self, positions: Sequence[int]) -> Positions:
        """Python's own numbers as positions."""
        return positions

    def joined(self, pieces: Sequence[Positions]) -> Positions:
        """Positions one after the other."""
        return pieces[0] if len(pieces) == 1 else list(chain.from_iterable(pieces))

    def in_order(self, pieces: Sequence[Positions]) -> Positions:
        """Positions in their order."""
        return sorted(chain.from_iterable(pieces))

    def marked(self, positions: Positions) -> Marked:
        """Positions as a set."""
        return set(positions)

    def both(self, marked: Marked, other: Marked) -> Positions:
        """The positions in two sets, in order."""
        return sorted(cast("set[int]", marked) & cast("set[int]", other))

    def by_kind(self, busy: Sequence[bool]) -> Iterable[tuple[int, Positions]]:
        """The records on the sheet by the number of their kind, if there is anything to do for it.

        Args:
            busy: For each kind whether there is.
        """
        numbers = self.column(("kind", ""))
        found: defaultdict[int, list[int]] = defaultdict(list)
        for at in compress(range(len(numbers)), map(busy.__getitem__, numbers)):
            found[numbers[at]].append(at)
        return found.items()

    @property
    def piece(self) -> Spans | None:
        """The records' bytes as they lie in one piece of a log; None where they do not."""
        lines = self.sheet.lines if self.sheet is not None else None
        return lines if isinstance(lines, Spans) else None

    def raws(self, positions: Sequence[int]) -> list[bytes]:
        """The bytes of some records."""
        if self.sheet is None:
            return [self.records[at].raw for at in positions]
        lines = self.sheet.lines
        return [lines[at][1] for at in positions]

    def times(self, positions: Sequence[int]) -> list[int]:
        """The times of some records."""
        if self.sheet is None:
            return [self.records[at].time or 0 for at in positions]
        return list(map(self.column(("time", "")).__getitem__, positions))

    def columns(self, keys: Iterable[str]) -> Columns | None:
        """What decides the values of some keys; None where nothing less than the record does."""
        sheet = self.sheet
        names: dict[_Name, object] = {}
        for key in keys:
            read = read_from(key)
            if sheet is None or read is None:
                return None
            for each in read:
                names.update(self._names(sheet, each))
        return Columns(tuple(names), tuple(names.values()))

    def may_say(self, key: str) -> bool:
        """Whether any of the records may have a value under a key."""
        found = self._sayable.get(key)
        if found is None:
            columns = self.columns((key,))
            found = key == WEIGHT or columns is None or bool(columns.names)
            self._sayable[key] = found
        return found

    def _names(self, sheet: Sheet, key: str) -> dict[_Name, object]:
        """The columns that decide the value of one key, with what their numbers stand for."""
        if key in KIND_KEYS:
            return {("kind", ""): sheet.kinds.kinds}
        if key in CALENDAR:
            return {("calendar", key): None}
        if key == WEIGHT:
            return {("weight", ""): None} if sheet.marks else {}
        parts: dict[_Name, object] = {
            ("part", name): part.fields
            for name, part in sheet.parts.items()
            if self._contents.holds(name, key)
        }
        return parts | ({("single", key): None} if self.has_own(key) else {})

    def has_own(self, key: str) -> bool:
        """Whether some records say something under a key that no number stands for."""
        return self.sheet is not None and (key in self.sheet.singles or key in self._own_keys)

    def is_own(self, key: str) -> bool:
        """Whether no number stands for anything that records say under a key."""
        columns = self.columns((key,))
        return columns is not None and columns.names == (("single", key),)

    def varies(self, key: str) -> bool:
        """Whether what records say under a key is better looked at than remembered."""
        return self.has_own(key)

    @cached_property
    def _own_keys(self) -> frozenset[str]:
        """The keys of what the records say in words of their own."""
        return frozenset[str]().union(*set(map(tuple, self._own_words)))

    @cached_property
    def _own_words(self) -> Sequence[Fields]:
        own = self.sheet.singles.get(REST, ()) if self.sheet is not None else ()
        return [words if isinstance(words, dict) else NOTHING for words in own]

    def deciding(self, keys: Sequence[str]) -> str | None:
        """The one part that decides the values of some keys; None where more or less does."""
        columns = self.columns(keys)
        return None if columns is None else self.only_part(columns)

    def only_part(self, columns: Columns) -> str | None:
        """The part that these columns are, if they are one."""
        names = columns.names
        return names[0][1] if len(names) == 1 and names[0][0] == "part" else None

    def fields(self, part: str) -> list[Fields]:
        """What the numbers of a part of the sheet stand for."""
        if self.sheet is None:
            raise LookupError(part)
        return self.sheet.parts[part].fields

    def saying(self, some: Sequence[Fields]) -> list[Record]:
        """Records that say this and nothing else, for who asks for nothing else."""
        if self.sheet is None:
            raise LookupError("no sheet")
        kind = self.sheet.kinds.kinds[0]
        return [Record(0, b"", kind, fields, 0) for fields in some]

    def rows(self, columns: Columns, positions: Sequence[int]) -> Sequence[Any]:
        """What stands in some columns, for some records: one value each, or a tuple."""
        found = [self._values(name, positions) for name in columns.names]
        if len(found) == 1:
            return found[0]
        return list(zip(*found, strict=True)) if found else [None] * len(positions)

    def _values(self, name: _Name, positions: Sequence[int]) -> list[Any]:
        if name[0] == "calendar":
            return list(map(self._contents.calendars[name[1]], self.times(positions)))
        return list(map(self.column(name).__getitem__, positions))

    def column(self, name: _Name) -> Sequence[Any]:
        """A column of the sheet, of Python's own numbers."""
        column = self._plain.get(name)
        if column is None:
            found = self._column(name)
            listed: Callable[[], list[Any]] | None = getattr(found, "tolist", None)
            column = self._plain[name] = listed() if listed else found
        return column

    def _column(self, name: _Name) -> Sequence[Any]:
        sheet = self.sheet
        if sheet is None:
            raise LookupError(name)
        sort, key = name
        if sort == "weight":
            return sheet.marks.weights if sheet.marks else [1] * len(sheet)
        if sort == "part":
            return sheet.parts[key].codes
        if sort == "single":
            return self._own(key)
        return sheet.kinds.codes if sort == "kind" else sheet.times

    def _own(self, key: str) -> Sequence[Any]:
        """What each record says under a key that no number stands for."""
        if self.sheet is not None and key in self.sheet.singles:
            return self.sheet.singles[key]
        return [words.get(key) for words in self._own_words]
