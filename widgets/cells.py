"""The cell that a cursor stands on within its row: of the columns that have a key, one."""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events

from widgets import columns as layout
from widgets.columns import Placed
from widgets.drawing import Drawn
from widgets.view_models import Column


class CellCursor:
    """Stands on a column by its key, wherever that is placed on this screen."""

    def __init__(self, key: str) -> None:
        self._key = key

    def key(self, placed: Sequence[Placed]) -> str:
        """Where it stands; empty where no column has a key."""
        found = _stops(placed)
        return self._key if self._key in found else next(iter(found), "")

    def move(self, placed: Sequence[Placed], by: int) -> None:
        """Go to a column beside it."""
        found = _stops(placed)
        if found:
            at = found.index(self.key(placed)) + by
            self._key = found[max(0, min(at, len(found) - 1))]

    def mark(self, cells: list[Segment], placed: Sequence[Placed], style: Style) -> None:
        """Lay a style over the cell where it stands, in the segments of its row."""
        key = self.key(placed)
        for at, one in enumerate(placed):
            if key and one.column.key == key:
                text, before, _ = cells[2 * at]
                cells[2 * at] = Segment(text, before + style if before else style)


def _stops(placed: Sequence[Placed]) -> list[str]:
    return [one.column.key for one in placed if one.column.key]


class Celled(Drawn):
    """A widget of rows in columns, with a cursor that stands on a cell."""

    def __init__(self, columns: tuple[Column, ...], cell: str, *, id: str | None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._columns = columns
        self._cell = CellCursor(cell)

    @property
    def cell(self) -> str:
        """The key of the column that the cursor stands on; empty where none has one."""
        return self._cell.key(self._placed())

    def move_cell(self, by: int) -> None:
        """Move the cursor to a cell beside it, in its row."""
        self._cell.move(self._placed(), by)
        self.refresh()

    def _placed(self) -> tuple[Placed, ...]:
        return layout.place(self._columns, self.size.width - 1, wide=self.wide)

    def wheel(self, by: int) -> None:
        """Move by rows with the wheel; each widget its own way."""
        raise NotImplementedError

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down with the wheel."""
        event.stop()
        self.wheel(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up with the wheel."""
        event.stop()
        self.wheel(-3)
