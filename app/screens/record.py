"""One record: its raw text, and every field under a cursor, each a filter away from its like."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Container

from app.keyboard.keys import Context, bindings
from app.screens import filtering, reads, recounting
from app.screens.background import background
from app.screens.database_words import told
from app.screens.deciding_screen import DecidingScreen
from app.screens.desk import Desk
from app.screens.filtering import How, Wish
from app.screens.full_screen import Answer
from app.screens.pane import Step
from store.text import decode
from widgets.lines import StatusLine
from widgets.record_list import RecordList
from widgets.text_pane import TextPane
from widgets.view_models import Column, Fit, Line, Shown, Tone, shown

_COLUMNS = (
    Column("field", 28, tinted=True, fit=Fit.NARROW),
    Column("field", 40, tinted=True, fit=Fit.WIDE),
    Column("value", 0),
)


class RecordScreen(DecidingScreen):
    """The raw record above, or beside, its fields."""

    CONTEXT = Context.RECORD
    BINDINGS = bindings(Context.RECORD)
    DEFAULT_CSS = """
    RecordScreen {
        & .split { height: 1fr; layout: vertical; background: $background; }
        & TextPane { height: 30%; min-height: 4; background: $background; }
        &.-wide .split { layout: horizontal; }
        &.-wide TextPane { height: 1fr; width: 2fr; }
        &.-wide RecordList { width: 3fr; }
        &.-raw RecordList { display: none; }
        &.-raw TextPane { height: 1fr; }
    }
    """

    def __init__(self, desk: Desk, event: int, step: Step) -> None:
        super().__init__()
        self._desk = desk
        self._event = event
        self._step = step
        self._record: reads.RawRecord | None = None
        self._place = StatusLine()
        self._raw = TextPane(wrap=True)
        self._fields = RecordList(_COLUMNS, id="focus")

    def content(self) -> ComposeResult:
        """Where it is from, the raw text, the fields."""
        yield self._place
        with Container(classes="split"):
            yield self._raw
            yield self._fields

    def on_mount(self) -> None:
        """Begin to read."""
        self._fields.focus()
        self._read()

    @property
    def event_here(self) -> int | None:
        """The number of the record."""
        return self._event

    def renew(self) -> None:
        """Say to which cases it is pinned."""
        self._read()

    def _read(self) -> None:
        background(self, "record", self._load, self._event)

    async def _load(self, event: int) -> None:
        with told(lambda why: self._place.show([Line(why, Tone.BAD)]), self._desk):
            record = await self._desk.lanes.details.run(reads.record, event)
            self._record = record
            self._place.show(recounting.record_place(event, record))
            self._raw.show(recounting.raw_lines(record))
            self._fields.replace(recounting.field_rows(record), key=self._fields.cursor_key)

    def retime(self) -> None:
        """Draw all times anew."""
        self._read()

    def action_step(self, by: int) -> None:
        """Go to the next or previous record."""
        event = self._step(self._event, by)
        if event is not None:
            self._event = event
            self._read()

    def action_move(self, by: int) -> None:
        """Move the cursor, or the text where only that is shown."""
        if self.has_class("-raw"):
            self._raw.scroll_rows(by)
        else:
            self._fields.move(by)

    def action_page(self, direction: int) -> None:
        """Move by a screenful."""
        if self.has_class("-raw"):
            self._raw.page(direction)
        else:
            self._fields.page(direction)

    def action_toggle_raw(self) -> None:
        """Give the raw text all the room, or share it with the fields."""
        self.toggle_class("-raw")

    @property
    def _field(self) -> tuple[str, object] | None:
        row = self._fields.cursor_row
        if row is None or self._record is None or not isinstance(row.key, str):
            return None
        return row.key, self._record.fields[row.key]

    def action_wish(self, how: str) -> None:
        """Leave with a wish for the value under the cursor."""
        field = self._field
        if field is None or self._record is None:
            return
        if filtering.can_narrow(*field, decode(self._record.raw)):
            self.dismiss(Wish(How(how), *field))
        else:
            lacks = "has no page of its own" if how == How.ENTITY else "cannot be filtered by"
            self.notify(shown(f"{field[0]} {lacks}"), markup=False, timeout=3)

    def action_around(self) -> None:
        """Show what stands around the record."""
        from app.screens.around import AroundScreen

        self.app.push_screen(AroundScreen(self._desk, self._event), self._leave)

    def action_explain(self) -> None:
        """Explain the record."""
        from app.screens.explain import ExplainScreen

        self.app.push_screen(ExplainScreen(self._desk, self._event))

    def _leave(self, answer: Answer) -> None:
        """Go where another screen was left for; else stay."""
        if answer is not None:
            self.dismiss(answer)

    def action_copy_value(self) -> None:
        """Copy the value under the cursor, made safe to paste into a shell's line."""
        field = self._field
        if field is not None:
            self._copy(shown(field[1]))

    def action_copy_raw(self) -> None:
        """Copy the raw record, made safe."""
        if self._record is not None:
            self._copy(Shown("\n".join(line.text for line in recounting.raw_lines(self._record))))

    def _copy(self, text: Shown) -> None:
        self.app.copy_to_clipboard(text)
        self.notify("copied (if your terminal allows it)", markup=False, timeout=3)

    @on(RecordList.Opened)
    def _hear(self, event: RecordList.Opened) -> None:
        event.stop()
