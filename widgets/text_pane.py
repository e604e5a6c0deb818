"""Lines of text in tones, wrapped to the width, that can be scrolled."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len, chop_cells
from textual import events
from textual.strip import Strip

from widgets.columns import fit
from widgets.drawing import Drawn
from widgets.view_models import Line, Shown

_SHORT = 0.6
"""Share of the width that a line may leave empty at most, for the sake of whole words."""


def wrapped(lines: Sequence[Line], width: int) -> list[Line]:
    """The lines folded so that each fits `width` cells; between words, where they allow it."""
    return [Line(Shown(part), line.tone) for line in lines for part in _folded(line, max(1, width))]


def _folded(line: Line, width: int) -> Iterator[str]:
    """The parts of a line; it goes on where it hangs, or below its first word."""
    text, at, indent = line.text, 0, 0
    while not _fits(text, at, width - indent):
        end = at + _break(text[at : at + 2 * width + 1], width - indent)
        yield " " * indent + text[at:end].rstrip(" ")
        at = end
        if at == len(text):
            return
        hang = line.hang or len(text) - len(text.lstrip(" "))
        indent = hang if hang <= width // 2 else 0
    yield " " * indent + text[at:]


def _fits(text: str, at: int, width: int) -> bool:
    """Whether what begins at `at` fits; a long text is measured as far as it has to be."""
    begins = text[at : at + 2 * width + 1]
    return cell_len(begins) <= width and (
        at + len(begins) == len(text) or cell_len(text[at:]) <= width
    )


def _break(text: str, width: int) -> int:
    """After which character a text is broken: behind a blank, or where the width ends."""
    whole = max(1, len(next(iter(chop_cells(text[: 2 * width], width)), "")))
    if text[whole : whole + 1] == " ":
        return whole + 1
    blank = text.rfind(" ", 0, whole) + 1
    return blank if blank >= whole * (1 - _SHORT) and text[:blank].strip() else whole


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
