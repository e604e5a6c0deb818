"""Bars of the alerts that went on when, a row of shades per severity, a time axis, and a brush."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from store.model import Severity
from widgets.drawing import Drawn
from widgets.histogram import axis, bars, shades
from widgets.view_models import Shown, Tone, severity_mark

MARGIN = 6
"""Cells left of the bars."""
_UNSAID = Shown("")
_MARKS = "▲┃━"
_UNREAD = " ╵"
"""What the pointer may stand in place of: all the rest of an axis is a time to be read."""
_LEAST_BARS = 2
"""Lines of bars that stay, however many severities there are."""


@dataclass(frozen=True, slots=True)
class Going:
    """How many alerts went on in each bucket of a stretch of time."""

    first: int
    """Where the first bucket begins (µs UTC)."""
    step: int
    """Microseconds of each."""
    totals: tuple[int, ...]
    by_severity: Mapping[Severity, tuple[int, ...]] = field(default_factory=dict)
    span: Shown = _UNSAID
    """How long it is, in words."""
    bounded: bool = False
    """Whether the filter says from when to when."""


class Timeline(Drawn):
    """The timeline of the alerts."""

    DEFAULT_CSS = "Timeline { height: 5; width: 1fr; }"

    @dataclass
    class Resized(Message):
        """There is room for another number of buckets."""

    @dataclass
    class Brushed(Message):
        """Buckets were chosen with the mouse."""

        first: int
        last: int

    def __init__(self) -> None:
        super().__init__()
        self._going: Going | None = None
        self._marked: int | None = None
        self._said = Shown(" reading …")
        self._brush: tuple[int, int] | None = None
        self._pressed: int | None = None

    @property
    def buckets(self) -> int:
        """How many buckets there is room for."""
        return max(1, self.size.width - MARGIN - 1)

    @property
    def going(self) -> Going | None:
        """What is drawn."""
        return self._going

    @property
    def brush(self) -> tuple[int, int] | None:
        """The buckets that are being chosen, from one end to the other."""
        return self._brush

    def show(self, going: Going) -> None:
        """Draw these bars."""
        if going != self._going:
            self._going = going
            self.refresh()

    def say(self, text: Shown) -> None:
        """Draw a sentence instead of bars."""
        self._going, self._said = None, text
        self.refresh()

    def mark(self, time: int | None) -> None:
        """Point at a time (µs UTC)."""
        if time != self._marked:
            self._marked = time
            self.refresh()

    def show_brush(self, ends: tuple[int, int] | None) -> None:
        """Mark buckets, from one end to the other."""
        self._brush = ends
        self.refresh()

    def marked_bucket(self) -> int:
        """The bucket that is pointed at; the middle one where none is."""
        going = self._going
        if going is None:
            return 0
        middle = len(going.totals) // 2
        at = middle if self._marked is None else (self._marked - going.first) // going.step
        return max(0, min(at, len(going.totals) - 1))

    def on_resize(self, _event: events.Resize) -> None:
        """Ask for bars of another width."""
        if self._going is None or len(self._going.totals) != self.buckets:
            self.post_message(self.Resized())

    def render_line(self, y: int) -> Strip:
        """Draw a line of bars, of shades, or the axis."""
        going = self._going
        if going is None:
            return self.text_line(self._said if y == 0 else "", Tone.FAINT)
        present = sorted(
            (one for one, counts in going.by_severity.items() if any(counts)),
            key=lambda one: -one.rank,
        )[: max(0, self.size.height - 1 - _LEAST_BARS)]
        height = self.size.height - 1 - len(present)
        if y < height:
            return self._bar_line(going, y, height)
        if y < height + len(present):
            return self._severity_line(present[y - height], going)
        return self._axis_line(going)

    def _bar_line(self, going: Going, y: int, height: int) -> Strip:
        label = f"{max(going.totals, default=0):>{MARGIN - 1},} " if y == 0 else " " * MARGIN
        line = bars(going.totals, height)[y]
        return self.strip(
            [Segment(label, self.tone(Tone.FAINT)), Segment(line, self.tone(Tone.LOW))]
        )

    def _severity_line(self, severity: Severity, going: Going) -> Strip:
        tone = Tone.HIGH if severity is Severity.CRITICAL else Tone(severity.value)
        line = shades(going.by_severity[severity])
        label = f"{severity_mark(severity).partition(' ')[2]:>{MARGIN - 1}} "
        return self.strip([Segment(label, self.tone(Tone.FAINT)), Segment(line, self.tone(tone))])

    def _axis_line(self, going: Going) -> Strip:
        line = list(axis(going.first, going.step, len(going.totals)))
        strong = set(self._draw_marks(line, going))
        tone = Tone.STRONG if going.bounded else Tone.FAINT
        segments = [Segment(f"{going.span:>{MARGIN - 1}} ", self.tone(tone))]
        segments += [
            Segment(text, self._pointed(text) if at in strong else self.tone(Tone.FAINT))
            for at, text in enumerate(line)
        ]
        return self.strip(segments)

    def _pointed(self, text: str) -> Style:
        """Where pointer or brush are; a digit that the pointer is at stands in reverse."""
        return self.tone(Tone.STRONG) + Style(reverse=text not in _MARKS)

    def _draw_marks(self, line: list[str], going: Going) -> Sequence[int]:
        """Put the pointer or the brush into the axis, but over no digit; returns where."""
        if self._brush is not None:
            low, high = sorted(self._brush)
            places = range(max(0, low), min(high + 1, len(line)))
            for at in places:
                line[at] = "━" if low < at < high else "┃"
            return places
        at = -1 if self._marked is None else (self._marked - going.first) // going.step
        if not 0 <= at < len(line):
            return ()
        line[at] = "▲" if line[at] in _UNREAD else line[at]
        return (at,)

    def _bucket_at(self, x: int) -> int:
        count = len(self._going.totals) if self._going else 1
        return max(0, min(x - MARGIN, count - 1))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin to choose."""
        if self._going is not None:
            self._pressed = self._bucket_at(event.x)
            self.capture_mouse()
            self.show_brush((self._pressed, self._pressed))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Choose more, or less."""
        if self._pressed is not None:
            self.show_brush((self._pressed, self._bucket_at(event.x)))

    def on_mouse_up(self, _event: events.MouseUp) -> None:
        """Take what was chosen."""
        if self._pressed is None or self._brush is None:
            return
        self._pressed = None
        self.release_mouse()
        low, high = sorted(self._brush)
        self.show_brush(None)
        self.post_message(self.Brushed(low, high))
