"""Compile the times of a LogFormat (`%t`, `%{…}t`) and read them.

Sources: mod_log_config.c `log_request_time` (`begin:`, `end:`, `sec`, `msec`, `usec`, `msec_frac`,
`usec_frac`, else strftime) and C's strftime in the C locale. What several directives of a line say
is put together.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from store.formats.clock import YEARS, Instant, credible, microseconds
from store.model import TimeFlag

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TWO = r"[ \d]\d|\d"
_CODES = {
    "a": ("", r"[A-Za-z]{3}", "Sun"),
    "A": ("", r"[A-Za-z]{6,9}", "Sunday"),
    "b": ("month_name", r"[A-Za-z]{3}", "Mar"),
    "B": ("month_name", r"[A-Za-z]{3,9}", "March"),
    "C": ("century", r"\d\d", "20"),
    "d": ("day", _TWO, "09"),
    "e": ("day", _TWO, " 9"),
    "G": ("", r"\d{4}", "2025"),
    "g": ("", r"\d\d", "25"),
    "H": ("hour", _TWO, "06"),
    "I": ("hour12", _TWO, "06"),
    "j": ("day_of_year", r"\d{1,3}", "068"),
    "k": ("hour", _TWO, " 6"),
    "l": ("hour12", _TWO, " 6"),
    "m": ("month", r"\d{1,2}", "03"),
    "M": ("minute", r"\d{1,2}", "25"),
    "p": ("half", r"[AaPp][Mm]", "AM"),
    "P": ("half", r"[AaPp][Mm]", "am"),
    "s": ("epoch", r"\d{1,12}", "1741497914"),
    "S": ("second", r"\d{1,2}", "14"),
    "u": ("", r"\d", "7"),
    "U": ("", r"\d\d", "10"),
    "V": ("", r"\d\d", "10"),
    "w": ("", r"\d", "0"),
    "W": ("", r"\d\d", "09"),
    "y": ("short_year", r"\d\d", "25"),
    "Y": ("year", r"\d{4}", "2025"),
    "z": ("zone", r"[+-]\d{4}|Z", "+0100"),
    "Z": ("zone_name", r"[A-Za-z]{1,6}|[+-]\d{2,4}", "CET"),
}
"""By code: what it tells, how that looks, and an example."""
_LONGHAND = {
    "c": "%a %b %e %H:%M:%S %Y",
    "D": "%m/%d/%y",
    "F": "%Y-%m-%d",
    "h": "%b",
    "r": "%I:%M:%S %p",
    "R": "%H:%M",
    "T": "%H:%M:%S",
    "x": "%m/%d/%y",
    "X": "%H:%M:%S",
    "n": " ",
    "t": "\t",
    "%": "%%",
}
_CODE = re.compile(r"%[EO_0^#-]?(.)", re.DOTALL)
_WORDS = {
    "sec": ("epoch", r"\d{1,12}", "1741497914"),
    "msec": ("epoch_ms", r"\d{1,15}", "1741497914103"),
    "usec": ("epoch_us", r"\d{1,18}", "1741497914103786"),
    "msec_frac": ("ms", r"\d{3}", "103"),
    "usec_frac": ("us", r"\d{6}", "103786"),
}
_UNITS: dict[tuple[str, ...], int] = {("ms",): 1000, ("us",): 1}
_UNIVERSAL = frozenset({"utc", "gmt", "z", "uct"})
COMMON = "[%d/%b/%Y:%H:%M:%S %z]"
"""What a bare `%t` means."""


class TimePattern(NamedTuple):
    """How one `%t` of a format looks and what it tells."""

    pattern: re.Pattern[str]
    """With a group for each of `parts`."""
    look: str
    """The same without groups."""
    parts: tuple[str, ...]
    example: str
    at_end: bool
    """Whether it is the time when the answer had been sent."""

    @property
    def fraction(self) -> int | None:
        """Microseconds of its unit, where it tells nothing but a part of a second."""
        return _UNITS.get(self.parts)

    def read(self, raw: bytes) -> dict[str, str]:
        """The parts that a text tells; none where it is not such a time."""
        found = self.pattern.fullmatch(raw.decode("utf-8", "replace"))
        return dict(zip(self.parts, found.groups(), strict=True)) if found else {}


class Wall(NamedTuple):
    """A time that tells no zone."""

    naive: datetime
    flags: int
    """`TimeFlag` values, added up."""


def time_pattern(argument: str | None) -> TimePattern | None:
    """Compile what stands in the braces of `%{…}t`; None where a code of it is not known."""
    text = COMMON if argument is None else argument
    at_end = text.startswith("end:")
    text = text.removeprefix("end:").removeprefix("begin:") or COMMON
    parts: list[str] = []
    if text in _WORDS:
        name, pattern, example = _WORDS[text]
        return TimePattern(re.compile(f"({pattern})"), pattern, (name,), example, at_end)
    compiled = _compiled(text, parts)
    if compiled is None:
        return None
    pattern, look, example = compiled
    return TimePattern(re.compile(pattern), look, tuple(parts), example, at_end)


def _compiled(text: str, parts: list[str]) -> tuple[str, str, str] | None:
    """Pattern, look and example of a strftime format; adds to the parts."""
    longhand = _CODE.sub(lambda code: _LONGHAND.get(code[1], code[0]), text)
    pattern = look = example = ""
    at = 0
    for code in _CODE.finditer(longhand):
        literal = longhand[at : code.start()]
        at = code.end()
        known = ("", "%", "%") if code[1] == "%" else _CODES.get(code[1])
        if known is None:
            return None
        name, shape, sample = known
        pattern += re.escape(literal) + (f"({shape})" if name else f"(?:{shape})")
        look += re.escape(literal) + f"(?:{shape})"
        example += literal + sample
        parts += [name] if name else []
    rest = longhand[at:]
    if rest.endswith("%"):
        return None
    return pattern + re.escape(rest), look + re.escape(rest), example + rest


def moment_of(said: dict[str, str]) -> Instant | Wall | None:
    """Put the parts of a time together.

    Args:
        said: Text by part, as the codes name them; fractions of a second are not looked at.

    Returns:
        The time, on the wall if no zone is told; None where the parts are not enough or there is
        no such time.
    """
    for part, factor in (("epoch_us", 1), ("epoch_ms", 1000), ("epoch", 1_000_000)):
        if part in said:
            time = int(said[part]) * factor
            return Instant(time) if credible(time) else None
    try:
        naive, flags = _naive(said)
        offset = _offset(said)
    except (KeyError, ValueError):
        return None
    if offset is None:
        return Wall(naive, flags)
    return Instant(microseconds(naive.replace(tzinfo=UTC)) - offset, flags)


def _naive(said: dict[str, str]) -> tuple[datetime, int]:
    """Wall time and flags.

    Raises:
        KeyError: A part is missing.
        ValueError: There is no such time.
    """
    year = _year(said)
    hour = int(said["hour"]) if "hour" in said else int(said["hour12"]) % 12
    if "hour" not in said and said.get("half", "").lower() == "pm":
        hour += 12
    second, micro, flags = int(said.get("second", "0")), 0, 0
    if second == 60:
        second, micro, flags = 59, 999_999, int(TimeFlag.LEAP_SECOND)
    clock = (hour, int(said["minute"]), second, micro)
    if "day_of_year" in said:
        number = int(said["day_of_year"])
        if not 1 <= number <= 366:
            raise ValueError(number)
        return datetime(year, 1, 1, *clock) + timedelta(number - 1), flags  # noqa: DTZ001
    return datetime(year, _month(said), int(said["day"]), *clock), flags  # noqa: DTZ001


def _year(said: dict[str, str]) -> int:
    """The year; two digits mean 1969 to 2068, as for POSIX.

    Raises:
        KeyError: There is none.
        ValueError: It is none of ours.
    """
    if "year" in said:
        year = int(said["year"])
    else:
        short = int(said["short_year"])
        year = int(said["century"]) * 100 + short if "century" in said else 2000 + short
        year -= 100 if "century" not in said and short > 68 else 0
    if year not in YEARS:
        raise ValueError(year)
    return year


def _month(said: dict[str, str]) -> int:
    """The month by number or name.

    Raises:
        KeyError: There is none.
        ValueError: There is no such month.
    """
    if "month" in said:
        return int(said["month"])
    return _MONTHS.index(said["month_name"][:3].lower()) + 1


def _offset(said: dict[str, str]) -> int | None:
    """Microseconds ahead of UTC; None where the zone is not told, or only by a local name.

    Raises:
        ValueError: No clock is that far off.
    """
    zone = said.get("zone") or said.get("zone_name", "")
    if zone.lower() in _UNIVERSAL:
        return 0
    if zone[:1] not in ("+", "-"):
        return None
    hours, minutes = int(zone[1:3]), int(zone[3:5] or "0")
    if hours > 23 or minutes > 59:
        raise ValueError(zone)
    ahead = (hours * 60 + minutes) * 60_000_000
    return -ahead if zone[0] == "-" else ahead
