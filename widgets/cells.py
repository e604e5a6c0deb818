"""The cell that a cursor stands on within its row: of the columns that have a key, one."""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style

from widgets.columns import Placed


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
