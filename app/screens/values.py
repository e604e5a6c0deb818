"""The values of an alert, each a key away from a filter or its own page."""

from collections.abc import Sequence

from textual.app import ComposeResult

from app.keyboard.keys import Context, bindings
from app.screens import reads
from app.screens.background import background
from app.screens.database_words import told
from app.screens.desk import Desk
from app.screens.filtering import How, Wish
from app.screens.full_screen import ListScreen
from widgets.view_models import Column, Row, Tone, shown

_COLUMNS = (Column("field", 24, tinted=True), Column("value", 0, key="value"))


def rows(values: Sequence[tuple[str, object]]) -> list[Row]:
    """A value in each row."""
    return [Row((key, value), (shown(key), shown(value)), Tone.LOW) for key, value in values]


class ValuesScreen(ListScreen):
    """Leaves with a wish for one of them."""

    CONTEXT = Context.VALUES
    BINDINGS = bindings(Context.VALUES)
    COLUMNS = _COLUMNS

    def __init__(self, desk: Desk, alert: int) -> None:
        super().__init__()
        self._desk = desk
        self._alert = alert

    def content(self) -> ComposeResult:
        """The list."""
        yield self.list

    def on_mount(self) -> None:
        """Begin to read."""
        self.list.say(shown("reading …"))
        background(self, "values", self._load)

    async def _load(self) -> None:
        with told(self.list.say, self._desk):
            self.list.replace(
                rows(await self._desk.lanes.details.run(reads.alert_values, self._alert))
            )

    def action_wish(self, how: str) -> None:
        """Leave with the wish."""
        row = self.list.cursor_row
        if row is not None and isinstance(row.key, tuple):
            self.dismiss(Wish(How(how), *row.key))
