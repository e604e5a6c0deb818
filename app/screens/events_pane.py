"""The Events tab: every record the filter leaves, page by page, the raw record beside the list."""

from collections.abc import Hashable, Sequence
from time import monotonic

from textual import on
from textual.app import ComposeResult
from textual.containers import Container

from app.keyboard.keys import Context, bindings
from app.output.amounts import counted
from app.screens import entity_reads, filtering, reads, recounting
from app.screens.background import Repeated, background
from app.screens.desk import Desk
from app.screens.pane import ListPane, Question
from app.screens.place import Tab
from store.filters.grammar import Filter
from store.queries.events import EventRow
from store.queries.order import Key
from widgets.bars import Bars
from widgets.record_list import Edge, RecordList
from widgets.text_pane import TextPane
from widgets.view_models import Row, Shown

PAGE = 200
"""Rows that are read at a time."""
_BARS_KEEP = 5.0
"""Seconds after which bars are counted again, if there is anything new."""


class EventsPane(ListPane):
    """All records, newest or oldest first."""

    TAB = Tab.EVENTS
    CONTEXT = Context.EVENTS
    BINDINGS = bindings(Context.EVENTS, Context.LIST)

    COLUMNS = recounting.EVENT_COLUMNS
    CELL = "source.ip"
    DEFAULT_CSS = """
    EventsPane { & Bars { display: none; height: 4; } &.-timed Bars { display: block; } }
    """

    def __init__(self, desk: Desk, filter_: Filter) -> None:
        super().__init__(desk, filter_)
        self._newest_first = True
        self._events: dict[int, EventRow] = {}
        self._counted_for: Filter | None = None
        self._counting = Repeated(self, "count", self._load_count)
        self._record = TextPane(wrap=True, classes="beside")
        self._bars = Bars(desk.words.key("events.open"))
        self._barred: tuple[Filter, int, int] | None = None
        self._bars.say(Shown("counting …"))

    def compose(self) -> ComposeResult:
        """Bars, list and record."""
        yield self._bars
        with Container(classes="split"):
            yield self.list
            yield self._record

    def freshen(self) -> None:
        """New records show at once where the newest are in view; the place is kept elsewhere."""
        self._stale = True
        if self.display and (self.list.at_top or not self.list.rows):
            self.renew()
        elif self.display:
            self._counting.ask()

    async def _load(self) -> None:
        generation, target = self._generation, self._key(self._target)
        with self.filling():
            found = await self.desk.lanes.pages.run(
                reads.window, self.filter, target, self._newest_first, PAGE
            )
            if generation != self._generation:
                return
            self._events = {}
            self.list.say(recounting.no_events(self.filter, self.desk.sources, self.desk.words))
            key = None if target is None and self.list.at_top else self.land()
            self.list.replace(
                self._rows(found.rows),
                at_start=found.at_start,
                at_end=found.at_end,
                key=key,
                index=found.at,
            )
            if self._counted_for == self.filter:
                self._counting.ask()
            else:
                self.count("counting …")
                self._counting.restart()

    @staticmethod
    def _key(spot: Hashable) -> Key | None:
        return spot if isinstance(spot, Key) else None

    def _rows(self, events: Sequence[EventRow]) -> list[Row]:
        self._events.update((event.id, event) for event in events)
        return [recounting.event_row(event) for event in events]

    async def _load_count(self) -> None:
        with self.reporting():
            filter_ = self._counted_for = self.filter
            found = await self.desk.lanes.counts.run(reads.count, filter_)
            order = "newest first" if self._newest_first else "oldest first"
            attempts = "" if not found.attempts else f" of {counted(found.attempts, 'failure')}"
            self.count(f"{counted(found.records, 'record')}{attempts}, {order}")
            await self._load_bars(filter_)

    async def _load_bars(self, filter_: Filter) -> None:
        """When it was; where there is room for that, or it is wanted, and not at every change."""
        known = filter_, self._bars.most, int(monotonic() / _BARS_KEEP)
        if self._bars.display and known != self._barred:
            self._barred = known
            found = await self.desk.lanes.counts.run(
                entity_reads.bars, filter_, None, self._bars.most
            )
            self._bars.say(Shown("no records in this span"))
            self._bars.show(found)

    def on_resize(self) -> None:
        """There may be room for bars now, or for more of them."""
        if self._counted_for is not None and self._bars.display:
            self._counting.ask()

    def action_cell(self, by: int) -> None:
        """Move to a cell, or bar, beside the one under the cursor."""
        if self._on_bars:
            self._bars.move(by)
        else:
            super().action_cell(by)

    @property
    def _on_bars(self) -> bool:
        """Whether keys mean the bars; these know of their focus a moment later."""
        return self.screen.focused is self._bars

    def action_switch(self) -> None:
        """From the list to the bars, or back."""
        leaving = self._on_bars
        self.set_class(not leaving, "-timed")
        self.screen.set_focus(self.list if leaving else self._bars)
        if not leaving:
            self._counting.ask()

    @on(Bars.Opened)
    def _open_bar(self, event: Bars.Opened) -> None:
        event.stop()
        self._drill_into(event.first, event.end)

    def _drill_into(self, first: int, end: int) -> None:
        within = filtering.spanning(self.filter, first, end)
        self.post_message(self.Drilled(Tab.EVENTS, within))

    @on(RecordList.Wanted)
    def _supply(self, event: RecordList.Wanted) -> None:
        event.stop()
        background(self, "page", self._load_page, event.edge, self._key(event.key))

    async def _load_page(self, edge: Edge, key: Key | None) -> None:
        generation = self._generation
        with self.reporting():
            below = edge in (Edge.AFTER, Edge.LAST)
            beyond = reads.Beyond(key, below, self._newest_first)
            page = await self.desk.lanes.pages.run(reads.page, self.filter, beyond, PAGE)
            if generation != self._generation:
                return
            rows, more = self._rows(page), len(page) >= PAGE
            if edge in (Edge.AFTER, Edge.BEFORE):
                self.list.extend(edge, rows, done=not more)
            elif edge is Edge.FIRST:
                self.list.replace(rows, at_end=not more)
            else:
                self.list.replace(rows, at_start=not more, index=-1)

    @on(RecordList.Moved)
    def _detail(self, event: RecordList.Moved) -> None:
        event.stop()
        background(self, "detail", self._load_detail)

    async def _load_detail(self) -> None:
        key = self._key(self.spot)
        if key is None:
            self._record.show([])
            return
        with self.reporting():
            record = await self.desk.lanes.details.run(reads.record, key.id)
            self._record.show(recounting.record_lines(record))

    def value_here(self) -> tuple[str, object] | None:
        """Field and value under the cursor."""
        key = self._key(self.spot)
        event = self._events.get(key.id) if key is not None else None
        return None if event is None else recounting.value_of(event, self.list.cell)

    @on(RecordList.Opened)
    def action_open(self) -> None:
        """Show the raw record with its fields, or the records of the bar under the cursor."""
        bar = self._bars.selected if self._on_bars else None
        if bar is not None:
            self._drill_into(*bar[:2])
            return
        key = self._key(self.spot)
        if key is not None:
            self.post_message(self.Reading(key.id, self._step))

    def _step(self, _event: int, by: int) -> int | None:
        """Move the list's cursor while a record is being read."""
        before = self.spot
        self.list.move(by)
        key = self._key(self.spot)
        return None if key is None or key == before else key.id

    def action_around(self) -> None:
        """Show what stands around the record under the cursor."""
        self._ask(Question.AROUND)

    def action_explain(self) -> None:
        """Explain the record under the cursor."""
        self._ask(Question.EXPLAIN)

    def _ask(self, what: Question) -> None:
        key = self._key(self.spot)
        if key is not None:
            self.post_message(self.Asked(what, key.id))

    def action_jump(self) -> None:
        """Ask for a time and stand there."""
        self.post_message(self.Timed())

    def action_next_order(self) -> None:
        """Newest first, or oldest first; the cursor stays on its record."""
        self._newest_first = not self._newest_first
        self._target = self.spot
        self.load()

    def action_pivot(self) -> None:
        """Filter by the address of the record under the cursor."""
        key = self._key(self.spot)
        event = self._events.get(key.id) if key is not None else None
        if event is not None and event.address:
            narrowed = filtering.narrowed(self.filter, "source.ip", event.address)
            self.post_message(self.Drilled(Tab.EVENTS, narrowed))
