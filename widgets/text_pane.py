"""Lines of text in tones, wrapped to the width, that can be scrolled."""

from collections.abc import Sequence

from rich.cells import chop_cells
from textual import events
from textual.strip import Strip

from widgets.columns import fit
from widgets.drawing import Drawn
from widgets.view_models import Line, Shown


def wrapped(lines: Sequence[Line], width: int) -> list[Line]:
    """The lines folded so that each fits `width` cells."""
    return [
        Line(Shown(part), line.tone)
        for line in lines
        for part in (chop_cells(line.text, max(1, width)) or [""])
    ]


_ROOMY = 8
"""Lines of height from which wrapping costs nothing that matters."""


class TextPane(Drawn):
    """A block of text; long lines are wrapped, or cut: as asked for, else as there is room."""

    DEFAULT_CSS = "TextPane { height: 1fr; width: 1fr; padding: 0 1; }"

    def __init__(
        self,
        *,
        wrap: bool | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._wrap = wrap
        self._lines: tuple[Line, ...] = ()
        self._folded: list[Line] = []
        self._top = 0

    @property
    def lines(self) -> tuple[Line, ...]:
        """The text as it was given."""
        return self._lines

    def show(self, lines: Sequence[Line], *, keep: bool = False) -> None:
        """Draw another text from its beginning; `keep`: from where the one before was read."""
        self._lines = tuple(lines)
        top = self._top if keep else 0
        self._top = 0
        self._fold()
        if top:
            self.scroll_rows(top)

    def scroll_rows(self, by: int) -> None:
        """Move down (positive) or up by lines."""
        most = max(0, len(self._folded) - self.size.height)
        top = max(0, min(self._top + by, most))
        if top != self._top:
            self._top = top
            self.refresh()

    def page(self, direction: int) -> None:
        """Move by a screenful."""
        self.scroll_rows(direction * max(1, self.size.height - 1))

    def _fold(self) -> None:
        width, height = self.size
        wraps = height >= _ROOMY if self._wrap is None else self._wrap
        self._folded = wrapped(self._lines, width) if wraps and width else [*self._lines]
        self.refresh()

    def on_resize(self, _event: events.Resize) -> None:
        """Fit the new size."""
        self._fold()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the text."""
        index = self._top + y
        if index >= len(self._folded):
            return self.strip([])
        line = self._folded[index]
        return self.text_line(fit(line.text, self.size.width), line.tone)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down with the wheel."""
        event.stop()
        self.scroll_rows(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up with the wheel."""
        event.stop()
        self.scroll_rows(-3)
