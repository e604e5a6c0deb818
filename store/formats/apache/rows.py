"""Find the access lines of a long piece that are as usual, and where their items stand.

What has the same place in every line is compared in all lines together, in numpy's arrays. A line
is as usual here exactly if `blocks` takes it.
"""

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from store.formats.apache.memo import Memo
from store.formats.apache.tails import MOST_DIGITS
from store.formats.fingerprints import Piece, Places
from store.formats.lines import LONGEST
from store.formats.long_pieces import Bytes

_Yes: TypeAlias = npt.NDArray[np.bool_]

_QUOTE, _BLANK, _BACKSLASH, _DASH, _ZERO = b'" \\-0'
_USUAL = (2, 6, 8)
"""Quotes in a line of common, of combined, and of nginx's combined with one item more."""
STAMP = len(b"[10/Oct/2000:13:55:36 -0700] ")
_MINUTE = (-STAMP, -STAMP + 8, -18, -8)
"""Where words begin that hold nothing but minute and zone, from a line's first quote on."""
_NO_MINUTE = -(1 << 62)


class Rows(NamedTuple):
    """Lines with as many quotes as each other."""

    at: Places
    """Their positions among all lines."""
    starts: Places
    ends: Places
    """Where their line ends are."""
    quotes: tuple[Places, ...]
    """Where the first quote of each is, the second, and so on."""

    def only(self, some: _Yes) -> "Rows":
        """Some of the lines."""
        if some.all():
            return self
        quotes = tuple(places[some] for places in self.quotes)
        return Rows(self.at[some], self.starts[some], self.ends[some], quotes)


class Figures(NamedTuple):
    """What stands in the lines in figures."""

    statuses: Places
    sizes: Places
    """-1 for a dash."""
    times: Places
    """Microseconds since 1970 UTC."""


def usual(
    piece: Piece, starts: Places, ends: Places, minutes: Memo[int]
) -> tuple[Rows, Figures] | None:
    """The lines that are as usual; None where those that are alike are no such lines.

    Args:
        piece: Of the log.
        starts: Where its lines begin.
        ends: Where their line ends are.
        minutes: See `Stamps.minutes`.
    """
    text = piece.bytes
    rows = _alike(text, starts, ends)
    if rows is None:
        return None
    rows = _shaped(text, rows)
    rows, statuses, sizes = _counted(text, rows)
    times = _times(piece, rows, minutes)
    is_timed = times >= 0
    return rows.only(is_timed), Figures(statuses[is_timed], sizes[is_timed], times[is_timed])


def _alike(text: Bytes, starts: Places, ends: Places) -> Rows | None:
    """The lines with the most usual number of quotes."""
    if not len(starts) or (ends - starts).max() > LONGEST:
        return None
    quotes = np.flatnonzero(text == _QUOTE)
    upto = np.searchsorted(quotes, ends)
    counts = np.diff(upto, prepend=0)
    most = int(np.bincount(np.minimum(counts, max(_USUAL) + 1)).argmax())
    if most not in _USUAL:
        return None
    at = np.flatnonzero(counts == most)
    first = upto[at] - most
    return Rows(at, starts[at], ends[at], tuple(quotes[first + each] for each in range(most)))


def _shaped(text: Bytes, rows: Rows) -> Rows:
    """Those of the lines in which everything stands where it should, as far as quotes tell."""
    rows = rows.only(rows.quotes[0] - rows.starts >= STAMP)
    quotes = rows.quotes
    good = np.ones(len(rows.at), np.bool_)
    for places in quotes:
        good &= text[places - 1] != _BACKSLASH
    if len(quotes) > 2:
        good &= (quotes[4] == quotes[3] + 2) & (text[quotes[3] + 1] == _BLANK)
        good &= quotes[-1] == rows.ends - 1
    if len(quotes) > 6:  # nginx: nothing was forwarded
        good &= (quotes[6] == quotes[5] + 2) & (text[quotes[5] + 1] == _BLANK)
        good &= (quotes[7] == quotes[6] + 2) & (text[quotes[6] + 1] == _DASH)
    return rows.only(good)


def _counted(text: Bytes, rows: Rows) -> tuple[Rows, Places, Places]:
    """Those of the lines with a status and a size like ` 200 512 `, and these."""
    rows = rows.only(_size_end(rows) - rows.quotes[1] > 6)
    at, stop = rows.quotes[1], _size_end(rows)
    good = (text[at + 1] == _BLANK) & (text[at + 5] == _BLANK)
    if len(rows.quotes) > 2:
        good &= text[stop] == _BLANK
    statuses, is_status = _decimal(text, at + 2, at + 5)
    sizes, is_size = _decimal(text, at + 6, stop)
    dashes = (stop == at + 7) & (text[at + 6] == _DASH)
    sizes[dashes] = -1
    good &= is_status & (is_size | dashes)
    return rows.only(good), statuses[good], sizes[good]


def _size_end(rows: Rows) -> Places:
    """Behind the size: at the blank before the third quote, or at the end of the line."""
    return rows.quotes[2] - 1 if len(rows.quotes) > 2 else rows.ends


def _decimal(text: Bytes, starts: Places, ends: Places) -> tuple[Places, _Yes]:
    """The numbers that stand in places of at least one byte, and whether there is one in each."""
    widths = ends - starts
    good = widths <= MOST_DIGITS
    values = np.zeros(len(starts), np.int64)
    for at in range(min(int(widths.max(initial=0)), MOST_DIGITS)):
        inside = widths > at
        digits = text[np.minimum(starts + at, ends - 1)] - np.uint8(_ZERO)  # below 0 is above 9
        good &= ~inside | (digits < 10)
        values = np.where(inside, values * 10 + digits, values)
    return values, good


def _times(piece: Piece, rows: Rows, minutes: Memo[int]) -> Places:
    """Times (µs UTC) of heads that end with `[10/Oct/2000:13:55:36 -0700] `; negative elsewhere."""
    if not len(rows.at):
        return rows.at
    at = rows.quotes[0]
    is_other = np.zeros(len(at), np.bool_)
    is_other[0] = True
    for place in _MINUTE:
        some = piece.words[at + place]
        is_other[1:] |= some[1:] != some[:-1]
    first = np.flatnonzero(is_other)
    stamps = [piece.data[end - STAMP : end] for end in at[first].tolist()]
    bases = np.array([_minute(each[:-10] + each[-8:], minutes) for each in stamps])
    seconds, is_second = _decimal(piece.bytes, at - 10, at - 8)
    whole = np.repeat(bases, np.diff(first, append=len(at))) + seconds * 1_000_000
    return np.where(is_second & (seconds < 60), whole, -1)


def _minute(stamp: bytes, minutes: Memo[int]) -> int:
    """Microseconds UTC at which a minute begins, or a number far below 0."""
    try:
        return minutes[stamp]
    except KeyError:
        return _NO_MINUTE
