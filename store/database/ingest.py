"""Write a batch that has been made into columns: facts, dimensions and evidence."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from store.database import occurring
from store.database.coding import STEM, Part
from store.database.counting import LONG, Batch, Counts, short_batch
from store.database.dimensions import Accounts, Addresses, Dimension
from store.database.facts import Facts, Run
from store.database.newest import last_event, numbered_from
from store.database.rows import NULLED, Column, Flat, Rows, ShortRows
from store.database.stems import Stems
from store.database.tables import COUNTED
from store.database.tallies import Tallies

if TYPE_CHECKING:
    from store.database.rows_long import LongRows

_INSERT_BLOCK = (
    "INSERT INTO blocks (source, first_event, events, first_ts, last_ts, addresses, accounts, "
    "first_offset, size, spans, data, sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)

_POSTED = {
    "INSERT INTO address_blocks (address, block) VALUES (?, ?)": ("address",),
    "INSERT INTO account_blocks (account, block) VALUES (?, ?)": ("account", "target"),
}
"""Columns whose values blocks are found by, and how that is noted for short ones."""

_NOT_STORED = frozenset({"host", "failures"})
"""What stems say beside their own number."""

_AT_ONCE = 200
"""Rows of one statement: SQLite takes them in two thirds of the time that single ones take."""


class Ingest:
    """Writes batches; remembers dimensions, and counts, between them."""

    def __init__(self) -> None:
        accounts, hosts = Accounts(), Dimension("hosts")
        self._dimensions: dict[str, Dimension] = {
            "address": Addresses(),
            "account": accounts,
            "target": accounts,
            "path": Dimension("paths"),
            "referrer": Dimension("referrers"),
            "agent": Dimension("agents"),
        }
        self._stems = Stems(hosts)
        self._tallies = Tallies()
        self._short_rows = ShortRows()
        self._long_rows: LongRows | None = None
        self._values: dict[str, dict[str, list[Any]]] = {}
        """By part and column, what the part's numbers stand for."""
        self._counts: dict[str, Counts] = {}
        """By part, how often its numbers were seen since that was last added up."""

    def write(self, connection: sqlite3.Connection, source: int, batch: Facts) -> int:
        """Write a batch and return the id of its first event; the others follow in order.

        Args:
            connection: In a transaction of the writer. If that is rolled back, this object has to
                be thrown away: it remembers what is not there.
            source: `sources.id`
            batch: At least one record.
        """
        first = last_event(connection) + 1
        for name, part in batch.parts.items():
            self._learn(connection, source, name, part)
        self._count(batch)
        rows = self._rows(batch)
        columns = self._columns(batch, rows)
        with numbered_from(connection, first):
            _insert(connection, len(batch.times), list(columns), rows.flat(columns))
        self._insert_runs(connection, first, source, batch.runs)
        self._tallies.reached(first + len(batch.times) - 1)
        if self._tallies.is_much:
            self.finish(connection)
        return first

    def finish(self, connection: sqlite3.Connection) -> None:
        """Write what has been counted in memory; inside a transaction."""
        for name in list(self._counts):
            self._settle(name)
        self._tallies.write(connection)

    def _count(self, batch: Facts) -> None:
        """Count what a batch says, where dimensions know how often they were seen."""
        moments = self._moments(batch)
        for name, part in batch.parts.items():
            if self._values[name].keys() & COUNTED.keys():
                counts = self._counts.setdefault(name, Counts())
                counts.grow(part.start + part.size)
                moments.add(counts, part.codes)

    def _moments(self, batch: Facts) -> Batch:
        """When the events of a batch were, and which failed."""
        failures, stems = self._values[STEM]["failures"], batch.parts[STEM].codes
        if len(batch.times) < LONG:
            return short_batch(batch.times, [failures[code] for code in stems])
        from store.database.counting_long import long_batch  # noqa: PLC0415 - numpy loads slowly

        return long_batch(batch.times, stems, failures)

    def _settle(self, name: str) -> None:
        """Add up what was counted of a part's numbers, by what they stand for."""
        counts = self._counts.pop(name, None)
        if counts is None:
            return
        seen = counts.seen()
        for column, values in self._values[name].items():
            if column in COUNTED:
                self._tallies.add(column, [values[code] for code in seen.codes], seen)

    def _learn(self, connection: sqlite3.Connection, source: int, name: str, part: Part) -> None:
        """Take over what a part's new numbers stand for, texts replaced by their own numbers."""
        if not part.start:
            self._settle(name)
            self._values[name] = {}
            if self._long_rows is not None:
                self._long_rows.forget(name)
        known = self._values[name]
        fresh = part.columns
        if name == STEM:
            fresh = self._stems.columns(connection, source, fresh.get(STEM, []))
        for column in fresh.keys() - known.keys():
            known[column] = [None] * part.start
        for column, values in known.items():
            found: Sequence[Any] = fresh.get(column) or [None] * part.size
            if column in self._dimensions:
                found = self._dimensions[column].numbers(connection, found)
            values.extend(found)

    def _columns(self, batch: Facts, rows: Rows) -> dict[str, Column]:
        """The columns of `facts`, each row by row."""
        columns: dict[str, Column] = {**rows.moments(batch.times), **batch.plain}
        for name, part in batch.parts.items():
            for column, values in self._values[name].items():
                if column in _NOT_STORED:
                    continue
                found = rows.taken((name, column), values, part.codes)
                other = columns.get(column)
                if other is not None:
                    both = _merged if column == "extra" else rows.together
                    found = both(other, found)
                columns[column] = found
        return columns

    def _rows(self, batch: Facts) -> Rows:
        """Who lays the rows of a batch out."""
        if len(batch.times) < LONG:
            return self._short_rows
        if self._long_rows is None:
            from store.database.rows_long import LongRows  # noqa: PLC0415 - numpy loads slowly

            self._long_rows = LongRows()
        return self._long_rows

    def _insert_runs(
        self, connection: sqlite3.Connection, event: int, source: int, runs: Iterable[Run]
    ) -> None:
        """Write the evidence, and who occurs in which block of it."""
        for run in runs:
            block = run.block
            parties = [self._occurring(run.parties, columns) for columns in _POSTED.values()]
            sets: list[bytes | None] = [None, None]
            if block.events >= occurring.LONG:
                sets = [occurring.packed(numbers) if numbers else None for numbers in parties]
            else:
                for statement, numbers in zip(_POSTED, parties, strict=True):
                    connection.executemany(statement, [(number, event) for number in numbers])
            connection.execute(
                _INSERT_BLOCK,
                (
                    *(source, event, block.events, run.first, run.last, *sets),
                    *(block.first_offset, *block[2:]),
                ),
            )
            event += block.events

    def _occurring(self, parties: Mapping[str, Sequence[int]], columns: Iterable[str]) -> set[int]:
        """The values of some columns that occur in a block."""
        found: set[int | None] = set()
        for name, codes in parties.items():
            for column in columns:
                values = self._values[name].get(column)
                if values is not None:
                    found.update(map(values.__getitem__, codes))
        return {number for number in found if number is not None}


def _merged(one: Iterable[str | None], other: Iterable[str | None]) -> list[str | None]:
    """A column of JSON objects that two parts have to do with; they have no key in common."""
    return [
        f"{first[:-1]},{second[1:]}" if first and second else first or second
        for first, second in zip(one, other, strict=True)
    ]


def _insert(connection: sqlite3.Connection, size: int, names: Sequence[str], rows: Flat) -> None:
    """Write the facts; SQLite numbers them from one behind the last one on.

    Binding a column that no event has would cost as much as one that all do.
    """
    flat, width = rows.values, len(names)
    row = f"({', '.join(NULLED if name in rows.gapped else '?' for name in names)})"
    into = f"INSERT INTO facts ({', '.join(names)}) VALUES"
    many = f"{into} {', '.join([row] * _AT_ONCE)}"
    done = size - size % _AT_ONCE
    for at in range(0, done * width, _AT_ONCE * width):
        connection.execute(many, flat[at : at + _AT_ONCE * width])
    connection.executemany(
        f"{into} {row}",
        [flat[at : at + width] for at in range(done * width, size * width, width)],
    )
