"""Every number of a report, and every text in it that comes from logs, rules or analysts.

These values are all that a rendering may know. Texts are as they were stored: not yet safe to draw.
Instants are microseconds since 1970 UTC, lengths of time are seconds; the part of a report that a
name such as `before` speaks of is the period before.
"""

from dataclasses import dataclass
from typing import Literal

from store.reports.periods import Instant, Period

VERSION = 1
"""Of the figures' form, as JSON has it: raised where a key changes its meaning or goes."""

Unit = Literal["count", "seconds", "percent"]


@dataclass(frozen=True, slots=True)
class Kpi:
    """A key figure, beside that of the period before."""

    key: str
    unit: Unit
    now: int | float | None
    """None: there was nothing to measure."""
    before: int | float | None


@dataclass(frozen=True, slots=True)
class SeverityRow:
    """The alerts of one severity."""

    severity: str
    new: int
    acknowledged: int
    snoozed: int
    closed: int
    other: int
    """In any other status."""
    total: int


@dataclass(frozen=True, slots=True)
class Incident:
    """One of the gravest alerts."""

    alert: int
    severity: str
    rule: str
    about: str
    """What its rule groups by: addresses, accounts, …"""
    first_seen: Instant
    last_seen: Instant
    count: int
    status: str
    reason: str | None
    techniques: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offender:
    """An address that failed."""

    address: str
    failures: int
    """Failed events, each by its weight."""
    before: int
    alerts: int
    """Of the period, that are about it."""
    first_seen: Instant
    is_new: bool
    """It was seen in this period for the first time."""


@dataclass(frozen=True, slots=True)
class Offenders:
    """Addresses that failed."""

    total: int
    new: int
    """Among them, those never seen before this period."""
    back: int
    """Among them, those that failed in the period before, too."""
    gone: int
    """Those that failed in the period before, and not in this one."""
    top: tuple[Offender, ...]
    newest: tuple[Offender, ...]
    """Of the new ones, those with the most failures."""


@dataclass(frozen=True, slots=True)
class NoisyRule:
    """A rule and what became of its alerts."""

    rule_id: str
    rule: str
    alerts: int
    before: int
    undecided: int
    closed: int
    harmless: int
    """Closed as false positive or benign."""
    harmless_percent: float | None
    """Of those that are closed."""


@dataclass(frozen=True, slots=True)
class Technique:
    """An ATT&CK technique."""

    technique: str
    alerts: int
    before: int


@dataclass(frozen=True, slots=True)
class Account:
    """An account that somebody failed to log in to."""

    account: str
    failures: int
    before: int
    addresses: int
    """From how many they came."""


@dataclass(frozen=True, slots=True)
class Site:
    """A web site, or the host whose log names none."""

    site: str | None
    client_errors: int
    """Answers 400 to 499."""
    server_errors: int
    """Answers 500 to 599."""
    before: int
    """Both together."""


@dataclass(frozen=True, slots=True)
class Status:
    """Answers of web servers with one status from 400 on."""

    status: int
    answers: int
    before: int


@dataclass(frozen=True, slots=True)
class ErrorDay:
    """A day's errors of web servers."""

    date: str
    weekday: str
    missing: int
    """Answers 404."""
    limit: int
    """How many of these are nothing to speak of."""
    is_over: bool
    client_errors: int
    server_errors: int


@dataclass(frozen=True, slots=True)
class Errors:
    """Answers of web servers from 400 on."""

    statuses: tuple[Status, ...]
    days: tuple[ErrorDay, ...]
    """All days, or of a long period those with the most answers 404."""
    all_days: int
    days_over: int
    """Days, listed or not, on which the limit was passed."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A bar of the chart: what happened in a part of the period."""

    since: Instant
    until: Instant
    events: int
    failures: int
    alerts: int


@dataclass(frozen=True, slots=True)
class FormatRow:
    """The records of all logs of one format."""

    format: str
    events: int
    before: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A Windows log with record ids missing."""

    host: str | None
    channel: str | None
    gaps: int
    missing: int
    cleared: int
    """How often it was emptied."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """A log of which nothing came in the last quarter of the period."""

    log: str
    last_record: Instant


@dataclass(frozen=True, slots=True)
class Trouble:
    """A log or a rule that did not work, and why."""

    name: str
    error: str


@dataclass(frozen=True, slots=True)
class Mail:
    """How the messages fared that were made in the period."""

    waiting: int
    failed: int
    """Given up."""
    last_error: str | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the rest of the report can be trusted."""

    sources: int
    """Log files with records of the period."""
    lines: int
    unparsed: int
    """Among them, those that no format understood."""
    unparsed_percent: float | None
    lost: int
    """Records that these files promised and that could not be found."""
    last_import: Instant | None
    last_record: Instant | None
    """Time of the latest of all that were read, in the period or not."""
    formats: tuple[FormatRow, ...]
    gaps: tuple[Gap, ...]
    silent: tuple[Quiet, ...]
    silent_logs: int
    """How many there are, listed or not."""
    damaged: tuple[Trouble, ...]
    damaged_logs: int
    rule_errors: tuple[Trouble, ...]
    failed_rules: int
    mail: Mail


@dataclass(frozen=True, slots=True)
class SilenceRow:
    """A silence that was in force in the period."""

    id: int
    filter: str
    owner: str
    reason: str
    created: Instant
    until: Instant | None
    hidden: int
    """Alerts of the period that it hides."""
    ends_soon: bool
    """Within as long as the period lasted."""
    unused: bool
    """It has hidden nothing at all."""


@dataclass(frozen=True, slots=True)
class Silences:
    """What nobody wanted to hear of."""

    in_force: int
    begun: int
    ended: int
    ending_soon: int
    unused: int
    hidden: int
    """Alerts of the period; they are in no other number."""
    rows: tuple[SilenceRow, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """A report."""

    period: Period
    zone: str
    """Name of the zone that days, weeks and months are of."""
    before: Period
    as_of: Instant
    """The period's end, or the clock where that is yet to come."""
    kpis: tuple[Kpi, ...]
    severities: tuple[SeverityRow, ...]
    incidents: tuple[Incident, ...]
    offenders: Offenders
    rules: tuple[NoisyRule, ...]
    techniques: tuple[Technique, ...]
    accounts: tuple[Account, ...]
    sites: tuple[Site, ...]
    errors: Errors
    timeline: tuple[Moment, ...]
    coverage: Coverage
    silences: Silences

    def kpi(self, key: str) -> Kpi:
        """A key figure by its key."""
        return next(each for each in self.kpis if each.key == key)
