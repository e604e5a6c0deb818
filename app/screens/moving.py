"""The actions by which one moves in what a screen or a tab shows: its list, or its text."""

from widgets.record_list import RecordList
from widgets.text_pane import TextPane


class ListMoves:
    """Of whatever is around one list."""

    list: RecordList

    def action_move(self, by: int) -> None:
        """Move by rows."""
        self.list.move(by)

    def action_page(self, direction: int) -> None:
        """Move by a screenful."""
        self.list.page(direction)

    def action_cell(self, by: int) -> None:
        """Move to a cell beside the one under the cursor."""
        self.list.move_cell(by)


class TextMoves:
    """Of whatever is around one text."""

    text: TextPane

    def action_scroll(self, by: int) -> None:
        """Move by lines."""
        self.text.scroll_rows(by)

    def action_page(self, direction: int) -> None:
        """Move by a screenful."""
        self.text.page(direction)
