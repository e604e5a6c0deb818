"""Dates as the exporting user's Windows wrote them: in any order, with any signs between.

Day and month look alike, so a source is walked until its dates tell which is which (`walk`).
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from store.formats.windows import persian

_DATE = re.compile(
    r"\D{0,4}(\d{1,4})(\D{1,3})(\d{1,2})\D{1,3}(\d{1,4})(\D{1,20}?)"
    r"(\d{1,2})[:.h](\d\d)(?:[:.](\d\d)(?:[.,]\d{1,9})?)?(\D{0,20})",
    re.ASCII,
)
_AMERICAN = re.compile(r"[1-9]\d?/[1-9]\d?/\d{4} \d{1,2}:\d\d(?::\d\d)?[ \u202f][AP]M", re.ASCII)
_NO_LETTER = re.compile(r"[\W\d_]+")
_MARKS = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])
"""Marks of the direction of writing, which stand inside of dates."""
_DIGITS = {start + digit: str(digit) for start in (0x660, 0x6F0) for digit in range(10)}
_PLAIN = _MARKS | _DIGITS
"""Makes a date one without marks, with the digits of ASCII for those of Arabic and Persian."""
_BEFORE_NOON = frozenset(
    {"am", "a", "vorm", "fm", "πμ", "午前", "上午", "오전", "ص", "قظ", "sa", "de", "öö", "ap", "дп"}
)
_AFTER_NOON = frozenset(
    {
        "pm",
        "p",
        "nachm",
        "em",
        "μμ",
        "午後",
        "下午",
        "오후",
        "م",
        "بظ",
        "ch",
        "du",
        "ös",
        "ip",
        "пп",
    }
)
_BUDDHIST = 543
_THAI_YEARS = range(1990 + _BUDDHIST, 2100 + _BUDDHIST)
_MOST = 20_000
"""Dates that are looked at to tell day and month apart."""
_SPREAD = 3
"""The wrong reading of a few days' dates spreads them over months: so many times as wide."""


class Parts(NamedTuple):
    """A date whose day and month may be either way round."""

    year: int
    first: int
    second: int
    seconds: int
    """Seconds since midnight."""
    decided: bool
    """Whether `first` is the month without doubt: the year comes first."""
    dotted: bool
    """Whether the sign between is none that a month stands before: `.` or `-`."""
    doubtful: bool = False
    """Whether a word stands beside the hour that says neither before nor after noon."""
    halved: bool = False
    """Whether a word beside the hour says before or after noon."""
    day_first: bool = False
    """Whether only the second number is filled up with a zero: `9/03/2025`, as Australians do."""

    def at(self, *, month_first: bool) -> datetime | None:
        """The moment on the local clock; the other way round where there is no such month."""
        month, day = (
            (self.first, self.second) if month_first or self.decided else (self.second, self.first)
        )
        if month > 12 and not self.decided:
            month, day = day, month
        hour, rest = divmod(self.seconds, 3600)
        try:
            if self.year in persian.YEARS:
                today = persian.day_of(self.year, month, day)
            else:
                today = date(self.year, month, day)
        except ValueError:
            return None
        return datetime.combine(today, time(hour, rest // 60, rest % 60))


@lru_cache(maxsize=8192)
def parts_of(text: str) -> Parts | None:
    """Take a date apart.

    Args:
        text: For example `7/17/2021 10:31:05 PM`, `27.10.2021 12:28`, `2001/02/03 午後 4:05:06`.

    Returns:
        Its parts, or None where it is no date.
    """
    found = _DATE.fullmatch(text.translate(_PLAIN).strip())
    if found is None:
        return None
    one, sign, two, three, between, hour, minute, second, behind = found.groups()
    noon = {_bare(between), _bare(behind)} - {""}
    hours = _hour(int(hour), noon)
    if hours > 23 or int(minute) > 59 or int(second or 0) > 60:
        return None
    seconds = hours * 3600 + int(minute) * 60 + min(int(second or 0), 59)
    halves = noon & (_BEFORE_NOON | _AFTER_NOON)
    words = (bool(noon - halves), bool(halves))
    if len(one) == 4 or len(three) < 2:
        return Parts(_year(one), int(two), int(three), seconds, True, True, *words)
    dotted = sign.strip() != "/"
    if len(three) == 3 or int(one) > 31:
        return None
    day_first = len(one) == 1 and two[0] == "0"
    return Parts(_year(three), int(one), int(two), seconds, False, dotted, *words, day_first)


def _bare(text: str) -> str:
    """The letters of a word beside the hour."""
    return _NO_LETTER.sub("", text).casefold()


def _hour(hour: int, noon: set[str]) -> int:
    """The hour of the day."""
    if noon & _AFTER_NOON and hour < 12:
        return hour + 12
    return 0 if noon & _BEFORE_NOON and hour == 12 else hour


def _year(text: str) -> int:
    """The year; two digits are of this century, and Thai Windows counts from 543 BC."""
    year = int(text) + (2000 if len(text) <= 2 else 0)
    return year - _BUDDHIST if year in _THAI_YEARS else year


def looks_american(text: str) -> bool:
    """Whether a date without filled-up numbers tells the half of the day as Americans do."""
    return _AMERICAN.fullmatch(text.translate(_MARKS).strip()) is not None


class Order(NamedTuple):
    """What a walk through a source's dates told."""

    month_first: bool
    sure: bool
    """Whether the dates or the language said it, rather than nothing."""
    newest_first: bool


class _Reading:
    """The dates of a source, read in one of the two ways."""

    def __init__(self, *, month_first: bool) -> None:
        self.month_first = month_first
        self.possible = True
        self._last: datetime | None = None
        self._rises = 0
        self._falls = 0
        self._earliest = datetime.max  # noqa: DTZ901 - wall time, as it is written
        self._latest = datetime.min  # noqa: DTZ901

    def add(self, parts: Parts) -> None:
        """Take note of the next date."""
        if not parts.decided and (parts.first if self.month_first else parts.second) > 12:
            self.possible = False
            return
        moment = parts.at(month_first=self.month_first)
        if moment is None:
            return
        if self._last is not None and moment != self._last:
            self._rises += moment > self._last
            self._falls += moment < self._last
        self._last = moment
        self._earliest = min(self._earliest, moment)
        self._latest = max(self._latest, moment)

    @property
    def disorder(self) -> int:
        """How often the dates turn round."""
        return min(self._rises, self._falls)

    @property
    def width(self) -> float:
        """The seconds from the first date to the last."""
        return 0.0 if self._last is None else (self._latest - self._earliest).total_seconds()

    @property
    def newest_first(self) -> bool:
        """Whether the dates fall; as long as they do neither they are held to, as in most."""
        return self._falls >= self._rises

    @property
    def moved(self) -> bool:
        """Whether two dates differ."""
        return self._rises + self._falls > 0


def walk(texts: Iterable[str], *, month_first: bool | None) -> Order:
    """Tell which of a source's dates' numbers is the month, and in which order its records are.

    Args:
        texts: The dates in the order of the source.
        month_first: What the language makes likely; None where nothing is known of it. Of those
            who write English only the Americans have the month first, and they write AM or PM.

    Returns:
        What the dates say: a number above twelve, else the reading in which they are in order,
        else the one in which they are near each other, else the language.
    """
    american, other = _Reading(month_first=True), _Reading(month_first=False)
    dotted = decided = halved = day_first = False
    for parts in _all_parts(texts):
        american.add(parts)
        other.add(parts)
        dotted, decided, halved = parts.dotted, parts.decided, parts.halved
        day_first = day_first or parts.day_first
        if (decided or not (american.possible and other.possible)) and american.moved:
            break
    chosen = _possible(american, other) or _in_order(american, other)
    if chosen is None and (dotted or day_first):
        chosen = other
    if chosen is None:
        chosen = _narrower(american, other)
    if chosen is not None:
        return Order(chosen.month_first, True, chosen.newest_first)
    likely = american if month_first and halved else other
    told = month_first is not None and likely.month_first == month_first
    return Order(likely.month_first, decided or told, likely.newest_first)


def _all_parts(texts: Iterable[str]) -> Iterator[Parts]:
    """The dates among the texts, so many as are looked at."""
    return islice(filter(None, map(parts_of, texts)), _MOST)


def _possible(one: _Reading, other: _Reading) -> _Reading | None:
    """The only reading in which all months exist."""
    if one.possible == other.possible:
        return None
    return one if one.possible else other


def _in_order(one: _Reading, other: _Reading) -> _Reading | None:
    """The reading in which the dates turn round less often."""
    if one.disorder == other.disorder:
        return None
    return one if one.disorder < other.disorder else other


def _narrower(one: _Reading, other: _Reading) -> _Reading | None:
    """The reading in which the dates are much nearer to each other."""
    if one.width * _SPREAD < other.width:
        return one
    return other if other.width * _SPREAD < one.width else None
