"""The one screen that stays: status, the shared filter, the tabs, and the way back."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.dom import DOMNode
from textual.notifications import SeverityLevel
from textual.widgets import ContentSwitcher

from app.keyboard.keys import Context, bindings, hints
from app.screens import filtering, presenting
from app.screens.alerts_pane import AlertsPane
from app.screens.cases_pane import CasesPane
from app.screens.deciding_bench import DecidingBench
from app.screens.events_pane import EventsPane
from app.screens.exploring import Exploring
from app.screens.health_pane import HealthPane
from app.screens.live_pane import LivePane
from app.screens.pane import Pane
from app.screens.place import Place, Tab
from app.screens.top_pane import TopPane
from app.screens.watch import Watch
from store.errors import FilterError
from widgets.filter_bar import FilterBar
from widgets.lines import KeyLine, StatusLine, TabLine
from widgets.view_models import Line, Shown

_FIRST = next(iter(Tab))
_LABELS = tuple(Shown(label) for label in ("Alerts", "Top", "Live", "Events", "Cases", "Health"))


class Workbench(DecidingBench, Exploring):
    """Holds the filter and the trail; the panes hold their lists."""

    BINDINGS = bindings(Context.WORKBENCH)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012
    DEFAULT_CSS = """
    Workbench {
        layout: vertical;
        & ContentSwitcher { height: 1fr; }
        & Pane { height: 1fr; layout: vertical; }
        & .split { height: 1fr; layout: vertical; }
        & .beside { height: 35%; border-top: hkey $panel; }
        &.-wide .split { layout: horizontal; }
        &.-wide .split RecordList { width: 3fr; }
        &.-wide .beside { width: 2fr; height: 1fr; border-top: none; border-left: vkey $panel; }
        &.-wide Timeline { height: 8; }
        &.-wide EventsPane Bars { display: block; height: 6; }
    }
    """

    def compose(self) -> ComposeResult:
        """Everything at once: nothing here asks the database."""
        yield TabLine(_LABELS)
        yield StatusLine(id="status")
        yield FilterBar(self._desk.words.key("filter.edit"))
        with ContentSwitcher(initial=f"pane-{self._tab.value}"):
            for pane in (AlertsPane, TopPane, LivePane, EventsPane, CasesPane, HealthPane):
                yield pane(self._desk, self._filter)
        yield KeyLine()
        yield Watch(self._desk)

    def on_mount(self) -> None:
        """Ask for data once the first frame is drawn."""
        self.query_one("#status", StatusLine).show([Line(Shown("opening …"))])
        self.call_after_refresh(self._go, Place(self._tab, self._filter))

    @property
    def pane(self) -> Pane:
        """The tab in view."""
        return self.query_one(f"#pane-{self._tab.value}", Pane)

    @property
    def here(self) -> Context:
        """Which commands are in force."""
        return self.pane.CONTEXT

    def target(self, part: Context) -> DOMNode:
        """Who carries out the commands of a context."""
        return self if part is Context.WORKBENCH else self.pane

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """While a filter is typed, keys are text."""
        return not any(bar.editing for bar in self.query(FilterBar))

    def show_status(self, parts: Sequence[Line], importing: Line) -> None:
        """Draw the status line, and beside the tabs what is being imported."""
        self.query_one("#status", StatusLine).show(parts)
        self.query_one(TabLine).note(importing)

    def retime(self) -> None:
        """Draw all times anew."""
        for pane in self.query(Pane):
            pane.retime()

    def freshen(self) -> None:
        """The data changed."""
        for pane in self.query(Pane):
            pane.freshen()

    def _go(self, place: Place) -> None:
        """Show a place."""
        self._tab, self._filter = place.tab, place.filter
        self.query_one(ContentSwitcher).current = f"pane-{place.tab.value}"
        self.query_one(TabLine).activate(list(Tab).index(place.tab))
        self._show_keys()
        self._show_filter(Shown(""))
        self.pane.enter(place.filter, place.spot)

    @on(Pane.Rehinted)
    def _show_keys(self) -> None:
        commands = hints(self.pane.CONTEXT)
        found = presenting.key_hints(self.app, commands, self.pane.labels())
        self.query_one(KeyLine).show(found)

    def _show_filter(self, counted: Shown) -> None:
        unapplied = Shown("") if self.pane.FILTERED else presenting.NOT_APPLIED
        self.query_one(FilterBar).show(self._filter.text(), counted, unapplied)

    def action_show_tab(self, tab: str) -> None:
        """Show a tab with the same filter."""
        if tab != self._tab.value:
            self._go(Place(Tab(tab), self._filter))
            self._show_filter(self.pane.counted)

    def action_back(self) -> None:
        """Return to the last place; at the beginning to the first tab; from there: quit."""
        self._trail.stay(self._here())
        place = self._trail.back()
        if place is not None:
            self._go(place)
        elif self._tab is not _FIRST:  # a tab that was chosen is no place, but came from one
            self.action_show_tab(_FIRST.value)
        else:
            self.app.exit(0)

    def action_edit_filter(self) -> None:
        """Edit the filter."""
        self.query_one(FilterBar).edit(self._filter.text())

    def action_clear_filter(self) -> None:
        """Drop the filter."""
        if self._filter.text():
            self._visit(self._tab, filtering.NOTHING)

    def action_help(self) -> None:
        """Show all keys."""
        from app.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.pane.CONTEXT))

    def action_reload(self) -> None:
        """Read everything again."""
        self.pane.load()

    @on(Pane.Reading)
    def _read(self, event: Pane.Reading) -> None:
        from app.screens.record import RecordScreen

        self.app.push_screen(RecordScreen(self._desk, event.event, event.step), self.follow)

    @on(FilterBar.Submitted)
    def _take_filter(self, event: FilterBar.Submitted) -> None:
        try:
            filter_ = filtering.typed(event.text, self._filter)
        except FilterError as error:
            self.query_one(FilterBar).refuse(error.message, error.column)
            return
        self.query_one(FilterBar).close()
        if filter_ == self._filter:
            self.pane.enter(self._filter)
        else:
            self._visit(self._tab, filter_)

    @on(FilterBar.Cancelled)
    def _leave_filter(self) -> None:
        self.pane.enter(self._filter)

    @on(Pane.Drilled)
    def _drill(self, event: Pane.Drilled) -> None:
        self._visit(event.tab, event.filter, event.spot)

    @on(Pane.Counted)
    def _count(self) -> None:
        self._show_filter(self.pane.counted)

    @on(Pane.Decided)
    def _tell_decision(self, event: Pane.Decided) -> None:
        self._toast(event.text)

    @on(Pane.Failed)
    def _warn(self, event: Pane.Failed) -> None:
        self._toast(event.text, "warning")

    @on(TabLine.Chosen)
    def _switch(self, event: TabLine.Chosen) -> None:
        self.action_show_tab(list(Tab)[event.index].value)

    def _toast(self, text: Shown, severity: SeverityLevel = "information") -> None:
        self.app.notify(text, severity=severity, markup=False, timeout=4)
