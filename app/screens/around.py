"""What stands around a record: in its file, and what its address and its user did then."""

from collections.abc import Sequence

from textual.app import ComposeResult

from app.keyboard.keys import Context, bindings
from app.screens import filtering, reads, recounting
from app.screens.background import background
from app.screens.desk import Desk
from app.screens.filtering import How, Wish
from app.screens.full_screen import Go
from app.screens.parts import PartsScreen
from app.screens.place import Tab
from store.filters.grammar import Filter
from store.queries.events import EventRow
from store.queries.order import Key
from widgets.record_list import RecordList
from widgets.view_models import Row, Shown

NEAR = 100
"""Records before it, and after it."""
_FIELDS = (("source.ip", 1), ("user.name", 2))
"""Whose doings are shown, and in which part."""


class AroundScreen(PartsScreen):
    """Three lists with the record in the middle of each."""

    CONTEXT = Context.AROUND
    BINDINGS = bindings(Context.AROUND)
    TITLES = (Shown("1 In its file"), Shown("2 The same address"), Shown("3 The same user"))
    DEFAULT_CSS = """
    AroundScreen.-wide #parts { layout: grid; grid-size: 1 3; }
    """

    def __init__(self, desk: Desk, event: int) -> None:
        super().__init__([RecordList(recounting.EVENT_COLUMNS, cell="source.ip") for _ in range(3)])
        self._desk = desk
        self._event = event
        self._events: dict[int, EventRow] = {}
        self._filters: dict[int, Filter] = {}

    def content(self) -> ComposeResult:
        """The lists."""
        yield from self.parts()

    def on_mount(self) -> None:
        """Begin to read."""
        self.action_show_section(0)
        self.retime()

    def retime(self) -> None:
        """Draw all times anew."""
        background(self, "around", self._load)

    async def _load(self) -> None:
        lane = self._desk.lanes.details
        with self.telling(self._complain):
            near = await lane.run(reads.around, self._event, NEAR)
            self._filters[0] = near.filter
            self._show(0, near.rows, "the record is gone")
            here = next((row for row in near.rows if row.id == self._event), None)
            values = {} if here is None else {"source.ip": here.address, "user.name": here.user}
            for key, part in _FIELDS:
                value = values.get(key)
                if value is None or here is None:
                    self._show(part, [], "the record names none")
                    continue
                self._filters[part] = filtering.of_value(key, value)
                found = await lane.run(reads.window, self._filters[part], here.key, False, NEAR)
                self._show(part, found.rows, "nothing")

    def _complain(self, text: Shown) -> None:
        for content in self.lists:
            content.say(text)

    def _show(self, part: int, rows: Sequence[EventRow], nothing: str) -> None:
        self._events.update((row.id, row) for row in rows)
        index = next((at for at, row in enumerate(rows) if row.id == self._event), 0)
        marked = [recounting.event_row(row, marked=row.id == self._event) for row in rows]
        self.call_after_refresh(self._place, part, marked, nothing, index)

    def _place(self, part: int, rows: Sequence[Row], nothing: str, index: int) -> None:
        """Once it is known how much has room: the record in the middle."""
        self.fill(part, rows, nothing, index)
        self.lists[part].centre()

    def action_open(self) -> None:
        """Stand on the record among all that are like it in this."""
        key = None if self.list is None else self.list.cursor_key
        if isinstance(key, Key) and self.section in self._filters:
            self.dismiss(Go(Tab.EVENTS, self._filters[self.section], key.time))

    def action_wish(self, how: str) -> None:
        """Leave with a wish for the value under the cursor."""
        key = None if self.list is None else self.list.cursor_key
        event = self._events.get(key.id) if isinstance(key, Key) else None
        if event is not None and self.list is not None:
            value = recounting.value_of(event, self.list.cell)
            if value is not None:
                self.dismiss(Wish(How(how), *value))
