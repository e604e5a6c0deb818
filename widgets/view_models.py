"""The frozen values that widgets draw: every text in them has been made safe to draw."""

from collections.abc import Hashable
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from store.model import Severity
from store.text import safe
from widgets import zones

Shown = NewType("Shown", str)
"""Text that a terminal draws and never obeys. Only this module makes it."""

CELL_LIMIT = 2_000
"""Characters of a value that a cell keeps: more than any terminal is wide."""
TEXT_LIMIT = 200_000
"""Characters of a record that a pane keeps."""


def shown(value: object, limit: int = CELL_LIMIT) -> Shown:
    """A value as one line that is safe to draw; controls and line ends become visible."""
    text = str(value)
    return Shown(safe(text if len(text) <= limit else text[: limit - 1] + "…"))


def paragraphs(text: str, limit: int = TEXT_LIMIT) -> tuple[Shown, ...]:
    """A record's text as lines that are safe to draw; only its own line feeds end a line.

    Where there is more of it than `limit` characters, a last line says so.
    """
    lines = tuple(shown(line, limit) for line in text[:limit].split("\n"))
    more = len(text) - limit
    return (*lines, shown(f"… {more:,} characters more")) if more > 0 else lines


def clock(time: int, *, long: bool = True) -> Shown:
    """A time (µs UTC), in the screen's zone: `2026-11-20 03:12:09`, or without its year."""
    text = zones.current().clock(time)
    return Shown(text if long else text.partition("-")[2])


def told(time: int) -> Shown:
    """A time (µs UTC) in the zone of the screen, with UTC beside."""
    return shown(zones.current().told(time))


class Tone(StrEnum):
    """What a text's colour says; the text says it as well."""

    PLAIN = "plain"
    FAINT = "faint"
    STRONG = "strong"
    GOOD = "good"
    BAD = "bad"
    SPECIAL = "special"
    INFORMATIONAL = "informational"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


_MARKS = {
    Severity.INFORMATIONAL: "· info",
    Severity.LOW: "○ low",
    Severity.MEDIUM: "● med",
    Severity.HIGH: "▲ high",
    Severity.CRITICAL: "■ crit",
}


def severity_mark(severity: Severity) -> Shown:
    """A severity as glyph and word: readable without colour."""
    return Shown(_MARKS[severity])


class Fit(StrEnum):
    """On which screens a column has a place."""

    ALWAYS = "always"
    NARROW = "narrow"
    WIDE = "wide"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list."""

    title: str
    width: int
    """Cells; 0: it takes what the others leave."""
    right: bool = False
    """Aligned to the right, for numbers."""
    tinted: bool = False
    """Drawn in the row's tone."""
    fit: Fit = Fit.ALWAYS
    timed: bool = False
    """Holds times: the title says in which zone, where there is room for that."""
    key: str = ""
    """What its cells say, for who acts on a cell; empty: the cursor passes it by."""
    most: int = 0
    """Cells that it grows to where the open column has more than it needs, 0: it does not grow; of
    the open column those that it needs."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list."""

    key: Hashable
    """What the row stands for: the pane that made it knows."""
    cells: tuple[Shown, ...]
    """One for each column."""
    tone: Tone = Tone.PLAIN
    """Colour of the tinted columns."""
    faint: bool = False
    """Done with: drawn weaker."""
    tones: tuple[tuple[int, Tone], ...] = ()
    """Cells, by number, that have a tone of their own, whatever their column."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text pane."""

    text: Shown
    tone: Tone = Tone.PLAIN
    hang: int = 0
    """Cells from the left at which it goes on where it is folded; 0: below its first word."""


@dataclass(frozen=True, slots=True)
class Bins:
    """How many events there were when, for bars."""

    first: int
    """Where the first span begins (µs UTC)."""
    step: int
    """Length of each (µs)."""
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Hint:
    """A key and what it does, for the key line."""

    key: Shown
    label: Shown
    kept: bool = False
    """Whether it stays where others have no room."""

    @property
    def width(self) -> int:
        """Cells that it takes, with the gap behind it."""
        return len(self.key) + len(self.label) + 3
