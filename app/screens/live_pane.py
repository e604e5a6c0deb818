"""The Live tab: records as they are imported."""

from collections.abc import Hashable

from textual.app import ComposeResult

from app.keys import Context, bindings
from app.screens import live_words, reads, recounting
from app.screens.background import Repeated
from app.screens.desk import Desk
from app.screens.pane import Pane
from app.screens.place import Tab
from store.filters.grammar import Filter
from widgets.tail_view import TailView

FIRST = 200
"""Rows to begin with."""
MOST = 3_000
"""Rows that are read at a time, twice a second; of a flood only the newest are shown."""


class LivePane(Pane):
    """Follows the newest records; the event number says what is new, so nothing is read twice."""

    TAB = Tab.LIVE
    CONTEXT = Context.LIVE
    BINDINGS = bindings(Context.LIVE)

    def __init__(self, desk: Desk, filter_: Filter) -> None:
        super().__init__(desk, filter_)
        self.tail = TailView(live_words.COLUMNS, id="focus")
        self._last: int | None = None
        self._following = Repeated(self, "follow", self._load_new)

    def compose(self) -> ComposeResult:
        """The tail."""
        yield self.tail

    def load(self) -> None:
        """Begin anew."""
        self._last = None
        super().load()

    async def _load(self) -> None:
        self.tail.say(recounting.nothing_live(self.desk.sources))
        with self.reporting():
            found = await self.desk.lanes.pages.run(reads.newest, self.filter, None, FIRST)
            self._last = found.last
            self.tail.replace(live_words.rows(found))
            self.count("as they come")

    def preview(self, filter_: Filter) -> None:
        """Show what the filter that is being typed leaves."""
        if filter_ != self.filter:
            self.filter = filter_
            self.load()

    def freshen(self) -> None:
        """Fetch what came since."""
        if self.display and self._loaded == self.filter:
            self._following.ask()

    def enter(self, filter_: Filter, spot: Hashable = None) -> None:
        """Come into view: what came meanwhile is added, also where the view stands still."""
        super().enter(filter_, spot)
        self.freshen()

    async def _load_new(self) -> None:
        generation, last = self._generation, self._last
        if last is None:
            return
        with self.reporting():
            found = await self.desk.lanes.pages.run(reads.newest, self.filter, last, MOST)
            if generation == self._generation:
                self._last = found.last
                self.tail.feed(live_words.rows(found))
                self.tail.miss(found.missed)

    def action_pause(self) -> None:
        """Follow, or stand still."""
        self.tail.toggle()

    def action_follow(self) -> None:
        """Follow the newest record."""
        self.tail.follow(True)

    def action_scroll(self, by: int) -> None:
        """Move by rows."""
        self.tail.scroll_rows(by)

    def action_page(self, direction: int) -> None:
        """Move by a screenful."""
        self.tail.page(direction)
