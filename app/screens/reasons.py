"""The question why an alert is closed: six reasons, one key each."""

from textual.app import ComposeResult
from textual.containers import Vertical

from app.keys import Context, bindings, hints, of
from app.screens import presenting
from app.screens.commanded import CommandedScreen
from store.triage import REASONS
from widgets.lines import KeyLine
from widgets.record_list import RecordList
from widgets.text_pane import TextPane
from widgets.view_models import Column, Line, Row, Shown, Tone, shown

_COLUMNS = (Column("", 3), Column("reason", 0))


class ReasonScreen(CommandedScreen[str | None]):
    """Returns a reason, or None where the alert stays open."""

    CONTEXT = Context.REASONS
    BINDINGS = bindings(Context.REASONS)
    DEFAULT_CSS = """
    ReasonScreen {
        align: center middle;
        & > Vertical {
            width: 60; max-width: 100%; height: 12; border: round $primary; background: $surface;
        }
        & TextPane { height: 1; background: $surface; }
        & RecordList { background: $surface; }
    }
    """

    def __init__(self, title: Shown) -> None:
        super().__init__()
        self._about = title
        self._list = RecordList(_COLUMNS, id="focus")

    def compose(self) -> ComposeResult:
        """What is closed, and the reasons."""
        with Vertical():
            yield TextPane(wrap=False)
            yield self._list
            yield KeyLine()

    def on_mount(self) -> None:
        """Fill in."""
        self.query_one(TextPane).show([Line(shown(f"Close {self._about}"), Tone.STRONG)])
        choices = [
            command for command in of(Context.REASONS) if command.action.startswith("choose")
        ]
        rows = [
            Row(number, (shown(command.shown_key), shown(command.help)))
            for number, command in enumerate(choices)
        ]
        self._list.replace(rows)
        self._list.focus()
        self.query_one(KeyLine).show(presenting.key_hints(self.app, hints(Context.REASONS)))

    def action_choose(self, number: int) -> None:
        """Take a reason by its number."""
        self.dismiss(str(REASONS[number]))

    def action_take(self) -> None:
        """Take the reason under the cursor."""
        row = self._list.cursor_row
        if row is not None and isinstance(row.key, int):
            self.action_choose(row.key)

    def on_record_list_opened(self) -> None:
        """Take the reason that was chosen with the mouse."""
        self.action_take()

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self._list.move(by)

    def action_back(self) -> None:
        """Keep the alert open."""
        self.dismiss(None)
