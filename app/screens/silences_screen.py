"""What is silenced: by whom, why, until when, and what each silence hides."""

from collections.abc import Callable
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Container

from app.keyboard.keys import Context, bindings
from app.screens import filtering, silence_words, triage_reads
from app.screens.asking import ChoiceScreen, PromptScreen, if_given
from app.screens.background import background
from app.screens.database_words import told
from app.screens.deciding_screen import DecidingScreen
from app.screens.desk import Desk
from app.screens.full_screen import Go
from app.screens.place import Tab
from app.screens.silence_screen import Asked, SilenceScreen
from app.screens.snoozing import until, wrong_time
from store.filters.grammar import Filter
from store.silences import Silence
from store.times import now
from store.triage import silencing
from widgets.lines import StatusLine
from widgets.record_list import RecordList
from widgets.text_pane import TextPane
from widgets.view_models import Line, Shown, Tone, clock, shown

_ENDS = (
    ("1d", "one day from now"),
    ("7d", "a week from now"),
    ("30d", "30 days from now"),
    ("90d", "90 days from now"),
)


class SilencesScreen(DecidingScreen):
    """The list, and all about the one under the cursor."""

    CONTEXT = Context.SILENCES
    FILTERED = False
    BINDINGS = bindings(Context.SILENCES)
    DEFAULT_CSS = """
    SilencesScreen {
        & .split { height: 1fr; layout: vertical; background: $background; }
        & TextPane { height: 45%; border-top: hkey $panel; background: $background; }
        &.-wide .split { layout: horizontal; }
        &.-wide RecordList { width: 3fr; }
        &.-wide TextPane { height: 1fr; width: 2fr; border-top: none; border-left: vkey $panel; }
    }
    """

    def __init__(self, desk: Desk, filter_: Filter) -> None:
        super().__init__()
        self._desk = desk
        self._filter = filter_
        self._silences: dict[int, Silence] = {}
        self._about = StatusLine()
        self._list = RecordList(silence_words.COLUMNS, id="focus")
        self._page = TextPane()

    def content(self) -> ComposeResult:
        """How many there are, the list, the page."""
        yield self._about
        with Container(classes="split"):
            yield self._list
            yield self._page

    def on_mount(self) -> None:
        """Draw, then read."""
        self._list.say(Shown("reading …"))
        self._list.focus()
        self.renew()

    def renew(self) -> None:
        """Read them all."""
        background(self, "silences", self._load)

    async def _load(self) -> None:
        with told(self._fail, self._desk):
            found = await self._desk.lanes.pages.run(triage_reads.silences)
            at = now()
            self._silences = {each.id: each for each in found}
            self._about.show(silence_words.counted_all(found, at))
            self._list.say(self._desk.words(silence_words.NONE))
            rows = [silence_words.row(each, at) for each in found]
            self._list.replace(rows, key=self._list.cursor_key, index=self._list.cursor)

    def _fail(self, why: Shown) -> None:
        self._list.say(why)
        self._list.replace([])

    @property
    def _silence(self) -> Silence | None:
        key = self._list.cursor_key
        return self._silences.get(key) if isinstance(key, int) else None

    @on(RecordList.Moved)
    def _moved(self, event: RecordList.Moved) -> None:
        event.stop()
        background(self, "page", self._load_page, self._silence)

    async def _load_page(self, silence: Silence | None) -> None:
        if silence is None:
            self._page.show([])
            return
        with told(lambda why: self._page.show([Line(why, Tone.BAD)]), self._desk):
            hidden = await self._desk.lanes.details.run(triage_reads.hidden_by, silence.id)
            self._page.show(silence_words.page(silence, hidden, now()))

    @on(RecordList.Opened)
    def action_open(self) -> None:
        """Show the alerts that the silence hides."""
        silence = self._silence
        if silence is not None and silence.hidden:
            self.dismiss(Go(Tab.ALERTS, filtering.parsed(f"silence:{silence.id}")))
        elif silence is not None:
            self.complain(shown(f"silence {silence.id} hides nothing"))

    def action_open_all(self) -> None:
        """Show all alerts that are hidden."""
        self.dismiss(Go(Tab.ALERTS, filtering.parsed("silence:*")))

    def action_lift(self) -> None:
        """End the silence."""
        silence = self._silence
        if silence is not None:
            lifting = self._desk.decide(
                silencing.lift, self._desk.database, silence.id, self._desk.actor, now()
            )
            self.confirm(lifting, self._undoable(_lifted))

    def action_extend(self) -> None:
        """Ask until when."""
        silence = self._silence
        if silence is None:
            return

        def take(number: int | None) -> None:
            if number is None:
                return
            if number < len(_ENDS):
                self._extend(silence.id, _ENDS[number][0])
            elif number == len(_ENDS):
                prompt = PromptScreen(Shown("Until when? 45d, 2026-12-01 (UTC)"), check=wrong_time)
                self.app.push_screen(prompt, if_given(partial(self._extend, silence.id)))
            else:
                self._extend(silence.id, None)

        words = [Shown(words) for _, words in _ENDS]
        choices = [*words, Shown("another time …"), Shown("for good")]
        self.app.push_screen(ChoiceScreen(shown(f"Silence {silence.id} until"), choices), take)

    def _extend(self, number: int, text: str | None) -> None:
        ends = None if text is None else until(text)
        extending = self._desk.decide(
            silencing.extend, self._desk.database, number, ends, self._desk.actor, now()
        )
        self.confirm(extending, self._undoable(_extended))

    def action_new(self) -> None:
        """Ask for a silence; what is filtered by is a beginning."""

        def begin(asked: Asked | None) -> None:
            if asked is not None:
                beginning = self._desk.decide(
                    silencing.silence,
                    *(self._desk.database, asked.wish, self._desk.actor, now()),
                    force=asked.force,
                )
                self.confirm(beginning, self._undoable(_begun))

        self.app.push_screen(SilenceScreen(self._desk, self._filter.text()), begin)

    def action_move(self, by: int) -> None:
        """Move by rows."""
        self._list.move(by)

    def action_page(self, direction: int) -> None:
        """Move by a screenful."""
        self._list.page(direction)

    def _undoable(self, told: Callable[[Silence], str]) -> Callable[[Silence], Shown]:
        """What was done, with the key that takes it back."""
        back = self._desk.words("{silences.undo} takes it back")
        return lambda done: shown(f"{told(done)} · {back}")


def _ends(silence: Silence) -> str:
    return f"until {clock(silence.until)} UTC" if silence.until else "for good"


def _lifted(done: Silence) -> str:
    return f"lifted silence {done.id}; {done.hidden:,} shown again"


def _extended(done: Silence) -> str:
    return f"silence {done.id} {_ends(done)}"


def _begun(done: Silence) -> str:
    return f"{_extended(done)}; it hides {done.hidden:,}"
