"""Cut the CSV of PowerShell's `Export-Csv` into rows of a known number of cells.

Every quote inside of a quoted cell is doubled (RFC 4180, 2.7), so what somebody got into a cell
cannot end it. Where damage broke a row, that shows at the first quote that is not followed by a
separator, which stands at the beginning of a later row: nothing beyond the break is lost.
"""

import re
from typing import NamedTuple

from store.formats.windows.pieces import LONGEST, Part, unfinished

MOST_CELLS = 200
"""Cells of the longest row: properties are a few dozen."""
SEPARATORS = (",", ";", "\t")
"""What `-Delimiter` and `-UseCulture` make of the comma."""
_QUOTE, _LF, _CR = 0x22, 0x0A, 0x0D


class Row(NamedTuple):
    """A stretch of the text."""

    start: int
    end: int
    """Where it ends, its line end not counted."""
    after: int
    """Where the next one begins."""
    cells: tuple[bytes, ...] | None
    """The cells without their quotes, None where they are not to be made out."""
    is_cut: bool = False
    """Whether it goes on behind its end, but is too long."""


class _Stop(NamedTuple):
    """Where a row ended or broke."""

    at: int
    """The line end, or the character that does not belong there."""
    cells: tuple[bytes, ...] | None
    """None where it broke."""


class Cutter:
    """Cuts rows with one sign between their cells.

    Args:
        separator: The sign.
        quoted: Whether every cell that is not empty has quotes, as in Windows PowerShell.
    """

    def __init__(self, separator: str, *, quoted: bool) -> None:
        self._quoted = quoted
        self._separator = ord(separator)
        sign = re.escape(separator).encode()
        self._cell = re.compile(rb'"([^"]*+(?:""[^"]*+)*+)"|([^"\r\n' + sign + rb"]*+)")
        self._plain = re.compile(rb'[^"\r\n]*+\r?\n')

    def row(self, text: bytes, at: int, count: int, *, take_rest: bool) -> Row | None:
        """Cut the row that begins at a place.

        Args:
            text: UTF-8, or a code page that keeps ASCII.
            at: Where the row begins.
            count: How many cells a row has; 0 where that is not yet known.
            take_rest: Whether a row without line end is taken.

        Returns:
            The row; one without cells where it is broken; None where more text has to decide.
        """
        stop = self._scan(text, at, count or MOST_CELLS, take_rest=take_rest)
        if stop is None:
            rest = unfinished(text, at, Part.TORN, take_rest=take_rest)
            return None if rest is None else _torn(text, at, rest.end, is_cut=rest.is_cut)
        if stop.cells is None:
            return self._broken(text, at, stop.at, count, take_rest=take_rest)
        whole = not count or len(stop.cells) == count
        after = _after_line_end(text, stop.at)
        return Row(at, stop.at, after, stop.cells if whole else None)

    def _scan(self, text: bytes, at: int, most: int, *, take_rest: bool) -> _Stop | None:
        """Go through the cells; None where the text ends before the row does."""
        cells: list[bytes] = []
        limit = min(len(text), at + LONGEST)
        while len(cells) < most:
            found = self._cell.match(text, at, limit)
            if found is None or (found[1] is None and text[at : at + 1] == b'"'):
                return None
            if self._quoted and found[2]:
                return _Stop(at, None)
            cells.append(found[2] if found[1] is None else found[1].replace(b'""', b'"'))
            at = found.end()
            if at >= limit:
                return _Stop(at, tuple(cells)) if take_rest and limit == len(text) else None
            sign = text[at]
            if sign != self._separator:
                return _line_end(text, at, tuple(cells), take_rest=take_rest)
            at += 1
        return _Stop(at, None)

    def _broken(
        self, text: bytes, at: int, stop: int, count: int, *, take_rest: bool
    ) -> Row | None:
        """A row that broke: up to the line it broke in, or to an earlier line that is a row."""
        after = self._next_row(text, at, stop, count) or text.find(b"\n", stop, at + LONGEST) + 1
        if not after:
            rest = unfinished(text, at, Part.TORN, take_rest=take_rest)
            return None if rest is None else _torn(text, at, rest.end, is_cut=rest.is_cut)
        return _torn(text, at, after)

    def _next_row(self, text: bytes, at: int, stop: int, count: int) -> int:
        """The first line in a broken row that is a row without quotes, or the last line; or 0."""
        line = text.find(b"\n", at, stop) + 1
        while line:
            plain = self._plain.match(text, line, stop)
            following = text.find(b"\n", line, stop) + 1
            if not following or (plain is not None and self._is_row(plain[0], count)):
                return line
            line = following
        return 0

    def _is_row(self, line: bytes, count: int) -> bool:
        """Whether a line without quotes has the right number of cells."""
        return not self._quoted and count > 1 and line.count(self._separator) == count - 1


def line_at(text: bytes, at: int, *, take_rest: bool) -> Row | None:
    """The line that begins at a place, as a row without cells; None where its end is not there."""
    end = text.find(b"\n", at, at + LONGEST) + 1
    if not end:
        rest = unfinished(text, at, Part.OUTSIDE, take_rest=take_rest)
        return None if rest is None else _torn(text, at, rest.end, is_cut=rest.is_cut)
    return _torn(text, at, end)


def _line_end(text: bytes, at: int, cells: tuple[bytes, ...], *, take_rest: bool) -> _Stop | None:
    """The end of a row where a line end stands, else the place where it broke."""
    if text[at] == _LF or text.startswith(b"\r\n", at):
        return _Stop(at, cells)
    if text[at] == _CR and at + 1 == len(text):
        return _Stop(at, cells) if take_rest else None
    return _Stop(at, None)


def _after_line_end(text: bytes, at: int) -> int:
    """Where the next line begins."""
    for end in (b"\r\n", b"\n", b"\r"):
        if text.startswith(end, at):
            return at + len(end)
    return at


def _torn(text: bytes, at: int, after: int, *, is_cut: bool = False) -> Row:
    """A stretch that is no row."""
    return Row(at, at + len(text[at:after].rstrip(b"\r\n")), after, None, is_cut)
