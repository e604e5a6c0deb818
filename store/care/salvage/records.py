"""Cells and records of b-tree pages, each looked at with mistrust.

https://www.sqlite.org/fileformat2.html: b-tree pages 1.6, overflow pages 1.7, records 2.1.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from store.care.salvage.pages import Pages

Value: TypeAlias = int | float | str | bytes | None

TABLE_LEAF, TABLE_INNER, INDEX_LEAF, INDEX_INNER = 13, 5, 10, 2
_KINDS = frozenset({TABLE_LEAF, TABLE_INNER, INDEX_LEAF, INDEX_INNER})
_WIDTHS = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)
"""Bytes of a value, by the serial types below 10."""
_FLOAT, _ZERO, _ONE, _BLOB = 7, 8, 9, 12
_MOST = 1 << 30
"""Bytes of the longest payload that is believed."""


class Tree(NamedTuple):
    """A page of a b-tree, taken apart."""

    number: int
    data: bytes
    kind: int
    cells: tuple[int, ...]
    """Where in the page each cell begins."""
    last: int
    """The page behind the last cell, of inner pages."""

    @property
    def is_inner(self) -> bool:
        """Whether other pages lie below it."""
        return self.kind in (TABLE_INNER, INDEX_INNER)

    def children(self) -> Iterator[int]:
        """The pages below it."""
        for at in self.cells:
            yield int.from_bytes(self.data[at : at + 4], "big")
        yield self.last


class Row(NamedTuple):
    """A record, and its number in a table that has such."""

    rowid: int | None
    values: tuple[Value, ...]


def tree(pages: Pages, number: int) -> Tree:
    """A page as one of a b-tree.

    Raises:
        ValueError: It is none, or not any more.
    """
    data = pages[number]
    head = 100 if number == 1 else 0
    kind = data[head]
    if kind not in _KINDS:
        raise ValueError(number)
    is_inner = kind in (TABLE_INNER, INDEX_INNER)
    cells = int.from_bytes(data[head + 3 : head + 5], "big")
    start = head + (12 if is_inner else 8)
    if start + 2 * cells > pages.usable:
        raise ValueError(number)
    places = struct.unpack_from(f">{cells}H", data, start)
    if places and (min(places) < start + 2 * cells or max(places) > pages.usable - 3):
        raise ValueError(number)
    last = int.from_bytes(data[head + 8 : head + 12], "big") if is_inner else 0
    if is_inner and not 1 <= last <= pages.count:
        raise ValueError(number)
    return Tree(number, data, kind, places, last)


def rows(pages: Pages, found: Tree) -> Iterator[Row | None]:
    """The rows of a page that holds any; None for one that cannot be read."""
    before = None
    for at in found.cells:
        try:
            row = _row(pages, found, at)
            if row.rowid is not None:
                if before is not None and row.rowid <= before:
                    raise ValueError(row.rowid)  # noqa: TRY301 - a row out of order is damage too
                before = row.rowid
            yield row
        except (ValueError, IndexError, struct.error):
            yield None


def beginning(pages: Pages, found: Tree, at: int) -> Row:
    """As much of a row of a table as its own page holds, where the rest cannot be read.

    Raises:
        ValueError, IndexError, struct.error: Not even that can.
    """
    size, at = _varint(found.data, at)
    rowid, at = _varint(found.data, at)
    here = found.data[at : at + min(size, pages.usable)]
    values: list[Value] = []
    for kind, start, end in _columns(here):
        if end > len(here):
            break
        values.append(_value(kind, here[start:end]))
    return Row(rowid, tuple(values))


def _row(pages: Pages, found: Tree, at: int) -> Row:
    """The row of a cell; raises where it makes no sense."""
    if found.kind == INDEX_INNER:
        at += 4
    size, at = _varint(found.data, at)
    rowid = None
    if found.kind == TABLE_LEAF:
        rowid, at = _varint(found.data, at)
        rowid -= (rowid >> 63) << 64
    return Row(rowid, _values(_payload(pages, found, at, size)))


def _payload(pages: Pages, found: Tree, at: int, size: int) -> bytes:
    """The bytes of a record, put together from the page and those that it overflows to."""
    usable = pages.usable
    least = (usable - 12) * 32 // 255 - 23
    most = usable - 35 if found.kind == TABLE_LEAF else (usable - 12) * 64 // 255 - 23
    if not 0 < size < _MOST:
        raise ValueError(size)
    if size <= most:
        return _cut(found.data, at, size)
    here = least + (size - least) % (usable - 4)
    here = here if here <= most else least
    parts = [_cut(found.data, at, here)]
    following = int.from_bytes(_cut(found.data, at + here, 4), "big")
    left = size - here
    while left > 0:
        page = pages[following]
        parts.append(page[4 : min(4 + left, usable)])
        left -= usable - 4
        following = int.from_bytes(page[:4], "big")
    if following:  # what comes last leads nowhere, or it is not what it was
        raise ValueError(following)
    return b"".join(parts)


def _values(payload: bytes) -> tuple[Value, ...]:
    """The values of a record, which fill it to the last byte."""
    columns = _columns(payload)
    if (columns[-1][2] if columns else 0) != len(payload):
        raise ValueError(len(payload))
    return tuple(_value(kind, _cut(payload, start, end - start)) for kind, start, end in columns)


def _columns(payload: bytes) -> list[tuple[int, int, int]]:
    """The serial type of each value of a record, and from where to where it reaches."""
    size, at = _varint(payload, 0)
    types: list[int] = []
    while at < size:
        kind, at = _varint(payload, at)
        types.append(kind)
    if at != size:
        raise ValueError(size)
    columns: list[tuple[int, int, int]] = []
    for kind in types:
        width = _WIDTHS[kind] if kind < 10 else (kind - _BLOB) // 2
        columns.append((kind, at, at + width))
        at += width
    return columns


def _value(kind: int, data: bytes) -> Value:
    """A value by its serial type."""
    if kind == 0:
        return None
    if kind == _FLOAT:
        number: float = struct.unpack(">d", data)[0]
        return number
    if kind in (_ZERO, _ONE):
        return kind - _ZERO
    if kind < _FLOAT:
        return int.from_bytes(data, "big", signed=True)
    if kind < _BLOB:
        raise ValueError(kind)
    return data.decode() if kind % 2 else data


def _cut(data: bytes, at: int, size: int) -> bytes:
    """So many bytes, or an error where there are fewer."""
    found = data[at : at + size]
    if size < 0 or len(found) != size:
        raise ValueError(size)
    return found


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where it ends."""
    number = 0
    for place in range(at, at + 8):
        byte = data[place]
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            return number, place + 1
    return number << 8 | data[at + 8], at + 9
