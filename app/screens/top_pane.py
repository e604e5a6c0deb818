"""The Top tab: who or what there is most of, by address, user, path, place and more."""

from collections.abc import Hashable

from textual import on
from textual.app import ComposeResult

from app.keyboard.keys import Context, bindings
from app.screens import filtering, recounting, top_reads, top_words
from app.screens.background import background
from app.screens.desk import Desk
from app.screens.pane import ListPane
from app.screens.place import Tab
from app.screens.top_reads import DERIVED
from app.screens.top_words import Drawn
from store.filters.grammar import Filter
from store.queries import histories
from store.queries.order import Key
from store.queries.tops import Order, TopRow
from widgets.record_list import RecordList
from widgets.view_models import Shown

MOST = 500
"""Rows of the list."""
_AT_ONCE = 50
"""Values that pictures are drawn of together."""


class TopPane(ListPane):
    """Counts for the filter; without one they come from running tallies."""

    TAB = Tab.TOP
    CONTEXT = Context.TOP
    BINDINGS = bindings(Context.TOP, Context.LIST)
    COLUMNS = top_words.columns("ip")
    CELL = "value"

    def __init__(self, desk: Desk, filter_: Filter) -> None:
        super().__init__(desk, filter_)
        self._kinds = top_reads.BY
        self._by = self._kinds[0]
        self._order: Order = "failures"
        self._tops: dict[str, TopRow] = {}
        self._drawn: dict[str, Drawn] = {}
        self._drawn_for: tuple[str, Filter] | None = None

    def compose(self) -> ComposeResult:
        """The list."""
        yield self.list

    async def _load(self) -> None:
        by, order, filter_ = self._by, self._order, self.filter
        self.count("counting …")
        with self.filling():
            tops = await self.desk.lanes.counts.run(top_reads.top, by, filter_, order, MOST)
            self._kinds = await self.desk.lanes.counts.run(top_reads.kinds)
            self._tops = {top.value: top for top in tops}
            if self._drawn_for != (by, filter_):
                self._drawn, self._drawn_for = {}, (by, filter_)
            self.list.set_columns(top_words.columns(by))
            title = top_words.TITLES.get(by, by)
            self.list.say(
                recounting.nothing_counted(title, filter_, self.desk.sources, self.desk.words)
            )
            self._show(self.land())
            least = f"{MOST} with most" if len(tops) == MOST else f"{len(tops):,}"
            sorting = top_words.ORDERS.get(order, f"most {order}")
            self.count(f"{least} by {by}, {sorting} first")

    def _show(self, key: Hashable) -> None:
        self.list.replace(top_words.rows(list(self._tops.values()), self._drawn), key=key)

    @on(RecordList.Moved)
    def _hear(self, event: RecordList.Moved) -> None:
        event.stop()
        if self._by not in DERIVED and self._wanting():
            background(self, "pictures", self._draw)

    def _wanting(self) -> list[str]:
        """The values around the cursor that have no whole picture yet."""
        first = self.list.cursor - self.list.cursor % _AT_ONCE
        near = list(self._tops)[first : first + _AT_ONCE]
        drawn = {value for value, picture in self._drawn.items() if picture.is_whole}
        return [value for value in near if value not in drawn]

    async def _draw(self) -> None:
        """Count span by span, the newest first, and show each as it is known."""
        by, filter_, values = self._by, self.filter, self._wanting()
        lane = self.desk.lanes.pictures
        with self.reporting():
            scale = await lane.run(top_reads.scale, filter_)
            if scale is None or self._drawn_for != (by, filter_):
                return
            blank = Drawn((None,) * scale.number, 0)
            self._drawn.update(dict.fromkeys(values, blank))
            for at, within in zip(
                reversed(range(scale.number)), histories.spans(scale), strict=True
            ):
                found = await lane.run(top_reads.occurred, by, values, filter_, within)
                if self._drawn_for != (by, filter_):
                    return
                self._add(at, values, {each.value: each for each in found})

    def _add(self, at: int, values: list[str], found: dict[str, histories.Occurred]) -> None:
        for value in values:
            before, now = self._drawn[value], found.get(value)
            counts = list(before.counts)
            counts[at] = 0 if now is None else now.events
            sent = before.bytes + (0 if now is None else now.bytes)
            self._drawn[value] = Drawn(tuple(counts), sent)
        self.list.refill(top_words.rows(list(self._tops.values()), self._drawn))

    def value_here(self) -> tuple[str, object] | None:
        """The value under the cursor: a time, or what the row counts."""
        value = self.spot
        top = self._tops.get(value) if isinstance(value, str) else None
        if top is None:
            return None
        times = {"first_seen": top.first_seen, "last_seen": top.last_seen}
        if self.list.cell in times:
            return filtering.TIME, times[self.list.cell]
        return filtering.TOP_KEYS[self._by], top.value

    @on(RecordList.Opened)
    def action_open(self) -> None:
        """Show the records, or alerts, that the cell under the cursor counted."""
        value = self.spot
        top = self._tops.get(value) if isinstance(value, str) else None
        if top is None:
            return
        if self.list.cell == "alerts" and self._by not in DERIVED:
            self.action_open_alerts()
            return
        wanted = filtering.with_value(self.filter, filtering.TOP_KEYS[self._by], top.value)
        if self.list.cell == "failures":
            wanted = filtering.narrowed(wanted, "event.outcome", "failure")
        times = {"first_seen": top.first_seen, "last_seen": top.last_seen}
        time = times.get(self.list.cell)
        spot = None if time is None else Key(time, 0)
        self.post_message(self.Drilled(Tab.EVENTS, wanted, spot))

    def action_open_alerts(self) -> None:
        """Show the alerts that are grouped by it."""
        value = self.spot
        if isinstance(value, str):
            grouped = filtering.grouped_by(filtering.TOP_KEYS[self._by], value)
            self.post_message(self.Drilled(Tab.ALERTS, grouped))

    def action_next_by(self) -> None:
        """Count by the next field."""
        self._by = self._kinds[(self._kinds.index(self._by) + 1) % len(self._kinds)]
        if self._order not in top_reads.orders(self._by):
            self._order = "failures"
        self._turn()

    def action_next_order(self) -> None:
        """Sort by what comes next."""
        orders = top_reads.orders(self._by)
        self._order = orders[(orders.index(self._order) + 1) % len(orders)]
        self._turn()

    def _turn(self) -> None:
        """Another list: none of the rows of before may be taken for one of it."""
        self._tops = {}
        self.list.say(Shown("counting …"))
        self.list.replace([])
        self.load()
