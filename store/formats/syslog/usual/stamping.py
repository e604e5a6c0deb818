"""Take the time stamps of many lines apart at once: into hours, and how far into its hour each is.

A clock has to be asked about hours only, and lines that follow each other mostly share theirs.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from store.formats.syslog.envelopes.header import MONTHS

NO_TIME: Final = -(1 << 60)
"""Stands for how far a line is into its hour that has no usual stamp; so does anything below 0."""

_HOUR = rb"(?:[01]\d|2[0-3]):"
_ZONE = rb"(?:Z|[+-]\d\d:[0-5]\d)"
_DAY = rb"\d{4}-[01]\d-[0-3]\dT"
_OLD = rf"(?:{'|'.join(MONTHS)}) [ \d]\d ".encode() + _HOUR
STAMP = re.compile(
    rb"(?:%b|(%b%b))([0-5]\d:[0-5]\d)(?:(\.\d{1,6})?(%b))?(?= )" % (_OLD, _DAY, _HOUR, _ZONE)
)
_HOURS = re.compile(rb"%b|%b%b%b" % (_OLD, _DAY, _HOUR, _ZONE))
_ZONES = re.compile(_ZONE)
_TO_OLD_HOUR, _TO_OLD_END = len("Mar 10 06:"), len("Mar 10 06:27:40")
_TO_HOUR, _TO_SECOND = len("2024-03-10T06:"), len("2024-03-10T06:27:40")
UNITS = (1_000_000, 100_000, 10_000, 1000, 100, 10, 1)
"""Microseconds of the last of so many digits behind the point."""
MOST_TRIED = 9
"""Lines of which one should be as the others are."""


class _Within(dict[bytes, int]):
    """Microseconds of minutes and seconds, `27:40`."""

    def __missing__(self, _text: bytes) -> int:
        return NO_TIME


_WITHIN = _Within(
    {
        b"%02d:%02d" % (minute, second): (60 * minute + second) * 1_000_000
        for minute in range(60)
        for second in range(60)
    }
)


class Stamped(NamedTuple):
    """The stamps of some lines; for each line an item in every column."""

    hours: list[bytes]
    """Date and hour as written, with the zone where there is one; see `parts`."""
    within: list[int]
    """Microseconds since the hour began; below 0 where there is no usual stamp."""
    rests: list[bytes]
    """What stands behind the stamps."""


def parts(hour: bytes) -> tuple[str, str | None] | None:
    """Date and hour up to the colon, and the zone; None where that is no hour."""
    if not _HOURS.fullmatch(hour):
        return None
    text = hour.decode()
    return (text, None) if text[0] > "9" else (text[:_TO_HOUR], text[_TO_HOUR:])


def stamped(texts: Sequence[bytes]) -> Stamped:
    """Take the stamps off the heads of some lines; those that are not like most, one by one."""
    tried = map(STAMP.match, texts[:MOST_TRIED])
    like = next((found for found in tried if found), None)
    taken = _dated(texts, like) if like and like[1] else _old(texts)
    if min(taken.within, default=0) < 0:
        for at in [at for at, each in enumerate(taken.within) if each < 0]:
            alone = _alone(texts[at])
            if alone:
                taken.hours[at], taken.within[at], taken.rests[at] = alone
    return taken


def _old(texts: Sequence[bytes]) -> Stamped:
    """Stamps of RFC 3164."""
    return Stamped(
        [text[:_TO_OLD_HOUR] for text in texts],
        [_WITHIN[text[_TO_OLD_HOUR:_TO_OLD_END]] for text in texts],
        [text[_TO_OLD_END:] for text in texts],
    )


def _dated(texts: Sequence[bytes], like: re.Match[bytes]) -> Stamped:
    """Stamps of RFC 3339 with as many digits as that one."""
    begin, end = like.span(4)
    zones = [text[begin:end] for text in texts]
    known = [_WITHIN[text[_TO_HOUR:_TO_SECOND]] for text in texts]
    bad = {zone for zone in set(zones) if not _ZONES.fullmatch(zone)}
    if bad:
        pairs = zip(known, zones, strict=True)
        known = [NO_TIME if zone in bad else within for within, zone in pairs]
    fractions = [text[_TO_SECOND:begin] for text in texts]
    return Stamped(
        [text[:_TO_HOUR] + zone for text, zone in zip(texts, zones, strict=True)],
        list(map(int.__add__, known, _micros(fractions, begin - _TO_SECOND - 1))),
        [text[end:] for text in texts],
    )


def _micros(fractions: list[bytes], digits: int) -> list[int]:
    """Microseconds of fractions like `.25`, of that many digits; `NO_TIME` for any other."""
    if digits < 1:
        return [0] * len(fractions)
    numbers = b"".join(fractions)[1:].split(b".")
    is_even = len(numbers) == len(fractions) and set(map(len, numbers)) == {digits}
    if is_even and b"".join(numbers).isdigit():
        return [int(number) * UNITS[digits] for number in numbers]
    return [_micro(fraction, digits) for fraction in fractions]


def _micro(fraction: bytes, digits: int) -> int:
    """Microseconds of one fraction."""
    number = fraction[1:]
    if fraction[:1] != b"." or len(number) != digits or not number.isdigit():
        return NO_TIME
    return int(number) * UNITS[digits]


def _alone(text: bytes) -> tuple[bytes, int, bytes] | None:
    """Hour, how far into it, and the rest of one line; None where it has no usual stamp."""
    found = STAMP.match(text)
    if found is None:
        return None
    day, within, fraction, zone = found.groups()
    if (day is None) != (zone is None):
        return None
    hour = day + zone if day else text[:_TO_OLD_HOUR]
    part = int(fraction[1:].ljust(6, b"0")) if fraction else 0
    return hour, _WITHIN[within] + part, text[found.end() :]
