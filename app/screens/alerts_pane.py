"""The Alerts tab: a timeline above, the list below, the story of the alert at hand beside it."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeAlias

from textual import on
from textual.app import ComposeResult
from textual.containers import Container

from app.keys import Context, bindings
from app.screens import filtering, presenting, reads
from app.screens.background import background
from app.screens.desk import Desk
from app.screens.pane import ListPane
from app.screens.place import Tab
from app.screens.reasons import ReasonScreen
from app.screens.record import Step
from store import triage
from store.filters.grammar import Filter
from store.queries.alerts import AlertRow
from store.triage import Actor, Done
from widgets.histogram import Histogram
from widgets.record_list import RecordList
from widgets.text_pane import TextPane

Decision: TypeAlias = Callable[[Path, Sequence[int], Actor], Done]
"""Something that is decided about alerts."""


class AlertsPane(ListPane):
    """What the rules found, the worst and newest first; what is closed comes last."""

    TAB = Tab.ALERTS
    CONTEXT = Context.ALERTS
    BINDINGS = bindings(Context.ALERTS, Context.LIST)

    COLUMNS = presenting.ALERT_COLUMNS

    def __init__(self, desk: Desk, filter_: Filter) -> None:
        super().__init__(desk, filter_)
        self._alerts: dict[int, AlertRow] = {}
        self._timeline = Histogram()
        self._story = TextPane(classes="beside")

    def compose(self) -> ComposeResult:
        """Timeline, list and story."""
        yield self._timeline
        with Container(classes="split"):
            yield self.list
            yield self._story

    async def _load(self) -> None:
        with self.filling():
            alerts = await self.desk.lanes.pages.run(reads.alerts, self.filter)
            self._show(alerts)

    def _show(self, alerts: Sequence[AlertRow]) -> None:
        self._alerts = {alert.id: alert for alert in alerts}
        self.list.say(presenting.no_alerts(self.filter, self.desk.sources))
        rows = [presenting.alert_row(alert) for alert in alerts]
        self.list.replace(rows, key=self.land(), index=self.list.cursor)
        self.count(presenting.alerts_counted(alerts))

    @property
    def _alert(self) -> AlertRow | None:
        spot = self.spot
        return self._alerts.get(spot) if isinstance(spot, int) else None

    @on(RecordList.Moved)
    def _tell(self, event: RecordList.Moved) -> None:
        event.stop()
        alert = self._alert
        self._timeline.show(presenting.points(self._alerts.values(), alert))
        background(self, "story", self._load_story, alert)

    async def _load_story(self, alert: AlertRow | None) -> None:
        if alert is None:
            self._story.show([])
            return
        with self.reporting():
            records = await self.desk.lanes.details.run(reads.evidence, alert.id)
            self._story.show(presenting.story(alert, records))

    @on(RecordList.Opened)
    def action_open(self) -> None:
        """Show the alert's events."""
        if self._alert is not None:
            self.post_message(self.Drilled(Tab.EVENTS, filtering.of_alert(self._alert.id)))

    def action_raw(self) -> None:
        """Show the first record of the alert's evidence."""
        if self._alert is not None:
            background(self, "raw", self._open_raw, self._alert.id)

    async def _open_raw(self, alert: int) -> None:
        with self.reporting():
            events = await self.desk.lanes.details.run(reads.evidence_ids, alert)
            if events:
                self.post_message(self.Reading(events[0], _along(events)))

    def action_pivot(self) -> None:
        """Filter every tab by the alert's group."""
        if self._alert is not None:
            narrowed = filtering.by_group(self.filter, self._alert.group)
            self.post_message(self.Drilled(Tab.EVENTS, narrowed))

    def action_acknowledge(self) -> None:
        """Acknowledge, and go on to the next alert."""
        alert = self._alert
        if alert is not None:
            self._decide(alert, triage.acknowledge)
            self.list.move(1)

    def action_reopen(self) -> None:
        """Open again."""
        if self._alert is not None:
            self._decide(self._alert, triage.reopen)

    def action_close_alert(self) -> None:
        """Ask for the reason, close, and go on to the next alert."""
        alert = self._alert
        if alert is None:
            return

        def close(reason: str | None) -> None:
            if reason is not None:
                self._decide(alert, partial(_close, reason), reason)
                self.list.move(1)

        self.app.push_screen(ReasonScreen(presenting.alert_title(alert)), close)

    def _decide(self, alert: AlertRow, decision: Decision, reason: str | None = None) -> None:
        writing = self.desk.decide(decision, self.desk.database, [alert.id], self.desk.actor)
        background(self, f"decision-{alert.id}", self._confirm, writing, reason)

    async def _confirm(self, writing: "asyncio.Future[Done]", reason: str | None) -> None:
        """Say what was decided; or why it could not be, and then the alert is as it was."""
        with self.reporting():
            self.post_message(self.Decided(presenting.decided(await writing, reason)))
            self.freshen()


def _close(reason: str, database: Path, alerts: Sequence[int], actor: Actor) -> Done:
    return triage.close(database, alerts, reason, actor)


def _along(events: Sequence[int]) -> Step:
    """Step through a fixed run of events."""
    places = {event: index for index, event in enumerate(events)}

    def step(event: int, by: int) -> int | None:
        index = places[event] + by
        return events[index] if 0 <= index < len(events) else None

    return step
