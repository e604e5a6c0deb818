"""The tree of the places that were visited, to go back to any of them."""

from collections.abc import Sequence

from textual.app import ComposeResult

from app.keyboard.keys import Context, bindings
from app.screens.full_screen import ListScreen
from app.screens.place import Branch
from widgets.record_list import RecordList
from widgets.view_models import Column, Row, Tone, shown

_COLUMNS = (Column("", 1, tinted=True), Column("view", 7), Column("filter", 0))
_MOST_DEPTH = 12


def rows(branches: Sequence[Branch]) -> list[Row]:
    """The tree, a row for each place; the present one is marked."""
    return [
        Row(
            branch.number,
            (
                shown("●" if branch.current else " "),
                shown(branch.place.tab.value),
                shown(f"{_indent(branch.depth)}{branch.place.filter.text() or 'no filter'}"),
            ),
            Tone.GOOD if branch.current else Tone.PLAIN,
        )
        for branch in branches
    ]


def _indent(depth: int) -> str:
    depth = min(depth, _MOST_DEPTH)
    return "│ " * (depth - 1) + "├ " if depth else ""


class HistoryScreen(ListScreen):
    """Leaves with the number of the place to go to."""

    CONTEXT = Context.HISTORY
    BINDINGS = bindings(Context.HISTORY)
    COLUMNS = _COLUMNS

    def __init__(self, branches: Sequence[Branch]) -> None:
        super().__init__()
        self._branches = branches

    def content(self) -> ComposeResult:
        """The list."""
        yield self.list

    def on_mount(self) -> None:
        """Fill in once it is known how much has room."""
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        """The cursor stands where the analyst is."""
        here = next((branch.number for branch in self._branches if branch.current), 0)
        self.list.replace(rows(self._branches), key=here)

    def on_record_list_opened(self, event: RecordList.Opened) -> None:
        """Go to the place that was chosen with the mouse."""
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        """Go to the place under the cursor."""
        row = self.list.cursor_row
        self.dismiss(row.key if row is not None and isinstance(row.key, int) else None)
