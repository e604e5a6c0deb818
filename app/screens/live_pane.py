"""The Live tab: records as they are imported."""

from collections import OrderedDict
from collections.abc import Hashable, Mapping

from textual import on
from textual.app import ComposeResult

from app.keyboard.keys import Context, bindings
from app.screens import live_words, recounting
from app.screens.background import Repeated
from app.screens.desk import Desk
from app.screens.live_words import Known
from app.screens.pane import Pane
from app.screens.place import Tab
from app.screens.reads import Arrived
from store.filters.grammar import Filter
from store.queries.events import EventRow
from widgets.tail_view import MOST_ROWS, TailView
from widgets.view_models import Row, Shown

FIRST = 200
"""Rows to begin with."""
MOST = 1_000
"""Rows that are read at a look, four times a second: of a flood the newest; others are counted."""


class LivePane(Pane):
    """Follows the newest records; the event number says what is new, so nothing is read twice."""

    TAB = Tab.LIVE
    CONTEXT = Context.LIVE
    BINDINGS = bindings(Context.LIVE)

    def __init__(self, desk: Desk, filter_: Filter) -> None:
        super().__init__(desk, filter_)
        self.tail = TailView(live_words.COLUMNS, cell="source.ip", id="focus")
        self._last: int | None = None
        self._events: OrderedDict[Hashable, Known] = OrderedDict()
        self._retimed = False
        self._following = Repeated(self, "follow", self._load_new)

    def compose(self) -> ComposeResult:
        """The tail."""
        yield self.tail

    def load(self) -> None:
        """Begin anew."""
        self._last = None
        super().load()

    async def _load(self) -> None:
        self._retimed = False
        self.tail.say(recounting.nothing_live(self.desk.sources, self.filter))
        with self.reporting(say=self._fail):
            found = await self.desk.lanes.pages.run(live_words.news, self.filter, None, FIRST)
            self._last = found.arrived.last
            self._events = OrderedDict()
            self._remember(found.arrived)
            self.tail.replace(found.rows)
            self.count("as they come")
        self._following.ask()  # what came, or was asked for, meanwhile

    def _fail(self, why: Shown) -> None:
        self._last = None
        self.tail.fail(why)
        self.count("")

    def preview(self, filter_: Filter) -> None:
        """Show what the filter that is being typed leaves."""
        if filter_ != self.filter:
            self.filter = filter_
            self.load()

    def freshen(self) -> None:
        """Fetch what came since; all, where nothing could be had before."""
        if self.display and self._loaded == self.filter:
            self.renew() if self.tail.failed else self._following.ask()

    def retime(self) -> None:
        """Draw all times anew; paused, it stays so, and on its row."""
        self._retimed = True
        self.freshen()

    def enter(self, filter_: Filter, spot: Hashable = None) -> None:
        """Come into view: what came meanwhile is added, also where the view stands still."""
        super().enter(filter_, spot)
        self.freshen()

    async def _load_new(self) -> None:
        generation, last = self._generation, self._last
        if last is None:
            return
        with self.reporting():
            if self._retimed:
                await self._draw_anew(generation)
            found = await self.desk.lanes.pages.run(live_words.news, self.filter, last, MOST)
            if generation == self._generation:
                self._last = found.arrived.last
                self._remember(found.arrived)
                self.tail.feed(found.rows)
                self.tail.miss(found.arrived.missed)

    async def _draw_anew(self, generation: int) -> None:
        """Rows come and go only in this task and in the one that begins a generation."""
        self._retimed = False
        known = list(self._events.values())
        rows = await self.desk.lanes.pages.run(live_words.drawn_anew, known)
        if generation == self._generation:
            self.tail.refill(rows)

    def _remember(self, found: Arrived) -> None:
        """Keep the records of the rows that can be stood on."""
        self._events.update(
            (event.key, Known(event, found.alerts.get(event.id))) for event in found.rows
        )
        while len(self._events) > MOST_ROWS:
            self._events.popitem(last=False)

    def labels(self) -> Mapping[str, str]:
        """Where the view stands still, the key that paused it lets it go on."""
        return {} if self.tail.following else {"live.pause": "resume"}

    @on(TailView.Switched)
    def _rename(self, event: TailView.Switched) -> None:
        event.stop()
        self.post_message(self.Rehinted())

    def action_pause(self) -> None:
        """Follow, or stand still."""
        self.tail.toggle()

    def action_follow(self) -> None:
        """Follow the newest record."""
        self.tail.follow(True)

    @property
    def _event(self) -> EventRow | None:
        """The record under the cursor, while the view stands still."""
        return self._record(self.tail.cursor_row)

    def _record(self, row: Row | None) -> EventRow | None:
        known = self._events.get(row.key) if row is not None else None
        return None if known is None else known.event

    @property
    def event_here(self) -> int | None:
        """The number of the record under the cursor, while the view stands still."""
        return None if self._event is None else self._event.id

    def value_here(self) -> tuple[str, object] | None:
        """Field and value under the cursor."""
        return None if self._event is None else recounting.value_of(self._event, self.tail.cell)

    def action_open(self) -> None:
        """Stand on the record among all that the filter leaves; while following on the newest."""
        newest = self.tail.rows[-1] if self.tail.following and self.tail.rows else None
        event = self._event or self._record(newest)
        if event is None:
            self.post_message(self.Failed(Shown("No record is shown here yet.")))
        else:
            self.post_message(self.Drilled(Tab.EVENTS, self.filter, event.key))

    def action_scroll(self, by: int) -> None:
        """Move the cursor by rows; that stops following."""
        self.tail.move(by)

    def action_cell(self, by: int) -> None:
        """Move to a cell beside the one under the cursor."""
        self.tail.move_cell(by)

    def action_page(self, direction: int) -> None:
        """Move by a screenful."""
        self.tail.page(direction)
