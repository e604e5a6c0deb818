"""The Alerts tab: a timeline above, the list below, the story of the alert at hand beside it."""

from collections.abc import Callable, Hashable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Container

from app.keyboard.keys import Context, bindings
from app.keyboard.keys_in_turn import KeysInTurn
from app.screens import (
    alert_filters,
    filtering,
    presenting,
    reads,
    telling,
    time_span,
    triage_reads,
)
from app.screens.alert_list import GroupKey
from app.screens.asking import ChoiceScreen
from app.screens.background import Repeated, background
from app.screens.pane import Step
from app.screens.place import Tab
from app.screens.triage_pane import TriagePane
from app.screens.triage_reads import When
from store.queries.alerts import AlertRow
from store.queries.timeline import Span
from store.times import now
from widgets.record_list import RecordList
from widgets.text_pane import TextPane
from widgets.timeline import Timeline
from widgets.view_models import Line, Shown, shown

_ROOMY = 20
"""Lines of height from which a story begins with the words of its rule."""


class AlertsPane(TriagePane):
    """What the rules found, the worst and newest first; what is closed comes last."""

    TAB = Tab.ALERTS
    CONTEXT = Context.ALERTS
    BINDINGS = bindings(Context.ALERTS, Context.LIST)
    COLUMNS = presenting.ALERT_COLUMNS

    def on_mount(self) -> None:
        """Get ready to read when alerts went on."""
        self._timing = Repeated(self, "timeline", self._load_timeline)

    def compose(self) -> ComposeResult:
        """Timeline, list and story."""
        self._timeline = Timeline()
        self._story = TextPane(classes="beside")
        self._when: When | None = None
        self._last_marked: Hashable = None
        self._told: Hashable = None
        self._unlisted = (0, 0)  # alerts that the list has no room for, and those that are open
        yield self._timeline
        with Container(classes="split"):
            yield self.list
            yield self._story

    async def _load(self) -> None:
        self._timing.ask()
        with self.filling():
            found = await self.desk.lanes.pages.run(reads.alerts, self.filter)
            self.alerts.replace(found.rows)
            self._unlisted = found.total - len(found.rows), found.open - telling.open_of(found.rows)
            self.draw()

    def draw(self) -> None:
        """Draw the list, and stay on the row."""
        self.list.say(presenting.no_alerts(self.filter, self.desk.sources, self.desk.words))
        rows = telling.rows(self.alerts)
        self.list.replace(rows, key=self.land(), index=self.list.cursor)
        self._count()

    def land(self) -> Hashable:
        """Until somebody does something the first row: what is more urgent comes in above it."""
        wanted = super().land()
        untouched = isinstance(self.app, KeysInTurn) and not self.app.was_used
        return None if untouched and wanted == self.spot else wanted

    def _count(self) -> None:
        listed, grouping = list(self.alerts.alerts.values()), self.alerts.grouping
        self.count(telling.counted(listed, grouping, len(self.alerts.marks), self._unlisted))

    async def _load_timeline(self) -> None:
        with self.reporting(say=self._timeline.say):
            buckets = self._timeline.buckets
            self._when = await self.desk.lanes.counts.run(triage_reads.when, self.filter, buckets)
            if self._when is None:
                self._timeline.say(Shown(" no alerts in this view"))
                return
            bounded = any(time_span.bounds(self.filter, now()))
            self._timeline.show(telling.going(self._when, bounded=bounded))

    @on(Timeline.Resized)
    def _fit(self, event: Timeline.Resized) -> None:
        event.stop()
        if self._loaded is not None:
            self._timing.ask()

    def on_resize(self) -> None:
        """Tell the story again, in lines that fit."""
        background(self, "story", self._load_story, self._alert)

    @property
    def _alert(self) -> AlertRow | None:
        spot = self.spot
        return self.alerts.alerts.get(spot) if isinstance(spot, int) else None

    @on(RecordList.Moved)
    def _tell(self, event: RecordList.Moved) -> None:
        event.stop()
        alert = self._alert
        self._timeline.mark(None if alert is None else alert.first_seen)
        background(self, "story", self._load_story, alert)

    async def _load_story(self, alert: AlertRow | None) -> None:
        if alert is None:
            group = next((one for one in self.alerts.groups() if one.key == self.spot), None)
            self._show_story([] if group is None else telling.group_story(group, self.desk.words))
            return
        with self.reporting():
            told = await self.desk.lanes.details.run(triage_reads.told, alert.id)
            width, height = self._story.size
            self._show_story(
                telling.story(alert, told, width, self.desk.words, roomy=height >= _ROOMY)
            )

    def _show_story(self, lines: Sequence[Line]) -> None:
        """Show a story; one that is told anew stays where it was read."""
        spot = self.spot
        self._story.show(lines, keep=spot == self._told)
        self._told = spot

    @on(RecordList.Opened)
    def action_open(self) -> None:
        """Show the alert's events, with those of alerts merged into it; unfold a group."""
        if isinstance(self.spot, GroupKey):
            self.alerts.toggle(self.spot)
            self.draw()
        elif self._alert is not None:
            background(self, "open", self._open_events, self._alert.id)

    async def _open_events(self, alert: int) -> None:
        with self.reporting():
            told = await self.desk.lanes.details.run(triage_reads.told, alert)
            numbers = [alert, *told.parts]
            self.post_message(self.Drilled(Tab.EVENTS, alert_filters.of_alerts(numbers)))

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

    def action_follow_up(self) -> None:
        """Ask which of the rule's questions to look at."""
        if self._alert is not None:
            background(self, "follow", self._ask_question, self._alert)

    async def _ask_question(self, alert: AlertRow) -> None:
        with self.reporting():
            told = await self.desk.lanes.details.run(triage_reads.told, alert.id)
            questions = telling.questions_of(alert, told.rule)
            if not questions:
                self.post_message(self.Failed(Shown("Its rule names nothing to look at next.")))
                return

            def look(number: int | None) -> None:
                if number is not None:
                    wanted = filtering.parsed(questions[number][1])
                    self.post_message(self.Drilled(Tab.EVENTS, wanted))

            choices = [shown(f"{title}: {text}") for title, text in questions]
            self.app.push_screen(ChoiceScreen(Shown("Look next at"), choices), look)

    def action_next_grouping(self) -> None:
        """Put the list together another way."""
        self._target = self.alerts.next_grouping(self.spot)
        self.draw()

    def action_mark(self) -> None:
        """Mark or unmark, and go on."""
        self._last_marked = self.spot
        self.alerts.mark(self.alerts.at(self.spot))
        self._redraw_and_move()

    def action_mark_range(self) -> None:
        """Mark all from the last marked row to here."""
        self.alerts.mark_between(
            self.spot if self._last_marked is None else self._last_marked, self.spot
        )
        self._last_marked = self.spot
        self.draw()

    def action_mark_all(self) -> None:
        """Mark all that the filter leaves, listed or not."""
        background(self, "marks", self._mark_all)

    async def _mark_all(self) -> None:
        with self.reporting():
            standing = await self.desk.lanes.details.run(triage_reads.standing, self.filter)
            self.alerts.mark_all(standing)
            self.draw()

    def _redraw_and_move(self) -> None:
        self.draw()
        self.list.move(1)

    def action_scroll_story(self, by: int) -> None:
        """Scroll the story."""
        self._story.scroll_rows(by)

    def action_zoom(self, direction: int) -> None:
        """Look closer, or at more."""
        around = self._timeline.marked_bucket()
        self._look(
            (lambda when: time_span.closer(when.span, _middle(when, around)))
            if direction > 0
            else (lambda when: time_span.wider(when.span))
        )

    def action_pan(self, direction: int) -> None:
        """Look at what was before or after."""
        self._look(lambda when: time_span.moved(when.span, direction))

    def action_brush(self) -> None:
        """Choose a part of the timeline."""
        from app.screens.brush import BrushScreen

        def look(chosen: tuple[int, int] | None) -> None:
            if chosen is not None:
                self._look_at_buckets(*chosen)

        if self._when is not None:
            self.app.push_screen(BrushScreen(self._timeline), look)

    @on(Timeline.Brushed)
    def _brushed(self, event: Timeline.Brushed) -> None:
        event.stop()
        self._look_at_buckets(event.first, event.last)

    def _look_at_buckets(self, first: int, last: int) -> None:
        self._look(
            lambda when: Span(
                when.buckets.first + first * when.buckets.step,
                when.buckets.first + (last + 1) * when.buckets.step,
            )
        )

    def _look(self, change: Callable[[When], Span]) -> None:
        """Filter every tab by another span of time; by none, where it holds all alerts."""
        if self._when is None:
            return
        span, extent = change(self._when), self._when.extent
        whole = span.first <= extent.first and span.end >= extent.end
        wanted = time_span.without(self.filter)
        self.post_message(
            self.Drilled(Tab.ALERTS, wanted if whole else time_span.within(wanted, span))
        )


def _middle(when: When, bucket: int) -> int:
    return when.buckets.first + bucket * when.buckets.step + when.buckets.step // 2


def _along(events: Sequence[int]) -> Step:
    """Step through a fixed run of events."""
    places = {event: index for index, event in enumerate(events)}

    def step(event: int, by: int) -> int | None:
        index = places[event] + by
        return events[index] if 0 <= index < len(events) else None

    return step
