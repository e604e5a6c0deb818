"""Choose a part of the timeline by keys: it lies over the screen and is seen on the timeline."""

from textual.app import ComposeResult
from textual.containers import Vertical

from app.keyboard.keys import Context, bindings, hints
from app.output.amounts import counted
from app.screens import presenting
from app.screens.commanded import CommandedScreen
from widgets import zones
from widgets.lines import KeyLine, StatusLine
from widgets.timeline import Timeline
from widgets.view_models import Line, Tone, clock, shown

_FAR = 10


class BrushScreen(CommandedScreen[tuple[int, int] | None]):
    """Returns the first and the last bucket; None where it was thought better of."""

    CONTEXT = Context.BRUSH
    BINDINGS = bindings(Context.BRUSH)
    DEFAULT_CSS = """
    BrushScreen {
        align: left bottom; background: transparent;
        & > Vertical { height: 2; }
    }
    """

    def __init__(self, timeline: Timeline) -> None:
        super().__init__()
        self._timeline = timeline
        self._end = self._anchor = timeline.marked_bucket()
        self._fixed = False

    def compose(self) -> ComposeResult:
        """The keys; all else is what lies below."""
        with Vertical():
            yield StatusLine()
            yield KeyLine()

    def on_mount(self) -> None:
        """Begin where the timeline points."""
        self.query_one(KeyLine).show(presenting.key_hints(self.app, hints(Context.BRUSH)))
        self._draw()

    def action_move(self, by: int) -> None:
        """Move the end that is not fixed."""
        most = max(0, self._timeline.buckets - 1)
        self._end = max(0, min(self._end + by, most))
        if not self._fixed:
            self._anchor = self._end
        self._draw()

    def action_far(self, direction: int) -> None:
        """Move by ten."""
        self.action_move(direction * _FAR)

    def action_fix(self) -> None:
        """Begin here: the other end moves from now on."""
        self._fixed = not self._fixed
        self.action_move(0)

    def action_take(self) -> None:
        """Take what is chosen."""
        self._timeline.show_brush(None)
        self.dismiss((min(self._anchor, self._end), max(self._anchor, self._end)))

    def action_back(self) -> None:
        """Choose nothing."""
        self._timeline.show_brush(None)
        self.dismiss(None)

    def _draw(self) -> None:
        self._timeline.show_brush((self._anchor, self._end))
        going = self._timeline.going
        if going is not None:
            low, high = sorted((self._anchor, self._end))
            begin, end = (clock(going.first + at * going.step) for at in (low, high + 1))
            most = max(going.totals[low : high + 1], default=0)
            text = shown(
                f"{begin} to {end} {zones.current().name}, {counted(most, 'alert')} at once at most"
            )
            self.query_one(StatusLine).show([Line(text, Tone.STRONG)])
