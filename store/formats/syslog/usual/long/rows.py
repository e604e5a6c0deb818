"""Find the parts of a long piece's lines: who speaks, and the message."""

from typing import NamedTuple

import numpy as np

from store.formats.fingerprints import Piece, Places
from store.formats.long_pieces import Bytes
from store.formats.syslog.usual.long.stamps import Stamps, Yes
from store.formats.syslog.usual.sayings import LONGEST
from store.formats.syslog.usual.speakers import MOST_DIGITS

_BLANK, _COLON, _OPEN, _CLOSE, _ZERO, _P = b" :[]0p"
_MOST_BLANKS = 16
"""Blanks around a message that are stripped; more are seldom."""
_MARK = b" port "
_MARK_WORD = np.uint64(int.from_bytes(_MARK, "little"))
_MARK_BITS = np.uint64((1 << 8 * len(_MARK)) - 1)
_MOST_PORT_DIGITS = 5


class Rows(NamedTuple):
    """Lines whose parts stand where they usually do."""

    at: Places
    """Their positions among all lines."""
    heads: Places
    """Where in the piece what is behind the stamp begins."""
    wheres: Places
    """Where host and tag end."""
    pids: Places
    """-1 where there is no process."""
    starts: Places
    """Where the message begins; it has no blanks around it."""
    ends: Places

    def only(self, some: Yes) -> "Rows":
        """Some of the lines."""
        return self if some.all() else Rows(*(column[some] for column in self))


class Ported(NamedTuple):
    """The messages of some rows that name an address and a port."""

    rows: Places
    """Which rows."""
    blanks: Places
    """Where the text before the address ends."""
    marks: Places
    """Where the address ends."""
    tails: Places
    """Where what is behind the port begins."""
    ports: Places


def rows_of(text: Bytes, stamps: Stamps, starts: Places, ends: Places) -> Rows:
    """Find the lines whose parts stand where they usually do.

    Args:
        text: The piece.
        stamps: Of its lines.
        starts: Where these begin.
        ends: Where they end.
    """
    colons = np.flatnonzero((text[:-1] == _COLON) & (text[1:] == _BLANK))
    colons = np.append(colons, len(text))
    colon = colons[np.searchsorted(colons, starts)]
    good = (stamps.within >= 0) & (colon < ends) & (colon > stamps.ends)
    at = np.flatnonzero(good)
    colon, heads = colon[at], stamps.ends[at]
    wheres, pids = _processes(text, heads, colon)
    begin, end = _stripped(text, colon + len(": "), ends[at])
    rows = Rows(at, heads, wheres, pids, begin, end)
    good = (wheres > heads) & (begin < end) & (end - begin <= LONGEST)
    return rows.only(good & (text[begin] > _BLANK) & (text[end - 1] > _BLANK))


def _processes(text: Bytes, heads: Places, colons: Places) -> tuple[Places, Places]:
    """Where what names the program ends, and its process; the former is 0 where that is odd."""
    has_process = text[colons - 1] == _CLOSE
    value, width = np.zeros(len(colons), np.int64), np.zeros(len(colons), np.int64)
    goes_on = has_process
    for place in range(MOST_DIGITS):
        digit = text[np.maximum(colons - 2 - place, 0)] - np.uint8(_ZERO)  # below 0 is above 9
        goes_on = goes_on & (digit < 10)
        value += np.where(goes_on, digit, 0) * np.int64(10**place)
        width += goes_on
    opening = np.maximum(colons - 2 - width, 0)
    good = (width > 0) & (text[opening] == _OPEN) & (opening > heads)
    wheres = np.where(has_process, np.where(good, opening, 0), colons)
    return wheres, np.where(has_process, value, -1)


def _stripped(text: Bytes, starts: Places, ends: Places) -> tuple[Places, Places]:
    """The bounds of texts without blanks around them."""
    starts, ends = starts.copy(), ends.copy()
    before = np.flatnonzero(text[starts] == _BLANK)
    behind = np.flatnonzero(text[ends - 1] == _BLANK)
    for _ in range(_MOST_BLANKS):
        starts[before] += 1
        ends[behind] -= 1
        before = before[text[starts[before]] == _BLANK]
        behind = behind[text[ends[behind] - 1] == _BLANK]
    return starts, ends


def ported(piece: Piece, rows: Rows) -> Ported:
    """Find the messages that name an address and a port, by the first `port` in each."""
    text = piece.bytes
    marks = np.flatnonzero((text[:-1] == _BLANK) & (text[1:] == _P))
    marks = marks[(piece.words[marks] & _MARK_BITS) == _MARK_WORD]
    marks = np.append(marks, len(text))
    mark = marks[np.searchsorted(marks, rows.starts)]
    some = np.flatnonzero(mark + len(_MARK) < rows.ends)
    mark = mark[some]
    ports, tails, is_port = _ports(text, mark + len(_MARK), rows.ends[some])
    blanks = np.flatnonzero(text == _BLANK)
    blank = blanks[np.searchsorted(blanks, mark) - 1]
    good = is_port & (blank > rows.starts[some])
    return Ported(*(column[good] for column in (some, blank, mark, tails, ports)))


def _ports(text: Bytes, starts: Places, ends: Places) -> tuple[Places, Places, Yes]:
    """The numbers that begin somewhere, where each ends, and whether there is a port."""
    value, width = np.zeros(len(starts), np.int64), np.zeros(len(starts), np.int64)
    goes_on = np.ones(len(starts), np.bool_)
    for place in range(_MOST_PORT_DIGITS + 1):
        at = starts + place
        digit = text[np.minimum(at, ends - 1)] - np.uint8(_ZERO)
        goes_on = goes_on & (digit < 10) & (at < ends)
        value = np.where(goes_on, value * 10 + digit, value)
        width += goes_on
    return value, starts + width, (width > 0) & (width <= _MOST_PORT_DIGITS)
