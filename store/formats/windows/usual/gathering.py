"""Lay the events of a log side by side, where nearly all of them are as usual."""

from collections.abc import Sequence

from store.formats.sheet import REST, Kinds, Marks, Sheet
from store.formats.windows.usual.learning import UsualEvents
from store.formats.windows.usual.shape import DATUM, SINGLE, Row
from store.model import Fields, Record

_ODD = 8
"""A batch of which one record in so many is odd is no sheet."""
PARTS = ("act", "people", "place")
"""Parts of a sheet, in the order of a row."""
_EMPTY: Row = (0, 0, 0, 0, 0, None, None, None, None, {})


class Gathering:
    """Gathers the records of one reading."""

    def __init__(self, usual: UsualEvents) -> None:
        """Begin with nothing.

        Args:
            usual: Of the source. It may forget everything now, but not before the next gathering.
        """
        usual.make_room()
        self._vocabulary = usual.vocabulary
        self._lines: list[tuple[int, bytes]] = []
        self._rows: list[Row] = []
        self._odd: dict[int, Record] = {}

    def add(self, row: Row, offset: int, raw: bytes) -> None:
        """Add an event that is as usual."""
        self._rows.append(row)
        self._lines.append((offset, raw))

    def add_odd(self, record: Record) -> None:
        """Add a record that was read with care."""
        self._odd[len(self._rows)] = record
        self.add(_EMPTY, record.offset, record.raw)

    def records(self) -> Sequence[Record]:
        """All that was gathered."""
        odd, size = self._odd, len(self._rows)
        if len(odd) == size:
            return list(odd.values())
        if len(odd) * _ODD > size or any(record.time is None for record in odd.values()):
            sheet = self._sheet()
            return [odd[at] if at in odd else sheet.record(at) for at in range(size)]
        for at, record in odd.items():
            self._rows[at] = self._odd_row(record)
        return self._sheet()

    def _odd_row(self, record: Record) -> Row:
        """The row of an odd record: what it tells has a number of its own."""
        rest: Fields = {}
        told: Fields = {}
        for key, value in record.fields.items():
            if key not in SINGLE:
                (rest if key.startswith(DATUM) else told)[key] = value
        self._vocabulary.keeps(len(record.raw))
        number, process, port, message = map(record.fields.get, SINGLE)
        told_in = self._vocabulary.acts.number(told)
        kind, time = self._vocabulary.kind(record.kind), record.time or 0
        return kind, time, told_in, 0, 0, number, process, port, message, rest

    def _sheet(self) -> Sheet:
        """The rows, at least one, as a sheet."""
        kinds, times, *columns = map(list, zip(*self._rows, strict=True))
        vocabulary = self._vocabulary
        numberings = (vocabulary.acts, vocabulary.people, vocabulary.places)
        numbered = zip(PARTS, numberings, columns, strict=False)
        return Sheet(
            self._lines,
            times,
            Kinds(kinds, self._vocabulary.kinds),
            {name: numbering.shared(codes) for name, numbering, codes in numbered},
            dict(zip((*SINGLE, REST), columns[len(PARTS) :], strict=True)),
            self._marks(),
        )

    def _marks(self) -> Marks | None:
        """The weights, unless all are 1: usual events stand for one attempt each."""
        odd = {at: record.weight for at, record in self._odd.items() if record.weight != 1}
        if not odd:
            return None
        size = len(self._rows)
        nothing = [None] * size
        return Marks([odd.get(at, 1) for at in range(size)], [0] * size, nothing, nothing)
