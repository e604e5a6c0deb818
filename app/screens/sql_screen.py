"""What can be done with the answer to a query: open, filter, look at, write, copy, pin."""

from app.keyboard.keys import Context, bindings
from app.questioner import Question, Result
from app.screens import filtering, query_targets, query_writing
from app.screens.asking import PromptScreen, if_given
from app.screens.background import background
from app.screens.entity import EntityScreen, is_entity
from app.screens.filtering import How, Wish
from app.screens.full_screen import Answer, Go
from app.screens.place import Tab
from app.screens.query_screen import QueryScreen
from app.screens.query_targets import Event, Nowhere
from app.screens.record import RecordScreen
from app.screens.writing import REFUSED, may_write
from store.errors import QueryError
from store.sql.meaning import Meaning
from widgets.record_list import RecordList
from widgets.view_models import Line, Shown, Tone, shown

_ENDINGS = Shown(query_writing.ENDINGS)


class SqlScreen(QueryScreen):
    """Questions in SQL, over the views of `blotter sql`, of what the filter leaves."""

    CONTEXT = Context.SQL
    BINDINGS = bindings(Context.SQL)

    def action_move(self, by: int) -> None:
        """Move by rows; in a whole row, by lines."""
        if self.has_class("-row"):
            self._value.scroll_rows(by)
        else:
            self._grid.move(by)

    def action_page(self, direction: int) -> None:
        """Move by a screenful."""
        if self.has_class("-row"):
            self._value.page(direction)
        else:
            self._grid.page(direction)

    def action_cell(self, by: int) -> None:
        """Move to a value beside; in a whole row, to the row beside."""
        if self.has_class("-row"):
            self._grid.move(by)
        else:
            self._grid.move_cell(by)
        self._tell()

    def action_first(self) -> None:
        """Go to the first row."""
        self._grid.first()

    def action_last(self) -> None:
        """Go to the last row."""
        self._grid.last()

    def action_row(self) -> None:
        """The whole row in place of the table, or the table."""
        if self._spot is not None:
            self.toggle_class("-row")
            self._tell()

    def on_record_list_opened(self, event: RecordList.Opened) -> None:
        """A row was chosen with the mouse."""
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Go where the value under the cursor leads."""
        result, spot = self._known.result, self._spot
        if result is None or spot is None:
            return
        found = query_targets.target(result, *spot, self._filter)
        match found:
            case Event(number):
                screen = RecordScreen(self._desk, number, self._step)
                self.app.push_screen(screen, self._leave)
            case Nowhere(why):
                whole = self._desk.words("{sql.row} shows the whole row")
                self.complain(shown(f"{why} · {whole}"))
            case Go():
                self.dismiss(found)

    @property
    def event_here(self) -> int | None:
        """The event of the row under the cursor."""
        result, spot = self._known.result, self._spot
        if result is None or spot is None or Meaning.EVENT not in result.meanings:
            return None
        value = result.rows[spot[0]][result.meanings.index(Meaning.EVENT)]
        return value if isinstance(value, int) else None

    def _step(self, event: int, by: int) -> int | None:
        """The event of a row further on."""
        some = [] if self._known.result is None else query_targets.events_in(self._known.result)
        at = some.index(event) + by if event in some else -1
        return some[at] if 0 <= at < len(some) else None

    def _leave(self, answer: Answer) -> None:
        """Go where another screen was left for; else stay."""
        if answer is not None:
            self.dismiss(answer)

    def action_wish(self, how: str) -> None:
        """Include, exclude, only, or all about: the value under the cursor."""
        result, spot = self._known.result, self._spot
        field = None if result is None or spot is None else query_targets.field_of(result, *spot)
        if field is None:
            self.complain(shown("filters know no such field"))
        elif how != How.ENTITY:
            filter_ = filtering.wished(self._filter, Wish(How(how), *field))
            self.dismiss(Go(Tab.EVENTS, filter_))
        elif is_entity(field[0]):
            screen = EntityScreen(self._desk, field[0], str(field[1]))
            self.app.push_screen(screen, self._leave)
        else:
            self.complain(shown(f"{field[0]} has no page of its own"))

    def action_copy_value(self) -> None:
        """Copy the value under the cursor, made safe to paste into a shell's line."""
        result, spot = self._known.result, self._spot
        if result is not None and spot is not None:
            value = result.rows[spot[0]][spot[1]]
            self.app.copy_to_clipboard(shown("" if value is None else value))
            self.notify("copied (if your terminal allows it)", markup=False, timeout=3)

    def action_write(self) -> None:
        """Ask for a file, and write all rows into it."""
        result = self._known.result
        if not may_write(self.app, self._desk):
            self.complain(REFUSED)
        elif result is not None:
            screen = PromptScreen(
                Shown("Write all rows into which new file?"),
                value="answer.csv",
                explanation=_ENDINGS,
                check=query_writing.wrong_name,
            )
            ask = if_given(lambda name: background(self, "write", self._write, result, name))
            self.app.push_screen(screen, ask)

    async def _write(self, result: Result, name: str) -> None:
        question = Question(result.question.query, result.question.filter)
        self._say([Line(Shown("writing …"), Tone.MEDIUM)])
        try:
            path = await query_writing.write(self._desk.database, question, name)
        except QueryError as error:
            self.complain(shown(error.message))
        except OSError as error:
            self.complain(shown(str(error)))
        else:
            self.notify(shown(f"written: {path}"), markup=False, timeout=4)
        finally:
            self._count()

    def action_back(self) -> None:
        """End the query that runs; from a row to its table; else go back."""
        if self._since is not None:
            self.give_up()
        elif self.has_class("-row"):
            self.action_row()
        else:
            self.dismiss(None)
