"""Turn alerts and states into the values that widgets draw; every text is made safe here."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from app.keyboard.keys import Command, printed
from app.keyboard.remapping import in_force
from app.screens.key_words import KeyWords
from store.filters.grammar import Filter
from store.model import Severity
from store.queries.alerts import AlertRow
from store.queries.overview import Overview
from widgets import zones
from widgets.view_models import (
    Column,
    Fit,
    Hint,
    Line,
    Row,
    Shown,
    Tone,
    clock,
    severity_mark,
    shown,
)

_HELP = ".help"
"""The end of the id of commands whose key is shown even where others have no room."""

ALERT_COLUMNS = (
    Column("sev", 6, tinted=True),
    Column("", 1),
    Column("seen", 11, timed=True, fit=Fit.NARROW),
    Column("last seen", 16, timed=True, fit=Fit.WIDE),
    Column("count", 5, right=True, fit=Fit.NARROW),
    Column("count", 7, right=True, fit=Fit.WIDE),
    Column("state", 7),
    Column("who", 7, fit=Fit.WIDE, most=16),
    Column("group", 15, fit=Fit.NARROW, most=22),
    Column("group", 18, fit=Fit.WIDE, most=60),
    Column("rule", 0, most=44),
)
_STATES = {"new": "new", "acknowledged": "ack", "closed": "closed", "snoozed": "snooze"}


def group_text(alert: AlertRow) -> str:
    """The group-by values of an alert beside each other."""
    return " ".join(str(value) for value in alert.group.values())


def alert_title(alert: AlertRow) -> Shown:
    """An alert in one line, for a question about it."""
    return shown(f"alert {alert.id}: {alert.rule_title} · {group_text(alert)}")


def alert_row(alert: AlertRow, *, marked: bool = False, inside: bool = False) -> Row:
    """An alert as a row of the list; `inside` a group it is moved in."""
    severity = Severity(alert.severity)
    group = shown(f"{'  ' * inside}{group_text(alert)}")
    return Row(
        alert.id,
        (
            severity_mark(severity),
            Shown("✓" if marked else " "),
            Shown(clock(alert.last_seen, long=False)[:-3]),
            Shown(clock(alert.last_seen)[:-3]),
            shown(alert.count if alert.count < 100_000 else f"{alert.count // 1000}k"),
            shown(f"{alert.count:,}"),
            shown(_STATES.get(alert.status, alert.status)),
            shown(alert.assignee or ""),
            group,
            group,
            shown(alert.rule_title),
        ),
        Tone(severity.value),
        faint=alert.status == "closed",
    )


def no_alerts(filter_: Filter, sources: Sequence[Path], words: KeyWords) -> Shown:
    """What to say where there are no alerts."""
    if filter_:
        return words(
            "No alert matches. {filter.clear} drops the filter, {tab.events} shows the records."
        )
    if sources:
        return words("No alerts so far. {tab.events} shows the records that were read.")
    return Shown("No alerts yet. Import a log: blotter /var/log/auth.log")


NOT_APPLIED = Shown("the filter is not applied here")


def status(overview: Overview | None, *, exists: bool = True) -> list[Line]:
    """The status line: what was read, and what is open.

    Args:
        overview: None: nothing could be asked so far.
        exists: Whether there is a database.
    """
    if overview is None:
        text = Shown("nothing read so far") if exists else Shown("no database yet")
        return [Line(text, Tone.FAINT)]
    parts = [Line(shown(f"{overview.lines:,} {'line' if overview.lines == 1 else 'lines'} read"))]
    if overview.unparsed:
        parts.append(Line(shown(f"{overview.unparsed:,} not understood"), Tone.MEDIUM))
    for severity in reversed(Severity):
        count = overview.open.get(severity, 0)
        if count:
            mark = shown(f"{severity_mark(severity)} {count:,}")
            parts.append(Line(mark, Tone(severity.value)))
    if not overview.open:
        parts.append(Line(Shown("no open alerts"), Tone.GOOD))
    if overview.undelivered:
        parts.append(Line(shown(f"{overview.undelivered:,} unsent"), Tone.HIGH))
    if overview.silenced:
        parts.append(Line(shown(f"{overview.silenced:,} silenced"), Tone.FAINT))
    return parts


def zone_parts() -> list[Line]:
    """The zone that times are in, where that is not UTC."""
    zone = zones.current()
    return [] if zone.is_utc else [Line(shown(f"times: {zone.short}"), Tone.SPECIAL)]


def filter_parts(filter_: Filter, *, applied: bool) -> list[Line]:
    """The filter for a status line; where it is not applied, that."""
    if not filter_:
        return [Line(Shown("no filter"), Tone.FAINT)]
    if not applied:
        return [Line(NOT_APPLIED, Tone.FAINT)]
    return [Line(Shown("/"), Tone.STRONG), Line(shown(filter_.text()), Tone.MEDIUM)]


def key_hints(
    app: object, commands: Iterable[Command], labels: Mapping[str, str] | None = None
) -> list[Hint]:
    """Commands as hints of the key line, under the keys that they have in an app.

    Args:
        app: The app, which may have keys of the user's.
        commands: The commands.
        labels: What some do at the moment, by their ids, where that is not their usual label;
            empty: nothing.
    """
    now = labels or {}
    return [
        Hint(
            shown(command.shown_key),
            shown(now.get(command.id, command.label)),
            kept=command.id.endswith(_HELP),
        )
        for command in in_force(app, commands)
        if now.get(command.id) != ""
    ]


def keys_of(command: Command) -> str:
    """All keys of a command as they are printed on a keyboard."""
    return " ".join(printed(key) for key in command.all_keys)
