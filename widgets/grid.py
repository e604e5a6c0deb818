"""A list of columns that nobody knew before: as many as fit beside each other, the others aside."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from widgets.cells import CellCursor
from widgets.columns import Placed
from widgets.record_list import RecordList
from widgets.view_models import Column, Row, Shown

_SAMPLE = 200
"""Rows that are looked at for the width of a column."""
_WIDEST = 40
_LEAST = 3
_ROOMY = 8
"""Cells from which a column that is cut off is better shown in part."""


class Grid(RecordList):
    """Rows of any columns; what lies beside those in view comes into it with the cursor.

    A long text in the last column takes the room that is left.
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__((), id=id)
        self._at = 0
        self._left = 0

    @property
    def at(self) -> int:
        """The column under the cursor, from 0."""
        return self._at

    @property
    def in_view(self) -> tuple[int, int]:
        """The first and the last column that is drawn, from 0."""
        placed = self._placed()
        return (placed[0].cell, placed[-1].cell) if placed else (0, 0)

    def fill(
        self,
        titles: Sequence[Shown],
        rows: Sequence[Sequence[Shown]],
        numeric: Iterable[int] = (),
        spot: tuple[int, int] = (0, 0),
    ) -> None:
        """Draw another table.

        Args:
            titles: Of its columns.
            rows: Their cells; the key of a row is its number.
            numeric: Columns that are aligned to the right.
            spot: Row and column to stand on.
        """
        right = frozenset(numeric)
        self._columns = tuple(
            Column(title, _width(title, at, rows), right=at in right, key=str(at))
            for at, title in enumerate(titles)
        )
        self._at = self._left = 0
        self._cell = CellCursor("0")
        self.replace([Row(at, tuple(row)) for at, row in enumerate(rows)], index=spot[0])
        self.move_cell(spot[1])

    def move_cell(self, by: int) -> None:
        """Move the cursor to a cell beside it; the view follows."""
        self._at = max(0, min(self._at + by, len(self._columns) - 1))
        self._cell = CellCursor(str(self._at))
        self._left = min(self._left, self._at)
        while self._left < self._at and not self._shows(self._at):
            self._left += 1
        self.refresh()

    def _shows(self, at: int) -> bool:
        """Whether a column is in view as wide as it wants to be, or as there is room."""
        last = self._placed()[-1]
        return last.cell > at or (last.cell == at and last.width >= last.column.width)

    def _placed(self) -> tuple[Placed, ...]:
        room = max(_LEAST, self.size.width - 1)
        found: list[Placed] = []
        for at in range(self._left, len(self._columns)):
            column = self._columns[at]
            width = min(column.width, room)
            if found and width < column.width and width < _ROOMY:
                break
            found.append(Placed(at, width, column))
            room -= width + 1
            if room < _LEAST:
                break
        last = found[-1] if found else None
        if last is not None and last.cell == len(self._columns) - 1 and last.width == _WIDEST:
            found[-1] = last._replace(width=_WIDEST + max(0, room))
        return tuple(found)


def _width(title: Shown, at: int, rows: Sequence[Sequence[Shown]]) -> int:
    widest = max((cell_len(row[at][:_WIDEST]) for row in rows[:_SAMPLE]), default=0)
    return max(_LEAST, min(_WIDEST, max(widest, cell_len(title))))
