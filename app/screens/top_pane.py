"""The Top tab: who or what there is most of, by address, user, path, agent or host."""

from textual import on
from textual.app import ComposeResult

from app.keys import Context, bindings
from app.screens import filtering, reads, recounting
from app.screens.desk import Desk
from app.screens.pane import ListPane
from app.screens.place import Tab
from store.filters.grammar import Filter
from store.queries.tops import Order
from widgets.record_list import RecordList

MOST = 500
"""Rows of the list."""


class TopPane(ListPane):
    """Counts for the filter; without one they come from running tallies."""

    TAB = Tab.TOP
    CONTEXT = Context.TOP
    BINDINGS = bindings(Context.TOP, Context.LIST)

    COLUMNS = recounting.top_columns("ip")

    def __init__(self, desk: Desk, filter_: Filter) -> None:
        super().__init__(desk, filter_)
        self._by = reads.TOPS[0]
        self._order: Order = "failures"

    def compose(self) -> ComposeResult:
        """The list."""
        yield self.list

    async def _load(self) -> None:
        by, order = self._by, self._order
        with self.filling():
            tops = await self.desk.lanes.counts.run(reads.top, by, self.filter, order, MOST)
            most = max((top.events for top in tops), default=0)
            self.list.set_columns(recounting.top_columns(by))
            self.list.say(recounting.no_events(self.filter, self.desk.sources))
            self.list.replace([recounting.top_row(top, most) for top in tops], key=self.land())
            least = f"{MOST} with most" if len(tops) == MOST else f"{len(tops):,}"
            self.count(f"{least} by {by}, most {order} first")

    @on(RecordList.Moved)
    def _hear(self, event: RecordList.Moved) -> None:
        event.stop()

    def value_here(self) -> tuple[str, object] | None:
        """The value of the row under the cursor."""
        value = self.spot
        return (filtering.TOP_KEYS[self._by], value) if isinstance(value, str) else None

    def _drill(self, tab: Tab) -> None:
        value = self.spot
        if isinstance(value, str):
            narrowed = filtering.narrowed(self.filter, filtering.TOP_KEYS[self._by], value)
            self.post_message(self.Drilled(tab, narrowed))

    @on(RecordList.Opened)
    def action_open(self) -> None:
        """Show its events."""
        self._drill(Tab.EVENTS)

    def action_open_alerts(self) -> None:
        """Show its alerts."""
        self._drill(Tab.ALERTS)

    def action_next_by(self) -> None:
        """Count by the next field."""
        self._by = reads.TOPS[(reads.TOPS.index(self._by) + 1) % len(reads.TOPS)]
        self.load()

    def action_next_order(self) -> None:
        """Sort by events, or by failures."""
        self._order = "events" if self._order == "failures" else "failures"
        self.load()
