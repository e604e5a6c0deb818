"""What every rendering of a report draws: the same sections, the same cells, in the same order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, Literal, NamedTuple

from store.reports.periods import local

Unit = Literal["text", "log", "name", "count", "seconds", "percent", "instant", "yes"]
"""How a value is written. `text` is ours; `log` comes from logs, rules or analysts; a `name` is a
number that counts nothing, such as that of an alert; `yes` is a mark or nothing."""

Value = str | int | float | None

NOTHING = "-"
"""Stands where there is no value."""


class Cell(NamedTuple):
    """A value of a table."""

    value: Value
    unit: Unit


class Column(NamedTuple):
    """A column of a table."""

    title: str
    right: bool = False
    """Flush right, for numbers."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and a table."""

    key: str
    """In the CSV, and in the addresses of the HTML."""
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str
    """What is said where there is no row."""
    bars: int | None = None
    """The column of which bars are drawn."""
    chart: bool = False
    """Whether the bars stand side by side, as those of a time line do."""
    note: str | None = None

    @property
    def shares(self) -> tuple[float, ...]:
        """How long each row's bar is, from 0 to 1."""
        if self.bars is None:
            return ()
        values = [float(row[self.bars].value or 0) for row in self.rows]
        most = max(values, default=0)
        return tuple(value / most if most else 0.0 for value in values)


@dataclass(frozen=True, slots=True)
class Document:
    """A report in words."""

    title: str
    subtitle: str
    summary: tuple[str, ...]
    """Three sentences."""
    decision: str
    """What somebody has to decide now."""
    sections: tuple[Section, ...]
    footnotes: tuple[str, ...]
    zone: tzinfo
    """In which instants are written."""

    def shown(self, cell: Cell) -> str:
        """A cell as people read it; what comes from logs is not yet safe to draw."""
        return shown(cell, self.zone)


def shown(cell: Cell, zone: tzinfo) -> str:
    """A cell as people read it.

    Args:
        cell: The cell.
        zone: In which instants are written.
    """
    value, unit = cell
    if value is None:
        return NOTHING
    if unit == "instant":
        return clock(int(value), zone)
    return _WRITTEN.get(unit, str)(value)


_LENGTHS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def length(seconds: int) -> str:
    """A length of time in the two largest units that it has, never rounded up: `2 d 3 h`."""
    rest, parts = seconds, []
    for size, unit in _LENGTHS:
        parts.append((rest // size, unit))
        rest %= size
    at = next((at for at, (number, _) in enumerate(parts) if number), len(parts) - 1)
    said = [f"{number} {unit}" for number, unit in parts[at : at + 2] if number]
    return " ".join(said) or "0 s"


def clock(at: int, zone: tzinfo) -> str:
    """An instant (µs UTC) on the clocks of a zone, to the minute."""
    return local(at, zone).strftime("%Y-%m-%d %H:%M")


def counts(*values: Value) -> tuple[Cell, ...]:
    """Cells that hold counts."""
    return tuple(Cell(value, "count") for value in values)


def from_logs(*values: Value) -> tuple[Cell, ...]:
    """Cells that hold what logs, rules or analysts said."""
    return tuple(Cell(value, "log") for value in values)


def columns(*titles: str) -> tuple[Column, ...]:
    """Columns by their titles; `>` before a title puts it flush right."""
    return tuple(Column(title.removeprefix(">"), title.startswith(">")) for title in titles)


def table_rows(rows: Sequence[Sequence[Cell]]) -> tuple[tuple[Cell, ...], ...]:
    """Rows as a section holds them."""
    return tuple(map(tuple, rows))


_WRITTEN: Mapping[Unit, Callable[[Any], str]] = {
    "count": lambda value: f"{value:,}",
    "percent": lambda value: f"{value:.1f} %",
    "seconds": length,
    "yes": lambda value: "yes" if value else "",
}
