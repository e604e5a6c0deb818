"""A screen that asks in SQL: the query above, what comes of it below, the views beside it."""

import time
from dataclasses import dataclass, field

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.dom import DOMNode

from app.configuration.folders import state_folder
from app.keyboard.keys import Context, hints
from app.query_history import QueryHistory
from app.questioner import Question, Questioner, Result
from app.screens import presenting, query_words
from app.screens.background import background
from app.screens.deciding_screen import DecidingScreen
from app.screens.desk import Desk
from app.screens.query_editor import QueryEditor
from store.errors import QueryError
from store.filters.grammar import Filter
from widgets.grid import Grid
from widgets.lines import KeyLine, StatusLine
from widgets.record_list import RecordList
from widgets.text_pane import TextPane
from widgets.view_models import Line, Shown, Tone, shown

_HISTORY = "sql-history.jsonl"


@dataclass(slots=True)
class Memory:
    """What the view knows when it is opened again."""

    history: QueryHistory
    text: str = ""
    result: Result | None = None
    seconds: float = 0.0
    spot: tuple[int, int] = field(default=(0, 0))
    """Row and column under the cursor."""


def memory(*, keeps: bool) -> Memory:
    """What is known at the start: the queries of before.

    Args:
        keeps: Whether queries are kept beyond the session.
    """
    return Memory(QueryHistory(state_folder() / _HISTORY if keeps else None))


class QueryScreen(DecidingScreen):
    """Asks, waits, and shows an answer; what can be done with that, a subclass knows."""

    DEFAULT_CSS = """
    QueryScreen {
        & .split { height: 1fr; layout: horizontal; background: $background; }
        & #answer { width: 3fr; height: 1fr; display: none; }
        & #value { height: 3; background: $surface; }
        & #views { width: 3fr; background: $background; }
        &.-answered #answer { display: block; }
        &.-answered #views { display: none; }
        &.-row Grid { display: none; }
        &.-row #value { height: 1fr; background: $background; }
        &.-wide #value { height: 6; }
        &.-wide.-row #value { height: 1fr; }
        &.-wide.-answered #views { display: block; width: 36; border-left: vkey $panel; }
    }
    """

    def __init__(self, desk: Desk, filter_: Filter, known: Memory) -> None:
        super().__init__()
        self._desk = desk
        self._filter = filter_
        self._known = known
        self._questioner = Questioner(desk.database)
        self._editor = QueryEditor(known.text, known.history)
        self._about = StatusLine(id="about")
        self._grid = Grid(id="grid")
        self._value = TextPane(wrap=True, id="value")
        self._views = TextPane(wrap=True, id="views")
        self._since: float | None = None

    def content(self) -> ComposeResult:
        """Query, what is to say of it, answer, views."""
        yield self._editor
        yield self._about
        with Container(classes="split"):
            with Vertical(id="answer"):
                yield self._grid
                yield self._value
            yield self._views

    def on_mount(self) -> None:
        """Draw, then learn what can be asked; show what was answered before."""
        self._views.show([Line(Shown("reading …"), Tone.FAINT)])
        self.set_interval(1.0, self._tick)
        background(self, "views", self._load_views)
        if self._known.result is None:
            self.action_edit()
        else:
            self.add_class("-answered")
            self.set_focus(self._grid)
            self.call_after_refresh(self._show, self._known.result, self._known.spot)

    async def on_unmount(self) -> None:
        """End the process, and keep what was written."""
        self._known.text = self._editor.written
        await self._questioner.stop()

    @property
    def writes(self) -> bool:
        """Is a query being written? Known at once, not only when the editor has heard of it."""
        return self.focused is self._editor

    @property
    def here(self) -> Context:
        """Which commands are in force."""
        return Context.QUERY if self.writes else Context.SQL

    def target(self, part: Context) -> DOMNode:
        """Who carries out the commands of a context."""
        return self._editor if part is Context.QUERY else self

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """While a query is written, keys are text."""
        return not self.writes

    async def _load_views(self) -> None:
        try:
            await self._questioner.begin()
        except (QueryError, OSError) as error:
            self._say([Line(shown(self._short(error)), Tone.BAD)])
            self._views.show([Line(Shown("Nothing can be asked as long as that is so."))])
            return
        self._editor.views = self._questioner.views
        self._show_views()

    def _short(self, error: Exception) -> str:
        """What is wrong; a folder before the database would push the reason off the screen."""
        text = error.message if isinstance(error, QueryError) else str(error)
        return text.replace(str(self._desk.database), self._desk.database.name)

    def _show_views(self) -> None:
        lines = query_words.help_lines if self._known.result is None else query_words.view_lines
        if self._questioner.views:
            self._views.show(lines(self._questioner.views))

    def action_edit(self) -> None:
        """Write on."""
        self._stand_in_editor()
        self._editor.look_up()

    def _stand_in_editor(self) -> None:
        self.remove_class("-row")
        self.set_focus(self._editor)
        self._show_keys()

    def _show_keys(self) -> None:
        self.query_one(KeyLine).show(presenting.key_hints(self.app, hints(self.here)))

    @on(QueryEditor.Offered)
    def _offer(self, event: QueryEditor.Offered) -> None:
        event.stop()
        if self._since is None:
            self._say(query_words.offered(event.texts, event.taken, self._desk.words))

    @on(QueryEditor.Run)
    def _run(self, event: QueryEditor.Run) -> None:
        event.stop()
        self._since = time.monotonic()
        self._say(query_words.running(0, self._desk.words))
        self.set_focus(self._grid)
        self._show_keys()
        background(self, "answer", self._ask, event.query)

    @on(QueryEditor.Paged)
    def _page_views(self, event: QueryEditor.Paged) -> None:
        event.stop()
        self._views.page(event.direction)

    @on(QueryEditor.Left)
    def _leave_editor(self, event: QueryEditor.Left) -> None:
        event.stop()
        if self._since is not None:
            self.give_up()
        elif self._known.result is None:
            self.dismiss(None)
        else:
            self.set_focus(self._grid)
            self._show_keys()
            self._count()

    def give_up(self) -> None:
        """End the query that runs."""
        self.workers.cancel_group(self, "answer")
        self._since = None
        self._stand_in_editor()
        self._say([Line(Shown("ended by you"), Tone.MEDIUM)])

    async def _ask(self, query: str) -> None:
        """Have it answered; whoever cancels this ends it."""
        self._known.history.add(query)
        try:
            result = await self._questioner.ask(Question(query, self._filter.text()))
        except (QueryError, OSError) as error:
            self._since = None
            self._refuse(error, query)
            return
        self._known.seconds = time.monotonic() - (self._since or time.monotonic())
        self._since = None
        self._known.result = result
        self._show(result)

    def _refuse(self, error: Exception, query: str) -> None:
        """Say what is wrong, and stand where it is."""
        self._stand_in_editor()
        if isinstance(error, QueryError):
            if error.at is not None and self._editor.written == query:
                self._editor.go_to(error.at)
            self._say(query_words.wrong(error, query))
        else:
            self._say([Line(shown(self._short(error)), Tone.BAD)])

    def _show(self, result: Result, spot: tuple[int, int] = (0, 0)) -> None:
        """Draw an answer."""
        self.add_class("-answered")
        self._show_views()
        if not self.writes:  # who writes on meanwhile is not to be torn away
            self.set_focus(self._grid)
        self._grid.say(Shown("nothing"))
        self._show_keys()
        rows, titles = query_words.cells(result), query_words.titles(result)
        self._grid.fill(titles, rows, query_words.numeric(result), spot)
        self.call_after_refresh(self._tell)

    def _tell(self) -> None:
        """The value under the cursor in full, or the row; and which columns are in view."""
        result, spot = self._known.result, self._spot
        if result is None or spot is None:
            self._value.show([])
        elif self.has_class("-row"):
            self._value.show(list(query_words.row_lines(result, *spot)), keep=True)
        else:
            self._value.show(query_words.value_lines(result, *spot))
        self._count()

    def _count(self) -> None:
        if self._known.result is not None and self._since is None and not self.writes:
            view = self._grid.in_view
            self._say(query_words.counted_rows(self._known.result, self._known.seconds, view))

    def _say(self, lines: list[Line]) -> None:
        self._about.show(lines)

    def _tick(self) -> None:
        if self._since is not None:
            self._say(query_words.running(time.monotonic() - self._since, self._desk.words))

    @property
    def _spot(self) -> tuple[int, int] | None:
        """Row and column under the cursor; None where there is none."""
        if self._known.result is None or not self._known.result.rows:
            return None
        self._known.spot = self._grid.cursor, self._grid.at
        return self._known.spot

    @on(RecordList.Moved)
    def _moved(self, event: RecordList.Moved) -> None:
        event.stop()
        self._tell()

    def on_resize(self) -> None:
        """Other columns may be in view."""
        self.call_after_refresh(self._count)
