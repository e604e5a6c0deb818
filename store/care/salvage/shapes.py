"""Which tables a database has, where each begins, and what its rows look like."""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from typing import NamedTuple

from store.care.salvage.pages import Pages
from store.care.salvage.records import Row, Value, rows, tree

_WITHOUT_ROWID = re.compile(r"\)\s*WITHOUT\s+ROWID\s*$", re.IGNORECASE)
_TYPES: dict[str, tuple[type, ...]] = {
    "INTEGER": (int, float),
    "TEXT": (str,),
    "BLOB": (bytes,),
    "REAL": (int, float),
    "": (int, float, str, bytes),
}


class Column(NamedTuple):
    """A column of a table."""

    name: str
    types: tuple[type, ...]
    """Of its values; empty: any."""
    needed: bool
    """Whether it has to have a value."""
    default: Value
    """What a row has there that is older than the column."""


class Shape(NamedTuple):
    """A table, or an index, and what its rows look like."""

    name: str
    root: int
    """Its first page."""
    columns: tuple[Column, ...]
    """In the order of its records; none for an index."""
    rowid: int | None
    """Place of the column that is the row's number; None: the rows have none."""
    without_rowid: bool

    def fitted(self, row: Row) -> tuple[Value, ...] | None:
        """The values of a row, one for each column; None where it is no row of this table."""
        if (row.rowid is None) != self.without_rowid or len(row.values) > len(self.columns):
            return None
        more = tuple(column.default for column in self.columns[len(row.values) :])
        values = [*row.values, *more]
        if self.rowid is not None:
            values[self.rowid] = row.rowid
        return tuple(values) if all(map(_fits, self.columns, values)) else None


class _Entry(NamedTuple):
    """A row of `sqlite_master`."""

    kind: str
    name: str
    root: int
    sql: str


def shapes(pages: Pages, fresh: sqlite3.Connection) -> list[Shape]:
    """The tables and indexes of a database.

    Args:
        pages: Of the damaged database.
        fresh: A new database of the same version: it knows what the damaged one may have forgotten.
    """
    found = {entry.name: entry for entry in _stored(pages)}
    new = {
        name: _Entry(kind, name, root, sql or "")
        for kind, name, root, sql in fresh.execute(
            "SELECT type, name, rootpage, sql FROM sqlite_master WHERE rootpage"
        )
    }
    taken = {entry.root for entry in found.values()}
    missing = (entry for name, entry in new.items() if name not in found)
    whole = [*found.values(), *(entry for entry in missing if entry.root not in taken)]
    return [_shape(entry) for entry in whole]


def _stored(pages: Pages) -> Iterator[_Entry]:
    """What the database itself says, as far as it can be read."""
    waiting, seen = [1], set[int]()
    while waiting:
        number = waiting.pop()
        if number in seen:
            continue
        seen.add(number)
        with suppress(ValueError):
            page = tree(pages, number)
            if page.is_inner:
                waiting += page.children()
                continue
            yield from _entries(rows(pages, page))


def _entries(found: Iterable[Row | None]) -> Iterator[_Entry]:
    for row in found:
        if row is not None and len(row.values) == 5:
            kind, name, _, root, sql = row.values
            if kind in ("table", "index") and isinstance(name, str) and isinstance(root, int):
                yield _Entry(str(kind), name, root, sql if isinstance(sql, str) else "")


def _shape(entry: _Entry) -> Shape:
    """What the rows of a table look like, by the statement that made it."""
    if entry.kind == "index":
        return Shape(entry.name, entry.root, (), None, without_rowid=True)
    without_rowid = _WITHOUT_ROWID.search(entry.sql) is not None
    try:
        described = _described(entry)
    except sqlite3.Error:
        return Shape(entry.name, entry.root, (), None, without_rowid=without_rowid)
    keys = sorted((each for each in described if each[5]), key=lambda each: each[5])
    if without_rowid:  # the key comes first, in its own order (2.4)
        described = [*keys, *(each for each in described if not each[5])]
    columns = tuple(_column(*each[1:5]) for each in described)
    alias = None
    if not without_rowid and len(keys) == 1 and keys[0][2].upper() == "INTEGER":
        alias = described.index(keys[0])
    return Shape(entry.name, entry.root, columns, alias, without_rowid=without_rowid)


def _described(entry: _Entry) -> list[tuple[int, str, str, int, str | None, int]]:
    """The columns as SQLite describes them."""
    with closing(sqlite3.connect(":memory:")) as scratch:
        scratch.execute(entry.sql)
        return scratch.execute("SELECT * FROM pragma_table_info(?)", (entry.name,)).fetchall()


def _column(name: str, kind: str, needed: int, default: str | None) -> Column:
    value: Value = None
    if default is not None:
        with closing(sqlite3.connect(":memory:")) as scratch:
            (value,) = scratch.execute(f"SELECT {default}").fetchone()
    return Column(name, _TYPES.get(kind.upper(), ()), bool(needed), value)


def _fits(column: Column, value: Value) -> bool:
    if value is None:
        return not column.needed
    return not column.types or isinstance(value, column.types)


def names(columns: Sequence[Column]) -> str:
    """The names of columns, as SQL lists them."""
    return ", ".join(f'"{column.name}"' for column in columns)
