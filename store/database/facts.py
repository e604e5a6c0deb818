"""Records turned into columns: all that can be done for the database without the database.

What is made here is small, goes from one process to another, and holds every text of a batch once.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from operator import attrgetter
from typing import Any, NamedTuple

from store.database.coding import STEM, Coder, Columns, Part, Place, StemKey
from store.database.columns import columns_of, singles
from store.database.evidence import Block, pack
from store.formats.sheet import Sheet
from store.model import Parse, Record

_DIMENSIONS = frozenset({"address", "account", "target", "path", "referrer", "agent"})
"""Columns that refer to a text by its number."""

_POSTED = frozenset({"address", "account", "target"})
"""Columns that blocks know the values of."""

_ALONE = "{} alone"
"""Name of the part that is one column of plain records: a log's sheets have parts of their own."""

_kind_of = attrgetter("kind")
_marks_of = attrgetter("weight", "time_flags")


class Run(NamedTuple):
    """A block of evidence, and what is known of its events."""

    block: Block
    first: int
    """The earliest time (µs UTC)."""
    last: int
    """The latest time (µs UTC)."""
    parties: dict[str, "array[int]"]
    """By part the numbers that occur, where the part names addresses or accounts."""


class Facts(NamedTuple):
    """A batch of records as columns; at least one record."""

    times: "array[int]"
    """Microseconds since 1970 UTC, of every record."""
    parts: dict[str, Part]
    """What the records say, as numbers; `STEM` is among them."""
    plain: Columns
    """Columns that are stored as they are; those that hold nothing are left out."""
    runs: list[Run]
    unparsed: int


class _Batch(NamedTuple):
    """A batch as numbers."""

    lines: Sequence[tuple[int, bytes]]
    """Offset and bytes of every record."""
    times: Sequence[int]
    parts: dict[str, Part]
    plain: Columns


def facts(records: Sequence[Record], coder: Coder) -> Facts:
    """Make columns of records that all have a time.

    Args:
        records: At least one.
        coder: Of the log that they are a part of.
    """
    sheet = records if isinstance(records, Sheet) else None
    if coder.is_stale(sheet.parts if sheet else {}):
        coder.begin_anew()
    batch = _of_sheet(sheet, coder) if sheet else _of_records(records, coder)
    codes = batch.parts[STEM].codes
    unread = [stem.kind.parse == Parse.NONE for stem in coder.stems]
    return Facts(
        array("q", batch.times),
        {name: part.packed() for name, part in batch.parts.items()},
        batch.plain,
        list(_runs(batch, coder)),
        sum([unread[code] for code in codes]) if any(unread) else 0,
    )


def _runs(batch: _Batch, coder: Coder) -> Iterator[Run]:
    """The evidence of a batch, block by block."""
    posted = [(name, part) for name, part in batch.parts.items() if coder.has(name, _POSTED)]
    start = 0
    for block in pack(batch.lines):
        end = start + block.events
        times = batch.times[start:end]
        parties = {name: array("I", set(part.codes[start:end])) for name, part in posted}
        yield Run(block, min(times), max(times), parties)
        start = end


def _of_sheet(sheet: Sheet, coder: Coder) -> _Batch:
    """The columns of a sheet, without a record being made."""
    parts = {name: coder.shared(name, part, columns_of) for name, part in sheet.parts.items()}
    parts[STEM] = coder.stemmed(_sheet_stems(sheet, coder))
    return _Batch(sheet.lines, sheet.times, parts, singles(sheet.singles))


def _sheet_stems(sheet: Sheet, coder: Coder) -> Iterable[StemKey]:
    """The stem of every record of a sheet: its kind, where no part says more."""
    table = [coder.kind(kind) for kind in sheet.kinds.kinds]
    kinds = [table[code] for code in sheet.kinds.codes]
    named = [
        (shared.codes, places)
        for name, shared in sheet.parts.items()
        if (places := coder.places(name))
    ]
    marks = sheet.marks
    if not named and marks is None:
        return kinds
    weights, flags = (marks.weights, marks.flags) if marks else (repeat(1), repeat(0))
    hosts, sites = (_told(named, which) for which in range(2))
    return zip(kinds, weights, flags, hosts, sites, strict=False)


def _told(named: Iterable[tuple[Sequence[int], Sequence[Place]]], which: int) -> Iterable[Any]:
    """The hosts, or the sites, that several parts of some records come to.

    Args:
        named: For each part the numbers of the records, and what each number says.
        which: Of the items of a place.
    """
    told: Iterable[Any] = repeat(None)
    for codes, places in named:
        table = [place[which] for place in places]
        if any(table):
            more = [table[code] for code in codes]
            told = [one or other for one, other in zip(told, more, strict=False)]
    return told


def _of_records(records: Sequence[Record], coder: Coder) -> _Batch:
    """The columns of any records."""
    columns = columns_of([record.fields for record in records])
    kinds = map(coder.kind, map(_kind_of, records))
    marks = zip(*map(_marks_of, records), strict=True)
    nothing = [None] * len(records)
    hosts, sites = (columns.pop(name, nothing) for name in ("host", "site"))
    parts = {STEM: coder.stemmed(zip(kinds, *marks, hosts, sites, strict=True))}
    for column in _DIMENSIONS & columns.keys():
        name = _ALONE.format(column)
        parts[name] = coder.keyed(name, column, columns.pop(column))
    return _Batch(
        [(record.offset, record.raw) for record in records],
        [record.time or 0 for record in records],
        parts,
        columns,
    )
