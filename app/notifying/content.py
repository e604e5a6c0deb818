"""What a message says, as values: the alerts in full as far as they fit, and counts of the rest."""

import json
import shlex
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.database import default_database
from app.notifying.settings import Notify
from store.database.evidence import readable
from store.model import Severity
from store.notifying.notices import Kind
from store.notifying.planning import Unit
from store.notifying.waiting import Item
from store.queries import alerts
from store.queries.alerts import AlertRow
from store.rules.questions import filled
from store.text import decode, safe
from store.times import clock, iso

IN_FULL = (10, 5, 2, 0)
"""How many alerts a message tells everything of, at most; fewer where that gets too long."""
MOST_HTML = 90_000
"""Characters of HTML: some programs clip what is a little longer."""
MOST_LINES = 5
"""Lines of evidence of each."""
MOST_WIDTH = 240
"""Characters of each, and of each value of a group."""
MOST_WORDS = 2_000
"""Characters of a paragraph of a rule."""
MOST_ROWS = 40
"""Rows of the table of the others; a last one holds what is left."""


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
    more_evidence: int
    """Records that are not shown."""
    questions: tuple[tuple[str, str], ...]
    """What to look at next: a title and a command each."""
    harmless: tuple[str, ...]
    """When it may be."""
    command: str
    """What opens it."""


@dataclass(frozen=True, slots=True)
class Row:
    """Alerts of one rule that are not told in full."""

    severity: str
    title: str
    alerts: int
    events: int


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
    found = [(item, row) for item in full if (row := _row(connection, item)) is not None]
    others = [item.alert for item in worst if item.alert not in {row.id for _, row in found}]
    rest = tuple(_rest(connection, others))
    told = [_told(connection, item, row, _opener(notify, database)) for item, row in found]
    return Content(
        subject=f"[Blotter {notify.host}] {_about(unit)}",
        headline=_about(unit),
        alerts=tuple(told),
        rest=rest,
        total=len(unit.items),
        earlier=unit.earlier,
        is_digest=unit.is_digest,
        host=safe(notify.host),
        receiver=unit.receiver.name,
        data=_data(unit, found, rest),
    )


def _row(connection: sqlite3.Connection, item: Item) -> AlertRow | None:
    """An alert as it stands; None for one that turned out to be none."""
    return None if item.is_none else alerts.get(connection, item.alert)


def _about(unit: Unit) -> str:
    """What it is about, in a line: what happened, how bad, what, who."""
    worst = max((item.severity for item in unit.items), key=lambda each: each.rank)
    if unit.is_digest:
        return f"digest: {len(unit.items):,} more alerts, worst {worst}"
    if len(unit.items) == 1:
        item = unit.items[0]
        who = " ".join(safe(str(value)) for value in item.fields.values())
        news = _news(item)
        lead = "" if news == "new" else f"{news}: "
        return f"{lead}{worst}: {_cut(safe(item.title))}" + (f" ({who[:80]})" if who else "")
    ends = sum(item.is_end for item in unit.items)
    titles = sorted({item.title for item in unit.items})
    what = _cut(safe(titles[0])) if len(titles) == 1 else f"{len(titles)} rules"
    over = f", {ends:,} of them over" if 0 < ends < len(unit.items) else ""
    lead = "recovered: " if ends == len(unit.items) else ""
    return f"{lead}{len(unit.items):,} alerts, worst {worst}: {what}{over}"


_WORDS = {
    Kind.UNACKNOWLEDGED: "not acknowledged",
    Kind.REOPENED: "back again",
    Kind.WOKEN: "no longer snoozed",
    Kind.RAISED: "worse",
    Kind.OPENED: "new",
    Kind.UPDATED: "still going on",
    Kind.WITHDRAWN: "taken back",
    Kind.RECOVERED: "recovered",
}
"""What happened, the most pressing first."""


def _news(item: Item) -> str:
    return next(words for kind, words in _WORDS.items() if kind in item.kinds)


def _told(connection: sqlite3.Connection, item: Item, row: AlertRow, opener: str) -> Told:
    rule = alerts.rule_text(connection, row.id)
    lines = tuple(_evidence(connection, row.id))
    before = f" ({item.counted:,} when last told)" if item.counted not in (None, row.count) else ""
    return Told(
        row.id,
        _news(item),
        str(row.severity),
        _cut(safe(row.rule_title)),
        tuple((_cut(safe(name)), _cut(safe(str(value)))) for name, value in row.group.items()),
        clock(row.first_seen),
        clock(row.last_seen),
        f"{row.count:,}{before}",
        f"{row.status}, {row.condition}",
        safe(", ".join(row.techniques)),
        _paragraph(rule.description if rule else None),
        lines,
        max(0, row.evidence - len(lines)),
        tuple(_questions(connection, row)),
        tuple(_paragraph(each) for each in (rule.falsepositives if rule else ())),
        opener.replace("{alert}", str(row.id)),
    )


def _paragraph(text: str | None) -> str:
    """Text of a rule, which may come from anywhere, on one line."""
    return _cut(safe(" ".join((text or "").split())), MOST_WORDS)


def _cut(text: str, most: int = MOST_WIDTH) -> str:
    """Text that is not longer than some characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _evidence(connection: sqlite3.Connection, alert: int) -> Iterator[str]:
    """The first records that an alert rests on, made fit to be shown."""
    for event in alerts.evidence(connection, alert)[:MOST_LINES]:
        yield _cut(safe(decode(readable(connection, event))))


def _questions(connection: sqlite3.Connection, row: AlertRow) -> Iterator[tuple[str, str]]:
    """What the rule tells to look at next, as commands."""
    found = connection.execute(
        "SELECT json_extract(r.spec, '$.next') FROM alerts a JOIN rules r ON r.id = a.rule "
        "WHERE a.id = ?",
        (row.id,),
    ).fetchone()
    for title, text in json.loads(found[0] or "[]") if found else ():
        filter_ = filled(text, row.group)
        if filter_ is not None:
            yield _paragraph(title), safe(f"blotter events {shlex.quote(filter_)}")


def _opener(notify: Notify, database: Path) -> str:
    """The command that opens an alert, with `{alert}` in it."""
    if notify.open_with:
        return safe(notify.open_with)
    path = database.absolute()
    more = "" if path == default_database() else f" --db {shlex.quote(str(path))}"
    return safe(f"blotter alerts show {{alert}}{more}")


def _rest(connection: sqlite3.Connection, ids: Sequence[int]) -> Iterator[Row]:
    """Alerts counted by rule, the worst and most first; a last row holds what does not fit."""
    rows = connection.execute(
        "SELECT a.severity, ifnull(r.title, ''), count(*), sum(a.count) FROM json_each(?) w "
        "CROSS JOIN alerts a ON a.id = w.value LEFT JOIN rules r ON r.id = a.rule GROUP BY 1, 2",
        (json.dumps(list(ids)),),
    ).fetchall()
    rows.sort(key=lambda row: (-Severity(row[0]).rank, -row[2], row[1]))
    for severity, title, count, events in rows[:MOST_ROWS]:
        yield Row(severity, _cut(safe(title)), count, events)
    left = rows[MOST_ROWS:]
    if left:
        yield Row("", f"{len(left)} more", sum(x[2] for x in left), sum(x[3] for x in left))


def _data(
    unit: Unit, found: Sequence[tuple[Item, AlertRow]], rest: Sequence[Row]
) -> dict[str, Any]:
    """The message for programs; the keys of an alert are those of `blotter alerts`."""
    worst = max((item.severity for item in unit.items), key=lambda each: each.rank)
    return {
        "severity": str(worst),
        "total": len(unit.items),
        "earlier": unit.earlier,
        "alerts": [{"news": _news(item), **_record(row)} for item, row in found],
        "rest": [asdict(row) for row in rest],
    }


_KEYS = (
    *("id", "rule_id", "rule_title", "severity", "condition", "status", "reason", "assignee"),
    *("group", "first_seen", "last_seen", "opened_at", "count", "peak", "techniques", "tags"),
    "evidence",
)


def _record(row: AlertRow) -> dict[str, Any]:
    said = asdict(row)
    times = {key: iso(said[key]) for key in ("first_seen", "last_seen", "opened_at")}
    return {key: times.get(key, said[key]) for key in _KEYS}
