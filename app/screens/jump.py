"""The question at which time to stand."""

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from store.filters import times
from store.times import now
from widgets import zones
from widgets.text_pane import TextPane
from widgets.view_models import Line, Tone, shown

_ABOUT = "2h, yesterday, 14:30, 2026-11-20 03:12"


class JumpScreen(ModalScreen[int | None]):
    """Returns a time (µs UTC), or None."""

    DEFAULT_CSS = """
    JumpScreen {
        align: center middle;
        & > Vertical {
            width: 70; max-width: 100%; height: 5; border: round $primary; background: $surface;
        }
        & TextPane { height: 1; background: $surface; }
        & Input { border: none; background: $panel; height: 1; padding: 0 1; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._about = TextPane(wrap=False)
        self._line = Input(compact=True)
        self._line.cursor_blink = False
        self._wrong = TextPane(wrap=False)

    def compose(self) -> ComposeResult:
        """What is asked, the answer, and what is wrong with it."""
        with Vertical():
            yield self._about
            yield self._line
            yield self._wrong

    def on_mount(self) -> None:
        """Fill in."""
        self._about.show(
            [Line(shown(f"Go to a time ({zones.current().short}): {_ABOUT}"), Tone.STRONG)]
        )
        self._line.focus()  # not looked for: who leaves at once has taken it away by now

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        event.stop()
        rules = zones.current().rules
        try:
            found = times.read(event.value, now(), rules)
        except ValueError as error:
            self._wrong.show([Line(shown(error), Tone.BAD)])
            return
        self.dismiss(found)
        doubt = times.doubt(event.value, now(), rules)
        if doubt is not None:
            self.app.notify(shown(f"{doubt} {zones.current().told(found)}"), markup=False)

    def on_key(self, event: events.Key) -> None:
        """Escape gives up."""
        if event.key == "escape":
            event.stop()
            self.dismiss(None)
