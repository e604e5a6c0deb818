"""Lay the records of an auth log side by side, where nearly all of them are as usual."""

from collections.abc import Iterable, Mapping, MutableSequence, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from store.formats.claims import Claim, Nature, claim_of
from store.formats.sheet import Kinds, Marks, Sheet
from store.formats.syslog.usual.blocks import Block
from store.formats.syslog.usual.sayings import SILENT, Seldom
from store.formats.syslog.usual.vocabulary import Vocabulary
from store.formats.syslog.usual.walk import Walk
from store.model import FieldValue, Record, Role

_ODD = 8
"""A batch of which one record in so many is odd is no sheet."""


class Columns(NamedTuple):
    """What records are, side by side."""

    kinds: MutableSequence[int]
    times: MutableSequence[int]
    flags: MutableSequence[int]
    places: MutableSequence[int]
    said: MutableSequence[int]
    sources: MutableSequence[int]
    users: MutableSequence[int]
    ports: list[int | None]
    pids: list[int | None]
    messages: list[str | None]
    weights: MutableSequence[int]
    roles: list[Role | None]
    attempts: list[str | None]


NONE_ODD: Mapping[int, Record] = MappingProxyType({})
_Told: TypeAlias = tuple[str | None, int, str, str, Seldom, Nature | None]
"""Attempt and time of a record, and what its saying has to say on it: address, user, …"""


def _claims(start: int, told: Iterable[_Told]) -> list[Claim]:
    """What records from a position on say of attempts."""
    return [
        (at, key, time, address, user, seldom.effective, nature)
        for at, (key, time, address, user, seldom, nature) in enumerate(told, start)
        if nature is not None and key
    ]


class SideBySide:
    """The records of a batch."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        columns: Columns | None = None,
        claims: Iterable[Claim] = (),
        odd: Mapping[int, Record] = NONE_ODD,
    ) -> None:
        """Begin.

        Args:
            vocabulary: Of the source.
            columns: Those of the first records; nobody else's from now on.
            claims: What these say of attempts.
            odd: Those of them that were read with care, by their positions.
        """
        self.columns = columns or Columns(*([] for _ in Columns._fields))
        self._lists: tuple[MutableSequence[Any], ...] = self.columns
        self._claims = list(claims)
        self._vocabulary = vocabulary
        self._odd: dict[int, Record] = {}
        """Those that were read with care, by their positions."""
        for at, record in odd.items():
            self._set(at, record)

    def add(self, block: Block, walk: Walk) -> None:
        """Add the records of a block."""
        start = len(self.columns.times)
        for at in walk.odd:
            block.spoken[at] = SILENT
        sayings, sources, users, ports, addresses, names = zip(*block.spoken, strict=True)
        kinds, said, weights, roles, natures, authenticate, seldom = zip(*sayings, strict=True)
        places, pids, keys, *_ = zip(*block.speakers, strict=True)
        attempts = [key if each else None for key, each in zip(keys, authenticate, strict=True)]
        for at, attempt in block.attempts.items():
            attempts[at] = attempt
        told = zip(attempts, walk.times, addresses, names, seldom, natures, strict=True)
        rows: tuple[Sequence[Any], ...] = (
            *(kinds, walk.times, walk.flags, places, said, sources, users, ports, pids),
            *(block.messages, weights, roles, attempts),
        )
        self._claims += _claims(start, told)
        for column, items in zip(self._lists, rows, strict=True):
            column.extend(items)
        for at, record in walk.odd.items():
            self._set(start + at, record)

    def claims(self) -> list[Claim]:
        """What they say of attempts, in their order."""
        odd = self._odd.items()
        return sorted(self._claims + [each for at, one in odd if (each := claim_of(at, one))])

    def records(self, lines: Sequence[tuple[int, bytes]]) -> Sequence[Record]:
        """All that were added.

        Args:
            lines: Offset and bytes of every record.
        """
        if not lines:
            return []
        sheet, odd, weights = self._sheet(lines), self._odd, self.columns.weights
        if len(odd) * _ODD <= len(lines):
            return sheet
        careful = {at: each._replace(weight=weights[at]) for at, each in odd.items()}
        return [careful[at] if at in careful else sheet.record(at) for at in range(len(lines))]

    def _set(self, at: int, record: Record) -> None:
        """Put a record that was read with care into its place."""
        self._odd[at] = record
        for column, value in zip(self._lists, self._row(record), strict=True):
            column[at] = value

    def _row(self, record: Record) -> tuple[Any, ...]:
        """The columns of a record that was read with care: most that it says has one number."""
        fields = dict(record.fields)
        host, message = fields.pop("host.name", None), fields.pop("message", None)
        places, said = self._vocabulary.places, self._vocabulary.said
        return (
            *(self._vocabulary.kind(record.kind), record.time or 0, record.time_flags),
            places.number({"host.name": host}) if host is not None else 0,
            *(said.add(fields), 0, 0, None, fields.pop("process.pid", None), message),
            *(record.weight, record.role, record.attempt),
        )

    def _sheet(self, lines: Sequence[tuple[int, bytes]]) -> Sheet:
        """The sheet of the columns."""
        columns, vocabulary = self.columns, self._vocabulary
        parts = {
            "place": vocabulary.places.shared(columns.places),
            "saying": vocabulary.said.shared(columns.said),
            "source": vocabulary.sources.shared(columns.sources),
            "user": vocabulary.users.shared(columns.users),
        }
        singles: dict[str, Sequence[FieldValue | None]] = {
            "source.port": columns.ports,
            "process.pid": columns.pids,
            "message": columns.messages,
        }
        timeless = frozenset(at for at, record in self._odd.items() if record.time is None)
        told = columns.weights, columns.flags, columns.roles, columns.attempts
        marks = Marks(*told, timeless)
        kinds = Kinds(columns.kinds, vocabulary.kinds)
        return Sheet(lines, columns.times, kinds, parts, singles, marks)
