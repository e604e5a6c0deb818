"""Turn silences into the values that widgets draw; every text is made safe here."""

from collections.abc import Sequence

from app.output.amounts import counted
from app.screens.presenting import group_text
from store.model import Severity
from store.queries.alerts import AlertRow
from store.silences import Silence
from widgets.view_models import (
    Column,
    Fit,
    Line,
    Row,
    Shown,
    Tone,
    clock,
    severity_mark,
    shown,
)

COLUMNS = (
    Column("id", 3, right=True),
    Column("state", 8, tinted=True),
    Column("until (UTC)", 11, fit=Fit.NARROW),
    Column("until (UTC)", 16, fit=Fit.WIDE),
    Column("hides", 6, right=True),
    Column("owner", 10, fit=Fit.WIDE),
    Column("filter", 0),
    Column("why", 20, fit=Fit.NARROW),
    Column("why", 40, fit=Fit.WIDE),
)
_YEAR = 330 * 86_400_000_000
"""Microseconds within which a date needs no year."""
NONE = (
    "Nothing is silenced. {silences.new} silences something; {alerts.silence} does so on an alert."
)


def state(silence: Silence, now: int) -> str:
    """Whether it hides what is new."""
    if silence.lifted is not None:
        return "lifted"
    return "in force" if silence.is_in_force(now) else "expired"


def row(silence: Silence, now: int) -> Row:
    """A silence as a row of the list."""
    until = clock(silence.until) if silence.until else Shown("for good")
    said = state(silence, now)
    return Row(
        silence.id,
        (
            shown(silence.id),
            shown(said),
            shown(_short(silence.until, now)),
            shown(until[:16]),
            shown(f"{silence.hidden:,}"),
            shown(silence.owner),
            shown(silence.filter),
            shown(silence.reason),
            shown(silence.reason),
        ),
        Tone.GOOD if said == "in force" else Tone.MEDIUM,
        faint=said == "lifted",
    )


def _short(until: int | None, now: int) -> str:
    """When a silence ends: to the minute within a year, to the day beyond it."""
    if until is None:
        return "for good"
    text = clock(until)
    return text[5:16] if abs(until - now) < _YEAR else text[:10]


def page(silence: Silence, hidden: Sequence[AlertRow], now: int) -> list[Line]:
    """All about a silence: what it hides, why, since when."""
    ends = f"until {clock(silence.until)} UTC" if silence.until else "for good"
    said = state(silence, now)
    lines = [
        Line(shown(f"silence {silence.id}, {said}, {ends}"), Tone.STRONG),
        Line(shown(f"hides {silence.filter}"), Tone.MEDIUM),
        Line(shown(f"why: {silence.reason}")),
        Line(shown(f"by {silence.owner}, {clock(silence.created)} UTC"), Tone.FAINT),
        Line(shown(f"{counted(silence.hidden, 'alert')} hidden by it")),
    ]
    if said == "expired" and silence.hidden:
        lines.append(Line(Shown("It has ended; they stay hidden until d lifts it."), Tone.MEDIUM))
    return [*lines, *(_alert(each) for each in hidden)]


def _alert(alert: AlertRow) -> Line:
    severity = Severity(alert.severity)
    about = f"{alert.id} {alert.rule_title} {group_text(alert)}"
    text = f"{severity_mark(severity):<6} {clock(alert.last_seen, long=False)[:-3]}  {about}"
    return Line(shown(text), Tone(severity.value))


def counted_all(silences: Sequence[Silence], now: int) -> list[Line]:
    """How many there are, and how much they hide."""
    force = sum(each.is_in_force(now) for each in silences)
    hidden = sum(each.hidden for each in silences)
    return [
        Line(shown(counted(len(silences), "silence")), Tone.STRONG),
        Line(shown(f"{force:,} in force")),
        Line(shown(f"{counted(hidden, 'alert')} hidden"), Tone.FAINT),
    ]
