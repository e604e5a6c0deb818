"""Screens that cover the workbench for a while: what was read, and the filter, stay in sight."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from textual.app import ComposeResult
from textual.message import Message

from app.keyboard.keys import hints
from app.screens import presenting
from app.screens.commanded import CommandedScreen
from app.screens.filtering import Wish
from app.screens.help import HelpScreen
from app.screens.moving import ListMoves
from app.screens.place import Tab
from store.filters.grammar import Filter
from widgets.lines import KeyLine, StatusLine
from widgets.record_list import RecordList
from widgets.view_models import Column, Line


@dataclass(frozen=True, slots=True)
class Go:
    """A place to go to."""

    tab: Tab
    filter: Filter
    around: int | None = None
    """A time (µs UTC) to stand at."""


Answer: TypeAlias = Wish | Go | int | None
"""What an analyst leaves such a screen with: a wish, a place, a number of a place, or nothing."""


class FullScreen(CommandedScreen[Answer]):
    """Status line above, keys below. Textual runs `on_mount` of each class, this one's last."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012
    DEFAULT_CSS = """
    FullScreen { background: $background; layout: vertical; }
    """

    FILTERED: ClassVar[bool] = True
    """Whether the filter has a say in what it shows."""

    class Opened(Message):
        """The screen wants to know how things stand."""

    def compose(self) -> ComposeResult:
        """The lines around the content."""
        yield StatusLine(id="status")
        yield from self.content()
        yield KeyLine()

    def content(self) -> ComposeResult:
        """What stands between the lines; each screen its own."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Fill the lines."""
        self.query_one(KeyLine).show(presenting.key_hints(self.app, hints(self.here)))
        self.app.post_message(self.Opened())

    def show_status(self, parts: Sequence[Line]) -> None:
        """Draw what was read, and the filter; before all is drawn: nothing, it is told again."""
        for line in self.query("#status").results(StatusLine):
            line.show(parts)

    def action_help(self) -> None:
        """Show all keys."""
        self.app.push_screen(HelpScreen(self.here))

    def action_back(self) -> None:
        """Go back."""
        self.dismiss(None)


class ListScreen(ListMoves, FullScreen):
    """Around one list."""

    COLUMNS: ClassVar[tuple[Column, ...]]
    CELL: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__()
        self.list = RecordList(self.COLUMNS, cell=self.CELL, id="focus")

    def on_mount(self) -> None:
        """Fill the lines; the keys are the list's."""
        self.list.focus()

    def on_record_list_moved(self, event: RecordList.Moved) -> None:
        """Nothing depends on it."""
        event.stop()
