"""What periods are called, for people and for programs."""

from datetime import datetime, tzinfo

from store.reports.periods import WEEKDAYS, Instant, Period, local

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)


def name(period: Period, zone: tzinfo) -> str:
    """A period's name for programs: `2026-11-12`, `2026-W46`, `2026-11`, `SINCE--UNTIL`."""
    first = local(period.since, zone)
    if period.kind == "week":
        year, week, _ = first.isocalendar()
        return f"{year}-W{week:02}"
    if period.kind == "month":
        return f"{first:%Y-%m}"
    if period.kind == "day":
        return f"{first:%Y-%m-%d}"
    return f"{first:%Y%m%dT%H%M%S}--{local(period.until, zone):%Y%m%dT%H%M%S}"


def title(period: Period, zone: tzinfo) -> str:
    """A period as people call it: `week 46 of 2026 (9 to 15 November)`."""
    first, last = local(period.since, zone), local(Instant(period.until - 1), zone)
    if period.kind == "week":
        year, week, _ = first.isocalendar()
        return f"week {week} of {year} ({_days(first, last)})"
    if period.kind == "month":
        return f"{_MONTHS[first.month - 1]} {first.year}"
    if period.kind == "day":
        return f"{WEEKDAYS[first.weekday()]}, {_day(first)} {first.year}"
    until = local(period.until, zone)
    return f"{first:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M}"


def when(period: Period, zone: tzinfo) -> str:
    """When something happened, in a sentence: `in week 46 of …`, `on Thursday, …`."""
    words = {"day": "on", "span": "from"}
    return f"{words.get(period.kind, 'in')} {title(period, zone)}"


def this(period: Period) -> str:
    """How a table's title names the period."""
    return {"day": "this day", "week": "this week", "month": "this month"}.get(
        period.kind, "this time"
    )


def previous(period: Period) -> str:
    """How a sentence names the period before."""
    words = {"day": "the day before", "week": "the week before", "month": "the month before"}
    return words.get(period.kind, "the time before")


def _days(first: datetime, last: datetime) -> str:
    if first.month == last.month:
        return f"{first.day} to {_day(last)}"
    return f"{_day(first)} to {_day(last)}"


def _day(moment: datetime) -> str:
    return f"{moment.day} {_MONTHS[moment.month - 1]}"
