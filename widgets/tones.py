"""The style of each tone in a theme: worked out once for a theme, not once for each widget."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from rich.style import Style
from textual.color import Color

from widgets.view_models import Tone


class Tones(NamedTuple):
    """Styles to draw with; each is laid over a widget's own."""

    of: Mapping[Tone, Style]
    cursor: Style
    """Under the row that the cursor stands on."""
    title: Style
    """Of the line above a list."""
    cell: Style
    """Of the cell that the cursor stands on, in its row."""


_VARIABLES = (
    *("foreground", "background", "primary", "secondary"),
    *("success", "warning", "error", "accent"),
)


def tones(variables: Mapping[str, str], *, ansi: bool) -> Tones:
    """The styles of a theme.

    Args:
        variables: The theme's colours by name.
        ansi: The terminal's own sixteen colours are drawn with: nothing may rest on shades.
    """
    colours = tuple(variables[name] for name in _VARIABLES)
    raised = variables.get("cursor-ground", variables["surface-lighten-2"])
    return _tones(colours, raised, variables.get("faint"), ansi=ansi)


@lru_cache(maxsize=8)
def _tones(colours: tuple[str, ...], raised: str, soft: str | None, *, ansi: bool) -> Tones:
    text, ground, low, title, good, medium, bad, special = map(Color.parse, colours)
    blended = Color.parse(soft) if soft else text.blend(ground, 0.4)
    faint = text if ansi else blended
    critical = (
        Style(color=bad.rich_color, bold=True, reverse=True)
        if ansi
        else Style(color=ground.rich_color, bgcolor=bad.rich_color, bold=True)
    )
    cursor = (
        Style(bold=True, reverse=True)
        if ansi
        else Style(bgcolor=Color.parse(raised).rich_color, bold=True)
    )
    styles = {
        Tone.PLAIN: Style(color=text.rich_color),
        Tone.FAINT: Style(color=faint.rich_color, dim=ansi),
        Tone.STRONG: Style(color=text.rich_color, bold=True),
        Tone.GOOD: Style(color=good.rich_color),
        Tone.BAD: Style(color=bad.rich_color),
        Tone.SPECIAL: Style(color=special.rich_color),
        Tone.INFORMATIONAL: Style(color=faint.rich_color),
        Tone.LOW: Style(color=low.rich_color),
        Tone.MEDIUM: Style(color=medium.rich_color),
        Tone.HIGH: Style(color=bad.rich_color, bold=True),
        Tone.CRITICAL: critical,
    }
    cell = Style(reverse=not ansi, underline=ansi)
    return Tones(styles, cursor, Style(color=title.rich_color), cell)
