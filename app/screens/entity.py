"""The page of an address, user, host, agent or path: all that is known of it, from all logs."""

from collections.abc import Hashable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from app.keyboard.keys import Context, bindings
from app.screens import entity_reads, entity_words, filtering, recounting
from app.screens.asking import PromptScreen, if_given, not_empty
from app.screens.background import background
from app.screens.desk import Desk
from app.screens.entity_reads import BY
from app.screens.filtering import How, Wish
from app.screens.full_screen import Go
from app.screens.parts import PartsScreen
from app.screens.place import Tab
from store.filters.grammar import Filter
from store.queries import tops
from store.queries.events import EventRow
from store.queries.order import Key
from store.queries.remarks import Remark
from store.queries.sessions import Session
from store.triage import remarks
from widgets.bars import Bars
from widgets.record_list import RecordList
from widgets.text_pane import TextPane
from widgets.view_models import Line, Shown, Tone, shown

_NOTES = 4
_LEAST = 3
"""Lines of the head."""


def is_entity(key: str) -> bool:
    """Whether values of a field have a page."""
    return key in BY


class EntityScreen(PartsScreen):
    """Summary and bars above; sessions, alerts, related values and records below."""

    CONTEXT = Context.ENTITY
    BINDINGS = bindings(Context.ENTITY)
    DEFAULT_CSS = """
    EntityScreen {
        & > TextPane { height: auto; min-height: 3; background: $background; }
        & Bars { height: 4; }
        &.-wide Bars { height: 7; }
        &.-wide #parts {
            layout: grid; grid-size: 2 3; grid-rows: 1fr 1fr 7; grid-gutter: 1 1;
        }
        &.-wide Part:last-child { column-span: 2; }
    }
    """
    TITLES: ClassVar[tuple[Shown, ...]] = (
        Shown("2 Sessions"),
        Shown("3 Alerts"),
        Shown("4 Occurs with"),
        Shown("5 Newest records"),
        Shown("6 Notes"),
    )

    def __init__(self, desk: Desk, key: str, value: str) -> None:
        super().__init__(
            (
                RecordList(entity_words.SESSION_COLUMNS),
                RecordList(entity_words.ALERT_COLUMNS),
                RecordList(entity_words.RELATED_COLUMNS),
                RecordList(recounting.EVENT_COLUMNS, cell="source.ip"),
                RecordList(entity_words.REMARK_COLUMNS),
            )
        )
        self._desk = desk
        self._key = key
        self._value = value
        self._filter = filtering.of_value(key, value)
        self._events: dict[int, EventRow] = {}
        self._about = TextPane(wrap=False)
        self._bars = Bars(desk.words.key("entity.open"))
        self._on_bars = False
        self._found: entity_reads.About | None = None
        self._remarks: list[Remark] = []

    def content(self) -> ComposeResult:
        """Everything, empty."""
        yield self._about
        yield self._bars
        yield from self.parts()

    def on_mount(self) -> None:
        """Draw first, then read: what is quick before what may take long."""
        self._show_about()
        self._bars.say(Shown("counting …"))
        self.action_show_section(1)
        self.retime()
        self.call_after_refresh(lambda: background(self, "counts", self._load_counts))

    def retime(self) -> None:
        """Draw all times anew."""
        background(self, "about", self._load_about)
        background(self, "lists", self._load_lists)
        self.renew()

    async def _load_about(self) -> None:
        with self.telling(lambda text: self._about.show([Line(text, Tone.BAD)])):
            found = await self._desk.lanes.details.run(entity_reads.about, self._key, self._value)
            self._found = found
            self._show_about()

    def _show_about(self) -> None:
        """What is known at once, in as many lines as that takes."""
        lines = entity_words.about_lines(self._key, self._value, self._found)
        lines += entity_words.latest_remark(self._remarks)
        self._about.styles.height = max(_LEAST, len(lines))
        self._about.show(lines)

    def renew(self) -> None:
        """Read the notes."""
        background(self, "remarks", self._load_remarks)

    async def _load_remarks(self) -> None:
        lane = self._desk.lanes.details
        with self.telling(self.lists[_NOTES].say):
            found = await lane.run(entity_reads.remarks_on, self._key, self._value)
            self._remarks = found
            rows = entity_words.remark_rows(found, self.app.size.width)
            self.fill(_NOTES, rows, "no note; n writes one", count=len(found))
            self._show_about()

    async def _load_lists(self) -> None:
        lane, filter_ = self._desk.lanes.pages, self._filter
        sessions: list[Session] = []
        with self.telling(self.lists[0].say):
            sessions = await lane.run(entity_reads.sessions_of, filter_)
            self.fill(0, [entity_words.session_row(each) for each in sessions], "no session")
        with self.telling(self.lists[1].say):
            alerts = await lane.run(entity_reads.alerts_of, filter_)
            self.fill(1, [entity_words.alert_row(each) for each in alerts], "no alert")
        with self.telling(self.lists[3].say):
            events = await lane.run(entity_reads.events_of, filter_)
            self._events = {event.id: event for event in events}
            self.fill(3, [recounting.event_row(each) for each in events], "no record")
        if any(each.opened and not each.closed for each in sessions):
            await self._look_for_ends()

    async def _look_for_ends(self) -> None:
        """How logins ended is often said by records that do not name the entity."""
        lane = self._desk.lanes.counts
        with self.telling(self.lists[0].say):
            found = await lane.run(entity_reads.sessions_of, self._filter, beyond=True)
            rows = [entity_words.session_row(each) for each in found]
            self.fill(0, rows, "no session", index=self.lists[0].cursor)

    async def _load_counts(self) -> None:
        lane, filter_ = self._desk.lanes.counts, self._filter
        with self.telling(self._bars.say):
            within = await lane.run(entity_reads.seen, self._key, self._value)
            self._bars.show(await lane.run(entity_reads.bars, filter_, within, self._bars.most))
        found: list[entity_reads.Related] = []
        with self.telling(self.lists[2].say):
            for by in (by for by in tops.AXES if by != BY[self._key]):
                found += await lane.run(entity_reads.related, filter_, by)
                self.fill(2, entity_words.related_rows(found), "nothing")

    @property
    def list(self) -> RecordList | None:
        """The list at hand; None: the bars are."""
        return None if self._on_bars else super().list

    def action_section(self, by: int) -> None:
        """Go to the next part; the bars are the first."""
        now = 0 if self._on_bars else self.section + 1
        self.action_show_section((now + by) % (len(self.lists) + 1))

    def action_show_section(self, number: int) -> None:
        """Go to a part: 0 is the bars."""
        self._on_bars = number == 0
        if number == 0:
            self.show_part(self.section)
            self.set_focus(self._bars)
        else:
            super().action_show_section(number - 1)

    def choose(self, content: RecordList) -> None:
        """Go to the part of a list."""
        self.action_show_section(self.lists.index(content) + 1)

    def action_cell(self, by: int) -> None:
        """Move by bars or values."""
        if self._on_bars:
            self._bars.move(by)
        else:
            super().action_cell(by)

    def action_open(self) -> None:
        """Go to the records behind the bar or row under the cursor."""
        filter_ = self._behind()
        if filter_ is not None:
            self.dismiss(Go(Tab.EVENTS, filter_, self._time()))

    def _behind(self) -> Filter | None:
        """The filter of exactly what the bar or row counted."""
        if self.list is None:
            bar = self._bars.selected
            return None if bar is None else filtering.spanning(self._filter, *bar[:2])
        row = self.list.cursor_row
        key = None if row is None else row.key
        found = self._counted(key)
        if found is not None and self.list.cell == "failures":
            return filtering.narrowed(found, "event.outcome", "failure")
        return found

    def _counted(self, key: Hashable) -> Filter | None:
        """The filter of what a row counted."""
        if isinstance(key, Session) and key.ids:
            return filtering.of_events(key.ids)
        if isinstance(key, Session):
            within = filtering.spanning(self._filter, key.first, key.last + 1)
            return filtering.meeting(within, key.conditions)
        if isinstance(key, Key):
            return self._filter
        if isinstance(key, int):
            return filtering.of_alert(key)
        return filtering.with_value(self._filter, *key) if isinstance(key, tuple) else None

    @on(Bars.Opened)
    def _open_bar(self, event: Bars.Opened) -> None:
        event.stop()
        self.dismiss(Go(Tab.EVENTS, filtering.spanning(self._filter, event.first, event.end)))

    def _time(self) -> int | None:
        """Where to stand in the list of records: at the record that was chosen."""
        key = None if self.list is None else self.list.cursor_key
        return key.time if isinstance(key, Key) else None

    def action_open_all(self) -> None:
        """Go to all its records."""
        self.dismiss(Go(Tab.EVENTS, self._filter))

    def _value_here(self) -> tuple[str, object]:
        """The value under the cursor; elsewhere the page's own."""
        key = None if self.list is None else self.list.cursor_key
        if isinstance(key, Key) and self.list is not None and key.id in self._events:
            found = recounting.value_of(self._events[key.id], self.list.cell)
            return found or (self._key, self._value)
        if isinstance(key, tuple) and not isinstance(key, Key):
            return key[0], key[1]
        return self._key, self._value

    def action_note(self) -> None:
        """Ask for a note."""
        kind, value = BY[self._key], self._value

        def write(text: str) -> None:
            self.decide(lambda path, actor: remarks.remark(path, kind, value, text, actor))

        prompt = PromptScreen(shown(f"Note on {kind} {value}"), check=not_empty(self._desk.words))
        self.app.push_screen(prompt, if_given(write))

    def action_strike(self) -> None:
        """Take away the note under the cursor."""
        key = self.list.cursor_key if self.list is self.lists[_NOTES] else None
        if isinstance(key, Remark):
            self.decide(lambda path, actor: remarks.strike(path, key.id, actor))
        else:
            self.complain(
                self._desk.words(
                    "{entity.notes} shows the notes; {entity.strike} takes one of them away."
                )
            )

    def action_wish(self, how: str) -> None:
        """Leave with a wish for the value under the cursor."""
        self.dismiss(Wish(How(how), *self._value_here()))
