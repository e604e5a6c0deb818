"""The page of an address, user, host, agent or path: all that is known of it, from all logs."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.widget import Widget

from app.keys import Context, bindings
from app.lanes import GivenUpError
from app.screens import entity_reads, entity_words, filtering, recounting
from app.screens.background import background
from app.screens.desk import Desk
from app.screens.entity_reads import BY
from app.screens.filtering import How, Wish
from app.screens.full_screen import FullScreen, Go
from app.screens.place import Tab
from store.errors import BlotterError
from store.filters.grammar import Filter
from store.queries import tops
from store.queries.events import EventRow
from store.queries.order import Key
from store.queries.sessions import Session
from widgets.bars import Bars
from widgets.lines import StatusLine
from widgets.record_list import RecordList
from widgets.text_pane import TextPane
from widgets.view_models import Line, Row, Shown, Tone, shown


def is_entity(key: str) -> bool:
    """Whether values of a field have a page."""
    return key in BY


class Part(Vertical):
    """A list under its name."""

    def __init__(self, title: Shown, content: RecordList) -> None:
        super().__init__()
        self._title = StatusLine()
        self._about = title
        self.content = content

    def compose(self) -> ComposeResult:
        """Name and list."""
        yield self._title
        yield self.content

    def name_it(self, more: str) -> None:
        """Draw the name, and how much there is."""
        self._title.show([Line(self._about, Tone.STRONG), Line(shown(more), Tone.FAINT)])


class EntityScreen(FullScreen):
    """Summary and bars above; sessions, alerts, related values and records below."""

    CONTEXT = Context.ENTITY
    BINDINGS = bindings(Context.ENTITY)
    DEFAULT_CSS = """
    EntityScreen {
        & > TextPane { height: 3; background: $background; }
        & Bars { height: 4; }
        & #parts { height: 1fr; layout: vertical; background: $background; }
        & Part { display: none; height: 1fr; width: 1fr; }
        & Part.-shown { display: block; }
        &.-wide Bars { height: 7; }
        &.-wide #parts { layout: grid; grid-size: 2 2; grid-gutter: 1 1; }
        &.-wide Part { display: block; }
    }
    """
    TITLES: ClassVar[tuple[Shown, ...]] = (
        Shown("2 Sessions"),
        Shown("3 Alerts"),
        Shown("4 Occurs with"),
        Shown("5 Newest records"),
    )

    def __init__(self, desk: Desk, key: str, value: str, filter_: Filter) -> None:
        super().__init__()
        self._desk = desk
        self._key = key
        self._value = value
        self._before = filter_
        self._filter = filtering.of_value(key, value)
        self._events: dict[int, EventRow] = {}
        self._about = TextPane(wrap=False)
        self._bars = Bars()
        self._lists = (
            RecordList(entity_words.SESSION_COLUMNS),
            RecordList(entity_words.ALERT_COLUMNS),
            RecordList(entity_words.RELATED_COLUMNS),
            RecordList(recounting.EVENT_COLUMNS, cell="source.ip"),
        )
        self._parts = [
            Part(title, content) for title, content in zip(self.TITLES, self._lists, strict=True)
        ]
        self._section = 1

    def content(self) -> ComposeResult:
        """Everything, empty."""
        yield self._about
        yield self._bars
        with Container(id="parts"):
            yield from self._parts

    def on_mount(self) -> None:
        """Draw first, then read: what is quick before what may take long."""
        self._about.show(entity_words.about_lines(self._key, self._value, None))
        self._bars.say(Shown("counting …"))
        for part in self._parts:
            part.content.say(Shown("reading …"))
            part.name_it("")
        self.action_show_section(1)
        background(self, "about", self._load_about)
        background(self, "lists", self._load_lists)
        self.call_after_refresh(lambda: background(self, "counts", self._load_counts))

    @contextmanager
    def _telling(self, tell: Callable[[Shown], object]) -> Iterator[None]:
        """Say what went wrong where the answer would have stood."""
        try:
            yield
        except GivenUpError:
            return
        except (BlotterError, sqlite3.Error, OSError) as error:
            tell(shown(error))

    async def _load_about(self) -> None:
        with self._telling(lambda text: self._about.show([Line(text, Tone.BAD)])):
            found = await self._desk.lanes.details.run(entity_reads.about, self._key, self._value)
            self._about.show(entity_words.about_lines(self._key, self._value, found))

    async def _load_lists(self) -> None:
        lane, filter_ = self._desk.lanes.pages, self._filter
        with self._telling(self._lists[0].say):
            sessions = await lane.run(entity_reads.sessions_of, filter_)
            self._fill(0, [entity_words.session_row(each) for each in sessions], "no session")
        with self._telling(self._lists[1].say):
            alerts = await lane.run(entity_reads.alerts_of, filter_)
            self._fill(1, [entity_words.alert_row(each) for each in alerts], "no alert")
        with self._telling(self._lists[3].say):
            events = await lane.run(entity_reads.events_of, filter_)
            self._events = {event.id: event for event in events}
            self._fill(3, [recounting.event_row(each) for each in events], "no record")

    async def _load_counts(self) -> None:
        lane, filter_ = self._desk.lanes.counts, self._filter
        with self._telling(self._bars.say):
            within = await lane.run(entity_reads.seen, self._key, self._value)
            self._bars.show(await lane.run(entity_reads.bars, filter_, within, self._bars.most))
        found: list[entity_reads.Related] = []
        with self._telling(self._lists[2].say):
            for by in (by for by in tops.AXES if by != BY[self._key]):
                found += await lane.run(entity_reads.related, filter_, by)
                self._fill(2, entity_words.related_rows(found), "nothing")

    def _fill(self, at: int, rows: Sequence[Row], nothing: str) -> None:
        self._lists[at].say(Shown(nothing))
        self._lists[at].replace(rows, key=self._lists[at].cursor_key)
        self._parts[at].name_it(f"{len(rows):,}")

    @property
    def _list(self) -> RecordList | None:
        """The list at hand; None: the bars are."""
        return None if self._section == 0 else self._lists[self._section - 1]

    def action_section(self, by: int) -> None:
        """Go to the next part."""
        self.action_show_section((self._section + by) % (len(self._lists) + 1))

    def action_show_section(self, number: int) -> None:
        """Go to a part: 0 is the bars."""
        self._section = number
        for at, part in enumerate(self._parts, 1):
            part.set_class(at == max(1, number), "-shown")
        target: Widget = self._bars if number == 0 else self._lists[number - 1]
        self.set_focus(target)

    def action_move(self, by: int) -> None:
        """Move by rows."""
        if self._list is not None:
            self._list.move(by)

    def action_page(self, direction: int) -> None:
        """Move by a screenful."""
        if self._list is not None:
            self._list.page(direction)

    def action_cell(self, by: int) -> None:
        """Move by bars or values."""
        if self._list is None:
            self._bars.move(by)
        else:
            self._list.move_cell(by)

    def on_record_list_moved(self, event: RecordList.Moved) -> None:
        """Nothing depends on it."""
        event.stop()

    @on(RecordList.Opened)
    def _open_row(self, event: RecordList.Opened) -> None:
        event.stop()
        self.action_show_section(self._lists.index(event.sender) + 1)
        self.action_open()

    def action_open(self) -> None:
        """Go to the records behind the bar or row under the cursor."""
        filter_ = self._behind()
        if filter_ is not None:
            self.dismiss(Go(Tab.EVENTS, filter_, self._time()))

    def _behind(self) -> Filter | None:
        """The filter of exactly what the bar or row counted."""
        if self._list is None:
            found = self._bars.selected
            return None if found is None else filtering.spanning(self._filter, *found[:2])
        row = self._list.cursor_row
        key = None if row is None else row.key
        if isinstance(key, Session):
            within = filtering.spanning(self._filter, key.first, key.last + 1)
            return filtering.meeting(within, key.conditions)
        if isinstance(key, Key):
            return self._filter
        if isinstance(key, int):
            return filtering.of_alert(key)
        return filtering.with_value(self._filter, *key) if isinstance(key, tuple) else None

    def _time(self) -> int | None:
        """Where to stand in the list of records: at the record that was chosen."""
        key = None if self._list is None else self._list.cursor_key
        return key.time if isinstance(key, Key) else None

    def action_open_all(self) -> None:
        """Go to all its records."""
        self.dismiss(Go(Tab.EVENTS, self._filter))

    def _value_here(self) -> tuple[str, object]:
        """The value under the cursor; elsewhere the page's own."""
        key = None if self._list is None else self._list.cursor_key
        if isinstance(key, Key) and self._list is not None and key.id in self._events:
            found = recounting.value_of(self._events[key.id], self._list.cell)
            return found or (self._key, self._value)
        if isinstance(key, tuple) and not isinstance(key, Key):
            return key[0], key[1]
        return self._key, self._value

    def action_wish(self, how: str) -> None:
        """Leave with a wish for the value under the cursor."""
        self.dismiss(Wish(How(how), *self._value_here()))
