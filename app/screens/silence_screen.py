"""Ask for a silence: its filter, why, and until when; and show what it would hide."""

import asyncio
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Label

from app.keyboard.keys import Context, bindings, hints
from app.output.hiding import may_be_meant, may_be_said, would_hide
from app.screens import presenting
from app.screens.background import background
from app.screens.commanded import CommandedScreen
from app.screens.database_words import told
from app.screens.desk import Desk
from store import silences
from store.filters import times
from store.silences import Preview, Wish
from store.times import now
from widgets import zones
from widgets.lines import KeyLine
from widgets.text_pane import TextPane
from widgets.view_models import Line, Shown, Tone, shown

_PAUSE = 0.15
"""Seconds without a key after which the preview is worked out."""
_USUAL = "30d"
_FIELDS = (("filter", "Filter"), ("reason", "Why"), ("until", "Until"))
_MISSING = {
    "filter": "Without a filter it would hide every alert.",
    "reason": "Say why: whoever sees it next has to know.",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The silence that is wished for."""

    wish: Wish
    force: bool
    """Also where it would have hidden a true positive."""


class SilenceScreen(CommandedScreen[Asked | None]):
    """Returns a silence, or None."""

    CONTEXT = Context.SILENCE
    BINDINGS = bindings(Context.SILENCE)
    DEFAULT_CSS = """
    SilenceScreen {
        align: center middle;
        & > Vertical {
            width: 76; max-width: 100%; height: auto; border: round $primary; background: $surface;
        }
        & TextPane { height: 5; background: $surface; }
        & Label { color: $secondary; padding: 0 1; }
        & Input { border: none; background: $panel; height: 1; padding: 0 1; }
        & KeyLine { height: 1; }
    }
    """

    def __init__(self, desk: Desk, filter_: str, reason: str = "") -> None:
        super().__init__()
        self._desk = desk
        self._values = {"filter": filter_, "reason": reason, "until": _USUAL}
        self._text = TextPane(wrap=True)
        self._found: Preview | None = None
        self._warned = False

    def compose(self) -> ComposeResult:
        """What it would hide, and three lines to type."""
        with Vertical():
            yield self._text
            for name, label in _FIELDS:
                yield Label(label, markup=False)
                yield Input(self._values[name], id=name, compact=True, select_on_focus=False)
            yield KeyLine()

    def on_mount(self) -> None:
        """Begin with the first line that has nothing in it, and look what would be hidden."""
        for line in self.query(Input):
            line.cursor_blink = False
        empty = [line for line in self.query(Input) if not line.value]
        (empty or [*self.query(Input)])[0].focus()
        self.query_one(KeyLine).show(presenting.key_hints(self.app, hints(Context.SILENCE)))
        self._tell(Line(Shown("Looking what it would hide …"), Tone.FAINT))
        background(self, "preview", self._preview)

    @on(Input.Changed, "#filter")
    def _look_again(self, event: Input.Changed) -> None:
        event.stop()
        self._found, self._warned = None, False
        background(self, "preview", self._preview)

    async def _preview(self) -> None:
        await asyncio.sleep(_PAUSE)
        text = self._value("filter")
        if not text.strip():
            self._tell(Line(Shown(_MISSING["filter"]), Tone.BAD))
            return
        await self._desk.written()
        with told(lambda why: self._tell(Line(why, Tone.BAD)), self._desk):
            self._found = await self._desk.lanes.details.run(silences.preview, text, now())
            self._tell(*_said(self._found))

    def action_next(self, by: int) -> None:
        """Go to another line."""
        lines = list(self.query(Input))
        at = next((at for at, line in enumerate(lines) if line.has_focus), 0)
        lines[(at + by) % len(lines)].focus()

    def action_take(self) -> None:
        """Go on to a line that has nothing in it; from the last one, ask for the silence."""
        lines = list(self.query(Input))
        empty = [line for line in lines[:-1] if not line.value.strip()]
        if empty and empty[0].has_focus:
            self._tell(Line(Shown(_MISSING[empty[0].id or ""]), Tone.BAD))
        elif empty:
            empty[0].focus()
        elif self._found is None:
            self._tell(Line(Shown("Wait: what it would hide is not known yet."), Tone.MEDIUM))
        elif self._found.true and not self._warned:
            self._warned = True
            self._tell(
                *_said(self._found),
                Line(self._desk.words("{silence.take} silences all the same."), Tone.BAD),
            )
        else:
            self._submit()

    def _submit(self) -> None:
        until = self._value("until").strip()
        try:
            ends = times.ahead(until, now(), zones.current().rules) if until else None
        except ValueError as error:
            self._tell(Line(shown(error), Tone.BAD))
            return
        texts = (self._value("filter"), self._desk.actor.name, self._value("reason"))
        self.dismiss(Asked(Wish(*texts, ends), force=self._warned))

    def action_back(self) -> None:
        """Silence nothing."""
        self.dismiss(None)

    def _value(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value

    def _tell(self, *lines: Line) -> None:
        title = Line(Shown("Silence: alerts of which all evidence meets a filter"), Tone.STRONG)
        self._text.show([title, *lines])


def _said(found: Preview) -> list[Line]:
    """What a silence would hide."""
    text = would_hide(found)
    lines = [Line(shown(text[0].upper() + text[1:]))]
    if found.true:
        text = f"{found.true:,} of them were closed as true positives!"
        lines.append(Line(shown(text), Tone.BAD))
    warnings = filter(None, (may_be_said(found), *may_be_meant(found)))
    return [*lines, *(Line(_sentence(warning), Tone.MEDIUM) for warning in warnings)]


def _sentence(text: str) -> Shown:
    return shown(f"{text[0].upper()}{text[1:]}{'' if text.endswith('?') else '.'}")
