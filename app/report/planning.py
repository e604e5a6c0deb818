"""Which period a report is on, in which zone: from the command line and the configuration."""

import os
from datetime import UTC, tzinfo
from typing import NamedTuple

import click

from app.configuration.configured import Config, Report
from app.configuration.settings import instant, zone
from store.filters import times
from store.reports.periods import Instant, Kind, Period, over
from store.reports.traffic import Limits
from store.times import machine_zone, now

_SECOND = 1_000_000


class Zone(NamedTuple):
    """A zone and what it is called."""

    zone: tzinfo
    name: str


def zone_of(config: Config, said: str | None) -> Zone:
    """The zone of days and weeks: the one that was said, the report's, that of the logs, or ours.

    Raises:
        click.BadParameter: There is none of that name.
    """
    try:
        return zone_named(said or config.report.tz or config.tz)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="--tz") from wrong


def zone_named(name: str | None) -> Zone:
    """A zone by its IANA name; without a name the machine's.

    Raises:
        ValueError: There is none of that name.
    """
    return Zone(machine_zone(), _machine_name()) if name is None else Zone(zone(name), name)


def _machine_name() -> str:
    """The name of the machine's zone, as far as the system says it."""
    said = os.environ.get("TZ", "").removeprefix(":")
    path = os.path.realpath("/etc/localtime")
    return said or path.partition("/zoneinfo/")[2] or "local time"


def limits_of(report: Report) -> Limits:
    """How many answers 404 a day are nothing to speak of."""
    return Limits(report.daily_404_thursday, report.daily_404)


def clock_of(reference: str | None) -> int:
    """The instant (µs UTC) that a report is made at: the clock, unless another was said."""
    if reference is None:
        return now()
    try:
        return instant(reference, UTC)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="--reference-time") from wrong


def period_of(
    kind: Kind | None, since: str | None, until: str | None, at: int, where: tzinfo
) -> Period:
    """The period that was asked for; without a word the last week that is over.

    Args:
        kind: Day, week or month.
        since: Where the period begins.
        until: Where it ends; left out: at `at`.
        at: The clock (µs UTC).
        where: The zone of times that name none.

    Raises:
        click.UsageError: The words do not fit together, or are no times.
    """
    if since is None and until is None:
        return over(kind or "week", at, where)
    if kind is not None:
        raise click.UsageError("--period names a whole period; leave it out beside --since")
    if since is None:
        raise click.UsageError("--until needs --since")
    first = _read("--since", since, at, where, end=False)
    last = at if until is None else _read("--until", until, at, where, end=True)
    first, last = first // _SECOND * _SECOND, -(-last // _SECOND) * _SECOND
    if first >= last:
        raise click.UsageError("--since has to be before --until")
    return Period("span", Instant(first), Instant(last))


def _read(option: str, text: str, at: int, where: tzinfo, *, end: bool) -> int:
    try:
        return times.read(text, at, where, end=end)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint=option) from wrong
