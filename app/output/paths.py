"""Tables whose last column is a path: where room is short, its middle gives way."""

from collections.abc import Iterator, Sequence

from app.output.tables import Column, cells, table
from store.text import safe

_GAP = 2
_NARROWEST = 12


def table_of_paths(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int | None
) -> Iterator[str]:
    """The lines of a table; as `table`, but the last column keeps both its ends."""
    if width is None:
        return table(columns, rows, None)
    room = max(_NARROWEST, room_for_paths(columns, rows, width))
    cut = [(*row[:-1], shortened(safe(row[-1]), room)) for row in rows]
    return table(columns, cut, width)


def room_for_paths(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> int:
    """How many columns of the terminal the other columns leave to the last one; may be negative."""
    widths = (
        max(map(cells, (column.title, *(safe(row[place]) for row in rows))))
        for place, column in enumerate(columns[:-1])
    )
    return width - sum(size + _GAP for size in widths)


def shortened(text: str, width: int) -> str:
    """A safe text cut to a width in its middle; the end, where names differ, keeps more."""
    if cells(text) <= width:
        return text
    tail = text[-(width * 2 // 3) :]
    while cells(tail) >= width:
        tail = tail[1:]
    head = text[: width - cells(tail) - 1]
    while cells(head) + 1 + cells(tail) > width:
        head = head[:-1]
    return f"{head}…{tail}"
