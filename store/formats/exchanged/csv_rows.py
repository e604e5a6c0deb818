"""Cut comma-separated values into rows, quoted line ends and all (RFC 4180)."""

import csv
import re
from typing import NamedTuple

from store.formats.lines import LONGEST
from store.text import decode

_ROW = re.compile(rb'(?:[^"\n]++|"(?:[^"]++|"")*+")*+\n')
_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""What Blotter's own exports, and others', put an apostrophe before."""


class Rows(NamedTuple):
    """Rows and how far they reach."""

    rows: list[tuple[int, bytes]]
    """Offset and bytes, without line end, of every row that is not empty."""
    consumed: int


def rows_of(data: bytes, offset: int, *, take_rest: bool) -> Rows:
    """Cut `data`.

    Args:
        data: Bytes that begin with a row.
        offset: Where `data` begins in its source.
        take_rest: Whether an unterminated last row counts as one.

    Returns:
        The rows. Where a quotation is not closed within the longest record, the line is a row.
    """
    rows: list[tuple[int, bytes]] = []
    at = 0
    while at < len(data):
        end = _end(data, at, take_rest=take_rest)
        if end is None:
            break
        raw = data[at:end].rstrip(b"\r\n")
        if raw:
            rows.append((offset + at, raw))
        at = end
    return Rows(rows, at)


def cells_of(raw: bytes) -> list[str]:
    """The cells of a row, without the apostrophe that keeps a formula from being one."""
    csv.field_size_limit(LONGEST)
    try:
        cells = next(csv.reader(decode(raw).splitlines(keepends=True)), [])
    except csv.Error:
        return []
    return [
        cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA) else cell for cell in cells
    ]


def _end(data: bytes, at: int, *, take_rest: bool) -> int | None:
    """Behind the row that begins here; None where more bytes are needed to know."""
    found = _ROW.match(data, at, at + LONGEST)
    if found is not None:
        return found.end()
    if len(data) - at < LONGEST and not take_rest:
        return None
    line = data.find(b"\n", at, at + LONGEST)
    return line + 1 if line >= 0 else min(len(data), at + LONGEST)
