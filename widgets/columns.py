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
_ENOUGH = 60
"""Cells that the open column has before others grow, where it does not say itself."""
_LEAST_ZONE = 4
"""Cells of a zone's name that tell something."""


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
    open_ones = [column for _, column in fitting if not column.width]
    enough = (open_ones[0].most if open_ones else 0) or _ENOUGH
    grown = _grown([column for _, column in fitting], rest - enough) if open_ones else {}
    rest -= sum(grown.values())
    return tuple(
        Placed(index, column.width + grown.get(column, 0) if column.width else rest, column)
        for index, column in fitting
    )


def _grown(columns: Sequence[Column], surplus: int) -> dict[Column, int]:
    """By how much columns grow: those that can have equal shares, as far as they go."""
    growing = sorted(
        (column for column in columns if column.width and column.most > column.width),
        key=lambda column: column.most - column.width,
    )
    grown: dict[Column, int] = {}
    for done, column in enumerate(growing):
        share = max(0, surplus // (len(growing) - done))
        grown[column] = min(column.most - column.width, share)
        surplus -= grown[column]
    return grown


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
    """The title; of times with their zone, as much of its name as there is room for."""
    title, name = one.column.title, zones.current().short
    room = one.width - cell_len(title) - len(" ()")
    if not one.column.timed or room < min(_LEAST_ZONE, cell_len(name)):
        return title
    return f"{title} ({name if cell_len(name) <= room else fit(name, room)})"


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
