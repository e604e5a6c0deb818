"""What a message says, as values: the alerts in full as far as they fit, and counts of the rest."""

import json
import shlex
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zstandard import ZstdError

from app.database import default_database
from app.notifying.counted import Row, counted
from app.notifying.headlines import about, news
from app.notifying.records import data, row_of
from app.notifying.settings import Notify
from app.notifying.words import cut, paragraph
from store.database.evidence import readable
from store.notifying.planning import Unit
from store.notifying.waiting import Item
from store.queries import alerts
from store.queries.alerts import AlertRow
from store.rules.written.questions import filled
from store.text import decode, safe, unlinked
from store.times import clock

IN_FULL = (10, 5, 2, 0)
"""How many alerts a message tells everything of, at most; fewer where that gets too long."""
MOST_HTML = 90_000
"""Characters of HTML: some programs clip what is a little longer."""
FIRST_LINES, LAST_LINES = 3, 2
"""Lines of evidence of each: how it began, and what it came to, as the login behind the guesses."""


@dataclass(frozen=True, slots=True)
class Told:
    """An alert in full; every text is safe to be shown."""

    id: int
    news: str
    """What happened, in a word or three."""
    severity: str
    title: str
    who: tuple[tuple[str, str], ...]
    """Its group: fields and values."""
    first_seen: str
    last_seen: str
    count: str
    state: str
    techniques: str
    description: str
    evidence: tuple[str, ...]
    """The first records."""
    more_evidence: int
    """Records between these that are not shown."""
    last_evidence: tuple[str, ...]
    questions: tuple[tuple[str, str], ...]
    """What to look at next: a title and a command each."""
    harmless: tuple[str, ...]
    """When it may be."""
    command: str
    """What opens it."""


@dataclass(frozen=True, slots=True)
class Content:
    """All that a message says."""

    subject: str
    headline: str
    alerts: tuple[Told, ...]
    rest: tuple[Row, ...]
    """The others by rule; their counts and those in full add up to `total`."""
    total: int
    earlier: int
    """For a digest: how many the receiver was told of within the hour before."""
    is_digest: bool
    host: str
    receiver: str
    data: dict[str, Any]
    """The same for programs."""


def content(
    connection: sqlite3.Connection,
    unit: Unit,
    notify: Notify,
    database: Path,
    in_full: int = IN_FULL[0],
) -> Content:
    """What the message of a unit says.

    Args:
        connection: With the SQL functions of readers.
        unit: What it tells.
        notify: What this machine is called, and how alerts are opened.
        database: Where they are.
        in_full: How many alerts are told in full, at most.
    """
    worst = sorted(unit.items, key=lambda item: -item.severity.rank)
    full = [] if unit.is_digest else worst[:in_full]
    found = [(item, row) for item in full if (row := row_of(connection, item)) is not None]
    others = [item.alert for item in worst if item.alert not in {row.id for _, row in found}]
    rest = tuple(counted(connection, others))
    told = [_told(connection, item, row, _opener(notify, database)) for item, row in found]
    headline = unlinked(about(unit))
    return Content(
        subject=f"[Blotter {notify.host}] {headline}",
        headline=headline,
        alerts=tuple(told),
        rest=rest,
        total=len(unit.items),
        earlier=unit.earlier,
        is_digest=unit.is_digest,
        host=safe(notify.host),
        receiver=safe(unit.receiver.name),
        data=data(connection, unit),
    )


def _told(connection: sqlite3.Connection, item: Item, row: AlertRow, opener: str) -> Told:
    rule = alerts.rule_text(connection, row.id)
    events = alerts.evidence(connection, row.id)
    first = events[: FIRST_LINES if len(events) > FIRST_LINES + LAST_LINES else None]
    last = events[max(len(first), len(events) - LAST_LINES) :]
    before = f" ({item.counted:,} when last told)" if item.counted not in (None, row.count) else ""
    return Told(
        row.id,
        news(item),
        str(row.severity),
        cut(safe(row.rule_title)),
        tuple(
            (cut(safe(name)), unlinked(cut(safe(str(value))))) for name, value in row.group.items()
        ),
        clock(row.first_seen),
        clock(row.last_seen),
        f"{row.count:,}{before}",
        f"{row.status}, {row.condition}",
        safe(", ".join(row.techniques)),
        paragraph(rule.description if rule else None),
        tuple(_shown(connection, first)),
        max(0, row.evidence - len(first) - len(last)),
        tuple(_shown(connection, last)),
        tuple(_questions(connection, row)),
        tuple(paragraph(each) for each in (rule.falsepositives if rule else ())),
        opener.replace("{alert}", str(row.id)),
    )


def _shown(connection: sqlite3.Connection, events: Sequence[int]) -> Iterator[str]:
    """Records made fit to be shown; told of even if damaged."""
    for event in events:
        try:
            yield unlinked(cut(safe(decode(readable(connection, event)))))
        except (KeyError, ValueError, ZstdError, sqlite3.DatabaseError):
            yield "(cannot be read; blotter verify-evidence says why)"


def _questions(connection: sqlite3.Connection, row: AlertRow) -> Iterator[tuple[str, str]]:
    """What the rule tells to look at next, as commands."""
    found = connection.execute(
        "SELECT json_extract(r.spec, '$.next') FROM alerts a JOIN rules r ON r.id = a.rule "
        "WHERE a.id = ?",
        (row.id,),
    ).fetchone()
    for title, text in json.loads(found[0] or "[]") if found else ():
        filter_ = filled(text, row.group, row.first_seen)
        if filter_ is not None:
            yield paragraph(title), safe(f"blotter events {shlex.quote(_inert(filter_))}")


def _inert(filter_: str) -> str:
    """A filter that finds the same, and is no link to a mail program."""
    return unlinked(filter_) if '"' in filter_ else filter_.replace("://", "*//")


def _opener(notify: Notify, database: Path) -> str:
    """The command that opens an alert, with `{alert}` in it."""
    if notify.open_with:
        return safe(notify.open_with)
    path = database.absolute()
    more = "" if path == default_database() else f" --db {shlex.quote(str(path))}"
    return safe(f"blotter alerts show {{alert}}{more}")
