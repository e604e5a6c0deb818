"""Turn alerts and states into the values that widgets draw; every text is made safe here."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from app.keys import Command, printed
from app.output.amounts import counted
from app.screens.reads import Evidence
from app.screens.recounting import says
from store.filters.grammar import Filter
from store.model import Severity
from store.queries.alerts import AlertRow
from store.queries.overview import Overview
from store.text import decode
from store.triage import Done
from widgets.view_models import (
    Column,
    Fit,
    Hint,
    Line,
    Points,
    Row,
    Shown,
    Tone,
    clock,
    severity_mark,
    shown,
)

_HELP = "app.help"
"""The command whose key is shown even where others have no room."""

ALERT_COLUMNS = (
    Column("sev", 6, tinted=True),
    Column("seen (UTC)", 11, fit=Fit.NARROW),
    Column("last seen (UTC)", 19, fit=Fit.WIDE),
    Column("count", 5, right=True, fit=Fit.NARROW),
    Column("count", 9, right=True, fit=Fit.WIDE),
    Column("state", 6),
    Column("group", 15, fit=Fit.NARROW),
    Column("group", 30, fit=Fit.WIDE),
    Column("rule", 0),
)
_STATES = {"new": "new", "acknowledged": "ack", "closed": "closed", "snoozed": "snooze"}
_PAST = {"acknowledge": "acknowledged", "close": "closed", "reopen": "opened again"}


def group_text(alert: AlertRow) -> str:
    """The group-by values of an alert beside each other."""
    return " ".join(str(value) for value in alert.group.values())


def alert_title(alert: AlertRow) -> Shown:
    """An alert in one line."""
    return shown(f"{alert.id} {alert.rule_title} · {group_text(alert)}")


def alert_row(alert: AlertRow) -> Row:
    """An alert as a row of the list."""
    severity = Severity(alert.severity)
    group = shown(group_text(alert))
    return Row(
        alert.id,
        (
            severity_mark(severity),
            Shown(clock(alert.last_seen, long=False)[:-3]),
            clock(alert.last_seen),
            shown(alert.count if alert.count < 100_000 else f"{alert.count // 1000}k"),
            shown(f"{alert.count:,}"),
            shown(_STATES.get(alert.status, alert.status)),
            group,
            group,
            shown(alert.rule_title),
        ),
        Tone(severity.value),
        faint=alert.status == "closed",
    )


def alerts_counted(alerts: Sequence[AlertRow]) -> str:
    """How many alerts there are, and how many of them are open."""
    still = sum(alert.status != "closed" for alert in alerts)
    return f"{counted(len(alerts), 'alert')}, {still:,} open"


def points(alerts: Iterable[AlertRow], marked: AlertRow | None) -> Points:
    """The alerts on the timeline, where each began."""
    return Points(
        tuple((alert.first_seen, Severity(alert.severity)) for alert in alerts),
        None if marked is None else marked.first_seen,
    )


def story(alert: AlertRow, records: Sequence[Evidence]) -> list[Line]:
    """What an alert says, and the first records that it says it of."""
    about = f"{severity_mark(Severity(alert.severity))}  {alert.rule_title}"
    span = f"{clock(alert.first_seen)} to {clock(alert.last_seen)}"
    state = alert.status if alert.reason is None else f"{alert.status} ({alert.reason})"
    lines = [
        Line(shown(about), Tone(alert.severity)),
        Line(shown(f"{_pairs(alert)}  {span}")),
        Line(
            shown(
                f"{_counted(alert.count, alert.peak)}, "
                f"{alert.evidence:,} records, {state}  {' '.join(alert.techniques)}"
            ),
            Tone.FAINT,
        ),
    ]
    lines += [_evidence(record) for record in records]
    more = alert.evidence - len(records)
    if more > 0:
        lines.append(Line(shown(f"… {more:,} more: Enter shows them all"), Tone.FAINT))
    return lines


def _evidence(record: Evidence) -> Line:
    """A record as it stands in its log; markup that is longer than it says much as what it says."""
    if record.raw.lstrip().startswith(b"<"):
        event = record.event
        who = event.user or ""
        return Line(shown(f"{clock(event.time)}  {event.host or ''}  {who}  {says(event)}"))
    return Line(shown(decode(record.raw)))


def _pairs(alert: AlertRow) -> str:
    return "  ".join(f"{key}={value}" for key, value in alert.group.items()) or "no group"


def no_alerts(filter_: Filter, sources: Sequence[Path]) -> Shown:
    """What to say where there are no alerts."""
    if filter_:
        return Shown("No alert matches. c drops the filter, 4 shows the records.")
    if sources:
        return Shown("No alerts so far. 4 shows the records that were read.")
    return Shown("No alerts yet. Import a log: blotter /var/log/auth.log")


def status(overview: Overview | None) -> list[Line]:
    """The status line: what was read, and what is open."""
    if overview is None:
        return [Line(Shown("no database yet"), Tone.FAINT)]
    understood = overview.lines - overview.unparsed
    parts = [Line(shown(f"{understood:,} of {overview.lines:,} lines read"))]
    for severity in reversed(Severity):
        count = overview.open.get(severity, 0)
        if count:
            mark = shown(f"{severity_mark(severity)} {count:,}")
            parts.append(Line(mark, Tone(severity.value)))
    if not overview.open:
        parts.append(Line(Shown("no open alerts"), Tone.GOOD))
    if overview.unparsed:
        parts.append(Line(shown(f"{overview.unparsed:,} unparsed"), Tone.MEDIUM))
    if overview.undelivered:
        parts.append(Line(shown(f"{overview.undelivered:,} unsent"), Tone.HIGH))
    return parts


def filter_parts(filter_: Filter) -> list[Line]:
    """The filter for a status line."""
    if not filter_:
        return [Line(Shown("no filter"), Tone.FAINT)]
    return [Line(Shown("/"), Tone.STRONG), Line(shown(filter_.text()), Tone.MEDIUM)]


def key_hints(commands: Iterable[Command]) -> list[Hint]:
    """Commands as hints of the key line."""
    return [
        Hint(shown(command.shown_key), shown(command.label), kept=command.id == _HELP)
        for command in commands
    ]


def keys_of(command: Command) -> str:
    """All keys of a command as they are printed on a keyboard."""
    return " ".join(printed(key) for key in command.all_keys)


def undone(done: Done) -> Shown:
    """What an undo took back."""
    what = f"silence {done.silence.id}" if done.silence else _named_alerts(done)
    return shown(f"taken back: {done.verb} of {what}")


def decided(done: Done, reason: str | None) -> Shown:
    """What was decided."""
    because = f" as {reason}" if reason else ""
    return shown(
        f"{_PAST.get(done.verb, done.verb)} {_named_alerts(done)}{because} · u takes it back"
    )


def _named_alerts(done: Done) -> str:
    if len(done.alerts) == 1:
        return f"alert {done.alerts[0]}"
    return f"{len(done.alerts)} alerts"


def _counted(count: int, peak: float) -> str:
    """How often the rule was hit; the peak where one window held more than one hit."""
    return f"{count:,} counted, most {peak:,} at once" if peak > 1 else f"{count:,} counted"
