"""The Health tab: whether the watcher sees."""

from collections.abc import Mapping

from textual import on
from textual.app import ComposeResult
from textual.containers import Container

from app.keyboard.keys import Context, bindings
from app.screens import filtering, health_telling
from app.screens.pane import ListPane
from app.screens.place import Tab
from store.queries import health
from store.queries.health import Health
from store.times import now
from widgets.record_list import RecordList
from widgets.text_pane import TextPane


class HealthPane(ListPane):
    """Sources, those first that one has to worry about; beside them rules and database."""

    TAB = Tab.HEALTH
    CONTEXT = Context.HEALTH
    FILTERED = False
    BINDINGS = bindings(Context.HEALTH, Context.LIST)
    COLUMNS = health_telling.COLUMNS
    CELL = health_telling.SOURCE

    def compose(self) -> ComposeResult:
        """List and report."""
        self._health: Health | None = None
        self._report = TextPane(classes="beside")
        with Container(classes="split"):
            yield self.list
            yield self._report

    async def _load(self) -> None:
        with self.filling():
            found = await self.desk.lanes.counts.run(health.health)
            self._health = found
            self.list.say(health_telling.NONE)
            rows = health_telling.rows(found, now())
            self.list.replace(rows, key=self.land(), index=self.list.cursor)
            self.count(health_telling.counted(found))

    @on(RecordList.Moved)
    def _tell(self, event: RecordList.Moved) -> None:
        event.stop()
        lines = health_telling.report(self._health, self.spot) if self._health else []
        self._report.show(lines, keep=True)

    def value_here(self) -> tuple[str, object] | None:
        """The source under the cursor."""
        return None if self.spot is None else (health_telling.SOURCE, self.spot)

    def labels(self) -> Mapping[str, str]:
        """A source has no page of its own."""
        return {"value.entity": ""}

    @on(RecordList.Opened)
    def action_open(self) -> None:
        """Show the source's records: all, or those that the cell under the cursor counted."""
        if self.spot is None:
            return
        wanted = filtering.narrowed(filtering.NOTHING, health_telling.SOURCE, self.spot)
        if self.list.cell != health_telling.SOURCE:
            understood = self.list.cell == health_telling.EVENTS
            wanted = filtering.narrowed(wanted, "event.parse", "none", negated=understood)
        self.post_message(self.Drilled(Tab.EVENTS, wanted))

    def action_scroll_story(self, by: int) -> None:
        """Scroll the report."""
        self._report.scroll_rows(by)
