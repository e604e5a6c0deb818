"""Screens of several lists: one at a time on a narrow screen, beside each other on a wide one."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical

from app.screens.database_words import told
from app.screens.deciding_screen import DecidingScreen
from store.queries.order import Key
from widgets.lines import StatusLine
from widgets.record_list import RecordList
from widgets.view_models import Line, Row, Shown, Tone, shown


class Part(Vertical):
    """A list under its name."""

    def __init__(self, title: Shown, content: RecordList) -> None:
        super().__init__()
        self._title = StatusLine()
        self._about = title
        self.content = content
        self.content.say(Shown("reading …"))

    def compose(self) -> ComposeResult:
        """Name and list."""
        yield self._title
        yield self.content

    def on_mount(self) -> None:
        """The name alone, until it is known how much there is."""
        self.name_it("")

    def name_it(self, more: str) -> None:
        """Draw the name, and how much there is."""
        self._title.show([Line(self._about, Tone.STRONG), Line(shown(more), Tone.FAINT)])


class PartsScreen(DecidingScreen):
    """Goes from part to part; each subclass fills its own."""

    TITLES: ClassVar[tuple[Shown, ...]]
    DEFAULT_CSS = """
    PartsScreen {
        & #parts { height: 1fr; layout: vertical; background: $background; }
        & Part { display: none; height: 1fr; width: 1fr; }
        & Part.-shown { display: block; }
        &.-wide Part { display: block; }
    }
    """

    def __init__(self, lists: Sequence[RecordList]) -> None:
        super().__init__()
        self.lists = tuple(lists)
        self._parts = [
            Part(title, content) for title, content in zip(self.TITLES, self.lists, strict=True)
        ]
        self.section = 0
        """Which part is at hand."""

    def parts(self) -> ComposeResult:
        """The parts in their container."""
        with Container(id="parts"):
            yield from self._parts

    @property
    def list(self) -> RecordList | None:
        """The list at hand."""
        return self.lists[self.section]

    @property
    def event_here(self) -> int | None:
        """The number of the record under the cursor."""
        key = None if self.list is None else self.list.cursor_key
        return key.id if isinstance(key, Key) else None

    def fill(
        self, at: int, rows: Sequence[Row], nothing: str, index: int = 0, count: int | None = None
    ) -> None:
        """Show the rows of a part, or what to say where there are none.

        Args:
            at: The part.
            rows: Its rows.
            nothing: What to say where there are none.
            index: The row to stand on where that under the cursor is gone.
            count: How many there are, where that is not the number of rows.
        """
        content = self.lists[at]
        content.say(Shown(nothing))
        content.replace(rows, key=content.cursor_key, index=index)
        self._parts[at].name_it(f"{len(rows) if count is None else count:,}")

    @contextmanager
    def telling(self, tell: Callable[[Shown], object]) -> Iterator[None]:
        """Say what went wrong where the answer would have stood."""
        with told(tell, self._desk):
            yield

    def action_section(self, by: int) -> None:
        """Go to the next part."""
        self.action_show_section((self.section + by) % len(self.lists))

    def action_show_section(self, number: int) -> None:
        """Go to a part."""
        self.section = number
        self.show_part(number)
        self.set_focus(self.lists[number])

    def show_part(self, number: int) -> None:
        """Give a part the room that one has on a narrow screen."""
        for at, part in enumerate(self._parts):
            part.set_class(at == number, "-shown")

    def action_move(self, by: int) -> None:
        """Move by rows."""
        if self.list is not None:
            self.list.move(by)

    def action_page(self, direction: int) -> None:
        """Move by a screenful."""
        if self.list is not None:
            self.list.page(direction)

    def action_cell(self, by: int) -> None:
        """Move by values."""
        if self.list is not None:
            self.list.move_cell(by)

    def on_record_list_moved(self, event: RecordList.Moved) -> None:
        """Nothing depends on it."""
        event.stop()

    def choose(self, content: RecordList) -> None:
        """Go to the part of a list."""
        self.action_show_section(self.lists.index(content))

    @on(RecordList.Opened)
    def _open_row(self, event: RecordList.Opened) -> None:
        event.stop()
        self.choose(event.sender)
        self.action_open()

    def action_open(self) -> None:
        """Go into the row under the cursor; each screen its own way."""
        raise NotImplementedError
