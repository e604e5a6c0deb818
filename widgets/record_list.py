"""A list of any length: it holds a window of its rows and asks for more near an edge."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from widgets import columns as layout
from widgets.cells import Celled
from widgets.view_models import Column, Row, Shown, Tone

MOST_ROWS = 2_000
"""Rows that stay loaded; beyond that the far end is let go and asked for again."""


class Edge(StrEnum):
    """Which rows a list lacks."""

    BEFORE = "before"
    AFTER = "after"
    FIRST = "first"
    LAST = "last"


class RecordList(Celled, can_focus=True):
    """Rows under a line of titles, with a cursor; pages come from whoever hears `Wanted`."""

    DEFAULT_CSS = "RecordList { height: 1fr; width: 1fr; }"

    @dataclass
    class Moved(Message):
        """The cursor stands on another row."""

        sender: "RecordList"
        row: Row | None

    @dataclass
    class Opened(Message):
        """A row was chosen with the mouse."""

        sender: "RecordList"
        row: Row

    @dataclass
    class Wanted(Message):
        """Rows are missing at an edge."""

        sender: "RecordList"
        edge: Edge
        key: Hashable
        """The row next to the missing ones; None for the first or last page."""

    def __init__(
        self,
        columns: tuple[Column, ...],
        *,
        cell: str = "",
        id: str | None = None,  # noqa: A002
    ) -> None:
        """Make a list without rows.

        Args:
            columns: Of every row.
            cell: The key of the column that the cursor stands on at first.
            id: Of the widget.
        """
        super().__init__(columns, cell, id=id)
        self._rows: list[Row] = []
        self._cursor = 0
        self._top = 0
        self._at_start = True
        self._at_end = True
        self._asked: Edge | None = None
        self._empty = Shown("")

    @property
    def rows(self) -> Sequence[Row]:
        """The rows that are loaded."""
        return self._rows

    @property
    def cursor(self) -> int:
        """Which of the loaded rows the cursor stands on, from 0."""
        return self._cursor

    @property
    def cursor_row(self) -> Row | None:
        """The row under the cursor."""
        return self._rows[self._cursor] if self._rows else None

    @property
    def cursor_key(self) -> Hashable:
        """What the row under the cursor stands for; None without rows."""
        row = self.cursor_row
        return None if row is None else row.key

    @property
    def at_top(self) -> bool:
        """Does the cursor stand on the very first row?"""
        return self._cursor == 0 and self._at_start

    def say(self, text: Shown) -> None:
        """What to draw where there are no rows."""
        self._empty = text
        self.refresh()

    def set_columns(self, columns: tuple[Column, ...]) -> None:
        """Draw with other columns from now on."""
        self._columns = columns
        self.refresh()

    def replace(
        self,
        rows: Sequence[Row],
        *,
        at_start: bool = True,
        at_end: bool = True,
        key: Hashable = None,
        index: int = 0,
    ) -> None:
        """Show other rows.

        Args:
            rows: The new window.
            at_start: Nothing lies before it.
            at_end: Nothing lies after it.
            key: The row to stand on, where it is there.
            index: The row to stand on otherwise; negative counts from the end.
        """
        above = self._rows[self._top : self._cursor]
        shows_start = at_start and self._at_start and self._top == 0
        self._rows = list(rows)
        self._at_start, self._at_end, self._asked = at_start, at_end, None
        found = next((at for at, row in enumerate(self._rows) if row.key == key), None)
        fallback = index if index >= 0 else len(self._rows) + index
        self._cursor = max(0, min(fallback if found is None else found, len(self._rows) - 1))
        # what comes above is seen as long as the cursor's row is, too
        depth = _still_above(above, self._rows[: self._cursor])
        self._top = 0 if shows_start else max(0, self._cursor - depth)
        self._scroll()
        self.refresh()
        self.post_message(self.Moved(self, self.cursor_row))

    def centre(self) -> None:
        """Show as much above the cursor's row as below it."""
        self._top = max(0, self._cursor - self._height // 2)
        self._scroll()
        self.refresh()

    def refill(self, rows: Sequence[Row]) -> None:
        """The same rows say more now: cursor and window stay."""
        self._rows = list(rows)
        self.refresh()

    def extend(self, edge: Edge, rows: Sequence[Row], *, done: bool) -> None:
        """Add a page at an edge; `done`: nothing lies beyond it."""
        self._asked = None
        if edge is Edge.AFTER:
            self._rows.extend(rows)
            self._at_end = done
            surplus = max(0, len(self._rows) - MOST_ROWS)
            del self._rows[:surplus]
            self._at_start = self._at_start and not surplus
            self._shift(-surplus)
        else:
            self._rows[:0] = rows
            self._at_start = done
            self._shift(len(rows))
            self._at_end = self._at_end and len(self._rows) <= MOST_ROWS
            del self._rows[MOST_ROWS:]
        self.refresh()

    def _shift(self, by: int) -> None:
        self._cursor = max(0, self._cursor + by)
        self._top = max(0, self._top + by)

    def move(self, by: int) -> None:
        """Move the cursor by rows."""
        self.stand_on(self._cursor + by)

    def page(self, direction: int) -> None:
        """Move the cursor by a screenful, down (1) or up (-1)."""
        self.stand_on(self._cursor + direction * max(1, self._height - 1))

    def first(self) -> None:
        """Go to the very first row."""
        if self._at_start:
            self.stand_on(0)
        else:
            self._ask(Edge.FIRST)

    def last(self) -> None:
        """Go to the very last row."""
        if self._at_end:
            self.stand_on(len(self._rows) - 1)
        else:
            self._ask(Edge.LAST)

    def stand_on(self, index: int) -> None:
        """Put the cursor on a loaded row, as near as there is one."""
        target = max(0, min(index, len(self._rows) - 1))
        previous, top = self._cursor, self._top
        self._cursor = target
        self._scroll()
        self._ask_nearby()
        if target == previous or not self._rows:
            return
        if top != self._top:
            self.refresh()
        else:
            self.redraw_line(1 + previous - top)
            self.redraw_line(1 + target - top)
        self.post_message(self.Moved(self, self.cursor_row))

    @property
    def _height(self) -> int:
        return max(1, self.size.height - 1)

    def _scroll(self) -> None:
        """Keep the cursor inside the window."""
        lowest = max(0, len(self._rows) - self._height)
        top = min(max(self._top, self._cursor - self._height + 1), self._cursor)
        self._top = min(top, lowest)

    def _ask_nearby(self) -> None:
        reach = 2 * self._height
        if self._rows and not self._at_end and self._cursor + reach >= len(self._rows):
            self._ask(Edge.AFTER)
        elif self._rows and not self._at_start and self._cursor < reach:
            self._ask(Edge.BEFORE)

    def _ask(self, edge: Edge) -> None:
        if self._asked is edge:
            return
        self._asked = edge
        near = {Edge.AFTER: -1, Edge.BEFORE: 0}.get(edge)
        key = self._rows[near].key if near is not None else None
        self.post_message(self.Wanted(self, edge, key))

    def render_line(self, y: int) -> Strip:
        """Draw the titles, a row, or what there is to say where there are none."""
        placed = self._placed()
        if y == 0:
            return self.strip([Segment(" " + layout.titles(placed), self.tones.title)])
        if not self._rows:
            return self.text_line(f" {self._empty}" if y == 1 else "", Tone.FAINT)
        index = self._top + y - 1
        if index >= len(self._rows):
            return self.strip([])
        cells = layout.segments(self._rows[index], placed, self.tones.of)
        if index != self._cursor:
            return self.strip([Segment(" "), *cells])
        cursor = self.tones.cursor
        self._cell.mark(cells, placed, self.tones.cell)
        return self.strip([Segment("▌", self.tone(Tone.STRONG)), *cells], cursor)

    def on_resize(self, _event: events.Resize) -> None:
        """Fit the new size."""
        self._scroll()

    def wheel(self, by: int) -> None:
        """Move by rows with the wheel."""
        self.move(by)

    def on_click(self, event: events.Click) -> None:
        """Take the click."""
        index = self._top + event.y - 1
        if not 0 <= index < len(self._rows) or event.y == 0:
            return
        if event.chain > 1:
            self.post_message(self.Opened(self, self._rows[index]))
        self.stand_on(index)


def _still_above(before: Sequence[Row], now: Sequence[Row]) -> int:
    """How many rows that lay above the cursor still do; all where none does: it is another list.

    Where one is gone those below it move up: so deciding row by row does not walk down the screen.
    """
    keys = {row.key for row in now}
    return sum(row.key in keys for row in before) or len(before)
