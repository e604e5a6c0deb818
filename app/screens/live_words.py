"""Turn records that come in into rows: coloured by family, by how they ended, and by alerts."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.screens import reads
from app.screens.reads import Arrived
from app.screens.recounting import event_row, says
from store.filters.grammar import Filter
from store.model import Severity
from store.queries.events import EventRow
from widgets.view_models import Column, Fit, Row, Shown, Tone, clock, shown

COLUMNS = (
    Column("time", 8, timed=True, fit=Fit.NARROW, key="@timestamp"),
    Column("time", 14, timed=True, fit=Fit.WIDE, key="@timestamp"),
    Column("log", 4, tinted=True, key="event.dataset"),
    Column("", 1, key="event.outcome"),
    Column("!", 1),
    Column("source", 15, key="source.ip", most=25),
    Column("user", 10, key="user.name", most=20),
    Column("host", 10, fit=Fit.WIDE, key="host.name", most=24),
    Column("record", 0, key="message"),
)
_FAMILIES = {
    "apache.access": ("web", Tone.LOW),
    "apache.error": ("err", Tone.MEDIUM),
    "system.auth": ("auth", Tone.GOOD),
    "windows.eventlog": ("win", Tone.SPECIAL),
}
"""By dataset: a short name, and the colour of it."""
_OTHER = ("log", Tone.PLAIN)
_MARKS = {
    Severity.INFORMATIONAL: "·",
    Severity.LOW: "○",
    Severity.MEDIUM: "●",
    Severity.HIGH: "▲",
    Severity.CRITICAL: "■",
}
_WORST = 500
"""From this status on a server failed; from 400 on a request was refused."""


class Known(NamedTuple):
    """A record that is shown."""

    event: EventRow
    alert: Severity | None
    """The worst of the alerts that rest on it."""


@dataclass(frozen=True, slots=True)
class News:
    """What came, ready to be drawn."""

    arrived: Arrived
    rows: list[Row]


def news(connection: sqlite3.Connection, filter_: Filter, since: int | None, limit: int) -> News:
    """What was stored after an event; drawn up in the lane, so that no key waits for it."""
    arrived = reads.newest(connection, filter_, since, limit)
    return News(arrived, rows(arrived))


def rows(arrived: Arrived) -> list[Row]:
    """What came, in its order."""
    return [row(event, arrived.alerts.get(event.id)) for event in arrived.rows]


def drawn_anew(_connection: sqlite3.Connection, known: Sequence[Known]) -> list[Row]:
    """Rows of records that are known, as they are drawn now; in the lane, as they may be many."""
    return [row(one.event, one.alert) for one in known]


def row(event: EventRow, alert: Severity | None) -> Row:
    """A record; one that an alert rests on carries the mark and colour of its severity."""
    family, tone = _FAMILIES.get(str(event.dataset), _OTHER)
    plain = event_row(event)
    outcome, told = plain.cells[2], plain.tone
    text = _tone(event)
    tones = [(3, told), (8, text)]
    if alert is not None:
        severe = Tone(alert.value)
        tones = [(3, told), (4, severe), *((cell, severe) for cell in (5, 6, 8))]
    moment = clock(event.time, long=False)
    return Row(
        plain.key,
        (
            shown(moment.rpartition(" ")[2]),
            moment,
            Shown(family),
            outcome,
            Shown("" if alert is None else _MARKS[alert]),
            plain.cells[3],
            plain.cells[4],
            shown(event.host or ""),
            shown(says(event)),
        ),
        tone,
        tones=tuple(tones),
    )


def _tone(event: EventRow) -> Tone:
    """How bad it looks by itself."""
    if event.status is not None:
        if event.status >= _WORST:
            return Tone.BAD
        return Tone.MEDIUM if event.status >= _WORST - 100 else Tone.PLAIN
    return Tone.BAD if event.outcome == "failure" else Tone.PLAIN
