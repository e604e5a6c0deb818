"""The newest rows as they come: a ring buffer that repaints at its own pace and can stand still."""

import os
from collections.abc import Mapping, Sequence

from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip

from widgets import columns as layout
from widgets.cells import Celled
from widgets.view_models import Column, Row, Shown, Tone

MOST_ROWS = 10_000
"""Rows that stay in the buffer."""


def frames_per_second(environment: Mapping[str, str] | None = None) -> int:
    """How often the view repaints: 8 times a second, half of that over SSH."""
    known = os.environ if environment is None else environment
    return 4 if known.get("SSH_CONNECTION") else 8


class TailView(Celled, can_focus=True):
    """Follows the newest rows; paused, it counts what it does not show."""

    class Switched(Message):
        """It follows now and stood still before, or the other way round."""

    DEFAULT_CSS = "TailView { height: 1fr; width: 1fr; }"

    def __init__(
        self,
        columns: tuple[Column, ...],
        *,
        cell: str = "",
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(columns, cell, id=id)
        self._rows: list[Row] = []
        self._following = True
        self._below = 0
        self._new = 0
        self._missed = 0
        self._up = 0
        """Rows between the cursor and the last one in view; paused, there is a cursor."""
        self._dirty = False
        self._empty = Shown("")
        self._failed = False

    def on_mount(self) -> None:
        """Begin to repaint."""
        self.set_interval(1 / frames_per_second(), self._repaint)

    @property
    def rows(self) -> Sequence[Row]:
        """What the buffer holds, oldest first."""
        return self._rows

    @property
    def following(self) -> bool:
        """Does the view move with the newest row?"""
        return self._following

    @property
    def failed(self) -> bool:
        """Whether it says why nothing can be had."""
        return self._failed

    @property
    def new(self) -> int:
        """Rows that came while the view stood still."""
        return self._new

    def say(self, text: Shown) -> None:
        """What to draw where there are no rows."""
        self._empty = text
        self._dirty = True

    def fail(self, why: Shown) -> None:
        """Forget everything, and say why nothing can be had."""
        self.replace([])
        self.say(why)
        self._failed = True

    def refill(self, rows: Sequence[Row]) -> None:
        """The same rows say something else now: whoever reads them stays where they are."""
        self._rows = list(rows)
        self._dirty = True

    def replace(self, rows: Sequence[Row]) -> None:
        """Forget everything and begin with these rows; who stood still goes on standing."""
        self._failed = False
        self._rows = list(rows)
        self._below = self._new = self._missed = self._up = 0
        self._dirty = True

    def feed(self, rows: Sequence[Row]) -> None:
        """Add newer rows."""
        if not rows:
            return
        self._rows.extend(rows)
        if len(self._rows) > MOST_ROWS:
            del self._rows[: len(self._rows) - MOST_ROWS]
        if not self._following:
            self._below += len(rows)
            self._new += len(rows)
        self._dirty = True

    def miss(self, rows: int) -> None:
        """So many came that nobody could have read: they are counted, not shown."""
        self._missed += rows
        self._dirty = self._dirty or bool(rows)

    def toggle(self) -> None:
        """Follow or stand still."""
        self.follow(not self._following)

    def follow(self, follow: bool) -> None:
        """Follow the newest row, or stand still."""
        self._switch(follow)
        if follow:
            self._below = self._new = self._up = 0
        self.refresh()

    def _switch(self, following: bool) -> None:
        if following is not self._following:
            self._following = following
            self.post_message(self.Switched())

    @property
    def cursor_row(self) -> Row | None:
        """The row under the cursor; None while following."""
        at = len(self._rows) - 1 - self._below - self._up
        return self._rows[at] if not self._following and 0 <= at < len(self._rows) else None

    def move(self, by: int) -> None:
        """Move the cursor by rows, and the view where it would leave it; that stops following."""
        self._switch(False)
        up = self._up - by
        visible = min(self._height, len(self._rows))
        self._up = max(0, min(up, visible - 1))
        if up != self._up:
            self.scroll_rows(self._up - up)
        self.refresh()

    def scroll_rows(self, by: int) -> None:
        """Move through the buffer, down (positive) or up; that stops following."""
        most = max(0, len(self._rows) - self._height)
        self._below = max(0, min(self._below - by, most))
        self._switch(self._below == 0 and (self._following or by > 0))
        if self._following:
            self._new = 0
        self.refresh()

    def page(self, direction: int) -> None:
        """Move by a screenful."""
        self.scroll_rows(direction * self._height)

    @property
    def _height(self) -> int:
        return max(1, self.size.height - 2)

    def _repaint(self) -> None:
        if self._dirty:
            self._dirty = False
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the state, the titles, or a row."""
        if y == 0:
            return self._state_line()
        placed = self._placed()
        if y == 1:
            return self.strip([Segment(" " + layout.titles(placed), self.tones.title)])
        if not self._rows:
            return self.text_line(f" {self._empty}" if y == 2 else "", Tone.FAINT)
        visible = min(self._height, len(self._rows))
        index = len(self._rows) - min(self._below, len(self._rows) - visible) - visible + y - 2
        if y - 2 >= visible:
            return self.strip([])
        cells = layout.segments(self._rows[index], placed, self.tones.of)
        if self._following or visible - 1 - (y - 2) != self._up:
            return self.strip([Segment(" "), *cells])
        self._cell.mark(cells, placed, self.tones.cell)
        return self.strip([Segment("▌", self.tone(Tone.STRONG)), *cells], self.tones.cursor)

    def _state_line(self) -> Strip:
        if self._failed:
            return self.text_line(" ✗ nothing to follow", Tone.BAD)
        missed = f"  {self._missed:,} passed too fast to show" if self._missed else ""
        if self._following:
            return self.text_line(f" ▼ following{missed}", Tone.GOOD)
        return self.text_line(f" ‖ paused  +{self._new:,} new{missed}", Tone.MEDIUM)

    def wheel(self, by: int) -> None:
        """Move by rows with the wheel."""
        self.scroll_rows(by)
