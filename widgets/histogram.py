"""Bars of how much happened when: eighth blocks, a row of shades per severity, a time axis."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from rich.segment import Segment
from textual.strip import Strip

from store.model import Severity
from widgets.drawing import Drawn
from widgets.view_models import Points, Tone

_BLOCKS = " ▁▂▃▄▅▆▇█"
_SHADES = " ░▒▓█"
_MARGIN = 6
_DAY = 86_400_000_000
_MINUTE = 60_000_000
_SHORTEST = 60_000_000


class Binned(NamedTuple):
    """Counts in buckets of equal length."""

    first: int
    """Beginning of the first bucket (µs UTC)."""
    step: int
    """Length of a bucket (µs)."""
    totals: list[int]
    by_severity: dict[Severity, list[int]]


def binned(points: Sequence[tuple[int, Severity]], buckets: int) -> Binned:
    """Count the points in `buckets` buckets that span them all."""
    times = [time for time, _ in points]
    first, last = (min(times), max(times)) if times else (0, 0)
    step = -(-max(last - first + 1, _SHORTEST) // max(1, buckets))
    totals = [0] * buckets
    by_severity: dict[Severity, list[int]] = {}
    for time, severity in points:
        bucket = (time - first) // step
        totals[bucket] += 1
        by_severity.setdefault(severity, [0] * buckets)[bucket] += 1
    return Binned(first, step, totals, by_severity)


def bars(counts: Sequence[int], height: int) -> list[str]:
    """Columns of eighth blocks, `height` lines from the top; any count shows at least an eighth."""
    most = max(counts, default=0)
    levels = [-(-count * height * 8 // most) if most else 0 for count in counts]
    return [
        "".join(_BLOCKS[max(0, min(8, level - 8 * line))] for level in levels)
        for line in reversed(range(height))
    ]


def shades(counts: Sequence[int]) -> str:
    """One line of shades; any count shows at least the lightest."""
    most = max(counts, default=0)
    return "".join(_SHADES[-(-count * 4 // most) if most else 0] for count in counts)


def axis(first: int, step: int, buckets: int) -> str:
    """Times (UTC) under the buckets where they begin, as many as have room."""
    gap = 16 if step * buckets > _DAY else 10
    pattern = "%m-%d %H:%M" if step * buckets > _DAY else "%H:%M"
    if step * gap < _MINUTE:
        pattern = "%H:%M:%S"
    line = ""
    for bucket in range(0, max(0, buckets - gap + 5), gap):
        moment = datetime.fromtimestamp((first + bucket * step) // 1_000_000, UTC)
        line += moment.strftime("╵" + pattern).ljust(gap)
    return line[:buckets].ljust(buckets)


class Histogram(Drawn):
    """The timeline of the alerts."""

    DEFAULT_CSS = "Histogram { height: 5; width: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._points = Points()
        self._drawn: tuple[int, Binned] | None = None

    def show(self, points: Points) -> None:
        """Draw these points."""
        if points == self._points:
            return
        if points.points != self._points.points:
            self._drawn = None
        self._points = points
        self.refresh()

    def _binned(self) -> Binned:
        width = max(1, self.size.width - _MARGIN - 1)
        if self._drawn is None or self._drawn[0] != width:
            self._drawn = (width, binned(self._points.points, width))
        return self._drawn[1]

    def render_line(self, y: int) -> Strip:
        """Draw a line of bars, of shades, or the axis."""
        data = self._binned()
        present = sorted(data.by_severity, key=lambda one: -one.rank)[: self.size.height - 2]
        height = self.size.height - 1 - len(present)
        if not self._points.points:
            return self.text_line(" no alerts in this view" if y == 0 else "", Tone.FAINT)
        if y < height:
            label = f"{max(data.totals):>{_MARGIN - 1},} " if y == 0 else " " * _MARGIN
            line = bars(data.totals, height)[y]
            return self.strip(
                [Segment(label, self.tone(Tone.FAINT)), Segment(line, self.tone(Tone.LOW))]
            )
        if y < height + len(present):
            return self._severity_line(data, present[y - height])
        return self._axis_line(data)

    def _severity_line(self, data: Binned, severity: Severity) -> Strip:
        tone = Tone.HIGH if severity is Severity.CRITICAL else Tone(severity.value)
        label = f"{severity.value[:4]:>{_MARGIN - 1}} "
        return self.strip(
            [
                Segment(label, self.tone(Tone.FAINT)),
                Segment(shades(data.by_severity[severity]), self.tone(tone)),
            ]
        )

    def _axis_line(self, data: Binned) -> Strip:
        line = axis(data.first, data.step, len(data.totals))
        marked = self._points.marked
        at = -1 if marked is None else (marked - data.first) // data.step
        faint = self.tone(Tone.FAINT)
        if not 0 <= at < len(line):
            return self.strip([Segment(" " * _MARGIN + line, faint)])
        return self.strip(
            [
                Segment(" " * _MARGIN + line[:at], faint),
                Segment("▲", self.tone(Tone.STRONG)),
                Segment(line[at + 1 :], faint),
            ]
        )
