"""How many events there were when, as bars; each can be stood on and opened."""

from dataclasses import dataclass

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from widgets.drawing import Drawn
from widgets.histogram import axis, bars
from widgets.view_models import Bins, Shown, Tone, clock, shown

MARGIN = 8
"""Cells left of the bars."""
_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def length(step: int) -> str:
    """A span (µs) in the largest unit that leaves nothing over: `15min`."""
    seconds = max(1, step // 1_000_000)
    size, unit = next(one for one in _UNITS if seconds % one[0] == 0)
    return f"{seconds // size}{unit}"


class Bars(Drawn, can_focus=True):
    """Bars of counts under a cursor."""

    DEFAULT_CSS = "Bars { height: 5; width: 1fr; }"

    @dataclass
    class Opened(Message):
        """A bar was chosen with the mouse."""

        first: int
        """Where its span begins (µs UTC)."""
        end: int

    def __init__(self, key: Shown, *, id: str | None = None) -> None:  # noqa: A002
        """Make bars; `key` opens the one under the cursor."""
        super().__init__(id=id)
        self._key = key
        self._bins = Bins(0, 1, ())
        self._at = 0
        self._says = Shown("")

    @property
    def most(self) -> int:
        """How many bars there is room for."""
        return max(8, self.size.width - MARGIN - 1)

    @property
    def selected(self) -> tuple[int, int, int] | None:
        """Where the span under the cursor begins and ends (µs UTC), and its count."""
        if not self._bins.counts:
            return None
        begin = self._bins.first + self._at * self._bins.step
        return begin, begin + self._bins.step, self._bins.counts[self._at]

    def say(self, text: Shown) -> None:
        """What to draw in place of bars."""
        self._bins, self._says = Bins(0, 1, ()), text
        self.refresh()

    def show(self, bins: Bins) -> None:
        """Draw other bars; the cursor stays in its time."""
        before = self.selected
        self._bins = bins
        last = len(bins.counts) - 1
        at = last if before is None else (before[0] - bins.first) // bins.step
        self._at = max(0, min(at, last))
        self.refresh()

    def move(self, by: int) -> None:
        """Move the cursor by bars."""
        self._at = max(0, min(self._at + by, len(self._bins.counts) - 1))
        self.refresh()

    @property
    def _wide_as(self) -> int:
        """Cells of a bar."""
        return max(1, (self.size.width - MARGIN - 1) // max(1, len(self._bins.counts)))

    def render_line(self, y: int) -> Strip:
        """Draw a line of the bars, or the axis; the last line tells of the bar at hand."""
        counts = self._bins.counts
        if not counts:
            return self.text_line(f" {self._says}" if y == 0 else "", Tone.FAINT)
        height = self.size.height - 1
        if y >= height:
            return self._axis()
        most = max(counts)
        label = f"{most:>{MARGIN - 1},} " if y == 0 else " " * MARGIN
        line = "".join(cell * self._wide_as for cell in bars(counts, height)[y])
        left, right = self._at * self._wide_as, (self._at + 1) * self._wide_as
        tone = self.tone(Tone.LOW)
        marked = self.tone(Tone.STRONG) + self.tones.cell if self.has_focus else tone
        parts = Segment(line[:left], tone), Segment(line[left:right], marked)
        return self.strip(
            [Segment(label, self.tone(Tone.FAINT)), *parts, Segment(line[right:], tone)]
        )

    def _axis(self) -> Strip:
        found = self.selected
        if self.has_focus and found is not None:
            begin, _, count = found
            what = "1 record" if count == 1 else f"{count:,} records"
            opens = f"{self._key} opens {'it' if count == 1 else 'them'}"
            text = f"{clock(begin)} +{length(self._bins.step)}: {what}   {opens}"
            return self.text_line(" " * MARGIN + shown(text), Tone.STRONG)
        wide = self._wide_as
        step = max(1, self._bins.step // wide)
        line = axis(self._bins.first, step, len(self._bins.counts) * wide)
        return self.text_line(" " * MARGIN + line, Tone.FAINT)

    def on_click(self, event: events.Click) -> None:
        """Take the click."""
        if not self._bins.counts or event.x < MARGIN:
            return
        self._at = min((event.x - MARGIN) // self._wide_as, len(self._bins.counts) - 1)
        self.refresh()
        found = self.selected
        if event.chain > 1 and found is not None:
            self.post_message(self.Opened(found[0], found[1]))
