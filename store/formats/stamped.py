"""Read logs of one record a line whose stamp names its year but mostly no zone."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from store.formats.clock import YEARS, Instant, LocalClock, microseconds
from store.formats.encoding import reading_utf16
from store.formats.interface import Format, LookAhead, Parsed, Reader, State
from store.formats.lines import cut
from store.formats.long_lines import of_lines
from store.formats.syslog.programs.message import Message
from store.model import Context, Fields, Kind, Outcome, Parse, Record
from store.text import decode

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DISORDER = 60_000_000
"""Lines may be out of order by this much (µs); a clock that was put back goes back further."""
_MOST_LINES = 500
_LONGEST = 4096
_MOST_KINDS = 1024


class Line(NamedTuple):
    """What a line holds."""

    time: datetime
    """Aware where the line names its zone."""
    text: str
    """What follows the envelope: `message`."""
    meaning: Message | None
    pid: int | None = None
    level: str | None = None


class StampedReader:
    """Reads one source; see `store.formats.interface.Reader`."""

    def __init__(
        self,
        context: Context,
        state: State,
        names: tuple[str, str],
        take: Callable[[str], Line | None],
    ) -> None:
        """Begin or go on with a source.

        Args:
            context: What may be assumed.
            state: Of the reader before this one.
            names: Dataset, and the program that writes the log.
            take: Takes a line apart; None for a line that has no stamp.
        """
        self._clock = LocalClock(context.zone)
        self._host = context.host
        self._dataset, self._program = names
        self._take = take
        self._last: int | None = state.get("last")
        self._unparsed = Kind(dataset=self._dataset, parse=Parse.NONE)
        self._kinds: dict[tuple[str | None, str, str, Outcome] | str | None, Kind] = {}

    def state(self) -> State:
        """The time of the last record, to tell the two 02:30s of an autumn night apart."""
        return {} if self._last is None else {"last": self._last}

    def read(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Parsed:
        """Make a record of every line; see `store.formats.interface.Reader`."""
        lines = cut(data, offset, take_rest=at_end and take_rest)
        return Parsed([self._record(at, raw) for at, raw in lines.lines], lines.consumed)

    def _record(self, offset: int, raw: bytes) -> Record:
        """One record; unparsed if it begins with no date of the calendar."""
        line = self._take(decode(raw))
        if line is None:
            return Record(offset, raw, self._unparsed, {}, None)
        time, flags = self._instant(line.time)
        self._last = time
        fields: Fields = {"message": line.text}
        if self._host:
            fields["host.name"] = self._host
        if line.pid is not None:
            fields["process.pid"] = line.pid
        meaning = line.meaning
        kind = self._kind(line.level, meaning)
        if meaning is None:
            return Record(offset, raw, kind, fields, time, flags)
        fields |= meaning.fields
        return Record(offset, raw, kind, fields, time, flags, meaning.weight)

    def _instant(self, time: datetime) -> Instant:
        """When a wall clock showed the time."""
        if time.tzinfo is not None:
            return Instant(microseconds(time))
        earliest = None if self._last is None else self._last - _DISORDER
        return self._clock.utc(time, not_before=earliest)

    def _kind(self, level: str | None, meaning: Message | None) -> Kind:
        """The one object for all records of a kind."""
        key = (level, *meaning[:3]) if meaning else level
        kind = self._kinds.get(key)
        if kind is None:
            if len(self._kinds) >= _MOST_KINDS:
                self._kinds.clear()
            parse = Parse.FULL if meaning else Parse.HEADER
            category, action, outcome = meaning[:3] if meaning else (None, None, None)
            kind = Kind(self._dataset, parse, category, action, outcome, level, self._program)
            self._kinds[key] = kind
        return kind


def moment(parts: Iterable[str], fraction: str | None = None) -> datetime | None:
    """A date and time of the calendar.

    Args:
        parts: Year, month (name or number), day, hour, minute and second in digits.
        fraction: Digits behind the second.

    Returns:
        The naive time, second 60 read as the end of second 59; None where there is no such date.
    """
    year, month, *rest = parts
    number = MONTHS.index(month) + 1 if month in MONTHS else int(month) if month.isdigit() else 0
    day, hour, minute, second = (int(part) for part in rest)
    micro = int((fraction or "0").ljust(6, "0")[:6])
    leap = second == 60
    try:
        time = datetime(  # noqa: DTZ001 - the log names no zone
            int(year), number, day, hour, minute, 59 if leap else second, micro
        )
    except ValueError:
        return None
    if time.year not in YEARS:
        return None
    return time.replace(microsecond=999_999) if leap else time


def share(head: bytes, fits: Callable[[str], bool]) -> float:
    """The share of a beginning's lines that fit, between 0 and 1.

    Args:
        head: Up to 64 KiB of a source.
        fits: Whether a line fits.
    """
    lines = head.split(b"\n")
    if len(lines) > 1:
        lines.pop()
    taken = [line[:_LONGEST] for line in lines if line.strip()][:_MOST_LINES]
    return sum(fits(decode(line.rstrip(b"\r"))) for line in taken) / len(taken) if taken else 0.0


def log_format(
    names: tuple[str, str],
    title: str,
    *,
    take: Callable[[str], Line | None],
    fits: Callable[[str], bool],
    sample: bytes,
) -> Format:
    """The format of such a log.

    Args:
        names: Of the format and its dataset, and the program that writes the log.
        title: See `Format.title`.
        take: Takes a line apart; None for a line that has no stamp.
        fits: Whether a line speaks for the format.
        sample: See `Format.sample`.
    """

    def score(head: bytes) -> float:
        return share(head, fits)

    def opened(context: Context, state: State, _look_ahead: LookAhead) -> Reader:
        return StampedReader(context, state, names, take)

    return reading_utf16(
        Format(
            name=names[0],
            title=title,
            dataset=names[0],
            score=score,
            open=of_lines(opened),
            sample=sample,
        )
    )
