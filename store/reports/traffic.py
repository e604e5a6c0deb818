"""What the logs of a period say in sum: records by time and format, errors, sites."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from store.reports.figures import ErrorDay, Errors, FormatRow, Moment, Site, Status
from store.reports.frame import Buckets, Frame
from store.reports.noted import TOP
from store.reports.periods import WEEKDAYS, Day, Slot, days, slots
from store.reports.records import Tally

_MOST_DAYS = 31
"""Days of a list."""
_THURSDAY = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """How many answers 404 a day are nothing to speak of; the built-in rules have the same."""

    thursday: int = 50
    other: int = 10

    def of(self, day: Day) -> int:
        """The limit of a day."""
        return self.thursday if day.date.weekday() == _THURSDAY else self.other


@dataclass(frozen=True, slots=True)
class Traffic:
    """The records of both periods, counted."""

    records: Mapping[tuple[int, int], int]
    """By source and number of the stretch."""
    tallies: Sequence[Tally]
    """Those of note."""
    layout: "Layout"

    @property
    def events(self) -> tuple[int, int]:
        """All records: of the period, and of the one before."""
        return _both((bucket, records) for (_, bucket), records in self.records.items())

    @property
    def failures(self) -> tuple[int, int]:
        """Failures by weight, likewise."""
        return _both((each.bucket, each.failures) for each in self.tallies)

    @property
    def unparsed(self) -> tuple[int, int]:
        """Records that no format understood, likewise."""
        return _both((t.bucket, t.records) for t in self.tallies if t.stem.parse == "none")


class Layout:
    """How time is divided: the period before, then what days and bars of the chart are made of."""

    def __init__(self, frame: Frame) -> None:
        self.days: list[Day] = list(days(frame.period, frame.zone))
        self.slots: list[Slot] = slots(frame.period, frame.zone)
        starts = {day.since for day in self.days} | {slot.since for slot in self.slots}
        self.buckets = Buckets([frame.before.since, *sorted(starts)], frame.period.until)

    def numbers(self, since: int, until: int) -> range:
        """The stretches that make up a day or a slot."""
        first = self.buckets.of(since) or 0
        last = self.buckets.of(until - 1)
        return range(first, (first if last is None else last) + 1)


def errors(traffic: Traffic, limits: Limits) -> Errors:
    """The answers of web servers from 400 on."""
    found = [each for each in traffic.tallies if (each.stem.status or 0) >= 400]
    by_bucket: dict[int, Counter[int]] = {}
    for each in found:
        by_bucket.setdefault(each.bucket, Counter())[each.stem.status or 0] += each.records
    all_days = [_error_day(day, traffic.layout, by_bucket, limits) for day in traffic.layout.days]
    return Errors(
        _statuses(found),
        tuple(_worst(all_days)),
        len(all_days),
        sum(day.is_over for day in all_days),
    )


def sites(traffic: Traffic) -> tuple[Site, ...]:
    """The sites with the most errors."""
    now: dict[str | None, list[int]] = {}
    for each in traffic.tallies:
        status = each.stem.status or 0
        if status >= 400:
            row = now.setdefault(each.stem.place, [0, 0, 0])
            row[2 if each.bucket == 0 else int(status >= 500)] += each.records
    rows = [Site(place, *counts) for place, counts in now.items() if counts[0] or counts[1]]
    rows.sort(key=lambda row: (-row.client_errors - row.server_errors, row.site or ""))
    return tuple(rows[:TOP])


def formats(traffic: Traffic, names: Mapping[int, str]) -> tuple[FormatRow, ...]:
    """The records by the format of their log.

    Args:
        traffic: The records.
        names: The formats of the sources.
    """
    now: Counter[str] = Counter()
    old: Counter[str] = Counter()
    for (source, bucket), records in traffic.records.items():
        (now if bucket else old)[names.get(source, "none")] += records
    rows = [FormatRow(name, now[name], old[name]) for name in now.keys() | old.keys()]
    return tuple(sorted(rows, key=lambda row: (-row.events, -row.before, row.format)))


def timeline(traffic: Traffic, began: Iterable[int]) -> tuple[Moment, ...]:
    """The bars of the chart.

    Args:
        traffic: The records.
        began: When each alert of the period began (µs UTC).
    """
    layout = traffic.layout
    events: Counter[int] = Counter()
    for (_, bucket), records in traffic.records.items():
        events[bucket] += records
    failures: Counter[int] = Counter()
    for each in traffic.tallies:
        failures[each.bucket] += each.failures
    alerts = Counter(layout.buckets.of(at) for at in began)
    return tuple(
        Moment(*slot, *(sum(map(each.__getitem__, numbers)) for each in (events, failures, alerts)))
        for slot in layout.slots
        for numbers in (layout.numbers(*slot),)
    )


def _both(counts: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """Sums over the period, and over the one before, which is the first stretch."""
    now = old = 0
    for bucket, count in counts:
        if bucket:
            now += count
        else:
            old += count
    return now, old


def _statuses(found: Sequence[Tally]) -> tuple[Status, ...]:
    now: Counter[int] = Counter()
    old: Counter[int] = Counter()
    for each in found:
        (now if each.bucket else old)[each.stem.status or 0] += each.records
    rows = [Status(status, now[status], old[status]) for status in now.keys() | old.keys()]
    rows.sort(key=lambda row: (-row.answers, -row.before, row.status))
    return tuple(sorted(rows[: 2 * TOP], key=lambda row: row.status))


def _error_day(
    day: Day, layout: Layout, by_bucket: Mapping[int, Counter[int]], limits: Limits
) -> ErrorDay:
    counted: Counter[int] = Counter()
    for number in layout.numbers(day.since, day.until):
        counted.update(by_bucket.get(number, Counter()))
    limit = limits.of(day)
    return ErrorDay(
        day.date.isoformat(),
        WEEKDAYS[day.date.weekday()],
        counted[404],
        limit,
        counted[404] > limit,
        sum(count for status, count in counted.items() if status < 500),
        sum(count for status, count in counted.items() if status >= 500),
    )


def _worst(all_days: Sequence[ErrorDay]) -> list[ErrorDay]:
    """All days, or those with the most answers 404, in the order of the calendar."""
    most = sorted(all_days, key=lambda day: -day.missing)[:_MOST_DAYS]
    return sorted(most, key=lambda day: day.date)
