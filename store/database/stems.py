"""What thousands of events have in common, stored once: their kind, and what their source adds."""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from store.database.coding import STEM, Columns, Stem
from store.database.dimensions import Dimension
from store.model import Kind, Outcome

_MOST_KNOWN = 100_000
"""Stems after which those that are known by heart are forgotten."""


class _Row(NamedTuple):
    """A row of `stems`, but for its number."""

    source: int
    kind: int
    failed: int
    weight: int
    flags: int
    host: int | None
    site: int | None


class Stems:
    """Numbers stems; remembers them between batches.

    Only the holder of the import lock adds any, so what is remembered stays true.
    """

    def __init__(self, hosts: Dimension) -> None:
        self._hosts = hosts
        self._kinds: dict[Kind, int] = {}
        self._known: dict[_Row, int] = {}
        self._loaded: set[int] = set()

    def columns(
        self, connection: sqlite3.Connection, source: int, stems: Sequence[Stem]
    ) -> Columns:
        """The number of each stem, and of its host, and what it adds to failures.

        Args:
            connection: In a transaction of the writer.
            source: `sources.id`
            stems: Any.
        """
        if not stems:
            return {}
        self._load(connection, source)
        hosts = self._hosts.numbers(connection, [stem.host for stem in stems])
        sites = self._hosts.numbers(connection, [stem.site for stem in stems])
        rows = [
            _Row(source, self._kind(connection, stem.kind), _failed(stem), *stem[1:3], host, site)
            for stem, host, site in zip(stems, hosts, sites, strict=True)
        ]
        return {
            STEM: [self._number(connection, row) for row in rows],
            "host": hosts,
            "failures": [row.failed * row.weight for row in rows],
        }

    def _load(self, connection: sqlite3.Connection, source: int) -> None:
        """Learn the stems of a source that was met before."""
        if source in self._loaded and len(self._known) <= _MOST_KNOWN:
            return
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
            self._loaded.clear()
        found = connection.execute(
            f"SELECT id, {', '.join(_Row._fields)} FROM stems WHERE source = ?", (source,)
        )
        self._known.update({_Row(*values): number for number, *values in found})
        self._loaded.add(source)

    def _number(self, connection: sqlite3.Connection, row: _Row) -> int:
        number = self._known.get(row)
        if number is None:
            number = self._known[row] = _insert(connection, "stems", row)
        return number

    def _kind(self, connection: sqlite3.Connection, kind: Kind) -> int:
        if not self._kinds:
            self._kinds = _stored_kinds(connection)
        number = self._kinds.get(kind)
        if number is None:
            number = self._kinds[kind] = _insert(connection, "kinds", kind)
        return number


def _failed(stem: Stem) -> int:
    return int(stem.kind.outcome == Outcome.FAILURE)


def _insert(connection: sqlite3.Connection, table: str, row: _Row | Kind) -> int:
    marks = ", ".join("?" * len(row))
    cursor = connection.execute(
        f"INSERT INTO {table} ({', '.join(row._fields)}) VALUES ({marks})", row
    )
    return int(cursor.lastrowid or 0)


def _stored_kinds(connection: sqlite3.Connection) -> dict[Kind, int]:
    rows = connection.execute(f"SELECT id, {', '.join(Kind._fields)} FROM kinds")
    return {Kind(*values): number for number, *values in rows}
