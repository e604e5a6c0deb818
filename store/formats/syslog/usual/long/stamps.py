"""Take the time stamps of a long piece's lines apart; the outcome is that of `stamping`."""

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from store.formats.fingerprints import Places
from store.formats.long_pieces import Bytes
from store.formats.syslog.usual.stamping import MOST_TRIED, NO_TIME, STAMP, UNITS

Yes: TypeAlias = npt.NDArray[np.bool_]
_ZERO, _COLON, _POINT = b"0:."
_SIXTY = 60


class _Layout(NamedTuple):
    """Where in a line the parts of its stamp stand."""

    hour: npt.NDArray[np.int64]
    """All bytes of what `stamping.parts` takes for an hour."""
    minute: int
    fraction: range
    """Its digits."""
    end: int


class Stamps(NamedTuple):
    """The stamps of some lines; for each line an item in every column."""

    hours: Bytes
    """The bytes of `Stamped.hours`, a row for each line."""
    within: Places
    """As `Stamped.within`."""
    ends: Places
    """Where in the piece what is behind the stamp begins."""


def stamps(data: bytes, text: Bytes, starts: Places, ends: Places) -> Stamps | None:
    """Take the stamps of lines apart.

    Args:
        data: The piece.
        text: The same.
        starts: Where in it lines begin.
        ends: Where they end.

    Returns:
        The stamps; None where none of the first lines has a usual one.
    """
    first = zip(starts[:MOST_TRIED].tolist(), ends[:MOST_TRIED].tolist(), strict=True)
    layouts = [_layout(data, start, end) for start, end in first]
    layout = next(filter(None, layouts), None)
    if layout is None:
        return None
    fits = ends - starts > layout.end
    at = np.where(fits, starts, starts[np.argmax(fits)])
    minutes, is_minute = _two_digits(text, at + layout.minute)
    seconds, is_second = _two_digits(text, at + layout.minute + len("27:"))
    micros, is_fraction = _micros(text, at, layout.fraction)
    good = fits & is_minute & is_second & is_fraction
    good &= text[at + layout.minute + len("27")] == _COLON
    within = np.where(good, (minutes * _SIXTY + seconds) * 1_000_000 + micros, NO_TIME)
    return Stamps(text[at[:, None] + layout.hour], within, at + layout.end)


def turns(hours: Bytes) -> list[int]:
    """The lines whose hour is not that of the line before."""
    found: list[int] = (np.flatnonzero((hours[1:] != hours[:-1]).any(axis=1)) + 1).tolist()
    return found


def _layout(data: bytes, start: int, end: int) -> _Layout | None:
    """The layout of a line's stamp, if that is usual."""
    found = STAMP.match(data, start, end)
    if found is None or (found[1] is None) != (found[4] is None):
        return None
    minute, behind = found.start(2) - start, found.end() - start
    if found[4] is None:
        return _Layout(np.arange(minute), minute, range(0), behind)
    zone = found.start(4) - start
    hour = np.r_[0:minute, zone:behind]
    return _Layout(hour, minute, range(minute + len("27:40."), zone), behind)


def _two_digits(text: Bytes, at: Places) -> tuple[Places, Yes]:
    """The numbers below 60 that stand somewhere, and whether there is one."""
    tens, ones = text[at] - np.uint8(_ZERO), text[at + 1] - np.uint8(_ZERO)  # below 0 is above 9
    value = tens.astype(np.int64) * 10 + ones
    return value, (tens < 10) & (ones < 10) & (value < _SIXTY)


def _micros(text: Bytes, at: Places, digits: range) -> tuple[Places, Yes]:
    """Microseconds of fractions that follow a point, and whether there is one."""
    value, good = np.zeros(len(at), np.int64), np.ones(len(at), np.bool_)
    if digits:
        good &= text[at + digits.start - 1] == _POINT
    for place in digits:
        digit = text[at + place] - np.uint8(_ZERO)
        good &= digit < 10
        value = value * 10 + digit
    return value * UNITS[len(digits)], good
