"""Read times as users say that a log writes them.

A time is brought into the shape of a syslog header, so that years, zones, repeated hours and leap
seconds are resolved by the same rules as everywhere (`store.formats.syslog.envelopes.stamps`).
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from store.formats.clock import Instant, credible
from store.formats.interface import LookAhead, State
from store.formats.own.directives import DIRECTIVES, MERIDIEMS, NUMBERS, Directive, zone_of
from store.formats.own.spec import Clock
from store.formats.syslog.envelopes.header import MONTHS, Header
from store.formats.syslog.envelopes.stamps import Stamps
from store.model import Context, TimeFlag

NAMED = ("iso8601", "syslog", "epoch", "epoch_ms", "epoch_us", "epoch_ns")
"""Formats that have a name; every other is a text with directives of strptime (C99 7.27.3.5)."""

_ISO = re.compile(
    r"(\d{4})-?([01]\d)-?([0-3]\d)[Tt ] ?([0-2]\d):?([0-5]\d):?([0-5]\d|60)"
    r"(?:[.,](\d{1,9})\d*)? ?([Zz]|[+-]\d\d(?::?[0-5]\d)?)?",
    re.ASCII,
)
_SYSLOG = "%b %d %H:%M:%S"
_EPOCH = re.compile(r"(\d{1,20})(?:[.,](\d{1,9})\d*)?", re.ASCII)
_MICROSECONDS = {"epoch": (1_000_000, 1), "epoch_ms": (1000, 1), "epoch_us": (1, 1)}
_MICROSECONDS["epoch_ns"] = (1, 1000)


class Epoch(NamedTuple):
    """A time that counts from 1970."""

    time: int
    """Microseconds."""


Stamp: TypeAlias = Header | Epoch
Reading: TypeAlias = Callable[[str], Stamp | None]


class Times:
    """Resolves the times of one source, in the order of its records."""

    def __init__(self, clock: Clock, context: Context, state: State, ahead: LookAhead) -> None:
        """Begin at a place in a source.

        Args:
            clock: How its times are written.
            context: What is assumed.
            state: What `state()` said.
            ahead: Opens the source's lines that `lines_of` made of its times.
        """
        self._said = clock.zone is not None
        zone = ZoneInfo(clock.zone) if clock.zone is not None else context.zone
        self._readings = [reading(each) for each in clock.formats]
        self._stamps = Stamps(context._replace(zone=zone), state, ahead)

    def state(self) -> State:
        """What the next reader of the source has to know."""
        return self._stamps.state()

    def read(self, text: str) -> Instant | None:
        """The instant of the next record's time; None where it fits no format or calendar."""
        stamp = first(self._readings, text)
        if stamp is None or isinstance(stamp, Epoch):
            return None if stamp is None else Instant(stamp.time)
        instant = self._stamps.read(stamp)
        if instant is None or not self._said:
            return instant
        return Instant(instant.time, int(instant.flags & ~TimeFlag.ZONE_ASSUMED))


def first(readings: list[Reading], text: str) -> Stamp | None:
    """What the first format that fits makes of a time."""
    text = text.strip()
    return next((found for each in readings if (found := each(text)) is not None), None)


def lines_of(times: Iterator[str], readings: list[Reading]) -> Iterator[bytes]:
    """Times as lines that syslog would begin, to count the turns of the year in."""
    for text in times:
        stamp = first(readings, text)
        if isinstance(stamp, Header):
            yield f"{stamp.minute}:{stamp.second}\n".encode()


def is_yearless(format_: str) -> bool:
    """Whether times in the format name no year."""
    return format_ == "syslog" or ("%" in format_ and not _years(format_))


@lru_cache(maxsize=256)
def reading(format_: str) -> Reading:
    """What reads a format.

    Raises:
        ValueError: There is no such format; the text says what is wrong.
    """
    if format_ == "iso8601":
        return _iso
    if format_ in _MICROSECONDS:
        factor, divisor = _MICROSECONDS[format_]
        return lambda text: _epoch(text, factor, divisor)
    return _pattern(_SYSLOG if format_ == "syslog" else format_)


def _iso(text: str) -> Header | None:
    """ISO 8601, extended or basic, with a space allowed between date and time."""
    found = _ISO.fullmatch(text)
    if found is None or int(found[4]) > 23:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    return _header(f"{year}-{month}-{day} {hour}:{minute}", second, fraction, zone, dated=True)


def _epoch(text: str, factor: int, divisor: int) -> Epoch | None:
    found = _EPOCH.fullmatch(text)
    if found is None:
        return None
    part = int((found[2] or "").ljust(9, "0")) * factor // 1_000_000_000
    time = int(found[1]) * factor // divisor + (part if divisor == 1 else 0)
    return Epoch(time) if credible(time) else None


def _pattern(format_: str) -> Reading:
    """What reads a text with directives."""
    pattern, used = _compiled(format_)
    yearless = not _years(format_)

    def read(text: str) -> Stamp | None:
        found = pattern.fullmatch(text)
        if found is None:
            return None
        return _assembled(dict(zip(used, found.groups(), strict=True)), yearless=yearless)

    return read


def _compiled(format_: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """A format as regular expression, and what its groups are.

    Raises:
        ValueError: It is no format.
    """
    if "%" not in format_:
        raise ValueError(f"a time format is one of {', '.join(NAMED)}, or has directives (%Y)")
    parts: list[str] = []
    used: list[str] = []
    for name, directive, plain in _scanned(format_):
        if directive is None:
            parts.append(r"\s+" if plain.isspace() else re.escape(plain))
        else:
            parts.append(directive.pattern)
            used += [directive.part] if directive.part else []
        if len(used) != len(set(used)):
            raise ValueError(f"%{name} says a second time what stands before it")
    needed = {"epoch"} if "epoch" in used else {"month", "day", "hour", "minute"}
    if missing := needed - set(used):
        raise ValueError(f"the time format lacks the {', '.join(sorted(missing))}")
    if "zone" in used and not {"year", "epoch"} & set(used):
        raise ValueError("a time format with a zone needs a year")
    return re.compile("".join(parts), re.ASCII | re.IGNORECASE), tuple(used)


def _scanned(format_: str) -> Iterator[tuple[str, Directive | None, str]]:
    """Directives and the text between them, piece by piece."""
    pieces = iter(re.findall(r"%[-_0]?.|%|\s+|[^%\s]+", _spelled(format_), re.DOTALL))
    for piece in pieces:
        if piece[0] != "%":
            yield "", None, piece
            continue
        name = piece[-1]
        if piece == "%%":
            yield "", None, "%"
        elif name in DIRECTIVES and len(piece) > 1:
            yield name, DIRECTIVES[name], ""
        else:
            raise ValueError(f"there is no directive {piece!r} in time formats")


def _spelled(format_: str) -> str:
    """A format without the directives that stand for several."""
    return format_.replace("%T", "%H:%M:%S").replace("%F", "%Y-%m-%d").replace("%R", "%H:%M")


def _years(format_: str) -> bool:
    return any(name in _spelled(format_) for name in ("%Y", "%y", "%s"))


def _assembled(parts: dict[str, str | None], *, yearless: bool) -> Stamp | None:
    """A time from its parts."""
    said = {name: text for name, text in parts.items() if text is not None}
    if "epoch" in said:
        return _epoch(f"{said['epoch']}.{said.get('fraction', '0')}", 1_000_000, 1)
    month = NUMBERS.get(said["month"][:3].lower()) or int(said["month"])
    day, hour = int(said["day"]), int(said["hour"])
    if "meridiem" in said:
        hour = hour % 12 + MERIDIEMS[said["meridiem"].lower()]
    if not 1 <= month <= 12 or hour > 23:
        return None
    clock, second = f"{hour:02}:{said['minute']}", said.get("second", "00")
    zone = zone_of(said["zone"]) if "zone" in said else None
    if yearless:
        minute = f"{MONTHS[month - 1]} {day:2} {clock}"
    else:
        minute = f"{_year(said['year'])}-{month:02}-{day:02} {clock}"
    return _header(minute, second, said.get("fraction"), zone, dated=not yearless)


def _year(text: str) -> str:
    """Four digits; of two, those up to 68 are in this century (POSIX strptime)."""
    if len(text) == 4:
        return text
    return f"{'20' if int(text) <= 68 else '19'}{text}"


def _header(
    minute: str, second: str, fraction: str | None, zone: str | None, *, dated: bool
) -> Header:
    return Header(minute, second, fraction, zone, dated, None, None, None, None, "")
