"""What the widgets that draw line by line have in common: tones, filled strips, no scroll bars."""

from collections.abc import Iterable

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from widgets.columns import WIDE
from widgets.tones import Tones, tones
from widgets.view_models import Tone


class Drawn(Widget):
    """A widget that draws its own lines in the tones of the theme."""

    @property
    def tones(self) -> Tones:
        """The styles to draw with in the present theme."""
        return tones(self.app.theme_variables, ansi=self.app.current_theme.ansi)

    def tone(self, tone: Tone) -> Style:
        """The style of a tone."""
        return self.tones.of[tone]

    @property
    def wide(self) -> bool:
        """Is there room for the columns of wide screens?"""
        return self.size.width >= WIDE

    def strip(self, segments: Iterable[Segment], under: Style | None = None) -> Strip:
        """A strip that fills the widget's width.

        Args:
            segments: What to draw, from the left.
            under: Laid over every segment, for the cursor.
        """
        width = self.size.width
        base = self.rich_style
        line = Strip(Segment(text, base + (style or base)) for text, style, _ in segments)
        line = line.adjust_cell_length(width, base)
        return line if under is None else line.apply_style(under)

    def text_line(self, text: str, tone: Tone = Tone.PLAIN) -> Strip:
        """A strip of one text in one tone."""
        return self.strip([Segment(text, self.tone(tone))])

    def redraw_line(self, y: int) -> None:
        """Draw one line again, and nothing else."""
        self.refresh(Region(0, y, self.size.width, 1))
