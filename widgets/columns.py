"""Lay rows out in columns: which columns fit, how wide, and the text of each cell."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from widgets import zones
from widgets.view_models import Column, Fit, Row, Shown, Tone

WIDE = 90
"""Cells from which a list has room for the columns of wide screens."""
_GAP = " "
_LEAST = 8


class Placed(NamedTuple):
    """A column that has a place on this screen."""

    cell: int
    """Which cell of the row it shows."""
    width: int
    column: Column


@lru_cache(maxsize=64)
def place(columns: tuple[Column, ...], width: int, *, wide: bool) -> tuple[Placed, ...]:
    """The columns that are drawn in `width` cells, from left to right."""
    unfit = Fit.NARROW if wide else Fit.WIDE
    fitting = [(index, column) for index, column in enumerate(columns) if column.fit is not unfit]
    fixed = sum(column.width for _, column in fitting) + len(_GAP) * (len(fitting) - 1)
    rest = max(_LEAST, width - fixed)
    return tuple(Placed(index, column.width or rest, column) for index, column in fitting)


def fit(text: str, width: int, *, right: bool = False) -> str:
    """The text in exactly `width` cells, cut with an ellipsis where it is longer."""
    length = cell_len(text)
    if length > width:
        return set_cell_size(text, width - 1) + "…" if width > 0 else ""
    return " " * (width - length) + text if right else text + " " * (width - length)


def titles(placed: Sequence[Placed]) -> str:
    """The line above the rows."""
    return _GAP.join(fit(_title(one), one.width, right=one.column.right) for one in placed)


def _title(one: Placed) -> str:
    zoned = f"{one.column.title} ({zones.current().short})"
    return zoned if one.column.timed and cell_len(zoned) <= one.width else one.column.title


def segments(row: Row, placed: Sequence[Placed], tones: Mapping[Tone, Style]) -> list[Segment]:
    """A row as segments: tinted cells in the row's tone, the others plain; a gap after each."""
    own = dict(row.tones)
    plain = tones[Tone.FAINT if row.faint else Tone.PLAIN]
    tint = plain if row.faint else tones[row.tone]
    out: list[Segment] = []
    for one in placed:
        cell = row.cells[one.cell] if one.cell < len(row.cells) else Shown("")
        text = fit(cell, one.width, right=one.column.right)
        style = tint if one.column.tinted else plain
        out.append(Segment(text, tones[own[one.cell]] if one.cell in own else style))
        out.append(Segment(_GAP, plain))
    return out
